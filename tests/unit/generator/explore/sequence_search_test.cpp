#include "generator/explore/sequence_search.hpp"

#include "tests/support/must.hpp"
#include "tests/unit/generator/explore/life.hpp"

#include <algorithm>
#include <functional>
#include <map>
#include <memory>
#include <string>
#include <vector>

#include <gtest/gtest.h>

namespace hookworthy::explore {
namespace {

using plan::Sending;
using plan::Sequence;
using record::Trial;
using test::must;

Sequence parse(const std::string& notation) {
  return must(plan::parse_notation(notation, life()));
}

/// Answers everything at once, and remembers what it was sent.
class FakeReceiver final : public TrialExecutor {
 public:
  Trial run(const Sequence& sequence, std::string_view operation) override {
    Trial trial;
    trial.number = notations.size() + 1;
    trial.notation = to_notation(sequence, life());
    trial.operation = operation;
    for (const Sending& sending : sequence.sendings) {
      record::Attempt& attempt = trial.attempts.emplace_back();
      attempt.event = sending.event;
      attempt.type = life().transitions[sequence.events[sending.event - 1].transition].callback;
      attempt.outcome = outcome;
      attempt.cause = cause;
    }
    notations.push_back(trial.notation);
    return trial;
  }
  bool stopped() override { return notations.size() > stop_behind; }
  std::int64_t now_ns() override { return static_cast<std::int64_t>(notations.size()) * trial_ns; }

  std::vector<std::string> notations;
  std::size_t stop_behind = 100'000;
  std::int64_t trial_ns = 0;
  record::Outcome outcome = record::Outcome::response;
  record::Cause cause = record::Cause::none;
};

/// A search and all that came of it.
struct Searched {
  explicit Searched(TrialFailures predicate, SearchLimits limits = {}, std::uint64_t seed = 1)
      : failures(std::move(predicate)), search(life(), seed, limits, failures, receiver, keep) {}

  Searched& run() {
    search.run();
    return *this;
  }
  /// Trials that are said to fail, by notation.
  std::map<std::string, Trial> failed() const {
    std::map<std::string, Trial> found;
    for (const Trial& trial : finals) {
      if (trial.repeats > 0) found.emplace(trial.notation, trial);
    }
    return found;
  }

