#include "generator/plan/plan.hpp"
#include "generator/plan/plan_impl.hpp"
#include "verifier/assert.hpp"

#include <string>

namespace hookworthy::plan {
namespace {

std::string name_of(const PlacedEntry& placed, std::string_view pointer) {
  return std::string(placed.entry.label) + " at '" + std::string(pointer) + "'";
}

}  // namespace

bool overlap(const Layout& layout, const Entry& a, const Entry& b) {
  const auto hides = [](const Entry& entry) {
    return entry.change != Entry::Change::decoration && entry.change != Entry::Change::items &&
           entry.change != Entry::Change::present;
  };
  const auto around = [&](const Entry& outer, const Entry& inner) {
    return inner.slot >= outer.slot && inner.slot < layout.slot(outer.slot).end;
  };
  if (a.slot == b.slot) return true;
  return (around(a, b) && hides(a)) || (around(b, a) && hides(b));
}

Result<Case> Plan::compose(std::size_t type, std::span<const Pick> picks, std::uint64_t entropy,
                           std::string& body) const {
  HOOKWORTHY_ASSERT(type < impl_->models.size());
  const Model& model = *impl_->models[type];
  const auto& ranges = impl_->ranges[type];
  Case result;
  result.kind = Kind::combination;
  result.type = model.type().name;

  Draft draft = model.base();
  model.set_identities(impl_->seed, IdSpace::composed, entropy & 0xffffff, draft);
  Pins pins;
  std::vector<const PlacedEntry*> taken;
  std::string names;
  for (const Pick& pick : picks) {
    HOOKWORTHY_ASSERT(pick.field < ranges.size() && pick.edge < ranges[pick.field].edge_count);
    const auto& range = ranges[pick.field];
    const PlacedEntry& placed = impl_->edges[range.edges + pick.edge];
    const std::string name = name_of(placed, range.pointer);
    for (const PlacedEntry* other : taken) {
      if (!overlap(model.layout(), placed.entry, other->entry)) continue;
      return Error{name + " cannot be together with " +
                   name_of(*other, ranges[other->field].pointer) + ": one hides the other"};
    }
    set_change(model, placed.entry, draft, pins);
    if (taken.empty()) {
      result.field = range.pointer;
      result.has_field = true;
      result.label = placed.entry.label;
    }
    if (placed.entry.expect == Expect::either) result.expect = Expect::either;
    taken.push_back(&placed);
    names += (names.empty() ? "" : ", ") + name;
  }
  if (!model.solver().settle(draft, pins)) {
    return Error{"these edges cannot hold together because of the relation " +
                 std::string(model.solver().first_broken(draft)) + ": " + names};
  }
  for (const PlacedEntry* placed : taken) {
    const bool hidden = placed->entry.change != Entry::Change::absent &&
                        !model.solver().present(placed->entry.slot, draft);
    if (hidden) return Error{"these edges are of different alternatives: " + names};
  }
  model.render(draft, body);
  const bool doubtful = model.checked() && result.expect == Expect::accept;
  if (doubtful && !model.is_valid(body)) {
    return Error{"these edges together are not what the contract admits: " + names};
  }
  return result;
}

}  // namespace hookworthy::plan
