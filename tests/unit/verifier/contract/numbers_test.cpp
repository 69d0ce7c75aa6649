#include "verifier/contract/numbers.hpp"

#include <string>
#include <vector>

#include <gtest/gtest.h>

namespace hookworthy::contract {
namespace {

Json parse(std::string_view text) {
  return Json::parse(text);
}

TEST(Numbers, are_ordered_by_value_whatever_their_type) {
  const std::vector<std::string> ascending{"-1e300",
                                           "-9223372036854777856.0",
                                           "-9223372036854775808",
                                           "-9007199254740993",
                                           "-9007199254740992.0",
                                           "-1.5",
                                           "-1",
                                           "-0.5",
                                           "0",
                                           "5e-324",
                                           "0.5",
                                           "1",
                                           "1.5",
                                           "9007199254740992.0",
                                           "9007199254740993",
                                           "9007199254740994.0",
                                           "9223372036854775807",
                                           "9223372036854775808.0",
                                           "9223372036854775809",
                                           "18446744073709551615",
                                           "18446744073709551616.0",
                                           "1e300"};
  for (std::size_t i = 0; i < ascending.size(); ++i) {
    for (std::size_t j = 0; j < ascending.size(); ++j) {
      EXPECT_EQ(compare_numbers(parse(ascending[i]), parse(ascending[j])), i <=> j)
          << ascending[i] << " and " << ascending[j];
    }
  }
}

TEST(Numbers, equal_ones_are_equal_in_every_notation) {
  EXPECT_TRUE(equal_values(parse("1"), parse("1.0")));
  EXPECT_TRUE(equal_values(parse("0"), parse("-0.0")));
  EXPECT_TRUE(equal_values(parse("100"), parse("1e2")));
  EXPECT_TRUE(equal_values(Json(std::uint64_t{7}), Json(std::int64_t{7})));
  EXPECT_FALSE(equal_values(parse("9007199254740993"), parse("9007199254740992.0")));
}

TEST(Numbers, integers_are_those_without_a_fraction) {
  for (const char* text : {"1", "-1", "1.0", "1e15", "1e300", "-0.0", "18446744073709551615"}) {
    EXPECT_TRUE(is_integral(parse(text))) << text;
  }
  for (const char* text : {"0.5", "1e-9", "\"1\"", "null", "true"}) {
    EXPECT_FALSE(is_integral(parse(text))) << text;
  }
}

struct Division {
  const char* value;
  const char* divisor;
  bool divides;
};

TEST(Numbers, multiples_are_decimal) {
  const Division divisions[] = {{"0", "0.01", true},
                                {"0.07", "0.01", true},
                                {"19.99", "0.01", true},
                                {"1.005", "0.01", false},
                                {"1e15", "0.01", true},
                                {"999999999999.99", "0.01", true},
                                {"1e300", "0.01", true},
                                {"0.1", "0.01", true},
                                {"0.3", "0.1", true},
                                {"0.30000000000000004", "0.1", false},
                                {"1e-7", "1e-8", true},
                                {"1e-8", "1e-7", false},
                                {"7", "2", false},
                                {"-8", "2", true},
                                {"-9223372036854775808", "2", true},
                                {"9007199254740993", "2", false},
                                {"18446744073709551615", "5", true},
                                {"18446744073709551615", "10", false},
                                {"4.5", "1.5", true},
                                {"4.6", "1.5", false},
                                {"3", "1.5", true},
                                {"10", "4", false},
                                {"1", "3e-1", false},
                                {"1e308", "123456789", false},
                                {"1", "1e300", false},
                                {"5e-324", "5e-324", true},
                                {"100", "1e2", true},
                                {"150", "1e2", false},
                                {"12345678901234567890", "1e19", false},
                                {"10000000000000000000", "1e19", true}};
  for (const Division& division : divisions) {
    EXPECT_EQ(is_multiple_of(parse(division.value), parse(division.divisor)), division.divides)
        << division.value << " by " << division.divisor;
  }
}

TEST(Values, compare_as_json_schema_does) {
  EXPECT_TRUE(equal_values(parse(R"({"a":1,"b":[2]})"), parse(R"({"b":[2.0],"a":1.0})")));
  EXPECT_FALSE(equal_values(parse("[1,2]"), parse("[2,1]")));
  EXPECT_FALSE(equal_values(parse("false"), parse("0")));
  EXPECT_FALSE(equal_values(parse("null"), parse("false")));
  EXPECT_FALSE(equal_values(parse("\"1\""), parse("1")));
  EXPECT_FALSE(equal_values(parse(R"({"a":1})"), parse(R"({"b":1})")));
  EXPECT_FALSE(equal_values(parse("[]"), parse("{}")));
  EXPECT_FALSE(equal_values(parse("\"é\""), parse("\"e\\u0301\"")));
}

TEST(Values, order_is_total) {
  const std::vector<std::string> texts{"null",  "true",  "false",      "0",         "1.5",
                                       "\"\"",  "\"a\"", "[]",         "[0]",       "[1]",
                                       "[0,0]", "{}",    R"({"a":0})", R"({"b":0})"};
  for (const auto& a : texts) {
    for (const auto& b : texts) {
      EXPECT_EQ(compare_values(parse(a), parse(b)), 0 <=> compare_values(parse(b), parse(a)));
      EXPECT_EQ(equal_values(parse(a), parse(b)), a == b) << a << b;
    }
  }
}

}  // namespace
}  // namespace hookworthy::contract
