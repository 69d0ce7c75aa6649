#include "verifier/contract/fast_compiler.hpp"
#include "verifier/contract/fast_text.hpp"
#include "verifier/contract/json_pointer.hpp"

#include <algorithm>
#include <cstring>

namespace hookworthy::contract::fast {

void Compiler::objects(ValuePlan& plan, const Shape& shape, const std::vector<Wanted>& wanted,
                       unsigned depth) {
  std::vector<Wanted> inner;
  for (const Wanted& one : wanted) {
    if (!one.rest.empty()) inner.push_back(one);
  }
  std::vector<RelationPlan> relations(shape.relations.size());
  bool supported = true;
  const auto want_value = [&](const Pointer& pointer, std::uint16_t& slot, bool text) {
    if (pointer.empty()) supported = false;  // this object itself, which is not yet complete
    inner.push_back({pointer, &slot, text});
  };
  const auto condition = [&](const Condition& from, ConditionPlan& to) {
    to.op = from.op;
    const bool nullness = from.op == Condition::Op::is_null || from.op == Condition::Op::not_null;
    want_value(from.left, to.left, !nullness);
    if (nullness) return;
    if (!from.right.at) {
      const auto& kept = plan_.constants.emplace_back(std::make_unique<Json>(from.right.constant));
      to.constant = kept.get();
    }
    if (from.right.at) want_value(*from.right.at, to.right, true);
  };
  for (std::size_t i = 0; i < relations.size(); ++i) {
    const Relation& relation = shape.relations[i];
    relations[i].form = relation.form;
    if (relation.premise) condition(*relation.premise, relations[i].premise);
    condition(relation.conclusion, relations[i].conclusion);
  }
  // A pointer may lead into an array as well.
  for (const Wanted& one : inner) {
    if (!one.rest.empty() && parse_array_index(one.rest.front())) drop(plan, Type::array);
  }
  const bool free = shape.members.empty() && shape.additional.empty() && inner.empty() &&
                    shape.property_names.empty() && !shape.min_properties &&
                    !shape.max_properties && shape.additional_allowed;
  if (free) return;
  ObjectPlan object;
  if (supported) members(object, shape, inner, depth);
  if (!supported || object.members > ObjectPlan::max_members) return drop(plan, Type::object);
  object.counts = shape.min_properties || shape.max_properties;
  object.min_members = shape.min_properties.value_or(object.min_members);
  object.max_members_admitted = shape.max_properties.value_or(object.max_members_admitted);
  keep_relations(object, relations);
  plan.object = add(plan_.objects, object);
  if (plan.object == none) drop(plan, Type::object);
}

void Compiler::members(ObjectPlan& object, const Shape& shape, const std::vector<Wanted>& wanted,
                       unsigned depth) {
  std::vector<Shape::Member> members = shape.members;
  // A member that only a pointer knows of falls under additionalProperties.
  for (const Wanted& one : wanted) {
    const auto same = [&](const Shape::Member& m) { return m.name == one.rest.front(); };
    const bool named = std::any_of(members.begin(), members.end(), same);
    if (!named && shape.additional_allowed) {
      members.push_back({one.rest.front(), shape.additional, false});
    }
  }
  object.members = static_cast<std::uint16_t>(
      std::min<std::size_t>(members.size(), ObjectPlan::max_members + 1));
  if (members.size() > ObjectPlan::max_members) return;
  std::vector<ValuePlan> values;
  for (const Shape::Member& member : members) {
    std::vector<Wanted> below;
    for (const Wanted& one : wanted) {
      if (one.rest.front() == member.name)
        below.push_back({one.rest.subspan(1), one.slot, one.text});
    }
    values.push_back(value(member.schemas, below, depth + 1));
  }
  const bool open = shape.additional_allowed && shape.property_names.empty();
  ++repeated_;
  if (open) object.other.value = value(shape.additional, {}, depth + 1);
  --repeated_;
  plan_.members.emplace_back();
  object.first_member = static_cast<std::uint32_t>(plan_.members.size());
  for (std::size_t i = 0; i < members.size(); ++i) {
    MemberPlan& plan = plan_.members.emplace_back();
    plan.value = values[i];
    plan.bit = std::uint64_t{1} << i;
    if (members[i].required) object.required |= plan.bit;
  }
  plan_.members.emplace_back();
  plan_.names.resize(plan_.members.size());
  name_members(object, members, shape);
  hash_members(object);
}

void Compiler::name_members(ObjectPlan& object, const std::vector<Shape::Member>& members,
                            const Shape& shape) {
  for (std::size_t i = 0; i < members.size(); ++i) {
    const std::string& name = members[i].name;
    MemberPlan& plan = plan_.members[object.first_member + i];
    if (!validator_.satisfies(Json(name), shape.property_names)) plan.value = {};
    plan_.names[object.first_member + i] = name;
    const bool text = plan.value.usual <= Read::literal;
    const std::string quoted = ",\"" + name + (text ? "\":\"" : "\":");
    const auto plain = [](char c) {
      return static_cast<unsigned char>(c) >= 0x20 && c != '"' && c != '\\';
    };
    if (quoted.size() > MemberPlan::max_quoted || !std::all_of(name.begin(), name.end(), plain)) {
      continue;
    }
    std::copy(quoted.begin(), quoted.end(), plan.quoted.begin());
    plan.size = static_cast<std::uint8_t>(quoted.size());
    plan.mask = static_cast<std::uint32_t>((std::uint64_t{1} << plan.size) - 1);
    plan.quote = text ? std::uint32_t{1} << (plan.size - 1) : 0;
  }
}

// A factor for which no two names of the object fall together.
bool Compiler::try_factor(const ObjectPlan& object, std::vector<std::uint8_t>& table) const {
  std::fill(table.begin(), table.end(), ObjectPlan::no_member);
  for (std::uint16_t i = 0; i < object.members; ++i) {
    const std::string& name = plan_.names[object.first_member + i];
    const std::uint64_t hash = hash_name(name.data(), name.size()) * object.hash_factor;
    std::uint8_t& entry = table[hash >> object.hash_shift];
    if (entry != ObjectPlan::no_member) return false;
    entry = static_cast<std::uint8_t>(i);
  }
  return true;
}

void Compiler::hash_members(ObjectPlan& object) {
  constexpr unsigned most_bits = 10;
  constexpr int tries = 200;
  unsigned bits = 1;
  while ((std::size_t{1} << bits) < 2 * std::size_t{object.members}) ++bits;
  object.hash_first = static_cast<std::uint32_t>(plan_.hash_table.size());
  std::uint64_t factor = 0x9e3779b97f4a7c15;
  for (; bits <= most_bits; ++bits) {
    std::vector<std::uint8_t> table(std::size_t{1} << bits);
    object.hash_shift = static_cast<std::uint8_t>(64 - bits);
    for (int i = 0; i < tries; ++i) {
      object.hash_factor = factor | 1;
      factor = factor * 6364136223846793005u + 1442695040888963407u;
      if (!try_factor(object, table)) continue;
      plan_.hash_table.insert(plan_.hash_table.end(), table.begin(), table.end());
      return;
    }
  }
  object.linear = true;
}

bool is_text(const ConditionPlan& condition) {
  return condition.op == Condition::Op::equals && condition.left != none &&
         condition.constant != nullptr && condition.constant->is_string();
}

RelationPlan::Usual usual_of(const RelationPlan& relation) {
  using Op = Condition::Op;
  using Usual = RelationPlan::Usual;
  const ConditionPlan &premise = relation.premise, &it = relation.conclusion;
  if (it.left == none) return Usual::general;
  const bool presence = premise.op == Op::not_null && premise.left != none;
  if (relation.form == Relation::Form::implies) {
    return presence && it.op == Op::not_null ? Usual::implied : Usual::general;
  }
  if (relation.form == Relation::Form::iff) {
    return it.op == Op::not_null && is_text(premise) ? Usual::iff_text : Usual::general;
  }
  if (it.op == Op::is_null) return Usual::null;
  if (it.op == Op::not_null) return Usual::not_null;
  if (it.constant != nullptr) return is_text(it) ? Usual::text : Usual::general;
  if (it.right == none || it.op == Op::differs) return Usual::general;
  if (it.op == Op::equals) return Usual::same;
  return it.op == Op::after ? Usual::after : Usual::not_before;
}

void Compiler::keep_relations(ObjectPlan& object, std::vector<RelationPlan> relations) {
  object.first_relation = static_cast<std::uint32_t>(plan_.relations.size());
  object.relations = static_cast<std::uint16_t>(relations.size());
  std::vector<std::uint16_t> slots;
  for (RelationPlan& relation : relations) {
    relation.usual = usual_of(relation);
    const bool iff = relation.usual == RelationPlan::Usual::iff_text;
    const ConditionPlan& telling = iff ? relation.premise : relation.conclusion;
    if (is_text(telling)) relation.text = telling.constant->get_ref<const std::string&>();
    for (const ConditionPlan* condition : {&relation.premise, &relation.conclusion}) {
      slots.insert(slots.end(), {condition->left, condition->right});
    }
  }
  plan_.relations.insert(plan_.relations.end(), relations.begin(), relations.end());
  // Elsewhere a value is read once at most, so that a slot cannot be left from an earlier one.
  if (repeated_ == 0) return;
  std::sort(slots.begin(), slots.end());
  slots.erase(std::unique(slots.begin(), slots.end()), slots.end());
  if (!slots.empty() && slots.back() == none) slots.pop_back();
  object.first_reset = static_cast<std::uint32_t>(plan_.resets.size());
  object.resets = static_cast<std::uint16_t>(slots.size());
  plan_.resets.insert(plan_.resets.end(), slots.begin(), slots.end());
}

void Compiler::want(std::vector<Wanted>& wanted, Pointer pointer, std::uint16_t& slot) {
  const auto& kept = pointers_.emplace_back(std::make_unique<Pointer>(std::move(pointer)));
  wanted.push_back({*kept, &slot, true});
}

void Compiler::want_fields(RootPlan& root, const CallbackType& type, std::vector<Wanted>& wanted) {
  if (!contract_.lifecycle()) return;
  const Lifecycle& life = *contract_.lifecycle();
  const auto transition =
      std::find_if(life.transitions.begin(), life.transitions.end(),
                   [&](const Lifecycle::Transition& one) { return one.callback == type.name; });
  if (transition == life.transitions.end()) return;
  const auto want_entity = [&](const Pointer& entity, RootPlan::Entity& slots) {
    const auto below = [&](const Pointer& tail, std::uint16_t& slot) {
      Pointer pointer = entity;
      pointer.insert(pointer.end(), tail.begin(), tail.end());
      if (!pointer.empty()) want(wanted, std::move(pointer), slot);
    };
    below(life.identity, slots.identity);
    if (life.predecessor) below(*life.predecessor, slots.predecessor);
    if (const Pointer* status = status_pointer(life)) below(*status, slots.status);
  };
  want_entity(transition->entity, root.entity);
  if (transition->successor) want_entity(*transition->successor, root.successor);
}

RootPlan Compiler::root(const CallbackType& type) {
  RootPlan root;
  std::vector<Wanted> wanted;
  slots_ = 0;
  too_many_slots_ = false;
  const Discriminator& discriminator = contract_.discriminator();
  if (discriminator.place == Discriminator::Place::body && !discriminator.pointer.empty()) {
    want(wanted, discriminator.pointer, root.discriminator);
  }
  want_fields(root, type, wanted);
  root.value = value({type.body}, wanted, 0);
  if (too_many_slots_) root.value.types = 0;
  return root;
}

Plan Compiler::compile() {
  // RFC 3986: unreserved, sub-delims, and what parts a path and a query.
  constexpr std::string_view uri_text =
      "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._~!$&'()*+,;=/?";
  plan_.members.emplace_back();  // what an object without members predicts
  for (const CallbackType& type : contract_.types()) plan_.roots.push_back(root(type));
  const Discriminator& discriminator = contract_.discriminator();
  if (discriminator.place == Discriminator::Place::body && !discriminator.pointer.empty()) {
    plan_.discriminator_name = "\"" + discriminator.pointer.back() + "\"";
    plan_.discriminator_front = "{" + plan_.discriminator_name + ":\"";
  }
  plan_.free_object.other.value.types = plan_.free_array.items.types = TypeSet::all().bits();
  plan_.free_object.other.value.usual = Read::any_text;
  for (const char c : uri_text) plan_.uri_characters.add(static_cast<unsigned char>(c));
  plan_.zones = &zone_table();
  return std::move(plan_);
}

Plan compile_plan(const Contract& contract, const Validator& validator) {
  return Compiler(contract, validator).compile();
}

const Pointer* status_pointer(const Lifecycle& life) {
  for (const auto& [state, conditions] : life.states) {
    if (!conditions.empty()) return &conditions.front().left;
  }
  return nullptr;
}

std::uint64_t hash_name(const char* name, std::size_t size) {
  const auto load = [&](std::size_t at, std::size_t bytes) {
    std::uint64_t word = 0;
    std::memcpy(&word, name + at, bytes);
    return word;
  };
  if (size >= 8) return (load(0, 8) ^ (load(size - 8, 8) * 31)) + size;
  if (size >= 4) return (load(0, 4) | load(size - 4, 4) << 32) + size;
  return size == 0 ? 0 : (load(0, 1) | load(size / 2, 1) << 8 | load(size - 1, 1) << 16) + size;
}

}  // namespace hookworthy::contract::fast
