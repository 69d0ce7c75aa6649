#include "tests/unit/generator/plan/contracts.hpp"

#include <map>
#include <set>
#include <string>
#include <vector>

namespace hookworthy::plan {
namespace {

using contract::Json;
using testing::agrees;
using testing::embedded_plan;

/// The callbacks of one life, in order.
struct LifeRun {
  std::vector<Case> cases;
  std::vector<Json> bodies;
};

LifeRun run_life(const Plan& plan, std::uint64_t first) {
  LifeRun run;
  const auto step = plan.chain_step(first);
  std::string body;
  for (std::uint32_t i = 0; i < step.steps; ++i) {
    run.cases.push_back(plan.at(Kind::chain, step.first + i, body));
    run.bodies.push_back(*contract::parse_json(body));
  }
  return run;
}

TEST(Chain, every_step_is_valid) {
  const Plan& plan = embedded_plan();
  const contract::Validator validator(plan.shared_contract());
  std::string body;
  for (std::uint64_t i = 0; i < 4 * plan.period(Kind::chain); ++i) {
    const Case item = plan.at(Kind::chain, i, body);
    ASSERT_EQ(item.expect, Expect::accept);
    ASSERT_TRUE(agrees(validator, plan.contract(), item, body));
  }
}

TEST(Chain, steps_of_a_life_are_consecutive_and_know_their_place) {
  const Plan& plan = embedded_plan();
  std::uint64_t expected_life = 0;
  for (std::uint64_t i = 0; i < 5 * plan.period(Kind::chain);) {
    const auto first = plan.chain_step(i);
    ASSERT_EQ(first.life, expected_life++);
    ASSERT_EQ(first.step, 0u);
    ASSERT_EQ(first.first, i);
    for (std::uint32_t step = 0; step < first.steps; ++step) {
      const auto at = plan.chain_step(i + step);
      ASSERT_EQ(at.life, first.life);
      ASSERT_EQ(at.step, step);
      ASSERT_EQ(at.steps, first.steps);
      ASSERT_EQ(at.first, i);
    }
    i += first.steps;
  }
}

TEST(Chain, lives_have_several_lengths_and_courses) {
  const Plan& plan = embedded_plan();
  std::set<std::size_t> reschedules;
  std::set<std::string> courses;
  for (std::uint64_t i = 0; i < plan.period(Kind::chain);) {
    const auto run = run_life(plan, i);
    std::size_t count = 0;
    bool resumed = false;
    bool busy = false;
    for (std::size_t step = 0; step < run.cases.size(); ++step) {
      const bool renewal = run.cases[step].type == "reschedule";
      count += renewal ? 1 : 0;
      resumed = resumed || (renewal && run.cases[step - 1].type == "cancelled");
      busy = busy || run.cases[step].type == "in_work";
    }
    EXPECT_EQ(run.cases.front().type, "new");
    reschedules.insert(count);
    if (resumed) courses.insert("resumed");
    if (busy) courses.insert("busy");
    if (run.cases.back().type == "cancelled") courses.insert("ended");
    i += run.cases.size();
  }
  EXPECT_EQ(reschedules, (std::set<std::size_t>{1, 2, 10, 100}));
  EXPECT_EQ(courses, (std::set<std::string>{"resumed", "busy", "ended"}));
}

// Plays lives as a receiver that keeps all bookings would see them.
TEST(Chain, links_name_each_other_and_keep_what_is_stable) {
  const Plan& plan = embedded_plan();
  std::set<std::int64_t> ids;
  for (std::uint64_t i = 0; i < 3 * plan.period(Kind::chain);) {
    const auto run = run_life(plan, i);
    std::int64_t current = 0;
    Json known;  // the current booking as it was last told
    Json cancel_reason;
    bool cancelled = false;
    for (std::size_t step = 0; step < run.cases.size(); ++step) {
      const Json& body = run.bodies[step];
      const std::string at = case_id(run.cases[step]);
      ASSERT_EQ(body["callback_type"], run.cases[step].type);
      if (run.cases[step].type == "new") {
        known = body["booking"];
        current = known["id"].get<std::int64_t>();
        EXPECT_TRUE(known["old_id"].is_null()) << at;
        EXPECT_EQ(known["booking"]["status"], "scheduled") << at;
        EXPECT_TRUE(ids.insert(current).second) << at;
        continue;
      }
      if (run.cases[step].type != "reschedule") {
        const Json& booking = body["booking"];
        EXPECT_EQ(booking["id"], current) << at;
        EXPECT_EQ(booking["old_id"], known["old_id"]) << at;
        EXPECT_EQ(booking["team"], known["team"]) << at;
        EXPECT_EQ(booking["booking"]["client"], known["booking"]["client"]) << at;
        cancelled = run.cases[step].type == "cancelled";
        if (cancelled) cancel_reason = booking["cancel_reason"];
        known = booking;
        continue;
      }
      const Json& old_booking = body["old_booking"];
      const Json& new_booking = body["new_booking"];
      EXPECT_EQ(old_booking["id"], current) << at;
      EXPECT_EQ(new_booking["old_id"], current) << at;
      EXPECT_EQ(old_booking["booking"]["status"], "cancelled") << at;
      EXPECT_EQ(new_booking["booking"]["status"], "scheduled") << at;
      for (const char* stable : {"/booking/client", "/team", "/lesson", "/first_booking_at"}) {
        const Json::json_pointer pointer(stable);
        EXPECT_EQ(new_booking.at(pointer), known.at(pointer)) << at << stable;
      }
      if (cancelled) {
        EXPECT_EQ(new_booking["old_booking_cancel_reason"], cancel_reason) << at;
      }
      // But for its state, the old booking is what was told of it last.
      Json before = known;
      before.erase("cancel_reason");
      before.erase("cancelled_by");
      before["booking"]["status"] = "cancelled";
      EXPECT_EQ(old_booking, before) << at;
      current = new_booking["id"].get<std::int64_t>();
      EXPECT_TRUE(ids.insert(current).second) << at << ": an id is used twice";
      known = new_booking;
      cancelled = false;
    }
    i += run.cases.size();
  }
}

TEST(Chain, labels_tell_the_link) {
  const Plan& plan = embedded_plan();
  const auto run = run_life(plan, 0);
  EXPECT_EQ(run.cases[0].label, "link-0");
  EXPECT_EQ(run.cases[1].label, "link-1");
  EXPECT_FALSE(run.cases[0].has_field);
}

TEST(Chain, far_steps_can_be_made_alone) {
  const Plan& plan = embedded_plan();
  const contract::Validator validator(plan.shared_contract());
  std::string body;
  const std::uint64_t far = 1'000'000'007 * plan.period(Kind::chain) + 123;
  const Case item = plan.at(Kind::chain, far, body);
  EXPECT_TRUE(agrees(validator, plan.contract(), item, body));
}

}  // namespace
}  // namespace hookworthy::plan
