#pragma once

#include "generator/plan/plan.hpp"
#include "generator/run/control.hpp"
#include "generator/run/scenario.hpp"
#include "verifier/case.hpp"
#include "verifier/record/delivery.hpp"
#include "verifier/result.hpp"

#include <cstdint>
#include <functional>
#include <string>
#include <vector>

namespace hookworthy::explore {

/// Says of a delivery whether it failed: 0 is fine, anything else names the way in which it failed.
/// Called on the searcher's thread. It must not depend on what was delivered before.
using Predicate = std::function<std::uint64_t(const record::Delivery&)>;

struct RandomSettings {
  run::ScenarioSettings run;       ///< its budget is that of the whole search
  std::vector<std::string> types;  ///< names; empty: all
  /// Combinations to draw; what confirms and shrinks failures is not counted. Draws that cannot
  /// hold together, or were drawn before, are not sent.
  std::uint64_t draws = 1000;
  bool pairs = true;  ///< send the rows of Plan::pair_rows before
  /// Rows and draws together, the rows first.
  std::uint64_t max_cases = ~std::uint64_t{0};
};

/// A combination of edges that failed, as small as it could be made.
struct RandomFinding {
  enum class State : std::uint8_t {
    confirmed,   ///< failed every time; its minimal case was sent for judging
    flaky,       ///< failed once, but not every time
    unconfirmed  ///< failed once; the budget or the user ended the search before it was repeated
  };
  State state = State::unconfirmed;
  CaseKey what{};
  std::string type;            ///< callback type
  std::string notation;        ///< of its picks, as Plan::notation
  std::uint64_t key = 0;       ///< what the predicate called the failure
  std::uint32_t repeats = 0;   ///< how often `what` was sent to make sure, each time with fresh ids
  std::uint32_t failures = 0;  ///< of `repeats`: failed with `key`
  /// Of the delivery to judge when confirmed, else of the first one that failed.
  std::uint64_t sequence = record::Delivery::no_delivery;
  record::Outcome outcome = record::Outcome::unsent;  ///< of the delivery `sequence`
  std::uint16_t status = 0;                           ///< likewise; 0 without a response
};

/// Pairs of edges of two fields of one type, over all types, as pairs.hpp chooses them.
struct PairCoverage {
  std::uint64_t covered = 0;     ///< in a callback that was sent; too low if the search was cut off
  std::uint64_t possible = 0;    ///< that the contract admits together
  std::uint64_t impossible = 0;  ///< that it does not
};

struct RandomOutcome {
  run::ScenarioOutcome run;  ///< of all that was sent
  PairCoverage pairs;
  std::uint64_t pair_cases = 0;   ///< rows that were sent
  std::uint64_t drawn_cases = 0;  ///< callbacks that were drawn and sent
  std::vector<RandomFinding> findings;
  /// Callbacks that failed alike and hold, or shrink to, a combination that was found before.
  std::uint64_t explained = 0;
  /// Failing callbacks that were not looked into: max_findings came first.
  std::uint64_t unexplored = 0;
};

/// Findings that a search looks for; failures beyond are only counted.
inline constexpr std::size_t max_findings = 64;

/// Looks for combinations of permitted edges that a receiver does not take: sends callbacks that
/// together hold every pair of edges of two fields, then draws further ones by RapidCheck, one to
/// four fields at once. What fails is repeated, shrunk to the fewest picks and
/// the earliest edges of their fields that fail alike, and repeated again. Which callbacks are sent
/// to find failures depends on the contract, the plan's seed and the settings alone (but for the
/// end of the budget: 70 % of it go into the search for failures, at most 40 % into pairs; the rest
/// is for what was found).
///
/// The sink sees cases of kind `combination`. Every delivery that fails by `failure`, and all that
/// confirm and shrink, are rehearsals; the minimal case of a confirmed finding is then sent once
/// more, to be judged. Each is sent with fresh ids, but where an edge is one of an id. Blocks;
/// everything happens on the caller's thread. The Error: an unknown type, or why the run could not
/// begin.
Result<RandomOutcome> search_random(const plan::Plan& plan, const RandomSettings& settings,
                                    const Predicate& failure, record::Sink& sink,
                                    run::Control& control);

}  // namespace hookworthy::explore
