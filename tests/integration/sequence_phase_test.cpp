#include "fixtures/receiver/receiver.hpp"
#include "generator/explore/sequences.hpp"
#include "tests/support/collecting_sink.hpp"
#include "tests/support/must.hpp"
#include "tests/unit/generator/plan/contracts.hpp"
#include "verifier/check/assess_trial.hpp"

#include <algorithm>
#include <memory>
#include <set>
#include <string>
#include <vector>

#include <gtest/gtest.h>

namespace hookworthy::explore {
namespace {

using check::ClauseId;
using plan::testing::embedded_plan;
using test::must;

/// A reference receiver and what is needed to search it.
struct Stage {
  explicit Stage(const std::string& defect, bool probes = true)
      : receiver(must(receiver::Receiver::start({.threads = 4,
                                                 .contract = embedded_plan().shared_contract(),
                                                 .defect = defect,
                                                 .callback_path = {},
                                                 .limits = {}}))) {
    const std::string url = "http://127.0.0.1:" + std::to_string(receiver.port());
    settings.run.destination = must(send::resolve(must(send::Target::parse(url + "/hook"))));
    if (!probes) return;
    settings.probe = must(run::StateProbe::make(url + "/bookings/{id}", {}));
    settings.probe->destination = must(send::resolve(settings.probe->target));
  }

  static std::uint64_t broken(const record::Trial& trial, bool probes) {
    static const check::AnswerTable answers(embedded_plan().contract());
    const auto assessment = check::assess_trial(trial, answers, probes);
    std::uint64_t bits = 0;
    for (unsigned id = 0; id < check::clause_count; ++id) {
      if (assessment.broken.has(static_cast<ClauseId>(id))) bits |= std::uint64_t{1} << id;
    }
    return bits;
  }

  SequenceOutcome search(const SearchLimits& limits) {
    const bool probes = settings.probe.has_value();
    return must(search_sequences(
        embedded_plan(), settings, limits,
        [probes](const record::Trial& trial) { return broken(trial, probes); }, sink, control));
  }

  /// What is left of the trials that break a clause.
  std::set<std::string> shrunk(ClauseId clause) const {
    std::set<std::string> notations;
    for (const record::Trial& trial : sink.trials) {
      const bool breaks =
          broken(trial, settings.probe.has_value()) >> static_cast<unsigned>(clause) & 1;
      if (breaks && trial.repeats > 0) notations.insert(trial.notation);
    }
    return notations;
  }

