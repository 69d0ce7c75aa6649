// The sequence phase, and what the searching phases look for.

#include "cli/certify_phases.hpp"
#include "generator/explore/sequences.hpp"
#include "verifier/check/assess_trial.hpp"

#include <set>
#include <utility>

#include <fmt/format.h>

namespace hookworthy::cli {
namespace {

std::uint64_t bits_of(check::ClauseSet set) {
  std::uint64_t bits = 0;
  for (const check::Clause& clause : check::clauses()) {
    if (set.has(clause.id)) bits |= std::uint64_t{1} << static_cast<unsigned>(clause.id);
  }
  return bits;
}

}  // namespace

std::uint64_t failures_of(const record::Delivery& delivery, const check::AnswerTable& answers,
                          check::ClauseSet clauses) {
  const std::size_t type = answers.type_of(delivery.what.type);
  return bits_of(check::assess(delivery, answers.answer(type, delivery.status)).broken & clauses);
}

std::uint64_t failures_of(const record::Trial& trial, const check::AnswerTable& answers,
                          check::ClauseSet clauses, bool has_probe) {
  return bits_of(check::assess_trial(trial, answers, has_probe).broken & clauses);
}

Result<run::ScenarioOutcome> CertifyPhases::run_sequence(const run::ScenarioSettings& settings,
                                                         record::Sink& sink,
                                                         run::Control& control) {
  const bool has_probe = options_.probe.has_value();
  const auto failures = [this, has_probe](const record::Trial& trial) {
    return failures_of(trial, answers_, options_.clauses, has_probe);
  };
  auto outcome = explore::search_sequences(plan_, {.run = settings, .probe = options_.probe},
                                           {.max_trials = trials_}, failures, sink, control);
  if (!outcome) return outcome.error();
  std::set<std::string_view> callbacks;
  for (const auto& transition : plan_.contract().lifecycle()->transitions) {
    callbacks.insert(transition.callback);
  }
  explored_.push_back({.what = "transitions",
                       .tried = outcome->transitions.size(),
                       .of = callbacks.size(),
                       .by_name = std::move(outcome->transitions)});
  explored_.push_back({.what = "operations",
                       .tried = outcome->operations.size(),
                       .of = explore::sequence_operations().size(),
                       .by_name = std::move(outcome->operations)});
  return std::move(outcome->run);
}

}  // namespace hookworthy::cli
