#include "verifier/stats/slices.hpp"

#include "tests/unit/verifier/stats/seconds.hpp"

#include <cstdint>
#include <limits>

#include <gtest/gtest.h>

namespace hookworthy::stats {
namespace {

TEST(SlicedTimes, CutsByTheInstant) {
  SlicedTimes times;
  times.record(0, 5);
  times.record(second_ns - 1, 5);
  times.record(2 * second_ns, 7);
  ASSERT_EQ(times.slices().size(), 3U);
  EXPECT_EQ(times.slices()[0].count(), 2U);
  EXPECT_EQ(times.slices()[1].count(), 0U);
  EXPECT_EQ(times.slices()[2].count(), 1U);
  EXPECT_EQ(times.width_ns(), second_ns);
}

TEST(SlicedTimes, DoublesTheWidthInsteadOfGrowing) {
  SlicedTimes times;
  for (std::int64_t s = 0; s < 1000; ++s) times.record(s * second_ns, s + 1);
  EXPECT_EQ(times.width_ns(), 16 * second_ns);
  ASSERT_EQ(times.slices().size(), 63U);
  for (std::size_t i = 0; i + 1 < 63; ++i) {
    EXPECT_EQ(times.slices()[i].count(), 16U);
    EXPECT_EQ(times.slices()[i].min(), static_cast<std::int64_t>(16 * i + 1));
  }
  EXPECT_EQ(times.slices()[62].count(), 8U);
  EXPECT_EQ(times.total().count(), 1000U);
}

TEST(SlicedTimes, TakesTheLatestAndTheEarliestInstant) {
  SlicedTimes times;
  times.record(-5, 1);
  times.record(std::numeric_limits<std::int64_t>::max(), 2);
  EXPECT_LE(times.slices().size(), SlicedTimes::max_slices);
  EXPECT_EQ(times.slices().front().count(), 1U);
  EXPECT_EQ(times.slices().back().count(), 1U);
}

TEST(SlicedTimes, MergesSlicesOfOthers) {
  Histogram values;
  values.record_n(100, 3);
  SlicedTimes times;
  times.merge(4 * second_ns, values);
  ASSERT_EQ(times.slices().size(), 5U);
  EXPECT_EQ(times.slices()[4], values);
}

TEST(SlicedOutcomes, KeepsSumsWhenSlicesMerge) {
  SlicedOutcomes outcomes;
  for (std::int64_t s = 0; s < 130; ++s) {
    outcomes.count_ended(s * second_ns, s % 10 == 0);
    outcomes.count_answers(s * second_ns, 2);
  }
  EXPECT_EQ(outcomes.width_ns(), 4 * second_ns);
  EXPECT_EQ(outcomes.slices().size(), 33U);
  EXPECT_EQ(outcomes.total().ended, 130U);
  EXPECT_EQ(outcomes.total().failures, 13U);
  EXPECT_EQ(outcomes.total().answered, 260U);
  EXPECT_EQ(outcomes.slices()[1].ended, 4U);
}

}  // namespace
}  // namespace hookworthy::stats
