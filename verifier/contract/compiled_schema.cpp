#include "verifier/contract/evaluator.hpp"
#include "verifier/contract/json_pointer.hpp"
#include "verifier/contract/utf8.hpp"

#include <algorithm>

namespace hookworthy::contract {
namespace {

std::vector<CompiledSchema::Member> index_members(const Schema& schema) {
  std::vector<CompiledSchema::Member> members;
  members.reserve(schema.properties.size() + schema.required.size());
  for (const Property& property : schema.properties) {
    members.push_back({property.name, &property.schema, false});
  }
  for (const std::string& name : schema.required) members.push_back({name, nullptr, true});
  std::stable_sort(members.begin(), members.end(),
                   [](const auto& a, const auto& b) { return a.name < b.name; });
  // Of equal names the property comes first, as it was put in first.
  std::size_t kept = 0;
  for (const CompiledSchema::Member& member : members) {
    if (kept > 0 && members[kept - 1].name == member.name) {
      members[kept - 1].required |= member.required;
    } else {
      members[kept++] = member;
    }
  }
  members.resize(kept);
  return members;
}

CompiledSchema compile(const Schema& schema) {
  CompiledSchema compiled;
  compiled.schema = &schema;
  compiled.members = index_members(schema);
  if (schema.pattern) compiled.pattern = Regex::compile(*schema.pattern);
  compiled.bounds_numbers = schema.minimum || schema.maximum || schema.exclusive_minimum ||
                            schema.exclusive_maximum || schema.multiple_of;
  compiled.bounds_strings =
      schema.min_length || schema.max_length || schema.pattern || schema.format != Format::none;
  compiled.looks_into_objects = !compiled.members.empty() || schema.additional_properties ||
                                schema.property_names || schema.min_properties ||
                                schema.max_properties;
  compiled.looks_into_arrays = schema.items || !schema.prefix_items.empty() || schema.min_items ||
                               schema.max_items || schema.unique_items;
  compiled.has_applicators = !schema.all_of.empty() || !schema.any_of.empty() ||
                             !schema.one_of.empty() || schema.not_schema || schema.if_schema ||
                             schema.ref;
  return compiled;
}

}  // namespace

std::vector<CompiledSchema> compile_schemas(const Contract& contract) {
  std::vector<CompiledSchema> compiled;
  compiled.reserve(contract.schemas().size());
  for (const Schema& schema : contract.schemas()) compiled.push_back(compile(schema));
  return compiled;
}

std::string pointer_of(const Place& place, const Pointer& tail) {
  constexpr std::size_t max_bytes = 1024;
  std::vector<const Place*> steps;
  for (const Place* at = &place; at->parent != nullptr; at = at->parent) steps.push_back(at);
  std::string text;
  for (auto step = steps.rbegin(); step != steps.rend() && text.size() <= max_bytes; ++step) {
    text += '/';
    text += (*step)->name ? escape_token(truncate_utf8(*(*step)->name, max_bytes + 1))
                          : std::to_string((*step)->index);
  }
  text += to_string(tail);
  text.resize(truncate_utf8(text, max_bytes).size());
  return text;
}

}  // namespace hookworthy::contract
