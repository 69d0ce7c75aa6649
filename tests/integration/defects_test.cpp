// The program's whole promise in one table: each defect is found by its clause, and a receiver
// without one is left alone.

#include "fixtures/contracts/embedded_contract.hpp"
#include "fixtures/receiver/defect.hpp"
#include "fixtures/receiver/receiver.hpp"
#include "tests/integration/receivers/accepts_all.hpp"
#include "tests/integration/receivers/defect_table.hpp"
#include "tests/support/must.hpp"
#include "tests/support/program.hpp"
#include "verifier/check/clause.hpp"

#include <algorithm>
#include <string>
#include <vector>

#include <gtest/gtest.h>

namespace hookworthy::test {
namespace {

using nlohmann::json;

receiver::Receiver start_receiver(std::string_view defect) {
  receiver::Settings settings;
  settings.contract = std::make_shared<const contract::Contract>(
      must(contract::Contract::load(embedded_contract())));
  settings.defect = defect;
  return must(receiver::Receiver::start(settings));
}

/// `timeout`: short for receivers that may hang, long for those that must not seem to on a busy
/// machine.
Ended certify(const std::string& url, std::string_view profile, std::string_view timeout) {
  return hookworthy({"certify", url, "--format", "json", "--profile", std::string(profile), "-c",
                     "8", "--timeout", std::string(timeout), "--budget", "600s"});
}

Ended certify(const receiver::Receiver& receiver, std::string_view profile,
              std::string_view timeout) {
  return certify("http://127.0.0.1:" + std::to_string(receiver.port()) + "/hooks", profile,
                 timeout);
}

/// The phase in which a clause is judged first.
std::string phase_of(std::string_view clause) {
  using check::ClauseId;
  switch (*check::parse_clause(clause)) {
    case ClauseId::survives_protocol_faults:
    case ClauseId::accepts_valid_http:
    case ClauseId::rejects_malformed_json:
    case ClauseId::rejects_bad_requests:
    case ClauseId::limits_body_size:
      return "protocol";
    case ClauseId::accepts_good_signature:
    case ClauseId::verifies_signature:
    case ClauseId::checks_timestamp:
      return "signature";
    case ClauseId::accepts_sequences:
    case ClauseId::handles_sequences:
    case ClauseId::duplicate_answered_alike:
    case ClauseId::accepts_out_of_order:
    case ClauseId::keeps_state:
    case ClauseId::converges:
    case ClauseId::scales_with_chains:
      return "sequence";
    default:
      return "coverage";
  }
}

/// The shortest sequence that shows a defect; empty where several are as short.
std::string shortest_sequence(std::string_view defect) {
  if (defect == "double-insert-on-concurrent-duplicate") return "new:1 / 1|1";
  if (defect == "forgets-old-booking-on-reschedule") return "new:1 reschedule:1>2 / 1 2";
  if (defect == "keeps-old-booking-active") return "new:1 reschedule:1>2 / 1 2";
  if (defect == "follows-old-id-one-link") return "new:1 reschedule:1>2 reschedule:2>3 / 1 2 3";
  return {};
}

class DefectTable : public testing::TestWithParam<receiver::Defect> {};

// The receiver is a process of its own: some defects end it. Only the phase that finds the defect
// is run; whole certifications of all defects are an extra test.
TEST_P(DefectTable, IsFoundByItsClause) {
  const receiver::Defect& defect = GetParam();
  const std::string phase = phase_of(defect.clause);
  const bool in_sequence = phase == "sequence";
  const bool hangs = defect.clause == "answers-in-time";
  const ReceiveCommand receiver(receiving(defect));
  Arguments arguments = certifying(defect, receiver);
  arguments.insert(arguments.end(), {"--phases", phase, "--timeout", hangs ? "1s" : "10s",
                                     "--budget", in_sequence ? "18s" : "120s"});
  if (in_sequence) arguments.insert(arguments.end(), {"--cases", "130"});
  // Looking at the state takes long chains thrice, and those of one defect are slow.
  if (defect.clause != "scales-with-chains") {
    arguments.insert(arguments.end(), {"--probe", probe_of(receiver)});
  }
  const Ended ended = hookworthy(arguments);
  expect_found(defect, ended);
  const std::string shortest = shortest_sequence(defect.name);
  if (shortest.empty()) return;
  const json own = clause_of(json_of(ended), defect.clause);
  EXPECT_EQ(own.at("evidence").at(0).at("trial").at("notation"), shortest);
}

INSTANTIATE_TEST_SUITE_P(Receivers, DefectTable, testing::ValuesIn(receiver::defects()),
                         [](const auto& test) { return with_underscores(test.param.name); });

void keeps_a_receiver_without_a_defect(std::string_view profile) {
  const auto receiver = start_receiver("");
  const Ended ended = certify(receiver, profile, "10s");
  EXPECT_EQ(ended.exit_code, 0) << ended.err;
  const json summary = json_of(ended);
  EXPECT_EQ(summary.at("verdict"), "kept");
  for (const json& clause : summary.at("clauses")) {
    EXPECT_EQ(clause.at("violations"), 0) << clause;
    EXPECT_NE(clause.at("verdict"), "violated") << clause;
  }
  const json& coverage = summary.at("coverage");
  EXPECT_EQ(coverage.at("types").at("tried"), 8);
  for (const char* what : {"types", "fields", "edges", "violations"}) {
    EXPECT_GT(coverage.at(what).at("tried"), 0) << what;
    EXPECT_EQ(coverage.at(what).at("tried"), coverage.at(what).at("of")) << what;
  }
  EXPECT_EQ(summary.at("by_type").size(), 8U);
}

TEST(Certify, KeepsAReceiverWithoutADefect) {
  keeps_a_receiver_without_a_defect("standard");
}

TEST(Certify, KeepsAReceiverWithoutADefectInTheStrictProfile) {
  keeps_a_receiver_without_a_defect("strict");
}

TEST(Certify, CoversOnlyTheTypesThatAreAskedFor) {
  const auto receiver = start_receiver("");
  const Ended ended =
      hookworthy({"certify", "http://127.0.0.1:" + std::to_string(receiver.port()) + "/", "--type",
                  "new,cancelled", "--format", "json", "--timeout", "2s"});
  EXPECT_EQ(ended.exit_code, 0) << ended.err;
  EXPECT_EQ(json_of(ended).at("coverage").at("types"), json({{"tried", 2}, {"of", 2}}));
}

TEST(Certify, WritesItsFilesIntoADirectory) {
  const auto receiver = start_receiver("rejects-null-comment");
  const TemporaryDirectory directory;
  const Ended ended =
      hookworthy({"certify", "http://127.0.0.1:" + std::to_string(receiver.port()) + "/", "--type",
                  "new", "--timeout", "2s", "--out", directory.file("run")});
  EXPECT_EQ(ended.exit_code, 1) << ended.err;
  const json certificate = json::parse(directory.read("run/certificate.json"));
  EXPECT_EQ(certificate.at("schema"), "hookworthy/summary/1");
  EXPECT_EQ(certificate.at("verdict"), "violated");
  EXPECT_EQ(directory.read("run/report.txt"), ended.out);
  EXPECT_GT(lines_of(directory.read("run/record.ndjson")).size(), 100U);
}

TEST(Certify, TakesAReceiverThatAnswers200ToEverythingForWorthyButNotForStrict) {
  for (const std::string profile : {"standard", "strict"}) {
    const AcceptsAll receiver;
    const Ended ended = certify(receiver.url(), profile, "10s");
    const bool strict = profile == "strict";
    EXPECT_EQ(ended.exit_code, strict ? 1 : 0) << ended.err;
    const json summary = json_of(ended);
    EXPECT_EQ(summary.at("verdict"), strict ? "violated" : "kept");
    for (const json& clause : summary.at("clauses")) {
      if (strict || clause.at("level") != "MUST") continue;
      EXPECT_NE(clause.at("verdict"), "violated") << clause;
    }
    const json clause = clause_of(summary, "rejects-violations");
    EXPECT_EQ(clause.at("verdict"), "violated");
    EXPECT_EQ(clause.at("level"), strict ? "MUST" : "SHOULD");
    EXPECT_EQ(clause.at("violations"), clause.at("cases"));
  }
}

}  // namespace
}  // namespace hookworthy::test
