#include "generator/run/agenda.hpp"

#include "tests/support/load_run.hpp"

#include <map>
#include <vector>

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

namespace hookworthy::run {
namespace {

using test::second;

/// Positions 5k .. 5k+3 are the life k; every fifth has no lane.
class Lives final : public plan::Source {
 public:
  std::optional<Case> at(std::uint64_t n, std::string&) override {
    Case what;
    what.index = n;
    return what;
  }
  std::optional<std::uint64_t> lane(std::uint64_t n) override {
    if (n % 5 == 4) return std::nullopt;
    return n / 5;
  }
};

LoadSettings settings(unsigned threads, bool keep_lanes, std::uint64_t rate = 1000) {
  LoadSettings made;
  made.schedule = pace::Schedule::constant({rate, second}, second).value();
  made.threads = threads;
  made.keep_lanes = keep_lanes;
  return made;
}

RC_GTEST_PROP(Agenda, AllWorkersTogetherTakeEveryPositionOnce, (bool keep_lanes)) {
  const auto threads = *rc::gen::inRange<unsigned>(1, 7);
  const LoadSettings all = settings(threads, keep_lanes);
  std::map<std::uint64_t, unsigned> worker_of;
  for (unsigned worker = 0; worker < threads; ++worker) {
    Lives lives;
    std::int64_t before = -1;
    for (Agenda agenda(all, worker, lives); !agenda.exhausted(); agenda.advance()) {
      RC_ASSERT(worker_of.emplace(agenda.position(), worker).second);
      RC_ASSERT(agenda.intended_ns() == all.schedule.intended_at(agenda.position()));
      RC_ASSERT(agenda.intended_ns() > before);
      before = agenda.intended_ns();
    }
  }
  RC_ASSERT(worker_of.size() == 1000u);
  if (!keep_lanes) return;
  for (const auto& [position, worker] : worker_of) {
    const bool in_a_life = position % 5 != 4;
    if (in_a_life) RC_ASSERT(worker_of.at(position / 5 * 5) == worker);
  }
}

TEST(Agenda, EndsWithThePositions) {
  LoadSettings few = settings(2, false);
  few.positions = 5;
  Lives lives;
  std::vector<std::uint64_t> taken;
  for (Agenda agenda(few, 1, lives); !agenda.exhausted(); agenda.advance()) {
    taken.push_back(agenda.position());
  }
  EXPECT_EQ(taken, (std::vector<std::uint64_t>{1, 3}));
}

TEST(Agenda, EndsWhereTheSourceEnds) {
  const LoadSettings all = settings(1, false);
  Lives lives;
  Agenda agenda(all, 0, lives);
  agenda.advance();
  agenda.end_here();
  EXPECT_TRUE(agenda.exhausted());
  EXPECT_EQ(agenda.end(), 1u);
}

TEST(Agenda, AClosedLoopIsAlwaysDue) {
  LoadSettings loop = settings(1, false);
  loop.schedule = pace::Schedule::closed_loop(second).value();
  Lives lives;
  Agenda agenda(loop, 0, lives);
  for (int i = 0; i < 5000; ++i) agenda.advance();
  EXPECT_FALSE(agenda.exhausted());
  EXPECT_EQ(agenda.position(), 5000u);
  EXPECT_EQ(agenda.intended_ns(), 0);
}

}  // namespace
}  // namespace hookworthy::run
