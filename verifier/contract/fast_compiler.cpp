#include "verifier/contract/fast_compiler.hpp"

#include <algorithm>
#include <cmath>

namespace hookworthy::contract::fast {
namespace {

// The smallest (largest) integer that a lower (upper) limit admits. nullopt: not a small number.
std::optional<std::int64_t> admitted_integer(const Json& limit, bool lower, bool exclusive) {
  constexpr double exact = 0x1p53;
  const auto value = limit.get<double>();
  if (!(std::fabs(value) < exact)) return std::nullopt;
  const double whole = lower ? std::ceil(value) : std::floor(value);
  const auto integer = static_cast<std::int64_t>(whole);
  return exclusive && whole == value ? integer + (lower ? 1 : -1) : integer;
}

// Whether it is usually written without escapes, and not long.
bool is_plain(const std::string& text) {
  constexpr std::size_t long_text = 31;
  return text.size() < long_text && std::all_of(text.begin(), text.end(), [](char c) {
           return static_cast<unsigned char>(c) >= 0x20 && c != '"' && c != '\\';
         });
}

}  // namespace

const Shape& Compiler::shape(const Ids& ids) {
  const auto found = shapes_.find(ids);
  if (found != shapes_.end()) return found->second;
  return shapes_.emplace(ids, shape_of(contract_, ids)).first->second;
}

ValuePlan Compiler::value(const Ids& ids, const std::vector<Wanted>& wanted, unsigned depth) {
  ValuePlan plan;
  if (depth > max_depth || plan_.members.size() > Plan::max_members) return plan;
  const Shape& it = shape(ids);
  if (it.never || it.residual || !it.choices.empty()) return plan;
  plan.types = it.types.bits();
  keep(plan, wanted);
  strings(plan, it);
  numbers(plan, it);
  if (has(plan, Type::array)) arrays(plan, it, depth);
  if (has(plan, Type::object)) objects(plan, it, wanted, depth);
  if (it.enumeration) {
    // Arrays, objects and numbers that may be only some are left to the validator.
    const auto& list = *it.enumeration;
    const auto count = [&](const Json& one) { return std::count(list.begin(), list.end(), one); };
    for (const Type type : {Type::array, Type::object, Type::number, Type::integer}) {
      drop(plan, type);
    }
    if (count(true) == 0 || count(false) == 0) drop(plan, Type::boolean);
    if (count(nullptr) == 0) drop(plan, Type::null);
  }
  plan.usual = has(plan, Type::string)    ? plan.text
               : has(plan, Type::integer) ? Read::number
               : has(plan, Type::boolean) ? Read::boolean
               : plan.object != none      ? Read::object
                                          : Read::other;
  return plan;
}

void Compiler::keep(ValuePlan& plan, const std::vector<Wanted>& wanted) {
  for (const Wanted& one : wanted) {
    if (!one.rest.empty()) continue;
    if (plan.slot == none && slots_ < Slots::most) plan.slot = slots_++;
    if (plan.slot == none) too_many_slots_ = true;
    *one.slot = plan.slot;
    plan.needs_text = plan.needs_text || one.text;
  }
}

void Compiler::strings(ValuePlan& plan, const Shape& shape) {
  if (!has(plan, Type::string)) return;
  StringRules rules;
  rules.min_length = shape.min_length.value_or(rules.min_length);
  rules.max_length = shape.max_length.value_or(rules.max_length);
  rules.format = shape.format;
  if (shape.enumeration) {
    rules.enumeration.emplace();
    for (const Json& one : *shape.enumeration) {
      if (one.is_string()) rules.enumeration->push_back(one.get<std::string>());
    }
  }
  for (const std::string& pattern : shape.patterns) {
    const auto simple = parse_characters(pattern);
    if (simple && !rules.characters) {
      rules.characters = simple;
    } else if (const auto regex = Regex::compile(pattern)) {
      rules.patterns.push_back(*regex);
    } else {
      return drop(plan, Type::string);
    }
  }
  const bool bounded = shape.min_length || shape.max_length;
  const bool listed = rules.enumeration || !rules.patterns.empty();
  if (!bounded && !listed && !rules.characters) {
    if (rules.format == Format::none) return;
    if (rules.format == Format::date_time) plan.text = Read::date_time;
    if (rules.format == Format::uri) plan.text = Read::uri;
    if (rules.format == Format::iana_time_zone) plan.text = Read::time_zone;
  }
  if (!listed && rules.characters && rules.format == Format::none) {
    // Such characters are ASCII: one of them is one byte.
    rules.characters->min = std::max(rules.characters->min, rules.min_length);
    rules.characters->max = std::min(rules.characters->max, rules.max_length);
    plan.text = Read::characters;
  }
  const bool single = rules.enumeration && rules.enumeration->size() == 1 && !bounded &&
                      shape.patterns.empty() && rules.format == Format::none;
  if (single && is_plain(rules.enumeration->front())) {
    rules.literal = rules.enumeration->front() + "\"";
    plan.text = Read::literal;
  }
  if (plan.text == Read::any_text) plan.text = Read::ruled_text;
  plan.string = add(plan_.strings, rules);
  if (plan.string == none) drop(plan, Type::string);
}

void Compiler::numbers(ValuePlan& plan, const Shape& shape) {
  const bool bounded = shape.minimum || shape.maximum || shape.exclusive_minimum ||
                       shape.exclusive_maximum || !shape.multiples.empty();
  if (!bounded || !has(plan, Type::integer)) return;
  NumberRules rules;
  const auto bound = [&](const std::optional<Json>& limit, bool lower, bool exclusive) {
    if (!limit) return;
    const auto integer = admitted_integer(*limit, lower, exclusive);
    if (!integer) rules.decided = false;
    if (integer && lower) rules.low = std::max(rules.low, *integer);
    if (integer && !lower) rules.high = std::min(rules.high, *integer);
  };
  bound(shape.minimum, true, false);
  bound(shape.exclusive_minimum, true, true);
  bound(shape.maximum, false, false);
  bound(shape.exclusive_maximum, false, true);
  rules.decided = rules.decided && shape.multiples.empty();
  constexpr std::int64_t above_16_digits = 10'000'000'000'000'000;
  rules.any_count = rules.decided && rules.low <= 1 && rules.high >= above_16_digits;
  rules.minimum = shape.minimum;
  rules.maximum = shape.maximum;
  rules.exclusive_minimum = shape.exclusive_minimum;
  rules.exclusive_maximum = shape.exclusive_maximum;
  rules.multiples = shape.multiples;
  plan.number = add(plan_.numbers, rules);
  if (plan.number == none) {
    drop(plan, Type::number);
    drop(plan, Type::integer);
  }
}

void Compiler::arrays(ValuePlan& plan, const Shape& shape, unsigned depth) {
  const bool free = shape.prefix_items.empty() && shape.items.empty() && shape.items_allowed &&
                    !shape.min_items && !shape.max_items;
  if (shape.unique_items) drop(plan, Type::array);
  if (free || shape.unique_items) return;
  ++repeated_;
  ArrayPlan array;
  for (const Ids& ids : shape.prefix_items) array.prefix.push_back(value(ids, {}, depth + 1));
  if (shape.items_allowed) array.items = value(shape.items, {}, depth + 1);
  array.min_items = shape.min_items.value_or(array.min_items);
  array.max_items = shape.max_items.value_or(array.max_items);
  --repeated_;
  plan.array = add(plan_.arrays, array);
  if (plan.array == none) drop(plan, Type::array);
}

}  // namespace hookworthy::contract::fast
