#include "generator/explore/random_search.hpp"
#include "generator/plan/pairs.hpp"
#include "tests/support/must.hpp"
#include "tests/unit/generator/plan/contracts.hpp"

#include <algorithm>
#include <functional>
#include <set>
#include <string>
#include <vector>

#include <gtest/gtest.h>

namespace hookworthy::explore {
namespace {

using plan::testing::embedded_plan;
using test::must;
using State = RandomFinding::State;

/// A receiver that fails bodies by a rule, without a network.
class BodyCourier final : public Courier {
 public:
  using Rule = std::function<std::uint64_t(const std::string& body)>;
  explicit BodyCourier(Rule rule) : rule_(std::move(rule)) {}

  Result<void> send(std::span<Shot> shots) override {
    for (Shot& shot : shots) {
      if (sent.size() >= limit) return {};
      shot.done = true;
      shot.key = rule_(shot.body);
      shot.sequence = sent.size();
      shot.outcome = record::Outcome::response;
      shot.status = shot.key == 0 ? 200 : 422;
      sent.push_back(std::string(shot.what.label) + ' ' + case_id(shot.what));
      bodies.push_back(shot.body);
    }
    return {};
  }
  double spent() const override { return sent.size() >= limit ? 1 : 0; }

  std::size_t limit = 100'000;
  std::vector<std::string> sent, bodies;

 private:
  Rule rule_;
};

RandomOutcome search(BodyCourier& courier, std::uint64_t max_cases = ~std::uint64_t{0}) {
  RandomSearch search(embedded_plan(), courier);
  return must(search.run({.types = {0}, .draws = 0, .pairs = true, .max_cases = max_cases}));
}

bool has(const std::string& body, std::string_view text) {
  return body.find(text) != std::string::npos;
}

TEST(RandomPairs, cover_what_is_possible) {
  BodyCourier courier([](const std::string&) { return 0u; });
  const RandomOutcome outcome = search(courier);
  const plan::PairRows& pairs = embedded_plan().pair_rows(0);
  EXPECT_EQ(outcome.pairs.possible, pairs.possible);
  EXPECT_EQ(outcome.pairs.impossible, pairs.impossible);
  EXPECT_EQ(outcome.pairs.covered, pairs.possible);
  EXPECT_EQ(outcome.pair_cases, pairs.rows.size());
  EXPECT_EQ(courier.sent.size(), pairs.rows.size());
  EXPECT_TRUE(outcome.findings.empty());
  BodyCourier again([](const std::string&) { return 0u; });
  search(again);
  EXPECT_EQ(again.sent, courier.sent);
  EXPECT_EQ(again.bodies, courier.bodies);
}

TEST(RandomPairs, say_how_far_they_got) {
  BodyCourier courier([](const std::string&) { return 0u; });
  const RandomOutcome outcome = search(courier, 50);
  EXPECT_EQ(outcome.pair_cases, 50u);
  EXPECT_GT(outcome.pairs.covered, 0u);
  EXPECT_LT(outcome.pairs.covered, outcome.pairs.possible);
}

TEST(RandomPairs, a_fault_of_two_fields_shrinks_to_just_these) {
  // Only together: neither edge alone, so that no coverage of single edges sees it.
  BodyCourier courier([](const std::string& body) {
    return has(body, R"("note":null)") && has(body, R"("comment":null)") ? 9u : 0u;
  });
  const RandomOutcome outcome = search(courier);
  // Relations let other edges make a member null, too.
  for (const RandomFinding& finding : outcome.findings) {
    EXPECT_EQ(finding.state, State::confirmed);
    EXPECT_EQ(std::ranges::count(finding.notation, '='), 2) << finding.notation;
    std::string body;
    const Case again = embedded_plan().at(Kind::combination, finding.what.index, body);
    EXPECT_EQ(again.label.size(), finding.notation.size());  // in whatever order
    EXPECT_EQ(std::ranges::count(courier.bodies, body), 1);  // the very bytes, once
  }
  const auto planted = std::ranges::count_if(outcome.findings, [](const RandomFinding& finding) {
    return has(finding.notation, "/booking/note=null") &&
           has(finding.notation, "/booking/booking/comment=null");
  });
  EXPECT_EQ(planted, 1);
}

TEST(RandomPairs, a_fault_of_one_field_explains_nearly_all_rows) {
  BodyCourier courier([](const std::string& body) {
    return has(body, R"("note":null)") ? 1u : has(body, R"("note":"")") ? 1u : 0u;
  });
  const RandomOutcome outcome = search(courier);
  ASSERT_EQ(outcome.findings.size(), 1u);
  EXPECT_EQ(outcome.findings.front().notation, "/booking/note=null");
  EXPECT_GT(outcome.explained, 10u);
  EXPECT_EQ(outcome.unexplored, 0u);
}

TEST(RandomPairs, what_needs_many_edges_is_judged_as_its_row) {
  const auto nulls = [](const std::string& body) {
    std::size_t count = 0;
    for (auto at = body.find(":null"); at != std::string::npos; at = body.find(":null", at + 1)) {
      ++count;
    }
    return count;
  };
  std::string canonical;
  embedded_plan().at(Kind::canonical, 0, canonical);
  const std::size_t usual = nulls(canonical);
  BodyCourier courier([&](const std::string& body) { return nulls(body) >= usual + 6 ? 2u : 0u; });
  const RandomOutcome outcome = search(courier);
  ASSERT_FALSE(outcome.findings.empty());
  const RandomFinding& finding = outcome.findings.front();
  EXPECT_EQ(finding.state, State::confirmed);
  EXPECT_TRUE(finding.notation.starts_with("pairs-")) << finding.notation;
  std::string body;
  EXPECT_EQ(embedded_plan().at(Kind::combination, finding.what.index, body).label,
            finding.notation);
  EXPECT_EQ(courier.sent.at(finding.sequence), finding.notation + ' ' + case_id(finding.what));
  EXPECT_EQ(courier.bodies.at(finding.sequence), body);
}

}  // namespace
}  // namespace hookworthy::explore
