#include "verifier/contract/relations.hpp"

#include "verifier/assert.hpp"
#include "verifier/contract/json_pointer.hpp"
#include "verifier/contract/numbers.hpp"
#include "verifier/contract/validator.hpp"

namespace hookworthy::contract {
namespace {

Truth truth_of(bool value) {
  return value ? Truth::yes : Truth::no;
}

std::optional<Instant> instant_of(const Json& value) {
  if (!value.is_string()) return std::nullopt;
  return parse_date_time(value.get_ref<const std::string&>());
}

Truth compare_instants(Condition::Op op, const Json& left, const Json& right) {
  const auto a = instant_of(left);
  const auto b = instant_of(right);
  if (!a || !b) return Truth::unknown;
  return truth_of(op == Condition::Op::after ? *a > *b : *a >= *b);
}

}  // namespace

Truth evaluate(const Condition& condition, const Json& value) {
  using Op = Condition::Op;
  const Json* left = resolve(value, condition.left);
  if (left == nullptr) return Truth::unknown;
  if (condition.op == Op::is_null) return truth_of(left->is_null());
  if (condition.op == Op::not_null) return truth_of(!left->is_null());

  const Operand& operand = condition.right;
  const Json* right = operand.at ? resolve(value, *operand.at) : &operand.constant;
  if (right == nullptr) return Truth::unknown;
  switch (condition.op) {
    case Op::equals:
      return truth_of(equal_values(*left, *right));
    case Op::differs:
      return truth_of(!equal_values(*left, *right));
    default:
      return compare_instants(condition.op, *left, *right);
  }
}

bool holds(const Relation& relation, const Json& value) {
  const Truth conclusion = evaluate(relation.conclusion, value);
  if (relation.form == Relation::Form::always) return conclusion != Truth::no;
  HOOKWORTHY_ASSERT(relation.premise.has_value());
  const Truth premise = evaluate(*relation.premise, value);
  if (premise == Truth::unknown || conclusion == Truth::unknown) return true;
  if (relation.form == Relation::Form::iff) return premise == conclusion;
  return premise == Truth::no || conclusion == Truth::yes;
}

}  // namespace hookworthy::contract
