// The program's whole promise in one table: each defect is found by its clause, and a receiver
// without one is left alone.

#include "fixtures/contracts/embedded_contract.hpp"
#include "fixtures/receiver/defect.hpp"
#include "fixtures/receiver/receiver.hpp"
#include "tests/integration/receivers/accepts_all.hpp"
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

json clause_of(const json& summary, std::string_view id) {
  for (const json& clause : summary.at("clauses")) {
    if (clause.at("id") == id) return clause;
  }
  throw std::runtime_error("no clause " + std::string(id));
}

constexpr std::string_view secret = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw";

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

/// MUST clauses that a defect breaks besides its own, since they look at the same thing.
std::vector<std::string> broken_besides(std::string_view defect) {
  // The timestamp is a part of what is signed.
  if (defect == "ignores-signature") return {"checks-timestamp"};
  if (defect == "verifies-reserialised-body") return {"verifies-signature"};
  // The process goes without an answer.
  if (defect == "stack-overflow-on-deep-nesting") return {"never-5xx-or-drop"};
  // Ordered sequences have such reschedules too, and what was not taken in is not known.
  if (defect == "500-on-reschedule-of-cancelled")
    return {"accepts-sequences", "keeps-state", "converges"};
  return {};
}

/// The shortest sequence that shows a defect; empty where several are as short.
std::string shortest_sequence(std::string_view defect) {
  if (defect == "double-insert-on-concurrent-duplicate") return "new:1 / 1|1";
  if (defect == "forgets-old-booking-on-reschedule") return "new:1 reschedule:1>2 / 1 2";
  if (defect == "keeps-old-booking-active") return "new:1 reschedule:1>2 / 1 2";
  if (defect == "follows-old-id-one-link") return "new:1 reschedule:1>2 reschedule:2>3 / 1 2 3";
  return {};
}

/// Nothing is blamed for a bug that it has nothing to do with. Checked for the defects that only
/// one phase can find: those of single callbacks break clauses of all kinds.
void expect_no_other_clause_broken(const json& summary, const receiver::Defect& defect) {
  const auto besides = broken_besides(defect.name);
  for (const json& clause : summary.at("clauses")) {
    const std::string id = clause.at("id");
    if (id == defect.clause || std::ranges::find(besides, id) != besides.end()) continue;
    if (clause.at("level") != "MUST") continue;
    EXPECT_NE(clause.at("verdict"), "violated") << clause;
  }
}

class DefectTable : public testing::TestWithParam<receiver::Defect> {};

// The receiver is a process of its own: some defects end it.
TEST_P(DefectTable, IsFoundByItsClause) {
  const receiver::Defect& defect = GetParam();
  const std::string phase = phase_of(defect.clause);
  Arguments receive{"--defect", std::string(defect.name)};
  Arguments certify{"--format",  "json",
                    "--profile", std::string(defect.profile),
                    "--phases",  phase,
                    "-c",        "8",
                    "--timeout", phase == "sequence" ? "10s" : "500ms",
                    "--budget",  phase == "sequence" ? "18s" : "120s"};
  if (defect.needs_secret) {
    receive.insert(receive.end(), {"--secret", std::string(secret)});
    certify.insert(certify.end(), {"--secret", std::string(secret)});
  }
  const ReceiveCommand receiver(receive);
  // Looking at the state takes long chains thrice, and those of one defect are slow.
  if (defect.clause != "scales-with-chains") {
    certify.insert(
        certify.end(),
        {"--probe", "http://127.0.0.1:" + std::to_string(receiver.port()) + "/bookings/{id}"});
  }
  if (phase == "sequence") certify.insert(certify.end(), {"--cases", "130"});
  certify.insert(certify.begin(), {"certify", receiver.url()});
  const Ended ended = hookworthy(certify);
  EXPECT_EQ(ended.exit_code, 1) << ended.err;
  const json summary = json_of(ended);
  EXPECT_EQ(summary.at("verdict"), "violated");
  const json clause = clause_of(summary, defect.clause);
  EXPECT_EQ(clause.at("verdict"), "violated");
  EXPECT_EQ(clause.at("level"), "MUST");
  EXPECT_GT(clause.at("violations"), 0);
  ASSERT_FALSE(clause.at("evidence").empty());
  const json& evidence = clause.at("evidence").front();
  EXPECT_FALSE(evidence.at("case").get<std::string>().empty());
  EXPECT_FALSE(evidence.at("replay").is_null());
  if (phase != "coverage") expect_no_other_clause_broken(summary, defect);
  const std::string shortest = shortest_sequence(defect.name);
  if (shortest.empty()) return;
  EXPECT_EQ(evidence.at("trial").at("notation"), shortest);
}

INSTANTIATE_TEST_SUITE_P(Receivers, DefectTable, testing::ValuesIn(receiver::defects()),
                         [](const auto& test) {
                           std::string name(test.param.name);
                           std::replace(name.begin(), name.end(), '-', '_');
                           return name;
                         });

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
