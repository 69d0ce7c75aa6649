#include "verifier/contract/fast_plan.hpp"
#include "verifier/contract/numbers.hpp"
#include "verifier/contract/utf8.hpp"

#include <algorithm>

namespace hookworthy::contract::fast {
namespace {

// `undecided`: the parts kept are not enough to tell, whole values would have to be compared.
enum class Answer : std::uint8_t { unknown, no, yes, undecided };

Answer answer_of(bool value) {
  return value ? Answer::yes : Answer::no;
}

bool is_number(const Slot& slot) {
  return slot.kind == Slot::Kind::integer || slot.kind == Slot::Kind::decimal;
}

Answer same(const Slot& left, const Slot& right) {
  // Equal bytes are equal values. Others may be too: 1 and 1.0, members in another order.
  if (left.raw() == right.raw()) return Answer::yes;
  if (is_number(left) && is_number(right)) {
    const bool plain = left.kind == right.kind && left.kind == Slot::Kind::integer;
    return plain && left.raw() != "-0" && right.raw() != "-0" ? Answer::no : Answer::undecided;
  }
  if (left.kind != right.kind) return Answer::no;
  if (left.kind == Slot::Kind::string) return answer_of(left.text() == right.text());
  return left.kind == Slot::Kind::boolean ? Answer::no : Answer::undecided;
}

Answer same(const Slot& left, const Json& right) {
  switch (left.kind) {
    case Slot::Kind::null:
      return answer_of(right.is_null());
    case Slot::Kind::boolean:
      return answer_of(right.is_boolean() && right.get<bool>() == (*left.begin == 't'));
    case Slot::Kind::string:
      return answer_of(right.is_string() && right.get_ref<const std::string&>() == left.text());
    default:
      break;
  }
  const bool comparable = is_number(left) ? right.is_number() : right.is_structured();
  return comparable ? Answer::undecided : Answer::no;
}

std::optional<Instant> instant_of(const Slot& slot) {
  if (slot.has_instant) return slot.instant;
  if (slot.kind != Slot::Kind::string) return std::nullopt;
  return parse_date_time(slot.text());
}

std::optional<Instant> instant_of(const Json& value) {
  if (!value.is_string()) return std::nullopt;
  return parse_date_time(value.get_ref<const std::string&>());
}

template <class Right>
Answer compare(Condition::Op op, const Slot& left, const Right& right) {
  using Op = Condition::Op;
  if (op == Op::equals || op == Op::differs) {
    const Answer equal = same(left, right);
    if (op == Op::equals || equal == Answer::undecided) return equal;
    return answer_of(equal == Answer::no);
  }
  const auto a = instant_of(left);
  const auto b = instant_of(right);
  if (!a || !b) return Answer::unknown;
  return answer_of(op == Op::after ? *a > *b : *a >= *b);
}

Answer evaluate(const ConditionPlan& condition, const Slot* slots) {
  using Op = Condition::Op;
  if (condition.left == none) return Answer::unknown;
  const Slot& left = slots[condition.left];
  if (left.kind == Slot::Kind::absent) return Answer::unknown;
  if (condition.op == Op::is_null) return answer_of(left.kind == Slot::Kind::null);
  if (condition.op == Op::not_null) return answer_of(left.kind != Slot::Kind::null);
  if (condition.constant != nullptr) return compare(condition.op, left, *condition.constant);
  if (condition.right == none) return Answer::unknown;
  const Slot& right = slots[condition.right];
  if (right.kind == Slot::Kind::absent) return Answer::unknown;
  return compare(condition.op, left, right);
}

bool keeps(const NumberRules& rules, const Json& value) {
  using Order = std::strong_ordering;
  const auto keeps_limit = [&](const std::optional<Json>& limit, auto broken) {
    return !limit || !broken(compare_numbers(value, *limit));
  };
  return keeps_limit(rules.minimum, [](Order order) { return order < 0; }) &&
         keeps_limit(rules.maximum, [](Order order) { return order > 0; }) &&
         keeps_limit(rules.exclusive_minimum, [](Order order) { return order <= 0; }) &&
         keeps_limit(rules.exclusive_maximum, [](Order order) { return order >= 0; }) &&
         std::all_of(rules.multiples.begin(), rules.multiples.end(),
                     [&](const Json& divisor) { return is_multiple_of(value, divisor); });
}

}  // namespace

bool surely_holds(const RelationPlan& relation, const Slot* slots) {
  const Answer conclusion = evaluate(relation.conclusion, slots);
  if (conclusion == Answer::undecided) return false;
  if (relation.form == Relation::Form::always) return conclusion != Answer::no;
  const Answer premise = evaluate(relation.premise, slots);
  if (premise == Answer::undecided) return false;
  if (premise == Answer::unknown || conclusion == Answer::unknown) return true;
  if (relation.form == Relation::Form::iff) return premise == conclusion;
  return premise == Answer::no || conclusion == Answer::yes;
}

bool StringRules::admit(std::string_view text) const {
  if (min_length > 0 || max_length < text.size()) {
    const std::size_t length = count_code_points(text);
    if (length < min_length || length > max_length) return false;
  }
  if (enumeration &&
      std::find(enumeration->begin(), enumeration->end(), text) == enumeration->end()) {
    return false;
  }
  if (characters && !characters->match(text)) return false;
  for (const Regex& pattern : patterns) {
    const auto found = pattern.search(text);
    if (!found || !*found) return false;
  }
  return matches_format(text, format);
}

bool NumberRules::admit_exactly(std::int64_t value) const {
  return keeps(*this, value);
}

bool NumberRules::admit_exactly(double value) const {
  return keeps(*this, value);
}

}  // namespace hookworthy::contract::fast
