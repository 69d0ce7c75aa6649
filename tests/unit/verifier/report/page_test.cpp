#include "verifier/report/page.hpp"

#include "tests/support/page_text.hpp"
#include "tests/support/sample_runs.hpp"
#include "verifier/report/html/assets.hpp"
#include "verifier/report/page_parts.hpp"
#include "verifier/report/write.hpp"

#include <algorithm>
#include <cstdint>
#include <sstream>
#include <string>
#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace hookworthy::report {
namespace {

using Json = nlohmann::json;
using test::block_of;
using test::hostile;
using test::occurrences;
using ::testing::HasSubstr;
using ::testing::Not;

std::string html_of(const Summary& summary) {
  std::ostringstream out;
  write_html(out, summary);
  return out.str();
}

Json data_of(const Summary& summary, const PageState& state = {}) {
  return Json::parse(page_data(summary, state));
}

/// Hostile bytes wherever a stranger, a contract or a user can put them.
Summary hostile_summary() {
  auto summary = test::violated_run().summarize();
  for (auto& clause : summary.clauses) {
    clause.result.reason = hostile;
    for (auto& evidence : clause.evidence) {
      evidence.request = evidence.response = evidence.label = evidence.type = hostile;
      evidence.field = evidence.after = evidence.case_id = hostile;
      evidence.reproduction = {hostile, hostile};
    }
  }
  summary.run.target = summary.run.command = summary.run.contract.title = hostile;
  summary.reasons = {hostile};
  summary.types = {hostile};
  summary.by_type.front().type = hostile;
  summary.thresholds.front().expression = hostile;
  Case what;
  what.kind = Kind::edge;
  what.type = what.field = what.label = hostile;
  what.has_field = true;
  summary.coverage.add(what, true);
  summary.goal.by_field = {{hostile, hostile, 1, 1}};
  return summary;
}

TEST(Page, HasEveryPartOnce) {
  const std::string html = html_of(test::violated_run().summarize());
  EXPECT_TRUE(html.starts_with("<!DOCTYPE html>\n<html lang=\"en\">"));
  EXPECT_TRUE(html.ends_with("</html>\n"));
  EXPECT_EQ(occurrences(html, "<script"), 3U);
  EXPECT_EQ(occurrences(html, "</script>"), 3U);
  EXPECT_EQ(occurrences(html, "<style>"), 1U);
  EXPECT_EQ(occurrences(html, "</style>"), 1U);
  EXPECT_EQ(occurrences(html, "{{"), 0U);
  EXPECT_THAT(html, HasSubstr("Chart.js v3"));
}

TEST(Page, PartsCannotEndTheirElement) {
  for (const auto part :
       {html::style(), html::report_script(), html::report_sections(), html::chart_library(),
        html::comparison_script(), html::comparison_sections()}) {
    EXPECT_FALSE(part.empty());
    for (const std::string_view end : {"</script", "</style", "<!--", "{{"}) {
      EXPECT_EQ(occurrences(part, end), 0U) << end;
    }
  }
}

TEST(Page, LoadsNothing) {
  const std::string html = html_of(test::violated_run().summarize());
  const std::string own = std::string(html::page()) + std::string(html::style()) +
                          std::string(html::report_sections()) + std::string(html::report_script());
  for (const std::string_view way : {"http:", "https:", "src=", "@import", "url(", "innerHTML"}) {
    EXPECT_THAT(own, Not(HasSubstr(std::string(way))));
  }
  EXPECT_THAT(html, HasSubstr("content=\"default-src 'none'; script-src 'sha256-"));
  EXPECT_THAT(page_policy(PageKind::report), Not(HasSubstr("unsafe")));
  EXPECT_THAT(page_policy(PageKind::report), Not(HasSubstr("connect-src")));
  EXPECT_THAT(page_policy(PageKind::dashboard), HasSubstr("connect-src 'self'"));
}

TEST(Page, HostileBytesStayText) {
  const Summary summary = hostile_summary();
  const std::string html = html_of(summary);
  const std::string_view block = block_of(html);
  EXPECT_TRUE(test::cannot_become_markup(block));
  EXPECT_EQ(occurrences(html, "<script"), 3U);
  EXPECT_EQ(occurrences(html, "alert(1)<"), 0U);
  const Json data = Json::parse(block);
  // What shows is kept, what could hide or reorder text is not.
  const std::string shown =
      "</script><script>alert(1)</script><!-- & \" ' \xEF\xBF\xBD \xEF\xBF\xBD \xEF\xBF\xBD "
      "\xEF\xBF\xBD {{data}}";
  for (const auto& clause : data["clauses"]) {
    for (const auto& evidence : clause["evidence"]) {
      EXPECT_EQ(evidence["request"], shown);
      EXPECT_EQ(evidence["altered"], true);
      EXPECT_THAT(evidence["response"].get<std::string>(), HasSubstr("alert(1)"));
    }
  }
}

TEST(Page, ShowsSequences) {
  Summary summary = test::violated_run().summarize();
  auto& evidence = summary.clauses.front().evidence.front();
  evidence.request.clear();
  evidence.trial = TrialView{.notation = "new:1 cancelled:1 / 2 1|1",
                             .operation = "reordered",
                             .attempts = {"new:1 -> 200", hostile},
                             .expected = "cancelled",
                             .seen = "new",
                             .repeats = 3,
                             .failures = 2};
  summary.explored = {{.what = "transitions", .tried = 5, .of = 9}};
  const Json data = data_of(summary);
  const Json& trial = data["clauses"][0]["evidence"][0]["trial"];
  EXPECT_EQ(trial["notation"], "new:1 cancelled:1 / 2 1|1");
  EXPECT_THAT(trial["attempts"].get<std::string>(), ::testing::StartsWith("new:1 -> 200\n</scr"));
  EXPECT_EQ(trial["failures"], 2);
  EXPECT_EQ(data["clauses"][1]["evidence"][0]["trial"], nullptr);
  EXPECT_EQ(data["coverage"]["explored"][0]["of"], 9);
}

TEST(Page, ShowsTextOfSeveralLines) {
  EXPECT_EQ(shown("{\n\t\"a\": \"\xC3\xA9\"\n}", 100).text, "{\n\t\"a\": \"\xC3\xA9\"\n}");
  EXPECT_FALSE(shown("a\nb", 100).altered);
  const Shown cut = shown("a\xC3\xA9z", 2);
  EXPECT_EQ(cut.text, "a");
  EXPECT_EQ(cut.read_bytes, 1U);
  EXPECT_TRUE(shown("\r", 5).altered);
}

TEST(Page, SaysWhatTheRunSaid) {
  const Json data = data_of(test::violated_run().summarize());
  EXPECT_EQ(data["schema"], "hookworthy/page/1");
  EXPECT_EQ(data["verdict"], "violated");
  EXPECT_EQ(data["running"], false);
  EXPECT_EQ(data["deliveries"]["planned"], 10);
  EXPECT_EQ(data["thresholds"].size(), 3U);
  EXPECT_EQ(data["thresholds"][0]["unit"], "ns");
  EXPECT_EQ(data["thresholds"][1]["unit"], "");
  EXPECT_EQ(data["coverage"]["types"].size(), 8U);
  for (const auto& clause : data["clauses"]) {
    if (clause["verdict"] == "violated" && clause["id"] != "conservation") {
      EXPECT_GT(clause["evidence"].size(), 0U) << clause["id"];
    }
    EXPECT_FALSE(clause["rationale"].get<std::string>().empty());
  }
  EXPECT_EQ(data_of(test::kept_run().summarize(), {true, true, 7})["in_flight"], 7);
}

TEST(Page, OfNothingIsAPageToo) {
  const Json data = data_of(test::empty_run().summarize());
  EXPECT_EQ(data["times"]["response_time"]["p99_ns"], nullptr);
  EXPECT_EQ(data["times"]["response_time"]["percentiles"].size(), 0U);
  EXPECT_EQ(data["series"], nullptr);
  EXPECT_EQ(data["coverage"]["fields"].size(), 0U);
}

TEST(Page, CurvesRiseToTheMaximum) {
  stats::Histogram histogram;
  for (std::int64_t i = 1; i <= 1'000'000; ++i) histogram.record(i * 1000);
  const PageJson json = times_json(histogram);
  const auto& points = json["percentiles"];
  EXPECT_GT(points.size(), 90U);
  EXPECT_LT(points.size(), 120U);
  EXPECT_TRUE(std::ranges::is_sorted(
      points, {}, [](const auto& point) { return point[1].template get<std::int64_t>(); }));
  EXPECT_EQ(points.back()[0], 1e6);
  EXPECT_EQ(points.back()[1], json["max_ns"]);
  std::uint64_t sum = 0;
  for (const auto& count : json["bins"]["counts"]) sum += count.get<std::uint64_t>();
  EXPECT_EQ(sum, histogram.count());
}

TEST(Page, SeriesHaveColumnsOfEqualLength) {
  std::vector<stats::SeriesRow> rows(3);
  for (std::size_t i = 0; i < rows.size(); ++i) {
    rows[i].start_ns = static_cast<std::int64_t>(i) * 2'000'000'000;
    rows[i].width_ns = 2'000'000'000;
    rows[i].sent = i;
  }
  rows[1].p99_ns = 5;
  const PageJson json = series_json(rows);
  EXPECT_EQ(json["width_s"], 2.0);
  EXPECT_EQ(json["t_s"].dump(), "[0.0,2.0,4.0]");
  EXPECT_EQ(json["p99_ns"].dump(), "[null,5,null]");
  for (const auto& [name, column] : json.items()) {
    if (name == "width_s") continue;
    EXPECT_EQ(column.size(), 3U) << name;
  }
  EXPECT_EQ(series_json({}), nullptr);
}

TEST(Page, MatrixShowsHolesAndWhatBroke) {
  Summary summary;
  summary.types = {"new", "report"};
  summary.goal.by_field = {{"new", "/a", 3, 2}, {"report", "/a", 4, 0}};
  Case what;
  what.kind = Kind::edge;
  what.type = "new";
  what.has_field = true;
  what.field = "/a";
  what.label = "null";
  summary.coverage.add(what, false);
  what.label = "empty";
  summary.coverage.add(what, true);
  what.kind = Kind::canonical;
  what.has_field = false;
  what.field = what.label = "";
  summary.coverage.add(what, false);
  const PageJson json = coverage_json(summary);
  EXPECT_EQ(json["fields"].dump(), R"(["/a","*"])");
  ASSERT_EQ(json["cells"].size(), 3U);
  EXPECT_EQ(json["cells"][0]["edge"].dump(), R"({"of":3,"tried":2,"sent":2,"violated":1})");
  EXPECT_EQ(json["cells"][0]["violation"].dump(), R"({"of":2,"tried":0,"sent":0,"violated":0})");
  EXPECT_EQ(json["cells"][1]["edge"].dump(), R"({"of":4,"tried":0,"sent":0,"violated":0})");
  EXPECT_EQ(json["cells"][2]["edge"], nullptr);
  EXPECT_EQ(json["cells"][2]["other"]["sent"], 1);
}

/// More of everything than a page can hold.
TEST(Page, StaysSmallWhateverItIsGiven) {
  Summary summary = hostile_summary();
  std::string large;
  while (large.size() < 100'000) large += hostile;
  const ClauseView many = summary.clauses.front();
  for (auto& clause : summary.clauses) {
    clause.evidence.assign(20, many.evidence.front());
    for (auto& evidence : clause.evidence) {
      evidence.request = evidence.response = large;
      evidence.request_bytes = large.size();
      evidence.reproduction = {large, large};
    }
  }
  summary.reasons.assign(1000, large);
  summary.by_type.assign(1000, {large, {}});
  for (std::size_t type = 0; type < 40; ++type) {
    for (std::size_t field = 0; field < 300; ++field) {
      Case what;
      const std::string name = std::to_string(type) + hostile;
      const std::string pointer = "/" + std::to_string(field) + hostile;
      what.kind = Kind::edge;
      what.type = name;
      what.has_field = true;
      what.field = pointer;
      what.label = hostile;
      summary.coverage.add(what, false);
    }
  }
  const std::string html = html_of(summary);
  EXPECT_LT(html.size(), 2'000'000U);
  const Json data = Json::parse(block_of(html));
  EXPECT_GT(data["coverage"]["unlisted"].get<int>(), 0);
}

}  // namespace
}  // namespace hookworthy::report
