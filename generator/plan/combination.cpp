#include "generator/plan/combination.hpp"

#include "generator/plan/entropy.hpp"
#include "generator/plan/pairs.hpp"
#include "generator/plan/plan_impl.hpp"
#include "verifier/assert.hpp"

#include <algorithm>

namespace hookworthy::plan {
namespace {

// Room for ids below 2^53, the largest that every JSON reader takes as it is: 46 bits of sets, 3 of
// variants, 4 and more of types.
constexpr std::uint64_t most_sets = std::uint64_t{1} << 46;

// n over k for k <= 4 and n < 2^22, which is exact at every step and fits 128 bits.
__extension__ using Wide = unsigned __int128;
Wide over(std::uint64_t n, unsigned k) {
  if (k > n) return 0;
  Wide value = 1;
  for (unsigned i = 0; i < k; ++i) value = value * (n - i) / (i + 1);
  return value;
}

// Edges are numbered through a type's fields.
std::size_t first_edge(const Plan::Impl& impl, std::size_t type) {
  return impl.ranges[type].empty() ? 0 : impl.ranges[type].front().edges;
}

std::uint64_t edge_count(const Plan::Impl& impl, std::size_t type) {
  std::uint64_t count = 0;
  for (const auto& range : impl.ranges[type]) count += range.edge_count;
  return count;
}

// Numbers of rows of pairs, with their variants, begin here: in the upper half of the indices, so
// that what a set's index is does not depend on them.
std::uint64_t first_row(std::uint64_t types) {
  return (std::uint64_t{1} << 52) / types + 1;
}

struct Decoded {
  std::size_t type;
  std::vector<Pick> picks;
  std::optional<std::uint64_t> row{};
};

Decoded decode(const Plan& plan, const Plan::Impl& impl, std::uint64_t index) {
  const std::uint64_t types = impl.models.size();
  Decoded result{static_cast<std::size_t>(index % types), {}};
  if (index / types >= first_row(types)) {
    const auto& rows = plan.pair_rows(result.type).rows;
    result.row = (index / types - first_row(types)) / Plan::variants;
    // Indices behind the last row begin anew.
    if (!rows.empty()) result.picks = rows[*result.row % rows.size()].picks;
    return result;
  }
  const Subsets subsets(edge_count(impl, result.type));
  const std::uint64_t number = index / types / Plan::variants % subsets.count();
  for (const std::uint64_t member : subsets.set_of(number)) {
    const std::size_t placed = first_edge(impl, result.type) + static_cast<std::size_t>(member);
    const std::uint32_t field = impl.edges[placed].field;
    const std::size_t edge = placed - impl.ranges[result.type][field].edges;
    result.picks.push_back({field, static_cast<std::uint32_t>(edge)});
  }
  return result;
}

}  // namespace

Subsets::Subsets(std::uint64_t edges) : edges_(edges) {
  HOOKWORTHY_ASSERT(edges < (std::uint64_t{1} << 22));
  for (unsigned size = 1; size <= most && size <= edges; ++size) {
    const Wide more = over(edges, size);
    if (count_ + more > most_sets) return;
    count_ += static_cast<std::uint64_t>(more);
    largest_ = size;
  }
}

std::optional<std::uint64_t> Subsets::number_of(const std::vector<std::uint64_t>& members) const {
  if (members.size() > largest_) return std::nullopt;
  Wide number = 0;
  for (unsigned size = 0; size < members.size(); ++size) number += over(edges_, size);
  for (unsigned i = 0; i < members.size(); ++i) number += over(members[i], i + 1);
  return static_cast<std::uint64_t>(number);
}

std::vector<std::uint64_t> Subsets::set_of(std::uint64_t number) const {
  HOOKWORTHY_ASSERT(number < count_);
  unsigned size = 0;
  Wide left = number;
  for (; left >= over(edges_, size); ++size) left -= over(edges_, size);
  std::vector<std::uint64_t> members(size);
  std::uint64_t bound = edges_;
  for (unsigned k = size; k > 0; --k) {
    std::uint64_t low = k - 1, high = bound;  // the largest m with (m over k) <= left
    while (high - low > 1) {
      const std::uint64_t middle = low + (high - low) / 2;
      (over(middle, k) <= left ? low : high) = middle;
    }
    members[k - 1] = bound = low;
    left -= over(low, k);
  }
  return members;
}

std::optional<std::uint64_t> Plan::combination(std::size_t type, std::span<const Pick> picks,
                                               std::uint64_t variant) const {
  HOOKWORTHY_ASSERT(type < impl_->models.size() && variant < variants);
  std::vector<std::uint64_t> members;
  for (const Pick& pick : picks) {
    const auto& range = impl_->ranges[type][pick.field];
    HOOKWORTHY_ASSERT(pick.edge < range.edge_count);
    members.push_back(range.edges - first_edge(*impl_, type) + pick.edge);
  }
  std::ranges::sort(members);
  if (std::ranges::adjacent_find(members) != members.end()) return std::nullopt;
  const auto number = Subsets(edge_count(*impl_, type)).number_of(members);
  const std::uint64_t types = impl_->models.size();
  if (!number || *number >= first_row(types) / variants) return std::nullopt;
  return (*number * variants + variant) * types + type;
}

const PairRows& Plan::pair_rows(std::size_t type) const {
  HOOKWORTHY_ASSERT(type < impl_->models.size());
  LazyPairs& pairs = impl_->pairs[type];
  std::call_once(pairs.once, [&] { pairs.rows = make_pair_rows(*this, *impl_, type); });
  return pairs.rows;
}

std::uint64_t Plan::pair_row(std::size_t type, std::uint64_t row, std::uint64_t variant) const {
  const std::uint64_t types = impl_->models.size();
  HOOKWORTHY_ASSERT(type < types && variant < variants && row < PairRows::max_rows);
  return (first_row(types) + row * variants + variant) * types + type;
}

std::uint64_t Plan::combination_entropy(std::uint64_t index) {
  return mix(index) & 0x7fffff;
}

std::string Plan::notation(std::size_t type, std::span<const Pick> picks) const {
  HOOKWORTHY_ASSERT(type < impl_->models.size());
  std::string text;
  for (const Pick& pick : picks) {
    const Field& field = impl_->fields[type][pick.field];
    if (!text.empty()) text += ' ';
    text += std::string(field.pointer) + '=' + std::string(field.edges[pick.edge].label);
  }
  return text;
}

Case Plan::combination_at(std::uint64_t index, std::string& body) const {
  const Decoded decoded = decode(*this, *impl_, index);
  const std::uint64_t entropy = combination_entropy(index);
  std::vector<Pick> taken = decoded.picks;
  auto made = compose(decoded.type, taken, entropy, body);
  if (!made) {  // then as many as hold together, in their order
    taken.clear();
    for (const Pick& pick : decoded.picks) {
      taken.push_back(pick);
      if (!compose(decoded.type, taken, entropy, body)) taken.pop_back();
    }
    made = compose(decoded.type, taken, entropy, body);
    HOOKWORTHY_ASSERT(made.has_value());
  }
  thread_local std::string label;
  label = decoded.row ? "pairs-" + std::to_string(*decoded.row) : notation(decoded.type, taken);
  if (decoded.row) {
    made->field = {};
    made->has_field = false;
  }
  made->index = index;
  made->label = label;
  return *made;
}

bool Plan::combination_exact(std::uint64_t index) const {
  const Decoded decoded = decode(*this, *impl_, index);
  return std::ranges::any_of(decoded.picks, [&](const Pick& pick) {
    return impl_->edges[impl_->ranges[decoded.type][pick.field].edges + pick.edge]
        .entry.exact_bytes;
  });
}

}  // namespace hookworthy::plan
