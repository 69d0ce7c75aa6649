#pragma once

#include "verifier/contract/loader_document.hpp"
#include "verifier/contract/schema.hpp"

#include <optional>
#include <string>
#include <string_view>
#include <unordered_set>
#include <vector>

namespace hookworthy::contract {

/// Reads conditions and relations, and checks that what they point to can exist. Internal to the
/// loader.
class RelationLoader {
 public:
  explicit RelationLoader(std::vector<Schema>& schemas) : schemas_(schemas) {}

  /// Reads the list at `node` into the relations of schema `owner`.
  void read_relations(SchemaId owner, const Node& node);
  /// A condition whose pointers start at schema `base`.
  std::optional<Condition> read_condition(SchemaId base, const Node& node);
  /// A pointer that has to lead to a property or item of schema `base`.
  std::optional<Pointer> read_path(SchemaId base, const Node& node);
  /// The schemas that speak of the value at `pointer` inside a value of `base`; empty when nothing
  /// is said of it.
  std::vector<SchemaId> follow(SchemaId base, const Pointer& pointer) const;

 private:
  std::optional<Relation> read_relation(SchemaId owner, const Node& node);
  void read_rule(SchemaId owner, const Node& node, Relation& relation);
  std::optional<Operand> read_operand(SchemaId base, const Node& node);
  void need_date_time(SchemaId base, const Pointer& pointer, const Node& node) const;
  std::vector<SchemaId> closure(const std::vector<SchemaId>& ids) const;

  std::vector<Schema>& schemas_;
  std::unordered_set<std::string> ids_;
};

}  // namespace hookworthy::contract
