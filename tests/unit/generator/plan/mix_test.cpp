#include "generator/plan/mix.hpp"

#include "generator/plan/sources.hpp"
#include "tests/unit/generator/plan/contracts.hpp"

#include <map>
#include <set>
#include <string>
#include <vector>

namespace hookworthy::plan {
namespace {

using testing::contract_of;
using testing::embedded_plan;
using testing::load;

Mix make_mix(std::string_view text, const std::vector<std::string>& types = {}) {
  const auto weights = parse_mix(text);
  EXPECT_TRUE(weights) << text;
  auto made = Mix::make(embedded_plan(), *weights, types);
  EXPECT_TRUE(made) << (made ? "" : made.error().message);
  return *made;
}

std::string mix_error(std::string_view text) {
  const auto weights = parse_mix(text);
  EXPECT_FALSE(weights) << text;
  return weights ? "" : weights.error().message;
}

TEST(ParseMix, names_kinds_and_weights) {
  const auto weights = parse_mix("valid=0.9,edge=9e-2,violation=1,canonical=0,chain=2");
  ASSERT_TRUE(weights);
  ASSERT_EQ(weights->shares.size(), 4u);
  EXPECT_EQ(weights->shares[0].kind, Kind::random);
  EXPECT_EQ(weights->shares[3].kind, Kind::chain);
  EXPECT_DOUBLE_EQ(weights->shares[1].weight, 0.09);
}

TEST(ParseMix, says_what_is_wrong) {
  EXPECT_NE(mix_error("valid").find("'valid' is not NAME=WEIGHT"), std::string::npos);
  EXPECT_NE(mix_error("edges=1").find("unknown name 'edges'; known are valid"), std::string::npos);
  EXPECT_NE(mix_error("edge=-1").find("must be a number"), std::string::npos);
  EXPECT_NE(mix_error("edge=nan").find("must be a number"), std::string::npos);
  EXPECT_NE(mix_error("edge=1e999").find("must be a number"), std::string::npos);
  EXPECT_NE(mix_error("edge=1x").find("must be a number"), std::string::npos);
  EXPECT_NE(mix_error("edge=").find("must be a number"), std::string::npos);
  EXPECT_NE(mix_error("edge=1,edge=2").find("given twice"), std::string::npos);
  EXPECT_NE(mix_error("").find("at least one weight above 0"), std::string::npos);
  EXPECT_NE(mix_error("edge=0").find("at least one weight above 0"), std::string::npos);
}

TEST(Mix, every_round_has_exactly_the_shares) {
  const Mix mixed = make_mix("valid=0.9,edge=0.09,violation=0.01");
  EXPECT_EQ(mixed.share(Kind::random), 9000u);
  EXPECT_EQ(mixed.share(Kind::edge), 900u);
  EXPECT_EQ(mixed.share(Kind::violation), 100u);
  EXPECT_EQ(mixed.share(Kind::chain), 0u);
  for (const std::uint64_t round : {0u, 1u, 77u}) {
    std::map<Kind, std::uint32_t> counts;
    for (std::uint64_t i = 0; i < Mix::table_size; ++i) {
      ++counts[mixed.at(round * Mix::table_size + i).kind];
    }
    EXPECT_EQ(counts[Kind::random], 9000u);
    EXPECT_EQ(counts[Kind::edge], 900u);
    EXPECT_EQ(counts[Kind::violation], 100u);
  }
}

TEST(Mix, shares_are_rounded_so_that_they_add_up_and_nobody_goes_without) {
  const Mix thirds = make_mix("valid=1,edge=1,violation=1");
  EXPECT_EQ(thirds.share(Kind::random) + thirds.share(Kind::edge) + thirds.share(Kind::violation),
            Mix::table_size);
  EXPECT_LE(thirds.share(Kind::random), 3334u);
  const Mix rare = make_mix("valid=1,violation=1e-9");
  EXPECT_EQ(rare.share(Kind::violation), 1u);
  EXPECT_EQ(rare.share(Kind::random), Mix::table_size - 1);
}

TEST(Mix, a_short_stretch_is_mixed_too) {
  const Mix mixed = make_mix("valid=0.5,edge=0.5");
  for (std::uint64_t start = 0; start < 5000; start += 200) {
    int edges = 0;
    for (std::uint64_t i = 0; i < 200; ++i) edges += mixed.at(start + i).kind == Kind::edge;
    EXPECT_GT(edges, 50) << start;
    EXPECT_LT(edges, 150) << start;
  }
}

TEST(Mix, endless_kinds_come_in_order_and_finite_ones_all_once_per_pass) {
  const Mix mixed = make_mix("chain=0.5,violation=0.5");
  std::uint64_t next_chain = 0;
  std::set<std::uint64_t> seen;
  const std::uint64_t violations = embedded_plan().count(Kind::violation);
  for (std::uint64_t n = 0; seen.size() < violations; ++n) {
    ASSERT_LT(n, 4 * violations);
    const CaseKey key = mixed.at(n);
    if (key.kind == Kind::chain) {
      ASSERT_EQ(key.index, next_chain++);
    } else {
      ASSERT_TRUE(seen.insert(key.index).second) << "again before all had their turn";
    }
  }
}

TEST(Mix, keeps_to_the_types_asked_for) {
  const Mix mixed = make_mix("valid=0.6,edge=0.2,chain=0.2", {"new", "reschedule"});
  for (std::uint64_t n = 0; n < 3000; ++n) {
    const CaseKey key = mixed.at(n);
    const auto type = embedded_plan().describe(key.kind, key.index).type;
    EXPECT_TRUE(type == "new" || type == "reschedule") << type;
  }
}

TEST(Mix, kinds_without_cases_and_unknown_types_are_errors) {
  const auto weights = *parse_mix("chain=1");
  const auto plan = Plan::make(load(contract_of(R"({"type": "object"})")), {});
  const auto none = Mix::make(*plan, weights);
  ASSERT_FALSE(none);
  EXPECT_NE(none.error().message.find("there is no chain callback"), std::string::npos);
  const std::vector<std::string> types{"nwe"};
  const auto unknown = Mix::make(embedded_plan(), weights, types);
  ASSERT_FALSE(unknown);
  EXPECT_NE(unknown.error().message.find("'nwe'; the contract has new"), std::string::npos);
}

TEST(Selection, numbers_the_cases_of_some_types_without_holes) {
  const Plan& plan = embedded_plan();
  const std::vector<std::string> types{"report", "new"};
  for (const Kind kind : {Kind::canonical, Kind::edge, Kind::violation}) {
    const auto selection = *Selection::make(plan, kind, types);
    std::uint64_t expected = 0;
    for (std::uint64_t i = 0; i < plan.count(kind); ++i) {
      const auto type = plan.describe(kind, i).type;
      if (type != "report" && type != "new") continue;
      ASSERT_EQ(selection.index_at(expected++), i);
    }
    EXPECT_EQ(selection.count(), expected);
    EXPECT_EQ(selection.kind(), kind);
  }
}

TEST(Selection, of_endless_kinds_is_endless) {
  const Plan& plan = embedded_plan();
  const std::vector<std::string> types{"cancelled"};
  for (const Kind kind : {Kind::random, Kind::chain}) {
    const auto selection = *Selection::make(plan, kind, types);
    ASSERT_EQ(selection.count(), Plan::unlimited);
    std::uint64_t position = 0;
    for (std::uint64_t i = 0; i < 2000; ++i) {
      if (plan.describe(kind, i).type != "cancelled") continue;
      ASSERT_EQ(selection.index_at(position++), i);
    }
    EXPECT_GT(position, 10u);
  }
}

TEST(Selection, of_all_types_is_the_kind_itself) {
  const auto selection = *Selection::make(embedded_plan(), Kind::edge, {});
  EXPECT_EQ(selection.count(), embedded_plan().count(Kind::edge));
  EXPECT_EQ(selection.index_at(77), 77u);
}

TEST(Selection, of_a_kind_without_cases_is_empty) {
  const auto selection = Selection::make(embedded_plan(), Kind::protocol, {});
  ASSERT_TRUE(selection);
  EXPECT_EQ(selection->count(), 0u);
}

TEST(Sources, make_what_the_plan_makes_and_end) {
  const Plan& plan = embedded_plan();
  const Selection selection = *Selection::make(plan, Kind::canonical, {});
  SelectionSource source(plan, selection);
  std::string body, expected;
  for (std::uint64_t n = 0; n < plan.count(Kind::canonical); ++n) {
    ASSERT_TRUE(source.at(n, body));
    plan.at(Kind::canonical, n, expected);
    EXPECT_EQ(body, expected);
    EXPECT_FALSE(source.lane(n));
  }
  EXPECT_FALSE(source.at(plan.count(Kind::canonical), body));
}

TEST(Sources, lanes_of_chains_are_their_lives) {
  const Plan& plan = embedded_plan();
  const Mix mixed = make_mix("chain=0.5,valid=0.5");
  EXPECT_TRUE(mixed.has_lanes());
  EXPECT_FALSE(make_mix("valid=1").has_lanes());
  MixSource source(mixed);
  std::map<std::uint64_t, std::uint64_t> last_step;
  std::string body;
  for (std::uint64_t n = 0; n < 3000; ++n) {
    const CaseKey key = mixed.at(n);
    const auto lane = source.lane(n);
    ASSERT_EQ(lane.has_value(), key.kind == Kind::chain);
    const auto made = source.at(n, body);
    ASSERT_TRUE(made);
    EXPECT_EQ(made->index, key.index);
    if (!lane) continue;
    const auto step = plan.chain_step(key.index);
    EXPECT_EQ(*lane, step.life);
    const auto before = last_step.find(step.life);
    EXPECT_EQ(step.step, before == last_step.end() ? 0u : before->second + 1);
    last_step[step.life] = step.step;
  }
}

}  // namespace
}  // namespace hookworthy::plan
