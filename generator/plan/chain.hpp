#pragma once

#include "generator/plan/lives.hpp"
#include "generator/plan/model.hpp"
#include "generator/plan/plan.hpp"

#include <cstdint>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace hookworthy::plan {

/// Lives of entities as sequences of callbacks. Each step is made from (contract, seed, index)
/// alone: an entity is drawn from its number, then taken through the steps that it has had so far.
/// Immutable once made.
class Chain {
 public:
  /// No lives when the contract has no lifecycle with a successor, or when its lives cannot be
  /// made to keep all its rules.
  Chain(const contract::Contract& contract, std::span<const std::unique_ptr<Model>> models,
        std::uint64_t seed, Store& store);

  bool empty() const { return lives_.empty(); }
  /// Steps after which the callback types repeat.
  std::uint64_t period() const { return period_; }
  Plan::ChainStep locate(std::uint64_t index) const;
  /// Index of the model that makes the step's callback.
  std::size_t model_of(std::uint64_t index) const;
  std::string_view label(std::uint64_t index) const;
  void render(std::uint64_t index, std::string& body) const;

  /// Whether sequences of events can be told; also without lives.
  bool tells() const { return tells_; }
  /// Index of the model that tells of a transition.
  std::size_t model_of_transition(std::uint32_t transition) const {
    return moves_[transition].model;
  }
  /// Renders event `event` (from 1) of a valid sequence, with entities of their own per `number`.
  void tell(const Sequence& sequence, std::uint64_t number, std::uint32_t event,
            std::string& body) const;

 private:
  /// An entity's choices by attribute; attributes are places relative to the entity, of all types.
  struct Entity {
    std::vector<Choice> choices;
    std::vector<bool> known;
  };
  /// A subtree of a layout in which an entity stands.
  struct Seat {
    SlotId slot = no_slot;
    std::vector<std::uint32_t> attributes;  ///< of each slot of the subtree
    std::vector<SlotCondition> state;       ///< what its state looks like afterwards
    SlotId identity = no_slot;
    SlotId predecessor = no_slot;
    SlotId version = no_slot;  ///< only a date-time that can be computed
    std::vector<SlotId> stable;
  };
  /// A transition with its places resolved.
  struct Move {
    std::size_t model = 0;
    Seat entity;
    Seat successor;  ///< slot is no_slot without one
  };
  struct Carry {
    std::uint32_t from_model, to_model;
    SlotId from, to;
  };
  /// What makes a life one of a sequence of events instead of the endless one.
  struct Told {
    std::uint64_t first_id = 0;           ///< of the entities of the sequence
    std::vector<std::uint32_t> entities;  ///< number in the sequence of each link
    std::vector<std::uint32_t> moments;   ///< number of the event of each step
  };
  /// A life of the endless sequence, or one that is told.
  struct Instance {
    const Life* plan;
    std::uint64_t number;
    std::uint64_t first_link;
    const Told* told = nullptr;
  };
  struct Scratch;

  bool set_up(const contract::Lifecycle& lifecycle, Store& store);
  bool resolve(const contract::Lifecycle& lifecycle, Store& store);
  void resolve_carries(const contract::Lifecycle& lifecycle);
  Seat seat(const Model& model, const contract::Pointer& pointer, const std::string& state,
            const contract::Lifecycle& lifecycle, Store& store);
  bool interchangeable(const Carry& carry) const;
  bool admits(const Model& model, SlotId id, const Choice& choice) const;
  bool probe() const;
  bool probe_telling(const contract::Lifecycle& lifecycle) const;
  static std::uint32_t trace(const Sequence& sequence, std::uint32_t event, Life& life, Told& told);

  Instance instance(std::uint64_t life) const;
  std::uint64_t id_of(const Instance& life, std::uint32_t link) const;
  std::uint64_t entropy(const Instance& life, std::uint64_t what, std::uint64_t number) const;
  void start(const Instance& life, const Model& model, std::uint64_t bits, Draft& draft) const;
  void make_entity(const Instance& life, std::uint32_t link, const Entity* origin, Draft& draft,
                   Entity& entity) const;
  /// Takes an entity through step `number`: leaves the callback in `draft` and the entity as it is
  /// afterwards in `entity`.
  void pass(const Instance& life, std::uint32_t number, Draft& draft, Entity& entity) const;
  void advance(const Instance& life, std::uint32_t from, std::uint32_t to, Draft& draft,
               Entity& entity) const;
  void make_renewal(const Instance& life, std::uint32_t number, Draft& draft) const;
  void make(const Instance& life, std::uint32_t number, Draft& draft) const;

  void put(const Model& model, const Seat& seat, const Entity& entity, bool stable_only,
           Draft& draft) const;
  void take(const Seat& seat, const Draft& draft, Entity& entity) const;
  void name(const Model& model, const Seat& seat, std::uint64_t id, std::uint64_t predecessor,
            Draft& draft, Pins& pins) const;
  void set_state(const Model& model, const Seat& seat, Draft& draft, Pins& pins) const;
  void set_version(const Instance& life, std::uint32_t number, const Model& model, const Seat& seat,
                   Draft& draft, Pins& pins) const;
  void carry_over(const Instance& life, std::uint32_t number, Draft& draft, Pins& pins) const;
  void announce(const Instance& life, std::uint32_t number, Draft& draft, Pins& pins) const;
  Choice announced(const Instance& life, const Carry& carry, std::uint32_t link) const;
  std::uint32_t step_of_link(const Instance& life, std::uint32_t link) const;

  std::span<const std::unique_ptr<Model>> models_;
  std::uint64_t seed_;
  bool tells_ = false;
  bool calm_ = false;  ///< entities are canonical instead of drawn
  std::vector<Life> lives_;
  std::vector<Move> moves_;
  std::vector<Carry> carries_;
  /// Repertoires of which the first may show whatever is drawn for the second.
  std::vector<std::pair<RepertoireId, RepertoireId>> interchangeable_;
  std::vector<std::string> attributes_;
  std::uint64_t period_ = 0;
  std::uint64_t links_ = 0;  ///< of one period
};

}  // namespace hookworthy::plan
