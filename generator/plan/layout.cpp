#include "generator/plan/layout.hpp"

#include "generator/plan/layout_builder.hpp"

namespace hookworthy::plan {

Result<Layout> Layout::make(const contract::CallbackType& type, RepertoireBuilder& builder) {
  // Trees of many branches grow too large when unrolled twice.
  for (const int recursions : {2, 1}) {
    LayoutBuilder attempt(builder, recursions);
    auto layout = attempt.run(type);
    if (layout || !attempt.overflown()) return layout;
  }
  return LayoutBuilder(builder, 0).run(type);
}

SlotId Layout::child(SlotId parent, std::string_view name) const {
  const Slot& above = slots_[parent];
  const bool items = above.kind == Slot::Kind::array;
  for (SlotId id = parent + 1; id < above.end; id = slots_[id].end) {
    const bool found = items ? std::to_string(slots_[id].ordinal) == name : slots_[id].name == name;
    if (found) return id;
  }
  return no_slot;
}

std::vector<SlotId> Layout::find(SlotId from, const contract::Pointer& pointer) const {
  std::vector<SlotId> found{from};
  // Alternatives are no step of a pointer: the search goes on in each of them.
  const auto spread = [&] {
    for (std::size_t i = 0; i < found.size(); ++i) {
      const SlotId id = found[i];
      if (slots_[id].kind != Slot::Kind::choice) continue;
      for (SlotId child = id + 1; child < slots_[id].end; child = slots_[child].end) {
        found.push_back(child);
      }
    }
    std::erase_if(found, [&](SlotId id) { return slots_[id].kind == Slot::Kind::choice; });
  };
  for (const std::string& token : pointer) {
    spread();
    std::vector<SlotId> below;
    for (const SlotId id : found) {
      if (slots_[id].kind == Slot::Kind::scalar) continue;
      if (const SlotId next = child(id, token); next != no_slot) below.push_back(next);
    }
    found = std::move(below);
  }
  return found;
}

}  // namespace hookworthy::plan
