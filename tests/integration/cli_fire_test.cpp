// `hookworthy fire` and `hookworthy report`: the books add up, gates decide the exit code, and a
// record gives the same report again. Nothing here depends on how fast the machine is.

#include "tests/support/program.hpp"

#include <filesystem>
#include <string>

#include <gtest/gtest.h>

namespace hookworthy::test {
namespace {

using nlohmann::json;

/// Slow machines may be unable to hold the rate; then the run is inconclusive, which is right.
bool held_or_inconclusive(const Ended& ended) {
  return ended.exit_code == 0 || ended.exit_code == 3;
}

Ended fire(const ReceiveCommand& receiver, Arguments more) {
  Arguments arguments{"fire", receiver.url(), "--format", "json"};
  arguments.insert(arguments.end(), more.begin(), more.end());
  return hookworthy(arguments);
}

std::uint64_t sum_of_outcomes(const json& deliveries) {
  std::uint64_t sum = 0;
  for (const char* outcome : {"answered", "failed", "timed_out", "unsent", "unfinished"}) {
    sum += deliveries.at(outcome).get<std::uint64_t>();
  }
  return sum;
}

TEST(Fire, ConservesEveryPlannedDelivery) {
  const ReceiveCommand receiver;
  const Ended ended = fire(receiver, {"-R", "2000", "-d", "2s"});
  EXPECT_TRUE(held_or_inconclusive(ended)) << ended.exit_code << ended.err;
  const json summary = json_of(ended);
  const json& deliveries = summary.at("deliveries");
  EXPECT_EQ(deliveries.at("planned"), 4000);
  EXPECT_EQ(sum_of_outcomes(deliveries), 4000U) << deliveries;
  EXPECT_GT(deliveries.at("answered"), 0);
  EXPECT_EQ(summary.at("rate").at("planned_per_s"), 2000);
  EXPECT_TRUE(summary.at("rate").at("achieved_per_s").is_number());
  for (const char* time : {"response_time", "service_time", "send_lag"}) {
    EXPECT_TRUE(summary.at(time).at("p99_ns").is_number()) << time;
    EXPECT_TRUE(summary.at(time).at("histogram").is_string()) << time;
  }
  EXPECT_EQ(summary.at("status").size(), 1U) << summary.at("status");
}

TEST(Fire, CountsTheSameWithSeveralThreads) {
  const ReceiveCommand receiver;
  const Ended ended = fire(
      receiver, {"-R", "500", "-d", "1s", "-t", "3", "-c", "12", "--mix", "valid=0.5,edge=0.5"});
  EXPECT_TRUE(held_or_inconclusive(ended)) << ended.exit_code << ended.err;
  const json deliveries = json_of(ended).at("deliveries");
  EXPECT_EQ(deliveries.at("planned"), 500);
  EXPECT_EQ(sum_of_outcomes(deliveries), 500U) << deliveries;
}

TEST(Fire, SendsAsFastAsItCanWhenAskedTo) {
  const ReceiveCommand receiver;
  const Ended ended = fire(receiver, {"-R", "max", "-d", "300ms", "-c", "4"});
  EXPECT_EQ(ended.exit_code, 0) << ended.err;
  const json summary = json_of(ended);
  const json& deliveries = summary.at("deliveries");
  EXPECT_GT(deliveries.at("answered"), 0);
  EXPECT_EQ(sum_of_outcomes(deliveries), deliveries.at("planned"));
}

TEST(Fire, LetsThresholdsDecide) {
  const ReceiveCommand receiver;
  const Ended kept =
      fire(receiver, {"-R", "100", "-d", "500ms", "--threshold", "failures: rate<0.5",
                      "--threshold", "response_time: max<1000s"});
  EXPECT_TRUE(held_or_inconclusive(kept)) << kept.exit_code << kept.err;
  const json thresholds = json_of(kept).at("thresholds");
  for (const json& threshold : thresholds) EXPECT_EQ(threshold.at("kept"), true) << threshold;
  EXPECT_EQ(thresholds.size(), 2U);
  const Ended violated =
      fire(receiver, {"-R", "100", "-d", "500ms", "--threshold", "accepted: count<1"});
  EXPECT_EQ(violated.exit_code, 1) << violated.err;
  const json summary = json_of(violated);
  EXPECT_EQ(summary.at("verdict"), "violated");
  EXPECT_EQ(summary.at("thresholds").front().at("expression"), "accepted: count<1");
  EXPECT_EQ(summary.at("thresholds").front().at("kept"), false);
}

TEST(Fire, RefusesWrongOptionsBeforeItSendsAnything) {
  const ReceiveCommand receiver;
  for (const Arguments& wrong :
       {Arguments{"--threshold", "strange: p(99)<1s"}, Arguments{"--threshold", "failures"},
        Arguments{"--threshold", "response_time{type:strange}: avg<1s"}, Arguments{"-R", "fast"},
        Arguments{"-R", "0"}, Arguments{"-d", "soon"}, Arguments{"-s", "10s"},
        Arguments{"--burst", "100"}, Arguments{"--mix", "strange=1"}, Arguments{"-c", "0"},
        Arguments{"-H", "no colon"}, Arguments{"--record", "/nowhere/at/all"}}) {
    const Ended ended = fire(receiver, wrong);
    EXPECT_EQ(ended.exit_code, 2) << wrong[0] << " " << wrong[1] << ended.err;
    EXPECT_EQ(ended.out, "");
    EXPECT_EQ(lines_of(ended.err).size(), 1U) << ended.err;
    EXPECT_TRUE(ended.err.starts_with("hookworthy: ")) << ended.err;
  }
}

class Record : public testing::Test {
 protected:
  Record() : path(directory.file("record.ndjson")) {
    fired = fire(receiver,
                 {"-R", "200", "-d", "1s", "--threshold", "failures: rate<0.5", "--record", path});
  }

