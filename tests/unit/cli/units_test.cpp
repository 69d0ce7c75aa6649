#include "cli/units.hpp"

#include <chrono>
#include <string>

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

namespace hookworthy::cli {
namespace {

using namespace std::chrono_literals;
using std::chrono::nanoseconds;

TEST(ParseDuration, ReadsNumbersWithUnits) {
  const std::pair<const char*, nanoseconds> table[] = {
      {"1ns", 1ns},        {"7us", 7us},   {"250ms", 250ms}, {"10s", 10s},
      {"2m", 2min},        {"1h", 1h},     {"1m30s", 90s},   {"1.5h", 90min},
      {"0.5s", 500ms},     {"10", 10s},    {"0.25", 250ms},  {"1000h", 1000h},
      {"1s500ms", 1500ms}, {"0s1ms", 1ms}, {"30s1m", 90s},   {"1s1s", 2s}};
  for (const auto& [text, expected] : table) {
    const auto duration = parse_duration(text);
    ASSERT_TRUE(duration) << text << ": " << duration.error().message;
    EXPECT_EQ(*duration, expected) << text;
  }
}

TEST(ParseDuration, RefusesWhatIsNoneAndQuotesIt) {
  for (const std::string text :
       {"",        "s",   "ten", "10 s", " 10s",  "10s ",  "10x",
        "-1s",     "+1s", "1s2", "1e3s", "1.s.",  "nan",   "inf",
        "1,5s",    "10S", "0",   "0s",   "0.1ns", "1001h", "99999999999999999999h",
        "1000h1ms"}) {
    const auto duration = parse_duration(text);
    ASSERT_FALSE(duration) << text;
    EXPECT_NE(duration.error().message.find("'" + text + "'"), std::string::npos)
        << duration.error().message;
  }
}

TEST(FormatDuration, IsShortAndExact) {
  EXPECT_EQ(format_duration(10s), "10s");
  EXPECT_EQ(format_duration(90s), "1m30s");
  EXPECT_EQ(format_duration(250ms), "250ms");
  EXPECT_EQ(format_duration(0s), "0s");
  EXPECT_EQ(format_duration(1h + 1ns), "1h1ns");
}

RC_GTEST_PROP(FormatDuration, IsReadAgain, ()) {
  // Sums of doubles are exact for so long.
  const auto duration = nanoseconds(*rc::gen::inRange<std::int64_t>(1, 1'000'000'000'000'000));
  const auto parsed = parse_duration(format_duration(duration));
  RC_ASSERT(static_cast<bool>(parsed));
  RC_ASSERT(*parsed == duration);
}

}  // namespace
}  // namespace hookworthy::cli
