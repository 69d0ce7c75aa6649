#pragma once

#include "verifier/check/assess.hpp"
#include "verifier/check/clause.hpp"
#include "verifier/record/trial.hpp"

#include <array>
#include <cstddef>
#include <cstdint>

namespace hookworthy::check {

/// What one trial says by itself.
struct TrialAssessment {
  Contact contact = Contact::none;  ///< reached: some attempt was, and none was not
  ClauseSet tested;
  ClauseSet broken;  ///< of `tested`
  ClauseSet missed;  ///< clauses of which it would have been a case, had the receiver been reached
  ClauseSet unanswered;  ///< the same, had it answered in time
  /// Of `broken`: it was not seen that the original is accepted, since its client had left.
  ClauseSet presumed;
  /// What proves that a clause is broken: the number of a sight for keeps-state and converges, of
  /// an attempt for all others. Both from 0.
  std::array<std::uint32_t, clause_count> proof{};
};

/// Links that a chain needs to tell of growth, and how many at each end are looked at.
inline constexpr std::size_t min_chain_links = 50;
inline constexpr std::size_t chain_end_links = 10;
/// The last links may take so many times as long as the first: the 95th would take about 17 times
/// as long as the 5th if the time of a link grew with its number, 300 times if with the square.
inline constexpr std::int64_t max_chain_growth = 30;
/// Below this, which no busy machine's hiccups reach in the middle of ten links, nothing is slow.
inline constexpr std::int64_t chain_floor_ns = 50'000'000;

/// True for a trial whose events were delivered once each and in order, one after the other.
[[nodiscard]] bool is_ordered(const record::Trial& trial);

/// The rules. An ordered trial is a case of
///   accepts-sequences: broken by an attempt that was not answered with an accepted status, but
///     unanswered, if nothing else breaks it, by a timeout;
///   keeps-state (with a probe): broken by an entity that the probe does not answer 2xx for, or
///     whose state, where the probe shows one, is not the lifecycle's;
///   scales-with-chains (min_chain_links or more): broken when the median service time of the last
///     chain_end_links attempts is above chain_floor_ns and max_chain_growth times the first ones'.
/// Any other trial is a case of
///   duplicate-answered-alike, with a duplicate of an answered event: broken when one was accepted
///     and the other one was not, unless a refusal came first and a later retry mended it. An
///     original whose client had left is presumed to be accepted, if it was not early;
///   accepts-out-of-order, with an early or late event: broken when such an event was refused
///     and never accepted (5xx, drops and timeouts are not its matter);
///   converges (with a probe), for entities that the probe knew after ordered delivery: broken when
///     its document is another one now.
/// keeps-state and converges look at trials alone of which every event was accepted at least once.
/// Every trial is a case of handles-sequences: broken by a 5xx, a dropped connection or a timeout.
/// Cause::abandoned is the client's doing. Attempts that did not reach the receiver, or were not
/// sent, make the whole trial a missed one.
[[nodiscard]] TrialAssessment assess_trial(const record::Trial& trial, const AnswerTable& answers,
                                           bool has_probe);

}  // namespace hookworthy::check
