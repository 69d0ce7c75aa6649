#pragma once

#include "verifier/contract/fast_plan.hpp"
#include "verifier/contract/numbers.hpp"

#include <array>
#include <cmath>
#include <cstdint>
#include <optional>
#include <string_view>
#include <utility>
#include <vector>

// The validation of a callback, written once on top of any DOM, so that parsers can be compared
// with it on board. It follows the same compiled plan as the one-pass parser.

namespace hookworthy::bench {

/// `Dom` says how to look at its values:
///   using Value;                                  cheap to copy
///   static contract::Type type(Value);            `integer` for whole numbers, `number` for others
///   static std::string_view text(Value);          of a string
///   static double number(Value); static std::int64_t integer(Value);
///   template <class F> static bool members(Value, F f);  f(name, value) until it says false
///   template <class F> static bool items(Value, F f);    f(value) until it says false
///   static bool equal(Value, Value);              as JSON Schema has it
template <class Dom>
class Walk {
 public:
  using Value = typename Dom::Value;
  using Kind = contract::fast::Slots::Kind;

  Walk(const contract::Contract& contract, const contract::fast::Plan& plan)
      : contract_(contract), plan_(plan) {}

  /// Whether the callback is valid; the type is told by its first level.
  bool judge(Value callback) {
    const contract::CallbackType* type = nullptr;
    if (Dom::type(callback) != contract::Type::object) return false;
    const std::string& name = contract_.discriminator().pointer.front();
    Dom::members(callback, [&](std::string_view key, Value value) {
      if (key != name) return true;
      if (Dom::type(value) == contract::Type::string) {
        type = contract_.type_of_value(Dom::text(value));
      }
      return false;
    });
    if (type == nullptr) return false;
    slots_.fill(std::nullopt);
    return check(callback,
                 plan_.roots[static_cast<std::size_t>(type - contract_.types().data())].value);
  }

 private:
  bool check(Value value, const contract::fast::ValuePlan& plan) {
    using contract::Type;
    const Type type = Dom::type(value);
    if ((plan.types & contract::fast::bit(type)) == 0) return false;
    if (plan.slot != contract::fast::none) slots_[plan.slot] = value;
    switch (type) {
      case Type::string:
        return plan.string == contract::fast::none ||
               plan_.strings[plan.string].admit(Dom::text(value));
      case Type::integer:
        return plan.number == contract::fast::none ||
               plan_.numbers[plan.number].admit(Dom::integer(value));
      case Type::number:
        return plan.number == contract::fast::none ||
               plan_.numbers[plan.number].admit_exactly(Dom::number(value));
      case Type::object:
        return plan.object == contract::fast::none || object(value, plan_.objects[plan.object]);
      case Type::array:
        return plan.array == contract::fast::none || array(value, plan_.arrays[plan.array]);
      default:
        return true;
    }
  }

  bool array(Value value, const contract::fast::ArrayPlan& plan) {
    std::uint64_t count = 0;
    const bool good = Dom::items(value, [&](Value item) {
      const std::uint64_t at = count++;
      return check(item, at < plan.prefix.size() ? plan.prefix[at] : plan.items);
    });
    return good && count >= plan.min_items && count <= plan.max_items;
  }

  bool object(Value value, const contract::fast::ObjectPlan& plan) {
    std::uint64_t seen = 0;
    const bool good = Dom::members(value, [&](std::string_view name, Value member) {
      const contract::fast::MemberPlan& expected = member_of(plan, name);
      seen |= expected.bit;
      return check(member, expected.value);
    });
    if (!good || (seen & plan.required) != plan.required) return false;
    for (std::uint16_t i = 0; i < plan.relations; ++i) {
      if (!holds(plan_.relations[plan.first_relation + i])) return false;
    }
    return true;
  }

  const contract::fast::MemberPlan& member_of(const contract::fast::ObjectPlan& plan,
                                              std::string_view name) const {
    if (plan.members == 0) return plan.other;
    const std::uint64_t hash =
        contract::fast::hash_name(name.data(), name.size()) * plan.hash_factor;
    const auto i = plan_.hash_table[plan.hash_first + (hash >> plan.hash_shift)];
    const bool known =
        i != contract::fast::ObjectPlan::no_member && plan_.names[plan.first_member + i] == name;
    return known ? plan_.members[plan.first_member + i] : plan.other;
  }

  const std::optional<Value>& slot(std::uint16_t index) const {
    static const std::optional<Value> nowhere;
    return index == contract::fast::none ? nowhere : slots_[index];
  }

  // nullopt: does not apply.
  std::optional<bool> truth(const contract::fast::ConditionPlan& condition) const {
    using Op = contract::Condition::Op;
    const auto& left = slot(condition.left);
    if (!left) return std::nullopt;
    const bool null = Dom::type(*left) == contract::Type::null;
    if (condition.op == Op::is_null) return null;
    if (condition.op == Op::not_null) return !null;
    if (condition.constant != nullptr) {
      const bool same = Dom::type(*left) == contract::Type::string &&
                        condition.constant->is_string() &&
                        Dom::text(*left) == condition.constant->get_ref<const std::string&>();
      return same == (condition.op == Op::equals);
    }
    const auto& right = slot(condition.right);
    if (!right) return std::nullopt;
    if (condition.op == Op::equals) return Dom::equal(*left, *right);
    if (condition.op == Op::differs) return !Dom::equal(*left, *right);
    const auto a = instant(*left), b = instant(*right);
    if (!a || !b) return std::nullopt;
    return condition.op == Op::after ? *a > *b : *a >= *b;
  }

  static std::optional<contract::Instant> instant(Value value) {
    if (Dom::type(value) != contract::Type::string) return std::nullopt;
    return contract::parse_date_time(Dom::text(value));
  }

  bool holds(const contract::fast::RelationPlan& relation) const {
    using Form = contract::Relation::Form;
    const auto conclusion = truth(relation.conclusion);
    if (relation.form == Form::always) return conclusion.value_or(true);
    const auto premise = truth(relation.premise);
    if (!premise || !conclusion) return true;
    return relation.form == Form::iff ? *premise == *conclusion : !*premise || *conclusion;
  }

  const contract::Contract& contract_;
  const contract::fast::Plan& plan_;
  std::array<std::optional<Value>, contract::fast::Slots::most> slots_;
};

}  // namespace hookworthy::bench
