#include "generator/plan/solver.hpp"

#include "verifier/assert.hpp"

#include <algorithm>

namespace hookworthy::plan {
namespace {

constexpr int most_passes = 8;

// Whether a draft shows what is in the object of this choice.
bool shows_members(const Choice& object) {
  return object.mode <= Mode::typical &&
         object.style != static_cast<std::uint8_t>(Decoration::without_members);
}

}  // namespace

Solver::Solver(const Layout& layout, const contract::Validator& validator, Store& store)
    : layout_(layout), validator_(validator), store_(store) {
  for (const PlacedRelation& placed : layout.relations()) {
    const Relation& relation = placed.relation;
    Rule rule;
    rule.id = store.pool.keep(relation.id);
    rule.form = relation.form;
    rule.conclusion = resolve(relation.conclusion, placed.at, store);
    if (relation.premise) rule.premise = resolve(*relation.premise, placed.at, store);
    const bool leads_somewhere =
        !rule.conclusion.left.empty() && (!relation.premise || !rule.premise.left.empty());
    if (!leads_somewhere) continue;
    rule.unsettling = std::any_of(rules_.begin(), rules_.end(),
                                  [&](const Rule& earlier) { return unsettles(rule, earlier); });
    rules_.push_back(std::move(rule));
  }
}

SlotCondition Solver::resolve(const Condition& condition, SlotId at, Store& store) const {
  SlotCondition result;
  result.op = condition.op;
  result.left = layout_.find(at, condition.left);
  if (condition.right.at) {
    result.right = layout_.find(at, *condition.right.at);
    if (result.right.empty()) result.left.clear();  // it leads nowhere, so it never applies
    find_around(result);
    return result;
  }
  find_around(result);
  result.constant = static_cast<std::uint32_t>(store.constants.size());
  store.constants.push_back(store.pool.keep(condition.right.constant.dump()));
  if (condition.right.constant.is_string()) {
    result.constant_instant =
        contract::parse_date_time(condition.right.constant.get_ref<const std::string&>());
  }
  list_equal_values(result);
  return result;
}

void Solver::find_around(SlotCondition& condition) const {
  if (condition.left.size() != 1 || condition.right.size() > 1) return;
  for (const auto* side : {&condition.left, &condition.right}) {
    if (side->empty()) continue;
    for (SlotId id = layout_.slot(side->front()).parent; id != no_slot;
         id = layout_.slot(id).parent) {
      if (layout_.slot(id).kind != Slot::Kind::object) return;
      if (std::ranges::find(condition.around, id) == condition.around.end()) {
        condition.around.push_back(id);
      }
    }
  }
  condition.direct = true;
}

bool Solver::unsettles(const Rule& rule, const Rule& earlier) const {
  const auto slots_of = [](const Rule& of) {
    std::vector<SlotId> slots;
    for (const auto* part :
         {&of.premise.left, &of.premise.right, &of.conclusion.left, &of.conclusion.right}) {
      slots.insert(slots.end(), part->begin(), part->end());
    }
    return slots;
  };
  for (const SlotId a : slots_of(rule)) {
    for (const SlotId b : slots_of(earlier)) {
      if (a < layout_.slot(b).end && b < layout_.slot(a).end) return true;
    }
  }
  return false;
}

bool Solver::present(SlotId id, std::span<const Choice> draft) const {
  if (draft[id].mode == Mode::absent) return false;
  for (;;) {
    const Layout::Step& step = layout_.step(id);
    if (step.parent == no_slot) return true;
    const Choice& above = draft[step.parent];
    if (!shows_members(above)) return false;
    const Slot::Kind kind = layout_.step(step.parent).kind;
    if (kind == Slot::Kind::choice && above.detail != step.ordinal) return false;
    if (kind == Slot::Kind::array && step.ordinal >= above.detail) return false;
    id = step.parent;
  }
}

SlotId Solver::active(const std::vector<SlotId>& candidates, std::span<const Choice> draft) const {
  for (const SlotId id : candidates) {
    if (present(id, draft)) return id;
  }
  return no_slot;
}

void Solver::expose(SlotId id, std::span<Choice> draft) const {
  for (;;) {
    Choice& choice = draft[id];
    const Slot& slot = layout_.slot(id);
    if (choice.mode == Mode::null || choice.mode == Mode::absent) {
      choice.mode =
          choice.value != 0 ? (slot.identity ? Mode::identity : Mode::typical) : Mode::canonical;
    }
    const SlotId above = slot.parent;
    if (above == no_slot) return;
    const Slot& parent = layout_.slot(above);
    if (parent.kind == Slot::Kind::choice) draft[above].detail = slot.ordinal;
    if (parent.kind == Slot::Kind::array) {
      draft[above].detail = std::max(draft[above].detail, slot.ordinal + 1);
    }
    id = above;
  }
}

bool Solver::is_free(SlotId id, const Pins& pins) const {
  return pins.empty() || !pins.within(id, layout_.slot(id).end);
}

bool Solver::is_null(SlotId id, std::span<const Choice> draft) const {
  const Choice& choice = draft[id];
  if (choice.mode == Mode::null) return true;
  if (layout_.slot(id).kind != Slot::Kind::scalar && choice.mode <= Mode::typical) return false;
  return store_.text_of(choice) == "null";
}

Solver::Sides Solver::sides(const SlotCondition& condition, std::span<const Choice> draft) const {
  Sides found;
  if (condition.direct) {
    for (const SlotId id : condition.around) {
      if (!shows_members(draft[id])) return found;
    }
    const SlotId left = condition.left.front();
    if (draft[left].mode == Mode::absent) return found;
    if (!condition.right.empty()) {
      found.right = condition.right.front();
      if (draft[found.right].mode == Mode::absent) return {};
    }
    found.left = left;
    return found;
  }
  found.left = active(condition.left, draft);
  if (found.left == no_slot || condition.right.empty()) return found;
  found.right = active(condition.right, draft);
  if (found.right == no_slot) found.left = no_slot;
  return found;
}

std::optional<Solver::Instants> Solver::instants(const SlotCondition& condition, Sides sides,
                                                 std::span<const Choice> draft) const {
  const auto left = store_.instant_of(draft[sides.left]);
  const auto right =
      sides.right == no_slot ? condition.constant_instant : store_.instant_of(draft[sides.right]);
  if (!left || !right) return std::nullopt;
  return Instants{*left, *right};
}

Truth Solver::evaluate(const SlotCondition& condition, std::span<const Choice> draft) const {
  return evaluate(condition, sides(condition, draft), draft);
}

Truth Solver::evaluate(const SlotCondition& condition, Sides sides,
                       std::span<const Choice> draft) const {
  using Op = Condition::Op;
  const auto truth = [](bool value) { return value ? Truth::yes : Truth::no; };
  if (sides.left == no_slot) return Truth::unknown;
  switch (condition.op) {
    case Op::is_null:
      return truth(is_null(sides.left, draft));
    case Op::not_null:
      return truth(!is_null(sides.left, draft));
    case Op::equals:
    case Op::differs: {
      const bool same = sides.right == no_slot ? equals_constant(condition, sides.left, draft)
                                               : equal(sides.left, sides.right, draft);
      return truth(same == (condition.op == Op::equals));
    }
    default:
      break;
  }
  const auto at = instants(condition, sides, draft);
  if (!at) return Truth::unknown;
  return truth(at->ordered(condition.op));
}

bool Solver::holds(const Rule& rule, std::span<const Choice> draft) const {
  const Truth conclusion = evaluate(rule.conclusion, draft);
  if (rule.form == Relation::Form::always) return conclusion != Truth::no;
  const Truth premise = evaluate(rule.premise, draft);
  if (premise == Truth::unknown || conclusion == Truth::unknown) return true;
  if (rule.form == Relation::Form::iff) return premise == conclusion;
  return premise == Truth::no || conclusion == Truth::yes;
}

bool Solver::speaks_of(const SlotCondition& condition, SlotId id, bool only_equality) const {
  const bool equality =
      condition.op == Condition::Op::equals || condition.op == Condition::Op::differs;
  if (only_equality && !equality) return false;
  const SlotId end = layout_.slot(id).end;
  const auto touches = [&](SlotId other) {
    const bool inside = other >= id && other < end;
    const bool around = equality && id >= other && id < layout_.slot(other).end;
    return inside || around;
  };
  return std::any_of(condition.left.begin(), condition.left.end(), touches) ||
         std::any_of(condition.right.begin(), condition.right.end(), touches);
}

bool Solver::excused(std::size_t index, const Excuse& excuse) const {
  if (index == excuse.rule) return true;
  if (excuse.broken == no_slot) return false;
  const Rule& rule = rules_[index];
  if (speaks_of(rule.conclusion, excuse.broken, excuse.only_equality)) return true;
  return rule.form != Relation::Form::always &&
         speaks_of(rule.premise, excuse.broken, excuse.only_equality);
}

std::string_view Solver::first_broken(std::span<const Choice> draft, const Excuse& excuse) const {
  for (std::size_t i = 0; i < rules_.size(); ++i) {
    if (!excused(i, excuse) && !holds(rules_[i], draft)) return rules_[i].id;
  }
  return {};
}

bool Solver::settle(std::span<Choice> draft, const Pins& pins, const Excuse& excuse) const {
  const bool excuses = excuse.rule < rules_.size() || excuse.broken != no_slot;
  for (int pass = 0; pass < most_passes; ++pass) {
    bool unsettled = false;
    bool stuck = false;
    for (std::size_t i = 0; i < rules_.size(); ++i) {
      if (excuses && excused(i, excuse)) continue;
      const Outcome outcome = fix(rules_[i], draft, pins);
      unsettled = unsettled || (outcome == Outcome::changed && rules_[i].unsettling);
      stuck = stuck || outcome == Outcome::stuck;
    }
    if (!unsettled) return !stuck;
  }
  return first_broken(draft, excuse).empty();
}

Solver::Outcome Solver::fix(const Rule& rule, std::span<Choice> draft, const Pins& pins) const {
  if (rule.form == Relation::Form::always) return fix_always(rule.conclusion, draft, pins);
  const Sides of_premise = sides(rule.premise, draft);
  const Truth premise = evaluate(rule.premise, of_premise, draft);
  const bool iff = rule.form == Relation::Form::iff;
  if (premise == Truth::unknown || (premise == Truth::no && !iff)) return Outcome::kept;
  const Sides of_conclusion = sides(rule.conclusion, draft);
  const Truth conclusion = evaluate(rule.conclusion, of_conclusion, draft);
  if (conclusion == Truth::unknown || conclusion == premise) return Outcome::kept;
  const bool by_conclusion = premise == Truth::yes;
  const bool other = conclusion == Truth::yes;
  // Drawn values would otherwise nearly always follow the premise, and what the conclusion speaks
  // of would lose its variety.
  const bool premise_first = iff && (draft[of_conclusion.left].value >> 20 & 1) != 0;
  const auto make_premise = [&] { return make(rule.premise, of_premise, other, draft, pins); };
  const auto make_conclusion = [&] {
    return make(rule.conclusion, of_conclusion, by_conclusion, draft, pins);
  };
  const bool done =
      premise_first ? make_premise() || make_conclusion() : make_conclusion() || make_premise();
  return done ? Outcome::changed : Outcome::stuck;
}

Solver::Outcome Solver::fix_always(const SlotCondition& condition, std::span<Choice> draft,
                                   const Pins& pins) const {
  using Op = Condition::Op;
  const Sides at = sides(condition, draft);
  if (at.left == no_slot) return Outcome::kept;
  if (condition.op == Op::after || condition.op == Op::not_before) {
    const auto now = instants(condition, at, draft);
    if (!now) return Outcome::kept;
    const bool holds = now->ordered(condition.op);
    // A drawn instant is placed near the one that it follows, also when it follows it by chance.
    if (holds && draft[at.left].mode != Mode::typical) return Outcome::kept;
    if (make_ordered(condition, at, *now, true, false, draft, pins)) return Outcome::changed;
    return holds ? Outcome::kept : Outcome::stuck;
  }
  if (condition.op == Op::equals &&
      at.right != no_slot) {  // cheaper than to compare what was drawn
    if (same_choices(at.left, at.right, draft)) return Outcome::kept;
    if (make_equal(condition, at, draft, pins)) return Outcome::changed;
    return equal(at.left, at.right, draft) ? Outcome::kept : Outcome::stuck;
  }
  if (evaluate(condition, at, draft) != Truth::no) return Outcome::kept;
  return make(condition, at, true, draft, pins) ? Outcome::changed : Outcome::stuck;
}

}  // namespace hookworthy::plan
