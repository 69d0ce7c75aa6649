#include "verifier/contract/loader_lifecycle.hpp"

#include <algorithm>
#include <utility>

#include <fmt/format.h>

namespace hookworthy::contract {

Lifecycle LifecycleLoader::read_lifecycle(const Node& node) {
  node.refuse_unknown_keys({"initial", "states", "identity", "predecessor", "version", "stable",
                            "transitions", "carries", "x-provenance"});
  read_provenance(node);
  const auto initial = node.need("initial"), states = node.need("states");
  const auto transitions = node.need("transitions");
  if (!initial || !states || !transitions || !node.need("identity")) return std::move(life_);
  life_.initial = initial->read_text().value_or("");
  for (const auto& [name, state] : states->read_members()) {
    life_.states.try_emplace(std::string(name));
    if (name == life_.initial) state.fail("the initial state is the one before there is an entity");
  }
  const auto steps = transitions->read_elements();
  if (steps.empty()) transitions->fail("must have at least one transition");
  for (const Node& step : steps) read_transition(step);
  if (node.log().failed()) return std::move(life_);
  // Only now is it known which schemas the entity has.
  read_states(*states);
  read_entity_facts(node);
  if (const auto carries = node.member("carries")) read_carries(*carries);
  return std::move(life_);
}

const CallbackType* LifecycleLoader::read_callback(const Node& owner) {
  const auto node = owner.need("callback");
  const auto name = node ? node->read_text() : std::nullopt;
  if (!name) return nullptr;
  const auto found = std::find_if(types_.begin(), types_.end(),
                                  [&](const CallbackType& type) { return type.name == *name; });
  if (found != types_.end()) return &*found;
  node->fail(fmt::format("'{}' is no key of webhooks", *name));
  return nullptr;
}

std::string LifecycleLoader::read_state(const Node& node, bool may_be_initial) {
  auto name = node.read_text().value_or("");
  if (!life_.states.contains(name) && !(may_be_initial && name == life_.initial)) {
    node.fail(fmt::format("'{}' is no state of this lifecycle", name));
  }
  return name;
}

void LifecycleLoader::add_entity(const CallbackType& type, const Pointer& pointer) {
  // Any schema of the value will do as a starting point: following looks into all that apply, but
  // those found first need not lead to the others.
  for (const SchemaId id : relations_.follow(type.body, pointer)) {
    if (std::find(entities_.begin(), entities_.end(), id) == entities_.end()) {
      entities_.push_back(id);
    }
  }
}

void LifecycleLoader::read_transition(const Node& node) {
  node.refuse_unknown_keys(
      {"callback", "from", "to", "entity", "successor", "successor_state", "x-provenance"});
  read_provenance(node);
  const CallbackType* const type = read_callback(node);
  const auto from = node.need("from"), to = node.need("to"), entity = node.need("entity");
  if (type == nullptr || !from || !to || !entity) return;
  Lifecycle::Transition transition;
  transition.callback = type->name;
  for (const Node& state : from->read_elements()) {
    transition.from.push_back(read_state(state, true));
  }
  if (transition.from.empty()) from->fail("must name at least one state");
  transition.to = read_state(*to, false);
  transition.entity = relations_.read_path(type->body, *entity).value_or(Pointer{});
  add_entity(*type, transition.entity);
  if (const auto successor = node.member("successor")) {
    transition.successor = relations_.read_path(type->body, *successor);
    if (transition.successor) add_entity(*type, *transition.successor);
    if (const auto state = node.need("successor_state")) {
      transition.successor_state = read_state(*state, false);
    }
  } else if (const auto state = node.member("successor_state")) {
    state->fail("means nothing without 'successor'");
  }
  life_.transitions.push_back(std::move(transition));
}

std::optional<Pointer> LifecycleLoader::read_entity_path(const Node& node) {
  auto pointer = node.read_pointer();
  if (!pointer) return std::nullopt;
  const bool known = std::any_of(entities_.begin(), entities_.end(), [&](SchemaId id) {
    return !relations_.follow(id, *pointer).empty();
  });
  if (!known) node.fail("leads to no property of the entity");
  return pointer;
}

void LifecycleLoader::read_states(const Node& node) {
  for (const auto& [name, state] : node.read_members()) {
    for (const Node& element : state.read_elements()) {
      // The schemas of an entity differ from callback to callback; a state speaks of what they
      // share, so the first one that knows the condition's fields vouches for it.
      std::optional<Condition> condition;
      for (const SchemaId id : entities_) {
        Diagnostics trial;
        condition = relations_.read_condition(id, Node(element.value(), element.pointer(), trial));
        if (!trial.failed()) break;
        condition.reset();
      }
      if (!condition) condition = relations_.read_condition(entities_.front(), element);
      if (condition) life_.states[std::string(name)].push_back(std::move(*condition));
    }
  }
}

void LifecycleLoader::read_entity_facts(const Node& node) {
  if (const auto identity = node.need("identity")) {
    life_.identity = read_entity_path(*identity).value_or(Pointer{});
  }
  if (const auto predecessor = node.member("predecessor")) {
    life_.predecessor = read_entity_path(*predecessor);
  }
  if (const auto version = node.member("version")) life_.version = read_entity_path(*version);
  if (const auto stable = node.member("stable")) {
    for (const Node& element : stable->read_elements()) {
      if (auto pointer = read_entity_path(element)) life_.stable.push_back(std::move(*pointer));
    }
  }
}

bool LifecycleLoader::read_end(const Node& carry, std::string_view name, std::string& callback,
                               Pointer& pointer) {
  const auto end = carry.need(name);
  if (!end) return false;
  end->refuse_unknown_keys({"callback", "pointer"});
  const CallbackType* const type = read_callback(*end);
  const auto place = end->need("pointer");
  if (type == nullptr || !place) return false;
  auto path = relations_.read_path(type->body, *place);
  if (!path) return false;
  callback = type->name;
  pointer = std::move(*path);
  return true;
}

void LifecycleLoader::read_carries(const Node& node) {
  for (const Node& element : node.read_elements()) {
    element.refuse_unknown_keys({"from", "to", "x-provenance"});
    read_provenance(element);
    Lifecycle::Carry carry;
    if (read_end(element, "from", carry.from_callback, carry.from) &&
        read_end(element, "to", carry.to_callback, carry.to)) {
      life_.carries.push_back(std::move(carry));
    }
  }
}

}  // namespace hookworthy::contract
