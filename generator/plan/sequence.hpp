#pragma once

#include "verifier/contract/contract.hpp"
#include "verifier/result.hpp"

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace hookworthy::plan {

/// One transition of a lifecycle that happened to one entity.
struct Event {
  std::uint32_t transition = 0;  ///< index in Lifecycle::transitions
  std::uint32_t entity = 1;      ///< number of the entity, from 1
  std::uint32_t successor = 0;   ///< number of the entity that replaces it; 0: none
  friend bool operator==(const Event&, const Event&) = default;
};

/// One attempt to tell of an event.
struct Sending {
  enum class Manner : std::uint8_t {
    normal,    ///< the whole request, then its answer
    abandoned  ///< the whole request, then the client leaves without the answer
  };
  std::uint32_t event = 1;  ///< number of the event, from 1
  Manner manner = Manner::normal;
  bool together = false;  ///< in flight at the same instant as the one before
  friend bool operator==(const Sending&, const Sending&) = default;
};

/// Events in the life of some entities, in the order in which they happened, and how they are
/// delivered. A value; what it means depends on a lifecycle.
struct Sequence {
  static constexpr std::size_t max_events = 512;
  static constexpr std::size_t max_sendings = 2048;
  static constexpr std::size_t max_entities = 256;

  std::vector<Event> events;
  std::vector<Sending> sendings;

  /// Entities, which are numbered from 1 without holes.
  [[nodiscard]] std::uint32_t entities() const;
  friend bool operator==(const Sequence&, const Sequence&) = default;
};

/// Every event sent once, in order, each after the answer to the one before.
std::vector<Sending> in_order(std::size_t events);

/// Whether the sendings are those of in_order().
bool is_plain(const Sequence& sequence);

/// Index of the transition that a callback stands for when its entity is in `state`: the first of
/// that name that leaves the state and has a successor or not, as asked. nullopt: none.
std::optional<std::uint32_t> find_transition(const contract::Lifecycle& lifecycle,
                                             std::string_view callback, std::string_view state,
                                             bool successor);

/// Follows entities through their states, event by event.
class EntityStates {
 public:
  /// `lifecycle` must outlive this.
  explicit EntityStates(const contract::Lifecycle& lifecycle) : lifecycle_(&lifecycle) {}

  /// Whether the event may be next: it leaves the state that its entity is in, by find_transition;
  /// entities get their numbers in the order of their birth; one that was replaced has no more
  /// events; none is born replacing itself.
  [[nodiscard]] bool permits(const Event& event) const;
  /// Requires permits(event).
  void apply(const Event& event);

  [[nodiscard]] std::uint32_t count() const { return static_cast<std::uint32_t>(seen_.size()); }
  /// Of an entity from 1 to count() + 1; that one is in the initial state.
  [[nodiscard]] std::string_view state(std::uint32_t entity) const;
  [[nodiscard]] bool replaced(std::uint32_t entity) const;

 private:
  struct Seen {
    std::string_view state;
    bool replaced = false;
  };
  const contract::Lifecycle* lifecycle_;
  std::vector<Seen> seen_;
};

/// Whether the lifecycle permits the events and the sendings deliver them. The Error says what is
/// wrong. Rules: sizes within the bounds; EntityStates permits each event; the first sending is not
/// `together`; each event is sent at least once in the normal manner.
Result<void> validate(const Sequence& sequence, const contract::Lifecycle& lifecycle);

/// The state in which each entity ends, by its number less 1. Requires a valid sequence.
std::vector<std::string_view> final_states(const Sequence& sequence,
                                           const contract::Lifecycle& lifecycle);

// `new:1 reschedule:1>2 / 1 2! 2`: as record::Trial::notation says. In names of callbacks, blanks,
// `%`, `:`, `/`, `>`, `|` and control characters are written as `%` and two hexadecimal digits.

/// Requires a valid sequence.
std::string to_notation(const Sequence& sequence, const contract::Lifecycle& lifecycle);
/// The Error says what is wrong, in one line; what is returned is valid.
Result<Sequence> parse_notation(std::string_view notation, const contract::Lifecycle& lifecycle);

}  // namespace hookworthy::plan
