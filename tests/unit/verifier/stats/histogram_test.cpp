#include "verifier/stats/histogram.hpp"

#include <limits>
#include <vector>

#include <gtest/gtest.h>

namespace hookworthy::stats {
namespace {

constexpr std::int64_t kHour_ns = 3'600'000'000'000;

TEST(HistogramRange, DefaultTakes264KiB) {
  const HistogramRange range;
  ASSERT_TRUE(range.valid());
  EXPECT_EQ(range.sub_bucket_count(), 2048);
  EXPECT_EQ(range.bucket_count(), 32);
  EXPECT_EQ(range.counts_length() * sizeof(std::uint64_t), 264U * 1024);
}

TEST(HistogramRange, RefusesWhatCannotBeCounted) {
  constexpr auto max = std::numeric_limits<std::int64_t>::max();
  EXPECT_FALSE((HistogramRange{0, 1000, 3}.valid()));
  EXPECT_FALSE((HistogramRange{-5, 1000, 3}.valid()));
  EXPECT_FALSE((HistogramRange{1000, 1999, 3}.valid()));
  EXPECT_FALSE((HistogramRange{1, 1000, 0}.valid()));
  EXPECT_FALSE((HistogramRange{1, 1000, 6}.valid()));
  EXPECT_FALSE((HistogramRange{max / 2, max, 3}.valid()));
  EXPECT_FALSE((HistogramRange{max, max, 1}.valid()));
  EXPECT_TRUE((HistogramRange{1, 2, 1}.valid()));
  EXPECT_TRUE((HistogramRange{1, max, 5}.valid()));
}

TEST(Histogram, EmptyHasNoValues) {
  const Histogram histogram;
  EXPECT_TRUE(histogram.empty());
  EXPECT_EQ(histogram.count(), 0U);
  EXPECT_EQ(histogram.min(), std::nullopt);
  EXPECT_EQ(histogram.max(), std::nullopt);
  EXPECT_EQ(histogram.mean(), std::nullopt);
  EXPECT_EQ(histogram.stddev(), std::nullopt);
  EXPECT_EQ(histogram.value_at_quantile(0.0), std::nullopt);
  EXPECT_EQ(histogram.value_at_quantile(0.99), std::nullopt);
  EXPECT_EQ(histogram.count_at_or_below(kHour_ns), 0U);
}

TEST(Histogram, SmallValuesAreExact) {
  Histogram histogram;
  for (const std::int64_t value : {2, 4, 4, 4, 5, 5, 7, 9}) {
    histogram.record(value);
  }
  EXPECT_EQ(histogram.count(), 8U);
  EXPECT_EQ(histogram.min(), 2);
  EXPECT_EQ(histogram.max(), 9);
  EXPECT_DOUBLE_EQ(histogram.mean().value(), 5.0);
  EXPECT_DOUBLE_EQ(histogram.stddev().value(), 2.0);
  EXPECT_EQ(histogram.value_at_quantile(0.5), 4);
  EXPECT_EQ(histogram.value_at_quantile(0.51), 5);
}

TEST(Histogram, LargeValuesAreReadBackAsTheHighestEquivalent) {
  Histogram histogram;
  histogram.record(250'000'000);
  // 2^27 <= value < 2^28: buckets are 2^17 wide.
  EXPECT_EQ(histogram.min(), 249'954'304);
  EXPECT_EQ(histogram.max(), 250'085'375);
  EXPECT_EQ(histogram.value_at_quantile(0.5), 250'085'375);
  EXPECT_EQ(histogram.lowest_equivalent(250'000'000), 249'954'304);
  EXPECT_EQ(histogram.highest_equivalent(250'000'000), 250'085'375);
}

TEST(Histogram, QuantileIsTheNearestRank) {
  Histogram histogram;
  for (std::int64_t value = 1; value <= 100; ++value) {
    histogram.record(value);
  }
  EXPECT_EQ(histogram.value_at_quantile(0.0), 1);
  EXPECT_EQ(histogram.value_at_quantile(0.001), 1);
  EXPECT_EQ(histogram.value_at_quantile(0.99), 99);
  EXPECT_EQ(histogram.value_at_quantile(0.991), 100);
  EXPECT_EQ(histogram.value_at_quantile(1.0), 100);
  // 0.07 * 100 is 7.000000000000001 in floating point; the rank is 7 nevertheless.
  EXPECT_EQ(histogram.value_at_quantile(0.07), 7);
  EXPECT_EQ(histogram.value_at_quantile(0.29), 29);
}

TEST(Histogram, ClipsAndCountsWhatLiesOutside) {
  Histogram histogram;
  histogram.record(kHour_ns);
  EXPECT_EQ(histogram.clipped(), 0U);
  histogram.record(kHour_ns + 1);
  histogram.record(std::numeric_limits<std::int64_t>::max());
  histogram.record(-1);
  histogram.record(std::numeric_limits<std::int64_t>::min());
  EXPECT_EQ(histogram.count(), 5U);
  EXPECT_EQ(histogram.clipped(), 2U);
  EXPECT_EQ(histogram.negative(), 2U);
  EXPECT_EQ(histogram.min(), 0);
  EXPECT_EQ(histogram.max(), histogram.highest_equivalent(kHour_ns));
  EXPECT_EQ(histogram.count_at_or_below(0), 2U);
}

TEST(Histogram, HoldsTheWholeRangeOf63Bits) {
  constexpr auto max = std::numeric_limits<std::int64_t>::max();
  Histogram histogram(HistogramRange{1, max, 2});
  histogram.record(0);
  histogram.record(max);
  EXPECT_EQ(histogram.clipped(), 0U);
  EXPECT_EQ(histogram.min(), 0);
  EXPECT_EQ(histogram.max(), max);
  EXPECT_EQ(histogram.count_at_or_below(max), 2U);
}

TEST(Histogram, LowestAboveOneMakesWiderBuckets) {
  Histogram histogram(HistogramRange{1000, 60'000'000'000, 2});
  histogram.record(999);
  // The width is the power of two below 1000.
  EXPECT_EQ(histogram.min(), 512);
  EXPECT_EQ(histogram.max(), 1023);
}

TEST(Histogram, CountAtOrBelowCountsTheWholeBucket) {
  Histogram histogram;
  histogram.record_n(10, 3);
  histogram.record_n(1'000'000, 2);
  EXPECT_EQ(histogram.count_at_or_below(-1), 0U);
  EXPECT_EQ(histogram.count_at_or_below(9), 0U);
  EXPECT_EQ(histogram.count_at_or_below(10), 3U);
  EXPECT_EQ(histogram.count_at_or_below(histogram.lowest_equivalent(1'000'000)), 5U);
  EXPECT_EQ(histogram.count_at_or_below(std::numeric_limits<std::int64_t>::max()), 5U);
}

TEST(Histogram, VisitsRecordedBucketsInOrder) {
  Histogram histogram;
  histogram.record_n(250'000'000, 3);
  histogram.record(42);
  std::vector<Bucket> seen;
  histogram.for_each_recorded([&seen](const Bucket& bucket) { seen.push_back(bucket); });
  ASSERT_EQ(seen.size(), 2U);
  EXPECT_EQ(seen[0].lowest_ns, 42);
  EXPECT_EQ(seen[0].highest_ns, 42);
  EXPECT_EQ(seen[0].cumulative, 1U);
  EXPECT_EQ(seen[1].lowest_ns, 249'954'304);
  EXPECT_EQ(seen[1].highest_ns, 250'085'375);
  EXPECT_EQ(seen[1].count, 3U);
  EXPECT_EQ(seen[1].cumulative, 4U);
}

TEST(Histogram, BucketsAreContiguous) {
  Histogram histogram(HistogramRange{1, 1'000'000, 1});
  for (std::int64_t value = 0; value <= 1'000'000; value += 7) {
    histogram.record(value);
  }
  std::int64_t expected_ns = 0;
  histogram.for_each_recorded([&expected_ns](const Bucket& bucket) {
    // Values in steps of 7 reach every bucket that is at least 8 wide.
    if (bucket.highest_ns - bucket.lowest_ns >= 8) {
      EXPECT_EQ(bucket.lowest_ns, expected_ns);
    }
    expected_ns = bucket.highest_ns + 1;
  });
  EXPECT_GT(expected_ns, 1'000'000);
}

TEST(Histogram, MergeAddsCountsAndClips) {
  Histogram left;
  Histogram right;
  left.record(10);
  right.record_n(20, 2);
  right.record(kHour_ns + 1);
  right.record(-1);
  left.merge(right);
  EXPECT_EQ(left.count(), 5U);
  EXPECT_EQ(left.clipped(), 1U);
  EXPECT_EQ(left.negative(), 1U);
  EXPECT_EQ(left.count_at_or_below(10), 2U);
  left.merge(Histogram());
  EXPECT_EQ(left.count(), 5U);
}

TEST(Histogram, MergeOfANarrowerRangeClipsWhatDoesNotFit) {
  Histogram narrow(HistogramRange{1, 1'000'000, 3});
  Histogram wide;
  wide.record(500);
  wide.record(1'000'000);
  wide.record(2'000'000);
  narrow.merge(wide);
  EXPECT_EQ(narrow.count(), 3U);
  EXPECT_EQ(narrow.clipped(), 1U);
  EXPECT_EQ(narrow.min(), 500);
  EXPECT_EQ(narrow.max(), narrow.highest_equivalent(1'000'000));
}

TEST(Histogram, ResetForgetsEverything) {
  Histogram histogram;
  histogram.record(-1);
  histogram.record(kHour_ns * 2);
  histogram.reset();
  EXPECT_EQ(histogram, Histogram());
  EXPECT_EQ(histogram.clipped(), 0U);
  EXPECT_EQ(histogram.negative(), 0U);
  EXPECT_EQ(histogram.max(), std::nullopt);
}

TEST(Histogram, EqualityIsOfRangeAndCounts) {
  Histogram left;
  Histogram right;
  left.record(250'000'000);
  EXPECT_NE(left, right);
  right.record(250'000'001);
  EXPECT_EQ(left, right);
  EXPECT_NE(Histogram(), Histogram(HistogramRange{1, kHour_ns, 2}));
}

TEST(HistogramDeathTest, BrokenPromisesEndTheProcess) {
  EXPECT_DEATH(Histogram(HistogramRange{1, 1, 3}), "range.valid");
  EXPECT_DEATH((void)Histogram().value_at_quantile(1.1), "assertion failed");
  EXPECT_DEATH((void)Histogram().value_at_quantile(-0.1), "assertion failed");
}

}  // namespace
}  // namespace hookworthy::stats
