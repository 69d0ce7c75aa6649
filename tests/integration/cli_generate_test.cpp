// `hookworthy generate`: same bytes whenever, however many threads, whole or line by line.

#include "tests/support/program.hpp"

#include <set>
#include <string>

#include <gtest/gtest.h>

namespace hookworthy::test {
namespace {

using nlohmann::json;

class EachKind : public testing::TestWithParam<std::string> {
 protected:
  /// More lines than one block of a thread has, for the kinds without an end too.
  static std::string print(Arguments more) {
    Arguments arguments{"generate", "--seed", "7", "--kind", GetParam()};
    arguments.insert(arguments.end(), more.begin(), more.end());
    const Ended ended = hookworthy(arguments);
    EXPECT_EQ(ended.exit_code, 0) << ended.err;
    EXPECT_EQ(ended.err, "");
    return ended.out;
  }
};

TEST_P(EachKind, PrintsTheSameBytesOnEveryRunWithAnyNumberOfThreads) {
  const Arguments count{"--count", "3000"};
  const std::string once = print(count);
  ASSERT_FALSE(once.empty());
  EXPECT_TRUE(once == print(count));
  for (const char* threads : {"1", "4", "7"}) {
    EXPECT_TRUE(once == print({"--count", "3000", "-t", threads})) << threads;
    EXPECT_TRUE(print({"--count", "3000", "--labels"}) ==
                print({"--count", "3000", "--labels", "-t", threads}))
        << threads;
  }
}

TEST_P(EachKind, PrintsLineIForIndexI) {
  for (const bool labels : {false, true}) {
    Arguments count{"--count", "2000"};
    if (labels) count.push_back("--labels");
    const auto lines = lines_of(print(count));
    ASSERT_FALSE(lines.empty());
    const std::set<std::size_t> indices{0, 1 % lines.size(), lines.size() / 3, lines.size() / 2,
                                        lines.size() - 1};
    for (const std::size_t index : indices) {
      Arguments one{"--index", std::to_string(index)};
      if (labels) one.push_back("--labels");
      EXPECT_TRUE(print(one) == lines[index] + "\n") << GetParam() << " " << index;
    }
  }
}

TEST_P(EachKind, LabelsEachLine) {
  const auto lines = lines_of(print({"--count", "4000", "--labels"}));
  std::set<std::string> cases;
  for (std::size_t index = 0; index < lines.size(); ++index) {
    const bool either = lines[index].find(R"("expect": "either")") != std::string::npos;
    const json line = json::parse(lines[index], nullptr, false);
    // A callback with a lone surrogate escape is printed as it is; strict parsers refuse it.
    if (line.is_discarded() && either) continue;
    ASSERT_TRUE(line.is_object()) << lines[index];
    EXPECT_EQ(line.at("index"), index);
    EXPECT_TRUE(line.at("type").is_string());
    EXPECT_TRUE(line.at("field").is_null() || line.at("field").is_string());
    EXPECT_TRUE(line.at("label").is_string());
    EXPECT_TRUE(line.at("kind").is_string());
    const std::set<std::string> expectations{"accept", "reject", "either"};
    EXPECT_TRUE(expectations.contains(line.at("expect"))) << line.at("expect");
    EXPECT_NE(line.contains("callback"), line.contains("raw"));
    EXPECT_EQ(line.size(), 8U);
    EXPECT_TRUE(cases.insert(line.at("case")).second) << line.at("case");
  }
}

TEST_P(EachKind, ChangesWithTheSeedOrNotAtAll) {
  const std::string seven = print({"--count", "50", "--labels"});
  const Ended eight =
      hookworthy({"generate", "--seed", "8", "--kind", GetParam(), "--count", "50", "--labels"});
  EXPECT_EQ(lines_of(seven).size(), lines_of(eight.out).size());
  if (GetParam() == "random") {
    EXPECT_NE(seven, eight.out);
  }
}

INSTANTIATE_TEST_SUITE_P(Generate, EachKind,
                         testing::Values("canonical", "edge", "violation", "chain", "random"),
                         [](const auto& test) { return test.param; });

TEST(Generate, PrintsCanonicalCallbacksOfAllTypesOrOfThoseAskedFor) {
  EXPECT_EQ(lines_of(hookworthy({"generate", "--kind", "canonical"}).out).size(), 8U);
  const auto lines =
      lines_of(hookworthy({"generate", "--kind", "canonical", "--type", "new,report"}).out);
  ASSERT_EQ(lines.size(), 2U);
  EXPECT_EQ(json::parse(lines[0]).at("callback_type"), "new");
  EXPECT_EQ(json::parse(lines[1]).at("callback_type"), "report");
}

TEST(Generate, ReschedulesOneBookingWithinAChain) {
  const auto lines = lines_of(hookworthy({"generate", "--kind", "chain", "--count", "200"}).out);
  ASSERT_EQ(lines.size(), 200U);
  std::size_t reschedules = 0;
  for (const std::string& line : lines) {
    reschedules += json::parse(line).at("callback_type") == "reschedule" ? 1 : 0;
  }
  EXPECT_GT(reschedules, 10U);
}

TEST(Generate, RefusesWhatThereIsNot) {
  for (const Arguments& wrong :
       {Arguments{"--kind", "strange"}, Arguments{"--type", "strange"},
        Arguments{"--kind", "canonical", "--index", "8"}, Arguments{"--count", "1", "--index", "1"},
        Arguments{"--count", "-1"}, Arguments{"-t", "0"}}) {
    Arguments arguments{"generate"};
    arguments.insert(arguments.end(), wrong.begin(), wrong.end());
    const Ended ended = hookworthy(arguments);
    EXPECT_EQ(ended.exit_code, 2) << wrong.front();
    EXPECT_EQ(ended.out, "");
    EXPECT_EQ(lines_of(ended.err).size(), 1U) << ended.err;
    EXPECT_TRUE(ended.err.starts_with("hookworthy: ")) << ended.err;
  }
}

}  // namespace
}  // namespace hookworthy::test
