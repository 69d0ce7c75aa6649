#pragma once

#include "verifier/record/delivery.hpp"

#include <cstdint>

namespace hookworthy::record {

/// How the planned deliveries of a run ended. A run that keeps its books has
/// planned = answered + failed + timed_out + unsent + unfinished.
struct Counts {
  std::uint64_t planned = 0;
  std::uint64_t answered = 0;    ///< Outcome::response
  std::uint64_t failed = 0;      ///< Outcome::transport_error
  std::uint64_t timed_out = 0;   ///< Outcome::timed_out
  std::uint64_t unsent = 0;      ///< Outcome::unsent, and planned ones that no sink was told of
  std::uint64_t unfinished = 0;  ///< Outcome::unfinished

  /// Counts one delivery as ended so; not as planned.
  constexpr void add(Outcome outcome) {
    switch (outcome) {
      case Outcome::response:
        ++answered;
        return;
      case Outcome::transport_error:
        ++failed;
        return;
      case Outcome::timed_out:
        ++timed_out;
        return;
      case Outcome::unsent:
        ++unsent;
        return;
      case Outcome::unfinished:
        ++unfinished;
        return;
    }
  }
  constexpr void add(const Counts& other) {
    planned += other.planned;
    answered += other.answered;
    failed += other.failed;
    timed_out += other.timed_out;
    unsent += other.unsent;
    unfinished += other.unfinished;
  }
  /// Deliveries whose end is known, in one of the five ways.
  constexpr std::uint64_t ended() const {
    return answered + failed + timed_out + unsent + unfinished;
  }
  constexpr bool conserved() const { return planned == ended(); }
  friend constexpr bool operator==(const Counts&, const Counts&) = default;
};

}  // namespace hookworthy::record
