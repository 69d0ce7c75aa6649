// The random phase, and what it found out beside verdicts.

#include "cli/certify_phases.hpp"
#include "generator/explore/random.hpp"

#include <utility>

#include <fmt/format.h>

namespace hookworthy::cli {
namespace {

constexpr std::size_t max_finding_notes = 10;

std::string note_of(const explore::RandomFinding& finding) {
  if (finding.state == explore::RandomFinding::State::unconfirmed) {
    return fmt::format("{} ({}) failed once; there was no time to make sure", case_id(finding.what),
                       finding.notation);
  }
  return fmt::format("{} ({}) is flaky: it failed {} of {} times that it was repeated",
                     case_id(finding.what), finding.notation, finding.failures, finding.repeats);
}

}  // namespace

Result<run::ScenarioOutcome> CertifyPhases::run_random(const run::ScenarioSettings& settings,
                                                       record::Sink& sink, run::Control& control) {
  explore::RandomSettings own;
  own.run = settings;
  own.types = options_.types;
  own.max_cases = random_cases_;
  const auto failures = [this](const record::Delivery& delivery) {
    return failures_of(delivery, answers_, options_.clauses);
  };
  auto outcome = explore::search_random(plan_, own, failures, sink, control);
  if (!outcome) return outcome.error();
  explored_.push_back({.what = "pairs",
                       .tried = outcome->pairs.covered,
                       .of = outcome->pairs.possible,
                       .by_name = {}});
  explored_.push_back({.what = "combinations",
                       .tried = outcome->pair_cases + outcome->drawn_cases,
                       .of = std::nullopt,
                       .by_name = {}});
  std::size_t noted = 0;
  for (const explore::RandomFinding& finding : outcome->findings) {
    if (finding.state == explore::RandomFinding::State::confirmed) continue;
    if (noted++ < max_finding_notes) notes_.push_back(note_of(finding));
  }
  return std::move(outcome->run);
}

}  // namespace hookworthy::cli
