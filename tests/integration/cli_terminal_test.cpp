// What a person sees on a terminal: a line that is rewritten, and colours unless they are not
// wanted; and that none of it gets into pipes and files.

#include "tests/support/program.hpp"
#include "tests/support/terminal_process.hpp"

#include <regex>
#include <string>

#include <gtest/gtest.h>

namespace hookworthy::test {
namespace {

const std::regex colour("\x1b\\[[0-9;]*m");
constexpr std::string_view rewrite = "\r\x1b[K";

bool has(const std::string& text, std::string_view part) {
  return text.find(part) != std::string::npos;
}

/// The program with these variables (`NAME=value`), and without NO_COLOR otherwise.
Arguments with(Arguments variables, Arguments arguments) {
  Arguments command{"/usr/bin/env", "-u", "NO_COLOR"};
  command.insert(command.end(), variables.begin(), variables.end());
  const Arguments program = command_line(std::move(arguments));
  command.insert(command.end(), program.begin(), program.end());
  return command;
}

Arguments fire(const ReceiveCommand& receiver, const std::string& duration = "2s") {
  return {"fire", receiver.url(), "-R", "100", "-d", duration};
}

/// All that was shown in a line that was rewritten, without colours.
std::vector<std::string> progress_lines(const std::string& text) {
  std::vector<std::string> lines;
  for (std::size_t at = text.find(rewrite); at != std::string::npos;) {
    const std::size_t begin = at + rewrite.size();
    at = text.find(rewrite, begin);
    if (at == std::string::npos) break;  // what follows the last one is the report
    lines.push_back(std::regex_replace(text.substr(begin, at - begin), colour, ""));
  }
  return lines;
}

TEST(Terminal, ShowsABarAndColours) {
  const ReceiveCommand receiver;
  const Shown shown = run_on_terminal(with({"TERM=xterm"}, fire(receiver, "4s")), 160);
  const auto lines = progress_lines(shown.text);
  ASSERT_FALSE(lines.empty()) << shown.text;
  for (const std::string& line : lines) {
    EXPECT_TRUE(line.starts_with("fire  [")) << line;
    for (const char* part :
         {"] ", "/ 00:04", "planned ", "achieved ", "in flight ", "failures 0"}) {
      EXPECT_TRUE(has(line, part)) << part << " is not in: " << line;
    }
  }
  EXPECT_TRUE(has(lines.back(), "p50 ") && has(lines.back(), "p99 ")) << lines.back();
  EXPECT_TRUE(has(shown.text, "\x1b[36m[")) << shown.text;
  EXPECT_TRUE(has(shown.text, std::string(rewrite) + "Verdict: \x1b[3")) << shown.text;
}

TEST(Terminal, ShowsABarWithoutColoursToThoseWhoWantNone) {
  const ReceiveCommand receiver;
  const Shown shown = run_on_terminal(with({"TERM=xterm", "NO_COLOR=1"}, fire(receiver)));
  EXPECT_FALSE(progress_lines(shown.text).empty()) << shown.text;
  EXPECT_FALSE(std::regex_search(shown.text, colour)) << shown.text;
  EXPECT_TRUE(has(shown.text, "Verdict: ")) << shown.text;
}

TEST(Terminal, GetsTextAloneWhenItIsDumb) {
  const ReceiveCommand receiver;
  const Shown shown = run_on_terminal(with({"TERM=dumb"}, fire(receiver)));
  EXPECT_FALSE(has(shown.text, "\x1b")) << shown.text;
  EXPECT_TRUE(has(shown.text, "Verdict: ")) << shown.text;
}

TEST(Terminal, IsNotWrappedWhenItIsNarrow) {
  const ReceiveCommand receiver;
  const Shown shown = run_on_terminal(with({"TERM=xterm"}, fire(receiver)), 40);
  const auto lines = progress_lines(shown.text);
  ASSERT_FALSE(lines.empty()) << shown.text;
  for (const std::string& line : lines) EXPECT_LT(line.size(), 40U) << line;
}

TEST(Terminal, ShowsThePhasesOfACertification) {
  const ReceiveCommand receiver;
  const Shown shown = run_on_terminal(
      with({"TERM=xterm"}, {"certify", receiver.url(), "--phases", "coverage", "--budget", "5s"}),
      160);
  const std::regex counted("^certify, coverage  \\[[= ]*\\]  [0-9 ]+ / [0-9 ]+  ");
  std::size_t told = 0;
  for (const std::string& line : progress_lines(shown.text)) {
    if (!line.starts_with("certify")) continue;
    EXPECT_TRUE(std::regex_search(line, counted)) << line;
    ++told;
  }
  EXPECT_GT(told, 0U) << shown.text;
}

TEST(Terminal, LeavesNothingInPipesAndFiles) {
  const ReceiveCommand receiver;
  const Ended ended = Process(with({"TERM=xterm"}, fire(receiver))).finish();
  for (const std::string& text : {ended.out, ended.err}) {
    EXPECT_FALSE(has(text, "\x1b")) << text;
    EXPECT_FALSE(has(text, "\r")) << text;
    EXPECT_FALSE(has(text, "in flight")) << "nothing in the first ten seconds: " << text;
  }
  EXPECT_TRUE(has(ended.out, "Verdict: ")) << ended.out;
}

}  // namespace
}  // namespace hookworthy::test
