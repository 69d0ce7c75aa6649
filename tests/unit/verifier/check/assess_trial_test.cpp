#include "verifier/check/assess_trial.hpp"

#include "tests/support/sample_runs.hpp"
#include "verifier/check/judge.hpp"
#include "verifier/check/reproduce.hpp"

#include <cstdint>
#include <initializer_list>
#include <string>

#include <gtest/gtest.h>

namespace hookworthy::check {
namespace {

using record::Attempt;
using record::Cause;
using record::Outcome;
using record::Sight;
using record::Trial;

Attempt answered(std::uint32_t event, std::uint16_t status = 200, std::string type = "new") {
  Attempt attempt;
  attempt.event = event;
  attempt.type = std::move(type);
  attempt.outcome = Outcome::response;
  attempt.status = status;
  attempt.service_ns = 1'000'000;
  return attempt;
}
Attempt failed(std::uint32_t event, Outcome outcome, Cause cause = Cause::none) {
  Attempt attempt = answered(event, 0);
  attempt.outcome = outcome;
  attempt.cause = cause;
  return attempt;
}
Attempt duplicate(Attempt attempt) {
  attempt.duplicate = true;
  return attempt;
}
Attempt early(Attempt attempt) {
  attempt.early = true;
  return attempt;
}
Attempt together(Attempt attempt) {
  attempt.together = true;
  return attempt;
}

Trial trial_of(std::initializer_list<Attempt> attempts) {
  Trial trial;
  trial.notation = "new:1 / 1";
  trial.operation = "some";
  trial.attempts = attempts;
  return trial;
}

Sight sight(std::uint16_t status, std::string document = "", std::string ordered = "") {
  Sight seen;
  seen.entity = 1;
  seen.expected_state = "scheduled";
  seen.status = status;
  seen.document = std::move(document);
  seen.ordered_document = std::move(ordered);
  return seen;
}

TrialAssessment assess(const Trial& trial, bool has_probe = false) {
  static const AnswerTable answers(*test::SampleRun::contract());
  return assess_trial(trial, answers, has_probe);
}

ClauseSet clauses(std::initializer_list<ClauseId> ids) {
  ClauseSet set;
  for (const ClauseId id : ids) set.add(id);
  return set;
}

TEST(AssessTrial, HoldsOrderedDeliveryToAcceptance) {
  const auto kept = assess(trial_of({answered(1), answered(2, 204)}));
  EXPECT_EQ(kept.contact, Contact::reached);
  EXPECT_EQ(kept.tested, clauses({ClauseId::handles_sequences, ClauseId::accepts_sequences}));
  EXPECT_TRUE(kept.broken.empty());

  const auto refused = assess(trial_of({answered(1), answered(2, 409)}));
  EXPECT_EQ(refused.broken, clauses({ClauseId::accepts_sequences}));
  EXPECT_EQ(refused.proof[static_cast<std::size_t>(ClauseId::accepts_sequences)], 1U);

  const auto broken = assess(trial_of({answered(1), answered(2, 500)}));
  EXPECT_EQ(broken.broken, clauses({ClauseId::accepts_sequences, ClauseId::handles_sequences}));
}

TEST(AssessTrial, DoesNotGuessWhatTheAnswerWouldHaveBeen) {
  constexpr auto id = ClauseId::accepts_sequences;
  const Attempt silence = failed(2, Outcome::timed_out);
  const auto silent = assess(trial_of({answered(1), silence}));
  EXPECT_EQ(silent.tested, clauses({ClauseId::handles_sequences}));
  EXPECT_EQ(silent.broken, clauses({ClauseId::handles_sequences}));
  EXPECT_EQ(silent.unanswered, clauses({id}));

  const auto refused = assess(trial_of({answered(1), silence, answered(3, 409)}));
  EXPECT_TRUE(refused.broken.has(id));
  EXPECT_TRUE(refused.unanswered.empty());
}

TEST(AssessTrial, KnowsErrorsInAnyOrder) {
  for (const Attempt& bad : {answered(1, 503), failed(1, Outcome::timed_out),
                             failed(1, Outcome::transport_error, Cause::reset),
                             failed(1, Outcome::transport_error, Cause::malformed)}) {
    const auto result = assess(trial_of({early(answered(2)), bad}));
    EXPECT_TRUE(result.broken.has(ClauseId::handles_sequences));
    EXPECT_EQ(result.proof[static_cast<std::size_t>(ClauseId::handles_sequences)], 1U);
    EXPECT_FALSE(result.broken.has(ClauseId::accepts_out_of_order));
  }
  const auto left = assess(
      trial_of({failed(1, Outcome::transport_error, Cause::abandoned), duplicate(answered(1))}));
  EXPECT_TRUE(left.broken.empty()) << "the client did not wait";
}

TEST(AssessTrial, MissesWhatDidNotReachTheReceiver) {
  for (const Attempt& lost : {failed(2, Outcome::unsent), failed(2, Outcome::unfinished),
                              failed(2, Outcome::transport_error, Cause::refused),
                              failed(2, Outcome::transport_error, Cause::no_port)}) {
    const auto result = assess(trial_of({answered(1), lost}), true);
    EXPECT_NE(result.contact, Contact::reached);
    EXPECT_TRUE(result.tested.empty());
    EXPECT_TRUE(result.missed.has(ClauseId::handles_sequences));
    EXPECT_TRUE(result.missed.has(ClauseId::keeps_state));
  }
}

TEST(AssessTrial, WantsADuplicateAnsweredLikeTheOriginal) {
  constexpr auto id = ClauseId::duplicate_answered_alike;
  const auto alike = assess(trial_of({answered(1, 200), duplicate(answered(1, 204))}));
  EXPECT_TRUE(alike.tested.has(id));
  EXPECT_FALSE(alike.broken.has(id));
  EXPECT_FALSE(alike.tested.has(ClauseId::accepts_sequences));

  const auto refused = assess(trial_of({answered(1), answered(2), duplicate(answered(1, 409))}));
  EXPECT_TRUE(refused.broken.has(id));
  EXPECT_TRUE(refused.presumed.empty());
  EXPECT_EQ(refused.proof[static_cast<std::size_t>(id)], 2U);

  const auto at_once = assess(trial_of({answered(1, 409), together(duplicate(answered(1)))}));
  EXPECT_TRUE(at_once.broken.has(id)) << "one of two that are under way at once";

  const auto left = assess(trial_of(
      {failed(1, Outcome::transport_error, Cause::abandoned), duplicate(answered(1, 409))}));
  EXPECT_TRUE(left.broken.has(id)) << "the retry after a lost answer";
  EXPECT_TRUE(left.presumed.has(id));

  const auto after_error = assess(trial_of({answered(1, 500), duplicate(answered(1, 409))}));
  EXPECT_FALSE(after_error.tested.has(id)) << "the error is another clause's matter";
}

TEST(AssessTrial, ForgivesARefusalThatARetryMends) {
  const auto mended =
      assess(trial_of({early(answered(2, 409)), answered(1), duplicate(answered(2))}));
  EXPECT_TRUE(mended.tested.has(ClauseId::accepts_out_of_order));
  EXPECT_TRUE(mended.broken.empty());

  const auto refused =
      assess(trial_of({early(answered(2, 409)), answered(1), duplicate(answered(2, 409))}));
  EXPECT_EQ(refused.broken, clauses({ClauseId::accepts_out_of_order}));

  const auto late = assess(trial_of({early(answered(2)), answered(1, 410)}));
  EXPECT_EQ(late.broken, clauses({ClauseId::accepts_out_of_order}));
  EXPECT_EQ(late.proof[static_cast<std::size_t>(ClauseId::accepts_out_of_order)], 1U);
}

TEST(AssessTrial, LooksAtTheStateAfterOrderedDelivery) {
  Trial trial = trial_of({answered(1)});
  trial.sights = {sight(200)};
  EXPECT_FALSE(assess(trial).tested.has(ClauseId::keeps_state)) << "without a probe";
  EXPECT_TRUE(assess(trial, true).tested.has(ClauseId::keeps_state));
  EXPECT_TRUE(assess(trial, true).broken.empty()) << "the state need not be shown";
  trial.sights[0].state = "scheduled";
  EXPECT_TRUE(assess(trial, true).broken.empty());
  trial.sights[0].state = "cancelled";
  EXPECT_EQ(assess(trial, true).broken, clauses({ClauseId::keeps_state}));
  trial.sights = {sight(200), sight(404)};
  const auto unknown = assess(trial, true);
  EXPECT_EQ(unknown.broken, clauses({ClauseId::keeps_state}));
  EXPECT_EQ(unknown.proof[static_cast<std::size_t>(ClauseId::keeps_state)], 1U);
  trial.attempts = {answered(1, 500)};
  EXPECT_FALSE(assess(trial, true).tested.has(ClauseId::keeps_state)) << "it promised nothing";
  trial.attempts = {answered(1)};
  trial.sights = {sight(0)};
  EXPECT_TRUE(assess(trial, true).missed.has(ClauseId::keeps_state));
  EXPECT_FALSE(assess(trial, true).tested.has(ClauseId::keeps_state));
}

TEST(AssessTrial, WantsTheSameEndFromAnyDelivery) {
  constexpr auto id = ClauseId::converges;
  Trial trial = trial_of({answered(1), duplicate(answered(1))});
  trial.sights = {sight(200, "{\"n\":1}", "{\"n\":1}")};
  EXPECT_FALSE(assess(trial).tested.has(id));
  EXPECT_TRUE(assess(trial, true).tested.has(id));
  EXPECT_FALSE(assess(trial, true).broken.has(id));
  trial.sights[0].document = "{\"n\":2}";
  EXPECT_TRUE(assess(trial, true).broken.has(id));
  for (const char* nothing : {"", "null"}) {
    trial.sights[0].ordered_document = nothing;
    EXPECT_FALSE(assess(trial, true).tested.has(id)) << "unknown after ordered delivery too";
    EXPECT_EQ(assess(trial, true).missed.has(id), *nothing == '\0') << "nothing to compare with";
  }
}

Trial chain(std::int64_t (*service_ns)(std::int64_t link)) {
  Trial trial;
  trial.operation = "ordered";
  for (std::int64_t link = 1; link <= 100; ++link) {
    trial.attempts.push_back(answered(static_cast<std::uint32_t>(link)));
    trial.attempts.back().service_ns = service_ns(link);
  }
  return trial;
}

TEST(AssessTrial, TellsSquaresFromStraightLines) {
  constexpr auto id = ClauseId::scales_with_chains;
  const auto breaks = [](const Trial& trial) {
    const auto result = assess(trial);
    EXPECT_TRUE(result.tested.has(id));
    return result.broken.has(id);
  };
  EXPECT_FALSE(breaks(chain([](std::int64_t) -> std::int64_t { return 900'000'000; })));
  EXPECT_FALSE(breaks(chain([](std::int64_t n) { return n * 10'000'000; })));
  EXPECT_TRUE(breaks(chain([](std::int64_t n) { return 500'000 + n * n * 10'000; })));
  EXPECT_FALSE(breaks(chain([](std::int64_t n) { return n * n * 1000; }))) << "all are quick";
  EXPECT_FALSE(breaks(chain([](std::int64_t n) -> std::int64_t {
    return n % 3 == 0 ? 2'000'000'000 : 500'000;
  }))) << "some hiccups";
  Trial brief = chain([](std::int64_t n) { return n * n * 1'000'000; });
  brief.attempts.resize(min_chain_links - 1);
  EXPECT_FALSE(assess(brief).tested.has(id));
}

ClauseResult result_of(const Judge& judge, ClauseId id) {
  for (const auto& result : judge.results()) {
    if (result.id == id) return result;
  }
  return {};
}

TEST(JudgeOfTrials, CountsTrialsAndTellsFlakyOnes) {
  Judge judge(test::SampleRun::contract(), {});
  judge.take_trial(trial_of({answered(1)}));
  Trial broken = trial_of({answered(1), answered(2, 409, "cancelled")});
  broken.number = 77;
  broken.repeats = 3;
  broken.failures = 2;
  judge.take_trial(broken);
  auto result = result_of(judge, ClauseId::accepts_sequences);
  EXPECT_EQ(result.verdict, ClauseVerdict::kept);
  EXPECT_EQ(result.cases, 2U);
  EXPECT_EQ(result.flaky, 1U);
  EXPECT_EQ(result.violations, 0U);
  EXPECT_FALSE(result.reason.empty());

  broken.failures = 3;
  judge.take_trial(broken);
  result = result_of(judge, ClauseId::accepts_sequences);
  EXPECT_EQ(result.verdict, ClauseVerdict::violated);
  EXPECT_EQ(result.violations, 1U);
  ASSERT_EQ(result.evidence.size(), 1U);
  EXPECT_EQ(case_id(result.evidence[0].what.key), "sequence-77");
  EXPECT_EQ(result.evidence[0].what.type, "cancelled");
  ASSERT_NE(result.evidence[0].trial, nullptr);
  EXPECT_EQ(result.evidence[0].trial->trial, broken);

  Judge sum(test::SampleRun::contract(), {});
  sum.merge(judge);
  EXPECT_EQ(result_of(sum, ClauseId::accepts_sequences).flaky, 1U);
}

TEST(JudgeOfTrials, TakesHalfTheTimesForARace) {
  Trial race = trial_of({answered(1), together(duplicate(answered(1, 409)))});
  race.repeats = 5;
  for (const std::uint32_t failures : {2U, 3U}) {
    Judge judge(test::SampleRun::contract(), {});
    race.failures = failures;
    judge.take_trial(race);
    const auto result = result_of(judge, ClauseId::duplicate_answered_alike);
    EXPECT_EQ(result.violations, failures == 3 ? 1U : 0U);
    EXPECT_EQ(result.flaky, failures == 3 ? 0U : 1U);
  }
}

TEST(JudgeOfTrials, BlamesNoRetryForWhatIsRefusedInOrder) {
  const Trial retry = trial_of(
      {failed(1, Outcome::transport_error, Cause::abandoned), duplicate(answered(1, 409))});
  Judge judge(test::SampleRun::contract(), {});
  judge.take_trial(retry);
  auto result = result_of(judge, ClauseId::duplicate_answered_alike);
  EXPECT_EQ(result.verdict, ClauseVerdict::violated);
  EXPECT_EQ(result.violations, 1U);
  EXPECT_EQ(result.evidence.size(), 1U);

  Judge other(test::SampleRun::contract(), {});
  other.take_trial(trial_of({answered(1, 409, "cancelled")}));
  other.merge(judge);
  result = result_of(other, ClauseId::duplicate_answered_alike);
  EXPECT_EQ(result.verdict, ClauseVerdict::violated) << "another type is refused";

  judge.take_trial(trial_of({answered(1, 409)}));
  result = result_of(judge, ClauseId::duplicate_answered_alike);
  EXPECT_EQ(result.verdict, ClauseVerdict::inconclusive);
  EXPECT_EQ(result.violations, 0U);
  EXPECT_EQ(result.cases, 0U);
  EXPECT_EQ(result.missed, 1U);
  EXPECT_TRUE(result.evidence.empty());
  EXPECT_FALSE(result.reason.empty());
}

TEST(JudgeOfTrials, KeepsNoClauseOnSilence) {
  Judge judge(test::SampleRun::contract(), {});
  judge.take_trial(trial_of({answered(1)}));
  judge.take_trial(trial_of({failed(1, Outcome::timed_out)}));
  const auto result = result_of(judge, ClauseId::accepts_sequences);
  EXPECT_EQ(result.verdict, ClauseVerdict::inconclusive);
  EXPECT_EQ(result_of(judge, ClauseId::handles_sequences).verdict, ClauseVerdict::violated);
}

TEST(JudgeOfTrials, JudgesNoRehearsalAlone) {
  Judge judge(test::SampleRun::contract(), {});
  test::Sent sent;
  sent.answered(500).delivery.rehearsal = true;
  judge.take(sent.get());
  EXPECT_EQ(judge.taken(), 1U);
  EXPECT_EQ(judge.reached(), 1U);
  for (const auto& result : judge.results()) EXPECT_EQ(result.cases, 0U);
}

TEST(JudgeOfTrials, ShowsWhatWasSent) {
  Judge judge(test::SampleRun::contract(), {});
  Trial trial = trial_of({answered(1), together(answered(2)), answered(3, 500)});
  for (std::uint64_t i = 0; i < trial.attempts.size(); ++i) {
    trial.attempts[i].sequence = 100 + i;
    test::Sent sent;
    sent.sequence(100 + i).delivery.rehearsal = true;
    sent.request = "body " + std::to_string(i);
    judge.take(sent.get());
  }
  judge.take_trial(trial);
  const auto result = result_of(judge, ClauseId::handles_sequences);
  ASSERT_EQ(result.evidence.size(), 1U);
  EXPECT_EQ(result.evidence[0].sequence, 100U);
  RunContext context;
  context.target = "http://127.0.0.1:1/";
  context.seed = 9;
  context.probe = "http://127.0.0.1:1/{id}";
  const auto lines = reproduce(result.evidence[0], context, *test::SampleRun::contract());
  EXPECT_EQ(lines.replay,
            "hookworthy replay --sequence 'new:1 / 1' --seed 9 --probe 'http://127.0.0.1:1/{id}' "
            "http://127.0.0.1:1/");
  const std::string curl =
      " | curl -sS -i -X POST -H 'Content-Type: application/json' --data-binary @- "
      "http://127.0.0.1:1/";
  EXPECT_EQ(lines.curl, "printf '%s' 'body 0'" + curl + " &\nprintf '%s' 'body 1'" + curl +
                            " &\nwait\nprintf '%s' 'body 2'" + curl);
  context.signing = {"--hmac-header", "X-Sig"};
  const auto signed_lines = reproduce(result.evidence[0], context, *test::SampleRun::contract());
  EXPECT_NE(signed_lines.replay.find(" --hmac-header X-Sig --hmac-secret \"$SECRET\" --probe "),
            std::string::npos)
      << signed_lines.replay;
  EXPECT_NE(signed_lines.curl.find("-H 'X-Sig: '\"${SIGNATURE_3}\""), std::string::npos)
      << signed_lines.curl;
}

TEST(JudgeOfTrials, SaysThatAProbeIsNeeded) {
  const Judge without(test::SampleRun::contract(), {});
  EXPECT_EQ(result_of(without, ClauseId::converges).verdict, ClauseVerdict::not_tested);
  EXPECT_NE(result_of(without, ClauseId::converges).reason.find("--probe"), std::string::npos);
}

}  // namespace
}  // namespace hookworthy::check
