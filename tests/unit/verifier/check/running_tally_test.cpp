// What a tally says of a run that goes on, and of when things happened.

#include "tests/unit/verifier/check/judged.hpp"
#include "verifier/check/tally.hpp"

#include <atomic>
#include <cstdint>
#include <string>
#include <thread>

#include <gtest/gtest.h>

namespace hookworthy::check {
namespace {

using record::Outcome;
using record::Phase;
using stats::Metric;
using test::Sent;

constexpr std::int64_t second_ns = 1'000'000'000;

TEST(RunningTally, SaysWhenThingsHappened) {
  Tally tally(embedded());
  tally.take(Sent().times(0, 10, 2 * second_ns).get());
  tally.take(Sent().timed_out().times(0, 20, second_ns + 1).get());
  tally.take(Sent().ended(Outcome::unsent, Phase::queue).times(second_ns, -1, -1).get());
  const auto rows = tally.series().rows();
  ASSERT_EQ(rows.size(), 3U);
  EXPECT_EQ(rows[0].planned, 2U);
  EXPECT_EQ(rows[0].sent, 2U);
  EXPECT_EQ(rows[0].in_flight, 2U);
  EXPECT_EQ(rows[1].planned, 1U);
  EXPECT_EQ(rows[1].timed_out, 1U);
  EXPECT_EQ(rows[2].answered, 1U);
  EXPECT_EQ(rows[2].max_ns, 2 * second_ns);
}

TEST(RunningTally, CanBeLookedAtWhileItCounts) {
  constexpr std::uint64_t deliveries = 20'000;
  Tally tally(embedded(), {"new"});
  std::atomic<bool> done{false};
  std::thread worker([&] {
    Sent sent;
    for (std::uint64_t i = 0; i < deliveries; ++i) {
      const auto at = static_cast<std::int64_t>(i) * 1'000'000;
      tally.take(sent.sequence(i).times(at, at + 10, at + 1000).get());
    }
    done = true;
  });
  std::uint64_t before = 0;
  for (bool last = false; !last;) {
    last = done;
    Tally now(embedded(), {"new"});
    now.merge_live(tally);
    EXPECT_GE(now.counts().answered, before);
    EXPECT_LE(now.times().response_time.count(), deliveries);
    before = now.counts().answered;
    if (!last) continue;
    EXPECT_EQ(now.counts().answered, deliveries);
    EXPECT_EQ(now.status_count(200), deliveries);
    EXPECT_EQ(now.histogram(Metric::response_time, "new")->count(), deliveries);
    EXPECT_EQ(now.counter(Metric::accepted, std::nullopt)->count, deliveries);
    EXPECT_EQ(now.series().rows(), tally.series().rows());
  }
  worker.join();
}

TEST(RunningTally, TellsCasesApartWhoseTextsStandInTheSameMemory) {
  Tally tally(embedded());
  std::string label(20, 'a');
  Sent sent;
  sent.of(Kind::edge, 0, Expect::accept);
  for (const char letter : {'a', 'b', 'a'}) {
    label.assign(label.size(), letter);
    record::Delivery delivery = sent.get();
    delivery.what.label = label;
    tally.take(delivery);
  }
  EXPECT_EQ(tally.coverage().entries().size(), 2U);
}

TEST(RunningTally, CopiesOfACoverageAreTheirOwn) {
  Case edge;
  edge.kind = Kind::edge;
  edge.type = "new";
  edge.label = "null";
  Coverage first;
  first.add(edge, false);
  Coverage second = first;
  second.add(edge, false);
  first = second;
  first.add(edge, true);
  EXPECT_EQ(first.entries().begin()->second.tried, 3U);
  EXPECT_EQ(second.entries().begin()->second.tried, 2U);
}

TEST(RunningTally, KnowsEveryTypeByItsNameAndNoOther) {
  const AnswerTable table(*embedded());
  for (std::size_t i = 0; i < table.types(); ++i) EXPECT_EQ(table.type_of(table.name(i)), i);
  for (const char* name : {"", "n", "neW", "new ", "newer", "reports"}) {
    EXPECT_EQ(table.type_of(name), table.no_type()) << name;
  }
}

}  // namespace
}  // namespace hookworthy::check
