#include "verifier/contract/evaluator.hpp"
#include "verifier/contract/excerpt.hpp"

#include <algorithm>

#include <fmt/format.h>

namespace hookworthy::contract {

bool Evaluator::check_applicators(const Json& value, const Schema& schema, const Place& place) {
  bool valid = true;
  const auto go_on = [&](bool kept) {
    valid = valid && kept;
    return valid || !full();
  };
  if (schema.ref && !go_on(check(value, *schema.ref, place))) return false;
  for (const SchemaId id : schema.all_of) {
    if (!go_on(check(value, id, place))) return false;
  }
  if (!schema.any_of.empty() && !go_on(check_any_of(value, schema, place))) return false;
  if (!schema.one_of.empty() && !go_on(check_one_of(value, schema, place))) return false;
  if (schema.if_schema && !go_on(check_condition(value, schema, place))) return false;
  if (schema.not_schema && silently(value, *schema.not_schema, place)) {
    return fail(place, "not",
                [&] { return fmt::format("is {}, which the contract excludes", excerpt(value)); });
  }
  return valid;
}

bool Evaluator::check_any_of(const Json& value, const Schema& schema, const Place& place) {
  const auto matches = [&](SchemaId id) { return silently(value, id, place); };
  if (std::any_of(schema.any_of.begin(), schema.any_of.end(), matches)) return true;
  return explain_no_match(value, schema.any_of, "anyOf", place);
}

bool Evaluator::check_one_of(const Json& value, const Schema& schema, const Place& place) {
  std::size_t matching = 0;
  std::size_t first = 0, second = 0;
  for (std::size_t i = 0; i < schema.one_of.size() && matching < 2; ++i) {
    if (!silently(value, schema.one_of[i], place)) continue;
    (matching++ == 0 ? first : second) = i;
  }
  if (matching == 1) return true;
  if (matching == 0) return explain_no_match(value, schema.one_of, "oneOf", place);
  return fail(place, "oneOf", [&] {
    return fmt::format("must match exactly one alternative, matches number {} and number {}",
                       first + 1, second + 1);
  });
}

// `{"anyOf": [{"$ref": user}, {"type": "null"}]}` is how contracts say "nullable": a user without a
// name should be told about the name, so when one alternative alone is of the value's type, its
// errors are the ones to show.
bool Evaluator::explain_no_match(const Json& value, std::span<const SchemaId> alternatives,
                                 std::string_view keyword, const Place& place) {
  if (errors_ == nullptr) return false;
  const auto fits = [&](SchemaId id) { return admits_type_of(value, id, 0); };
  const auto fitting = std::find_if(alternatives.begin(), alternatives.end(), fits);
  const bool single =
      fitting != alternatives.end() && std::none_of(std::next(fitting), alternatives.end(), fits);
  if (single) return check(value, *fitting, place);
  return fail(place, keyword, [&] {
    return fmt::format("matches none of {} alternatives, is {}", alternatives.size(),
                       excerpt(value));
  });
}

bool Evaluator::admits_type_of(const Json& value, SchemaId id, int depth) const {
  constexpr int far_enough = 64;
  if (depth > far_enough) return true;
  const Schema& schema = *schemas_[id].schema;
  if (schema.never || !has_type(value, schema.types)) return false;
  if (schema.ref && !admits_type_of(value, *schema.ref, depth + 1)) return false;
  return std::all_of(schema.all_of.begin(), schema.all_of.end(),
                     [&](SchemaId part) { return admits_type_of(value, part, depth + 1); });
}

bool Evaluator::check_condition(const Json& value, const Schema& schema, const Place& place) {
  const bool met = silently(value, *schema.if_schema, place);
  const auto& next = met ? schema.then_schema : schema.else_schema;
  return !next || check(value, *next, place);
}

}  // namespace hookworthy::contract
