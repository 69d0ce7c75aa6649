#include "generator/explore/sequence_catalogue.hpp"

#include "generator/explore/sequence_shrink.hpp"
#include "generator/explore/sequences.hpp"
#include "tests/support/must.hpp"
#include "tests/unit/generator/explore/life.hpp"

#include <algorithm>
#include <set>
#include <string>
#include <tuple>
#include <vector>

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

namespace hookworthy::explore {
namespace {

using plan::Sequence;
using test::must;

std::set<std::string> notations_of(std::string_view operation) {
  std::set<std::string> notations;
  for (const PlannedTrial& trial : systematic_trials(life())) {
    if (trial.operation == operation) notations.insert(to_notation(trial.sequence, life()));
  }
  return notations;
}

TEST(SequenceCatalogue, BeginsWithEveryTransitionInOrder) {
  const auto ordered = notations_of("ordered");
  for (const auto& transition : life().transitions) {
    for (const std::string& state : transition.from) {
      const bool renews = transition.successor.has_value();
      std::string notation = state == "none" ? "" : "new:1 ";
      if (state == "cancelled") notation += "cancelled:1 ";
      notation += transition.callback + (renews ? ":1>2 /" : ":1 /");
      EXPECT_TRUE(std::any_of(ordered.begin(), ordered.end(), [&](const std::string& one) {
        return one.starts_with(notation);
      })) << notation;
    }
  }
  std::multiset<std::size_t> lengths;
  for (const PlannedTrial& trial : systematic_trials(life())) {
    if (trial.operation == "ordered") lengths.insert(trial.sequence.entities());
  }
  for (const std::size_t entities : {2, 3, 11, 101}) EXPECT_GE(lengths.count(entities), 1u);
}

TEST(SequenceCatalogue, HasEveryFaultOnShortLives) {
  EXPECT_TRUE(notations_of("duplicate").contains("new:1 cancelled:1 / 1 2 2"));
  EXPECT_TRUE(notations_of("duplicate-in-flight").contains("new:1 / 1|1"));
  EXPECT_TRUE(notations_of("retry").contains("new:1 / 1! 1"));
  EXPECT_TRUE(notations_of("swap").contains("new:1 cancelled:1 / 2 1"));
  EXPECT_TRUE(notations_of("late").contains("new:1 cancelled:1 / 1 2 1"));
  EXPECT_TRUE(notations_of("two-connections")
                  .contains("new:1 reschedule:1>2 reschedule:2>3 / 1|1 2|2 3|3"));
  EXPECT_TRUE(notations_of("burst").contains("new:1 reschedule:1>2 reschedule:2>3 / 1|2|3"));
  EXPECT_FALSE(notations_of("interleaved").empty());
}

TEST(SequenceCatalogue, RepeatsNothingAndIsValid) {
  std::set<std::string> seen;
  for (const PlannedTrial& trial : systematic_trials(life())) {
    EXPECT_TRUE(validate(trial.sequence, life()).has_value());
    EXPECT_TRUE(seen.insert(to_notation(trial.sequence, life())).second);
    const auto names = sequence_operations();
    EXPECT_NE(std::find(names.begin(), names.end(), trial.operation), names.end());
  }
  EXPECT_LT(seen.size(), 150u);
}

TEST(SequenceCatalogue, DrawsValidSequencesOfSeveralEntities) {
  std::size_t most_entities = 0;
  std::size_t made = 0;
  bool any_together = false;
  for (std::uint64_t n = 0; n < 200; ++n) {
    const Sequence sequence = random_trial(life(), 1, n).sequence;
    EXPECT_EQ(sequence, random_trial(life(), 1, n).sequence);
    if (sequence.events.empty()) continue;
    ++made;
    EXPECT_TRUE(validate(sequence, life()).has_value());
    most_entities = std::max<std::size_t>(most_entities, sequence.entities());
    any_together = any_together || std::any_of(sequence.sendings.begin(), sequence.sendings.end(),
                                               [](const auto& one) { return one.together; });
  }
  EXPECT_GT(made, 190u);
  EXPECT_GT(most_entities, 3u);
  EXPECT_TRUE(any_together);
}

/// What every simplification makes smaller.
auto size_of(const Sequence& sequence) {
  std::size_t inversions = 0;
  std::size_t oddities = 0;
  std::size_t transitions = 0;
  const auto& sendings = sequence.sendings;
  for (std::size_t i = 0; i < sendings.size(); ++i) {
    oddities += sendings[i].together ? 1 : 0;
    oddities += sendings[i].manner == plan::Sending::Manner::abandoned ? 1 : 0;
    for (std::size_t k = 0; k < i; ++k) inversions += sendings[k].event > sendings[i].event;
  }
  for (const auto& event : sequence.events) transitions += event.transition;
  return std::tuple(sequence.events.size(), sendings.size(), oddities + inversions, transitions);
}

RC_GTEST_PROP(SequenceShrinking, MakesValidSequencesThatAreSmaller, ()) {
  const auto n = *rc::gen::inRange<std::uint64_t>(0, 100'000);
  const Sequence sequence = random_trial(life(), 7, n).sequence;
  RC_PRE(!sequence.events.empty());
  auto candidates = simpler(sequence, life());
  for (auto candidate = candidates.next(); candidate; candidate = candidates.next()) {
    RC_ASSERT(validate(*candidate, life()).has_value());
    RC_ASSERT(size_of(*candidate) < size_of(sequence));
  }
}

TEST(SequenceShrinking, LeavesTheSmallestAlone) {
  auto candidates = simpler(must(plan::parse_notation("new:1 / 1", life())), life());
  EXPECT_FALSE(candidates.next());
}

}  // namespace
}  // namespace hookworthy::explore
