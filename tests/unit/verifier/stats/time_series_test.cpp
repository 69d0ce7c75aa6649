#include "verifier/stats/time_series.hpp"

#include <atomic>
#include <cstdint>
#include <optional>
#include <thread>

#include <gtest/gtest.h>

namespace hookworthy::stats {
namespace {

constexpr std::int64_t ms = 1'000'000;
constexpr std::int64_t s = 1'000 * ms;

TEST(TimeSeries, IsEmptyWithoutDeliveries) {
  EXPECT_TRUE(TimeSeries().rows().empty());
}

TEST(TimeSeries, CountsEachThingWhereItHappened) {
  TimeSeries series;
  series.add({.intended_ns = 900 * ms,
              .sent_ns = s + 100 * ms,
              .done_ns = 2 * s + 400 * ms,
              .end = SeriesEnd::answered});
  const auto rows = series.rows();
  ASSERT_EQ(rows.size(), 3u);
  EXPECT_EQ(rows[0].planned, 1u);
  EXPECT_EQ(rows[0].sent, 0u);
  EXPECT_EQ(rows[0].max_ns, std::nullopt);
  EXPECT_EQ(rows[1].sent, 1u);
  EXPECT_EQ(rows[1].in_flight, 1u);
  EXPECT_EQ(rows[1].lag_max_ns, 200 * ms);
  EXPECT_EQ(rows[2].answered, 1u);
  EXPECT_EQ(rows[2].in_flight, 0u);
  EXPECT_EQ(rows[2].max_ns, 1500 * ms);
  EXPECT_EQ(rows[2].start_ns, 2 * s);
  EXPECT_EQ(rows[2].width_ns, s);
}

TEST(TimeSeries, LeavesTheWarmUpOutOfTheQuantilesButNotOutOfTheCounts) {
  TimeSeries series;
  series.add({.intended_ns = 0,
              .sent_ns = 0,
              .done_ns = 5 * ms,
              .end = SeriesEnd::answered,
              .measured = false});
  const auto rows = series.rows();
  ASSERT_EQ(rows.size(), 1u);
  EXPECT_EQ(rows[0].answered, 1u);
  EXPECT_EQ(rows[0].p50_ns, std::nullopt);
  EXPECT_EQ(rows[0].lag_max_ns, std::nullopt);
}

TEST(TimeSeries, FailuresHaveNoResponseTime) {
  TimeSeries series;
  series.add({.intended_ns = 0, .sent_ns = 0, .done_ns = 5 * ms, .end = SeriesEnd::failed});
  series.add({.intended_ns = 0, .sent_ns = -1, .done_ns = 5 * ms, .end = SeriesEnd::failed});
  const auto rows = series.rows();
  ASSERT_EQ(rows.size(), 1u);
  EXPECT_EQ(rows[0].failed, 2u);
  EXPECT_EQ(rows[0].sent, 1u);
  EXPECT_EQ(rows[0].in_flight, 0u);
  EXPECT_EQ(rows[0].max_ns, std::nullopt);
}

TEST(TimeSeries, RowsGetTwiceAsWideWhenTheRunOutgrowsThem) {
  TimeSeries series(4);
  for (int second = 0; second < 5; ++second) {
    const std::int64_t at = second * s;
    series.add({.intended_ns = at, .sent_ns = at, .done_ns = at + ms, .end = SeriesEnd::answered});
  }
  const auto rows = series.rows();
  ASSERT_EQ(rows.size(), 3u);
  EXPECT_EQ(series.width_ns(), 2 * s);
  EXPECT_EQ(rows[0].answered, 2u);
  EXPECT_EQ(rows[1].answered, 2u);
  EXPECT_EQ(rows[2].answered, 1u);
}

TEST(TimeSeries, AcceptsInstantsThatNoRunHas) {
  TimeSeries series(4);
  const std::int64_t far = std::int64_t{1} << 61;
  series.add({.intended_ns = -far, .sent_ns = far, .done_ns = far, .end = SeriesEnd::timed_out});
  std::uint64_t timed_out = 0;
  for (const SeriesRow& row : series.rows()) timed_out += row.timed_out;
  EXPECT_EQ(timed_out, 1u);
  EXPECT_EQ(series.rows().back().max_ns, 2 * far);
}

TEST(TimeSeries, CanBeReadWhileItIsWritten) {
  constexpr std::uint64_t deliveries = 20'000;
  TimeSeries series(4);
  std::atomic<bool> done{false};
  std::thread writer([&] {
    for (std::uint64_t i = 0; i < deliveries; ++i) {
      const std::int64_t at = static_cast<std::int64_t>(i) * 10 * ms;
      series.add({at, at, at + ms, SeriesEnd::answered, true});
    }
    done = true;
  });
  std::uint64_t before = 0;
  bool last = false;
  while (!last) {
    last = done;
    TimeSeries seen(4);
    seen.merge_live(series);
    std::uint64_t answered = 0;
    for (const SeriesRow& row : seen.rows()) answered += row.answered;
    EXPECT_GE(answered, before);
    EXPECT_LE(answered, deliveries);
    before = answered;
  }
  writer.join();
  EXPECT_EQ(before, deliveries);
}

}  // namespace
}  // namespace hookworthy::stats
