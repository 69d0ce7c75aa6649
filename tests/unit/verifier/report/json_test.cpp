#include "tests/support/sample_runs.hpp"
#include "verifier/record/text.hpp"
#include "verifier/report/write.hpp"
#include "verifier/stats/histogram_codec.hpp"

#include <limits>
#include <set>
#include <sstream>
#include <string>

#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

namespace hookworthy::report {
namespace {

using Json = nlohmann::json;
using Keys = std::set<std::string>;

std::string json_text(const Summary& summary) {
  std::ostringstream out;
  write_json(out, summary);
  return out.str();
}

Json json_of(const Summary& summary) {
  return Json::parse(json_text(summary));
}

Keys keys_of(const Json& object) {
  EXPECT_TRUE(object.is_object());
  Keys keys;
  for (const auto& [key, unused] : object.items()) keys.insert(key);
  return keys;
}

TEST(Json, HasTheDocumentedNamesAndNoOthersButTheAdditions) {
  for (auto run : {test::kept_run(), test::violated_run(), test::empty_run()}) {
    const Json json = json_of(run.summarize());
    EXPECT_EQ(json["schema"], "hookworthy/summary/1");
    EXPECT_EQ(keys_of(json),
              (Keys{"schema", "run", "deliveries", "rate", "response_time", "service_time",
                    "send_lag", "status", "errors", "by_type", "clauses", "thresholds", "harness",
                    "verdict", "reasons", "interrupted", "coverage", "series", "record_sha256"}));
    EXPECT_EQ(keys_of(json["run"]), (Keys{"command", "version", "seed", "target", "contract",
                                          "started_at", "duration_s"}));
    EXPECT_EQ(keys_of(json["run"]["contract"]), (Keys{"title", "version", "sha256"}));
    EXPECT_EQ(keys_of(json["deliveries"]),
              (Keys{"planned", "answered", "failed", "timed_out", "unsent", "unfinished"}));
    EXPECT_EQ(keys_of(json["rate"]), (Keys{"planned_per_s", "achieved_per_s"}));
    for (const char* name : {"response_time", "service_time", "send_lag"}) {
      EXPECT_EQ(keys_of(json[name]), (Keys{"count", "min_ns", "mean_ns", "p50_ns", "p90_ns",
                                           "p99_ns", "p99_9_ns", "max_ns", "histogram"}));
    }
    for (const auto& error : json["errors"]) {
      EXPECT_EQ(keys_of(error), (Keys{"phase", "cause", "count"}));
    }
    for (const auto& [type, counts] : json["by_type"].items()) {
      EXPECT_EQ(keys_of(counts), (Keys{"accepted", "rejected", "failed"})) << type;
    }
    ASSERT_EQ(json["clauses"].size(), check::clause_count);
    for (const auto& clause : json["clauses"]) {
      EXPECT_EQ(keys_of(clause), (Keys{"id", "title", "level", "verdict", "cases", "violations",
                                       "evidence", "missed", "flaky", "reason"}));
      for (const auto& evidence : clause["evidence"]) {
        Keys keys = keys_of(evidence);
        keys.erase("request_raw");
        EXPECT_EQ(keys, (Keys{"case", "request", "response", "replay", "curl", "type", "field",
                              "label", "expect", "after", "request_bytes"}));
      }
    }
    for (const auto& threshold : json["thresholds"]) {
      EXPECT_EQ(keys_of(threshold), (Keys{"expression", "value", "kept"}));
    }
    EXPECT_EQ(keys_of(json["harness"]), (Keys{"cpu_s", "max_rss_bytes", "threads", "connections"}));
    EXPECT_TRUE(json["reasons"].is_array());
    EXPECT_EQ(keys_of(json["coverage"]),
              (Keys{"types", "fields", "edges", "violations", "cases", "not_listed", "by_type"}));
  }
}

TEST(Json, SaysNullForWhatWasNotMeasured) {
  const Json json = json_of(test::empty_run().summarize());
  EXPECT_TRUE(json["run"]["duration_s"].is_null());
  EXPECT_TRUE(json["rate"]["planned_per_s"].is_null());
  EXPECT_TRUE(json["rate"]["achieved_per_s"].is_null());
  for (const auto& [key, value] : json["response_time"].items()) {
    if (key == "count") {
      EXPECT_EQ(value, 0);
    } else {
      EXPECT_TRUE(value.is_null()) << key;
    }
  }
  for (const auto& [key, value] : json["harness"].items()) EXPECT_TRUE(value.is_null()) << key;
  ASSERT_EQ(json["thresholds"].size(), 1U);
  EXPECT_TRUE(json["thresholds"][0]["value"].is_null());
  EXPECT_TRUE(json["thresholds"][0]["kept"].is_null());
  EXPECT_EQ(json["verdict"], "inconclusive");
  EXPECT_EQ(json["interrupted"], true);
}

TEST(Json, HasNoNotANumber) {
  auto run = test::kept_run();
  run.facts.harness.cpu_s = std::numeric_limits<double>::quiet_NaN();
  run.facts.harness.achieved_per_s = std::numeric_limits<double>::infinity();
  const Json json = json_of(run.summarize());
  EXPECT_TRUE(json["harness"]["cpu_s"].is_null());
  EXPECT_TRUE(json["rate"]["achieved_per_s"].is_null());
}

TEST(Json, SaysWhatHappened) {
  const Json json = json_of(test::violated_run().summarize());
  EXPECT_EQ(json["run"]["seed"], 7);
  EXPECT_DOUBLE_EQ(json["run"]["duration_s"].get<double>(), 12.345);
  EXPECT_EQ(json["deliveries"]["planned"], 10);
  EXPECT_EQ(json["status"], (Json{{"200", 2}, {"400", 1}, {"404", 1}, {"500", 1}, {"503", 1}}));
  EXPECT_EQ(json["errors"],
            (Json::array({{{"phase", "connect"}, {"cause", "refused"}, {"count", 1}},
                          {{"phase", "read"}, {"cause", "timed_out"}, {"count", 1}},
                          {{"phase", "read"}, {"cause", "closed"}, {"count", 1}}})));
  EXPECT_EQ(json["by_type"]["cancelled"], (Json{{"accepted", 0}, {"rejected", 1}, {"failed", 0}}));
  EXPECT_EQ(json["verdict"], "violated");
  const Json& edges = json["clauses"][1];
  EXPECT_EQ(edges["id"], "accepts-edges");
  EXPECT_EQ(edges["level"], "MUST");
  EXPECT_EQ(edges["verdict"], "violated");
  EXPECT_EQ(edges["cases"], 2);
  EXPECT_EQ(edges["violations"], 2);
  EXPECT_EQ(edges["evidence"][0]["case"], "edge-153");
  EXPECT_EQ(edges["evidence"][0]["field"], "/booking/comment");
  EXPECT_EQ(edges["evidence"][0]["response"], R"(400 {"error":"comment must be a string"})");
  EXPECT_EQ(edges["evidence"][0]["request"], R"({"callback_type":"new"})");
  EXPECT_EQ(json["coverage"]["by_type"]["new"]["/booking/comment"]["edge"],
            (Json{{"labels", 2}, {"tried", 2}, {"violated", 2}}));
  EXPECT_EQ(json["coverage"]["by_type"]["new"][""]["edge"]["tried"], 1);
  EXPECT_EQ(json["coverage"]["by_type"]["new"]["*"]["canonical"]["tried"], 2);
}

TEST(Json, KeepsStrangersBytesHarmless) {
  const std::string text = json_text(test::violated_run().summarize());
  EXPECT_TRUE(record::is_utf8(text));
  const Json json = Json::parse(text);
  EXPECT_EQ(json["clauses"][0]["evidence"][0]["response"],
            "404 \xEF\xBF\xBD[31mno\xEF\xBF\xBD such path");
  const Json& dropped = json["clauses"][1]["evidence"][1];
  EXPECT_EQ(dropped["case"], "edge-155");
  EXPECT_EQ(dropped["request_raw"], "ewogICJhIjogIv8BaXQncyIKfQ==");
}

TEST(Json, CarriesTheHistogramsWhole) {
  const Summary summary = test::kept_run().summarize();
  const Json json = json_of(summary);
  const auto decoded = stats::decode_base64(json["response_time"]["histogram"].get<std::string>());
  ASSERT_TRUE(decoded);
  EXPECT_EQ(decoded->count(), summary.times.response_time.count());
  EXPECT_EQ(decoded->value_at_quantile(0.99), summary.times.response_time.value_at_quantile(0.99));
  EXPECT_EQ(json["response_time"]["p99_ns"], *decoded->value_at_quantile(0.99));
  EXPECT_EQ(json["response_time"]["count"], 1210);
}

}  // namespace
}  // namespace hookworthy::report