  TemporaryDirectory directory;
  std::string path;
  ReceiveCommand receiver;
  Ended fired;
};

TEST_F(Record, GivesTheSameReportAgain) {
  EXPECT_TRUE(held_or_inconclusive(fired)) << fired.exit_code << fired.err;
  const Ended again = hookworthy({"report", path, "--format", "json"});
  EXPECT_EQ(again.exit_code, fired.exit_code) << again.err;
  const json first = json_of(fired), second = json_of(again);
  for (const char* part : {"run", "deliveries", "rate", "status", "errors", "by_type", "clauses",
                           "thresholds", "verdict", "response_time", "send_lag"}) {
    EXPECT_EQ(first.at(part), second.at(part)) << part;
  }
}

TEST_F(Record, CanBeJudgedByOtherThresholds) {
  const Ended again =
      hookworthy({"report", path, "--format", "json", "--threshold", "accepted: count<1"});
  EXPECT_EQ(again.exit_code, 1) << again.err;
  EXPECT_EQ(json_of(again).at("thresholds").size(), 1U);
}

TEST_F(Record, IsInconclusiveWhenTorn) {
  const auto size = std::filesystem::file_size(path);
  for (const auto left : {size - 5, size / 2}) {
    std::filesystem::resize_file(path, left);
    const Ended again = hookworthy({"report", path, "--format", "json"});
    EXPECT_EQ(again.exit_code, 3) << left << again.err;
    const json summary = json_of(again);
    EXPECT_EQ(summary.at("verdict"), "inconclusive");
    EXPECT_FALSE(summary.at("reasons").empty());
  }
}

TEST_F(Record, MustBeOne) {
  for (const std::string& other : {directory.write("other", "{\"a\": 1}\n"),
                                   directory.write("empty", ""), directory.file("missing")}) {
    const Ended ended = hookworthy({"report", other});
    EXPECT_TRUE(ended.exit_code == 2 || ended.exit_code == 3) << ended.exit_code;
    EXPECT_EQ(ended.out, "");
    EXPECT_EQ(lines_of(ended.err).size(), 1U) << ended.err;
    EXPECT_NE(ended.err.find(other), std::string::npos) << ended.err;
  }
}

}  // namespace
}  // namespace hookworthy::test
