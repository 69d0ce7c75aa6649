#include "cli/progress_line.hpp"

#include <algorithm>
#include <regex>
#include <string>

#include <gtest/gtest.h>

namespace hookworthy::cli {
namespace {

ProgressView load() {
  return {.what = "fire",
          .now = {.planned = 6000, .sent = 1010, .done = 1000, .failed = 3},
          .elapsed_s = 65,
          .total_s = 130,
          .planned_per_s = 2000,
          .achieved_per_s = 1999.6,
          .p50_ns = 1'100'000,
          .p99_ns = 4'200'000};
}

ProgressView phase() {
  return {.what = "certify, coverage",
          .now = {.planned = 2400, .sent = 608, .done = 600, .failed = 0},
          .counts = true,
          .elapsed_s = 4,
          .total_s = 60};
}

std::string without_colours(const std::string& line) {
  static const std::regex escape("\x1b\\[[0-9;]*m");
  return std::regex_replace(line, escape, "");
}

TEST(ProgressLine, TellsAllOnAWideTerminal) {
  EXPECT_EQ(progress_line(load(), 200, false),
            "fire  [===============               ]  01:05 / 02:10  planned 2000/s  "
            "achieved 2000/s  in flight 10  p50 1.10 ms  p99 4.20 ms  failures 3");
}

TEST(ProgressLine, CountsDeliveriesOfAPhase) {
  EXPECT_EQ(progress_line(phase(), 200, false),
            "certify, coverage  [=======                       ]  600 / 2 400  00:04 / 01:00  "
            "in flight 8  unanswered 0");
}

TEST(ProgressLine, HasNoBarWhereTheEndIsNotKnown) {
  ProgressView view = phase();
  view.now.planned = 0;
  EXPECT_EQ(progress_line(view, 200, false),
            "certify, coverage  600  00:04 / 01:00  in flight 8  unanswered 0");
  view = load();
  view.total_s.reset();
  EXPECT_EQ(progress_line(view, 200, false).find('['), std::string::npos);
}

TEST(ProgressLine, LeavesOutTheLeastTellingPartsOnANarrowTerminal) {
  EXPECT_EQ(progress_line(load(), 80, false),
            "fire  [=======        ]  01:05 / 02:10  achieved 2000/s  p99 4.20 ms  failures 3");
  EXPECT_EQ(progress_line(load(), 65, false),
            "fire  01:05 / 02:10  achieved 2000/s  p99 4.20 ms  failures 3");
  EXPECT_EQ(progress_line(load(), 45, false), "fire  01:05 / 02:10  p99 4.20 ms  failures 3");
  EXPECT_EQ(progress_line(load(), 32, false), "fire  01:05 / 02:10  failures 3");
  EXPECT_EQ(progress_line(load(), 3, false), "fir");
  EXPECT_EQ(progress_line(load(), 0, false), "");
}

TEST(ProgressLine, IsNeverWiderThanTheTerminal) {
  for (const auto& view : {load(), phase()}) {
    for (std::size_t columns = 0; columns <= 200; ++columns) {
      EXPECT_LE(progress_line(view, columns, false).size(), columns);
      EXPECT_EQ(without_colours(progress_line(view, columns, true)),
                progress_line(view, columns, false));
    }
  }
}

TEST(ProgressLine, DoesNotLeaveTheBarAtEitherEnd) {
  ProgressView view = load();
  view.elapsed_s = 0;
  EXPECT_NE(progress_line(view, 200, false).find("[" + std::string(30, ' ') + "]"),
            std::string::npos);
  view.elapsed_s = 1000;  // what is in flight is waited for
  EXPECT_NE(progress_line(view, 200, false).find("[" + std::string(30, '=') + "]"),
            std::string::npos);
}

TEST(ProgressLine, ColoursTheBarAndTheFailures) {
  ProgressView view = load();
  EXPECT_NE(progress_line(view, 200, true).find("\x1b[36m[==="), std::string::npos);
  EXPECT_NE(progress_line(view, 200, true).find("\x1b[31mfailures 3\x1b[0m"), std::string::npos);
  view.now.failed = 0;
  EXPECT_NE(progress_line(view, 200, true).find("\x1b[32mfailures 0\x1b[0m"), std::string::npos);
  const std::string plain = progress_line(view, 200, false);
  EXPECT_EQ(std::ranges::count(plain, '\x1b'), 0) << plain;
}

TEST(ProgressLine, IsALineOfALogElsewhere) {
  EXPECT_EQ(plain_progress_line(load()),
            "fire  01:05 / 02:10  planned 2000/s  achieved 2000/s  in flight 10  p50 1.10 ms  "
            "p99 4.20 ms  failures 3");
  ProgressView slow = load();
  slow.planned_per_s = 0.5;
  slow.achieved_per_s.reset();
  slow.p50_ns.reset();
  slow.p99_ns.reset();
  EXPECT_EQ(plain_progress_line(slow),
            "fire  01:05 / 02:10  planned 0.5/s  in flight 10  failures 3");
}

}  // namespace
}  // namespace hookworthy::cli
