#include "verifier/check/tally.hpp"

#include "tests/unit/verifier/check/judged.hpp"

#include <memory>
#include <string>
#include <vector>

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

namespace hookworthy::check {
namespace {

using record::Cause;
using record::Outcome;
using record::Phase;
using stats::Metric;
using test::Sent;

void take_all(Tally& tally, std::vector<Sent> deliveries) {
  for (auto& sent : deliveries) tally.take(sent.get());
}

std::vector<Sent> one_of_each() {
  return {Sent(),
          Sent().answered(400),
          Sent().answered(500),
          Sent().failed(Phase::read, Cause::closed),
          Sent().failed(Phase::connect, Cause::none),
          Sent().timed_out(),
          Sent().ended(Outcome::unsent).times(0, -1, -1),
          Sent().ended(Outcome::unfinished).times(0, 0, -1),
          Sent().typed("report")};
}

TEST(Tally, CountsEveryOutcomeOnce) {
  Tally tally(embedded());
  take_all(tally, one_of_each());
  EXPECT_EQ(tally.counts(), (record::Counts{9, 4, 2, 1, 1, 1}));
  EXPECT_TRUE(tally.counts().conserved());
  EXPECT_EQ(tally.status_count(200), 2U);
  EXPECT_EQ(tally.status_count(400), 1U);
  EXPECT_EQ(tally.status_count(500), 1U);
  EXPECT_EQ(tally.status_count(70'000), 0U);
  EXPECT_EQ(tally.error_count(Phase::read, Cause::closed), 1U);
  EXPECT_EQ(tally.error_count(Phase::connect, Cause::other), 1U);
  EXPECT_EQ(tally.error_count(Phase::read, Cause::none), 1U) << "the timeout";
  const auto& of_new = tally.by_type()[tally.answers().type_of("new")];
  EXPECT_EQ(of_new.accepted, 1U);
  EXPECT_EQ(of_new.rejected, 1U);
  EXPECT_EQ(of_new.failed, 4U);
  EXPECT_EQ(of_new.timed_out, 1U);
  EXPECT_EQ(tally.by_type()[tally.answers().type_of("report")].accepted, 1U);
}

TEST(Tally, ChargesTimeFromTheIntendedInstant) {
  Tally tally(embedded());
  tally.take(Sent().times(1000, 1500, 4000).get());
  EXPECT_EQ(tally.times().response_time.max(), 3000 | 1);  // of its bucket
  EXPECT_EQ(tally.times().service_time.max(), 2500 | 1);
  EXPECT_EQ(tally.times().send_lag.max(), 500);
}

TEST(Tally, TimesAnswersAndTimeoutsButNotErrors) {
  Tally tally(embedded());
  take_all(tally, one_of_each());
  EXPECT_EQ(tally.times().response_time.count(), 5U);
  EXPECT_EQ(tally.times().service_time.count(), 5U);
  EXPECT_EQ(tally.times().send_lag.count(), 8U) << "all that was sent";
  tally.take(Sent().timed_out(Phase::queue).times(0, -1, 10).get());
  EXPECT_EQ(tally.times().response_time.count(), 6U);
  EXPECT_EQ(tally.times().service_time.count(), 5U);
}

TEST(Tally, LeavesTheWarmUpOutOfTheFigures) {
  Tally tally(embedded(), {"new"});
  Sent warm;
  warm.delivery.warm_up = true;
  tally.take(warm.get());
  EXPECT_EQ(tally.counts().answered, 1U);
  EXPECT_EQ(tally.status_count(200), 1U);
  EXPECT_TRUE(tally.times().response_time.empty());
  EXPECT_TRUE(tally.histogram(Metric::response_time, "new")->empty());
  EXPECT_EQ(tally.counter(Metric::accepted, std::nullopt)->of, 0U);
}

TEST(Tally, AnswersForThresholds) {
  Tally tally(embedded(), {"new", "no such type"});
  take_all(tally, one_of_each());
  tally.set_measured_ns(2'000'000'000);
  EXPECT_EQ(tally.elapsed_ns(), 2'000'000'000);
  const auto expect = [&](Metric metric, const std::optional<std::string>& type,
                          std::uint64_t count, std::uint64_t of) {
    const auto counter = tally.counter(metric, type);
    ASSERT_TRUE(counter);
    EXPECT_EQ(counter->count, count) << stats::name_of(metric);
    EXPECT_EQ(counter->of, of) << stats::name_of(metric);
  };
  expect(Metric::accepted, std::nullopt, 2, 7);
  expect(Metric::rejected, std::nullopt, 1, 7);
  expect(Metric::failures, std::nullopt, 4, 7);
  expect(Metric::timeouts, std::nullopt, 1, 7);
  expect(Metric::throughput, std::nullopt, 4, 7);
  expect(Metric::accepted, "report", 1, 1);
  expect(Metric::accepted, "cancelled", 0, 0);
  expect(Metric::accepted, "no such type", 0, 0);
  EXPECT_FALSE(tally.counter(Metric::response_time, std::nullopt));
  EXPECT_EQ(tally.histogram(Metric::response_time, std::nullopt)->count(), 5U);
  EXPECT_EQ(tally.histogram(Metric::response_time, "new")->count(), 4U);
  EXPECT_EQ(tally.histogram(Metric::send_lag, "report"), nullptr) << "was not asked for";
  EXPECT_EQ(tally.histogram(Metric::send_lag, "no such type"), nullptr);
}

TEST(Tally, CoversWhatReachedTheReceiver) {
  Tally tally(embedded());
  tally.take(Sent().get());
  tally.take(Sent().of(Kind::edge, 1, Expect::accept).at("/a", "null").answered(400).get());
  tally.take(Sent().of(Kind::edge, 1, Expect::accept).at("/a", "null").get());
  tally.take(Sent().of(Kind::edge, 2, Expect::accept).at("", "reversed").get());
  tally.take(Sent()
                 .of(Kind::edge, 3, Expect::accept)
                 .at("/b", "null")
                 .failed(Phase::connect, Cause::refused)
                 .get());
  tally.take(Sent().typed("report").of(Kind::violation, 3, Expect::reject).at("/a", "null").get());
  const auto totals = tally.coverage().totals();
  EXPECT_EQ(totals.types, 2U);
  EXPECT_EQ(totals.fields, 3U) << "/a and the root of one type, /a of the other";
  EXPECT_EQ(totals.cases[static_cast<std::size_t>(Kind::edge)], 2U);
  EXPECT_EQ(totals.cases[static_cast<std::size_t>(Kind::violation)], 1U);
  const Coverage::Key key{Kind::edge, true, "new", "/a", "null"};
  ASSERT_TRUE(tally.coverage().entries().contains(key));
  EXPECT_EQ(tally.coverage().entries().at(key).tried, 2U);
  EXPECT_EQ(tally.coverage().entries().at(key).violated, 1U);
}

TEST(Coverage, IsBounded) {
  Coverage coverage;
  for (std::size_t i = 0; i < Coverage::max_entries + 10; ++i) {
    const std::string label = std::to_string(i);
    Case what;
    what.label = label;
    coverage.add(what, false);
  }
  EXPECT_EQ(coverage.entries().size(), Coverage::max_entries);
  EXPECT_EQ(coverage.overflow(), 10U);
  Coverage other;
  Case what;
  what.label = "another";
  other.add(what, false);
  other.merge(coverage);
  EXPECT_EQ(other.entries().size(), Coverage::max_entries);
  EXPECT_EQ(other.overflow(), 11U);
}

RC_GTEST_PROP(Tally, WorkersMergedSayWhatOneWouldHaveSaid, ()) {
  const auto picks = *rc::gen::container<std::vector<int>>(rc::gen::inRange(0, 9));
  const auto kinds = one_of_each();
  Tally alone(embedded(), {"new"});
  std::vector<std::unique_ptr<Tally>> workers;
  for (int i = 0; i < 3; ++i) {
    workers.push_back(std::make_unique<Tally>(embedded(), std::vector<std::string>{"new"}));
  }
  for (std::size_t i = 0; i < picks.size(); ++i) {
    Sent sent = kinds[static_cast<std::size_t>(picks[i])];
    sent.times(0, static_cast<std::int64_t>(i), static_cast<std::int64_t>(i * 1000));
    alone.take(sent.get());
    workers[i % 3]->take(sent.get());
  }
  Tally& merged = *workers[0];
  merged.merge(*workers[1]);
  merged.merge(*workers[2]);
  RC_ASSERT(merged.counts() == alone.counts());
  RC_ASSERT(merged.times().response_time == alone.times().response_time);
  RC_ASSERT(merged.times().service_time == alone.times().service_time);
  RC_ASSERT(merged.times().send_lag == alone.times().send_lag);
  RC_ASSERT(*merged.histogram(Metric::response_time, "new") ==
            *alone.histogram(Metric::response_time, "new"));
  for (unsigned status = 0; status < Tally::statuses; ++status) {
    RC_ASSERT(merged.status_count(status) == alone.status_count(status));
  }
  RC_ASSERT(merged.error_count(Phase::read, Cause::closed) ==
            alone.error_count(Phase::read, Cause::closed));
  for (const auto metric : {Metric::accepted, Metric::failures, Metric::throughput}) {
    RC_ASSERT(merged.counter(metric, std::nullopt)->count ==
              alone.counter(metric, std::nullopt)->count);
  }
  RC_ASSERT(merged.coverage().entries().size() == alone.coverage().entries().size());
  RC_ASSERT(merged.coverage().totals().types == alone.coverage().totals().types);
}

}  // namespace
}  // namespace hookworthy::check
