#include "generator/plan/pairs.hpp"

#include "generator/plan/plan_impl.hpp"

#include <algorithm>
#include <array>
#include <map>
#include <optional>
#include <string_view>

namespace hookworthy::plan {
namespace {

constexpr std::size_t max_growth_bytes = 1024;

// What receivers trip over most, first.
constexpr std::array<std::string_view, 18> favourites{
    "null",     "absent",  "empty",    "astral",     "max-length", "longest",
    "2^53-1",   "1",       "unknown",  "nul-escape", "1970",       "9999",
    "leap-day", "present", "one-char", "2^63-1",     "fraction-9", "offset-plus-14"};

enum class Pair : std::uint8_t { open, covered, impossible };

class PairBuilder {
 public:
  PairBuilder(const Plan& plan, const Plan::Impl& impl, std::size_t type)
      : plan_(plan), impl_(impl), type_(type) {}

  PairRows make();

 private:
  using Level = std::uint32_t;  ///< index in levels_

  struct PlacedLevel {
    Pick pick;
    std::uint32_t column;
  };

  void choose_levels();
  std::vector<Pick> candidates(std::uint32_t field, std::size_t plain_bytes);
  void exclude_overlaps();
  const Entry& entry(const Pick& pick) const {
    return impl_.edges[impl_.ranges[type_][pick.field].edges + pick.edge].entry;
  }
  Pair& state(Level a, Level b) { return states_[std::size_t{a} * levels_.size() + b]; }
  void set(Level a, Level b, Pair to) { state(a, b) = state(b, a) = to; }
  bool holds(std::span<const Level> row);
  void grow(std::vector<Level>& row);
  void repair(std::vector<Level>& row);
  void blame(Level first, Level last);
  void take(const std::vector<Level>& row);

