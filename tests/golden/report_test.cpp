// Whole reports, compared with files in this directory.
//
// After a wanted change of a report, write them anew and read the difference:
//   HOOKWORTHY_UPDATE_GOLDEN=1 build/release/golden

#include "tests/support/sample_runs.hpp"
#include "verifier/report/write.hpp"

#include <cstdlib>
#include <fstream>
#include <iterator>
#include <sstream>
#include <string>

#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

namespace hookworthy::report {
namespace {

void expect_golden(const std::string& name, const std::string& actual) {
  const std::string path = std::string(SOURCE_DIR) + "/tests/golden/" + name;
  if (std::getenv("HOOKWORTHY_UPDATE_GOLDEN") != nullptr) {
    std::ofstream(path, std::ios::binary) << actual;
    return;
  }
  std::ifstream in(path, std::ios::binary);
  ASSERT_TRUE(in) << path << " is missing";
  const std::string expected{std::istreambuf_iterator<char>(in), {}};
  EXPECT_EQ(actual, expected) << path;
}

/// The bytes of a histogram depend on the version of zlib; unit tests read them back.
std::string without_histograms(const std::string& text) {
  auto json = nlohmann::ordered_json::parse(text);
  for (const char* name : {"response_time", "service_time", "send_lag"}) {
    auto& histogram = json[name]["histogram"];
    if (histogram.is_string()) histogram = "base64";
  }
  return json.dump(2) + "\n";
}

void expect_golden(const std::string& name, const Summary& summary) {
  std::ostringstream text;
  write_text(text, summary);
  expect_golden(name + ".txt", text.str());
  std::ostringstream json;
  write_json(json, summary);
  expect_golden(name + ".json", without_histograms(json.str()));
  std::ostringstream junit;
  write_junit(junit, summary);
  expect_golden(name + ".junit.xml", junit.str());
  std::ostringstream markdown;
  write_markdown(markdown, summary);
  expect_golden(name + ".md", markdown.str());
  std::ostringstream github;
  write_github(github, summary);
  expect_golden(name + ".github.txt", github.str());
}

TEST(Report, OfAWorthyReceiver) {
  expect_golden("kept", test::kept_run().summarize());
}

TEST(Report, OfAnUnworthyReceiver) {
  expect_golden("violated", test::violated_run().summarize());
}

TEST(Report, OfAReceiverThatBreaksOnSequences) {
  expect_golden("sequences", test::broken_sequences_run().summarize());
}

TEST(Report, OfNothingAtAll) {
  expect_golden("empty", test::empty_run().summarize());
}

}  // namespace
}  // namespace hookworthy::report
