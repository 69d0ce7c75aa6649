#include "verifier/check/certificate.hpp"

#include "tests/support/must.hpp"
#include "tests/unit/verifier/check/judged.hpp"

#include <string>
#include <vector>

#include <gtest/gtest.h>

namespace hookworthy::check {
namespace {

using record::Cause;
using record::Outcome;
using record::Phase;
using test::Sent;
using Id = ClauseId;

constexpr std::int64_t ms = 1'000'000;

/// A run from which a certificate is made; what is not said is as it should be.
struct CertifyRun {
  std::vector<Sent> deliveries{Sent()};
  std::vector<std::string> thresholds;
  JudgeOptions options;
  RunFacts facts;
  bool own_books = false;  ///< facts.counts are the test's

  Certificate certify() {
    Judge judge(embedded(), options);
    Tally tally(embedded());
    for (auto& sent : deliveries) {
      judge.take(sent.get());
      tally.take(sent.get());
    }
    tally.set_measured_ns(1'000 * ms);
    if (!own_books) facts.counts = tally.counts();
    std::vector<stats::Threshold> parsed;
    for (const auto& text : thresholds) parsed.push_back(test::must(stats::parse_threshold(text)));
    return make_certificate(judge, tally, facts, parsed);
  }
};

TEST(Certificate, IsKeptWhenNothingSpeaksAgainstIt) {
  CertifyRun run;
  run.thresholds = {"response_time: p(99)<50ms"};
  run.facts.harness.planned_per_s = 1000;
  run.facts.harness.achieved_per_s = 991;
  const auto certificate = run.certify();
  EXPECT_EQ(certificate.verdict, Verdict::kept);
  EXPECT_TRUE(certificate.reasons.empty());
  EXPECT_EQ(result_of(certificate.clauses, Id::conservation).verdict, ClauseVerdict::kept);
  EXPECT_EQ(certificate.clauses.size(), clause_count);
}

TEST(Certificate, IsViolatedByAMustButNotByAShould) {
  CertifyRun run;
  run.deliveries.push_back(Sent().of(Kind::violation, 0, Expect::reject));
  EXPECT_EQ(run.certify().verdict, Verdict::kept);
  run.options.profile = Profile::strict;
  const auto strict = run.certify();
  EXPECT_EQ(strict.verdict, Verdict::violated);
  EXPECT_EQ(strict.reasons,
            (std::vector<std::string>{"rejects-violations: violated in 1 of 1 cases"}));
}

TEST(Certificate, IsViolatedByAThreshold) {
  CertifyRun run;
  run.thresholds = {"response_time: p(99)<1us", "accepted: rate==1"};
  const auto certificate = run.certify();
  EXPECT_EQ(certificate.verdict, Verdict::violated);
  ASSERT_EQ(certificate.thresholds.size(), 2U);
  EXPECT_EQ(certificate.thresholds[0].verdict, stats::ThresholdVerdict::violated);
  EXPECT_EQ(certificate.thresholds[1].verdict, stats::ThresholdVerdict::kept);
  EXPECT_EQ(certificate.reasons,
            (std::vector<std::string>{"threshold \"response_time: p(99)<1us\" is not met"}));
}

TEST(Certificate, IsInconclusiveWithoutData) {
  CertifyRun run;
  run.deliveries.clear();
  auto certificate = run.certify();
  EXPECT_EQ(certificate.verdict, Verdict::inconclusive);
  EXPECT_EQ(certificate.reasons,
            (std::vector<std::string>{"nothing was judged: no delivery reached the receiver"}));
  EXPECT_EQ(result_of(certificate.clauses, Id::conservation).verdict, ClauseVerdict::not_tested);

  run.deliveries = {Sent()};
  run.thresholds = {"response_time{type:report}: p(99)<1s"};
  certificate = run.certify();
  EXPECT_EQ(certificate.verdict, Verdict::inconclusive);
  EXPECT_NE(certificate.reasons.at(0).find("no data"), std::string::npos);
}

TEST(Certificate, IsInconclusiveWhenTheReceiverCouldNotBeReached) {
  CertifyRun run;
  run.deliveries.push_back(Sent().failed(Phase::connect, Cause::refused));
  const auto certificate = run.certify();
  EXPECT_EQ(certificate.verdict, Verdict::inconclusive);
  EXPECT_NE(certificate.reasons.at(0).find("could not be reached by 1 of 2"), std::string::npos);
}

TEST(Certificate, IsInconclusiveWhenTheHarnessRanOutOfConnections) {
  CertifyRun run;
  run.deliveries.push_back(Sent().failed(Phase::connect, Cause::no_descriptor));
  const auto certificate = run.certify();
  EXPECT_EQ(certificate.verdict, Verdict::inconclusive);
  EXPECT_NE(certificate.reasons.at(0).find("ulimit -n"), std::string::npos);
}

TEST(Certificate, DoesNotBlameTheReceiverForARateThatWasNotHeld) {
  CertifyRun run;
  run.facts.harness.planned_per_s = 1000;
  run.facts.harness.achieved_per_s = 989;
  run.thresholds = {"response_time: p(99)<1us"};
  run.deliveries.push_back(Sent().timed_out());
  auto certificate = run.certify();
  EXPECT_EQ(certificate.verdict, Verdict::inconclusive);
  EXPECT_EQ(result_of(certificate.clauses, Id::answers_in_time).verdict,
            ClauseVerdict::inconclusive);
  EXPECT_EQ(result_of(certificate.clauses, Id::accepts_canonical).verdict,
            ClauseVerdict::inconclusive);

  // A wrong answer is wrong at any rate.
  run.deliveries.push_back(Sent().answered(500));
  certificate = run.certify();
  EXPECT_EQ(certificate.verdict, Verdict::violated);
  EXPECT_EQ(result_of(certificate.clauses, Id::never_5xx_or_drop).verdict, ClauseVerdict::violated);
  EXPECT_EQ(result_of(certificate.clauses, Id::answers_in_time).verdict,
            ClauseVerdict::inconclusive);
}

TEST(Certificate, TellsASlowHarnessFromASlowReceiver) {
  CertifyRun run;
  run.thresholds = {"response_time: p(99)<50ms"};
  run.deliveries = {Sent().times(0, 45 * ms, 60 * ms)};
  EXPECT_EQ(run.certify().verdict, Verdict::inconclusive) << "45 of 60 ms are the harness's";
  run.deliveries = {Sent().times(0, 45 * ms, 120 * ms)};
  EXPECT_EQ(run.certify().verdict, Verdict::violated) << "75 ms are the receiver's own";
  run.deliveries = {Sent().times(0, 4 * ms, 53 * ms)};
  EXPECT_EQ(run.certify().verdict, Verdict::violated) << "a small lag is part of the truth";
  run.deliveries = {Sent().times(0, 30 * ms, 49 * ms)};
  EXPECT_EQ(run.certify().verdict, Verdict::kept) << "lag can only make it worse";
}

TEST(Certificate, ChecksTheBooks) {
  CertifyRun run;
  run.own_books = true;
  run.facts.counts = {2, 1, 0, 0, 0, 0};
  auto certificate = run.certify();
  EXPECT_EQ(certificate.verdict, Verdict::inconclusive);
  EXPECT_EQ(certificate.reasons.at(0),
            "conservation: 2 deliveries were planned, but 1 are accounted for");
  run.facts.counts = {1, 0, 1, 0, 0, 0};
  certificate = run.certify();
  EXPECT_EQ(certificate.verdict, Verdict::inconclusive);
  EXPECT_NE(certificate.reasons.at(0).find("conservation: the run counted other outcomes"),
            std::string::npos);
  // Unsent deliveries need not have been told one by one.
  run.facts.counts = {100, 1, 0, 0, 99, 0};
  certificate = run.certify();
  EXPECT_EQ(certificate.verdict, Verdict::kept);
}

TEST(Certificate, SaysHowMuchABudgetLeftOut) {
  CertifyRun run;
  run.deliveries.push_back(Sent().of(Kind::edge, 0, Expect::accept).ended(Outcome::unsent));
  run.deliveries.push_back(Sent().of(Kind::edge, 1, Expect::accept));
  run.facts.harness.out_of_budget = true;
  run.facts.notes = {"a note\x1B"};
  const auto certificate = run.certify();
  EXPECT_EQ(certificate.verdict, Verdict::kept);
  ASSERT_EQ(certificate.reasons.size(), 2U);
  EXPECT_EQ(certificate.reasons[0],
            "1 of 3 planned deliveries were not sent: the time budget was over; raise --budget to "
            "send all");
  EXPECT_EQ(certificate.reasons[1], "a note\xEF\xBF\xBD");
}

TEST(Certificate, IsInconclusiveWhenACanonicalCallbackWasNotSent) {
  CertifyRun run;
  run.options.canonical_types = {"new", "report"};
  run.deliveries.push_back(Sent().typed("report").ended(Outcome::unsent));
  const auto certificate = run.certify();
  EXPECT_EQ(certificate.verdict, Verdict::inconclusive);
  EXPECT_EQ(certificate.reasons.at(0), "accepts-canonical: not judged for: report");
}

TEST(Certificate, IsInconclusiveWhenInterruptedUnlessViolated) {
  CertifyRun run;
  run.facts.harness.interrupted = true;
  run.deliveries.push_back(Sent().ended(Outcome::unsent));
  auto certificate = run.certify();
  EXPECT_TRUE(certificate.interrupted);
  EXPECT_EQ(certificate.verdict, Verdict::inconclusive);
  EXPECT_EQ(certificate.reasons.at(0), "interrupted after 1 of 2 deliveries");
  run.deliveries.push_back(Sent().answered(500));
  certificate = run.certify();
  EXPECT_EQ(certificate.verdict, Verdict::violated);
}

TEST(Certificate, FaultsOfTheRunMakeItInconclusive) {
  CertifyRun run;
  run.facts.faults = {"cannot write the record"};
  const auto certificate = run.certify();
  EXPECT_EQ(certificate.verdict, Verdict::inconclusive);
  EXPECT_EQ(certificate.reasons.at(0), "cannot write the record");
}

TEST(RateShortfall, IsSilentWithoutAPlan) {
  HarnessFacts harness;
  harness.achieved_per_s = 1;
  EXPECT_FALSE(rate_shortfall(harness));
  harness.planned_per_s = 100;
  harness.achieved_per_s.reset();
  ASSERT_TRUE(rate_shortfall(harness)) << "nothing was sent";
  EXPECT_NE(rate_shortfall(harness)->find("0.0/s of the planned 100.0/s"), std::string::npos);
}

}  // namespace
}  // namespace hookworthy::check
