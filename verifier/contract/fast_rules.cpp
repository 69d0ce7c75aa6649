#include "verifier/contract/fast_plan.hpp"
#include "verifier/contract/fast_text.hpp"
#include "verifier/contract/numbers.hpp"
#include "verifier/contract/utf8.hpp"

#include <algorithm>
#include <functional>

namespace hookworthy::contract::fast {
namespace {

using Kind = Slots::Kind;

// `undecided`: the parts kept are not enough to tell, whole values would have to be compared.
enum class Answer : std::uint8_t { unknown, no, yes, undecided };

Answer answer_of(bool value) {
  return value ? Answer::yes : Answer::no;
}

bool is_number(Kind kind) {
  return kind == Kind::integer || kind == Kind::decimal;
}

Answer same(const Slots& slots, std::uint16_t left, std::uint16_t right) {
  const Kind kind = slots.kinds[left], other = slots.kinds[right];
  const std::string_view text = slots.text(left), other_text = slots.text(right);
  // Equal bytes are equal values. Others may be too: 1 and 1.0, members in another order.
  if (kind == other && text == other_text) return Answer::yes;
  if (is_number(kind) && is_number(other)) {
    const bool plain = kind == Kind::integer && other == Kind::integer;
    return plain && text != "-0" && other_text != "-0" ? Answer::no : Answer::undecided;
  }
  return kind == other && kind == Kind::composite ? Answer::undecided : Answer::no;
}

Answer same(const Slots& slots, std::uint16_t left, const Json& right) {
  const Kind kind = slots.kinds[left];
  switch (kind) {
    case Kind::null:
      return answer_of(right.is_null());
    case Kind::boolean:
      return answer_of(right.is_boolean() && right.get<bool>() == (slots.text(left) == "true"));
    case Kind::string:
      return answer_of(right.is_string() &&
                       right.get_ref<const std::string&>() == slots.text(left));
    default:
      break;
  }
  const bool comparable = is_number(kind) ? right.is_number() : right.is_structured();
  return comparable ? Answer::undecided : Answer::no;
}

// Evaluates conditions over slots.
class Judge {
 public:
  Judge(const Slots& slots, const char* begin, const char* end)
      : slots_(slots), begin_(begin), end_(end) {}

  bool surely_holds(const RelationPlan& relation) const {
    const Answer conclusion = evaluate(relation.conclusion);
    if (conclusion == Answer::undecided) return false;
    if (relation.form == Relation::Form::always) return conclusion != Answer::no;
    const Answer premise = evaluate(relation.premise);
    if (premise == Answer::undecided) return false;
    if (premise == Answer::unknown || conclusion == Answer::unknown) return true;
    if (relation.form == Relation::Form::iff) return premise == conclusion;
    return premise == Answer::no || conclusion == Answer::yes;
  }

  // Whether it is certain at first sight.
  bool usually_holds(const RelationPlan& relation) const {
    const std::uint16_t left = relation.conclusion.left, right = relation.conclusion.right;
    const Kind kind = slots_.kinds[left];
    switch (relation.usual) {
      case RelationPlan::Usual::null:
        return kind == Kind::null;
      case RelationPlan::Usual::not_null:
        return kind > Kind::null;
      case RelationPlan::Usual::text:
        return kind == Kind::string && same_text(slots_.text(left), relation.text);
      case RelationPlan::Usual::same:
        return kind == slots_.kinds[right] && kind != Kind::absent &&
               same_text(slots_.text(left), slots_.text(right));
      case RelationPlan::Usual::after:
      case RelationPlan::Usual::not_before:
        return kind == Kind::string && slots_.kinds[right] == Kind::string &&
               is_after(left, right, relation.usual == RelationPlan::Usual::not_before);
      case RelationPlan::Usual::implied:
        return (kind > Kind::null) | (slots_.kinds[relation.premise.left] == Kind::null);
      case RelationPlan::Usual::iff_text: {
        const std::uint16_t other = relation.premise.left;
        const bool is_text =
            slots_.kinds[other] == Kind::string && same_text(slots_.text(other), relation.text);
        const bool present = kind != Kind::absent && slots_.kinds[other] != Kind::absent;
        return present && is_text == (kind > Kind::null);
      }
      case RelationPlan::Usual::general:
        break;
    }
    return false;
  }

