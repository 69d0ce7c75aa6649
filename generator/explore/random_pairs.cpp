// The rows of the covering arrays as a part of the search: they hold an edge of nearly every field.

#include "generator/explore/random_search.hpp"
#include "generator/plan/pairs.hpp"
#include "verifier/assert.hpp"

#include <algorithm>
#include <string>
#include <utility>

namespace hookworthy::explore {
namespace {

// What a slow receiver leaves undone of the pairs is not to cost the draws.
constexpr double share_of_pairs = 0.4;

}  // namespace

bool RandomSearch::prepare_row(std::size_t type, std::uint64_t row, Suspect& suspect) {
  suspect.type = type;
  suspect.row = row;
  suspect.picks = plan_.pair_rows(type).rows[row].picks;
  for (std::uint64_t variant = 0; variant < plan::Plan::variants; ++variant) {
    suspect.index = plan_.pair_row(type, row, variant);
    const std::uint64_t entropy = plan::Plan::combination_entropy(suspect.index);
    // Two events with the same ids would be taken for one.
    if (!entropies_.insert(entropy).second) continue;
    if (!load(type, suspect.picks, entropy, suspect.shot)) return false;
    suspect.shot.label = "pairs-" + std::to_string(row);
    suspect.shot.what.field = {};
    suspect.shot.what.has_field = false;
    suspect.shot.what.index = suspect.index;
    return true;
  }
  return false;
}

// Row by row through all types, since the first rows of each hold most.
Result<void> RandomSearch::send_pairs(const Goal& goal) {
  std::vector<Suspect> batch;
  std::uint64_t most = 0;
  for (const std::size_t type : goal.types) {
    const plan::PairRows& pairs = plan_.pair_rows(type);
    outcome_.pairs.possible += pairs.possible;
    outcome_.pairs.impossible += pairs.impossible;
    most = std::max<std::uint64_t>(most, pairs.rows.size());
  }
  std::uint64_t left = goal.max_cases;
  for (std::uint64_t row = 0; row < most && courier_.spent() < share_of_pairs; ++row) {
    for (const std::size_t type : goal.types) {
      Suspect suspect{};
      if (left == 0 || row >= plan_.pair_rows(type).rows.size()) continue;
      if (!prepare_row(type, row, suspect)) continue;
      --left;
      batch.push_back(std::move(suspect));
      if (batch.size() < batch_size) continue;
      if (const auto sent = send_batch(batch); !sent) return sent.error();
    }
  }
  return send_batch(batch);
}

bool RandomSearch::is_explained_by_fields(Suspect& suspect) {
  Picks fewer = suspect.picks;
  for (const Known& known : known_) {
    if (known.type != suspect.type || known.key != suspect.shot.key || known.picks.empty()) {
      continue;
    }
    // One is enough for the others to be harmless.
    std::erase_if(fewer,
                  [&](const plan::Pick& pick) { return pick.field == known.picks.back().field; });
  }
  if (fewer.size() == suspect.picks.size()) return false;
  candidates_ = 0;
  if (!still_fails(suspect, fewer)) return time_left();
  suspect.picks = std::move(fewer);
  return false;
}

// RapidCheck begins anew with the largest chunks after each success, which is too much for so many.
Picks RandomSearch::thin_out(const Suspect& suspect) {
  Picks best = suspect.picks;
  for (std::size_t chunk = best.size() / 2; chunk > 0; chunk /= 2) {
    for (std::size_t at = 0; at < best.size();) {
      Picks fewer = best;
      const auto first = fewer.begin() + static_cast<std::ptrdiff_t>(at);
      const std::size_t last = std::min(chunk, fewer.size() - at);
      fewer.erase(first, first + static_cast<std::ptrdiff_t>(last));
      if (still_fails(suspect, fewer)) {
        best = std::move(fewer);
      } else {
        at += chunk;
      }
    }
  }
  return best;
}

std::uint64_t RandomSearch::index_of(const Suspect& suspect, const Picks& picks,
                                     std::uint64_t variant) const {
  if (const auto index = plan_.combination(suspect.type, picks, variant)) return *index;
  // Only a part of what has an index, or of a row, is ever asked for.
  HOOKWORTHY_ASSERT(suspect.row.has_value());
  return plan_.pair_row(suspect.type, *suspect.row, variant);
}

}  // namespace hookworthy::explore
