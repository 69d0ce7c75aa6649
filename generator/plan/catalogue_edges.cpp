#include "generator/plan/catalogue.hpp"

#include <string>

namespace hookworthy::plan {
namespace {

Entry entry_of(Entry::Change change, SlotId slot, std::uint32_t detail, std::string_view label,
               Expect expect = Expect::accept) {
  Entry entry;
  entry.change = change;
  entry.expect = expect;
  entry.slot = slot;
  entry.detail = detail;
  entry.label = label;
  return entry;
}

// How many members the canonical callback shows in an object.
std::uint64_t shown_members(const Model& model, SlotId id) {
  std::uint64_t count = 0;
  const Layout& layout = model.layout();
  for (SlotId child = id + 1; child < layout.slot(id).end; child = layout.slot(child).end) {
    if (model.base()[child].mode != Mode::absent) ++count;
  }
  return count;
}

void add_object_edges(const Model& model, SlotId id, std::vector<Entry>& out) {
  const Layout& layout = model.layout();
  const Slot& slot = layout.slot(id);
  const ContainerRules& rules = layout.rules(slot);
  const auto add = [&](Decoration decoration, std::string_view label,
                       Expect expect = Expect::accept, bool exact_bytes = false) {
    out.push_back(entry_of(Entry::Change::decoration, id, static_cast<std::uint32_t>(decoration),
                           label, expect));
    out.back().exact_bytes = exact_bytes;
  };
  bool all_optional = rules.least == 0;
  for (SlotId child = id + 1; child < slot.end; child = layout.slot(child).end) {
    all_optional = all_optional && !layout.slot(child).required;
  }
  if (all_optional) add(Decoration::without_members, "empty");
  const std::uint64_t shown = shown_members(model, id);
  const bool extras = !rules.extra_name.empty();
  if (extras && shown < rules.most) {
    add(Decoration::extra, "extra-member");
    if (rules.odd_names && model.layout().child(id, "") == no_slot) {
      add(Decoration::empty_key, "empty-key");
    }
    if (rules.odd_names) add(Decoration::unicode_key, "unicode-key");
  }
  if (extras && shown + 1000 <= rules.most) add(Decoration::thousand, "1000-members");
  if (shown >= 2) {
    add(Decoration::reversed, "reversed-members");
    add(Decoration::shuffled, "shuffled-members");
  }
  if (shown >= 1) add(Decoration::duplicate, "duplicate-member", Expect::either, true);
  if (id == 0) {
    add(Decoration::white_space, "white-space-between-tokens", Expect::accept, true);
    add(Decoration::pretty, "pretty-printed", Expect::accept, true);
  }
}

void add_array_edges(const Model& model, SlotId id, std::vector<Entry>& out) {
  const Slot& slot = model.layout().slot(id);
  const ContainerRules& rules = model.layout().rules(slot);
  const auto add = [&](std::uint64_t count, std::string_view label) {
    if (count < rules.least || count > rules.most) return;
    if (count > 0 && slot.count == 0) return;
    out.push_back(entry_of(Entry::Change::items, id, static_cast<std::uint32_t>(count), label));
  };
  constexpr std::uint64_t many = 1000;
  add(0, "empty");
  add(1, "one-item");
  if (rules.least > 1) add(rules.least, "min-items");
  if (rules.most <= many) {
    add(rules.most, "max-items");
  } else {
    add(many, "1000-items");
  }
}

}  // namespace

std::vector<Entry> edges_of(const Model& model, SlotId id, Store& store) {
  const Slot& slot = model.layout().slot(id);
  std::vector<Entry> out;
  const auto& literals = store.repertoires[slot.repertoire].edges;
  for (std::uint32_t i = 0; i < literals.size(); ++i) {
    out.push_back(entry_of(Entry::Change::edge, id, i, literals[i].label, literals[i].expect));
    out.back().exact_bytes = literals[i].exact_bytes;
  }
  if (slot.nullable && slot.kind != Slot::Kind::scalar) {
    out.push_back(entry_of(Entry::Change::null, id, 0, "null"));
  } else if (slot.nullable) {
    out.insert(out.begin(), entry_of(Entry::Change::null, id, 0, "null"));
  }
  const bool droppable = !slot.required && !slot.fixed;
  if (droppable) out.push_back(entry_of(Entry::Change::absent, id, 0, "absent"));
  const bool unusual = model.base()[id].mode == Mode::absent || model.base()[id].mode == Mode::null;
  if (unusual) out.push_back(entry_of(Entry::Change::present, id, 0, "present"));
  if (slot.kind == Slot::Kind::object) add_object_edges(model, id, out);
  if (slot.kind == Slot::Kind::array) add_array_edges(model, id, out);
  const bool alternative =
      slot.parent != no_slot && model.layout().slot(slot.parent).kind == Slot::Kind::choice;
  if (alternative) {
    const std::string name = "alternative-" + std::to_string(slot.ordinal + 1);
    for (Entry& entry : out) {
      entry.label = store.pool.keep(name + ":" + std::string(entry.label));
    }
    out.insert(out.begin(), entry_of(Entry::Change::present, id, 0, store.pool.keep(name)));
  }
  return out;
}

}  // namespace hookworthy::plan
