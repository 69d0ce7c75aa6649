#pragma once

#include "fixtures/receiver/defect.hpp"
#include "tests/support/program.hpp"

#include <algorithm>
#include <array>
#include <stdexcept>
#include <string>
#include <string_view>

#include <gtest/gtest.h>

/// What a certification has to say of each defect of the reference receiver, and what it may not.
namespace hookworthy::test {

/// A MUST clause that a defect cannot but break besides its own, in the defect's profile.
struct Related {
  std::string_view defect;
  std::string_view clause;
  std::string_view because;
};

inline constexpr std::array related_clauses{
    Related{"rejects-null-worker", "accepts-sequences",
            "a booking that lost its worker goes on without one"},
    Related{"closes-on-astral", "accepts-edges", "what is dropped is not accepted"},
    Related{"knows-worker-removed-only", "accepts-edges",
            "a type that is refused is refused at its edges"},
    Related{"knows-worker-removed-only", "accepts-sequences", "and in every life"},
    Related{"accepts-everything", "rejects-malformed-json", "everything"},
    Related{"accepts-everything", "rejects-bad-requests", "everything"},
    Related{"500-after-malformed-body", "never-5xx-or-drop", "it answers 500"},
    Related{"500-after-malformed-body", "survives-protocol-faults",
            "the body of a protocol fault is malformed, too"},
    Related{"500-after-malformed-body", "accepts-edges",
            "the good callback that comes next, on another connection, may be one"},
    Related{"500-after-malformed-body", "accepts-valid-http", "or be in an odd form of HTTP"},
    Related{"500-on-reschedule-of-cancelled", "accepts-sequences",
            "the sequence that provokes it is a valid one in order, and 500 does not accept it"},
    Related{"ignores-signature", "checks-timestamp", "the timestamp is a part of what is signed"},
    Related{"verifies-reserialised-body", "accepts-edges",
            "edges whose point is how they are written are rewritten before they are verified"},
    Related{"verifies-reserialised-body", "verifies-signature",
            "a tampered body that is rewritten to the signed one passes"},
    Related{"stack-overflow-on-deep-nesting", "never-5xx-or-drop",
            "the process ends without an answer"}};

inline bool is_related(const receiver::Defect& defect, std::string_view clause) {
  return std::ranges::any_of(related_clauses, [&](const Related& related) {
    return related.defect == defect.name && related.clause == clause;
  });
}

inline nlohmann::json clause_of(const nlohmann::json& summary, std::string_view id) {
  for (const auto& clause : summary.at("clauses")) {
    if (clause.at("id") == id) return clause;
  }
  throw std::runtime_error("no clause " + std::string(id));
}

/// The clause that proves the defect objects, and no other MUST is blamed for a bug that it has
/// nothing to do with.
inline void expect_found(const receiver::Defect& defect, const Ended& ended) {
  EXPECT_EQ(ended.exit_code, 1) << ended.err;
  const auto summary = json_of(ended);
  EXPECT_EQ(summary.at("verdict"), "violated");
  const auto own = clause_of(summary, defect.clause);
  EXPECT_EQ(own.at("verdict"), "violated");
  EXPECT_EQ(own.at("level"), "MUST");
  EXPECT_GT(own.at("violations"), 0);
  ASSERT_FALSE(own.at("evidence").empty());
  const auto& evidence = own.at("evidence").front();
  EXPECT_FALSE(evidence.at("case").get<std::string>().empty());
  EXPECT_FALSE(evidence.at("replay").is_null());
  for (const auto& clause : summary.at("clauses")) {
    const std::string id = clause.at("id");
    if (id == defect.clause || is_related(defect, id) || clause.at("level") != "MUST") continue;
    EXPECT_NE(clause.at("verdict"), "violated") << clause;
  }
}

/// For names of tests.
inline std::string with_underscores(std::string_view name) {
  std::string text(name);
  std::ranges::replace(text, '-', '_');
  return text;
}

/// What `receive` and `certify` need for one defect, but for the URL.
inline constexpr std::string_view defect_secret = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw";

inline Arguments receiving(const receiver::Defect& defect) {
  Arguments arguments{"--defect", std::string(defect.name)};
  if (defect.needs_secret) {
    arguments.insert(arguments.end(), {"--secret", std::string(defect_secret)});
  }
  return arguments;
}

inline Arguments certifying(const receiver::Defect& defect, const ReceiveCommand& receiver) {
  Arguments arguments{"certify", receiver.url(), "--format",
                      "json",    "--profile",    std::string(defect.profile)};
  if (defect.needs_secret) {
    arguments.insert(arguments.end(), {"--secret", std::string(defect_secret)});
  }
  return arguments;
}

inline std::string probe_of(const ReceiveCommand& receiver) {
  return "http://127.0.0.1:" + std::to_string(receiver.port()) + "/bookings/{id}";
}

}  // namespace hookworthy::test
