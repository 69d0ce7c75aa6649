#include "verifier/check/judge.hpp"

#include "tests/unit/verifier/check/judged.hpp"

#include <algorithm>
#include <memory>
#include <random>
#include <string>
#include <vector>

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

namespace hookworthy::check {
namespace {

using record::Cause;
using record::Delivery;
using record::Outcome;
using record::Phase;
using test::Sent;
using Id = ClauseId;

Sent bad(std::uint64_t sequence, std::uint64_t index = 3) {
  return Sent()
      .sequence(sequence)
      .of(Kind::violation, index, Expect::reject)
      .at("/a", "missing")
      .answered(400);
}
Sent probe(std::uint64_t sequence, std::uint64_t after) {
  return Sent().sequence(sequence).probe_of(after);
}
Sent edge(std::uint64_t sequence, std::uint64_t index) {
  return Sent()
      .sequence(sequence)
      .of(Kind::edge, index, Expect::accept)
      .at("/f" + std::to_string(index), "null");
}

std::vector<ClauseResult> judged(std::vector<Sent> deliveries, JudgeOptions options = {}) {
  Judge judge(embedded(), std::move(options));
  for (auto& sent : deliveries) judge.take(sent.get());
  return judge.results();
}

TEST(Judge, HasNotTestedWhatWasNotPlanned) {
  for (const auto& result : judged({})) {
    EXPECT_EQ(result.verdict, ClauseVerdict::not_tested);
    EXPECT_EQ(result.cases, 0U);
  }
  const auto results = judged({Sent()});
  EXPECT_EQ(result_of(results, Id::accepts_canonical).verdict, ClauseVerdict::kept);
  EXPECT_EQ(result_of(results, Id::accepts_edges).verdict, ClauseVerdict::not_tested);
  EXPECT_EQ(result_of(results, Id::never_5xx_or_drop).verdict, ClauseVerdict::kept);
}

TEST(Judge, IsInconclusiveWhereNothingWasReached) {
  const auto results = judged({Sent().failed(Phase::connect, Cause::refused)});
  const auto& result = result_of(results, Id::accepts_canonical);
  EXPECT_EQ(result.verdict, ClauseVerdict::inconclusive);
  EXPECT_EQ(result.cases, 0U);
  EXPECT_EQ(result.missed, 1U);
  EXPECT_EQ(result.reason, "1 of 1 planned cases could not be judged");
}

TEST(Judge, KeepsAClauseOnWhatWasTestedWhenTheBudgetEnds) {
  const auto results = judged({edge(0, 0), edge(1, 1).ended(Outcome::unsent)});
  const auto& result = result_of(results, Id::accepts_edges);
  EXPECT_EQ(result.verdict, ClauseVerdict::kept);
  EXPECT_EQ(result.cases, 1U);
  EXPECT_EQ(result.missed, 1U);
  EXPECT_EQ(result.reason, "1 of 2 planned cases could not be judged");
}

TEST(Judge, KeepsNoClauseOnSilence) {
  const auto results = judged({Sent(), edge(0, 0), edge(1, 1).timed_out()});
  const auto& result = result_of(results, Id::accepts_edges);
  EXPECT_EQ(result.verdict, ClauseVerdict::inconclusive);
  EXPECT_EQ(result.violations, 0U);
  EXPECT_EQ(result.cases, 1U);
  EXPECT_EQ(result.reason, "1 of 2 planned cases could not be judged, 1 not answered in time");
  EXPECT_EQ(result_of(results, Id::answers_in_time).verdict, ClauseVerdict::violated);
  EXPECT_EQ(result_of(results, Id::accepts_canonical).verdict, ClauseVerdict::kept);
  const auto with_refusal = judged({edge(0, 0).answered(400), edge(1, 1).timed_out()});
  EXPECT_EQ(result_of(with_refusal, Id::accepts_edges).verdict, ClauseVerdict::violated);
}

TEST(Judge, DoesNotAskAfterBadCasesWhereEvenTheCanonicalOneGetsNoAnswer) {
  JudgeOptions options;
  options.canonical_types = {"new"};
  const auto results = judged({Sent().timed_out(), bad(1), probe(2, 1).timed_out()}, options);
  EXPECT_EQ(result_of(results, Id::accepts_canonical).verdict, ClauseVerdict::inconclusive);
  EXPECT_EQ(result_of(results, Id::accepts_after_bad).verdict, ClauseVerdict::inconclusive);
  EXPECT_EQ(result_of(results, Id::answers_in_time).verdict, ClauseVerdict::violated);
}

TEST(Judge, NeedsTheCanonicalCallbackOfEveryPlannedType) {
  JudgeOptions options;
  options.canonical_types = {"new", "cancelled", "report"};
  auto results = judged({Sent()}, options);
  EXPECT_EQ(result_of(results, Id::accepts_canonical).verdict, ClauseVerdict::inconclusive);
  EXPECT_EQ(result_of(results, Id::accepts_canonical).reason, "not judged for: cancelled, report");
  results = judged({Sent(), Sent().typed("cancelled"), Sent().typed("report")}, options);
  EXPECT_EQ(result_of(results, Id::accepts_canonical).verdict, ClauseVerdict::kept);
  results = judged({Sent().answered(400)}, options);
  EXPECT_EQ(result_of(results, Id::accepts_canonical).verdict, ClauseVerdict::violated);
}

TEST(Judge, FollowsTheProfile) {
  JudgeOptions strict;
  strict.profile = Profile::strict;
  const std::vector<Sent> accepted = {bad(0).answered(200)};
  EXPECT_EQ(result_of(judged(accepted), Id::rejects_violations).level, Level::should);
  const auto results = judged(accepted, strict);
  EXPECT_EQ(result_of(results, Id::rejects_violations).level, Level::must);
  EXPECT_EQ(result_of(results, Id::rejects_violations).verdict, ClauseVerdict::violated);
}

TEST(Judge, LeavesOutClausesThatWereNotChosen) {
  JudgeOptions options;
  options.clauses = ClauseSet();
  options.clauses.add(Id::accepts_edges);
  const auto results = judged({edge(0, 0)}, options);
  ASSERT_EQ(results.size(), 1U);
  EXPECT_EQ(results[0].id, Id::accepts_edges);
}

TEST(Judge, CountsAProbeToNoOtherAcceptClause) {
  const auto results = judged({bad(0), probe(1, 0)});
  EXPECT_EQ(result_of(results, Id::accepts_after_bad).cases, 1U);
  EXPECT_EQ(result_of(results, Id::accepts_after_bad).verdict, ClauseVerdict::kept);
  EXPECT_EQ(result_of(results, Id::accepts_canonical).verdict, ClauseVerdict::not_tested);
}

TEST(Judge, ShowsBothCasesWhenAProbeFails) {
  const auto results = judged({Sent(), bad(1, 42), probe(2, 1).answered(500, "oops")});
  const auto& result = result_of(results, Id::accepts_after_bad);
  EXPECT_EQ(result.verdict, ClauseVerdict::violated);
  ASSERT_EQ(result.evidence.size(), 1U);
  const Evidence& evidence = result.evidence[0];
  EXPECT_EQ(case_id(evidence.what.key), "canonical-0");
  ASSERT_TRUE(evidence.preceding);
  EXPECT_EQ(case_id(evidence.preceding->key), "violation-42");
  EXPECT_EQ(evidence.preceding->field, "/a");
  EXPECT_EQ(describe_response(evidence, 100), "500 oops");
}

TEST(Judge, LearnsLateWhatAProbeFollowedUp) {
  const auto results = judged({Sent(), probe(2, 1).answered(500), bad(1, 42)});
  const auto& result = result_of(results, Id::accepts_after_bad);
  ASSERT_EQ(result.evidence.size(), 1U);
  ASSERT_TRUE(result.evidence[0].preceding);
  EXPECT_EQ(case_id(result.evidence[0].preceding->key), "violation-42");
}

TEST(Judge, TakesARefusedProbeForAViolationOnlyAfterADrop) {
  const auto refused = probe(2, 1).failed(Phase::connect, Cause::refused);
  const auto dropped = bad(1).failed(Phase::read, Cause::closed);
  for (const bool late : {false, true}) {
    auto results = late ? judged({refused, dropped}) : judged({dropped, refused});
    EXPECT_EQ(result_of(results, Id::accepts_after_bad).violations, 1U) << late;
    ASSERT_EQ(result_of(results, Id::accepts_after_bad).evidence.size(), 1U) << late;
    EXPECT_TRUE(result_of(results, Id::accepts_after_bad).evidence[0].preceding) << late;

    results = late ? judged({refused, bad(1)}) : judged({bad(1), refused});
    EXPECT_EQ(result_of(results, Id::accepts_after_bad).verdict, ClauseVerdict::inconclusive)
        << late;
    EXPECT_EQ(result_of(results, Id::accepts_after_bad).missed, 1U) << late;
  }
}

TEST(Judge, LearnsNothingFromProbesWhoseCanonicalCallbackIsRefusedAnyway) {
  const auto results =
      judged({bad(1), probe(2, 1).answered(400), Sent().answered(400), Sent().typed("cancelled"),
              bad(3).typed("cancelled"), probe(4, 3).typed("cancelled").answered(400)});
  const auto& result = result_of(results, Id::accepts_after_bad);
  EXPECT_EQ(result.cases, 1U);
  EXPECT_EQ(result.violations, 1U);
  ASSERT_EQ(result.evidence.size(), 1U);
  EXPECT_EQ(result.evidence[0].what.type, "cancelled");
  EXPECT_NE(result.reason.find("1 probes say nothing"), std::string::npos);
}

TEST(Judge, CountsExactlyButKeepsLittleEvidence) {
  std::vector<Sent> deliveries;
  for (std::uint64_t i = 0; i < 100; ++i) deliveries.push_back(edge(i, i % 10).answered(400));
  const auto results = judged(deliveries);
  const auto& result = result_of(results, Id::accepts_edges);
  EXPECT_EQ(result.violations, 100U);
  ASSERT_EQ(result.evidence.size(), 5U);
  for (std::uint64_t i = 0; i < 5; ++i) {
    EXPECT_EQ(result.evidence[i].sequence, i);
    EXPECT_EQ(result.evidence[i].what.label, "null");
    EXPECT_EQ(result.evidence[i].what.field, "/f" + std::to_string(i));
  }
}

TEST(Judge, CutsLongRequests) {
  Sent sent = edge(0, 0).answered(400);
  sent.request.assign(Evidence::max_request_bytes + 10, 'x');
  const auto results = judged({sent});
  const Evidence& evidence = result_of(results, Id::accepts_edges).evidence.at(0);
  EXPECT_EQ(evidence.request.size(), Evidence::max_request_bytes);
  EXPECT_EQ(evidence.request_bytes, Evidence::max_request_bytes + 10);
  EXPECT_TRUE(evidence.request_cut());
}

/// A run of certify's kind: cases with probes behind them, and any of them may go wrong.
std::vector<Sent> some_run() {
  std::vector<Sent> run;
  const auto cases = *rc::gen::inRange<std::uint64_t>(1, 40);
  const std::vector<std::string> types = {"new", "cancelled", "report"};
  for (std::uint64_t i = 0; i < cases; ++i) {
    const auto end = [](Sent& sent) {
      switch (*rc::gen::inRange(0, 8)) {
        case 0:
          sent.answered(400);
          break;
        case 1:
          sent.answered(500);
          break;
        case 2:
          sent.failed(Phase::read, Cause::closed);
          break;
        case 3:
          sent.timed_out();
          break;
        case 4:
          sent.failed(Phase::connect, Cause::refused);
          break;
        case 5:
          sent.ended(Outcome::unsent);
          break;
        default:
          sent.answered(200);
      }
    };
    Sent sent;
    sent.typed(*rc::gen::elementOf(types)).sequence(2 * i);
    switch (*rc::gen::inRange(0, 3)) {
      case 0:
        sent.of(Kind::edge, i, Expect::accept).at("/f" + std::to_string(i % 7), "null");
        break;
      case 1:
        sent.of(Kind::violation, i, Expect::reject).at("/g", std::to_string(i % 7));
        break;
      default:
        break;
    }
    end(sent);
    run.push_back(sent);
    if (sent.delivery.what.expect != Expect::reject) continue;
    Sent after;
    after.typed(sent.type).sequence(2 * i + 1).probe_of(2 * i);
    end(after);
    run.push_back(after);
  }
  return run;
}

std::string described(const std::vector<ClauseResult>& results) {
  std::string text;
  for (const auto& result : results) {
    text += std::string(clause(result.id).name) + " " + std::string(to_string(result.verdict)) +
            " " + std::to_string(result.cases) + "/" + std::to_string(result.violations) + "/" +
            std::to_string(result.missed) + " " + result.reason;
    for (const auto& evidence : result.evidence) {
      text += " " + std::to_string(evidence.sequence) + ":" + evidence.what.field +
              (evidence.preceding ? "<" + evidence.preceding->label : "");
    }
    text += "\n";
  }
  return text;
}

RC_GTEST_PROP(Judge, DoesNotDependOnTheOrderInWhichDeliveriesEnd, ()) {
  auto run = some_run();
  const std::string in_order = described(judged(run));
  std::shuffle(run.begin(), run.end(), std::mt19937(*rc::gen::arbitrary<std::uint32_t>()));
  // But a probe is sent when its case has ended.
  for (auto& sent : run) {
    const auto other = std::ranges::find_if(
        run, [&](const Sent& s) { return s.delivery.sequence == sent.delivery.after; });
    if (other != run.end() && &*other > &sent) std::swap(*other, sent);
  }
  RC_ASSERT(described(judged(run)) == in_order);
}

RC_GTEST_PROP(Judge, WorkersMergedSayWhatOneWouldHaveSaid, ()) {
  auto run = some_run();
  const std::string alone = described(judged(run));
  std::vector<std::unique_ptr<Judge>> workers;
  for (int i = 0; i < 3; ++i)
    workers.push_back(std::make_unique<Judge>(embedded(), JudgeOptions{}));
  // A case and its probe go through one worker.
  for (auto& sent : run) workers[sent.delivery.sequence / 2 % 3]->take(sent.get());
  workers[0]->merge(*workers[1]);
  workers[0]->merge(*workers[2]);
  RC_ASSERT(described(workers[0]->results()) == alone);
  RC_ASSERT(workers[0]->taken() == run.size());
}

TEST(Describe, SaysWhatHappenedInOneHarmlessLine) {
  const auto described_as = [](Sent sent) { return describe_response(Evidence(sent.get()), 20); };
  EXPECT_EQ(described_as(Sent().answered(204)), "204");
  EXPECT_EQ(described_as(Sent().answered(400, "\x1B[31mred\nline")),
            "400 \xEF\xBF\xBD[31mred line");
  EXPECT_EQ(described_as(Sent().failed(Phase::read, Cause::closed)),
            "connection closed while reading the answer");
  EXPECT_EQ(described_as(Sent().timed_out().times(0, 0, 10'000'000'000)),
            "no answer within 10 s (while reading the answer)");
  EXPECT_EQ(described_as(Sent().timed_out(Phase::connect).times(0, -1, 5)),
            "timed out while connecting");
}

TEST(Judge, CountsProbesBehindProtocolFaultsToAClauseOfTheirOwn) {
  Judge judge(embedded(), {});
  std::uint64_t sequence = 0;
  const auto take = [&](Sent sent) { judge.take(sent.sequence(sequence++).get()); };
  // Also behind a fault that a receiver takes, as it should.
  take(Sent().of(Kind::protocol, 0, Expect::accept).at("", "http:chunked"));
  take(Sent().probe_of(0));
  take(Sent()
           .of(Kind::protocol, 1, Expect::either)
           .at("", "abort:body")
           .failed(record::Phase::read, record::Cause::abandoned));
  take(Sent().probe_of(2).answered(400));
  take(Sent().of(Kind::signature, 0, Expect::reject).at("", "sig:cut").answered(401));
  take(Sent().probe_of(4));
  take(Sent()
           .of(Kind::protocol, 2, Expect::reject)
           .at("", "json:deep")
           .failed(record::Phase::read, record::Cause::closed));
  take(Sent().probe_of(6).failed(record::Phase::connect, record::Cause::refused));
  const auto results = judge.results();
  const auto& survives = result_of(results, Id::survives_protocol_faults);
  EXPECT_EQ(survives.cases, 3U);
  EXPECT_EQ(survives.violations, 2U);
  ASSERT_EQ(survives.evidence.size(), 2U);
  ASSERT_TRUE(survives.evidence[0].preceding);
  EXPECT_EQ(survives.evidence[0].preceding->label, "abort:body");
  EXPECT_EQ(result_of(results, Id::accepts_after_bad).cases, 1U);
  EXPECT_EQ(result_of(results, Id::accepts_after_bad).violations, 0U);
}

}  // namespace
}  // namespace hookworthy::check
