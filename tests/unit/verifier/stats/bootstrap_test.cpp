#include "verifier/stats/bootstrap.hpp"

#include "tests/support/simulated_runs.hpp"
#include "tests/unit/verifier/stats/seconds.hpp"

#include <array>
#include <cmath>

#include <gtest/gtest.h>

namespace hookworthy::stats {
namespace {

constexpr std::array<TimeFigure, 4> figures{{{0.5}, {0.99}, {0.999}, {std::nullopt}}};

TEST(EstimateTimes, HasNothingToSayOfNothing) {
  for (const auto& estimate : estimate_times(SlicedTimes(), figures)) EXPECT_FALSE(estimate);
}

TEST(EstimateTimes, SaysTheFiguresOfTheWholeRun) {
  const auto sample = test::simulate({}, 1);
  const auto estimates = estimate_times(sample.service_time, figures);
  const Histogram total = sample.service_time.total();
  EXPECT_NEAR(estimates[0]->value, static_cast<double>(*total.value_at_quantile(0.5)), 2000);
  EXPECT_NEAR(estimates[1]->value, static_cast<double>(*total.value_at_quantile(0.99)), 10000);
  EXPECT_NEAR(estimates[3]->value, *total.mean(), 1);
  EXPECT_EQ(estimates[0]->slices, 20U);
}

TEST(EstimateTimes, HasNoErrorOfFewSlices) {
  const auto estimates = estimate_times(test::simulate({.seconds = 4}, 1).service_time, figures);
  EXPECT_TRUE(estimates[0]);
  EXPECT_FALSE(estimates[0]->error);
}

TEST(EstimateTimes, HasNoErrorOfAPercentileThatFewValuesAreBeyond) {
  const auto few =
      estimate_times(test::simulate({.seconds = 18, .per_second = 500}, 1).service_time, figures);
  EXPECT_FALSE(few[2]->error);
  EXPECT_TRUE(few[1]->error);
  const auto enough = estimate_times(test::simulate({}, 1).service_time, figures);
  EXPECT_TRUE(enough[2]->error);
}

TEST(EstimateTimes, GivesTheSameForTheSame) {
  const auto sample = test::simulate({}, 3);
  const auto one = estimate_times(sample.service_time, figures);
  const auto two = estimate_times(sample.service_time, figures);
  for (std::size_t i = 0; i < figures.size(); ++i) EXPECT_EQ(*one[i]->error, *two[i]->error);
}

/// The error of the mean over s seconds with a drift d from second to second is d / sqrt(s).
TEST(EstimateTimes, FindsTheErrorThatSlicesHaveInCommon) {
  const auto sample = test::simulate({.spread = 0.01, .drift = 0.2, .seconds = 60}, 9);
  const auto estimates = estimate_times(sample.service_time, figures);
  EXPECT_NEAR(*estimates[3]->error, 0.2 / std::sqrt(60), 0.01);
}

TEST(EstimateFailures, NeverClaimsToBeCertain) {
  SlicedOutcomes outcomes;
  for (std::int64_t s = 0; s < 10; ++s) {
    for (int i = 0; i < 10; ++i) outcomes.count_ended(s * second_ns, false);
  }
  const auto estimate = estimate_failures(outcomes);
  ASSERT_TRUE(estimate);
  EXPECT_EQ(estimate->value, 0.0);
  EXPECT_NEAR(*estimate->error, 0.007, 0.001);
}

TEST(EstimateFailures, CountsABurstAsOneEvent) {
  SlicedOutcomes spread_out;
  SlicedOutcomes burst;
  for (std::int64_t s = 0; s < 10; ++s) {
    for (int i = 0; i < 1000; ++i) {
      spread_out.count_ended(s * second_ns, i < 30);
      burst.count_ended(s * second_ns, s == 3 && i < 300);
    }
  }
  EXPECT_NEAR(estimate_failures(spread_out)->value, 0.03, 1e-9);
  EXPECT_NEAR(estimate_failures(burst)->value, 0.03, 1e-9);
  EXPECT_GT(*estimate_failures(burst)->error, 10 * *estimate_failures(spread_out)->error);
}

TEST(EstimateThroughput, LeavesOutTheSliceThatIsNotWhole) {
  SlicedOutcomes outcomes;
  for (std::int64_t s = 0; s < 6; ++s) outcomes.count_answers(s * second_ns, 100);
  outcomes.count_answers(6 * second_ns, 3);
  const auto estimate = estimate_throughput(outcomes, 6 * second_ns + second_ns / 2);
  ASSERT_TRUE(estimate);
  EXPECT_DOUBLE_EQ(estimate->value, 100);
  EXPECT_EQ(estimate->slices, 6U);
  EXPECT_EQ(*estimate->error, 0.0);
  EXPECT_FALSE(estimate_throughput(outcomes, second_ns / 2));
  EXPECT_FALSE(estimate_throughput(SlicedOutcomes(), 10 * second_ns));
}

}  // namespace
}  // namespace hookworthy::stats
