#include "verifier/contract/evaluator.hpp"

#include "verifier/assert.hpp"
#include "verifier/contract/excerpt.hpp"
#include "verifier/contract/formats.hpp"
#include "verifier/contract/numbers.hpp"
#include "verifier/contract/relations.hpp"
#include "verifier/contract/utf8.hpp"

#include <algorithm>

#include <fmt/format.h>

namespace hookworthy::contract {
namespace {

bool has_equal_items(const Json& array) {
  std::vector<const Json*> items;
  items.reserve(array.size());
  for (const Json& item : array) items.push_back(&item);
  // Sorting keeps a hostile array from costing the square of its length.
  std::sort(items.begin(), items.end(),
            [](const Json* a, const Json* b) { return compare_values(*a, *b) < 0; });
  return std::adjacent_find(items.begin(), items.end(), [](const Json* a, const Json* b) {
           return equal_values(*a, *b);
         }) != items.end();
}

}  // namespace

bool has_type(const Json& value, TypeSet types) {
  switch (value.type()) {
    case Json::value_t::null:
      return types.has(Type::null);
    case Json::value_t::boolean:
      return types.has(Type::boolean);
    case Json::value_t::number_integer:
    case Json::value_t::number_unsigned:
    case Json::value_t::number_float:
      return types.has(Type::number) || (types.has(Type::integer) && is_integral(value));
    case Json::value_t::string:
      return types.has(Type::string);
    case Json::value_t::array:
      return types.has(Type::array);
    case Json::value_t::object:
      return types.has(Type::object);
    default:
      return false;
  }
}

bool Evaluator::run(const Json& value, SchemaId id) {
  const bool valid = check(value, id, Place{});
  if (!overrun_) return valid;
  const auto message = [] { return "the contract's schemas refer to each other without an end"; };
  if (errors_ != nullptr && full()) errors_->pop_back();
  return fail(Place{}, "$ref", message);
}

bool Evaluator::check(const Json& value, SchemaId id, const Place& place) {
  if (depth_ >= max_depth || steps_ >= max_steps) overrun_ = true;
  if (overrun_) return false;
  ++steps_;
  ++depth_;
  HOOKWORTHY_ASSERT(id < schemas_.size());
  const bool valid = check_keywords(value, schemas_[id], place);
  --depth_;
  return valid;
}

bool Evaluator::check_keywords(const Json& value, const CompiledSchema& compiled,
                               const Place& place) {
  const Schema& schema = *compiled.schema;
  bool valid = true;
  const auto go_on = [&](bool kept) {
    valid = valid && kept;
    return valid || !full();
  };
  if (!go_on(check_type(value, schema, place))) return false;
  if (compiled.bounds_numbers && value.is_number()) {
    if (!go_on(check_number(value, schema, place))) return false;
  }
  if (compiled.bounds_strings && value.is_string()) {
    if (!go_on(check_string(value, compiled, place))) return false;
  }
  if (compiled.looks_into_arrays && value.is_array()) {
    if (!go_on(check_array(value, schema, place))) return false;
  }
  if (compiled.looks_into_objects && value.is_object()) {
    if (!go_on(check_object(value, compiled, place))) return false;
  }
  if (compiled.has_applicators && !go_on(check_applicators(value, schema, place))) return false;
  if (!schema.relations.empty() && !go_on(check_relations(value, schema, place))) return false;
  return valid;
}

bool Evaluator::check_type(const Json& value, const Schema& schema, const Place& place) {
  if (schema.never) {
    return fail(place, "false", [] { return "the contract allows no value here"; });
  }
  bool valid = true;
  if (!has_type(value, schema.types)) {
    valid = fail(place, "type", [&] {
      return fmt::format("must be {}, is {}", describe(schema.types), excerpt(value));
    });
  }
  const auto equals_value = [&](const Json& wanted) { return equal_values(wanted, value); };
  if (schema.constant && !equals_value(*schema.constant)) {
    valid = fail(place, "const", [&] {
      return fmt::format("must be {}, is {}", excerpt(*schema.constant), excerpt(value));
    });
  }
  if (schema.enumeration &&
      std::none_of(schema.enumeration->begin(), schema.enumeration->end(), equals_value)) {
    valid = fail(place, "enum", [&] {
      return fmt::format("must be one of {}, is {}", excerpts(*schema.enumeration), excerpt(value));
    });
  }
  return valid;
}

bool Evaluator::check_number(const Json& value, const Schema& schema, const Place& place) {
  bool valid = true;
  const auto bound = [&](const std::optional<Json>& limit, std::string_view keyword,
                         std::string_view words, auto breaks) {
    if (!limit || !breaks(compare_numbers(value, *limit))) return;
    valid = fail(place, keyword, [&] {
      return fmt::format("must be {} {}, is {}", words, limit->dump(), value.dump());
    });
  };
  using Order = std::strong_ordering;
  bound(schema.minimum, "minimum", "at least", [](Order order) { return order < 0; });
  bound(schema.maximum, "maximum", "at most", [](Order order) { return order > 0; });
  bound(schema.exclusive_minimum, "exclusiveMinimum", "more than",
        [](Order order) { return order <= 0; });
  bound(schema.exclusive_maximum, "exclusiveMaximum", "less than",
        [](Order order) { return order >= 0; });
  if (schema.multiple_of && !is_multiple_of(value, *schema.multiple_of)) {
    valid = fail(place, "multipleOf", [&] {
      return fmt::format("must be a multiple of {}, is {}", schema.multiple_of->dump(),
                         value.dump());
    });
  }
  return valid;
}

bool Evaluator::check_string(const Json& value, const CompiledSchema& compiled,
                             const Place& place) {
  const Schema& schema = *compiled.schema;
  const auto& text = value.get_ref<const std::string&>();
  bool valid = true;
  if (schema.min_length || schema.max_length) {
    const std::size_t length = count_code_points(text);
    if (schema.min_length && length < *schema.min_length) {
      valid = fail(place, "minLength", [&] {
        return fmt::format("must have at least {} characters, has {}", *schema.min_length, length);
      });
    }
    if (schema.max_length && length > *schema.max_length) {
      valid = fail(place, "maxLength", [&] {
        return fmt::format("must have at most {} characters, has {}", *schema.max_length, length);
      });
    }
  }
  // A pattern may be slow on what is too long; without a listener the first error will do.
  if (!valid && full()) return false;
  if (compiled.pattern && !check_pattern(text, compiled, place)) valid = false;
  if (!valid && full()) return false;
  if (!matches_format(text, schema.format)) {
    valid = fail(place, "format", [&] {
      return fmt::format("must be of format {}, is {}", format_name(schema.format), quote(text));
    });
  }
  return valid;
}

bool Evaluator::check_pattern(const std::string& text, const CompiledSchema& compiled,
                              const Place& place) {
  const auto complain = [&](std::string_view why) {
    return fail(place, "pattern", [&] {
      return fmt::format("cannot be matched with {}: {}", quote(*compiled.schema->pattern), why);
    });
  };
  if (!*compiled.pattern) return complain(compiled.pattern->error().message);
  const auto found = (*compiled.pattern)->search(text);
  if (!found) return complain(found.error().message);
  if (*found) return true;
  return fail(place, "pattern", [&] {
    return fmt::format("must match {}, is {}", quote(*compiled.schema->pattern), quote(text));
  });
}

bool Evaluator::check_array(const Json& value, const Schema& schema, const Place& place) {
  bool valid = true;
  if (schema.min_items && value.size() < *schema.min_items) {
    valid = fail(place, "minItems", [&] {
      return fmt::format("must have at least {} items, has {}", *schema.min_items, value.size());
    });
  }
  if (schema.max_items && value.size() > *schema.max_items) {
    valid = fail(place, "maxItems", [&] {
      return fmt::format("must have at most {} items, has {}", *schema.max_items, value.size());
    });
  }
  if (schema.unique_items && has_equal_items(value)) {
    valid = fail(place, "uniqueItems", [] { return "must not have equal items"; });
  }
  return check_items(value, schema, place) && valid;
}

bool Evaluator::check_items(const Json& value, const Schema& schema, const Place& place) {
  const std::size_t prefix = schema.prefix_items.size();
  bool valid = true;
  std::size_t end = value.size();
  if (schema.items && schemas_[*schema.items].schema->never && value.size() > prefix) {
    end = prefix;
    valid = fail(place, "items", [&] {
      return fmt::format("must have at most {} items, has {}", prefix, value.size());
    });
  }
  for (std::size_t i = 0; i < end && (valid || !full()); ++i) {
    if (i >= prefix && !schema.items) break;
    const Place item{&place, nullptr, i};
    if (!check(value[i], i < prefix ? schema.prefix_items[i] : *schema.items, item)) valid = false;
  }
  return valid;
}

bool Evaluator::check_relations(const Json& value, const Schema& schema, const Place& place) {
  bool valid = true;
  for (const Relation& relation : schema.relations) {
    if (holds(relation, value)) continue;
    valid = fail(
        place, "relation", [&] { return fmt::format("{}: {}", relation.id, relation.summary); },
        relation.conclusion.left);
  }
  return valid;
}

}  // namespace hookworthy::contract
