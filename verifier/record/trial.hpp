#pragma once

#include "verifier/record/delivery.hpp"

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace hookworthy::record {

/// One delivery of a trial, in the order in which they were sent.
struct Attempt {
  std::uint64_t sequence = 0;  ///< of its Delivery in the same run
  std::uint32_t event = 0;     ///< number of the event that it tells of, from 1, as in the notation
  std::string type;            ///< callback type
  bool duplicate = false;      ///< the event was sent before in this trial
  /// Something that happened before to its entity was not yet sent and answered, or was early
  /// itself and refused: the receiver need not know what it speaks of.
  bool early = false;
  bool together = false;  ///< in flight at the same time as the one before
  Outcome outcome = Outcome::unsent;
  Cause cause = Cause::none;
  std::uint16_t status = 0;      ///< HTTP status; 0 without a response
  std::int64_t service_ns = -1;  ///< done - sent; -1: never sent
  friend bool operator==(const Attempt&, const Attempt&) = default;
};

/// What the receiver was seen to know of one entity after a trial had settled.
struct Sight {
  std::uint32_t entity = 0;    ///< number in the notation, from 1
  std::string expected_state;  ///< of the lifecycle, by the events that happened
  std::uint16_t status = 0;    ///< HTTP status of the probe; 0: no response
  /// What stands at the probe's pointer, if it is a text; nullopt: nothing, or something else.
  std::optional<std::string> state;
  /// The probe's document as compact JSON, entity ids replaced by `#1`, `#2` ..., without members
  /// that change by themselves; and the same after the events were delivered once each and in
  /// order. `null`: the receiver says that it knows nothing (404, 410). Empty: none was had, or
  /// not all that was delivered in order was accepted.
  std::string document;
  std::string ordered_document;
  friend bool operator==(const Sight&, const Sight&) = default;
};

/// Events in the life of some entities, delivered in some manner to a receiver that had not heard
/// of these entities before. All that is needed to judge it.
struct Trial {
  std::uint64_t number = 0;  ///< tells the entities of trials apart; unique in its run
  /// `EVENT ... / SENDING ...`, such as `new:1 reschedule:1>2 / 1 2|2`: events in the order in
  /// which they happened, with the numbers of their entities; then the events' numbers in the
  /// order of sending, `|` between those that are sent at the same instant, and `!` behind one
  /// whose client leaves without waiting for the answer. What was refused out of order is tried
  /// once more at the end, which the notation does not say.
  std::string notation;
  std::string operation;  ///< delivery fault that was applied, such as `duplicate`; `ordered`: none
  std::vector<Attempt> attempts;
  std::vector<Sight> sights;  ///< empty without a probe
  /// How often the same notation was tried to make sure of a failure, and how often it failed. A
  /// failure that does not repeat is flaky, not a violation. Both 0: it did not fail.
  std::uint32_t repeats = 0;
  std::uint32_t failures = 0;
  friend bool operator==(const Trial&, const Trial&) = default;
};

}  // namespace hookworthy::record
