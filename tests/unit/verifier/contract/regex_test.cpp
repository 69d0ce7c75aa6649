#include "verifier/contract/regex.hpp"

#include <string>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace hookworthy::contract {
namespace {

bool found(std::string_view source, std::string_view text) {
  const auto regex = Regex::compile(source);
  EXPECT_TRUE(regex) << source << ": " << regex.error().message;
  if (!regex) return false;
  const auto result = regex->search(text);
  EXPECT_TRUE(result) << source;
  return result && *result;
}

struct Search {
  std::string source, text;
  bool match;
};

TEST(Regex, means_what_ecma_262_says) {
  const Search searches[] = {
      {"b", "abc", true},
      {"^b", "abc", false},
      {"", "", true},
      {"^$", "", true},
      {"^a$", "a\n", false},
      {"^a$", "b\na\nb", false},
      {"^.$", "é", true},
      {"^.$", "😀", true},
      {"^.$", "e\u0301", false},
      {"^.$", "\n", false},
      {"^.$", "\u2028", false},
      {"^.$", "\f", true},
      {"^[^a]$", "\n", true},
      {"^[à-ü]+$", "éè", true},
      {"^\\d+$", "0123456789", true},
      {"\\d", "\u0661", false},
      {"\\w", "ж", false},
      {"^\\W$", "ж", true},
      {"^\\s+$", " \t\n\u00a0\u2028\u3000\ufeff", true},
      {"\\S", "\u00a0", false},
      {"^[\\s\\S]$", "😀", true},
      {"^[\\d\\-x]+$", "1-x", true},
      {"^[^\\D]$", "5", true},
      {"^[a-]$", "-", true},
      {"^[-a]$", "-", true},
      {"^[]", "a", false},
      {"^[^]$", "\n", true},
      {"[[:alpha:]]", "b", false},
      {"^[[]$", "[", true},
      {"^[.]$", "a", false},
      {"\\ba", "-a", true},
      {"\\bж", "ж", false},
      {"^[\\b]$", "\b", true},
      {"^\\u0416\\u{1F600}\\uD83D\\uDE00$", "Ж😀😀", true},
      {"^\\x41\\cJ\\0$", std::string("A\n\0", 3), true},
      {"^\\/\\-\\@\\.$", "/-@.", true},
      {"^a{2,3}$", "aaa", true},
      {"^a{2,3}$", "aaaa", false},
      {"^a{2}?b$", "aab", true},
      {"a{", "a{", true},
      {"^a{,2}$", "a{,2}", true},
      {"^}]$", "}]", true},
      {"(?:a|b)c", "bc", true},
      {"(?<year>\\d{4})", "2024", true},
      {"^(?=.*\\d)(?!.*x).+$", "a1", true},
      {"^(?=.*\\d)(?!.*x).+$", "a1x", false},
      {"(?<=a)b", "ab", true},
      {"(?<!a)b", "ab", false},
      {"#<>=!%&~`\"'", "#<>=!%&~`\"'", true},
      {"^[^@\\s]+@[^@\\s]+\\.[a-z]{2,}$", "a@b.example", true},
  };
  for (const Search& search : searches) {
    EXPECT_EQ(found(search.source, search.text), search.match)
        << search.source << " in " << search.text;
  }
}

TEST(Regex, refuses_what_is_malformed_or_not_supported) {
  for (const char* source :
       {"(",      ")",       "a)",          "[",       "[a",    "\\",       "*",
        "a**",    "a++",     "a?+",         "a{2}{3}", "(?",    "(?P<a>b)", "(?>a)",
        "(?i)a",  "(*FAIL)", "(?<a",        "(?<>a)",  "[b-a]", "[\\d-z]",  "[a-\\w]",
        "\\p{L}", "\\1(a)",  "(a)\\1",      "\\k<a>",  "\\A",   "\\Z",      "\\Qa\\E",
        "\\u12",  "\\u{}",   "\\u{110000}", "\\xg0",   "\\c1",  "a{3,2}",   "a{99999999999999}",
        "\\00"}) {
    const auto regex = Regex::compile(source);
    EXPECT_FALSE(regex) << source;
    if (!regex) {
      EXPECT_NE(regex.error().message, "");
      EXPECT_THAT(regex.error().message, ::testing::Not(::testing::HasSubstr("HERE")));
    }
  }
}

TEST(Regex, gives_up_instead_of_blowing_up) {
  const auto nested = Regex::compile("^(a*)*b$");
  ASSERT_TRUE(nested);
  EXPECT_FALSE(nested->search(std::string(5'000, 'a')));
  const auto recursive = Regex::compile("^(a|b)*$");
  ASSERT_TRUE(recursive);
  EXPECT_FALSE(recursive->search(std::string(4'000'000, 'a')));
  EXPECT_TRUE(found("^(a|b)*$", "abba"));
}

TEST(Regex, bounds_its_source) {
  EXPECT_FALSE(Regex::compile(std::string(100'000, 'a')));
  EXPECT_FALSE(Regex::compile(std::string(60'000, '(')));
}

TEST(Regex, takes_long_texts) {
  EXPECT_TRUE(found("^[a-z]*$", std::string(65'536, 'a')));
  EXPECT_TRUE(found("^(a|b){3}", std::string(65'536, 'a')));
}

}  // namespace
}  // namespace hookworthy::contract
