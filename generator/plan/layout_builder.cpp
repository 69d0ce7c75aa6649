#include "generator/plan/layout_builder.hpp"

#include "generator/plan/entropy.hpp"
#include "verifier/contract/json_pointer.hpp"

#include <algorithm>

namespace hookworthy::plan {
namespace {

using contract::Type;
using contract::TypeSet;

constexpr std::size_t most_leaves = 16;

// The example to take apart: the one from further up, else the schema's first that is of the kind.
const Json* example_of(const Shape& shape, const Json* from_above, bool object) {
  const auto fits = [&](const Json& value) {
    return object ? value.is_object() : value.is_array();
  };
  if (from_above != nullptr && fits(*from_above)) return from_above;
  for (const Json& value : shape.examples) {
    if (fits(value)) return &value;
  }
  return nullptr;
}

Layout::Step step_of(const Slot& slot, const Repertoire& repertoire, const ContainerRules* rules) {
  constexpr std::uint16_t often = 154, seldom = 20, always = 1024;
  Layout::Step step;
  const auto name = slot.prefix.substr(std::min<std::size_t>(1, slot.prefix.size()));
  const bool fits = name.size() <= step.name.size();
  if (fits) std::copy(name.begin(), name.end(), step.name.begin());
  step.name_bytes = fits ? static_cast<std::uint8_t>(name.size()) : Layout::Step::long_name;
  step.key = slot.key;
  step.end = slot.end;
  step.parent = slot.parent;
  step.ordinal = static_cast<std::uint16_t>(slot.ordinal);
  step.count = static_cast<std::uint16_t>(slot.count);
  if (slot.kind == Slot::Kind::array) step.least = static_cast<std::uint8_t>(rules->least);
  if (!slot.required) step.absent_below = often;
  if (slot.fixed) step.absent_below = slot.base_absent && !slot.required ? always : 0;
  step.empty_below = step.absent_below;
  if (slot.nullable) step.empty_below += often;
  const bool scalar = slot.kind == Slot::Kind::scalar;
  step.odd_below = step.empty_below;
  if (scalar && !repertoire.random_edges.empty()) step.odd_below += seldom;
  step.repertoire = slot.repertoire;
  step.kind = slot.kind;
  step.distinct = slot.distinct;
  step.quick = scalar && fits;
  step.plain = !slot.distinct && (scalar || slot.kind == Slot::Kind::object);
  return step;
}

bool is_person_name(std::string_view name) {
  const Kin kin = kin_of_name(name);
  return kin == Kin::first_name || kin == Kin::last_name || kin == Kin::full_name;
}

}  // namespace

Result<Layout> LayoutBuilder::run(const contract::CallbackType& type) {
  Place root;
  const auto built = build({type.body}, root);
  if (!built || overflown_) {
    if (built) return no_value({type.body}, "it has more than 4096 fields");
    return Error{"callback type " + type.name + ": " + built.error().message};
  }
  for (const Slot& slot : layout_.slots_) {
    const bool ruled = slot.kind == Slot::Kind::array || slot.kind == Slot::Kind::object;
    layout_.steps_.push_back(step_of(slot, repertoires_.store().repertoires[slot.repertoire],
                                     ruled ? &layout_.rules(slot) : nullptr));
  }
  return std::move(layout_);
}

Error LayoutBuilder::no_value(const Ids& ids, std::string_view why) const {
  const std::string name =
      ids.empty() ? "(the empty schema)" : repertoires_.contract().schema(ids.front()).pointer;
  return Error{"no callback can be made of the schema " + name + ": " + std::string(why)};
}

SlotId LayoutBuilder::add(Slot::Kind kind, const Place& place) {
  Pool& pool = repertoires_.store().pool;
  Slot slot;
  slot.kind = kind;
  slot.required = place.required;
  slot.extra = place.extra;
  slot.fixed = place.fixed;
  slot.base_absent = place.absent;
  slot.listed = place.listed;
  slot.parent = place.parent;
  slot.ordinal = place.ordinal;
  slot.prefix = place.prefix;
  slot.name = place.name;
  slot.pointer = pool.keep(place.pointer);
  slot.key = hash(place.pointer) + place.ordinal;
  if (is_person_name(place.name) && place.parent != no_slot) {
    // So that the names of one person agree.
    slot.key = hash(layout_.slots_[place.parent].pointer) ^ hash("person");
  }
  layout_.slots_.push_back(slot);
  return static_cast<SlotId>(layout_.slots_.size() - 1);
}

void LayoutBuilder::close(SlotId id) {
  layout_.slots_[id].end = static_cast<SlotId>(layout_.slots_.size());
}

// What a failed attempt left behind goes away with it.
Result<SlotId> LayoutBuilder::build(const Ids& ids, const Place& place) {
  const auto seen = std::count(above_.begin(), above_.end(), ids);
  if (seen > recursions_) return no_value(ids, "it contains itself without an end");
  overflown_ = overflown_ || layout_.slots_.size() >= Layout::max_slots;
  if (overflown_) {  // ends the attempt: what is optional cannot make room for the rest
    return no_value(ids, "the callback has more than 4096 fields");
  }
  const std::size_t slots = layout_.slots_.size();
  const std::size_t relations = layout_.relations_.size();
  above_.push_back(ids);
  auto built = build_unguarded(ids, place);
  above_.pop_back();
  if (!built) {
    layout_.slots_.resize(slots);
    layout_.relations_.resize(relations);
  }
  return built;
}

Result<SlotId> LayoutBuilder::build_unguarded(const Ids& ids, const Place& place) {
  const std::size_t slots = layout_.slots_.size();
  const std::size_t relations = layout_.relations_.size();
  std::vector<Leaf> leaves;
  expand(ids, {}, leaves);
  const bool nullable = repertoires_.admits_null(ids);
  TypeSet null_only;
  null_only.add(Type::null);
  if (nullable) {
    std::erase_if(leaves, [&](const Leaf& leaf) { return leaf.shape.types == null_only; });
  }
  Result<SlotId> built = no_value(ids, "it admits nothing");
  if (leaves.size() > 1) {
    built = build_choice(ids, std::move(leaves), place);
  } else if (leaves.size() == 1) {
    built = build_leaf(leaves.front(), place);
  }
  const Shape whole = contract::shape_of(repertoires_.contract(), ids);
  layout_.residual_ = layout_.residual_ || whole.residual;
  if (!built && nullable) {  // null alone, or nothing else could be made
    layout_.slots_.resize(slots);
    layout_.relations_.resize(relations);
    Shape shape;
    shape.types = null_only;
    const auto repertoire = repertoires_.scalar(shape, ids, place.name, nullptr);
    if (!repertoire) return repertoire.error();
    built = add(Slot::Kind::scalar, place);
    layout_.slots_[*built].repertoire = *repertoire;
    layout_.slots_[*built].base_null = true;
    close(*built);
  }
  if (!built) return built;
  Slot& slot = layout_.slots_[*built];
  slot.nullable = nullable;
  if (nullable) {
    const bool above_says = place.example != nullptr;
    const bool first_is_null = !whole.examples.empty() && whole.examples.front().is_null();
    slot.base_null = slot.base_null || (above_says ? place.example->is_null() : first_is_null);
  }
  return built;
}

void LayoutBuilder::expand(const Ids& ids, Choices resolved, std::vector<Leaf>& out) const {
  if (out.size() >= most_leaves || resolved.size() > 8) return;
  Shape shape = contract::shape_of(repertoires_.contract(), ids);
  if (shape.never) return;
  for (const auto& choice : shape.choices) {
    if (std::find(resolved.begin(), resolved.end(), choice) != resolved.end()) continue;
    resolved.push_back(choice);
    for (const Ids& alternative : choice) {
      Ids more = ids;
      more.insert(more.end(), alternative.begin(), alternative.end());
      expand(more, resolved, out);
    }
    return;
  }
  out.push_back({ids, std::move(shape)});
}

Result<SlotId> LayoutBuilder::build_leaf(const Leaf& leaf, const Place& place) {
  const Shape& shape = leaf.shape;
  const bool any = shape.types == TypeSet::all();
  const bool constant = shape.enumeration.has_value();
  const bool object = shape.types.has(Type::object) && !constant &&
                      (!any || !shape.members.empty() || !shape.additional.empty());
  const bool array = shape.types.has(Type::array) && !constant && !object &&
                     (!any || !shape.items.empty() || !shape.prefix_items.empty());
  Result<SlotId> built = no_value(leaf.ids, "it admits nothing");
  if (object) built = build_object(leaf, place, example_of(shape, place.example, true));
  if (array) built = build_array(leaf, place, example_of(shape, place.example, false));
  if (!object && !array) {
    const auto repertoire = repertoires_.scalar(shape, leaf.ids, place.name, place.example);
    if (!repertoire) return repertoire.error();
    built = add(Slot::Kind::scalar, place);
    layout_.slots_[*built].repertoire = *repertoire;
    close(*built);
  }
  if (!built) return built;
  for (const auto& relation : shape.relations) layout_.relations_.push_back({relation, *built});
  return built;
}

Result<SlotId> LayoutBuilder::build_choice(const Ids& ids, std::vector<Leaf> leaves,
                                           const Place& place) {
  const auto& validator = repertoires_.validator();
  const SlotId id = add(Slot::Kind::choice, place);
  std::uint32_t count = 0;
  std::uint32_t base = 0;
  Json like = nullptr;
  Error last = no_value(ids, "none of its alternatives admits anything");
  for (const Leaf& leaf : leaves) {
    Place inner = place;
    inner.prefix = {};
    inner.parent = id;
    inner.ordinal = count;
    inner.required = true;
    inner.extra = inner.absent = false;
    const bool meant = place.example != nullptr && validator.satisfies(*place.example, leaf.ids);
    if (!meant) inner.example = nullptr;
    const std::size_t slots = layout_.slots_.size();
    const std::size_t relations = layout_.relations_.size();
    const auto built = build_leaf(leaf, inner);
    if (!built) {
      last = built.error();
      layout_.slots_.resize(slots);
      layout_.relations_.resize(relations);
      continue;
    }
    const Slot& slot = layout_.slots_[*built];
    if (meant || count == 0) {
      base = meant ? count : base;
      like = slot.kind == Slot::Kind::object  ? Json::object()
             : slot.kind == Slot::Kind::array ? Json::array()
                                              : Json("text");
    }
    ++count;
  }
  if (count == 0) return last;
  const Shape shape = contract::shape_of(repertoires_.contract(), ids);
  const auto repertoire = repertoires_.container(shape, ids, like);
  if (!repertoire) return repertoire.error();
  Slot& slot = layout_.slots_[id];
  slot.repertoire = *repertoire;
  slot.count = count;
  slot.base = base;
  layout_.residual_ = true;
  close(id);
  return id;
}

}  // namespace hookworthy::plan
