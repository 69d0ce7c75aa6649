#include "cli/progress.hpp"

#include <gtest/gtest.h>

namespace hookworthy::cli {
namespace {

TEST(ProgressLine, SaysDoneOfPlannedRateFailuresAndTime) {
  const run::Snapshot previous{.planned = 1000, .sent = 100, .done = 90, .failed = 1};
  const run::Snapshot now{.planned = 1000, .sent = 210, .done = 190, .failed = 3};
  EXPECT_EQ(progress_line("fire", now, previous, 0.5, 65, 120),
            "fire  190 / 1000  200/s  in flight 20  failures 3  01:05 / 02:00");
}

TEST(ProgressLine, LeavesOutWhatIsNotKnown) {
  const run::Snapshot now{.planned = 0, .sent = 7, .done = 7, .failed = 0};
  EXPECT_EQ(progress_line("fire", now, {}, 0, 3600, 0), "fire  7  in flight 0  failures 0  60:00");
}

TEST(ProgressLine, HasNothingInFlightWhenMoreIsDoneThanWasSeenSent) {
  const run::Snapshot now{.planned = 5, .sent = 3, .done = 4, .failed = 0};
  EXPECT_EQ(progress_line("certify", now, now, 1, 0.9, 60),
            "certify  4 / 5  0/s  in flight 0  failures 0  00:00 / 01:00");
}

}  // namespace
}  // namespace hookworthy::cli
