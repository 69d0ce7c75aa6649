#include "cli/certify_phases.hpp"

#include "tests/support/must.hpp"
#include "tests/support/sample_runs.hpp"

#include <string>
#include <vector>

#include <gtest/gtest.h>

namespace hookworthy::cli {
namespace {

using test::must;
using Phases = std::vector<Phase>;

TEST(ParsePhases, TakesAllThatCanRun) {
  EXPECT_EQ(must(parse_phases({}, false)),
            (Phases{Phase::coverage, Phase::random, Phase::sequence, Phase::protocol}));
  EXPECT_EQ(must(parse_phases({}, true)).back(), Phase::signature);
}

TEST(ParsePhases, KnowsEachByItsNameOnceAndInOrder) {
  for (const Phase phase : must(parse_phases({}, true))) {
    EXPECT_EQ(must(parse_phases({std::string(to_string(phase))}, true)), Phases{phase});
  }
  EXPECT_EQ(must(parse_phases({"protocol", "coverage", "protocol"}, false)),
            (Phases{Phase::coverage, Phase::protocol}));
}

TEST(ParsePhases, RefusesWhatIsNoneAndASignatureWithoutASecret) {
  const auto unknown = parse_phases({"chaos"}, true);
  ASSERT_FALSE(unknown.has_value());
  EXPECT_NE(unknown.error().message.find("sequence"), std::string::npos) << unknown.error().message;
  EXPECT_FALSE(parse_phases({"signature"}, false).has_value());
}

TEST(BudgetOf, LeavesEachPhaseItsShareAndTheLastOneAll) {
  const Phases phases{Phase::coverage, Phase::sequence, Phase::protocol};
  const std::int64_t first = budget_of(phases, 60'000);
  EXPECT_GT(first, 0);
  EXPECT_LT(first, 30'001) << "a slow receiver must not eat the others' time";
  const std::span<const Phase> rest = std::span(phases).subspan(1);
  EXPECT_GE(budget_of(rest, 60'000 - first), 20'000) << "as long as coverage";
  EXPECT_GT(budget_of(rest, 59'000), budget_of(rest, 30'000)) << "what is not used goes on";
  EXPECT_EQ(budget_of(rest.subspan(1), 5000), 5000);
  EXPECT_EQ(budget_of(phases, -5), 1) << "a phase without time still tells what it did not send";
}

TEST(FailuresOf, HasOneBitPerBrokenClauseThatIsJudged) {
  const check::AnswerTable answers(*test::SampleRun::contract());
  test::Sent sent;
  sent.of(Kind::edge, 1, Expect::accept);
  EXPECT_EQ(failures_of(sent.get(), answers, check::ClauseSet::all()), 0U);
  sent.answered(500);
  const auto both = failures_of(sent.get(), answers, check::ClauseSet::all());
  EXPECT_EQ(both,
            std::uint64_t{1} << static_cast<unsigned>(check::ClauseId::accepts_edges) |
                std::uint64_t{1} << static_cast<unsigned>(check::ClauseId::never_5xx_or_drop));
  check::ClauseSet one;
  one.add(check::ClauseId::answers_in_time);
  EXPECT_EQ(failures_of(sent.get(), answers, one), 0U);

  record::Trial trial;
  trial.attempts.resize(1);
  trial.attempts[0].event = 1;
  trial.attempts[0].type = "new";
  trial.attempts[0].outcome = record::Outcome::response;
  trial.attempts[0].status = 404;
  EXPECT_EQ(failures_of(trial, answers, check::ClauseSet::all(), false),
            std::uint64_t{1} << static_cast<unsigned>(check::ClauseId::accepts_sequences));
}

plan::Plan plan_of() {
  return must(plan::Plan::make(test::SampleRun::contract(), {.seed = 1, .link_host = {}}));
}

TEST(CertifyPhases, SaysWhatItLeavesOut) {
  const plan::Plan plan = plan_of();
  const CertifyPhases phases(
      plan, nullptr, {.phases = must(parse_phases({}, false)), .types = {}, .max_cases = 5});
  check::RunFacts facts;
  phases.add_notes(facts);
  EXPECT_EQ(facts.notes.size(), 3U) << "random, sequence, protocol";

  const CertifyPhases typed(plan, nullptr, {.phases = {Phase::sequence}, .types = {"new"}});
  check::RunFacts other;
  typed.add_notes(other);
  ASSERT_EQ(other.notes.size(), 1U);
  EXPECT_NE(other.notes[0].find("--type"), std::string::npos);
}

}  // namespace
}  // namespace hookworthy::cli
