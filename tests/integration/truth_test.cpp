// Whether the times that are reported are the true ones: a receiver with a known service time that
// stalls for 1 s in every 5 s, on a simulated clock, so that the answer is known in closed form and
// no machine is too busy for it. script/bench truth does the same in real time.

#include "fixtures/contracts/embedded_contract.hpp"
#include "generator/pace/schedule.hpp"
#include "verifier/check/tally.hpp"
#include "verifier/contract/contract.hpp"

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <memory>
#include <queue>
#include <vector>

#include <gtest/gtest.h>

namespace hookworthy::test {
namespace {

constexpr std::int64_t ms = 1'000'000;
constexpr std::int64_t period_ns = 5'000 * ms;
constexpr std::int64_t stall_ns = 1'000 * ms;  // the last second of each period
constexpr std::int64_t service_ns = 1 * ms;

/// When a receiver that works on many requests at once, but on none while it stalls, answers what
/// was sent at `sent_ns`.
std::int64_t answered_at(std::int64_t sent_ns) {
  const std::int64_t phase = sent_ns % period_ns;
  const std::int64_t awake_ns = period_ns - stall_ns;
  if (phase + service_ns <= awake_ns) return sent_ns + service_ns;
  const std::int64_t done_before = std::max<std::int64_t>(0, awake_ns - phase);
  return sent_ns - phase + period_ns + service_ns - done_before;
}

/// Sends the schedule over so many connections, each with one request at a time, first come first
/// served.
std::unique_ptr<check::Tally> simulate(const pace::Schedule& schedule, std::size_t connections) {
  auto contract =
      std::make_shared<const contract::Contract>(*contract::Contract::load(embedded_contract()));
  auto tally = std::make_unique<check::Tally>(std::move(contract));
  std::priority_queue<std::int64_t, std::vector<std::int64_t>, std::greater<>> free_at;
  for (std::size_t i = 0; i < connections; ++i) free_at.push(0);
  for (std::uint64_t n = 0; n < schedule.count(); ++n) {
    record::Delivery delivery;
    delivery.sequence = n;
    delivery.outcome = record::Outcome::response;
    delivery.status = 200;
    delivery.intended_ns = schedule.intended_at(n);
    delivery.sent_ns = std::max(delivery.intended_ns, free_at.top());
    delivery.done_ns = answered_at(delivery.sent_ns);
    free_at.pop();
    free_at.push(delivery.done_ns);
    tally->take(delivery);
  }
  return tally;
}

/// Arrivals are spread evenly: four in five are answered at once, and the fifth waits for the rest
/// of a stall that it falls into, which is anything up to a second.
double analytic_ns(double quantile) {
  const double stalled_from = 0.8;
  const double waiting = std::max(0.0, (quantile - stalled_from) / (1 - stalled_from));
  return static_cast<double>(service_ns) + waiting * static_cast<double>(stall_ns);
}

void expect_near(const stats::Histogram& times, double quantile) {
  const auto said = times.value_at_quantile(quantile);
  ASSERT_TRUE(said.has_value());
  const double expected = analytic_ns(quantile);
  EXPECT_NEAR(static_cast<double>(*said), expected, 0.05 * expected) << "p" << 100 * quantile;
}

TEST(Truth, ResponseTimesShowAStallInEveryDeliveryThatItDelayed) {
  const auto schedule = pace::Schedule::constant({.events = 1000}, 60 * period_ns / 5);
  const auto tally = simulate(*schedule, 64);
  const check::Times& times = tally->times();
  ASSERT_EQ(times.response_time.count(), schedule->count());
  for (const double quantile : {0.5, 0.75, 0.85, 0.9, 0.95, 0.99}) {
    expect_near(times.response_time, quantile);
  }
  EXPECT_NEAR(static_cast<double>(*times.response_time.max()), 1001.0 * ms, 25.0 * ms);
}

TEST(Truth, ServiceTimesAloneWouldHideIt) {
  const auto schedule = pace::Schedule::constant({.events = 1000}, 60 * period_ns / 5);
  const auto tally = simulate(*schedule, 8);
  // Only the eight that were on their way waited; all others were not even sent.
  EXPECT_LE(*tally->times().service_time.value_at_quantile(0.99), 2 * ms);
  EXPECT_GE(*tally->times().response_time.value_at_quantile(0.99), 900 * ms);
  EXPECT_GE(*tally->times().send_lag.value_at_quantile(0.99), 900 * ms);
}

TEST(Truth, TheSeriesShowsWhenItStalled) {
  const auto schedule = pace::Schedule::constant({.events = 1000}, 4 * period_ns);
  const auto rows = simulate(*schedule, 64)->series().rows();
  ASSERT_GE(rows.size(), 20U);
  for (std::size_t second = 0; second < 20; ++second) {
    const auto& row = rows[second];
    EXPECT_EQ(row.planned, 1000U);
    const bool stalled = second % 5 == 4;
    const bool just_after = second % 5 == 0 && second > 0;
    if (stalled) {
      EXPECT_LT(row.answered, 10U) << second;
      EXPECT_GE(row.in_flight, 60U) << second;
    } else if (just_after) {
      EXPECT_GT(row.answered, 1900U) << second;
      EXPECT_GE(*row.max_ns, 990 * ms);
    } else {
      EXPECT_NEAR(static_cast<double>(row.answered), 1000.0, 5.0) << second;
      EXPECT_LE(*row.p99_ns, 2 * ms) << second;
    }
  }
}

}  // namespace
}  // namespace hookworthy::test
