#include "generator/plan/entropy.hpp"
#include "generator/plan/render.hpp"
#include "generator/plan/solver.hpp"

#include <algorithm>

namespace hookworthy::plan {
namespace {

constexpr std::int32_t second_ns = 1'000'000'000;

Instant moved(Instant at, std::int64_t seconds) {
  at.seconds += seconds;
  return at;
}

bool on_calendar(Instant at) {
  return at.seconds >= first_second && at.seconds <= last_second;
}

// As little later or earlier as still shows with milliseconds.
Instant nudged(Instant at, bool later) {
  constexpr std::int32_t step = 1'000'000;
  at.nanoseconds += later ? step : -step;
  if (at.nanoseconds >= second_ns) return {at.seconds + 1, at.nanoseconds - second_ns};
  if (at.nanoseconds < 0) return {at.seconds - 1, at.nanoseconds + second_ns};
  return at;
}

// How far apart two instants are that only have an order: meetings last a while, updates come soon
// or weeks later.
std::int64_t distance(bool strictly, std::uint64_t entropy) {
  if (entropy == 0) return 3600;
  if (strictly) return 900 * (1 + static_cast<std::int64_t>(entropy >> 40 & 7));
  if ((entropy >> 40 & 3) == 0) return 0;
  return static_cast<std::int64_t>(entropy >> 42 & ((1u << (entropy >> 62 != 0 ? 21 : 12)) - 1));
}

// Whether two JSON texts are of the same value, where that shows without a parser: not so for two
// strings of which one has escapes, two numbers that are not digits alone, two objects or arrays.
std::optional<bool> plainly_equal(std::string_view a, std::string_view b) {
  if (a == b) return true;
  const auto first = [](std::string_view text) {
    const bool number = text.front() == '-' || (text.front() >= '0' && text.front() <= '9');
    return number ? '0' : text.front();
  };
  const auto is_plain = [](std::string_view text) {
    if (text.front() == '"') return text.find('\\') == std::string_view::npos;
    return text.find_first_not_of("0123456789nulltruefalse") == std::string_view::npos;
  };
  if (first(a) != first(b) || (is_plain(a) && is_plain(b))) return false;
  return std::nullopt;
}

}  // namespace

std::string_view Solver::constant_text(std::uint32_t constant) const {
  return store_.constants[constant];
}

bool Solver::congruent(SlotId left, SlotId right) const {
  const SlotId size = layout_.slot(left).end - left;
  if (layout_.slot(right).end - right != size) return false;
  for (SlotId i = 0; i < size; ++i) {
    const Slot& a = layout_.slot(left + i);
    const Slot& b = layout_.slot(right + i);
    const bool same_place = i == 0 || (a.name == b.name && a.ordinal == b.ordinal);
    if (a.kind != b.kind || !same_place || a.end - left != b.end - right) return false;
  }
  return true;
}

bool Solver::same_choices(SlotId left, SlotId right, std::span<const Choice> draft) const {
  const SlotId size = layout_.slot(left).end - left;
  if (layout_.slot(right).end - right != size) return false;
  for (SlotId i = 0; i < size; ++i) {
    Choice a = draft[left + i];
    const Choice& b = draft[right + i];
    if (layout_.slot(left + i).kind != Slot::Kind::scalar) a.repertoire = b.repertoire;
    if (!(a == b)) return false;
  }
  return true;
}

bool Solver::admits(SlotId id, const Choice& choice) const {
  const Slot& slot = layout_.slot(id);
  if (choice.mode == Mode::null) return slot.nullable;
  if (choice.mode == Mode::absent) return !slot.required;
  if (choice.repertoire == slot.repertoire) return choice.mode != Mode::broken;
  const auto& schemas = store_.repertoires[slot.repertoire].schemas;
  if (schemas == store_.repertoires[choice.repertoire].schemas) return choice.mode != Mode::broken;
  // Ids only differ in bounds that they keep away from, as a rule.
  const bool numbers = choice.mode == Mode::identity &&
                       store_.repertoires[slot.repertoire].typical.kin == Kin::integer;
  if (numbers) return true;
  std::string text;
  Writer out(text);
  store_.write(choice, out);
  const auto value = contract::parse_json(out.view());
  return value && validator_.satisfies(*value, schemas);
}

bool Solver::copy(SlotId to, SlotId from, std::span<Choice> draft) const {
  if (!congruent(to, from)) return false;
  const SlotId size = layout_.slot(to).end - to;
  if (draft[from].mode == Mode::null) {  // what is below does not show, but may later
    if (!layout_.slot(to).nullable) return false;
  }
  for (SlotId i = 0; i < size; ++i) {
    const bool scalar = layout_.slot(to + i).kind == Slot::Kind::scalar;
    if (scalar && !admits(to + i, draft[from + i])) return false;
  }
  for (SlotId i = 0; i < size; ++i) {
    const RepertoireId own = draft[to + i].repertoire;
    draft[to + i] = draft[from + i];
    if (layout_.slot(to + i).kind != Slot::Kind::scalar) draft[to + i].repertoire = own;
  }
  return true;
}

void Solver::list_equal_values(SlotCondition& condition) const {
  constexpr std::size_t most = 64;
  if (condition.left.size() != 1) return;
  const Slot& slot = layout_.slot(condition.left.front());
  if (slot.kind != Slot::Kind::scalar) return;
  const RepertoireId repertoire = slot.repertoire;
  const Typical& typical = store_.repertoires[repertoire].typical;
  if (typical.kin != Kin::values || typical.values.size() > most) return;
  std::uint64_t equal_values = 0;
  for (std::size_t i = 0; i < typical.values.size(); ++i) {
    const auto same = plainly_equal(typical.values[i], constant_text(condition.constant));
    if (!same) return;
    if (*same) equal_values |= std::uint64_t{1} << i;
  }
  condition.repertoire = repertoire;
  condition.listed = static_cast<std::uint32_t>(typical.values.size());
  condition.equal_values = equal_values;
}

bool Solver::equals_constant(const SlotCondition& condition, SlotId id,
                             std::span<const Choice> draft) const {
  const Choice& choice = draft[id];
  if (choice.mode == Mode::typical && condition.listed != 0 &&
      choice.repertoire == condition.repertoire) {
    const auto bits = static_cast<std::uint32_t>(choice.value);
    return (condition.equal_values >> scale(bits, condition.listed) & 1) != 0;
  }
  const std::uint32_t constant = condition.constant;
  const bool plain = layout_.slot(id).kind == Slot::Kind::scalar || choice.mode > Mode::typical;
  if (plain) {
    if (const auto text = store_.text_of(choice)) {
      if (const auto same = plainly_equal(*text, constant_text(constant))) return *same;
    }
  }
  std::string text;
  Writer out(text);
  Renderer(store_, layout_, draft).write(id, out);
  const auto value = contract::parse_json(out.view());
  const auto wanted = contract::parse_json(constant_text(constant));
  return value && wanted && *value == *wanted;
}

bool Solver::equal(SlotId left, SlotId right, std::span<const Choice> draft) const {
  if (same_choices(left, right, draft)) return true;
  const bool numbered = draft[left].mode == Mode::identity && draft[right].mode == Mode::identity &&
                        store_.repertoires[draft[left].repertoire].typical.kin == Kin::integer &&
                        store_.repertoires[draft[right].repertoire].typical.kin == Kin::integer;
  if (numbered) return draft[left].value == draft[right].value;
  const Renderer renderer(store_, layout_, draft);
  std::string a, b;
  Writer a_out(a), b_out(b);
  renderer.write(left, a_out);
  renderer.write(right, b_out);
  if (const auto same = plainly_equal(a_out.view(), b_out.view())) return *same;
  const auto a_value = contract::parse_json(a_out.view());
  const auto b_value = contract::parse_json(b_out.view());
  return a_value && b_value && *a_value == *b_value;
}

bool Solver::set_null(SlotId id, std::span<Choice> draft, const Pins& pins) const {
  if (!layout_.slot(id).nullable || !is_free(id, pins)) return false;
  draft[id].mode = Mode::null;
  return true;
}

bool Solver::set_not_null(SlotId id, std::span<Choice> draft, const Pins& pins) const {
  if (!is_free(id, pins)) return false;
  expose(id, draft);
  return !is_null(id, draft);
}

bool Solver::set_constant(SlotId id, std::uint32_t constant, std::span<Choice> draft,
                          const Pins& pins) const {
  if (!is_free(id, pins)) return false;
  if (constant_text(constant) == "null") return set_null(id, draft, pins);
  const Slot& slot = layout_.slot(id);
  const auto& repertoire = store_.repertoires[slot.repertoire];
  // The usual case, without a parser: one of the listed values.
  const auto& values = repertoire.typical.values;
  bool admitted = std::find(values.begin(), values.end(), constant_text(constant)) != values.end();
  if (!admitted) {
    const auto value = contract::parse_json(constant_text(constant));
    admitted = value && validator_.satisfies(*value, repertoire.schemas);
  }
  if (!admitted) return false;
  draft[id].mode = Mode::constant;
  draft[id].detail = constant;
  draft[id].repertoire = slot.repertoire;
  return true;
}

// Another value; for objects and arrays, other values inside.
void Solver::vary(SlotId id, std::uint64_t entropy, std::span<Choice> draft) const {
  for (SlotId i = id; i < layout_.slot(id).end; ++i) {
    if (layout_.slot(i).kind != Slot::Kind::scalar) continue;
    Choice& choice = draft[i];
    if (choice.mode == Mode::absent || (choice.mode == Mode::null && i != id)) continue;
    choice.mode = Mode::typical;
    choice.repertoire = layout_.slot(i).repertoire;
    choice.value = mix(entropy, layout_.slot(i).key) | 1;
  }
}

bool Solver::make_different(const SlotCondition& condition, Sides sides, std::span<Choice> draft,
                            const Pins& pins) const {
  const auto is_equal = [&] {
    return sides.right == no_slot ? equals_constant(condition, sides.left, draft)
                                  : equal(sides.left, sides.right, draft);
  };
  for (const SlotId side : {sides.left, sides.right}) {
    if (side == no_slot || !is_free(side, pins)) continue;
    for (std::uint64_t i = 1; i <= 16; ++i) {
      vary(side, mix(draft[side].value, i), draft);
      if (!is_equal()) return true;
    }
    if (set_null(side, draft, pins) && !is_equal()) return true;
  }
  return false;
}

bool Solver::make_equal(const SlotCondition& condition, Sides sides, std::span<Choice> draft,
                        const Pins& pins) const {
  if (sides.right == no_slot) return set_constant(sides.left, condition.constant, draft, pins);
  if (is_free(sides.left, pins) && copy(sides.left, sides.right, draft)) return true;
  return is_free(sides.right, pins) && copy(sides.right, sides.left, draft);
}

bool Solver::set_instant(SlotId id, Instant at, std::span<Choice> draft, const Pins& pins) const {
  const Slot& slot = layout_.slot(id);
  const bool computable = store_.repertoires[slot.repertoire].typical.kin == Kin::date_time;
  if (!computable || !on_calendar(at) || !is_free(id, pins)) return false;
  Choice& choice = draft[id];
  choice.repertoire = slot.repertoire;
  choice.style = choice.mode == Mode::typical ? Typical::style(choice.value) : std::uint8_t{0};
  choice.mode = Mode::instant;
  choice.value = static_cast<std::uint64_t>(at.seconds);
  choice.detail = static_cast<std::uint32_t>(at.nanoseconds);
  return true;
}

bool Solver::make_ordered(const SlotCondition& condition, Sides sides, const Instants& now,
                          bool wanted, bool ties, std::span<Choice> draft, const Pins& pins) const {
  const SlotId left = sides.left, right = sides.right;
  if (ties) {
    return set_instant(left, now.right, draft, pins) ||
           (right != no_slot && set_instant(right, now.left, draft, pins));
  }
  const bool strictly = condition.op == Condition::Op::after;
  const std::uint64_t entropy = draft[left].mode == Mode::typical ? draft[left].value : 0;
  const std::int64_t apart = distance(strictly || !wanted, entropy);
  const std::int64_t step = wanted ? apart : -apart;
  if (set_instant(left, moved(now.right, step), draft, pins)) return true;
  if (set_instant(left, nudged(now.right, wanted), draft, pins)) return true;
  if (right == no_slot) return false;
  return set_instant(right, moved(now.left, -step), draft, pins) ||
         set_instant(right, nudged(now.left, !wanted), draft, pins);
}

bool Solver::make(const SlotCondition& condition, bool wanted, std::span<Choice> draft,
                  const Pins& pins, bool ties) const {
  return make(condition, sides(condition, draft), wanted, draft, pins, ties);
}

bool Solver::make(const SlotCondition& condition, Sides sides, bool wanted, std::span<Choice> draft,
                  const Pins& pins, bool ties) const {
  using Op = Condition::Op;
  if (sides.left == no_slot) return false;
  switch (condition.op) {
    case Op::is_null:
      return wanted ? set_null(sides.left, draft, pins) : set_not_null(sides.left, draft, pins);
    case Op::not_null:
      return wanted ? set_not_null(sides.left, draft, pins) : set_null(sides.left, draft, pins);
    case Op::equals:
      return wanted ? make_equal(condition, sides, draft, pins)
                    : make_different(condition, sides, draft, pins);
    case Op::differs:
      return wanted ? make_different(condition, sides, draft, pins)
                    : make_equal(condition, sides, draft, pins);
    default:
      break;
  }
  const auto now = instants(condition, sides, draft);
  return now && make_ordered(condition, sides, *now, wanted, ties, draft, pins);
}

}  // namespace hookworthy::plan
