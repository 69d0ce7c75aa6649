#pragma once

#include "generator/plan/plan.hpp"
#include "generator/plan/sequence.hpp"
#include "generator/run/control.hpp"
#include "generator/run/scenario.hpp"
#include "generator/run/sequence_phase.hpp"
#include "verifier/record/delivery.hpp"
#include "verifier/record/trial.hpp"
#include "verifier/result.hpp"

#include <cstdint>
#include <functional>
#include <map>
#include <span>
#include <string>
#include <string_view>

namespace hookworthy::explore {

/// What failed, one bit per kind of failure; 0: nothing. Asked of every trial that was delivered
/// whole, candidates of shrinking included. Pure, of the trial alone.
using TrialFailures = std::function<std::uint64_t(const record::Trial&)>;

/// Delivery faults, in the order in which they are first tried. Static.
///   ordered, duplicate, duplicate-in-flight, retry, swap, late, two-connections, burst,
///   interleaved, random (several at once)
std::span<const std::string_view> sequence_operations();

struct SearchLimits {
  std::uint64_t max_trials = 300;         ///< of the search itself; shrinking comes on top
  std::uint32_t shrinks_per_failure = 3;  ///< then a bit is no longer looked at
  std::uint32_t max_candidates = 120;     ///< of one shrinking
  std::uint32_t repeats = 3;              ///< to make sure of a shrunk trial
  std::uint32_t racing_repeats = 5;       ///< the same, if some of its sendings are together
  /// For one shrinking, and for making sure, each: after that what was reached has to do.
  std::int64_t max_shrink_ns = 5'000'000'000;
};

struct SequenceOutcome {
  run::ScenarioOutcome run;
  std::uint64_t trials = 0;                          ///< of the search
  std::uint64_t candidates = 0;                      ///< of shrinking and making sure
  std::map<std::string, std::uint64_t> transitions;  ///< callback type -> trials that told of it
  std::map<std::string, std::uint64_t> operations;   ///< operation -> trials
};

/// Searches for sequences of deliveries that make a receiver fail: first every delivery fault on
/// short lives, then random ones (RapidCheck), until the trials or the budget are used up. What
/// fails is shrunk to the fewest events and sendings that still fail in the same bit, and tried
/// again some times (Trial::repeats, Trial::failures). The sink is told of every trial that did
/// not fail and of every shrunk one.
///
/// The same seed makes the same trials with the same numbers as long as the receiver behaves the
/// same. Blocks, on the caller's thread. Nothing to do without a lifecycle: counts are all 0.
Result<SequenceOutcome> search_sequences(const plan::Plan& plan,
                                         const run::SequenceSettings& settings,
                                         const SearchLimits& limits, const TrialFailures& failures,
                                         record::Sink& sink, run::Control& control);

/// Delivers the sequence of a notation, as often as asked; the sink gets each as a final trial,
/// without repeats. Entities are those of the trial numbers from `first_number` on: take some that
/// the receiver has not seen, such as the seconds since 1970. The Error says what is wrong with
/// the notation, or why nothing could be sent.
struct Replay {
  run::ScenarioOutcome run;
  std::uint32_t trials = 0;    ///< that were delivered whole
  std::uint32_t failures = 0;  ///< of them
  std::uint64_t bits = 0;      ///< all that failed
};
Result<Replay> replay_sequence(const plan::Plan& plan, const run::SequenceSettings& settings,
                               std::string_view notation, std::uint32_t times,
                               std::uint64_t first_number, const TrialFailures& failures,
                               record::Sink& sink, run::Control& control);

}  // namespace hookworthy::explore
