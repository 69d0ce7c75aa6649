#include "generator/plan/mix.hpp"

#include "generator/plan/permutation.hpp"
#include "verifier/assert.hpp"

#include <algorithm>
#include <charconv>
#include <cmath>
#include <optional>

namespace hookworthy::plan {
namespace {

constexpr std::string_view known_names = "valid, canonical, edge, violation, chain";

std::optional<Kind> kind_of(std::string_view name) {
  if (name == "valid") return Kind::random;
  if (name == "canonical") return Kind::canonical;
  if (name == "edge") return Kind::edge;
  if (name == "violation") return Kind::violation;
  if (name == "chain") return Kind::chain;
  return std::nullopt;
}

std::optional<double> weight_of(std::string_view text) {
  double value = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (error != std::errc() || end != text.data() + text.size()) return std::nullopt;
  if (!std::isfinite(value) || value < 0) return std::nullopt;
  return value;
}

std::string quoted(std::string_view text) {
  return "'" + std::string(text) + "'";
}

// Positions per round: the largest remainder gets what rounding down leaves over, and nobody goes
// without.
std::vector<std::uint32_t> apportion(const Weights& weights) {
  double sum = 0;
  for (const auto& share : weights.shares) sum += share.weight;
  std::vector<std::uint32_t> counts;
  std::vector<double> remainders;
  std::uint32_t given = 0;
  for (const auto& share : weights.shares) {
    const double exact = share.weight / sum * Mix::table_size;
    const auto whole = std::max<std::uint32_t>(1, static_cast<std::uint32_t>(exact + 1e-9));
    counts.push_back(whole);
    remainders.push_back(exact - whole);
    given += whole;
  }
  const auto most_owed = [&] {
    return static_cast<std::size_t>(std::max_element(remainders.begin(), remainders.end()) -
                                    remainders.begin());
  };
  for (; given < Mix::table_size; ++given) {
    const std::size_t i = most_owed();
    ++counts[i];
    --remainders[i];
  }
  for (; given > Mix::table_size; --given) --*std::max_element(counts.begin(), counts.end());
  return counts;
}

}  // namespace

Result<Weights> parse_mix(std::string_view text) {
  Weights weights;
  while (!text.empty()) {
    const std::size_t comma = std::min(text.find(','), text.size());
    const std::string_view part = text.substr(0, comma);
    text.remove_prefix(std::min(comma + 1, text.size()));
    const std::size_t equals = part.find('=');
    if (equals == std::string_view::npos) {
      return Error{quoted(part) + " is not NAME=WEIGHT, such as valid=0.9"};
    }
    const std::string_view name = part.substr(0, equals);
    const auto kind = kind_of(name);
    if (!kind)
      return Error{"unknown name " + quoted(name) + "; known are " + std::string(known_names)};
    const auto weight = weight_of(part.substr(equals + 1));
    if (!weight) {
      return Error{"the weight of " + quoted(name) + " must be a number that is not negative, is " +
                   quoted(part.substr(equals + 1))};
    }
    const bool twice = std::any_of(weights.shares.begin(), weights.shares.end(),
                                   [&](const auto& share) { return share.kind == *kind; });
    if (twice) return Error{quoted(name) + " is given twice"};
    weights.shares.push_back({*kind, *weight});
  }
  std::erase_if(weights.shares, [](const auto& share) { return share.weight == 0; });
  if (weights.shares.empty()) {
    return Error{"give at least one weight above 0, such as valid=1"};
  }
  return weights;
}

Result<Mix> Mix::make(const Plan& plan, const Weights& weights,
                      std::span<const std::string> types) {
  HOOKWORTHY_ASSERT(!weights.shares.empty());
  Mix result;
  result.plan_ = &plan;
  result.seed_ = mix(plan.seed(), table_size);
  const auto counts = apportion(weights);
  for (std::size_t i = 0; i < weights.shares.size(); ++i) {
    const Kind kind = weights.shares[i].kind;
    auto selection = Selection::make(plan, kind, types);
    if (!selection) return selection.error();
    if (selection->count() == 0) {
      return Error{"mix: there is no " + std::string(to_string(kind)) +
                   " callback of the chosen types; leave it out"};
    }
    result.parts_.push_back({std::move(*selection), counts[i]});
  }
  result.fill_table(result.seed_);
  return result;
}

void Mix::fill_table(std::uint64_t seed) {
  std::vector<std::uint16_t> parts;
  for (std::size_t part = 0; part < parts_.size(); ++part) {
    parts.insert(parts.end(), parts_[part].count, static_cast<std::uint16_t>(part));
  }
  table_.resize(table_size);
  std::vector<std::uint16_t> ranks(parts_.size(), 0);
  for (std::uint32_t i = 0; i < table_size; ++i) {
    const std::uint16_t part = parts[permuted(i, table_size, seed)];
    table_[i] = {part, ranks[part]++};
  }
}

CaseKey Mix::at(std::uint64_t n) const {
  const Position position = table_[n % table_size];
  const Part& part = parts_[position.part];
  const std::uint64_t rank = n / table_size * part.count + position.rank;
  const std::uint64_t count = part.selection.count();
  const Kind kind = part.selection.kind();
  if (count == Plan::unlimited) return {kind, part.selection.index_at(rank)};
  const std::uint64_t key = mix(seed_ + position.part, rank / count);
  return {kind, part.selection.index_at(permuted(rank % count, count, key))};
}

std::uint32_t Mix::share(Kind kind) const {
  for (const Part& part : parts_) {
    if (part.selection.kind() == kind) return part.count;
  }
  return 0;
}

}  // namespace hookworthy::plan
