// When a gate ends a run early, and whose doing a rate is that was not kept.

#include "cli/capacity_probe.hpp"
#include "cli/gate_watch.hpp"
#include "fixtures/contracts/embedded_contract.hpp"

#include <memory>
#include <string>
#include <vector>

#include <gtest/gtest.h>

namespace hookworthy::cli {
namespace {

constexpr std::int64_t ms = 1'000'000;

std::vector<stats::Threshold> thresholds(const std::vector<std::string>& expressions) {
  std::vector<stats::Threshold> parsed;
  for (const auto& each : expressions) parsed.push_back(*stats::parse_threshold(each));
  return parsed;
}

/// A hundred answers in a second, each sent so late and answered so much later.
std::unique_ptr<check::Tally> answers_after(std::int64_t lag_ns, std::int64_t service_ns) {
  auto contract =
      std::make_shared<const contract::Contract>(*contract::Contract::load(embedded_contract()));
  auto tally = std::make_unique<check::Tally>(contract);
  for (int i = 0; i < 100; ++i) {
    record::Delivery delivery;
    delivery.outcome = record::Outcome::response;
    delivery.status = 200;
    delivery.intended_ns = i * 10 * ms;
    delivery.sent_ns = delivery.intended_ns + lag_ns;
    delivery.done_ns = delivery.sent_ns + service_ns;
    tally->take(delivery);
  }
  tally->set_measured_ns(1000 * ms);
  return tally;
}

check::HarnessFacts achieving(double per_s) {
  check::HarnessFacts facts;
  facts.planned_per_s = 100;
  facts.achieved_per_s = per_s;
  return facts;
}
const check::HarnessFacts held = achieving(100);
const check::HarnessFacts fell_short = achieving(60);

TEST(Gates, ABrokenOneEndsTheRun) {
  const auto tally = answers_after(0, 20 * ms);
  EXPECT_EQ(broken_gate(thresholds({"response_time: p(99)<50ms"}), *tally, held), std::nullopt);
  EXPECT_EQ(
      broken_gate(thresholds({"failures: rate<0.5", "response_time: p(99)<5ms"}), *tally, held),
      "response_time: p(99)<5ms");
}

TEST(Gates, NoneEndsTheRunWhileTheHarnessIsToBlame) {
  const auto gates = thresholds({"response_time: p(99)<5ms"});
  EXPECT_EQ(broken_gate(gates, *answers_after(0, 20 * ms), fell_short), std::nullopt);
  EXPECT_EQ(broken_gate(gates, *answers_after(20 * ms, ms), held), std::nullopt)
      << "it was sent late";
}

TEST(Gates, CountsThatMayStillBeReachedAreJudgedAtTheEnd) {
  const auto tally = answers_after(0, ms);
  EXPECT_EQ(broken_gate(thresholds({"accepted: count>1000"}), *tally, held), std::nullopt);
  EXPECT_EQ(broken_gate(thresholds({"accepted: count<50"}), *tally, held), "accepted: count<50");
}

TEST(CapacityStep, IsKeptOrBrokenByTheReceiver) {
  const auto objectives = thresholds({"response_time: p(99)<50ms"});
  const auto kept = judge_step(100, *answers_after(0, 20 * ms), held, {}, objectives);
  EXPECT_EQ(kept.verdict, RateVerdict::kept);
  const auto broken = judge_step(100, *answers_after(0, 80 * ms), held, {}, objectives);
  EXPECT_EQ(broken.verdict, RateVerdict::broken);
  EXPECT_EQ(broken.objectives.at(0).verdict, stats::ThresholdVerdict::violated);
}

TEST(CapacityStep, ARateThatWasNotHeldIsTheDoingOfWhoHadNothingLeft) {
  const auto objectives = thresholds({"response_time: p(99)<50ms"});
  const auto tally = answers_after(0, 20 * ms);
  const auto verdict = [&](double cpu, double connections) {
    return judge_step(100, *tally, fell_short, {cpu, connections}, objectives).verdict;
  };
  EXPECT_EQ(verdict(0.2, 0.99), RateVerdict::broken) << "the receiver answered no faster";
  EXPECT_EQ(verdict(0.99, 0.99), RateVerdict::harness) << "no processor time was left";
  EXPECT_EQ(verdict(0.2, 0.2), RateVerdict::harness);
}

TEST(CapacityStep, SaysNothingWithoutData) {
  const auto tally = answers_after(0, 20 * ms);
  const auto step =
      judge_step(100, *tally, held, {}, thresholds({"response_time{type:new}: p(99)<50ms"}));
  EXPECT_EQ(step.verdict, RateVerdict::no_data);
  EXPECT_NE(step.reason, "");
}

}  // namespace
}  // namespace hookworthy::cli
