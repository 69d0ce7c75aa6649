#include "tests/support/must.hpp"
#include "tests/support/page_text.hpp"
#include "tests/support/simulated_runs.hpp"
#include "verifier/report/html/assets.hpp"
#include "verifier/report/page.hpp"

#include <sstream>
#include <string>
#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

namespace hookworthy::report {
namespace {

using Json = nlohmann::json;
using test::hostile;
using test::must;
using test::occurrences;
using test::simulate;
using test::SimulatedReceiver;
using ::testing::HasSubstr;
using ::testing::Not;

ComparedRun run_of(const std::string& source, stats::RunSample sample) {
  ComparedRun run;
  run.source = source;
  run.harness.planned_per_s = run.harness.achieved_per_s = 500;
  run.sample = std::move(sample);
  return run;
}

ComparisonReport report_of(stats::RunSample base, stats::RunSample after,
                           const std::vector<std::string>& gates = {}) {
  std::vector<stats::RegressionGate> parsed;
  for (const auto& gate : gates) parsed.push_back(must(stats::parse_regression_gate(gate)));
  return compare_runs(run_of("yesterday", std::move(base)), run_of("today", std::move(after)),
                      parsed, {});
}

std::string html_of(const ComparisonReport& report) {
  std::ostringstream out;
  write_comparison_html(out, report);
  return out.str();
}

TEST(ComparisonPage, HasTheShellOfAReport) {
  const auto sample = simulate(SimulatedReceiver{}, 1);
  const std::string html = html_of(report_of(sample, sample));
  EXPECT_TRUE(html.starts_with("<!DOCTYPE html>\n<html lang=\"en\">"));
  EXPECT_TRUE(html.ends_with("</html>\n"));
  EXPECT_EQ(occurrences(html, "<script"), 3U);
  EXPECT_EQ(occurrences(html, "{{"), 0U);
  EXPECT_LT(html.size(), 2'000'000U);
  EXPECT_THAT(html, HasSubstr(page_policy(PageKind::comparison)));
  EXPECT_THAT(html, HasSubstr("id=\"changes\""));
  EXPECT_THAT(html, Not(HasSubstr("id=\"clauses\"")));
}

TEST(ComparisonPage, LoadsNothing) {
  const std::string own =
      std::string(html::comparison_sections()) + std::string(html::comparison_script());
  for (const std::string_view way : {"http:", "https:", "src=", "@import", "url(", "innerHTML"}) {
    EXPECT_THAT(own, Not(HasSubstr(std::string(way))));
  }
  EXPECT_THAT(page_policy(PageKind::comparison), Not(HasSubstr("unsafe")));
  EXPECT_THAT(page_policy(PageKind::comparison), Not(HasSubstr("connect-src")));
  EXPECT_NE(page_policy(PageKind::comparison), page_policy(PageKind::report));
}

TEST(ComparisonPage, SaysWhatTheComparisonSaid) {
  const auto report =
      report_of(simulate({}, 1), simulate({.added_ns = 5e6, .failure_rate = 0.1}, 2),
                {"response_time: p(95) 10%", "service_time: avg 50ms", "throughput: rate 50%"});
  const Json data = Json::parse(page_data(report));
  EXPECT_EQ(data["verdict"], "worse");
  EXPECT_EQ(data["confidence"], 0.95);
  EXPECT_EQ(data["base"]["source"], "yesterday");
  EXPECT_EQ(data["new"]["source"], "today");
  EXPECT_EQ(data["base"]["response_time"]["count"], 10'000);
  EXPECT_EQ(data["metrics"].size(), 13U);  // the usual ones and the gate's own percentile
  for (const auto& metric : data["metrics"]) {
    EXPECT_LE(metric["low"].get<double>(), metric["change"].get<double>()) << metric;
    EXPECT_GE(metric["high"].get<double>(), metric["change"].get<double>()) << metric;
  }
  ASSERT_EQ(data["gates"].size(), 3U);
  EXPECT_EQ(data["gates"][0]["kept"], false);
  EXPECT_EQ(data["gates"][0]["about"]["aggregate"], "p(95)");
  EXPECT_EQ(data["gates"][1]["kept"], true);
  EXPECT_EQ(data["gates"][1]["unit"], "ns");
  EXPECT_EQ(data["gates"][2]["about"]["unit"], "per_s");
}

TEST(ComparisonPage, CurvesAreOfWholeSlices) {
  auto sample = simulate({.failure_rate = 0.5, .seconds = 8, .per_second = 100}, 1);
  sample.outcomes.count_answers(8'000'000'000, 1);  // the answer that came after the end
  const Json data = Json::parse(page_data(report_of(sample, sample)));
  const Json& run = data["base"];
  for (const char* name : {"p50", "p99", "rate", "failures"}) {
    ASSERT_EQ(run[name].size(), 8U) << name;
    EXPECT_EQ(run[name][0][0], 0.0);
    EXPECT_EQ(run[name][7][0], 7.0);
  }
  EXPECT_EQ(run["slice_s"], 1.0);
  double answers = 0;
  double failures = 0;
  for (std::size_t i = 0; i < 8; ++i) {
    EXPECT_LT(run["p50"][i][1], run["p99"][i][1]);
    answers += run["rate"][i][1].get<double>();
    failures += run["failures"][i][1].get<double>() * 100;
  }
  EXPECT_NEAR(answers + failures, 800, 1e-6);
  EXPECT_NEAR(failures, 400, 80);
}

TEST(ComparisonPage, CurvesHaveGapsWhereNothingEnded) {
  stats::RunSample sample;
  for (const std::int64_t second : {0, 1, 4}) {
    sample.response_time.record(second * 1'000'000'000, 1000);
    sample.outcomes.count_ended(second * 1'000'000'000, false);
  }
  sample.measured_ns = 5'000'000'000;
  const Json data = Json::parse(page_data(report_of(sample, sample)));
  EXPECT_EQ(data["new"]["p99"].dump(), "[[0.0,1000],[1.0,1000],[2.0,null],[3.0,null],[4.0,1000]]");
  EXPECT_EQ(data["new"]["failures"].dump(),
            "[[0.0,0.0],[1.0,0.0],[2.0,null],[3.0,null],[4.0,0.0]]");
}

TEST(ComparisonPage, OfWholeRunsHasNoCurveOverTime) {
  stats::RunSample sample;
  sample.response_time.record(0, 1000);
  sample.outcomes.count_ended(0, false);
  const Json data = Json::parse(page_data(report_of(sample, {})));
  EXPECT_EQ(data["verdict"], "not enough data");
  EXPECT_EQ(data["base"]["response_time"]["count"], 1);
  EXPECT_EQ(data["new"]["response_time"]["p99_ns"], nullptr);
  for (const char* name : {"p50", "p99", "rate", "failures"}) {
    EXPECT_TRUE(data["base"][name].empty()) << name;
    EXPECT_TRUE(data["new"][name].empty()) << name;
  }
}

TEST(ComparisonPage, HostileBytesStayText) {
  const auto sample = simulate(SimulatedReceiver{}, 1);
  ComparisonReport report = report_of(sample, sample, {"response_time: p(99) 10%"});
  for (ComparedRun* run : {&report.base, &report.after}) {
    run->source = run->command = run->version = run->target = hostile;
    run->started_at = run->contract_sha256 = hostile;
  }
  report.result.gates.front().gate.expression = hostile;
  report.reasons.assign(10'000, hostile);
  const std::string html = html_of(report);
  EXPECT_EQ(occurrences(html, "<script"), 3U);
  EXPECT_LT(html.size(), 2'000'000U);
  EXPECT_TRUE(test::cannot_become_markup(test::block_of(html)));
  const Json data = Json::parse(test::block_of(html));
  const std::string shown =
      "</script><script>alert(1)</script><!-- & \" ' \xEF\xBF\xBD \xEF\xBF\xBD \xEF\xBF\xBD "
      "\xEF\xBF\xBD {{data}}";
  EXPECT_EQ(data["base"]["target"], shown);
  EXPECT_EQ(data["new"]["started_at"], shown);
  EXPECT_EQ(data["gates"][0]["expression"], shown);
  EXPECT_EQ(data["reasons"][0], shown);
  EXPECT_LE(data["reasons"].size(), PageBounds::lines);
}

}  // namespace
}  // namespace hookworthy::report
