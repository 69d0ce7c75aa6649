#include "verifier/contract/shape.hpp"

#include "verifier/contract/numbers.hpp"

#include <algorithm>
#include <compare>
#include <iterator>
#include <utility>

namespace hookworthy::contract {
namespace {

using Ids = std::vector<SchemaId>;

template <class T>
void append(std::vector<T>& to, std::vector<T>&& from) {
  to.insert(to.end(), std::make_move_iterator(from.begin()), std::make_move_iterator(from.end()));
}

void append_new(Ids& to, const Ids& from) {
  for (const SchemaId id : from) {
    if (std::find(to.begin(), to.end(), id) == to.end()) to.push_back(id);
  }
}

bool less(const Json& a, const Json& b) {
  return compare_numbers(a, b) == std::strong_ordering::less;
}
bool less(std::uint64_t a, std::uint64_t b) {
  return a < b;
}

template <class T>
void keep_larger(std::optional<T>& to, std::optional<T>&& from) {
  if (from && (!to || less(*to, *from))) to = std::move(from);
}
template <class T>
void keep_smaller(std::optional<T>& to, std::optional<T>&& from) {
  if (from && (!to || less(*from, *to))) to = std::move(from);
}

bool admits(TypeSet types, const Json& value) {
  switch (value.type()) {
    case Json::value_t::null:
      return types.has(Type::null);
    case Json::value_t::boolean:
      return types.has(Type::boolean);
    case Json::value_t::string:
      return types.has(Type::string);
    case Json::value_t::array:
      return types.has(Type::array);
    case Json::value_t::object:
      return types.has(Type::object);
    default:
      break;
  }
  return types.has(Type::number) || (types.has(Type::integer) && is_integral(value));
}

Shape::Member* find_member(Shape& shape, const std::string& name) {
  const auto found = std::find_if(shape.members.begin(), shape.members.end(),
                                  [&](const Shape::Member& m) { return m.name == name; });
  return found == shape.members.end() ? nullptr : &*found;
}

void merge_enumeration(Shape& into, std::optional<std::vector<Json>>&& from) {
  if (!from) return;
  if (!into.enumeration) {
    into.enumeration = std::move(from);
    return;
  }
  std::erase_if(*into.enumeration, [&](const Json& value) {
    return std::none_of(from->begin(), from->end(),
                        [&](const Json& other) { return equal_values(value, other); });
  });
}

/// Members that one side does not name fall under that side's additionalProperties.
void merge_members(Shape& into, Shape&& from) {
  std::vector<Shape::Member> merged;
  const auto keep = [&](Shape::Member&& member, const Shape& other) {
    if (other.additional_allowed) {
      append_new(member.schemas, other.additional);
      merged.push_back(std::move(member));
    } else if (member.required) {
      into.types.remove(Type::object);
    }
  };
  std::vector<std::string> shared;
  for (Shape::Member& member : into.members) {
    if (const Shape::Member* const other = find_member(from, member.name)) {
      append_new(member.schemas, other->schemas);
      member.required = member.required || other->required;
      shared.push_back(member.name);
      merged.push_back(std::move(member));
    } else {
      keep(std::move(member), from);
    }
  }
  for (Shape::Member& member : from.members) {
    if (std::find(shared.begin(), shared.end(), member.name) == shared.end()) {
      keep(std::move(member), into);
    }
  }
  into.members = std::move(merged);
  append_new(into.additional, from.additional);
  into.additional_allowed = into.additional_allowed && from.additional_allowed;
  append_new(into.property_names, from.property_names);
  keep_larger(into.min_properties, std::move(from.min_properties));
  keep_smaller(into.max_properties, std::move(from.max_properties));
}

/// Positions behind one side's prefix fall under that side's `items`.
void merge_items(Shape& into, Shape&& from) {
  const std::size_t count = std::max(into.prefix_items.size(), from.prefix_items.size());
  std::vector<Ids> prefix(count);
  for (const Shape* side : {&std::as_const(into), &std::as_const(from)}) {
    for (std::size_t i = 0; i < count; ++i) {
      append_new(prefix[i], i < side->prefix_items.size() ? side->prefix_items[i] : side->items);
    }
  }
  for (const Shape* side : {&std::as_const(into), &std::as_const(from)}) {
    if (!side->items_allowed) prefix.resize(std::min(prefix.size(), side->prefix_items.size()));
  }
  into.prefix_items = std::move(prefix);
  append_new(into.items, from.items);
  into.items_allowed = into.items_allowed && from.items_allowed;
  keep_larger(into.min_items, std::move(from.min_items));
  keep_smaller(into.max_items, std::move(from.max_items));
  into.unique_items = into.unique_items || from.unique_items;
}

/// What both demand.
void merge_rules(Shape& into, Shape&& from) {
  into.never = into.never || from.never;
  into.types = into.types & from.types;
  merge_enumeration(into, std::move(from.enumeration));
  keep_larger(into.min_length, std::move(from.min_length));
  keep_smaller(into.max_length, std::move(from.max_length));
  append(into.patterns, std::move(from.patterns));
  if (into.format == Format::none) into.format = from.format;
  // Two formats at once cannot be told by one field: what is made has to be checked.
  into.residual =
      into.residual || from.residual || (from.format != Format::none && into.format != from.format);
  keep_larger(into.minimum, std::move(from.minimum));
  keep_smaller(into.maximum, std::move(from.maximum));
  keep_larger(into.exclusive_minimum, std::move(from.exclusive_minimum));
  keep_smaller(into.exclusive_maximum, std::move(from.exclusive_maximum));
  append(into.multiples, std::move(from.multiples));
  append(into.choices, std::move(from.choices));
  append(into.relations, std::move(from.relations));
  merge_items(into, std::move(from));
  merge_members(into, std::move(from));
}

/// Fills in what is not yet said for people and examples.
void merge_notes(Shape& into, const Shape& from) {
  if (into.title.empty()) into.title = from.title;
  if (into.description.empty()) into.description = from.description;
  if (into.examples.empty()) into.examples = from.examples;
  if (into.open_enum.empty()) into.open_enum = from.open_enum;
  if (into.provenance == Provenance::unstated) into.provenance = from.provenance;
}

/// The keywords of one schema, without those that lead to other schemas of the same value.
Shape own_shape(const Contract& contract, const Schema& schema) {
  Shape shape;
  shape.never = schema.never;
  shape.types = schema.types;
  shape.enumeration = schema.enumeration;
  if (schema.constant) merge_enumeration(shape, std::vector<Json>{*schema.constant});
  shape.min_length = schema.min_length;
  shape.max_length = schema.max_length;
  if (schema.pattern) shape.patterns.push_back(*schema.pattern);
  shape.format = schema.format;
  shape.minimum = schema.minimum;
  shape.maximum = schema.maximum;
  shape.exclusive_minimum = schema.exclusive_minimum;
  shape.exclusive_maximum = schema.exclusive_maximum;
  if (schema.multiple_of) shape.multiples.push_back(*schema.multiple_of);
  if (schema.additional_properties) {
    shape.additional_allowed = !contract.schema(*schema.additional_properties).never;
    if (shape.additional_allowed) shape.additional.push_back(*schema.additional_properties);
  }
  for (const Property& property : schema.properties) {
    shape.members.push_back({property.name, {property.schema}, false});
  }
  for (const std::string& name : schema.required) {
    if (Shape::Member* const member = find_member(shape, name)) {
      member->required = true;
    } else if (shape.additional_allowed) {
      shape.members.push_back({name, shape.additional, true});
    } else {
      shape.types.remove(Type::object);
    }
  }
  if (schema.property_names) shape.property_names.push_back(*schema.property_names);
  shape.min_properties = schema.min_properties;
  shape.max_properties = schema.max_properties;
  for (const SchemaId id : schema.prefix_items) shape.prefix_items.push_back({id});
  if (schema.items) {
    shape.items_allowed = !contract.schema(*schema.items).never;
    if (shape.items_allowed) shape.items.push_back(*schema.items);
  }
  shape.min_items = schema.min_items;
  shape.max_items = schema.max_items;
  shape.unique_items = schema.unique_items;
  shape.residual = schema.not_schema.has_value();
  shape.open_enum = schema.open_enum;
  shape.examples = schema.examples;
  shape.title = schema.title;
  shape.description = schema.description;
  shape.provenance = schema.provenance;
  shape.relations = schema.relations;
  return shape;
}

/// Folds what is said of one value. The loader bounds how many schemas that can be.
class Folder {
 public:
  explicit Folder(const Contract& contract) : contract_(contract) {}

