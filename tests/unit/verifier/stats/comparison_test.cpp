#include "verifier/stats/comparison.hpp"

#include "tests/support/must.hpp"
#include "tests/support/simulated_runs.hpp"

#include <algorithm>
#include <string>
#include <vector>

#include <gtest/gtest.h>

namespace hookworthy::stats {
namespace {

using test::must;
using test::simulate;
using test::SimulatedReceiver;

const Change& change_of(const RunComparison& comparison, Metric metric, const std::string& text) {
  return *std::ranges::find_if(comparison.changes, [&](const Change& change) {
    return change.figure.metric == metric && aggregate_text(change.figure) == text;
  });
}

RunComparison compared(const SimulatedReceiver& base, const SimulatedReceiver& after,
                       const std::vector<std::string>& gates = {}) {
  std::vector<RegressionGate> parsed;
  for (const auto& gate : gates) parsed.push_back(must(parse_regression_gate(gate)));
  return compare(simulate(base, 1), simulate(after, 2), parsed, {});
}

TEST(Compare, FindsTheSameReceiverTheSame) {
  const auto comparison = compared({}, {});
  EXPECT_EQ(comparison.verdict, ChangeVerdict::same);
  EXPECT_EQ(comparison.changes.size(), 12U);
  for (const Change& change : comparison.changes) {
    EXPECT_LT(*change.low, 0.02) << aggregate_text(change.figure);
    EXPECT_GT(*change.high, -0.02) << aggregate_text(change.figure);
  }
}

TEST(Compare, FindsFiveMillisecondsMoreWorse) {
  const auto comparison = compared({}, {.added_ns = 5e6});
  EXPECT_EQ(comparison.verdict, ChangeVerdict::worse);
  const Change& change = change_of(comparison, Metric::service_time, "p(50)");
  EXPECT_EQ(change.verdict, ChangeVerdict::worse);
  EXPECT_NEAR(*change.change, 2.5, 0.2);
  EXPECT_LT(*change.low, *change.change);
  EXPECT_GT(*change.high, *change.change);
}

TEST(Compare, FindsFiveMillisecondsLessBetter) {
  EXPECT_EQ(compared({.added_ns = 5e6}, {}).verdict, ChangeVerdict::better);
}

TEST(Compare, IgnoresWhatIsCertainButTiny) {
  const SimulatedReceiver still{.median_ns = 50e6, .spread = 0.001, .drift = 0.0001};
  SimulatedReceiver slower = still;
  slower.added_ns = 0.3e6;
  EXPECT_EQ(compared(still, slower).verdict, ChangeVerdict::same);
  slower.added_ns = 1.5e6;
  EXPECT_EQ(compared(still, slower).verdict, ChangeVerdict::worse);
  const SimulatedReceiver quick{.median_ns = 1e5, .spread = 0.001, .drift = 0.0001};
  SimulatedReceiver less_quick = quick;
  less_quick.added_ns = 1e5;
  EXPECT_EQ(compared(quick, less_quick).verdict, ChangeVerdict::same);
}

TEST(Compare, SaysSoWhenThereIsTooLittleData) {
  const auto comparison = compared({.seconds = 3}, {.seconds = 3});
  EXPECT_EQ(comparison.verdict, ChangeVerdict::not_enough_data);
  EXPECT_TRUE(comparison.changes.front().change);
  EXPECT_FALSE(comparison.changes.front().low);
  EXPECT_EQ(compare({}, {}, {}, {}).verdict, ChangeVerdict::not_enough_data);
}

TEST(Compare, HasNotEnoughDataWhereAnIntervalIsTooWide) {
  const auto comparison = compared({.drift = 1.5, .seconds = 8}, {.drift = 1.5, .seconds = 8});
  EXPECT_EQ(change_of(comparison, Metric::service_time, "avg").verdict,
            ChangeVerdict::not_enough_data);
}

TEST(Compare, SeesFailuresAndMissingAnswers) {
  const auto comparison = compared({}, {.failure_rate = 0.05});
  EXPECT_EQ(change_of(comparison, Metric::failures, "rate").verdict, ChangeVerdict::worse);
  EXPECT_EQ(change_of(comparison, Metric::throughput, "rate").verdict, ChangeVerdict::worse);
  EXPECT_EQ(comparison.verdict, ChangeVerdict::worse);
}

TEST(Compare, HoldsGates) {
  const auto comparison =
      compared({}, {.added_ns = 5e6},
               {"response_time: p(99) 10%", "response_time: p(99) 6ms", "service_time: p(75) 4ms",
                "failures: rate 1%", "throughput: rate 5%"});
  ASSERT_EQ(comparison.gates.size(), 5U);
  EXPECT_EQ(comparison.gates[0].verdict, GateVerdict::broken);
  EXPECT_EQ(comparison.gates[1].verdict, GateVerdict::kept);
  EXPECT_NEAR(*comparison.gates[1].regression, 5e6, 1e6);
  EXPECT_EQ(comparison.gates[2].verdict, GateVerdict::broken);
  EXPECT_EQ(comparison.gates[3].verdict, GateVerdict::kept);
  EXPECT_EQ(comparison.gates[4].verdict, GateVerdict::kept);
  EXPECT_EQ(comparison.changes.size(), 13U);
}

TEST(Compare, BreaksNoGateWithoutCertainty) {
  const auto doubtful = compared({.drift = 0.8, .seconds = 6}, {.drift = 0.8, .seconds = 6},
                                 {"service_time: avg 0%", "service_time: avg 1000%"});
  const auto& regression = doubtful.gates[0].regression;
  EXPECT_EQ(doubtful.gates[0].verdict,
            *regression <= 0 ? GateVerdict::kept : GateVerdict::not_enough_data);
  EXPECT_EQ(doubtful.gates[1].verdict, GateVerdict::kept);
  const auto short_run = compared({.seconds = 2}, {.seconds = 2}, {"service_time: avg 10%"});
  EXPECT_EQ(short_run.gates[0].verdict, GateVerdict::not_enough_data);
}

TEST(RegressionGate, ReadsEveryForm) {
  const auto gate = must(parse_regression_gate(" response_time : p(99.9)  10% "));
  EXPECT_EQ(gate.figure, (Figure{Metric::response_time, Aggregate::percentile, 99.9}));
  EXPECT_DOUBLE_EQ(gate.limit, 0.1);
  EXPECT_FALSE(gate.is_time);
  const auto time = must(parse_regression_gate("service_time: avg 1.5ms"));
  EXPECT_EQ(time.figure.aggregate, Aggregate::avg);
  EXPECT_TRUE(time.is_time);
  EXPECT_DOUBLE_EQ(time.limit, 1.5e6);
  EXPECT_EQ(must(parse_regression_gate("response_time: med 0%")).figure,
            (Figure{Metric::response_time, Aggregate::percentile, 50}));
  EXPECT_DOUBLE_EQ(must(parse_regression_gate("failures: rate 0.5%")).limit, 0.005);
  EXPECT_DOUBLE_EQ(must(parse_regression_gate("throughput: rate 200%")).limit, 2.0);
}

TEST(RegressionGate, RefusesEverythingElse) {
  for (const std::string text :
       {"", "response_time", "response_time:p(99)", "response_time: p(99)", "latency: p(99) 10%",
        "response_time: p(101) 10%", "response_time: max 10%", "response_time: count 10%",
        "send_lag: p(99) 10%", "response_time{type:new}: p(99) 10%", "response_time: p(99) 10",
        "response_time: p(99) -1%", "response_time: p(99) %", "response_time: p(99) 1e3%",
        "response_time: p(99) 10% 20%", "failures: rate 0.5", "failures: count 5%",
        "throughput: rate 5ms", "accepted: rate 5%"}) {
    EXPECT_FALSE(parse_regression_gate(text)) << text;
  }
  EXPECT_FALSE(parse_regression_gate(std::string(2000, ' ')));
}

}  // namespace
}  // namespace hookworthy::stats
