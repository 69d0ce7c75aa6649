#include "verifier/record/text.hpp"

#include <string>
#include <string_view>

#include <gtest/gtest.h>
#include <nlohmann/json.hpp>
#include <rapidcheck/gtest.h>

namespace hookworthy::record {
namespace {

using namespace std::string_literals;

std::string json_string(std::string_view text) {
  std::string out;
  append_json_string(out, text);
  return out;
}

TEST(Utf8, KnowsTheLengthOfWellFormedSequences) {
  EXPECT_EQ(utf8_length("a"), 1U);
  EXPECT_EQ(utf8_length("\0"s), 1U);
  EXPECT_EQ(utf8_length("\xC2\x80"), 2U);
  EXPECT_EQ(utf8_length("\xE0\xA0\x80"), 3U);
  EXPECT_EQ(utf8_length("\xED\x9F\xBF"), 3U);
  EXPECT_EQ(utf8_length("\xF0\x90\x80\x80"), 4U);
  EXPECT_EQ(utf8_length("\xF4\x8F\xBF\xBF"), 4U);
}

TEST(Utf8, RefusesWhatRfc3629Forbids) {
  for (const std::string_view bad :
       {"", "\x80", "\xC0\x80", "\xC1\xBF", "\xC2", "\xC2\x41", "\xE0\x9F\xBF", "\xED\xA0\x80",
        "\xE2\x82", "\xF0\x8F\xBF\xBF", "\xF4\x90\x80\x80", "\xF5\x80\x80\x80", "\xFF"}) {
    EXPECT_EQ(utf8_length(bad), 0U) << testing::PrintToString(bad);
  }
}

TEST(Utf8, JudgesTextAtEveryOffsetOfItsFirstBadByte) {
  for (std::size_t i = 0; i < 40; ++i) {
    std::string text(40, 'a');
    EXPECT_TRUE(is_utf8(text));
    text[i] = '\x80';
    EXPECT_FALSE(is_utf8(text)) << i;
  }
}

TEST(JsonString, EscapesWhatATerminalWouldObey) {
  EXPECT_EQ(json_string("a\"b\\c\n\t\x1B[2J\x7F"), R"("a\"b\\c\n\t\u001b[2J\u007f")");
  EXPECT_EQ(json_string("\xC2\x9B"
                        "1m"),
            R"("\u009b1m")");
  EXPECT_EQ(json_string("\0"s), R"("\u0000")");
  EXPECT_EQ(json_string("\xD0\xB6\xF0\x9F\x98\x80"), "\"\xD0\xB6\xF0\x9F\x98\x80\"");
}

TEST(JsonString, ReplacesBytesThatAreNotUtf8) {
  EXPECT_EQ(json_string("a\xFF"
                        "b\xE2\x82"),
            "\"a\xEF\xBF\xBD"
            "b\xEF\xBF\xBD\xEF\xBF\xBD\"");
}

RC_GTEST_PROP(JsonString, IsReadBackByAnotherParser, (const std::string& bytes)) {
  const auto parsed = nlohmann::json::parse(json_string(bytes), nullptr, false);
  RC_ASSERT(parsed.is_string());
  if (is_utf8(bytes)) RC_ASSERT(parsed.get<std::string>() == bytes);
}

TEST(JsonString, IsReadBackWhateverItsLength) {
  std::string text;
  for (int i = 0; i < 1100; ++i) {
    EXPECT_EQ(nlohmann::json::parse(json_string(text)).get<std::string>(), text) << i;
    text += i % 3 == 0 ? "\"" : i % 7 == 0 ? "\xD0\xB6" : i % 11 == 0 ? "\x01" : "a";
  }
}

TEST(Printable, LeavesNothingThatATerminalObeys) {
  EXPECT_EQ(printable("plain text", 100), "plain text");
  EXPECT_EQ(printable("two\r\nlines\t", 100), "two  lines ");
  EXPECT_EQ(printable("\x1B]0;owned\x07", 100), "\xEF\xBF\xBD]0;owned\xEF\xBF\xBD");
  EXPECT_EQ(printable("\xE2\x80\xAE"
                      "gnp",
                      100),
            "\xEF\xBF\xBDgnp")
      << "direction override";
  EXPECT_EQ(printable("\xC2\x9B", 100), "\xEF\xBF\xBD") << "C1 control";
  EXPECT_EQ(printable("\xFF", 100), "\xEF\xBF\xBD");
}

TEST(Printable, CutsBetweenCharacters) {
  EXPECT_EQ(printable("abcdef", 3), "abc...");
  EXPECT_EQ(printable("abc", 3), "abc");
  EXPECT_EQ(printable("a\xD0\xB6", 2), "a...");
}

RC_GTEST_PROP(Printable, IsAlwaysBoundedUtf8WithoutControls, (const std::string& bytes)) {
  const auto limit = *rc::gen::inRange<std::size_t>(0, 64);
  const std::string text = printable(bytes, limit);
  RC_ASSERT(is_utf8(text));
  RC_ASSERT(text.size() <= limit + 3);
  for (const char c : text) RC_ASSERT(static_cast<unsigned char>(c) >= 0x20 && c != 0x7F);
}

}  // namespace
}  // namespace hookworthy::record
