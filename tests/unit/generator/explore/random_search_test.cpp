#include "generator/explore/random_search.hpp"

#include "generator/plan/combination.hpp"
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

/// A receiver that fails what a rule says, without a network.
class FakeCourier final : public Courier {
 public:
  using Rule = std::function<std::uint64_t(const Shot&)>;
  explicit FakeCourier(Rule rule) : rule_(std::move(rule)) {}

  Result<void> send(std::span<Shot> shots) override {
    for (Shot& shot : shots) {
      if (sent.size() >= limit) return {};
      shot.done = true;
      shot.key = rule_(shot);
      shot.sequence = sent.size();
      shot.outcome = record::Outcome::response;
      shot.status = shot.key == 0 ? 200 : 422;
      bodies_are_new = bodies.insert(shot.body).second && bodies_are_new;
      sent.push_back(std::string(shot.what.label) + ' ' + case_id(shot.what));
      judged += shot.judged ? 1 : 0;
    }
    return {};
  }
  double spent() const override { return sent.size() >= limit ? 1 : 0; }

  std::size_t limit = 100'000;
  std::vector<std::string> sent;
  std::set<std::string> bodies;
  bool bodies_are_new = true;
  int judged = 0;

 private:
  Rule rule_;
};

bool names(const Shot& shot, std::string_view field) {
  return shot.label.find(std::string(field) + '=') != std::string::npos;
}

RandomOutcome search(FakeCourier& courier, std::uint64_t draws) {
  RandomSearch search(embedded_plan(), courier);
  return must(search.run({.types = {0}, .draws = draws}));
}

std::size_t picks_in(std::string_view notation) {
  return static_cast<std::size_t>(std::count(notation.begin(), notation.end(), '='));
}

TEST(RandomSearch, a_fault_of_one_field_shrinks_to_it) {
  FakeCourier courier([](const Shot& shot) { return names(shot, "/booking/note") ? 7u : 0u; });
  const auto outcome = search(courier, 1000);
  ASSERT_EQ(outcome.findings.size(), 1u);
  EXPECT_GT(outcome.explained, 0u);
  for (const RandomFinding& finding : outcome.findings) {
    EXPECT_EQ(finding.state, State::confirmed);
    EXPECT_EQ(picks_in(finding.notation), 1u) << finding.notation;
    EXPECT_EQ(finding.notation, "/booking/note=null");  // the first of the field's edges
    EXPECT_EQ(finding.key, 7u);
    EXPECT_EQ(finding.repeats, finding.failures);
    EXPECT_EQ(finding.status, 422);
  }
  EXPECT_EQ(courier.judged, static_cast<int>(outcome.findings.size()));
  EXPECT_TRUE(courier.bodies_are_new);  // each with ids of its own
}

TEST(RandomSearch, a_fault_of_two_fields_shrinks_to_both) {
  FakeCourier courier([](const Shot& shot) {
    return names(shot, "/booking/note") && names(shot, "/booking/lesson/title") ? 9u : 0u;
  });
  const auto outcome = search(courier, 8000);
  ASSERT_FALSE(outcome.findings.empty());
  for (const RandomFinding& finding : outcome.findings) {
    EXPECT_EQ(finding.state, State::confirmed);
    EXPECT_EQ(picks_in(finding.notation), 2u) << finding.notation;
    EXPECT_NE(finding.notation.find("/booking/note=null"), std::string::npos);
  }
}

TEST(RandomSearch, the_case_of_a_finding_can_be_made_again) {
  FakeCourier courier([](const Shot& shot) { return names(shot, "/booking/note") ? 1u : 0u; });
  const auto outcome = search(courier, 1000);
  ASSERT_FALSE(outcome.findings.empty());
  const RandomFinding& finding = outcome.findings.front();
  std::string body;
  const Case again = embedded_plan().at(Kind::combination, finding.what.index, body);
  EXPECT_EQ(again.label, finding.notation);
  EXPECT_EQ(again.type, finding.type);
  EXPECT_TRUE(courier.bodies.contains(body));  // the very bytes
}

TEST(RandomSearch, what_does_not_fail_again_is_flaky) {
  std::set<std::string> failed;
  FakeCourier courier([&](const Shot& shot) -> std::uint64_t {
    return failed.empty() && failed.insert(shot.body).second ? 5u : 0u;
  });
  const auto outcome = search(courier, 200);
  ASSERT_EQ(outcome.findings.size(), 1u);
  EXPECT_EQ(outcome.findings.front().state, State::flaky);
  EXPECT_EQ(outcome.findings.front().failures, 0u);
  EXPECT_GT(outcome.findings.front().repeats, 0u);
  EXPECT_EQ(courier.judged, 0);
}

TEST(RandomSearch, without_time_left_a_failure_is_unconfirmed) {
  FakeCourier courier([](const Shot&) { return 3u; });
  courier.limit = 10;
  const auto outcome = search(courier, 10);
  ASSERT_FALSE(outcome.findings.empty());
  EXPECT_EQ(outcome.findings.front().state, State::unconfirmed);
  EXPECT_EQ(courier.judged, 0);
}

TEST(RandomSearch, the_same_plan_draws_the_same_cases) {
  FakeCourier one([](const Shot&) { return 0u; });
  FakeCourier two([](const Shot&) { return 0u; });
  const auto outcome = search(one, 300);
  search(two, 300);
  EXPECT_EQ(one.sent, two.sent);
  EXPECT_GT(outcome.drawn_cases, 150u);
  EXPECT_EQ(outcome.drawn_cases, one.sent.size());
  EXPECT_TRUE(outcome.findings.empty());
}

TEST(Subsets, numbers_and_sets_are_one_to_one) {
  const plan::Subsets subsets(9);
  EXPECT_EQ(subsets.count(), 1u + 9u + 36u + 84u + 126u);
  std::set<std::vector<std::uint64_t>> seen;
  for (std::uint64_t number = 0; number < subsets.count(); ++number) {
    const auto members = subsets.set_of(number);
    EXPECT_TRUE(seen.insert(members).second);
    EXPECT_EQ(subsets.number_of(members), number);
  }
  EXPECT_FALSE(subsets.number_of({0, 1, 2, 3, 4}));
  const plan::Subsets many(4'000'000);
  EXPECT_EQ(many.set_of(many.count() - 1).size(), many.largest());
  EXPECT_EQ(many.number_of(many.set_of(many.count() - 1)), many.count() - 1);
}

}  // namespace
}  // namespace hookworthy::explore
