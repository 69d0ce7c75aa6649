#include "verifier/check/assess_trial.hpp"
#include "verifier/check/judge.hpp"

#include <algorithm>
#include <memory>

namespace hookworthy::check {
namespace {

/// A script of more lines is of no use to a person.
constexpr std::size_t max_shown_bodies = 16;

bool is_race(const record::Trial& trial) {
  return std::ranges::any_of(trial.attempts, &record::Attempt::together);
}

/// A race shows when it likes: half of the times will do. Whatever else does not fail each time was
/// something else's doing.
bool is_flaky(const record::Trial& trial) {
  return is_race(trial) ? 2 * trial.failures < trial.repeats : trial.failures < trial.repeats;
}

}  // namespace

void Judge::take_rehearsal(const record::Delivery& delivery, Contact contact) {
  reached_ += contact == Contact::reached ? 1 : 0;
  not_reached_ += contact == Contact::not_reached ? 1 : 0;
  harness_faults_ += contact == Contact::harness ? 1 : 0;
  if (options_.evidence_per_clause > 0) bodies_.keep(delivery);
}

void Judge::take_trial(const record::Trial& trial) {
  const TrialAssessment assessment = assess_trial(trial, answers_, options_.has_probe);
  count_missed(answers_.no_type(), assessment.missed);
  for (std::size_t i = 0; i < clause_count; ++i) {
    const auto id = static_cast<ClauseId>(i);
    if (!assessment.tested.has(id)) continue;
    ClauseCounts& counts = counts_[i];
    ++counts.cases;
    if (!assessment.broken.has(id)) continue;
    if (is_flaky(trial)) {
      ++counts.flaky;
      continue;
    }
    auto proof = std::make_shared<TrialEvidence>();
    proof->trial = trial;
    proof->by_sight = id == ClauseId::keeps_state || id == ClauseId::converges;
    proof->proof = assessment.proof[i];
    if (trial.attempts.size() <= max_shown_bodies) proof->bodies = bodies_.of(trial.attempts);
    const Evidence evidence(std::move(proof));
    ++counts.violations;
    counts.timeouts += evidence.outcome == record::Outcome::timed_out ? 1 : 0;
    evidence_[i].offer(evidence);
  }
}

}  // namespace hookworthy::check
