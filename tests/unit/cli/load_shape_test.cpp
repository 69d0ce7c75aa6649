#include "cli/load_shape.hpp"

#include <string>

#include <gtest/gtest.h>

namespace hookworthy::cli {
namespace {

using namespace std::chrono_literals;
constexpr std::int64_t second_ns = 1'000'000'000;

TEST(ParseRate, ReadsRatesExactly) {
  struct Row {
    const char* text;
    std::uint64_t events, period_s;
  };
  for (const Row& row :
       {Row{"2000", 2000, 1}, Row{"2000/s", 2000, 1}, Row{"90/m", 90, 60}, Row{"90/min", 90, 60},
        Row{"10/h", 10, 3600}, Row{"1.0", 1, 1}, Row{"10000000", 10'000'000, 1}}) {
    const auto rate = parse_rate(row.text);
    ASSERT_TRUE(rate) << row.text;
    EXPECT_EQ(rate->events, row.events) << row.text;
    EXPECT_EQ(rate->period_ns, row.period_s * second_ns) << row.text;
  }
  const auto half = parse_rate("0.5");
  ASSERT_TRUE(half);
  EXPECT_EQ(half->events * 2 * second_ns, half->period_ns);
}

TEST(ParseRate, RefusesWhatIsNoneAndNamesTheOption) {
  for (const char* text : {"", "fast", "0", "-1", "+1", "1e3", "10/d", "10/", "/s", "10 /s", "nan",
                           "inf", "10000001", "700000000/m", "0.0001", "0.5/h"}) {
    const auto rate = parse_rate(text);
    ASSERT_FALSE(rate) << text;
    EXPECT_TRUE(rate.error().message.starts_with("--rate: ")) << rate.error().message;
  }
}

TEST(MakeSchedule, SendsAHundredASecondForTenSecondsByDefault) {
  const auto schedule = make_schedule({}, 1);
  ASSERT_TRUE(schedule);
  EXPECT_EQ(schedule->count(), 1000U);
  EXPECT_EQ(schedule->duration_ns(), 10 * second_ns);
  EXPECT_EQ(schedule->intended_at(1), second_ns / 100);
}

TEST(MakeSchedule, FollowsRateAndDuration) {
  LoadShape shape;
  shape.rate = "90/m";
  shape.duration = 2min;
  const auto schedule = make_schedule(shape, 1);
  ASSERT_TRUE(schedule);
  EXPECT_EQ(schedule->count(), 180U);
  shape.rate = "max";
  const auto closed = make_schedule(shape, 1);
  ASSERT_TRUE(closed);
  EXPECT_TRUE(closed->is_closed_loop());
  EXPECT_EQ(closed->duration_ns(), 120 * second_ns);
}

TEST(MakeSchedule, FollowsStages) {
  LoadShape shape;
  shape.rate = "100";
  shape.stages = {"10s:100", "0s:200", "10s:200", "10s:0"};
  const auto schedule = make_schedule(shape, 1);
  ASSERT_TRUE(schedule);
  EXPECT_EQ(schedule->duration_ns(), 30 * second_ns);
  EXPECT_EQ(schedule->due_by(10 * second_ns - 1), 1000U);
  EXPECT_EQ(schedule->due_by(20 * second_ns - 1), 3000U);
  EXPECT_EQ(schedule->count(), 4000U);
}

TEST(MakeSchedule, FollowsBursts) {
  LoadShape shape;
  shape.burst = "50@1s";
  shape.duration = 3s;
  const auto schedule = make_schedule(shape, 1);
  ASSERT_TRUE(schedule);
  EXPECT_EQ(schedule->count(), 150U);
  EXPECT_EQ(schedule->intended_at(49), 0);
  EXPECT_EQ(schedule->intended_at(50), second_ns);
}

TEST(MakeSchedule, DrawsPoissonArrivalsFromTheSeed) {
  LoadShape shape;
  shape.arrival = "poisson";
  shape.rate = "50";
  const auto first = make_schedule(shape, 1), again = make_schedule(shape, 1),
             other = make_schedule(shape, 2);
  ASSERT_TRUE(first && again && other);
  EXPECT_EQ(first->count(), 500U);
  pace::Cursor one(*first, 0, 1), same(*again, 0, 1), different(*other, 0, 1);
  bool differs = false;
  for (; !one.done(); one.advance(), same.advance(), different.advance()) {
    ASSERT_EQ(one.intended_ns(), same.intended_ns());
    differs = differs || one.intended_ns() != different.intended_ns();
  }
  EXPECT_TRUE(differs);
}

TEST(MakeSchedule, RefusesWhatDoesNotFitTogetherAndNamesTheOption) {
  const auto refusal = [](const LoadShape& shape) {
    const auto schedule = make_schedule(shape, 1);
    return schedule ? std::string("(taken)") : schedule.error().message;
  };
  const auto with = [](auto change) {
    LoadShape shape;
    change(shape);
    return shape;
  };
  const std::pair<LoadShape, const char*> table[] = {
      {with([](LoadShape& s) { s.rate = "often"; }), "--rate"},
      {with([](LoadShape& s) { s.duration = 721h; }), "--duration"},
      {with([](LoadShape& s) { s.stages = {"10s"}; }), "--stage"},
      {with([](LoadShape& s) { s.stages = {"x:10"}; }), "--stage"},
      {with([](LoadShape& s) { s.stages = {"10s:-1"}; }), "--stage"},
      {with([](LoadShape& s) { s.stages = {"10s:10000001"}; }), "--stage"},
      {with([](LoadShape& s) { s.stages = {"0s:10"}; }), "--stage"},
      {with([](LoadShape& s) { s.stages = {"25h:10"}; }), "--stage"},
      {with([](LoadShape& s) { s.stages = {"1s:1"}, s.duration = 1s; }), "--duration"},
      {with([](LoadShape& s) { s.stages = {"1s:1"}, s.rate = "max"; }), "--rate max"},
      {with([](LoadShape& s) { s.burst = "100"; }), "--burst"},
      {with([](LoadShape& s) { s.burst = "0@1s"; }), "--burst"},
      {with([](LoadShape& s) { s.burst = "5@x"; }), "--burst"},
      {with([](LoadShape& s) { s.burst = "-5@1s"; }), "--burst"},
      {with([](LoadShape& s) { s.burst = "5@1s", s.rate = "7"; }), "--burst"},
      {with([](LoadShape& s) { s.burst = "9999999999999@1s"; }), "--burst"},
      {with([](LoadShape& s) { s.arrival = "poisson", s.rate = "max"; }), "--arrival"},
      {with([](LoadShape& s) { s.arrival = "poisson", s.burst = "5@1s"; }), "--arrival"}};
  for (const auto& [shape, option] : table) {
    EXPECT_TRUE(refusal(shape).starts_with(option)) << option << ": " << refusal(shape);
  }
}

}  // namespace
}  // namespace hookworthy::cli
