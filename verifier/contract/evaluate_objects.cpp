#include "verifier/contract/evaluator.hpp"
#include "verifier/contract/excerpt.hpp"

#include <fmt/format.h>

namespace hookworthy::contract {

bool Evaluator::check_object(const Json& value, const CompiledSchema& compiled,
                             const Place& place) {
  const Schema& schema = *compiled.schema;
  bool valid = true;
  if (schema.min_properties && value.size() < *schema.min_properties) {
    valid = fail(place, "minProperties", [&] {
      return fmt::format("must have at least {} members, has {}", *schema.min_properties,
                         value.size());
    });
  }
  if (schema.max_properties && value.size() > *schema.max_properties) {
    valid = fail(place, "maxProperties", [&] {
      return fmt::format("must have at most {} members, has {}", *schema.max_properties,
                         value.size());
    });
  }
  return check_members(value, compiled, place) && valid;
}

// Both the object's members and the schema's are sorted by name: one walk along both.
bool Evaluator::check_members(const Json& value, const CompiledSchema& compiled,
                              const Place& place) {
  const Schema& schema = *compiled.schema;
  const SchemaId* additional =
      schema.additional_properties ? &*schema.additional_properties : nullptr;
  const bool closed = additional != nullptr && schemas_[*additional].schema->never;
  bool valid = true;
  std::size_t strangers = 0;
  const std::string* stranger = nullptr;

  auto known = compiled.members.begin();
  const auto end = compiled.members.end();
  const auto pass_missing = [&](std::string_view until, bool to_the_end) {
    for (; known != end && (to_the_end || known->name < until); ++known) {
      if (!known->required) continue;
      const auto message = [&] { return fmt::format("must have {}", quote(known->name)); };
      valid = fail(place, "required", message);
    }
  };
  for (const auto& [name, member] : value.get_ref<const Json::object_t&>()) {
    pass_missing(name, false);
    if (!valid && full()) return false;
    const bool listed = known != end && known->name == name;
    const SchemaId* id = listed && known->schema != nullptr ? known->schema : additional;
    if (listed) ++known;
    if (id == additional && closed) {
      if (strangers++ == 0) stranger = &name;
    } else if (id != nullptr && !check(member, *id, Place{&place, &name, 0})) {
      valid = false;
    }
    if (schema.property_names && !check_member_name(name, schema, place)) valid = false;
  }
  pass_missing({}, true);
  if (strangers == 0) return valid;
  return fail(place, "additionalProperties", [&] {
    if (strangers == 1) return fmt::format("must not have {}", quote(*stranger));
    return fmt::format("must not have {} and {} more unknown members", quote(*stranger),
                       strangers - 1);
  });
}

// The errors inside would speak of a value that the callback does not have: so one error that
// quotes the first of them.
bool Evaluator::check_member_name(const std::string& name, const Schema& schema,
                                  const Place& place) {
  const Json value = name;
  if (silently(value, *schema.property_names, place)) return true;
  return fail(place, "propertyNames", [&] {
    std::vector<ValidationError> inner;
    auto* const outer = std::exchange(errors_, &inner);
    check(value, *schema.property_names, place);
    errors_ = outer;
    return fmt::format("the member name {} is not allowed{}{}", quote(name),
                       inner.empty() ? "" : ": ", inner.empty() ? "" : inner.front().message);
  });
}

bool Evaluator::silently(const Json& value, SchemaId id, const Place& place) {
  auto* const errors = std::exchange(errors_, nullptr);
  const bool valid = check(value, id, place);
  errors_ = errors;
  return valid;
}

}  // namespace hookworthy::contract
