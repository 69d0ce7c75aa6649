#pragma once

#include "generator/plan/choice.hpp"
#include "generator/plan/layout.hpp"
#include "generator/plan/store.hpp"
#include "verifier/contract/relations.hpp"
#include "verifier/contract/validator.hpp"

#include <algorithm>
#include <array>
#include <cstdint>
#include <optional>
#include <span>
#include <string_view>
#include <vector>

namespace hookworthy::plan {

using contract::Condition;
using contract::Relation;
using contract::Truth;

/// Slots that must keep what they have, and stay reachable. Does not allocate for a few.
class Pins {
 public:
  Pins() {}  // not defaulted, so that `{}` does not clear what is not in use

  void add(SlotId id) { add_range(id, id + 1); }
  void add_range(SlotId begin, SlotId end) {
    if (count_ < few_.size()) {
      few_[count_++] = {begin, end};
    } else {
      more_.push_back({begin, end});
    }
  }
  /// Whether some slot of [begin, end) is pinned.
  bool within(SlotId begin, SlotId end) const {
    const auto meets = [&](const Range& range) { return range.begin < end && begin < range.end; };
    return std::any_of(few_.begin(), few_.begin() + count_, meets) ||
           std::any_of(more_.begin(), more_.end(), meets);
  }
  bool empty() const { return count_ == 0; }

 private:
  struct Range {
    SlotId begin, end;
  };
  std::uint32_t count_ = 0;
  std::array<Range, 24> few_;
  std::vector<Range> more_;
};

/// A condition with its pointers resolved to slots.
struct SlotCondition {
  Condition::Op op = Condition::Op::equals;
  std::vector<SlotId> left;    ///< more than one below a choice between alternatives
  std::vector<SlotId> right;   ///< empty: the constant
  std::uint32_t constant = 0;  ///< index in Store::constants
  std::optional<Instant> constant_instant;
  /// Where there is one slot on each side that has one, and none but objects around them: these
  /// objects, the innermost first. The slots show when these do.
  std::vector<SlotId> around;
  bool direct = false;
  /// Where the one slot on the left draws from a list of at most 64 values: its repertoire, how
  /// many they are, and which of them equal the constant (bit i: value i).
  RepertoireId repertoire = 0;
  std::uint32_t listed = 0;  ///< 0: not known
  std::uint64_t equal_values = 0;
};

/// A relation of the contract at one place of a layout.
struct Rule {
  std::string_view id;
  Relation::Form form = Relation::Form::always;
  SlotCondition premise;  ///< unused for `always`
  SlotCondition conclusion;
  bool unsettling = false;  ///< to keep it may break a rule before it
};

/// Which rules are not to be kept.
struct Excuse {
  std::size_t rule = ~std::size_t{0};  ///< this one
  SlotId broken = no_slot;             ///< and those that speak of this slot
  bool only_equality = false;          ///< of the latter, only those that demand equality
};

/// Makes drafts keep the relations of their callback type. Immutable.
class Solver {
 public:
  /// Resolves the relations of `layout`; one that leads nowhere is left out, since it does not
  /// apply.
  Solver(const Layout& layout, const contract::Validator& validator, Store& store);

  const std::vector<Rule>& rules() const { return rules_; }

  /// Changes what is not pinned until all rules hold; the left side of a conclusion first. False
  /// when they do not hold in the end.
  bool settle(std::span<Choice> draft, const Pins& pins, const Excuse& excuse = {}) const;
  /// The ids of the first rule that does not hold; empty when all do.
  std::string_view first_broken(std::span<const Choice> draft, const Excuse& excuse = {}) const;
  bool holds(const Rule& rule, std::span<const Choice> draft) const;
  Truth evaluate(const SlotCondition& condition, std::span<const Choice> draft) const;

  /// Makes a condition true or false. `ties`: to break an order by equality instead of by the
  /// reverse order. False when what is pinned forbids it.
  bool make(const SlotCondition& condition, bool wanted, std::span<Choice> draft, const Pins& pins,
            bool ties = false) const;

