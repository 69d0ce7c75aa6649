// Many simulated pairs of runs, whose truth is known: how often is the verdict wrong?

#include "tests/support/simulated_runs.hpp"
#include "verifier/stats/comparison.hpp"

#include <cstdint>

#include <gtest/gtest.h>

namespace hookworthy::stats {
namespace {

using test::simulate;
using test::SimulatedReceiver;

constexpr int pairs = 60;

int count_of(ChangeVerdict wanted, const SimulatedReceiver& base, const SimulatedReceiver& after) {
  int count = 0;
  for (std::uint64_t k = 0; k < pairs; ++k) {
    const auto comparison = compare(simulate(base, 2 * k), simulate(after, 2 * k + 1), {}, {});
    count += comparison.verdict == wanted ? 1 : 0;
  }
  return count;
}

TEST(CompareOften, FindsTheSameReceiverTheSame) {
  const SimulatedReceiver receiver{.seconds = 10, .per_second = 200};
  EXPECT_GE(count_of(ChangeVerdict::same, receiver, receiver), pairs * 95 / 100);
}

TEST(CompareOften, FindsAnUnsteadyReceiverTheSame) {
  const SimulatedReceiver receiver{
      .median_ns = 20e6, .drift = 0.15, .failure_rate = 0.002, .seconds = 12, .per_second = 100};
  EXPECT_GE(count_of(ChangeVerdict::same, receiver, receiver), pairs * 95 / 100);
}

TEST(CompareOften, FindsFiveMillisecondsMoreWorse) {
  const SimulatedReceiver receiver{.seconds = 8, .per_second = 100};
  SimulatedReceiver slower = receiver;
  slower.added_ns = 5e6;
  EXPECT_EQ(count_of(ChangeVerdict::worse, receiver, slower), pairs);
}

}  // namespace
}  // namespace hookworthy::stats
