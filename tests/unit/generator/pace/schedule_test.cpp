#include "generator/pace/schedule.hpp"

#include <algorithm>
#include <cmath>
#include <map>
#include <vector>

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

namespace hookworthy::pace {
namespace {

constexpr std::int64_t second = 1'000'000'000;

std::vector<std::pair<std::uint64_t, std::int64_t>> walk(const Schedule& schedule,
                                                         std::uint64_t first, std::uint64_t stride,
                                                         std::size_t at_most = 100'000) {
  std::vector<std::pair<std::uint64_t, std::int64_t>> arrivals;
  for (Cursor cursor(schedule, first, stride); !cursor.done() && arrivals.size() < at_most;
       cursor.advance()) {
    arrivals.emplace_back(cursor.position(), cursor.intended_ns());
  }
  return arrivals;
}

TEST(Constant, SpreadsArrivalsEvenly) {
  const auto schedule = Schedule::constant({100, second}, second).value();
  EXPECT_EQ(schedule.count(), 100u);
  EXPECT_EQ(schedule.intended_at(0), 0);
  EXPECT_EQ(schedule.intended_at(1), 10'000'000);
  EXPECT_EQ(schedule.intended_at(99), 990'000'000);
}

TEST(Constant, RoundsUpToTheFirstNanosecondThatKeepsThePromise) {
  const auto schedule = Schedule::constant({3, second}, second).value();
  EXPECT_EQ(schedule.intended_at(1), 333'333'334);
  EXPECT_EQ(schedule.intended_at(2), 666'666'667);
  EXPECT_EQ(schedule.count(), 3u);
}

TEST(Constant, DoesNotDriftOverAMillionMillionArrivals) {
  // 999 983 per second (a prime): arrival n * 999 983 falls on second n exactly.
  const std::uint64_t prime = 999'983;
  const auto schedule = Schedule::constant({prime, second}, Schedule::max_duration_ns).value();
  const std::uint64_t seconds = 2'591'999;
  EXPECT_EQ(schedule.intended_at(prime * seconds), static_cast<std::int64_t>(seconds) * second);
  EXPECT_GT(schedule.count(), 1'000'000'000'000u);
}

TEST(Constant, RefusesWhatIsOutOfRange) {
  EXPECT_FALSE(Schedule::constant({0, second}, second));
  EXPECT_FALSE(Schedule::constant({1, 0}, second));
  EXPECT_FALSE(Schedule::constant({1, second}, 0));
  EXPECT_FALSE(Schedule::constant({1, second}, Schedule::max_duration_ns + 1));
  EXPECT_FALSE(Schedule::constant({Schedule::max_events + 1, second}, second));
  EXPECT_FALSE(Schedule::constant({Schedule::max_events, 1}, second)) << "more than max_count";
}

TEST(Burst, SendsAHandfulAtOnce) {
  const auto schedule = Schedule::burst({3, second}, 2 * second + 1).value();
  EXPECT_EQ(schedule.count(), 9u);
  EXPECT_EQ(schedule.intended_at(2), 0);
  EXPECT_EQ(schedule.intended_at(3), second);
  EXPECT_EQ(schedule.intended_at(8), 2 * second);
}

TEST(ClosedLoop, PlansNothing) {
  const auto schedule = Schedule::closed_loop(second).value();
  EXPECT_TRUE(schedule.is_closed_loop());
  EXPECT_EQ(schedule.count(), 0u);
  EXPECT_FALSE(Schedule::closed_loop(0));
}

TEST(Stages, OneFlatStageIsTheConstantSchedule) {
  const Stage flat{100'000, 100'000, 10 * second};
  const auto stages = Schedule::stages({&flat, 1}).value();
  const auto constant = Schedule::constant({100, second}, 10 * second).value();
  ASSERT_EQ(stages.count(), constant.count());
  for (std::uint64_t n = 0; n < constant.count(); ++n) {
    EXPECT_EQ(stages.intended_at(n), constant.intended_at(n));
  }
}

TEST(Stages, ARampFromZeroFollowsTheSquareRoot) {
  // 0 to 200/s in 10 s: A(t) = 10 t^2, so arrival n comes at sqrt(n / 10).
  const Stage ramp{0, 200'000, 10 * second};
  const auto schedule = Schedule::stages({&ramp, 1}).value();
  EXPECT_EQ(schedule.count(), 1000u);
  EXPECT_EQ(schedule.intended_at(10), second);
  EXPECT_EQ(schedule.intended_at(40), 2 * second);
  EXPECT_EQ(schedule.intended_at(810), 9 * second);
}

TEST(Stages, APauseIsAStageOfRateZero) {
  const std::vector<Stage> stages{
      {1000, 1000, 2 * second}, {0, 0, 5 * second}, {1000, 1000, 2 * second}};
  const auto schedule = Schedule::stages(stages).value();
  std::vector<std::int64_t> instants;
  for (const auto& [n, instant] : walk(schedule, 0, 1)) instants.push_back(instant);
  // Arrival 2 is promised in full at the end of the first stage.
  EXPECT_EQ(instants, (std::vector<std::int64_t>{0, second, 2 * second, 8 * second}));
}

TEST(Stages, RefusesEmptyAndSilentSchedules) {
  EXPECT_FALSE(Schedule::stages({}));
  const Stage silent{0, 0, second};
  EXPECT_FALSE(Schedule::stages({&silent, 1}));
  const Stage too_long{1, 1, Schedule::max_period_ns + 1};
  EXPECT_FALSE(Schedule::stages({&too_long, 1}));
}

TEST(Stages, TheLargestStageStaysExact) {
  const Stage ramp{Schedule::max_per_1000s, 0, Schedule::max_period_ns};
  const auto schedule = Schedule::stages({&ramp, 1}).value();
  const std::uint64_t last = schedule.count() - 1;
  EXPECT_LT(schedule.intended_at(last), schedule.duration_ns());
  EXPECT_EQ(schedule.due_by(schedule.intended_at(last)), schedule.count());
}

Schedule arbitrary_schedule() {
  const auto rate = Rate{*rc::gen::inRange<std::uint64_t>(1, 5000),
                         *rc::gen::inRange<std::uint64_t>(1000, 3 * second)};
  const auto duration = *rc::gen::inRange<std::int64_t>(1, second / 100);
  switch (*rc::gen::inRange(0, 3)) {
    case 0:
      return Schedule::constant(rate, duration).value();
    case 1:
      return Schedule::burst(rate, duration).value();
    default: {
      std::vector<Stage> stages(*rc::gen::inRange<std::size_t>(1, 5));
      for (auto& stage : stages) {
        stage.from_per_1000s = *rc::gen::inRange<std::uint64_t>(0, 300'000'000);
        stage.to_per_1000s = *rc::gen::inRange<std::uint64_t>(1, 300'000'000);
        stage.duration_ns = *rc::gen::inRange<std::int64_t>(1, second / 100);
      }
      return Schedule::stages(stages).value();
    }
  }
}

RC_GTEST_PROP(AnySchedule, NeverGoesBackAndEndsInTime, ()) {
  const Schedule schedule = arbitrary_schedule();
  std::int64_t before = 0;
  for (const auto& [n, instant] : walk(schedule, 0, 1, 3000)) {
    RC_ASSERT(instant >= before);
    RC_ASSERT(instant < schedule.duration_ns());
    before = instant;
  }
}

RC_GTEST_PROP(AnySchedule, CountIsTheInverseOfIntended, ()) {
  const Schedule schedule = arbitrary_schedule();
  const auto n = *rc::gen::inRange<std::uint64_t>(0, schedule.count());
  const std::int64_t instant = schedule.intended_at(n);
  RC_ASSERT(schedule.due_by(instant) > n);
  RC_ASSERT(schedule.due_by(instant - 1) <= n);
  RC_ASSERT(schedule.due_by(schedule.duration_ns()) == schedule.count());
}

RC_GTEST_PROP(AnySchedule, ShardsPartitionIt, ()) {
  const bool poisson = *rc::gen::arbitrary<bool>();
  const Schedule schedule =
      poisson ? Schedule::poisson({2000, second}, second / 2, *rc::gen::arbitrary<std::uint64_t>())
                    .value()
              : arbitrary_schedule();
  const auto shards = *rc::gen::inRange<std::uint64_t>(1, 8);
  std::map<std::uint64_t, std::int64_t> together;
  for (std::uint64_t k = 0; k < shards; ++k) {
    for (const auto& [n, instant] : walk(schedule, k, shards, 2000)) {
      RC_ASSERT(together.emplace(n, instant).second);
    }
  }
  for (const auto& [n, instant] : walk(schedule, 0, 1, 2000)) {
    RC_ASSERT(together.at(n) == instant);
  }
}

TEST(Poisson, HasItsMeanAndItsSpread) {
  const auto schedule = Schedule::poisson({1000, second}, 100 * second, 42).value();
  const auto arrivals = walk(schedule, 0, 1, 1'000'000);
  ASSERT_EQ(arrivals.size(), 100'000u);
  double sum = 0;
  double squares = 0;
  std::int64_t before = 0;
  for (const auto& [n, instant] : arrivals) {
    const double gap = static_cast<double>(instant - before) / 1e6;  // in means
    sum += gap;
    squares += gap * gap;
    before = instant;
  }
  const double mean = sum / 100'000;
  EXPECT_NEAR(mean, 1, 0.015);                            // 4.7 standard errors
  EXPECT_NEAR(squares / 100'000 - mean * mean, 1, 0.05);  // variance of an exponential
}

TEST(Poisson, DependsOnItsSeedAlone) {
  const auto one = Schedule::poisson({1000, second}, second, 1).value();
  const auto again = Schedule::poisson({1000, second}, second, 1).value();
  const auto other = Schedule::poisson({1000, second}, second, 2).value();
  EXPECT_EQ(walk(one, 0, 1), walk(again, 0, 1));
  EXPECT_NE(walk(one, 0, 1), walk(other, 0, 1));
}

}  // namespace
}  // namespace hookworthy::pace
