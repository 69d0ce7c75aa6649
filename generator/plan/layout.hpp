#pragma once

#include "generator/plan/choice.hpp"
#include "generator/plan/store.hpp"
#include "verifier/contract/contract.hpp"
#include "verifier/contract/shape.hpp"
#include "verifier/result.hpp"

#include <array>
#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace hookworthy::plan {

class RepertoireBuilder;

/// One place of a callback where a value stands, with all that is known about it beforehand.
struct Slot {
  enum class Kind : std::uint8_t {
    scalar,
    object,
    array,
    choice  ///< children are alternatives for the same place (oneOf, anyOf, if)
  };
  Kind kind = Kind::scalar;
  bool required = true;  ///< the member must be there
  bool nullable = false;
  bool extra = false;        ///< a member that only additionalProperties admits
  bool fixed = false;        ///< never absent in random callbacks though not required
  bool base_null = false;    ///< null in the canonical callback
  bool base_absent = false;  ///< absent in the canonical callback
  bool identity = false;     ///< no two cases have the same value here
  bool distinct = false;     ///< below an item that must not equal the ones before it
  bool listed = true;        ///< has edges and violations of its own (one item stands for all)
  RepertoireId repertoire = 0;
  SlotId parent = no_slot;
  SlotId end = 0;             ///< one behind the last slot of its subtree
  std::uint32_t ordinal = 0;  ///< below an array: which item; below a choice: which alternative
  std::uint32_t count = 0;    ///< arrays: items that have slots; choices: alternatives
  std::uint32_t base = 0;     ///< arrays: items, choices: alternative of the canonical callback
  std::uint32_t rules = 0;    ///< objects and arrays: index in Layout::rules
  std::uint64_t key = 0;      ///< what its entropy is drawn by
  std::string_view prefix;    ///< what stands before its value: `,"name":`, `,` before items
  std::string_view name;      ///< of the member; empty for items
  std::string_view pointer;   ///< RFC 6901
};

/// What an object or array admits beyond its slots.
struct ContainerRules {
  std::vector<contract::SchemaId> schemas;
  std::string_view
      extra_name;  ///< objects: start of names of further members; empty: none admitted
  std::string_view extra_value;   ///< their value, JSON
  bool odd_names = false;         ///< any member name will do
  bool refuses_odd_name = false;  ///< not the one that Decoration::unicode_key gives
  std::uint64_t least = 0;        ///< items or members
  std::uint64_t most = ~std::uint64_t{0};
  bool unique = false;
};

/// A relation of the contract at one place of the callback.
struct PlacedRelation {
  contract::Relation relation;
  SlotId at = 0;  ///< what its pointers start from
};

/// The instance tree of one callback type, in contract order and pre-order.
class Layout {
 public:
  /// Recursive schemas are unrolled twice, arrays to a few items, objects of free names to a few
  /// members. At most `max_slots` slots. The Error names the schema for which no value exists.
  static constexpr std::size_t max_slots = 4096;
  static Result<Layout> make(const contract::CallbackType& type, RepertoireBuilder& builder);

  std::span<const Slot> slots() const { return slots_; }
  void mark_identity(SlotId id) {
    slots_[id].identity = true;
    steps_[id].odd_below = steps_[id].empty_below;
  }
  const Slot& slot(SlotId id) const { return slots_[id]; }
  std::size_t size() const { return slots_.size(); }
  const ContainerRules& rules(const Slot& slot) const { return rules_[slot.rules]; }
  const std::vector<PlacedRelation>& relations() const { return relations_; }
  /// Whether what the slots say may not be all that the schemas demand (`not`, `else`, oneOf,
  /// unique items): drafts then have to be checked by a Validator.
  bool residual() const { return residual_; }

  /// What drawing and rendering ask of each slot of each callback, in one cache line.
  struct alignas(64) Step {
    static constexpr std::size_t name_room = 32;
    static constexpr std::uint8_t long_name = 255;
    std::array<char, name_room> name{};  ///< `"name":`, empty before items; see `name_bytes`
    std::uint64_t key = 0;               ///< this and those without a comment: as in Slot
    SlotId end = 0;
    SlotId parent = no_slot;
    std::uint16_t ordinal = 0;
    std::uint16_t count = 0;
    // Of 1024 random callbacks, so many have it absent, absent or null, or one of these or an edge.
    std::uint16_t absent_below = 0;
    std::uint16_t empty_below = 0;
    std::uint16_t odd_below = 0;
    RepertoireId repertoire = 0;
    std::uint8_t least = 0;       ///< arrays: items that there have to be
    std::uint8_t name_bytes = 0;  ///< long_name: it has no room here, see Slot::prefix
    Slot::Kind kind = Slot::Kind::scalar;
    bool distinct : 1 = false;
    bool plain : 1 = true;   ///< neither distinct nor an array nor a choice
    bool quick : 1 = false;  ///< a scalar whose name has room here
  };
  static_assert(sizeof(Step) == 64);
  const Step& step(SlotId id) const { return steps_[id]; }
  std::span<const Step> steps() const { return steps_; }

  /// All slots that `pointer`, starting from `from`, can lead to: several where alternatives are
  /// on the way, none where it leads nowhere.
  std::vector<SlotId> find(SlotId from, const contract::Pointer& pointer) const;
  /// The child of an object named `name`, or the item of an array; no_slot when there is none.
  SlotId child(SlotId parent, std::string_view name) const;

 private:
  friend class LayoutBuilder;
  std::vector<Slot> slots_;
  std::vector<Step> steps_;
  std::vector<ContainerRules> rules_;
  std::vector<PlacedRelation> relations_;
  bool residual_ = false;
};

}  // namespace hookworthy::plan
