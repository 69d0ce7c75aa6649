#pragma once

#include "generator/plan/sequence.hpp"
#include "verifier/case.hpp"
#include "verifier/contract/contract.hpp"
#include "verifier/result.hpp"

#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace hookworthy::plan {

struct Options {
  std::uint64_t seed = 1;
  std::string
      link_host;  ///< host of generated links; empty: the contract's (reserved names, RFC 2606)
};

/// One thing that can be done to one field: what `generate --labels` calls label.
struct Variation {
  std::string_view label;  ///< stable name, unique for its field and kind
  Expect expect;
};

/// A field of a callback type with what the catalogue has for it, for coverage reports.
struct Field {
  std::string_view pointer;  ///< RFC 6901 into the callback; array items are numbered from 0
  std::span<const Variation> edges;
  std::span<const Variation> violations;
  /// Holds an entity's id: with an edge here, callbacks with the same edges have the same bytes.
  bool identity = false;
};

/// A choice of one edge for one field, for composing a callback with several edges at once.
struct Pick {
  std::uint32_t field;  ///< index in fields(type)
  std::uint32_t edge;   ///< index in Field::edges
};

struct PairRows;

/// Every callback that a contract allows, and many that it forbids, each at a fixed index.
///
/// A callback depends on (contract, seed, kind, index) alone: never on threads, time or earlier
/// calls. Immutable once made; all const members may be called from any thread.
class Plan {
 public:
  struct Impl;

  /// The Error names the schema for which no valid value could be made.
  static Result<Plan> make(std::shared_ptr<const contract::Contract> contract, Options options);
  ~Plan();
  Plan(Plan&&) noexcept;
  Plan& operator=(Plan&&) noexcept;

  static constexpr std::uint64_t unlimited = ~std::uint64_t{0};
  /// Cases of a kind: finite for canonical, edge and violation, unlimited for random, chain and
  /// combination, 0 for kinds that no plan makes.
  std::uint64_t count(Kind kind) const;

  /// Renders case `index` of `kind` into `body` (replaced, its capacity reused; UTF-8 JSON bytes).
  /// Requires index < count(kind); but canonical callbacks go on behind it, round after round of
  /// the types, each with ids of its own. The label of a combination, the notation of its edges,
  /// is valid until the thread's next call; of edges that cannot hold together the later are left
  /// out.
  Case at(Kind kind, std::uint64_t index, std::string& body) const;
  /// The same without the bytes.
  Case describe(Kind kind, std::uint64_t index) const;
  /// Whether the case's point is in its exact bytes (white space, duplicate members, lone
  /// surrogates), so that it does not survive a JSON parser.
  bool exact_bytes(Kind kind, std::uint64_t index) const;

  /// The life that a chain case belongs to; deliveries of one life have to keep their order.
  struct ChainStep {
    std::uint64_t life;   ///< number of the life, unique
    std::uint32_t step;   ///< 0 is the first callback of that life
    std::uint32_t steps;  ///< of the whole life
    std::uint64_t first;  ///< chain index of its step 0; the steps of a life are consecutive
  };
  ChainStep chain_step(std::uint64_t index) const;

  /// Indices after which the types of a kind's cases repeat; count(kind) for a finite kind.
  std::uint64_t period(Kind kind) const;

  /// Fields of a type (index in contract().types()) in contract order, the root included.
  std::span<const Field> fields(std::size_t type) const;

  /// A canonical callback of `type` with several edges at once. `entropy` tells callbacks apart
  /// (ids, by its lowest 24 bits). The case is of kind combination, with index 0; field and label
  /// are those of the first pick; it expects `either` when a pick does. The Error says which picks
  /// cannot hold together because of a relation.
  Result<Case> compose(std::size_t type, std::span<const Pick> picks, std::uint64_t entropy,
                       std::string& body) const;

  /// Cases of kind combination with the same edges, which differ in their ids.
  static constexpr std::uint64_t variants = 8;
  /// The index of the combination of some edges, in any order; nullopt when there are more of them
  /// (as a rule: more than 4) than an index below 2^53 can name. variant < variants.
  std::optional<std::uint64_t> combination(std::size_t type, std::span<const Pick> picks,
                                           std::uint64_t variant) const;
  /// The entropy by which the combination of an index is composed; less than 2^23.
  static std::uint64_t combination_entropy(std::uint64_t index);
  /// The callbacks of a type that hold all pairs of edges, as pairs.hpp says. Made by the first
  /// call, which is slow.
  const PairRows& pair_rows(std::size_t type) const;
  /// The index among combinations of a row of pair_rows(type); below 2^53. Its label is
  /// `pairs-ROW`, and it is of no one field. variant < variants.
  std::uint64_t pair_row(std::size_t type, std::uint64_t row, std::uint64_t variant) const;
  /// `/booking/note=null /booking/lesson/title=astral`
  std::string notation(std::size_t type, std::span<const Pick> picks) const;

  /// Whether callbacks can be made of sequences: the contract has a lifecycle that they can keep.
  bool tells_sequences() const;
  /// Renders the callback that tells of event `event` (from 1) of a valid sequence. The case is of
  /// kind sequence, with `number` as index. Entities have ids that no other number has, and are
  /// canonical in all else, so that two numbers differ in ids alone. An entity's version
  /// (Lifecycle::version) grows with the events. Requires tells_sequences().
  Case tell(const Sequence& sequence, std::uint64_t number, std::uint32_t event,
            std::string& body) const;
  /// The id of an entity (its number from 1) of a valid sequence, as text without quotes.
  std::string entity_id(const Sequence& sequence, std::uint64_t number, std::uint32_t entity) const;

  const contract::Contract& contract() const;
  std::shared_ptr<const contract::Contract> shared_contract() const;
  std::uint64_t seed() const;

 private:
  explicit Plan(std::unique_ptr<const Impl> impl);
  Case combination_at(std::uint64_t index, std::string& body) const;
  bool combination_exact(std::uint64_t index) const;

  std::unique_ptr<const Impl> impl_;
};

/// The cases of one kind that are of some types, numbered from 0 without holes.
class Selection {
 public:
  /// `types`: names; empty means all. The Error names an unknown type and the known ones.
  static Result<Selection> make(const Plan& plan, Kind kind, std::span<const std::string> types);

  std::uint64_t count() const;  ///< Plan::unlimited for endless kinds
  std::uint64_t index_at(
      std::uint64_t position) const;  ///< index in the plan's kind; position < count()
  Kind kind() const { return kind_; }

 private:
  Kind kind_ = Kind::canonical;
  std::uint64_t endless_period_ = 0;      ///< indices per period of an endless kind; 0: finite
  std::vector<std::uint64_t> positions_;  ///< matching indices (of one period when endless)
};

}  // namespace hookworthy::plan
