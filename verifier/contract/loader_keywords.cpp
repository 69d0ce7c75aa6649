#include "verifier/contract/loader_schema.hpp"
#include "verifier/contract/numbers.hpp"
#include "verifier/contract/regex.hpp"

#include <algorithm>
#include <compare>
#include <string_view>
#include <unordered_map>
#include <unordered_set>

#include <fmt/format.h>

namespace hookworthy::contract {
namespace {

/// Where a keyword's value goes.
struct SchemaPlace {
  SchemaLoader& loader;
  SchemaId id;
  Schema& schema;
};
using Read = void (*)(const SchemaPlace&, const Node&);

template <std::optional<std::uint64_t> Schema::*member>
void read_count(const SchemaPlace& place, const Node& node) {
  place.schema.*member = node.read_count();
}

template <std::optional<Json> Schema::*member>
void read_number(const SchemaPlace& place, const Node& node) {
  place.schema.*member = node.read_number();
}

template <std::optional<SchemaId> Schema::*member>
void read_schema(const SchemaPlace& place, const Node& node) {
  place.schema.*member = place.loader.intern(node);
}

template <std::vector<SchemaId> Schema::*member>
void read_schemas(const SchemaPlace& place, const Node& node) {
  for (const Node& element : node.read_elements()) {
    (place.schema.*member).push_back(place.loader.intern(element));
  }
  if ((place.schema.*member).empty()) node.fail("must have at least one schema");
}

template <std::string Schema::*member>
void read_note(const SchemaPlace& place, const Node& node) {
  if (node.value().is_string()) {
    place.schema.*member = node.value().get<std::string>();
  } else {
    node.fail("must be a string");
  }
}

void ignore(const SchemaPlace&, const Node&) {}

void read_type(const SchemaPlace& place, const Node& node) {
  static const std::unordered_map<std::string_view, Type> names{
      {"null", Type::null},     {"boolean", Type::boolean}, {"integer", Type::integer},
      {"number", Type::number}, {"string", Type::string},   {"array", Type::array},
      {"object", Type::object}};
  TypeSet types;
  const auto add = [&](const Node& name) {
    if (!name.value().is_string()) return name.fail("must be a type's name or a list of them");
    const auto found = names.find(name.value().get_ref<const std::string&>());
    if (found == names.end()) {
      return name.fail(
          "unknown type; known are null, boolean, integer, number, string, array and object");
    }
    types.add(found->second);
    // Every integer is a number, so that intersections of sets come out right.
    if (found->second == Type::number) types.add(Type::integer);
  };
  if (node.value().is_array()) {
    if (node.value().empty()) node.fail("must name at least one type");
    node.read_texts();
    for (const Node& name : node.read_elements()) add(name);
  } else {
    add(node);
  }
  place.schema.types = types;
}

void read_enum(const SchemaPlace& place, const Node& node) {
  auto& values = place.schema.enumeration.emplace();
  for (const Node& element : node.read_elements()) values.emplace_back(element.value());
  if (values.empty()) node.fail("must have at least one value");
}

void read_const(const SchemaPlace& place, const Node& node) {
  place.schema.constant = Json(node.value());
}

void read_pattern(const SchemaPlace& place, const Node& node) {
  const auto pattern = node.read_text();
  if (!pattern) return;
  if (const auto compiled = Regex::compile(*pattern); !compiled) {
    return node.fail(fmt::format("not a pattern that can be used: {}", compiled.error().message));
  }
  place.schema.pattern = *pattern;
}

void read_format(const SchemaPlace& place, const Node& node) {
  static const std::unordered_map<std::string_view, Format> names{
      {"date-time", Format::date_time},
      {"date", Format::date},
      {"time", Format::time},
      {"uri", Format::uri},
      {"uri-reference", Format::uri_reference},
      {"email", Format::email},
      {"uuid", Format::uuid},
      {"hostname", Format::hostname},
      {"ipv4", Format::ipv4},
      {"ipv6", Format::ipv6},
      {"iana-time-zone", Format::iana_time_zone}};
  const auto name = node.read_text();
  if (!name) return;
  const auto found = names.find(*name);
  if (found == names.end()) return node.warn(fmt::format("format '{}' is not checked", *name));
  place.schema.format = found->second;
}

void read_multiple_of(const SchemaPlace& place, const Node& node) {
  place.schema.multiple_of = node.read_number();
  if (place.schema.multiple_of && *place.schema.multiple_of <= 0) node.fail("must be more than 0");
}

void read_properties(const SchemaPlace& place, const Node& node) {
  for (const auto& [name, property] : node.read_members()) {
    place.schema.properties.push_back({std::string(name), place.loader.intern(property)});
  }
}

void read_definitions(const SchemaPlace& place, const Node& node) {
  for (const auto& [name, definition] : node.read_members()) place.loader.intern(definition);
}

void read_required(const SchemaPlace& place, const Node& node) {
  place.schema.required = node.read_texts();
}

void read_items(const SchemaPlace& place, const Node& node) {
  if (node.value().is_array()) {
    return node.fail("must be one schema; a list of them is 'prefixItems' since OpenAPI 3.1");
  }
  place.schema.items = place.loader.intern(node);
}

void read_unique_items(const SchemaPlace& place, const Node& node) {
  place.schema.unique_items = node.read_flag().value_or(false);
}

void read_reference(const SchemaPlace& place, const Node& node) {
  place.schema.ref = place.loader.intern_reference(node);
}

void read_examples(const SchemaPlace& place, const Node& node) {
  for (const Node& element : node.read_elements()) {
    place.schema.examples.emplace_back(element.value());
  }
}

void read_extension(const SchemaPlace& place, const Node& node) {
  node.refuse_unknown_keys({"open_enum", "relations"});
  if (const auto known = node.member("open_enum")) {
    place.schema.open_enum = known->read_texts();
    if (place.schema.open_enum.empty()) known->fail("must have at least one value");
  }
  if (const auto relations = node.member("relations")) {
    place.loader.add_relations(place.id, *relations);
  }
}

void refuse(const SchemaPlace&, const Node& node) {
  node.fail("not supported by this program");
}

void refuse_nullable(const SchemaPlace&, const Node& node) {
  node.fail("is of OpenAPI 3.0; since 3.1 a nullable value has \"null\" in its list of types");
}

const std::unordered_map<std::string_view, Read>& keywords() {
  static const std::unordered_map<std::string_view, Read> table{
      {"type", read_type},
      {"enum", read_enum},
      {"const", read_const},
      {"minLength", read_count<&Schema::min_length>},
      {"maxLength", read_count<&Schema::max_length>},
      {"pattern", read_pattern},
      {"format", read_format},
      {"minimum", read_number<&Schema::minimum>},
      {"maximum", read_number<&Schema::maximum>},
      {"exclusiveMinimum", read_number<&Schema::exclusive_minimum>},
      {"exclusiveMaximum", read_number<&Schema::exclusive_maximum>},
      {"multipleOf", read_multiple_of},
      {"properties", read_properties},
      {"required", read_required},
      {"additionalProperties", read_schema<&Schema::additional_properties>},
      {"propertyNames", read_schema<&Schema::property_names>},
      {"minProperties", read_count<&Schema::min_properties>},
      {"maxProperties", read_count<&Schema::max_properties>},
      {"items", read_items},
      {"prefixItems", read_schemas<&Schema::prefix_items>},
      {"minItems", read_count<&Schema::min_items>},
      {"maxItems", read_count<&Schema::max_items>},
      {"uniqueItems", read_unique_items},
      {"allOf", read_schemas<&Schema::all_of>},
      {"anyOf", read_schemas<&Schema::any_of>},
      {"oneOf", read_schemas<&Schema::one_of>},
      {"not", read_schema<&Schema::not_schema>},
      {"if", read_schema<&Schema::if_schema>},
      {"then", read_schema<&Schema::then_schema>},
      {"else", read_schema<&Schema::else_schema>},
      {"$ref", read_reference},
      {"$defs", read_definitions},
      {"title", read_note<&Schema::title>},
      {"description", read_note<&Schema::description>},
      {"examples", read_examples},
      {"example", ignore},  // Read after `examples`, wherever it stands.
      {"default", ignore},
      {"deprecated", ignore},
      {"readOnly", ignore},
      {"writeOnly", ignore},
      {"externalDocs", ignore},
      {"xml", ignore},
      {"discriminator", ignore},
      {"$comment", ignore},
      {"$schema", ignore},
      {"contentMediaType", ignore},
      {"contentEncoding", ignore},
      {"contentSchema", ignore},
      {"x-provenance", ignore},  // Read by read_provenance.
      {"x-hookworthy", read_extension},
      {"nullable", refuse_nullable},
  };
  return table;
}

const std::unordered_set<std::string_view>& unsupported() {
  static const std::unordered_set<std::string_view> names{
      "$id",           "$anchor",          "$dynamicRef",       "$dynamicAnchor",
      "$recursiveRef", "$recursiveAnchor", "$vocabulary",       "unevaluatedProperties",
      "contains",      "unevaluatedItems", "dependentSchemas",  "dependentRequired",
      "minContains",   "maxContains",      "patternProperties", "dependencies",
      "definitions",   "additionalItems"};
  return names;
}

bool is_less(const Json& a, const Json& b) {
  return compare_numbers(a, b) == std::strong_ordering::less;
}
bool is_less(std::uint64_t a, std::uint64_t b) {
  return a < b;
}

template <class Bound>
void check_order(const Node& node, const Bound& lower, const Bound& upper, std::string_view name,
                 std::string_view upper_name) {
  if (lower && upper && is_less(*upper, *lower)) {
    node.member(name).value_or(node).fail(fmt::format("is more than '{}'", upper_name));
  }
}

void check_bounds(const Node& node, const Schema& schema) {
  check_order(node, schema.min_length, schema.max_length, "minLength", "maxLength");
  check_order(node, schema.minimum, schema.maximum, "minimum", "maximum");
  check_order(node, schema.exclusive_minimum, schema.exclusive_maximum, "exclusiveMinimum",
              "exclusiveMaximum");
  check_order(node, schema.min_items, schema.max_items, "minItems", "maxItems");
  check_order(node, schema.min_properties, schema.max_properties, "minProperties", "maxProperties");
}

}  // namespace

void read_keywords(SchemaLoader& loader, SchemaId id, const Node& node, Schema& schema) {
  const SchemaPlace place{loader, id, schema};
  for (const auto& [name, value] : node.read_members()) {
    if (const auto keyword = keywords().find(name); keyword != keywords().end()) {
      keyword->second(place, value);
    } else if (unsupported().contains(name)) {
      refuse(place, value);
    } else if (!name.starts_with("x-")) {
      value.warn("unknown keyword, ignored");
    }
  }
  for (const char* name : {"example", "default"}) {
    if (const auto value = node.member(name)) schema.examples.emplace_back(value->value());
  }
  schema.provenance = read_provenance(node);
  if (!schema.if_schema && (schema.then_schema || schema.else_schema)) {
    node.warn("'then' and 'else' mean nothing without 'if'");
  }
  check_bounds(node, schema);
}

}  // namespace hookworthy::contract
