#include "verifier/contract/validator.hpp"

#include <cstdint>
#include <string>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace hookworthy::contract {
namespace {

using ::testing::HasSubstr;

std::string refusal(std::string_view text, const ParseLimits& limits = {}) {
  const auto parsed = parse_json(text, limits);
  return parsed ? "" : parsed.error().message;
}

TEST(ParseJson, reads_every_kind_of_value) {
  const auto parsed = parse_json(R"( {"a":[null,true,-1,1,2.5,"\u0000é😀"],"b":{}} )");
  ASSERT_TRUE(parsed);
  EXPECT_EQ((*parsed)["a"].size(), 6u);
  EXPECT_EQ((*parsed)["a"][5].get<std::string>(), std::string("\0é😀", 7));
  EXPECT_EQ((*parsed)["b"], Json::object());
}

TEST(ParseJson, keeps_integers_exact) {
  const auto parsed = parse_json(
      "[9007199254740993,9223372036854775807,18446744073709551615,-9223372036854775808]");
  ASSERT_TRUE(parsed);
  EXPECT_EQ((*parsed)[0].get<std::int64_t>(), 9007199254740993);
  EXPECT_EQ((*parsed)[1].get<std::int64_t>(), INT64_MAX);
  EXPECT_EQ((*parsed)[2].get<std::uint64_t>(), UINT64_MAX);
  EXPECT_EQ((*parsed)[3].get<std::int64_t>(), INT64_MIN);
}

TEST(ParseJson, reads_what_is_beyond_integers_as_doubles) {
  const auto parsed = parse_json("[18446744073709551616,1e-400,1.0]");
  ASSERT_TRUE(parsed);
  EXPECT_EQ((*parsed)[0].get<double>(), 0x1p64);
  EXPECT_EQ((*parsed)[1].get<double>(), 0.0);
  EXPECT_TRUE((*parsed)[2].is_number_float());
}

TEST(ParseJson, refuses_numbers_that_no_double_denotes) {
  EXPECT_THAT(refusal("[1e400]"), HasSubstr("number too large"));
  EXPECT_THAT(refusal("-1e400"), HasSubstr("number too large"));
}

TEST(ParseJson, the_last_of_duplicate_members_counts) {
  const auto parsed = parse_json(R"({"a":{"x":1},"a":[2],"b":1})");
  ASSERT_TRUE(parsed);
  EXPECT_EQ(*parsed, Json::parse(R"({"a":[2],"b":1})"));
}

TEST(ParseJson, refuses_what_is_not_json) {
  const std::string texts[] = {"",
                               " ",
                               "{",
                               "[1,]",
                               "{\"a\":1,}",
                               "{'a':1}",
                               "nul",
                               "NaN",
                               "Infinity",
                               "01",
                               "+1",
                               ".5",
                               "1.",
                               "0x10",
                               "\"a",
                               "\"\\x41\"",
                               "\"\\u12\"",
                               "1 2",
                               "{} {}",
                               "[1] x",
                               "// c\n1",
                               "\"tab\there\"",
                               "\"line\nend\"",
                               "{\"a\" 1}",
                               "{1:2}",
                               "]",
                               "[}"};
  for (const std::string& text : texts) {
    EXPECT_THAT(refusal(text), HasSubstr("not JSON at byte ")) << text;
  }
}

TEST(ParseJson, names_the_offset_of_the_first_bad_byte) {
  EXPECT_THAT(refusal(R"({"a":x})"), HasSubstr("at byte 5:"));
  EXPECT_THAT(refusal("[1,2"), HasSubstr("at byte 4:"));
  EXPECT_THAT(refusal(std::string("[1]\0[", 5)), HasSubstr("at byte 3: a NUL byte"));
}

TEST(ParseJson, refuses_lone_surrogates_and_broken_utf8) {
  const std::string texts[] = {
      "\"\\ud800\"",  "\"\\udc00\"",      "\"\\ud800\\u0041\"",   "\"\xff\"",
      "\"\xc0\xaf\"", "\"\xed\xa0\x80\"", "\"\xf4\x90\x80\x80\"", "\"\xe2\x82\""};
  for (const std::string& text : texts) EXPECT_NE(refusal(text), "") << text;
}

TEST(ParseJson, refuses_a_byte_order_mark_and_raw_nul) {
  EXPECT_THAT(refusal("\xEF\xBB\xBF{}"), HasSubstr("byte order mark"));
  EXPECT_NE(refusal(std::string("{}\0", 3)), "");
  EXPECT_NE(refusal(std::string("{}\0garbage", 10)), "");
}

TEST(ParseJson, refusals_are_one_harmless_line) {
  for (const std::string text : {"\"\xff\n", "[\"\x1b[2J", "{\"a\":\xc3(}", "\x1b"}) {
    for (const char c : refusal(text)) {
      EXPECT_TRUE(c >= 0x20 && c < 0x7f) << text;
    }
  }
}

TEST(ParseJson, bounds_depth_without_recursion) {
  const std::string at_limit = std::string(128, '[') + std::string(128, ']');
  EXPECT_EQ(refusal(at_limit), "");
  const std::string beyond = "[" + at_limit + "]";
  EXPECT_THAT(refusal(beyond), HasSubstr("deeper than 128"));
  EXPECT_THAT(refusal(std::string(100'000, '[')), HasSubstr("deeper than 128"));
  std::string objects;
  for (int i = 0; i < 100'000; ++i) objects += "{\"a\":";
  EXPECT_THAT(refusal(objects), HasSubstr("deeper than 128"));
}

TEST(ParseJson, bounds_size) {
  EXPECT_EQ(refusal("[1]", {.max_bytes = 3}), "");
  EXPECT_THAT(refusal("[1] ", {.max_bytes = 3}), HasSubstr("longer than 3 bytes"));
}

}  // namespace
}  // namespace hookworthy::contract
