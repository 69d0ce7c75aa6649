#include "generator/plan/pairs.hpp"

#include "generator/plan/plan.hpp"
#include "tests/unit/generator/plan/contracts.hpp"

#include <map>
#include <set>
#include <string>
#include <utility>

#include <gtest/gtest.h>

namespace hookworthy::plan {
namespace {

using testing::contract_of;
using testing::embedded_plan;
using testing::type_of;

using Place = std::pair<std::uint32_t, std::uint32_t>;  // field, edge

std::set<std::pair<Place, Place>> pairs_in(const PairRows& pairs) {
  std::set<std::pair<Place, Place>> found;
  for (const auto& row : pairs.rows) {
    for (const Pick& a : row.picks) {
      for (const Pick& b : row.picks) {
        if (a.field < b.field) found.insert({{a.field, a.edge}, {b.field, b.edge}});
      }
    }
  }
  return found;
}

// Every pair of levels of every two fields is in a row, or does not compose; and the sums say so.
void expect_covering(const Plan& plan, std::size_t type) {
  const PairRows& pairs = plan.pair_rows(type);
  const auto found = pairs_in(pairs);
  std::uint64_t impossible = 0;
  std::string body;
  for (std::size_t i = 0; i < pairs.levels.size(); ++i) {
    for (std::size_t j = i + 1; j < pairs.levels.size(); ++j) {
      for (const Pick& a : pairs.levels[i]) {
        for (const Pick& b : pairs.levels[j]) {
          if (found.contains({{a.field, a.edge}, {b.field, b.edge}})) continue;
          ++impossible;
          const Pick two[] = {a, b};
          EXPECT_FALSE(plan.compose(type, two, 0, body)) << plan.notation(type, two);
        }
      }
    }
  }
  EXPECT_EQ(pairs.possible, found.size());
  EXPECT_EQ(pairs.impossible, impossible);
  std::uint64_t sum = 0;
  for (const auto& row : pairs.rows) sum += row.first_here;
  EXPECT_EQ(sum, found.size());
}

TEST(Pairs, all_of_a_small_contract_are_in_a_row) {
  const auto contract = testing::load(contract_of(R"({"type": "object", "required": ["a", "b"],
    "properties": {"a": {"type": ["string", "null"]}, "b": {"type": "integer"},
                   "c": {"type": "boolean"}}})"));
  const auto plan = *Plan::make(contract, {});
  expect_covering(plan, 0);
  EXPECT_EQ(plan.pair_rows(0).levels.size(), 4u);  // and the callback as a whole
  EXPECT_GT(plan.pair_rows(0).possible, 100u);
  EXPECT_LT(plan.pair_rows(0).rows.size(), 200u);
}

TEST(Pairs, all_of_an_embedded_type_are_in_a_row) {
  const std::size_t type = type_of(embedded_plan(), "cancelled");
  expect_covering(embedded_plan(), type);
  const PairRows& pairs = embedded_plan().pair_rows(type);
  EXPECT_GT(pairs.possible, 50'000u);
  EXPECT_GT(pairs.impossible, 0u);  // an object that is null has no members
  EXPECT_LT(pairs.rows.size(), 600u);
}

TEST(Pairs, a_contract_of_one_field_has_none) {
  const auto plan = *Plan::make(testing::load(contract_of(R"({"type": "boolean"})")), {});
  EXPECT_TRUE(plan.pair_rows(0).rows.empty());
  std::string body;
  const Case row = plan.at(Kind::combination, plan.pair_row(0, 3, 0), body);
  EXPECT_EQ(row.label, "pairs-3");
  EXPECT_FALSE(body.empty());
}

TEST(Pairs, a_row_can_be_made_again_from_its_index) {
  const auto other = *Plan::make(testing::load(embedded_contract()), {});
  const std::size_t type = type_of(other, "new");
  const PairRows& pairs = embedded_plan().pair_rows(type);
  ASSERT_GT(pairs.rows.size(), 100u);
  std::set<std::string> bodies;
  const contract::Validator validator(embedded_plan().shared_contract());
  for (std::uint64_t row = 0; row < 100; ++row) {
    const std::uint64_t index = other.pair_row(type, row, row % Plan::variants);
    EXPECT_LT(index, std::uint64_t{1} << 53);
    std::string one, two, composed;
    const Case made = embedded_plan().at(Kind::combination, index, one);
    const Case again = other.at(Kind::combination, index, two);
    EXPECT_EQ(one, two);
    EXPECT_EQ(made.index, index);
    EXPECT_EQ(again.label, "pairs-" + std::to_string(row));
    EXPECT_EQ(again.type, "new");
    EXPECT_EQ(again.expect, Expect::accept);
    EXPECT_FALSE(again.has_field);
    EXPECT_TRUE(testing::agrees(validator, embedded_plan().contract(), made, one));
    // All picks of the row, none left out.
    EXPECT_TRUE(embedded_plan().compose(type, pairs.rows[row].picks,
                                        Plan::combination_entropy(index), composed));
    EXPECT_EQ(composed, one);
    bodies.insert(one);
  }
  EXPECT_EQ(bodies.size(), 100u);
}

TEST(Pairs, an_index_of_edges_is_no_row) {
  const auto& row = embedded_plan().pair_rows(0).rows.front().picks;
  const Pick picks[] = {row[0], row[1]};
  std::string body;
  const auto index = embedded_plan().combination(0, picks, 7);
  ASSERT_TRUE(index);
  EXPECT_LT(*index, embedded_plan().pair_row(0, 0, 0));
  EXPECT_FALSE(embedded_plan().at(Kind::combination, *index, body).label.starts_with("pairs"));
}

}  // namespace
}  // namespace hookworthy::plan
