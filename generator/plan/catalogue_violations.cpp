#include "generator/plan/catalogue.hpp"

#include <string>

namespace hookworthy::plan {
namespace {

Entry reject(Entry::Change change, SlotId slot, std::uint32_t detail, std::string_view label) {
  Entry entry;
  entry.change = change;
  entry.expect = Expect::reject;
  entry.slot = slot;
  entry.detail = detail;
  entry.label = label;
  return entry;
}

void add_container_violations(const Model& model, SlotId id, std::vector<Entry>& out) {
  const Slot& slot = model.layout().slot(id);
  const ContainerRules& rules = model.layout().rules(slot);
  if (slot.kind == Slot::Kind::array) {
    if (rules.least > 0) {
      const auto fewer = static_cast<std::uint32_t>(rules.least - 1);
      out.push_back(reject(Entry::Change::items, id, fewer, "too-few-items"));
    }
    if (rules.most < 1000 && slot.count > 0) {
      const auto more = static_cast<std::uint32_t>(rules.most + 1);
      out.push_back(reject(Entry::Change::items, id, more, "too-many-items"));
    }
    return;
  }
  const auto add = [&](Decoration decoration, std::string_view label) {
    out.push_back(
        reject(Entry::Change::decoration, id, static_cast<std::uint32_t>(decoration), label));
  };
  bool some_required = rules.least > 0;
  const Layout& layout = model.layout();
  for (SlotId child = id + 1; child < slot.end; child = layout.slot(child).end) {
    some_required = some_required || layout.slot(child).required;
  }
  if (some_required) add(Decoration::without_members, "empty-object");
  if (rules.extra_name.empty()) add(Decoration::extra, "extra-member");
  if (!rules.extra_name.empty() && rules.most < 1000) {
    add(Decoration::thousand, "too-many-members");
  }
  if (!rules.extra_name.empty() && rules.refuses_odd_name) {
    add(Decoration::unicode_key, "property-name");
  }
}

void add_relation_violations(const Model& model, SlotId id, Store& store, std::vector<Entry>& out) {
  const auto& rules = model.solver().rules();
  for (std::uint32_t i = 0; i < rules.size(); ++i) {
    if (rules[i].conclusion.left.front() != id) continue;
    const auto add = [&](Breach breach, std::string_view suffix) {
      const std::string label = "relation:" + std::string(rules[i].id) + std::string(suffix);
      out.push_back(reject(Entry::Change::relation, id, i, store.pool.keep(label)));
      out.back().variant = static_cast<std::uint8_t>(breach);
    };
    add(Breach::plain, "");
    if (rules[i].conclusion.op == Condition::Op::after) add(Breach::tie, ":equal");
    if (rules[i].form == Relation::Form::iff) add(Breach::converse, ":converse");
  }
}

}  // namespace

std::vector<Entry> violations_of(const Model& model, SlotId id, Store& store) {
  const Slot& slot = model.layout().slot(id);
  const bool alternative =
      slot.parent != no_slot && model.layout().slot(slot.parent).kind == Slot::Kind::choice;
  std::vector<Entry> out;
  // Of an alternative, what it replaces speaks.
  if (slot.required && !alternative && slot.parent != no_slot &&
      model.layout().slot(slot.parent).kind == Slot::Kind::object) {
    out.push_back(reject(Entry::Change::absent, id, 0, "missing"));
  }
  if (!slot.nullable && !alternative) out.push_back(reject(Entry::Change::null, id, 0, "null"));
  const auto& literals = store.repertoires[slot.repertoire].violations;
  for (std::uint32_t i = 0; i < literals.size(); ++i) {
    if (alternative && literals[i].label.starts_with("type:")) continue;
    out.push_back(reject(Entry::Change::broken, id, i, literals[i].label));
  }
  if (slot.kind == Slot::Kind::object || slot.kind == Slot::Kind::array) {
    add_container_violations(model, id, out);
  }
  if (id == model.discriminator()) {
    for (const std::string& value : model.type().lookalikes) {
      const auto constant = static_cast<std::uint32_t>(store.constants.size());
      store.constants.push_back(store.pool.keep(quote(value)));
      out.push_back(
          reject(Entry::Change::constant, id, constant, store.pool.keep("lookalike:" + value)));
    }
  }
  add_relation_violations(model, id, store, out);
  if (alternative) {
    const std::string name = "alternative-" + std::to_string(slot.ordinal + 1) + ":";
    for (Entry& entry : out) entry.label = store.pool.keep(name + std::string(entry.label));
  }
  return out;
}

}  // namespace hookworthy::plan