 private:
  // Of two strings.
  bool is_after(std::uint16_t left, std::uint16_t right, bool or_equal) const {
    const std::string_view text = slots_.text(left), other = slots_.text(right);
    const bool plain = is_plain(text), other_plain = is_plain(other);
    if (plain & other_plain) return is_plain_after(text, other, or_equal);
    const Instant a = instant_of_text(text), b = instant_of_text(other);
    return or_equal ? a >= b : a > b;
  }

  // Has nothing behind the seconds but a Z, and is not in a leap second, so that texts are in the
  // order of their instants.
  static bool is_plain(std::string_view text) {
    constexpr std::size_t size = 20, mark = 10, tens = 17;
    return text.size() == size && text[mark] == 'T' && text[tens] < '6' && text.back() == 'Z';
  }

  // Compared as numbers whose first byte is the highest.
  static bool is_plain_after(std::string_view left, std::string_view right, bool or_equal) {
    const auto word = [](std::string_view text, std::size_t at) {
      return __builtin_bswap64(load_8(text.data() + at));
    };
    for (const std::size_t at : {0, 8}) {
      const std::uint64_t a = word(left, at), b = word(right, at);
      if (a != b) return a > b;
    }
    constexpr std::size_t last = 12;  // which ends at the Z
    const std::uint64_t a = word(left, last), b = word(right, last);
    return a > b || (or_equal && a == b);
  }

  // A contract compares date-times only where its schemas allow no other strings.
  std::optional<Instant> instant_of(std::uint16_t slot) const {
    if (slots_.kinds[slot] != Kind::string) return std::nullopt;
    return instant_of_text(slots_.text(slot));
  }

  Instant instant_of_text(std::string_view text) const {
    const bool inside =
        std::less_equal<>()(begin_, text.data()) && std::less<>()(text.data(), end_);
    return instant_of_date_time(text, inside ? end_ : text.data() + text.size());
  }

  static std::optional<Instant> instant_of(const Json& value) {
    if (!value.is_string()) return std::nullopt;
    return parse_date_time(value.get_ref<const std::string&>());
  }

  template <class Right>
  Answer compare(Condition::Op op, std::uint16_t left, const Right& right) const {
    using Op = Condition::Op;
    if (op == Op::equals || op == Op::differs) {
      const Answer equal = same(slots_, left, right);
      if (op == Op::equals || equal == Answer::undecided) return equal;
      return answer_of(equal == Answer::no);
    }
    const auto a = instant_of(left);
    const auto b = instant_of(right);
    if (!a || !b) return Answer::unknown;
    return answer_of(op == Op::after ? *a > *b : *a >= *b);
  }

  Answer evaluate(const ConditionPlan& condition) const {
    using Op = Condition::Op;
    if (condition.left == none) return Answer::unknown;
    const Kind left = slots_.kinds[condition.left];
    if (left == Kind::absent) return Answer::unknown;
    if (condition.op == Op::is_null) return answer_of(left == Kind::null);
    if (condition.op == Op::not_null) return answer_of(left != Kind::null);
    if (condition.constant != nullptr) {
      return compare(condition.op, condition.left, *condition.constant);
    }
    if (condition.right == none) return Answer::unknown;
    if (slots_.kinds[condition.right] == Kind::absent) return Answer::unknown;
    return compare(condition.op, condition.left, condition.right);
  }

  const Slots& slots_;
  const char* const begin_;
  const char* const end_;
};

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

bool surely_hold(std::span<const RelationPlan> relations, const Slots& slots, const char* begin,
                 const char* end) {
  const Judge judge(slots, begin, end);
  for (const RelationPlan& relation : relations) {
    if (!judge.usually_holds(relation) && !judge.surely_holds(relation)) return false;
  }
  return true;
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
