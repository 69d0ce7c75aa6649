#include "generator/plan/plan.hpp"

#include "tests/unit/generator/plan/contracts.hpp"

#include <algorithm>
#include <cmath>
#include <cstdlib>
#include <limits>
#include <map>
#include <set>
#include <string>
#include <thread>
#include <vector>

namespace hookworthy::plan {
namespace {

using testing::contract_of;
using testing::embedded_plan;
using testing::load;

constexpr std::array kinds{Kind::canonical, Kind::edge, Kind::violation, Kind::random, Kind::chain};

/// Indices of a kind that tests look at: all of few, every 37th of many.
std::vector<std::uint64_t> sampled(const Plan& plan, Kind kind) {
  const std::uint64_t count = std::min<std::uint64_t>(plan.count(kind), 4000);
  std::vector<std::uint64_t> indices;
  for (std::uint64_t i = 0; i<count; i += count> 400 ? 37 : 1) indices.push_back(i);
  return indices;
}

TEST(Plan, a_callback_depends_on_its_index_alone) {
  const Plan& plan = embedded_plan();
  const Plan fresh = *Plan::make(plan.shared_contract(), {});
  std::string first, second;
  for (const Kind kind : kinds) {
    auto indices = sampled(plan, kind);
    std::map<std::uint64_t, std::string> bodies;
    for (const auto i : indices) {
      plan.at(kind, i, first);
      bodies[i] = first;
    }
    // Another instance, another order, another length of the buffer before.
    std::reverse(indices.begin(), indices.end());
    for (const auto i : indices) {
      const Case item = fresh.at(kind, i, second);
      ASSERT_EQ(second, bodies[i]) << case_id(item);
      ASSERT_EQ(item.index, i);
      ASSERT_EQ(item.kind, kind);
    }
  }
}

TEST(Plan, threads_make_the_same_callbacks) {
  const Plan& plan = embedded_plan();
  constexpr std::uint64_t count = 400;
  std::array<std::vector<std::string>, 3> made;
  std::vector<std::thread> threads;
  for (auto& bodies : made) {
    threads.emplace_back([&plan, &bodies] {
      std::string body;
      for (const Kind kind : {Kind::random, Kind::chain}) {
        for (std::uint64_t i = 0; i < count; ++i) {
          plan.at(kind, i, body);
          bodies.push_back(body);
        }
      }
    });
  }
  for (auto& thread : threads) thread.join();
  EXPECT_EQ(made[0], made[1]);
  EXPECT_EQ(made[0], made[2]);
}

TEST(Plan, the_seed_changes_ids_and_random_callbacks) {
  const Plan& one = embedded_plan();
  const Plan two = *Plan::make(one.shared_contract(), {.seed = 2, .link_host = {}});
  EXPECT_EQ(two.seed(), 2u);
  std::string a, b;
  for (const Kind kind : kinds) {
    const std::uint64_t index = one.count(kind) > 100 ? 100 : 0;
    one.at(kind, index, a);
    two.at(kind, index, b);
    EXPECT_NE(a, b) << to_string(kind);
    const bool finite = one.count(kind) != Plan::unlimited;
    if (finite) {
      EXPECT_EQ(one.count(kind), two.count(kind));
    }
  }
}

TEST(Plan, descriptions_are_those_of_the_callbacks) {
  const Plan& plan = embedded_plan();
  std::string body;
  for (const Kind kind : kinds) {
    for (const auto i : sampled(plan, kind)) {
      const Case made = plan.at(kind, i, body);
      const Case told = plan.describe(kind, i);
      EXPECT_EQ(made.type, told.type);
      EXPECT_EQ(made.field, told.field);
      EXPECT_EQ(made.has_field, told.has_field);
      EXPECT_EQ(made.label, told.label);
      EXPECT_EQ(made.expect, told.expect);
    }
  }
}

TEST(Plan, kinds_that_it_does_not_make_are_empty) {
  for (const Kind kind : {Kind::protocol, Kind::sequence, Kind::input}) {
    EXPECT_EQ(embedded_plan().count(kind), 0u);
  }
}

TEST(Plan, ids_are_unique_per_case_and_fit_32_bits) {
  const Plan& plan = embedded_plan();
  std::set<std::int64_t> seen;
  std::string body;
  for (const Kind kind : {Kind::canonical, Kind::random}) {
    for (std::uint64_t i = 0; i < std::min<std::uint64_t>(plan.count(kind), 4000); ++i) {
      plan.at(kind, i, body);
      const auto json = *contract::parse_json(body);
      for (const char* entity : {"booking", "new_booking", "old_booking"}) {
        if (!json.contains(entity)) continue;
        const auto id = json[entity]["id"].get<std::int64_t>();
        EXPECT_TRUE(seen.insert(id).second) << to_string(kind) << " " << i;
        EXPECT_GE(id, 1);
        EXPECT_LE(id, std::numeric_limits<std::int32_t>::max());
      }
    }
  }
}

TEST(Plan, random_callbacks_take_the_types_in_turn_and_vary) {
  const Plan& plan = embedded_plan();
  const auto& types = plan.contract().types();
  std::map<std::string, std::set<std::string>> values;
  std::string body;
  for (std::uint64_t i = 0; i < 4000; ++i) {
    const Case item = plan.at(Kind::random, i, body);
    ASSERT_EQ(item.type, types[i % types.size()].name);
    const auto json = *contract::parse_json(body);
    if (item.type != "new") continue;
    const auto& booking = json["booking"];
    values["venue"].insert(booking["venue"].dump());
    values["name"].insert(booking["booking"]["client"]["full_name"].dump());
    values["comment"].insert(booking["booking"]["comment"].dump());
    values["zone"].insert(booking["booking"]["client_timezone"].dump());
    values["price"].insert(booking["lesson"]["price"].dump());
    values["zoom"].insert(booking["zoom_url"].is_null() ? "null" : "link");
    values["worker"].insert(booking["worker"].is_null() ? "null" : "user");
  }
  EXPECT_EQ(values["venue"],
            (std::set<std::string>{"null", "\"office\"", "\"phone\"", "\"zoom\""}));
  EXPECT_GT(values["name"].size(), 200u);
  EXPECT_GT(values["comment"].size(), 100u);
  EXPECT_GT(values["zone"].size(), 200u);
  EXPECT_GT(values["price"].size(), 200u);
  EXPECT_EQ(values["zoom"].size(), 2u);
  EXPECT_EQ(values["worker"].size(), 2u);
}

TEST(Plan, random_values_come_as_often_as_they_should) {
  const Plan& plan = embedded_plan();
  const auto types = plan.contract().types().size();
  constexpr int callbacks = 2000;
  std::map<std::string, int> times;
  std::string body;
  for (std::uint64_t i = 0; i < callbacks; ++i) {
    plan.at(Kind::random, i * types, body);
    const auto json = *contract::parse_json(body);
    const auto& booking = json["booking"];
    times["booked by the expert"] += booking["booking"]["booked_by_worker"] == true ? 1 : 0;
    times["no comment"] += booking["booking"]["comment"].is_null() ? 1 : 0;
    times["no expert"] += booking["worker"].is_null() ? 1 : 0;
    times["no comment of two"] +=
        booking["booking"]["comment"].is_null() && booking["note"].is_null() ? 1 : 0;
  }
  // Within four standard deviations.
  const auto expect = [&](const std::string& what, double share) {
    EXPECT_NEAR(times[what], callbacks * share, 4 * std::sqrt(callbacks * share * (1 - share)))
        << what;
  };
  expect("booked by the expert", 0.5);
  expect("no comment", 0.15);
  expect("no expert", 0.15);
  expect("no comment of two", 0.15 * 0.15);
}

TEST(Plan, random_callbacks_stay_small) {
  const Plan& plan = embedded_plan();
  std::string body;
  for (std::uint64_t i = 0; i < 4000; ++i) {
    plan.at(Kind::random, i, body);
    ASSERT_LT(body.size(), 16u << 10) << i;
  }
}

TEST(Plan, links_lead_to_reserved_hosts_unless_told_otherwise) {
  const Plan& plan = embedded_plan();
  std::string body;
  for (std::uint64_t i = 0; i < plan.count(Kind::canonical); ++i) {
    plan.at(Kind::canonical, i, body);
    EXPECT_NE(body.find(".example/"), std::string::npos);
    EXPECT_EQ(body.find("cabinet.fm"), std::string::npos);
  }
  const Plan moved =
      *Plan::make(plan.shared_contract(), {.seed = 1, .link_host = "links.test:8080"});
  moved.at(Kind::canonical, 0, body);
  EXPECT_NE(body.find("https://links.test:8080/meetings/"), std::string::npos);
  EXPECT_EQ(body.find(".example/"), std::string::npos);
}

TEST(Plan, a_type_that_only_a_header_tells_has_no_violations_of_it_in_the_body) {
  const auto contract = load(R"({"openapi": "3.1.0", "info": {"title": "t", "version": "1"},
    "x-hookworthy": {"discriminator": {"in": "header", "name": "X-Event"}},
    "webhooks": {"push": {"x-hookworthy": {"lookalikes": ["pusch"]},
      "post": {"requestBody": {"content": {"application/json": {"schema":
      {"type": "object", "required": ["id"], "properties": {"id": {"type": "integer"}}}}}},
      "responses": {"2XX": {"description": "ok"}}}}}})");
  ASSERT_TRUE(contract);
  const auto plan = Plan::make(contract, {});
  ASSERT_TRUE(plan);
  const contract::Validator validator(contract);
  std::string body;
  for (std::uint64_t i = 0; i < plan->count(Kind::violation); ++i) {
    const Case item = plan->at(Kind::violation, i, body);
    EXPECT_FALSE(item.label.starts_with("lookalike")) << item.label;
    EXPECT_TRUE(testing::agrees(validator, *contract, item, body));
  }
}

TEST(Plan, without_a_lifecycle_there_are_no_chains) {
  const auto plan = Plan::make(load(contract_of(R"({"type": "object"})")), {});
  ASSERT_TRUE(plan);
  EXPECT_EQ(plan->count(Kind::chain), 0u);
  EXPECT_EQ(plan->count(Kind::random), Plan::unlimited);
}

}  // namespace
}  // namespace hookworthy::plan
