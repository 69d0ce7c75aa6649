#pragma once

#include "verifier/contract/contract.hpp"

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <vector>

namespace hookworthy::contract {

/// What one value has to look like: one or more schemas with `$ref` and `allOf` folded in. This is
/// the view that generators and compiled parsers work on.
struct Shape {
  struct Member {
    std::string name;
    std::vector<SchemaId> schemas;  ///< all of them apply; feed them to shape_of
    bool required = false;
  };

  TypeSet types = TypeSet::all();
  std::optional<std::vector<Json>> enumeration;  ///< intersection; a const is an enumeration of one
  std::optional<std::uint64_t> min_length, max_length;
  std::vector<std::string> patterns;
  Format format = Format::none;
  std::optional<Json> minimum, maximum, exclusive_minimum, exclusive_maximum;
  std::vector<Json> multiples;

  std::vector<Member> members;       ///< in document order
  std::vector<SchemaId> additional;  ///< schemas for members not named; all apply
  bool additional_allowed = true;    ///< false: no member but the named ones
  std::vector<SchemaId> property_names;
  std::optional<std::uint64_t> min_properties, max_properties;

  std::vector<std::vector<SchemaId>> prefix_items;
  std::vector<SchemaId> items;
  bool items_allowed = true;  ///< false: none behind prefix_items
  std::optional<std::uint64_t> min_items, max_items;
  bool unique_items = false;

  /// Choices that have to be made: one entry per oneOf, anyOf and if/then/else, each a list of
  /// alternatives, each alternative a list of schemas to fold in. What is chosen must still be
  /// checked by the validator, since oneOf and `else` also exclude. A choice between a schema and
  /// null only (a nullable reference) is folded in: its null is in `types`.
  std::vector<std::vector<std::vector<SchemaId>>> choices;
  /// `not`, `else`, oneOf or a second format may still object to a value of this shape.
  bool residual = false;

  std::vector<std::string> open_enum;
  std::vector<Json> examples;
  std::string title, description;
  Provenance provenance = Provenance::unstated;
  std::vector<Relation> relations;  ///< of all schemas folded in
  bool never = false;               ///< no value is valid
};

/// Folds `ids` (all must hold) into one shape; none of them: any value. Does not look into members
/// or items, so recursive schemas are fine. Notes (title, examples, open_enum ...) are the
/// outermost that are stated; members of what is extended by `$ref` or `allOf` come first.
Shape shape_of(const Contract& contract, std::span<const SchemaId> ids);

}  // namespace hookworthy::contract
