// `hookworthy compare` on runs made with the built program, and on what is no run. Verdicts on
// speed are for simulated runs, which do not depend on the machine.

#include "tests/support/program.hpp"

#include <string>

#include <gtest/gtest.h>

namespace hookworthy::test {
namespace {

using nlohmann::json;

TEST(Compare, FindsARunTheSameAsItself) {
  const ReceiveCommand receiver;
  const TemporaryDirectory directory;
  const std::string out = directory.file("run");
  const Ended fired = hookworthy({"fire", receiver.url(), "-R", "100", "-d", "6s", "--out", out});
  if (fired.exit_code == 3) GTEST_SKIP() << "this machine could not hold 100 a second";
  ASSERT_EQ(fired.exit_code, 0) << fired.err;

  const Ended ended = hookworthy({"compare", out, out, "--format", "json"});
  const json document = json_of(ended);
  EXPECT_EQ(document.at("schema"), "hookworthy/compare/1");
  EXPECT_EQ(document.at("metrics").size(), 12U);
  for (const json& metric : document.at("metrics")) {
    if (metric.at("base").is_null()) continue;
    EXPECT_EQ(metric.at("base"), metric.at("new")) << metric;
    EXPECT_NE(metric.at("verdict"), "worse") << metric;
    EXPECT_NE(metric.at("verdict"), "better") << metric;
  }
  EXPECT_TRUE(ended.exit_code == 0 || ended.exit_code == 3) << ended.err;

  const Ended gated = hookworthy(
      {"compare", out, out, "--max-regression", "throughput: rate 5%", "--format", "markdown"});
  EXPECT_EQ(gated.exit_code, 0) << gated.err;
  EXPECT_NE(gated.out.find("| gate | regression | verdict |"), std::string::npos) << gated.out;

  const Ended page = hookworthy({"compare", out, out, "--format", "html"});
  EXPECT_EQ(page.exit_code, ended.exit_code) << page.err;
  EXPECT_TRUE(page.out.starts_with("<!DOCTYPE html>")) << page.out.substr(0, 200);
  EXPECT_TRUE(page.out.ends_with("</html>\n"));
  EXPECT_TRUE(page.err.starts_with("NEW is: ")) << page.err;

  const std::string summary = out + "/summary.json";
  const Ended bare = hookworthy({"compare", summary, summary});
  EXPECT_TRUE(bare.exit_code == 0 || bare.exit_code == 3) << bare.err;
  EXPECT_TRUE(bare.out.starts_with("NEW is: ")) << bare.out;
}

TEST(Compare, RefusesWhatIsNoRun) {
  const TemporaryDirectory directory;
  const std::string no_run = directory.write("no_run.json", R"({"schema": "other"})");
  const std::string empty = directory.write("empty", "");
  for (const std::string& path : {no_run, empty, directory.file("missing"), directory.file("")}) {
    const Ended ended = hookworthy({"compare", path, path});
    EXPECT_EQ(ended.exit_code, 2) << path;
    EXPECT_EQ(lines_of(ended.err).size(), 1U) << ended.err;
  }
  EXPECT_EQ(hookworthy({"compare", no_run}).exit_code, 2);
  EXPECT_EQ(hookworthy({"compare", no_run, no_run, "--max-regression", "p99 10%"}).exit_code, 2);
  EXPECT_EQ(hookworthy({"compare", no_run, no_run, "--confidence", "100"}).exit_code, 2);
}

}  // namespace
}  // namespace hookworthy::test