  const Plan& plan_;
  const Plan::Impl& impl_;
  std::size_t type_;
  std::vector<PlacedLevel> levels_;
  std::vector<Level> columns_;  ///< the first level of each column, and the end
  std::vector<Pair> states_;    ///< of two levels; those of one column do not count
  std::uint64_t tries_ = 0;
  std::string body_;
  PairRows result_;
};

bool PairBuilder::holds(std::span<const Level> row) {
  ++tries_;
  std::vector<Pick> picks;
  picks.reserve(row.size());
  for (const Level level : row) picks.push_back(levels_[level].pick);
  return plan_.compose(type_, picks, 0, body_).has_value();
}

std::vector<Pick> PairBuilder::candidates(std::uint32_t field, std::size_t plain_bytes) {
  std::vector<Pick> found;
  if (plan_.fields(type_)[field].identity) return found;
  const auto edges = plan_.fields(type_)[field].edges;
  constexpr std::size_t most = 64;  // time zones are many
  for (std::uint32_t i = 0; i < edges.size() && found.size() < most; ++i) {
    const Pick pick{field, i};
    if (edges[i].expect != Expect::accept) continue;
    if (!plan_.compose(type_, {&pick, 1}, 0, body_)) continue;
    if (body_.size() <= plain_bytes + max_growth_bytes) found.push_back(pick);
  }
  return found;
}

void PairBuilder::choose_levels() {
  const bool made = plan_.compose(type_, {}, 0, body_).has_value();
  if (!made) return;
  const std::size_t plain_bytes = body_.size();
  const auto fields = plan_.fields(type_);
  std::vector<std::vector<Pick>> found;
  for (std::uint32_t field = 0; field < fields.size(); ++field) {
    if (found.size() == PairRows::max_all_levels / 2) break;
    auto picks = candidates(field, plain_bytes);
    if (!picks.empty()) found.push_back(std::move(picks));
  }
  const std::size_t most = std::min(
      PairRows::max_levels, PairRows::max_all_levels / std::max<std::size_t>(found.size(), 1));
  std::map<std::string_view, unsigned> used;
  const auto label = [&](const Pick& pick) { return fields[pick.field].edges[pick.edge].label; };
  for (auto& picks : found) {
    const auto rank = [&](const Pick& pick) {
      const auto place = std::ranges::find(favourites, label(pick)) - favourites.begin();
      const auto often = used.find(label(pick));
      return std::pair(place, often == used.end() ? 0U : often->second);
    };
    std::ranges::stable_sort(picks, {}, rank);
    picks.resize(std::min(picks.size(), most));
    columns_.push_back(static_cast<Level>(levels_.size()));
    for (const Pick& pick : picks) {
      ++used[label(pick)];
      levels_.push_back({pick, static_cast<std::uint32_t>(columns_.size() - 1)});
    }
    result_.levels.push_back(std::move(picks));
  }
  columns_.push_back(static_cast<Level>(levels_.size()));
}

void PairBuilder::exclude_overlaps() {
  states_.assign(levels_.size() * levels_.size(), Pair::open);
  const Layout& layout = impl_.models[type_]->layout();
  for (Level a = 0; a < levels_.size(); ++a) {
    for (Level b = columns_[levels_[a].column + 1]; b < levels_.size(); ++b) {
      if (overlap(layout, entry(levels_[a].pick), entry(levels_[b].pick))) {
        set(a, b, Pair::impossible);
      }
    }
  }
}

// In each further column the level that brings most pairs, if it brings any: what brings none would
// only hide what makes a row fail.
void PairBuilder::grow(std::vector<Level>& row) {
  const std::size_t columns = columns_.size() - 1;
  for (std::size_t i = 0; i < columns; ++i) {
    const std::size_t column = (i + result_.rows.size()) % columns;
    const bool taken =
        std::ranges::any_of(row, [&](Level level) { return levels_[level].column == column; });
    if (taken) continue;
    Level best = 0;
    std::size_t most = 0;
    for (Level level = columns_[column]; level < columns_[column + 1]; ++level) {
      std::size_t gain = 0;
      const bool fits = std::ranges::all_of(row, [&](Level other) {
        gain += state(level, other) == Pair::open ? 1 : 0;
        return state(level, other) != Pair::impossible;
      });
      if (!fits || gain <= most) continue;
      best = level;
      most = gain;
    }
    if (most > 0) row.push_back(best);
  }
}

// Two levels that do not go together are not the only ones of their columns, as a rule: a relation
// is between fields. To find that out here is cheaper than to repair row after row.
void PairBuilder::blame(Level first, Level last) {
  const std::array<Level, 2> blamed{first, last};
  if (state(first, last) != Pair::open || holds(blamed)) return;
  const std::uint32_t one = levels_[first].column, other = levels_[last].column;
  for (Level a = columns_[one]; a < columns_[one + 1]; ++a) {
    for (Level b = columns_[other]; b < columns_[other + 1]; ++b) {
      const std::array<Level, 2> two{a, b};
      if (state(a, b) == Pair::open && !holds(two)) set(a, b, Pair::impossible);
    }
  }
}

// Drops what does not go with what is before it. The first two are known to go together.
void PairBuilder::repair(std::vector<Level>& row) {
  std::size_t good = 2;  // so many hold
  while (good < row.size() && tries_ < PairRows::max_tries && !holds(row)) {
    std::size_t bad = row.size();  // so many do not
    while (bad - good > 1) {
      const std::size_t middle = good + (bad - good) / 2;
      (holds(std::span(row).first(middle)) ? good : bad) = middle;
    }
    const Level dropped = row[good];
    row.erase(row.begin() + static_cast<std::ptrdiff_t>(good));
    // The shortest beginning that it does not go with ends with whom it does not like.
    std::size_t few = 0;
    std::size_t many = good;
    std::vector<Level> trial;
    while (many - few > 1) {
      const std::size_t middle = few + (many - few) / 2;
      trial.assign(row.begin(), row.begin() + static_cast<std::ptrdiff_t>(middle));
      trial.push_back(dropped);
      (holds(trial) ? few : many) = middle;
    }
    blame(row[many - 1], dropped);
  }
  if (tries_ >= PairRows::max_tries) row.resize(2);
}

void PairBuilder::take(const std::vector<Level>& row) {
  PairRows::Row taken;
  for (std::size_t i = 0; i < row.size(); ++i) {
    taken.picks.push_back(levels_[row[i]].pick);
    for (std::size_t j = 0; j < i; ++j) {
      if (state(row[i], row[j]) != Pair::open) continue;
      set(row[i], row[j], Pair::covered);
      ++taken.first_here;
    }
  }
  result_.rows.push_back(std::move(taken));
}

PairRows PairBuilder::make() {
  choose_levels();
  exclude_overlaps();
  std::uint64_t pairs = 0;
  for (Level a = 0; a < levels_.size(); ++a) {
    for (Level b = columns_[levels_[a].column + 1]; b < levels_.size(); ++b) {
      ++pairs;
      if (state(a, b) != Pair::open) continue;
      if (result_.rows.size() >= PairRows::max_rows || tries_ >= PairRows::max_tries) continue;
      std::vector<Level> row{a, b};
      if (!holds(row)) {
        blame(a, b);
        continue;
      }
      grow(row);
      repair(row);
      take(row);
    }
  }
  for (Level a = 0; a < levels_.size(); ++a) {
    for (Level b = columns_[levels_[a].column + 1]; b < levels_.size(); ++b) {
      result_.impossible += state(a, b) == Pair::impossible ? 1 : 0;
    }
  }
  result_.possible = pairs - result_.impossible;
  return std::move(result_);
}

}  // namespace

PairRows make_pair_rows(const Plan& plan, const Plan::Impl& impl, std::size_t type) {
  return PairBuilder(plan, impl, type).make();
}

}  // namespace hookworthy::plan
