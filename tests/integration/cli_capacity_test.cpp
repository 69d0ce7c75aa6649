// `hookworthy capacity`, and the gates that end a run early. No figure here depends on how fast the
// machine is, but by orders of magnitude.

#include "tests/support/program.hpp"
#include "tests/support/scripted_server.hpp"

#include <chrono>
#include <mutex>
#include <string>
#include <thread>

#include <gtest/gtest.h>

namespace hookworthy::test {
namespace {

using nlohmann::json;

/// Answers one request at a time, each after `service_time`: no more than 1 / service_time in a
/// second, however many connections there are.
ScriptedServer::Script one_at_a_time(std::mutex& turn, std::chrono::milliseconds service_time) {
  return [&turn, service_time](ServerSession& session) {
    while (session.read_request()) {
      {
        const std::lock_guard lock(turn);
        std::this_thread::sleep_for(service_time);
      }
      if (!session.answer()) return;
    }
  };
}

Ended capacity(const std::string& url, Arguments more) {
  Arguments arguments{"capacity", url,        "--step", "500ms", "--warm-up",
                      "100ms",    "--format", "json",   "--slo", "response_time: p(90)<400ms"};
  arguments.insert(arguments.end(), more.begin(), more.end());
  return hookworthy(arguments);
}

TEST(Capacity, FindsBothEdgesOfAReceiverThatTakesTurns) {
  std::mutex turn;
  const ScriptedServer server(one_at_a_time(turn, std::chrono::milliseconds(20)));
  const Ended ended = capacity(
      server.url(), {"--min-rate", "2", "--max-rate", "2000", "--precision", "50%", "-c", "32"});
  const json found = json_of(ended);
  EXPECT_EQ(found.at("schema"), "hookworthy/capacity/1");
  const json& steps = found.at("steps");
  ASSERT_GT(steps.size(), 2U) << ended.err;
  EXPECT_EQ(steps.at(0).at("rate_per_s"), 2);
  EXPECT_EQ(steps.at(1).at("rate_per_s"), 4);
  // 50 a second is all that it can do; a busy machine may make it do less, never more.
  ASSERT_TRUE(found.at("highest_kept_per_s").is_number()) << ended.err;
  EXPECT_LT(found.at("highest_kept_per_s"), 200);
  const bool upper_edge =
      found.at("lowest_broken_per_s").is_number() || found.at("harness_limit_per_s").is_number();
  EXPECT_TRUE(upper_edge) << ended.err;
  if (found.at("verdict") == "kept") {
    EXPECT_EQ(ended.exit_code, 0);
    EXPECT_GT(found.at("lowest_broken_per_s"), found.at("highest_kept_per_s"));
    EXPECT_EQ(found.at("broken").at("verdict"), "broken");
    EXPECT_EQ(steps.back().at("confirmation"), true);
  } else {
    EXPECT_EQ(ended.exit_code, 3) << ended.err;
  }
}

TEST(Capacity, SaysThatTheLowestRateBreaksTheObjective) {
  const ScriptedServer server(answers());
  const Ended ended =
      capacity(server.url(), {"--min-rate", "20", "--slo", "response_time: p(50)<1ns"});
  EXPECT_EQ(ended.exit_code, 1) << ended.err;
  const json found = json_of(ended);
  EXPECT_EQ(found.at("verdict"), "violated");
  EXPECT_EQ(found.at("highest_kept_per_s"), nullptr);
  EXPECT_EQ(found.at("lowest_broken_per_s"), 20);
}

TEST(Capacity, StopsAtTheHighestRateAllowed) {
  const ScriptedServer server(answers());
  const Ended ended =
      hookworthy({"capacity", server.url(), "--step", "300ms", "--warm-up", "100ms", "--min-rate",
                  "10", "--max-rate", "20", "--format", "json", "--slo", "rejected: rate<0.5"});
  EXPECT_EQ(ended.exit_code, 0) << ended.err;
  const json found = json_of(ended);
  EXPECT_EQ(found.at("highest_kept_per_s"), 20);
  EXPECT_EQ(found.at("lowest_broken_per_s"), nullptr);
  EXPECT_EQ(found.at("steps").size(), 3U) << "10, 20, and 20 once more";
}

TEST(Capacity, ReportsWhatIsKnownWhenItIsInterrupted) {
  const ScriptedServer server(answers());
  Process process(
      command_line({"capacity", server.url(), "--step", "300ms", "--warm-up", "100ms", "--min-rate",
                    "10", "--format", "json", "--slo", "rejected: rate<0.5"}));
  ASSERT_TRUE(process.wait_for_err("20/s", std::chrono::seconds(60)));
  process.signal(SIGINT);
  const Ended ended = process.finish();
  EXPECT_EQ(ended.exit_code, 105) << ended.err;
  const json found = json_of(ended);
  EXPECT_EQ(found.at("interrupted"), true);
  EXPECT_GE(found.at("highest_kept_per_s"), 20);
}

TEST(Capacity, StopsWhenTheBudgetIsOver) {
  const ScriptedServer server(answers());
  const Ended ended =
      hookworthy({"capacity", server.url(), "--step", "500ms", "--warm-up", "500ms", "--budget",
                  "1500ms", "--min-rate", "5", "--format", "json", "--slo", "rejected: rate<0.5"});
  EXPECT_EQ(ended.exit_code, 3) << ended.err;
  EXPECT_EQ(json_of(ended).at("steps").size(), 1U);
}

TEST(Capacity, RefusesObjectivesAndRangesThatMakeNoSense) {
  const std::string url = "http://127.0.0.1:" + std::to_string(closed_port()) + "/";
  for (const Arguments& wrong :
       {Arguments{"--slo", "latency: p(99)<1ms"}, Arguments{"--precision", "0%"},
        Arguments{"--precision", "5"}, Arguments{"--min-rate", "10", "--max-rate", "5"},
        Arguments{"--min-rate", "max"}}) {
    const Ended ended = capacity(url, wrong);
    EXPECT_EQ(ended.exit_code, 2) << wrong.back() << ended.err;
    EXPECT_EQ(ended.out, "");
  }
  EXPECT_EQ(hookworthy({"capacity", url}).exit_code, 2) << "nothing to keep";
}

TEST(AbortOnFail, EndsTheRunInOrderAndSaysWhy) {
  const ScriptedServer server(answers());
  const Ended ended =
      hookworthy({"fire", server.url(), "-R", "20", "-d", "600s", "--format", "json",
                  "--abort-on-fail", "--threshold", "response_time: p(50)<1ns"});
  EXPECT_EQ(ended.exit_code, 1) << ended.err;
  const json summary = json_of(ended);
  EXPECT_EQ(summary.at("verdict"), "violated");
  EXPECT_EQ(summary.at("interrupted"), false);
  EXPECT_GT(summary.at("deliveries").at("unsent"), 0);
  EXPECT_NE(summary.at("reasons").dump().find("--abort-on-fail ended the run"), std::string::npos);
}

TEST(AbortOnFail, WaitsForCountsThatCanStillBeReached) {
  const ScriptedServer server(answers());
  const Ended ended = hookworthy({"fire", server.url(), "-R", "20", "-d", "2500ms", "--format",
                                  "json", "--abort-on-fail", "--threshold", "accepted: count>45"});
  const json summary = json_of(ended);
  EXPECT_EQ(summary.at("deliveries").at("unsent"), 0) << ended.err;
  EXPECT_EQ(summary.at("deliveries").at("answered"), 50);
}

}  // namespace
}  // namespace hookworthy::test