  FakeReceiver receiver;
  std::vector<Trial> finals;
  TrialFailures failures;
  SequenceSearch::Final keep = [this](const Trial& trial) { finals.push_back(trial); };
  SequenceSearch search;
};

TrialFailures bug(const std::function<bool(const Sequence&)>& shows) {
  return [shows](const Trial& trial) { return shows(parse(trial.notation)) ? 1u : 0u; };
}

std::string callback(const Sequence& sequence, std::uint32_t event) {
  return life().transitions[sequence.events[event - 1].transition].callback;
}

struct Planted {
  const char* name;
  std::function<bool(const Sequence&)> shows;
  std::string notation;
};

class PlantedBugs : public ::testing::TestWithParam<Planted> {};

TEST_P(PlantedBugs, AreFoundAndShrunkToTheLeast) {
  Searched searched(bug(GetParam().shows));
  searched.run();
  const auto failed = searched.failed();
  std::vector<std::string> all;
  for (const auto& [notation, trial] : failed) all.push_back(notation);
  ASSERT_EQ(failed.size(), 1u) << ::testing::PrintToString(all);
  EXPECT_EQ(failed.begin()->first, GetParam().notation);
  EXPECT_EQ(failed.begin()->second.failures, failed.begin()->second.repeats);
}

bool repeats_at_once(const Sequence& sequence) {
  const auto& sendings = sequence.sendings;
  for (std::size_t i = 1; i < sendings.size(); ++i) {
    if (sendings[i].together && sendings[i].event == sendings[i - 1].event) return true;
  }
  return false;
}

int renewals(const Sequence& sequence) {
  return static_cast<int>(std::count_if(sequence.events.begin(), sequence.events.end(),
                                        [](const auto& event) { return event.successor != 0; }));
}

int births(const Sequence& sequence) {
  return static_cast<int>(sequence.entities()) - renewals(sequence);
}

bool sends_backwards(const Sequence& sequence, const std::string& first, const std::string& then) {
  const auto& sendings = sequence.sendings;
  for (std::size_t i = 0; i < sendings.size(); ++i) {
    for (std::size_t k = i + 1; k < sendings.size(); ++k) {
      const bool same = sequence.events[sendings[i].event - 1].entity ==
                        sequence.events[sendings[k].event - 1].entity;
      if (same && callback(sequence, sendings[i].event) == first &&
          callback(sequence, sendings[k].event) == then) {
        return true;
      }
    }
  }
  return false;
}

INSTANTIATE_TEST_SUITE_P(
    All, PlantedBugs,
    ::testing::Values(
        Planted{"double_insert", repeats_at_once, "new:1 / 1|1"},
        Planted{"one_link", [](const Sequence& s) { return renewals(s) >= 2; },
                "new:1 reschedule:1>2 reschedule:2>3 / 1 2 3"},
        Planted{"four_links", [](const Sequence& s) { return renewals(s) >= 4 && births(s) == 1; },
                "new:1 reschedule:1>2 reschedule:2>3 reschedule:3>4 reschedule:4>5 / 1 2 3 4 5"},
        Planted{"resurrects",
                [](const Sequence& s) { return sends_backwards(s, "cancelled", "new"); },
                "new:1 cancelled:1 / 2 1"},
        Planted{"late_report",
                [](const Sequence& s) { return sends_backwards(s, "cancelled", "report"); },
                "new:1 report:1 cancelled:1 / 1 3 2"},
        Planted{"two_entities", [](const Sequence& s) { return births(s) >= 2; },
                "new:1 new:2 / 1 2"},
        Planted{"three_entities", [](const Sequence& s) { return births(s) >= 3; },
                "new:1 new:2 new:3 / 1 2 3"},
        Planted{"retry_of_end",
                [](const Sequence& s) {
                  return std::any_of(s.sendings.begin(), s.sendings.end(), [&](const auto& one) {
                    return one.manner == Sending::Manner::abandoned &&
                           callback(s, one.event) == "cancelled";
                  });
                },
                "new:1 cancelled:1 / 1 2! 2"}),
    [](const auto& tested) { return tested.param.name; });

TEST(SequenceSearch, TellsOfEveryTrialThatDidNotFail) {
  Searched searched([](const Trial&) { return 0u; }, {.max_trials = 200});
  searched.run();
  EXPECT_EQ(searched.search.trials(), 200u);
  EXPECT_EQ(searched.search.candidates(), 0u);
  EXPECT_EQ(searched.finals.size(), 200u);
  EXPECT_TRUE(searched.failed().empty());
  EXPECT_EQ(searched.search.transitions().size(), 8u);
  EXPECT_EQ(searched.search.operations().size(), sequence_operations().size());
  auto notations = searched.receiver.notations;
  std::sort(notations.begin(), notations.end());
  EXPECT_EQ(std::unique(notations.begin(), notations.end()), notations.end());
}

TEST(SequenceSearch, MakesTheSameTrialsForTheSameSeed) {
  const auto tried = [](std::uint64_t seed) {
    return Searched(bug(repeats_at_once), {.max_trials = 150}, seed).run().receiver.notations;
  };
  EXPECT_EQ(tried(1), tried(1));
  EXPECT_NE(tried(1), tried(2));
}

TEST(SequenceSearch, LooksForEachFailureByItself) {
  Searched searched([](const Trial& trial) -> std::uint64_t {
    const Sequence sequence = parse(trial.notation);
    return (repeats_at_once(sequence) ? 1u : 0u) | (renewals(sequence) >= 2 ? 2u : 0u);
  });
  searched.run();
  const auto failed = searched.failed();
  EXPECT_EQ(failed.size(), 2u);
  EXPECT_TRUE(failed.contains("new:1 / 1|1"));
  EXPECT_TRUE(failed.contains("new:1 reschedule:1>2 reschedule:2>3 / 1 2 3"));
}

TEST(SequenceSearch, DoesNotLetABrokenReceiverTakeAllItsTime) {
  const SearchLimits limits{.max_trials = 100};
  Searched searched([](const Trial&) { return 1u; }, limits);
  searched.run();
  EXPECT_EQ(searched.search.trials(), 100u);
  EXPECT_LE(searched.search.candidates(),
            limits.shrinks_per_failure * (limits.max_candidates + limits.racing_repeats));
  EXPECT_EQ(searched.failed().size(), 1u);
  EXPECT_TRUE(searched.failed().contains("new:1 / 1"));
}

TEST(SequenceSearch, SaysWhatDoesNotRepeat) {
  int calls = 0;
  Searched searched(
      [&](const Trial& trial) {
        return trial.notation == "new:1 / 1|1" && ++calls % 2 == 1 ? 1u : 0u;
      },
      {.max_trials = 60});
  searched.run();
  const auto failed = searched.failed();
  ASSERT_EQ(failed.size(), 1u);
  EXPECT_EQ(failed.begin()->second.repeats, 5u);
  EXPECT_LT(failed.begin()->second.failures, 5u);
}

TEST(SequenceSearch, LeavesWhatHangs) {
  Searched searched([](const Trial&) { return 1u; });
  searched.receiver.outcome = record::Outcome::timed_out;
  searched.run();
  EXPECT_LE(searched.search.trials(),
            SequenceSearch::timeouts_per_operation * sequence_operations().size());
  EXPECT_LE(searched.receiver.notations.size(), 80u);
}

TEST(SequenceSearch, LeavesAReceiverThatIsGone) {
  Searched searched([](const Trial&) { return 0u; });
  searched.receiver.outcome = record::Outcome::transport_error;
  searched.receiver.cause = record::Cause::refused;
  searched.run();
  EXPECT_EQ(searched.search.trials(), SequenceSearch::lost_in_a_row);
}

TEST(SequenceSearch, StopsWithTheRun) {
  Searched searched([](const Trial&) { return 0u; });
  searched.receiver.stop_behind = 17;
  searched.run();
  EXPECT_EQ(searched.finals.size(), 17u);
}

TEST(SequenceSearch, ShowsWhatFailedWhenThereIsNoTimeToTryAgain) {
  Searched searched(bug([](const Sequence& s) { return renewals(s) == 100; }));
  searched.receiver.trial_ns = 10'000'000'000;
  searched.run();
  ASSERT_EQ(searched.failed().size(), 1u);
  EXPECT_EQ(searched.failed().begin()->second.repeats, 1u);
  EXPECT_EQ(searched.failed().begin()->second.failures, 1u);
}

}  // namespace
}  // namespace hookworthy::explore