  Shape fold(SchemaId id) const {
    const Schema& schema = contract_.schema(id);
    Shape own = own_shape(contract_, schema);
    Shape notes = own;
    // What is extended comes first, so that its members keep their order.
    Shape shape;
    if (schema.ref) add(shape, notes, *schema.ref);
    for (const SchemaId inner : schema.all_of) add(shape, notes, inner);
    merge_rules(shape, std::move(own));
    add_alternatives(shape, notes, schema.any_of, false);
    add_alternatives(shape, notes, schema.one_of, true);
    add_condition(shape, schema);
    clear_notes(shape);
    merge_notes(shape, notes);
    return shape;
  }

  void add(Shape& shape, Shape& notes, SchemaId id) const {
    Shape inner = fold(id);
    merge_notes(notes, inner);
    merge_rules(shape, std::move(inner));
  }

 private:
  static void clear_notes(Shape& shape) {
    shape.title.clear();
    shape.description.clear();
    shape.examples.clear();
    shape.open_enum.clear();
    shape.provenance = Provenance::unstated;
  }

  bool is_null_only(SchemaId id) const {
    const Shape shape = fold(id);
    if (!shape.choices.empty() || shape.residual || shape.never) return false;
    if (shape.enumeration) {
      return shape.enumeration->size() == 1 && shape.enumeration->front().is_null() &&
             shape.types.has(Type::null);
    }
    TypeSet null;
    null.add(Type::null);
    return shape.types == null;
  }

