#include "generator/plan/layout_builder.hpp"
#include "generator/plan/pattern.hpp"
#include "verifier/contract/json_pointer.hpp"

#include <algorithm>

namespace hookworthy::plan {
namespace {

constexpr std::size_t most_extras = 64;
constexpr std::uint64_t most_items = 64;

const Json* member_of(const Json* example, const std::string& name) {
  if (example == nullptr || !example->is_object()) return nullptr;
  const auto found = example->find(name);
  return found == example->end() ? nullptr : &*found;
}

bool is_named(const Shape& shape, const std::string& name) {
  return std::any_of(shape.members.begin(), shape.members.end(),
                     [&](const Shape::Member& member) { return member.name == name; });
}

bool says_nothing(const contract::Contract& contract,
                  const std::vector<contract::SchemaId>& schemas) {
  const Shape shape = contract::shape_of(contract, schemas);
  return shape.types == contract::TypeSet::all() && !shape.enumeration && shape.choices.empty() &&
         shape.members.empty() && !shape.residual;
}

}  // namespace

Result<SlotId> LayoutBuilder::build_object(const Leaf& leaf, const Place& place,
                                           const Json* example) {
  const auto repertoire = repertoires_.container(leaf.shape, leaf.ids, Json::object());
  if (!repertoire) return repertoire.error();
  const SlotId id = add(Slot::Kind::object, place);
  layout_.slots_[id].repertoire = *repertoire;
  ContainerRules rules;
  rules.schemas = leaf.ids;
  rules.least = leaf.shape.min_properties.value_or(0);
  rules.most = leaf.shape.max_properties.value_or(rules.most);
  set_extra_member(leaf.shape, rules);
  Ids inside;
  for (const Shape::Member& member : leaf.shape.members) {
    inside.insert(inside.end(), member.schemas.begin(), member.schemas.end());
  }
  // The same object may be reached by several schemas that only refer to it.
  const auto seen = std::count(objects_above_.begin(), objects_above_.end(), inside);
  if (!inside.empty() && seen > recursions_) {
    return no_value(leaf.ids, "it contains itself without an end");
  }
  objects_above_.push_back(std::move(inside));
  const auto members = build_members(id, leaf.shape, example);
  if (members) build_extras(id, leaf.shape, example);
  objects_above_.pop_back();
  if (!members) return members.error();
  fix_optional_members(id, rules);
  layout_.slots_[id].rules = static_cast<std::uint32_t>(layout_.rules_.size());
  layout_.rules_.push_back(std::move(rules));
  close(id);
  return id;
}

Result<SlotId> LayoutBuilder::build_members(SlotId object, const Shape& shape,
                                            const Json* example) {
  Pool& pool = repertoires_.store().pool;
  const std::string above(layout_.slots_[object].pointer);
  for (const Shape::Member& member : shape.members) {
    Place inner;
    inner.name = pool.keep(member.name);
    inner.prefix = pool.keep("," + quote(member.name) + ":");
    inner.pointer = above + "/" + contract::escape_token(member.name);
    inner.parent = object;
    inner.required = member.required;
    inner.example = member_of(example, member.name);
    inner.absent = !member.required && example != nullptr && inner.example == nullptr;
    inner.listed = layout_.slots_[object].listed;
    const auto built = build(member.schemas, inner);
    if (!built && member.required) return built;
  }
  return object;
}

void LayoutBuilder::build_extras(SlotId object, const Shape& shape, const Json* example) {
  if (!shape.additional_allowed || shape.additional.empty()) return;
  const bool free = says_nothing(repertoires_.contract(), shape.additional);
  std::size_t wanted = free ? 0 : 2;
  const auto least = shape.min_properties.value_or(0);
  if (least > shape.members.size()) {
    wanted = std::max<std::size_t>(
        wanted, std::min<std::uint64_t>(least - shape.members.size(), most_extras));
  }
  Pool& pool = repertoires_.store().pool;
  const std::string above(layout_.slots_[object].pointer);
  bool first = true;
  for (const std::string& name : extra_names(shape, example, wanted)) {
    Place inner;
    inner.name = pool.keep(name);
    inner.prefix = pool.keep("," + quote(name) + ":");
    inner.pointer = above + "/" + contract::escape_token(name);
    inner.parent = object;
    inner.required = false;
    inner.extra = true;
    inner.example = member_of(example, name);
    inner.absent = example != nullptr ? inner.example == nullptr : !first;
    inner.listed = first && layout_.slots_[object].listed;
    if (!build(shape.additional, inner)) return;
    first = false;
  }
}

std::vector<std::string> LayoutBuilder::extra_names(const Shape& shape, const Json* example,
                                                    std::size_t wanted) const {
  const auto admitted = [&](const std::string& name) {
    return !is_named(shape, name) &&
           repertoires_.validator().satisfies(Json(name), shape.property_names);
  };
  std::vector<std::string> names;
  if (example != nullptr && example->is_object()) {
    for (const auto& [name, value] : example->items()) {
      if (admitted(name) && names.size() < 8) names.push_back(name);
    }
  }
  const auto add = [&](std::string name) {
    const bool known = std::find(names.begin(), names.end(), name) != names.end();
    if (!known && names.size() < wanted && admitted(name)) names.push_back(std::move(name));
  };
  for (std::size_t i = 1; i <= wanted; ++i) add("field_" + std::to_string(i));
  if (shape.property_names.empty()) return names;
  const Shape name_shape = contract::shape_of(repertoires_.contract(), shape.property_names);
  for (const Json& value : canonical_candidates(name_shape)) {
    if (value.is_string()) add(value.get<std::string>());
  }
  return names;
}

// Unless there are enough required members already, the first optional ones are always there; those
// that would be too many never are.
void LayoutBuilder::fix_optional_members(SlotId object, const ContainerRules& rules) {
  std::uint64_t required = 0;
  auto& slots = layout_.slots_;
  const auto end = static_cast<SlotId>(slots.size());
  for (SlotId id = object + 1; id < end; id = slots[id].end) {
    if (slots[id].required) ++required;
  }
  std::uint64_t present = required;
  for (SlotId id = object + 1; id < end; id = slots[id].end) {
    if (slots[id].required) continue;
    if (present < rules.least) {
      slots[id].fixed = true;
      slots[id].base_absent = false;
    }
    if (present >= rules.most) {
      slots[id].fixed = true;
      slots[id].base_absent = true;
      slots[id].listed = false;
    }
    ++present;
  }
}

void LayoutBuilder::set_extra_member(const Shape& shape, ContainerRules& rules) {
  if (!shape.additional_allowed) return;
  const auto& validator = repertoires_.validator();
  Pool& pool = repertoires_.store().pool;
  const std::string name = "x_hookworthy_";
  // With the digits that decorations add.
  if (!validator.satisfies(Json(name + "0001"), shape.property_names)) return;
  std::vector<Json> values{"unknown to the contract"};
  const Shape value_shape = contract::shape_of(repertoires_.contract(), shape.additional);
  for (Json& value : canonical_candidates(value_shape)) values.push_back(std::move(value));
  for (const Json& value : {Json::object(), Json::array(), Json(nullptr)}) values.push_back(value);
  for (const Json& value : values) {
    if (!validator.satisfies(value, shape.additional)) continue;
    rules.extra_name = pool.keep(name);
    rules.extra_value = pool.keep(value.dump());
    rules.odd_names = shape.property_names.empty();
    const Json odd_name = "\u043a\u043b\u044e\u0447/~\" A\U0001F511";
    rules.refuses_odd_name = !validator.satisfies(odd_name, shape.property_names);
    return;
  }
}

Result<SlotId> LayoutBuilder::build_array(const Leaf& leaf, const Place& place,
                                          const Json* example) {
  const Shape& shape = leaf.shape;
  const auto repertoire = repertoires_.container(shape, leaf.ids, Json::array());
  if (!repertoire) return repertoire.error();
  const SlotId id = add(Slot::Kind::array, place);
  ContainerRules rules;
  rules.schemas = leaf.ids;
  rules.least = shape.min_items.value_or(0);
  rules.most = shape.max_items.value_or(rules.most);
  rules.unique = shape.unique_items;
  if (!shape.items_allowed)
    rules.most = std::min<std::uint64_t>(rules.most, shape.prefix_items.size());
  if (rules.least > most_items || rules.least > rules.most) {
    return no_value(leaf.ids, "it asks for more items than fit");
  }
  const std::uint64_t shown = example != nullptr ? example->size() : 1;
  const std::uint64_t wanted = std::min(
      rules.most, std::max({rules.least, std::min<std::uint64_t>(shown, 8), std::uint64_t{3}}));
  std::uint32_t count = 0;
  for (; count < wanted; ++count) {
    Place inner;
    inner.prefix = ",";
    inner.pointer = place.pointer + "/" + std::to_string(count);
    inner.parent = id;
    inner.ordinal = count;
    inner.listed = layout_.slots_[id].listed && (count == 0 || count < shape.prefix_items.size());
    if (example != nullptr && count < example->size()) inner.example = &(*example)[count];
    const Ids& ids = count < shape.prefix_items.size() ? shape.prefix_items[count] : shape.items;
    const auto built = build(ids, inner);
    if (built) {
      for (SlotId at = *built; rules.unique && count > 0 && at < layout_.slots_.size(); ++at) {
        layout_.slots_[at].distinct = true;
      }
      continue;
    }
    if (count < rules.least) return built;
    rules.most = count;
    break;
  }
  Slot& slot = layout_.slots_[id];
  slot.repertoire = *repertoire;
  slot.count = count;
  slot.base =
      static_cast<std::uint32_t>(std::min<std::uint64_t>(count, std::max(rules.least, shown)));
  slot.rules = static_cast<std::uint32_t>(layout_.rules_.size());
  layout_.residual_ = layout_.residual_ || rules.unique;
  layout_.rules_.push_back(std::move(rules));
  close(id);
  return id;
}

}  // namespace hookworthy::plan
