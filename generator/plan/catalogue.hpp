#pragma once

#include "generator/plan/model.hpp"
#include "generator/plan/plan.hpp"

#include <cstdint>
#include <span>
#include <string_view>
#include <vector>

namespace hookworthy::plan {

/// One edge or violation of one field: a change to the canonical draft.
struct Entry {
  enum class Change : std::uint8_t {
    edge,      ///< detail: index in Repertoire::edges
    broken,    ///< detail: index in Repertoire::violations
    constant,  ///< detail: index in Store::constants
    null,
    absent,
    decoration,  ///< detail: Decoration
    items,       ///< detail: number of items
    present,     ///< just show it: an alternative, or a member that is usually left out
    relation     ///< detail: index in Solver::rules; `variant` says how it is broken
  };
  Change change = Change::edge;
  Expect expect = Expect::accept;
  bool exact_bytes = false;
  std::uint8_t variant = 0;
  SlotId slot = 0;
  std::uint32_t detail = 0;
  std::string_view label;
};

/// The edges and violations of one callback type, field by field in contract order.
struct Catalogue {
  struct FieldEntries {
    std::string_view pointer;
    std::vector<Entry> edges;
    std::vector<Entry> violations;
  };
  std::vector<FieldEntries> fields;
};

/// How a relation can be broken (Entry::variant).
enum class Breach : std::uint8_t {
  plain,    ///< the conclusion is false
  tie,      ///< an order is broken by equality
  converse  ///< of an equivalence: the conclusion is true, the premise false
};

/// Puts the change of `entry` into a draft that was the canonical one, with its ids: pins it, then
/// makes the relations hold that are to hold. False when that is impossible: then the contract does
/// not admit the variation.
bool apply(const Model& model, const Entry& entry, std::span<Choice> draft);

/// Sets the change of an edge alone and pins it, for drafts with several edges at once.
void set_change(const Model& model, const Entry& entry, std::span<Choice> draft, Pins& pins);

/// All edges and violations that the callback type admits. `store` takes up labels and constants.
Catalogue make_catalogue(const Model& model, Store& store);

/// Candidates per slot, not yet tried out.
std::vector<Entry> edges_of(const Model& model, SlotId id, Store& store);
std::vector<Entry> violations_of(const Model& model, SlotId id, Store& store);

}  // namespace hookworthy::plan
