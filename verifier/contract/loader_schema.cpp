#include "verifier/contract/loader_schema.hpp"

#include "verifier/contract/json_pointer.hpp"

#include <algorithm>
#include <array>

#include <fmt/format.h>

namespace hookworthy::contract {
namespace {

template <std::size_t N>
bool one_of(const std::array<std::string_view, N>& names, std::string_view name) {
  return std::find(names.begin(), names.end(), name) != names.end();
}

/// Whether a schema stands at `pointer`, judged by the names on the way: a reference to anything
/// else would read, say, an example as a schema.
bool is_schema_place(const Pointer& pointer) {
  static constexpr std::array<std::string_view, 2> maps{"properties", "$defs"};
  static constexpr std::array<std::string_view, 4> lists{"allOf", "anyOf", "oneOf", "prefixItems"};
  static constexpr std::array<std::string_view, 7> singles{
      "items", "additionalProperties", "propertyNames", "not", "if", "then", "else"};
  auto at = pointer.begin();
  if (pointer.size() >= 3 && pointer[0] == "components" && pointer[1] == "schemas") {
    at += 3;
  } else {
    // The schema of a media type, parameter or header, wherever that stands.
    at = std::find(pointer.begin(), pointer.end(), "schema");
    if (at == pointer.end()) return false;
    ++at;
  }
  while (at != pointer.end()) {
    if (one_of(singles, *at)) {
      ++at;
    } else if ((one_of(maps, *at) || one_of(lists, *at)) && pointer.end() - at >= 2) {
      at += 2;
    } else {
      return false;
    }
  }
  return true;
}

}  // namespace

SchemaId SchemaLoader::intern(const Node& node) {
  const auto next = static_cast<SchemaId>(schemas_.size());
  const auto [at, fresh] = ids_.try_emplace(node.pointer(), next);
  if (!fresh) return at->second;
  if (schemas_.size() == max_schemas) {
    node.fail(fmt::format("more than {} schemas", max_schemas));
    ids_.erase(at);
    return 0;
  }
  schemas_.emplace_back().pointer = node.pointer();
  pending_.emplace_back(next, node);
  return next;
}

std::optional<SchemaId> SchemaLoader::intern_reference(const Node& node) {
  const auto text = node.read_text();
  if (!text) return std::nullopt;
  if (!text->starts_with('#')) {
    node.fail("not supported: a reference out of the document; copy what it names into it");
    return std::nullopt;
  }
  const auto pointer = parse_fragment(*text);
  if (!pointer) {
    node.fail("not supported: a reference that is no JSON pointer, such as #/components/schemas/X");
    return std::nullopt;
  }
  const OrderedJson* const target = resolve(root_, *pointer);
  if (target == nullptr) {
    node.fail(fmt::format("'{}' leads nowhere", *text));
    return std::nullopt;
  }
  if (!is_schema_place(*pointer)) {
    node.fail(fmt::format("'{}' does not lead to a schema", *text));
    return std::nullopt;
  }
  return intern(Node(*target, to_string(*pointer), log_));
}

void SchemaLoader::load_pending() {
  while (!pending_.empty() && !log_.failed()) {
    const auto [id, node] = std::move(pending_.back());
    pending_.pop_back();
    Schema schema;
    schema.pointer = node.pointer();
    if (node.value().is_boolean()) {
      schema.never = !node.value().get<bool>();
    } else if (node.value().is_object()) {
      read_keywords(*this, id, node, schema);
    } else {
      node.fail("must be a schema: an object, true or false");
    }
    schemas_[id] = std::move(schema);
  }
}

void SchemaLoader::check_stacking() {
  std::vector<Stack> stacks(schemas_.size());
  for (SchemaId id = 0; id < schemas_.size() && !log_.failed(); ++id) measure(id, 1, stacks);
}

/// Recursion ends at max_stacked, whatever the document says.
void SchemaLoader::measure(SchemaId id, std::size_t depth, std::vector<Stack>& stacks) {
  using State = Stack::State;
  Stack& stack = stacks[id];
  if (stack.state == State::done || log_.failed()) return;
  if (stack.state == State::open) {
    log_.fail(schemas_[id].pointer, "this schema leads back to itself with no member between");
    return;
  }
  if (depth > max_stacked) {
    log_.fail(schemas_[id].pointer,
              fmt::format("more than {} schemas stacked on each other", max_stacked));
    return;
  }
  stack.state = State::open;
  stack.height = stack.applied = 1;
  for (const SchemaId inner : schemas_in_place(schemas_[id], true)) {
    measure(inner, depth + 1, stacks);
    stack.height = std::max(stack.height, stacks[inner].height + 1);
    stack.applied = std::min(stack.applied + stacks[inner].applied, max_applied + 1);
  }
  stack.state = State::done;
  if (stack.height > max_stacked) {
    log_.fail(schemas_[id].pointer,
              fmt::format("more than {} schemas stacked on each other", max_stacked));
  } else if (stack.applied > max_applied) {
    log_.fail(schemas_[id].pointer,
              fmt::format("more than {} schemas apply to one value", max_applied));
  }
}

/// Judged from what this schema itself says; a type that only another schema of the same value
/// states counts as not stated.
bool SchemaLoader::seems_finite(const Schema& schema, const std::vector<bool>& finite) const {
  const auto is_finite = [&](SchemaId id) { return finite[id]; };
  if (schema.ref && !finite[*schema.ref]) return false;
  if (!std::ranges::all_of(schema.all_of, is_finite)) return false;
  for (const auto* choice : {&schema.any_of, &schema.one_of}) {
    if (!choice->empty() && std::ranges::none_of(*choice, is_finite)) return false;
  }
  TypeSet object, array;
  object.add(Type::object);
  array.add(Type::array);
  if (schema.types == object) {
    return std::ranges::all_of(schema.properties, [&](const Property& property) {
      return finite[property.schema] ||
             std::ranges::find(schema.required, property.name) == schema.required.end();
    });
  }
  if (schema.types == array && schema.min_items.value_or(0) > 0) {
    const auto first = schema.prefix_items.empty() ? schema.items : schema.prefix_items.front();
    return !first || finite[*first];
  }
  return true;
}

void SchemaLoader::check_finite() {
  // What is finite is found from the leaves up. Ids grow from the outside to the inside, mostly, so
  // going backwards needs few rounds; a document that needs more is not judged.
  constexpr int max_rounds = 1000;
  std::vector<bool> finite(schemas_.size());
  for (int round = 0; round < max_rounds; ++round) {
    bool changed = false;
    for (std::size_t id = schemas_.size(); id-- > 0;) {
      if (finite[id] || !seems_finite(schemas_[id], finite)) continue;
      finite[id] = changed = true;
    }
    if (changed) continue;
    const auto endless = std::ranges::find(finite, false);
    if (endless != finite.end()) {
      log_.fail(schemas_[static_cast<std::size_t>(endless - finite.begin())].pointer,
                "no value can satisfy this schema: it needs itself inside itself without end");
    }
    return;
  }
}

std::vector<SchemaId> schemas_in_place(const Schema& schema, bool with_not) {
  std::vector<SchemaId> inner;
  for (const auto& list : {schema.all_of, schema.any_of, schema.one_of}) {
    inner.insert(inner.end(), list.begin(), list.end());
  }
  for (const auto& single : {schema.ref, schema.if_schema, schema.then_schema, schema.else_schema,
                             with_not ? schema.not_schema : std::nullopt}) {
    if (single) inner.push_back(*single);
  }
  return inner;
}

}  // namespace hookworthy::contract
