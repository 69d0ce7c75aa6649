// Certification by sequences, with the built program from end to end.

#include "tests/integration/receivers/defect_table.hpp"
#include "tests/support/program.hpp"

#include <algorithm>
#include <set>
#include <stdexcept>
#include <string>

#include <gtest/gtest.h>

namespace hookworthy::test {
namespace {

using nlohmann::json;

Ended certify(const ReceiveCommand& receiver, Arguments more) {
  Arguments arguments{"certify", receiver.url(), "--phases", "sequence", "--format",
                      "json",    "--timeout",    "10s",      "--budget", "18s"};
  arguments.insert(arguments.end(), more.begin(), more.end());
  return hookworthy(std::move(arguments));
}

class Seeds : public testing::TestWithParam<int> {};

TEST_P(Seeds, FindNothingInACorrectReceiver) {
  const ReceiveCommand receiver;
  const Ended ended =
      certify(receiver, {"--probe", probe_of(receiver), "--seed", std::to_string(GetParam())});
  EXPECT_EQ(ended.exit_code, 0) << ended.err;
  const json summary = json_of(ended);
  EXPECT_EQ(summary.at("verdict"), "kept");
  for (const json& clause : summary.at("clauses")) {
    EXPECT_EQ(clause.at("violations"), 0) << clause;
    EXPECT_EQ(clause.at("flaky"), 0) << clause;
  }
  for (const char* id : {"accepts-sequences", "handles-sequences", "duplicate-answered-alike",
                         "accepts-out-of-order", "keeps-state", "converges"}) {
    EXPECT_EQ(clause_of(summary, id).at("verdict"), "kept") << id;
  }
  const json& coverage = summary.at("coverage");
  EXPECT_EQ(coverage.at("operations").at("tried"), coverage.at("operations").at("of"));
  EXPECT_EQ(coverage.at("transitions").at("tried"), coverage.at("transitions").at("of"));
}

INSTANTIATE_TEST_SUITE_P(Receivers, Seeds, testing::Values(1, 2, 77));

TEST(CertifySequences, SaysWhatItCannotSeeWithoutAProbe) {
  const ReceiveCommand receiver;
  const Ended ended = certify(receiver, {});
  EXPECT_EQ(ended.exit_code, 0) << ended.err;
  const json summary = json_of(ended);
  for (const char* id : {"keeps-state", "converges"}) {
    const json clause = clause_of(summary, id);
    EXPECT_EQ(clause.at("verdict"), "not_tested");
    EXPECT_NE(clause.at("reason").get<std::string>().find("--probe"), std::string::npos);
  }
  EXPECT_EQ(clause_of(summary, "scales-with-chains").at("verdict"), "kept");
}

TEST(CertifySequences, HoldsTheProbeToTheAllowedHosts) {
  const ReceiveCommand receiver;
  const Ended ended = certify(receiver, {"--probe", "http://192.0.2.1/bookings/{id}"});
  EXPECT_EQ(ended.exit_code, 2);
  EXPECT_NE(ended.err.find("--allow-host"), std::string::npos) << ended.err;
  EXPECT_EQ(certify(receiver, {"--probe", "http://127.0.0.1/bookings"}).exit_code, 2);
  const Ended dead = certify(receiver, {"--probe", "http://127.0.0.1:1/bookings/{id}"});
  EXPECT_EQ(dead.exit_code, 3);
  EXPECT_NE(dead.err.find("--probe: "), std::string::npos) << dead.err;
  EXPECT_NE(dead.err.find("refused"), std::string::npos) << dead.err;
}

struct Planted {
  const char* defect;
  const char* clause;
  const char* notation;  ///< of the shrunk sequence
};

class PlantedBugs : public testing::TestWithParam<Planted> {};

TEST_P(PlantedBugs, AreFoundShrunkReplayedAndNothingElseIsBlamed) {
  const auto& [defect, id, notation] = GetParam();
  const ReceiveCommand receiver({"--defect", defect});
  const TemporaryDirectory directory;
  const Ended ended = certify(
      receiver, {"--probe", probe_of(receiver), "--cases", "130", "--out", directory.file("run")});
  EXPECT_EQ(ended.exit_code, 1) << ended.err;
  const json summary = json_of(ended);
  for (const json& clause : summary.at("clauses")) {
    if (clause.at("id") == id || clause.at("level") != "MUST") continue;
    EXPECT_EQ(clause.at("violations"), 0) << clause;
  }
  const json clause = clause_of(summary, id);
  EXPECT_EQ(clause.at("verdict"), "violated");
  ASSERT_FALSE(clause.at("evidence").empty());
  const json& trial = clause.at("evidence").front().at("trial");
  EXPECT_EQ(trial.at("notation"), notation);
  EXPECT_EQ(trial.at("expected").get<std::string>().empty(), false);
  const std::string replay = clause.at("evidence").front().at("replay");
  EXPECT_NE(replay.find("--sequence"), std::string::npos) << replay;
  EXPECT_FALSE(clause.at("evidence").front().at("curl").is_null());

  // The record alone says the same, and its cases fail again.
  const Ended again =
      hookworthy({"report", directory.file("run/record.ndjson"), "--format", "json"});
  EXPECT_EQ(again.exit_code, 1) << again.err;
  const json rejudged = json_of(again);
  for (const char* key : {"verdict", "cases", "violations", "flaky"}) {
    EXPECT_EQ(clause_of(rejudged, id).at(key), clause.at(key)) << key;
  }
  const json certificate = json::parse(directory.read("run/certificate.json"));
  EXPECT_EQ(certificate.at("record_sha256").get<std::string>().size(), 64U);

  const Ended replayed =
      hookworthy({"replay", directory.file("run/record.ndjson"), "--failed", "--format", "json"});
  EXPECT_EQ(replayed.exit_code, 1) << replayed.err;
  EXPECT_GE(json_of(replayed).at("failed"), 1);

  const ReceiveCommand mended;
  const Ended fixed =
      hookworthy({"replay", "--sequence", notation, "--probe", probe_of(mended), mended.url()});
  EXPECT_EQ(fixed.exit_code, 0) << fixed.out << fixed.err;
  EXPECT_NE(fixed.out.find("FIXED"), std::string::npos) << fixed.out;
}

INSTANTIATE_TEST_SUITE_P(
    Receivers, PlantedBugs,
    testing::Values(Planted{"double-insert-on-concurrent-duplicate", "converges", "new:1 / 1|1"},
                    Planted{"follows-old-id-one-link", "keeps-state",
                            "new:1 reschedule:1>2 reschedule:2>3 / 1 2 3"},
                    Planted{"duplicate-answered-409", "duplicate-answered-alike", "new:1 / 1 1"}),
    [](const auto& test) { return with_underscores(test.param.defect); });

/// What a run sent and tried, without the times at which it did.
std::multiset<std::string> gist_of(const std::string& record) {
  std::multiset<std::string> gist;
  for (const std::string& line : lines_of(record)) {
    json entry = json::parse(line);
    if (entry.contains("case")) {
      gist.insert(json{entry.at("case"), entry.at("label"), entry.value("request", "")}.dump());
    } else if (entry.contains("trial")) {
      gist.insert(json{entry.at("trial"), entry.at("notation"), entry.at("operation")}.dump());
    }
  }
  return gist;
}

/// What a run with this seed sends to a receiver of its own.
std::multiset<std::string> sent(const std::string& seed, Arguments more) {
  const ReceiveCommand receiver;
  const TemporaryDirectory directory;
  more.insert(more.end(), {"--seed", seed, "--out", directory.file("run")});
  more.insert(more.end(), {"--probe", probe_of(receiver)});
  more.insert(more.begin(), {"certify", receiver.url(), "--timeout", "10s"});
  const Ended ended = hookworthy(more);
  EXPECT_EQ(ended.exit_code, 0) << ended.err;
  return gist_of(directory.read("run/record.ndjson"));
}

TEST(CertifySequences, SendsTheSameWithTheSameSeed) {
  const Arguments some{"--phases", "sequence", "--cases", "60"};
  const auto first = sent("5", some);
  EXPECT_GT(first.size(), 100U);
  EXPECT_EQ(sent("5", some), first);
  EXPECT_NE(sent("6", some), first);
}

TEST(Certify, SendsTheSameWithTheSameSeedInTheOtherSearches) {
  const Arguments some{"--phases", "coverage,random", "--type", "report", "--budget", "600s"};
  const auto first = sent("5", some);
  EXPECT_GT(first.size(), 2000U);
  EXPECT_EQ(sent("5", some), first);
}

TEST(CertifySequences, ReplaysProtocolCasesAndSignatures) {
  const std::string secret = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw";
  const ReceiveCommand receiver({"--secret", secret});
  const Ended ended =
      hookworthy({"replay", "--case", "protocol-3", "--case", "signature-0", "--case",
                  "canonical-0", "--secret", secret, "--format", "json", receiver.url()});
  EXPECT_EQ(ended.exit_code, 0) << ended.out << ended.err;
  const json document = json_of(ended);
  EXPECT_EQ(document.at("failed"), 0);
  std::set<std::string> cases;
  for (const json& each : document.at("cases")) cases.insert(each.at("case"));
  EXPECT_TRUE(cases.contains("protocol-3"));
  EXPECT_TRUE(cases.contains("signature-0"));
  EXPECT_TRUE(cases.contains("canonical-0"));

  const Ended unsigned_ended =
      hookworthy({"replay", "--case", "signature-0", "--format", "json", receiver.url()});
  EXPECT_EQ(unsigned_ended.exit_code, 3) << "needs the secret";
  EXPECT_EQ(json_of(unsigned_ended).at("error"), 1);
}

}  // namespace
}  // namespace hookworthy::test