  /// The slot of `candidates` that the draft shows; no_slot when there is none.
  SlotId active(const std::vector<SlotId>& candidates, std::span<const Choice> draft) const;
  /// Whether the draft shows a value at a slot, null included.
  bool present(SlotId id, std::span<const Choice> draft) const;
  /// Makes a slot show a value that is not null, and all that it stands in too.
  void expose(SlotId id, std::span<Choice> draft) const;
  /// Whether a slot may take over a choice that was made for another one, of any layout.
  bool admits(SlotId id, const Choice& choice) const;
  /// Finds what a condition speaks of whose pointers start from `at`; `left` is empty when it leads
  /// nowhere.
  SlotCondition resolve(const Condition& condition, SlotId at, Store& store) const;
  /// Copies a value; false when it is not admitted there.
  bool copy(SlotId to, SlotId from, std::span<Choice> draft) const;

 private:
  enum class Outcome : std::uint8_t { kept, changed, stuck };

  /// What a condition speaks of in a draft. `left`: no_slot where it does not apply; `right`:
  /// no_slot for the constant.
  struct Sides {
    SlotId left = no_slot;
    SlotId right = no_slot;
  };
  Sides sides(const SlotCondition& condition, std::span<const Choice> draft) const;
  void find_around(SlotCondition& condition) const;
  void list_equal_values(SlotCondition& condition) const;
  Truth evaluate(const SlotCondition& condition, Sides sides, std::span<const Choice> draft) const;
  bool make(const SlotCondition& condition, Sides sides, bool wanted, std::span<Choice> draft,
            const Pins& pins, bool ties = false) const;
  struct Instants {
    Instant left, right;
    bool ordered(Condition::Op op) const {
      return op == Condition::Op::after ? left > right : left >= right;
    }
  };
  std::optional<Instants> instants(const SlotCondition& condition, Sides sides,
                                   std::span<const Choice> draft) const;

  bool unsettles(const Rule& rule, const Rule& earlier) const;
  Outcome fix(const Rule& rule, std::span<Choice> draft, const Pins& pins) const;
  Outcome fix_always(const SlotCondition& condition, std::span<Choice> draft,
                     const Pins& pins) const;
  bool excused(std::size_t index, const Excuse& excuse) const;
  bool speaks_of(const SlotCondition& condition, SlotId id, bool only_equality) const;
  bool is_free(SlotId id, const Pins& pins) const;
  bool is_null(SlotId id, std::span<const Choice> draft) const;
  bool equal(SlotId left, SlotId right, std::span<const Choice> draft) const;
  bool equals_constant(const SlotCondition& condition, SlotId id,
                       std::span<const Choice> draft) const;
  bool same_choices(SlotId left, SlotId right, std::span<const Choice> draft) const;
  bool congruent(SlotId left, SlotId right) const;
  bool set_null(SlotId id, std::span<Choice> draft, const Pins& pins) const;
  bool set_not_null(SlotId id, std::span<Choice> draft, const Pins& pins) const;
  bool set_constant(SlotId id, std::uint32_t constant, std::span<Choice> draft,
                    const Pins& pins) const;
  void vary(SlotId id, std::uint64_t entropy, std::span<Choice> draft) const;
  bool make_equal(const SlotCondition& condition, Sides sides, std::span<Choice> draft,
                  const Pins& pins) const;
  bool make_different(const SlotCondition& condition, Sides sides, std::span<Choice> draft,
                      const Pins& pins) const;
  bool make_ordered(const SlotCondition& condition, Sides sides, const Instants& now, bool wanted,
                    bool ties, std::span<Choice> draft, const Pins& pins) const;
  bool set_instant(SlotId id, Instant at, std::span<Choice> draft, const Pins& pins) const;
  std::string_view constant_text(std::uint32_t constant) const;

  const Layout& layout_;
  const contract::Validator& validator_;
  const Store& store_;
  std::vector<Rule> rules_;
};

}  // namespace hookworthy::plan
