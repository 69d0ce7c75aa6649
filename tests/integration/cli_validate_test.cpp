// `hookworthy validate`: one verdict per line, and an exit code for the whole.

#include "tests/support/program.hpp"

#include <string>

#include <gtest/gtest.h>

namespace hookworthy::test {
namespace {

using nlohmann::json;

std::string generated(const std::string& kind) {
  return hookworthy({"generate", "--kind", kind, "--count", "400"}).out;
}

TEST(Validate, KeepsCanonicalCallbacks) {
  const std::string callbacks = generated("canonical");
  const Ended ended = hookworthy({"validate"}, callbacks);
  EXPECT_EQ(ended.exit_code, 0) << ended.err;
  const auto lines = lines_of(ended.out);
  ASSERT_EQ(lines.size(), lines_of(callbacks).size());
  for (std::size_t i = 0; i < lines.size(); ++i) {
    EXPECT_EQ(json::parse(lines[i]),
              json({{"line", i + 1}, {"valid", true}, {"errors", json::array()}}));
  }
}

TEST(Validate, KeepsRandomCallbacksAndChains) {
  for (const char* kind : {"random", "chain"}) {
    EXPECT_EQ(hookworthy({"validate", "-"}, generated(kind)).exit_code, 0) << kind;
  }
}

TEST(Validate, SaysWhereAndWhyEachViolationIsWrong) {
  const std::string callbacks = generated("violation");
  const Ended ended = hookworthy({"validate"}, callbacks);
  EXPECT_EQ(ended.exit_code, 1) << ended.err;
  const auto lines = lines_of(ended.out);
  ASSERT_EQ(lines.size(), lines_of(callbacks).size());
  for (const std::string& line : lines) {
    const json verdict = json::parse(line);
    EXPECT_EQ(verdict.at("valid"), false) << line;
    ASSERT_FALSE(verdict.at("errors").empty()) << line;
    for (const json& error : verdict.at("errors")) {
      EXPECT_TRUE(error.at("pointer").is_string());
      EXPECT_FALSE(error.at("keyword").get<std::string>().empty());
      EXPECT_FALSE(error.at("message").get<std::string>().empty());
    }
  }
}

TEST(Validate, NamesTheMemberThatIsWrong) {
  json callback = json::parse(lines_of(generated("canonical")).front());
  callback["date_at"] = 7;
  callback.erase("callback_type");
  const Ended ended =
      hookworthy({"validate", "--type", "new", "--quiet"}, callback.dump() + "\nnot json\n");
  EXPECT_EQ(ended.exit_code, 1);
  const auto lines = lines_of(ended.out);
  ASSERT_EQ(lines.size(), 2U);
  EXPECT_NE(lines[0].find("\"required\""), std::string::npos) << lines[0];
  EXPECT_EQ(json::parse(lines[1]).at("line"), 2);
}

TEST(Validate, PrintsOnlyWhatIsWrongWhenQuiet) {
  const Ended ended = hookworthy({"validate", "--quiet"}, generated("canonical") + "{}\n");
  EXPECT_EQ(ended.exit_code, 1);
  ASSERT_EQ(lines_of(ended.out).size(), 1U);
  EXPECT_EQ(json::parse(ended.out).at("line"), 9);
}

TEST(Validate, ReadsAFile) {
  const TemporaryDirectory directory;
  const std::string file = directory.write("callbacks.ndjson", generated("canonical"));
  EXPECT_EQ(hookworthy({"validate", file}).exit_code, 0);
}

TEST(Validate, HasNoVerdictOnNothing) {
  const Ended ended = hookworthy({"validate"}, "");
  EXPECT_EQ(ended.exit_code, 3);
  EXPECT_EQ(ended.out, "");
  EXPECT_TRUE(ended.err.starts_with("hookworthy: ")) << ended.err;
}

TEST(Validate, RefusesAFileThatCannotBeRead) {
  const TemporaryDirectory directory;
  for (const std::string& path : {directory.file("missing"), directory.file("")}) {
    const Ended ended = hookworthy({"validate", path});
    EXPECT_EQ(ended.exit_code, 2) << path;
    EXPECT_EQ(lines_of(ended.err).size(), 1U) << ended.err;
    EXPECT_NE(ended.err.find(directory.file("")), std::string::npos) << ended.err;
  }
}

}  // namespace
}  // namespace hookworthy::test