  /// `X or null` needs no choice: null passes every keyword of X but its type and enumeration.
  bool add_nullable(Shape& shape, Shape& notes, SchemaId other, bool exclusive) const {
    Shape inner = fold(other);
    if (!inner.choices.empty() || inner.residual || inner.never) return false;
    if (exclusive && inner.types.has(Type::null)) return false;
    inner.types.add(Type::null);
    if (inner.enumeration) inner.enumeration->push_back(nullptr);
    merge_notes(notes, inner);
    merge_rules(shape, std::move(inner));
    return true;
  }

  void add_alternatives(Shape& shape, Shape& notes, const Ids& ids, bool exclusive) const {
    if (ids.empty()) return;
    if (ids.size() == 1) return add(shape, notes, ids.front());
    if (ids.size() == 2) {
      if (is_null_only(ids[1]) && add_nullable(shape, notes, ids[0], exclusive)) return;
      if (is_null_only(ids[0]) && add_nullable(shape, notes, ids[1], exclusive)) return;
    }
    auto& alternatives = shape.choices.emplace_back();
    for (const SchemaId id : ids) alternatives.push_back({id});
    shape.residual = shape.residual || exclusive;
  }

  static void add_condition(Shape& shape, const Schema& schema) {
    if (!schema.if_schema || (!schema.then_schema && !schema.else_schema)) return;
    auto& alternatives = shape.choices.emplace_back();
    alternatives.push_back({*schema.if_schema});
    if (schema.then_schema) alternatives[0].push_back(*schema.then_schema);
    alternatives.emplace_back();
    if (schema.else_schema) alternatives[1].push_back(*schema.else_schema);
    // Without `else`, whatever fails `if` is fine, but what passes it by chance is not.
    shape.residual = true;
  }

  const Contract& contract_;
};

}  // namespace

Shape shape_of(const Contract& contract, std::span<const SchemaId> ids) {
  const Folder folder(contract);
  Shape shape, notes;
  std::vector<SchemaId> seen;
  for (const SchemaId id : ids) {
    if (std::find(seen.begin(), seen.end(), id) != seen.end()) continue;
    seen.push_back(id);
    folder.add(shape, notes, id);
  }
  merge_notes(shape, notes);
  if (shape.enumeration) {
    std::erase_if(*shape.enumeration, [&](const Json& v) { return !admits(shape.types, v); });
    shape.never = shape.never || shape.enumeration->empty();
  }
  shape.never = shape.never || shape.types.empty();
  return shape;
}

}  // namespace hookworthy::contract