  receiver::Receiver receiver;
  run::SequenceSettings settings;
  test::CollectingSink sink;
  run::Control control;
};

TEST(SequencePhase, FindsNothingWrongWithAWorthyReceiver) {
  Stage stage("");
  const SequenceOutcome outcome = stage.search({.max_trials = 130});
  EXPECT_EQ(outcome.trials, 130u);
  EXPECT_EQ(outcome.candidates, 0u);
  EXPECT_TRUE(outcome.run.conserved);
  EXPECT_EQ(outcome.run.counts.planned, stage.sink.deliveries.size());
  EXPECT_EQ(outcome.run.next_sequence, stage.sink.deliveries.size());
  EXPECT_EQ(stage.sink.trials.size(), 130u);
  for (const record::Trial& trial : stage.sink.trials) {
    EXPECT_EQ(Stage::broken(trial, true), 0u) << trial.notation;
    EXPECT_FALSE(trial.sights.empty());
    for (const record::Sight& sight : trial.sights) {
      EXPECT_EQ(sight.state, sight.expected_state) << trial.notation;
      const bool ordered = plan::is_plain(
          must(plan::parse_notation(trial.notation, *embedded_plan().contract().lifecycle())));
      EXPECT_EQ(sight.ordered_document, ordered ? "" : sight.document) << trial.notation;
      EXPECT_NE(sight.document, "");
    }
  }
  EXPECT_EQ(outcome.transitions.size(), 8u);
  EXPECT_EQ(outcome.operations.size(), sequence_operations().size());
}

struct Finding {
  std::string defect;
  ClauseId clause;
  std::string notation;
  std::uint64_t trials = 75;  ///< that are enough to find it
};

class SequenceDefects : public ::testing::TestWithParam<Finding> {};

TEST_P(SequenceDefects, ShrinkToTheLeastThatShowsThem) {
  const Finding& expected = GetParam();
  Stage stage(expected.defect);
  const SequenceOutcome outcome = stage.search({.max_trials = expected.trials});
  EXPECT_TRUE(outcome.run.conserved);
  const auto shrunk = stage.shrunk(expected.clause);
  EXPECT_TRUE(shrunk.contains(expected.notation)) << ::testing::PrintToString(shrunk);
  EXPECT_LE(shrunk.size(), 3u);
  for (const record::Trial& trial : stage.sink.trials) {
    if (trial.notation == expected.notation && trial.repeats > 0) {
      EXPECT_EQ(trial.failures, trial.repeats);
    }
  }
}

INSTANTIATE_TEST_SUITE_P(
    Reference, SequenceDefects,
    ::testing::Values(
        Finding{"double-insert-on-concurrent-duplicate", ClauseId::converges, "new:1 / 1|1", 40},
        Finding{"duplicate-answered-409", ClauseId::duplicate_answered_alike, "new:1 / 1 1"},
        Finding{"follows-old-id-one-link", ClauseId::keeps_state,
                "new:1 reschedule:1>2 reschedule:2>3 / 1 2 3"},
        Finding{"forgets-old-booking-on-reschedule", ClauseId::keeps_state,
                "new:1 reschedule:1>2 / 1 2"},
        Finding{"keeps-old-booking-active", ClauseId::keeps_state, "new:1 reschedule:1>2 / 1 2"},
        Finding{"late-new-resurrects", ClauseId::converges, "new:1 in_work:1 / 2 1"},
        Finding{"500-on-reschedule-of-cancelled", ClauseId::handles_sequences,
                "new:1 cancelled:1 reschedule:1>2 / 1 2 3"}),
    [](const auto& tested) {
      std::string name = tested.param.defect;
      std::replace(name.begin(), name.end(), '-', '_');
      return name;
    });

TEST(SequencePhase, WorksWithoutAProbe) {
  Stage stage("duplicate-answered-409", false);
  stage.search({.max_trials = 60});
  EXPECT_TRUE(stage.shrunk(ClauseId::duplicate_answered_alike).contains("new:1 / 1 1"));
  for (const record::Trial& trial : stage.sink.trials) EXPECT_TRUE(trial.sights.empty());
}

TEST(SequencePhase, MakesTheSameTrialsAgain) {
  const auto deliveries = [] {
    Stage stage("", false);
    stage.search({.max_trials = 120});
    std::vector<std::string> found;
    for (const auto& delivery : stage.sink.deliveries) {
      found.push_back(case_id(delivery.what) + ' ' + std::string(delivery.what.label) + ' ' +
                      std::string(delivery.request_body));
    }
    // Those at one instant end in any order.
    std::sort(found.begin(), found.end());
    for (const auto& trial : stage.sink.trials) {
      found.push_back(std::to_string(trial.number) + ' ' + trial.notation);
    }
    return found;
  };
  EXPECT_EQ(deliveries(), deliveries());
}

TEST(SequencePhase, ReplaysANotation) {
  Stage stage("double-insert-on-concurrent-duplicate");
  const auto replayed = must(replay_sequence(
      embedded_plan(), stage.settings, "new:1 / 1|1", 2, 1'700'000'000,
      [](const record::Trial& trial) { return Stage::broken(trial, true); }, stage.sink,
      stage.control));
  EXPECT_EQ(replayed.trials, 2u);
  EXPECT_EQ(replayed.failures, 2u);
  EXPECT_EQ(replayed.bits, std::uint64_t{1} << static_cast<unsigned>(ClauseId::converges));
  EXPECT_EQ(stage.sink.trials.size(), 2u);
  EXPECT_FALSE(replay_sequence(embedded_plan(), stage.settings, "new:2 / 1", 1, 1, {}, stage.sink,
                               stage.control));
}

}  // namespace
}  // namespace hookworthy::explore
