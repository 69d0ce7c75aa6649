#include "verifier/check/assess_trial.hpp"
#include "verifier/check/judge.hpp"

#include <algorithm>
#include <memory>
#include <utility>

#include <fmt/format.h>

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
  count_unanswered(assessment.unanswered);
  for (std::size_t i = 0; i < clause_count; ++i) {
    const auto id = static_cast<ClauseId>(i);
    if (!assessment.tested.has(id)) continue;
    ++counts_[i].cases;
    if (assessment.broken.has(id)) judge_broken(trial, assessment, id);
  }
}

void Judge::judge_broken(const record::Trial& trial, const TrialAssessment& assessment,
                         ClauseId id) {
  const auto place = static_cast<std::size_t>(id);
  if (is_flaky(trial)) {
    ++counts_[place].flaky;
    return;
  }
  auto proof = std::make_shared<TrialEvidence>();
  proof->trial = trial;
  proof->by_sight = id == ClauseId::keeps_state || id == ClauseId::converges;
  proof->proof = assessment.proof[place];
  if (trial.attempts.size() <= max_shown_bodies) proof->bodies = bodies_.of(trial.attempts);
  const Evidence evidence(std::move(proof));
  const auto type_state = [&]() -> TypeState& {
    return types_[answers_.type_of(trial.attempts[assessment.proof[place]].type)];
  };
  if (id == ClauseId::accepts_sequences) ++type_state().refused_in_order;
  const bool presumed = assessment.presumed.has(id);
  ClauseCounts& counts = presumed ? type_state().presumed.counts : counts_[place];
  ++counts.violations;
  counts.timeouts += evidence.outcome == record::Outcome::timed_out ? 1 : 0;
  (presumed ? type_state().presumed.evidence : evidence_[place]).offer(evidence);
}

void Judge::add_presumed(ClauseResult& result) const {
  EvidenceKeeper evidence(options_.evidence_per_clause);
  for (const Evidence& each : result.evidence) evidence.offer(each);
  std::uint64_t without_meaning = 0;
  for (const auto& state : types_) {
    if (state.presumptions_count()) {
      result.violations += state.presumed.counts.violations;
      evidence.merge(state.presumed.evidence);
    } else {
      without_meaning += state.presumed.counts.violations;
    }
  }
  result.evidence = evidence.sorted();
  result.cases -= without_meaning;
  result.missed += without_meaning;
  if (without_meaning == 0) return;
  result.reason =
      fmt::format("{} retries say nothing, since the callback is refused in order and once, too",
                  without_meaning);
}

}  // namespace hookworthy::check
