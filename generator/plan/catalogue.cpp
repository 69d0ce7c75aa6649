#include "generator/plan/catalogue.hpp"

#include <algorithm>
#include <set>

namespace hookworthy::plan {
namespace {

// A copy of the draft for the next attempt; one per thread, so that a warm thread allocates
// nothing.
Draft& saved(std::span<const Choice> draft) {
  thread_local Draft copy;
  copy.assign(draft.begin(), draft.end());
  return copy;
}

// Makes rule `index` false and pins what it speaks of. The side to change is tried in turn.
bool breach(const Model& model, std::size_t index, Breach how, bool keep_left,
            std::span<Choice> draft, Pins& pins) {
  const Solver& solver = model.solver();
  const Rule& rule = solver.rules()[index];
  const auto pin = [&](const std::vector<SlotId>& candidates) {
    if (const SlotId id = solver.active(candidates, draft); id != no_slot) pins.add(id);
  };
  for (const auto* side : {&rule.conclusion.left, &rule.conclusion.right, &rule.premise.left}) {
    if (!side->empty()) solver.expose(side->front(), draft);
  }
  if (rule.form != Relation::Form::always) {
    const bool wanted = how != Breach::converse;
    const bool is = solver.evaluate(rule.premise, draft) == (wanted ? Truth::yes : Truth::no);
    if (!is && !solver.make(rule.premise, wanted, draft, pins)) return false;
    pin(rule.premise.left);
    pin(rule.premise.right);
  }
  const bool wanted = how == Breach::converse;
  const Truth now = solver.evaluate(rule.conclusion, draft);
  if (now != (wanted ? Truth::yes : Truth::no)) {
    Pins held = pins;
    if (keep_left) {
      if (const SlotId id = solver.active(rule.conclusion.left, draft); id != no_slot) {
        held.add(id);
      }
    }
    if (!solver.make(rule.conclusion, wanted, draft, held, how == Breach::tie)) return false;
  }
  pin(rule.conclusion.left);
  pin(rule.conclusion.right);
  return !solver.holds(rule, draft);
}

bool apply_relation(const Model& model, const Entry& entry, std::span<Choice> draft) {
  const Draft& before = saved(draft);
  for (const bool keep_left : {false, true}) {
    std::copy(before.begin(), before.end(), draft.begin());
    Pins pins;
    const auto how = static_cast<Breach>(entry.variant);
    if (!breach(model, entry.detail, how, keep_left, draft, pins)) continue;
    Excuse excuse;
    excuse.rule = entry.detail;
    const bool alone = model.solver().settle(draft, pins, excuse) &&
                       model.solver().first_broken(draft, excuse).empty() &&
                       !model.solver().holds(model.solver().rules()[entry.detail], draft);
    if (alone) return true;
  }
  return false;
}

bool settle_violation(const Model& model, const Entry& entry, std::span<Choice> draft,
                      const Pins& pins) {
  const Draft& before = saved(draft);
  // A broken value is not copied to where an equal one belongs: one field is broken, not two.
  Excuse excuse;
  excuse.broken = entry.slot;
  for (const bool only_equality : {true, false}) {
    std::copy(before.begin(), before.end(), draft.begin());
    excuse.only_equality = only_equality;
    if (model.solver().settle(draft, pins, excuse)) return true;
  }
  return false;
}

}  // namespace

void set_change(const Model& model, const Entry& entry, std::span<Choice> draft, Pins& pins) {
  const bool hides = entry.change == Entry::Change::absent || entry.change == Entry::Change::null;
  const Slot& slot = model.layout().slot(entry.slot);
  if (!hides) model.solver().expose(entry.slot, draft);
  if (hides && slot.parent != no_slot) {
    model.solver().expose(slot.parent, draft);
    const Slot& above = model.layout().slot(slot.parent);
    if (above.kind == Slot::Kind::choice) draft[slot.parent].detail = slot.ordinal;
    if (above.kind == Slot::Kind::array) {
      draft[slot.parent].detail = std::max(draft[slot.parent].detail, slot.ordinal + 1);
    }
  }
  Choice& choice = draft[entry.slot];
  switch (entry.change) {
    case Entry::Change::edge:
      choice.mode = Mode::edge;
      choice.detail = entry.detail;
      choice.repertoire = slot.repertoire;
      break;
    case Entry::Change::broken:
      choice.mode = Mode::broken;
      choice.detail = entry.detail;
      choice.repertoire = slot.repertoire;
      break;
    case Entry::Change::constant:
      choice.mode = Mode::constant;
      choice.detail = entry.detail;
      break;
    case Entry::Change::null:
      choice.mode = Mode::null;
      break;
    case Entry::Change::absent:
      choice.mode = Mode::absent;
      break;
    case Entry::Change::decoration:
      choice.style = static_cast<std::uint8_t>(entry.detail);
      break;
    case Entry::Change::items:
      choice.detail = entry.detail;
      break;
    case Entry::Change::present:
    case Entry::Change::relation:
      break;
  }
  pins.add(entry.slot);
}

bool apply(const Model& model, const Entry& entry, std::span<Choice> draft) {
  if (entry.change == Entry::Change::relation) return apply_relation(model, entry, draft);
  Pins pins;
  set_change(model, entry, draft, pins);
  if (entry.expect == Expect::reject) return settle_violation(model, entry, draft, pins);
  return model.solver().settle(draft, pins);
}

Catalogue make_catalogue(const Model& model, Store& store) {
  Catalogue catalogue;
  Draft draft;
  std::string body;
  const auto admitted = [&](const Entry& entry) {
    draft = model.base();
    model.set_identities(1, IdSpace::edge, 0, draft);
    if (!apply(model, entry, draft)) return false;
    if (!model.checked() || entry.expect == Expect::either) return true;
    model.render(draft, body);
    return model.is_valid(body) == (entry.expect == Expect::accept);
  };
  const auto keep = [&](std::vector<Entry> candidates, std::vector<Entry>& out) {
    std::set<std::string_view> labels;
    for (const Entry& entry : out) labels.insert(entry.label);
    for (const Entry& entry : candidates) {
      if (labels.contains(entry.label) || !admitted(entry)) continue;
      labels.insert(entry.label);
      out.push_back(entry);
    }
  };
  for (SlotId id = 0; id < model.layout().size(); ++id) {
    const Slot& slot = model.layout().slot(id);
    if (!slot.listed) continue;
    auto field = std::find_if(catalogue.fields.begin(), catalogue.fields.end(),
                              [&](const auto& known) { return known.pointer == slot.pointer; });
    if (field == catalogue.fields.end()) {
      field = catalogue.fields.insert(field, {slot.pointer, {}, {}});
    }
    keep(edges_of(model, id, store), field->edges);
    keep(violations_of(model, id, store), field->violations);
  }
  return catalogue;
}

}  // namespace hookworthy::plan
