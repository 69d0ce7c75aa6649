#include "generator/plan/plan.hpp"
#include "verifier/assert.hpp"

#include <algorithm>

namespace hookworthy::plan {
namespace {

Error unknown_type(const contract::Contract& contract, const std::string& name) {
  std::string known;
  for (const auto& type : contract.types()) known += (known.empty() ? "" : ", ") + type.name;
  return Error{"unknown callback type '" + name + "'; the contract has " + known};
}

}  // namespace

Result<Selection> Selection::make(const Plan& plan, Kind kind, std::span<const std::string> types) {
  for (const std::string& name : types) {
    if (plan.contract().find_type(name) == nullptr) return unknown_type(plan.contract(), name);
  }
  const auto wanted = [&](std::string_view type) {
    return types.empty() || std::find(types.begin(), types.end(), type) != types.end();
  };
  Selection selection;
  selection.kind_ = kind;
  if (plan.count(kind) == 0) return selection;
  const std::uint64_t period = plan.period(kind);
  if (plan.count(kind) == Plan::unlimited) selection.endless_period_ = period;
  for (std::uint64_t i = 0; i < period; ++i) {
    if (wanted(plan.describe(kind, i).type)) selection.positions_.push_back(i);
  }
  return selection;
}

std::uint64_t Selection::count() const {
  if (endless_period_ != 0 && !positions_.empty()) return Plan::unlimited;
  return positions_.size();
}

std::uint64_t Selection::index_at(std::uint64_t position) const {
  HOOKWORTHY_ASSERT(position < count());
  const std::uint64_t size = positions_.size();
  return position / size * endless_period_ + positions_[position % size];
}

}  // namespace hookworthy::plan
