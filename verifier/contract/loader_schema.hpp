#pragma once

#include "verifier/contract/loader_document.hpp"

#include <cstddef>
#include <optional>
#include <string>
#include <unordered_map>
#include <utility>
#include <vector>

namespace hookworthy::contract {

/// Reads JSON Schemas into a flat list. References may be recursive: a schema gets its id when it
/// is first named and is read later, from a list of what is pending, so no recursion follows the
/// document. Internal to the loader.
class SchemaLoader {
 public:
  static constexpr std::size_t max_schemas = 100'000;
  /// Schemas that speak of the same value: how deep `$ref`, `allOf` and the like may be stacked,
  /// and how many of them may apply to one value.
  static constexpr std::size_t max_stacked = 64;
  static constexpr std::size_t max_applied = 10'000;

  SchemaLoader(const OrderedJson& root, Diagnostics& log) : root_(root), log_(log) {}

  /// The id of the schema that stands at `node`; it is read by load_pending.
  SchemaId intern(const Node& node);
  void load_pending();
  /// Fails on schemas that contain themselves without a member or an item between.
  void check_stacking();
  /// Fails on schemas that need a value inside a value inside a value without end.
  void check_finite();

  const std::vector<Schema>& schemas() const { return schemas_; }
  std::vector<Schema>& schemas() { return schemas_; }
  /// `relations` of x-hookworthy that wait until every schema is known.
  const std::vector<std::pair<SchemaId, Node>>& relations() const { return relations_; }

  // For the keywords (loader_keywords.cpp).
  std::optional<SchemaId> intern_reference(const Node& node);
  void add_relations(SchemaId owner, const Node& node) { relations_.emplace_back(owner, node); }

 private:
  struct Stack {
    std::size_t height = 0, applied = 0;
    enum class State : std::uint8_t { unseen, open, done } state = State::unseen;
  };
  bool seems_finite(const Schema& schema, const std::vector<bool>& finite) const;
  void measure(SchemaId id, std::size_t depth, std::vector<Stack>& stacks);

  const OrderedJson& root_;
  Diagnostics& log_;
  std::vector<Schema> schemas_;
  std::unordered_map<std::string, SchemaId> ids_;
  std::vector<std::pair<SchemaId, Node>> pending_;
  std::vector<std::pair<SchemaId, Node>> relations_;
};

/// Reads the keywords of the schema object at `node`.
void read_keywords(SchemaLoader& loader, SchemaId id, const Node& node, Schema& schema);

/// The schemas that speak of the same value as `schema` does: `$ref`, `allOf`, `anyOf`, `oneOf`,
/// `if`, `then`, `else`, and `not` unless left out.
std::vector<SchemaId> schemas_in_place(const Schema& schema, bool with_not);

}  // namespace hookworthy::contract
