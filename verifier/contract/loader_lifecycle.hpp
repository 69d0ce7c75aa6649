#pragma once

#include "verifier/contract/contract.hpp"
#include "verifier/contract/loader_document.hpp"
#include "verifier/contract/loader_relation.hpp"

#include <optional>
#include <string>
#include <vector>

namespace hookworthy::contract {

/// Reads x-hookworthy.lifecycle. Every name and pointer in it is checked against the callback types
/// and their schemas. Internal to the loader.
class LifecycleLoader {
 public:
  LifecycleLoader(const std::vector<CallbackType>& types, RelationLoader& relations)
      : types_(types), relations_(relations) {}

  Lifecycle read_lifecycle(const Node& node);

 private:
  void read_transition(const Node& node);
  void read_carries(const Node& node);
  void read_entity_facts(const Node& node);
  void read_states(const Node& node);
  const CallbackType* read_callback(const Node& owner);
  std::string read_state(const Node& node, bool may_be_initial);
  /// The schema of the entity that `pointer` leads to in the callback; remembered.
  void add_entity(const CallbackType& type, const Pointer& pointer);
  std::optional<Pointer> read_entity_path(const Node& node);
  /// A callback type and a place in its body.
  bool read_end(const Node& carry, std::string_view name, std::string& callback, Pointer& pointer);

  const std::vector<CallbackType>& types_;
  RelationLoader& relations_;
  Lifecycle life_;
  std::vector<SchemaId> entities_;
};

}  // namespace hookworthy::contract
