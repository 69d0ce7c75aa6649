#include "verifier/contract/json_pointer.hpp"

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

namespace hookworthy::contract {
namespace {

TEST(JsonPointer, ParsesTheExamplesOfRfc6901) {
  EXPECT_EQ(parse_pointer(""), Pointer{});
  EXPECT_EQ(parse_pointer("/"), Pointer{""});
  EXPECT_EQ(parse_pointer("/foo/0"), (Pointer{"foo", "0"}));
  EXPECT_EQ(parse_pointer("/a~1b"), Pointer{"a/b"});
  EXPECT_EQ(parse_pointer("/m~0n"), Pointer{"m~n"});
  EXPECT_EQ(parse_pointer("/~01"), Pointer{"~1"});
  EXPECT_EQ(parse_pointer("/a//b"), (Pointer{"a", "", "b"}));
}

TEST(JsonPointer, RefusesWhatIsNone) {
  for (const char* text : {"a", "a/b", "/~", "/~2", "/a~", "#/a", " /a"}) {
    EXPECT_FALSE(parse_pointer(text)) << text;
  }
}

TEST(JsonPointer, ArrayIndexHasOneSpelling) {
  EXPECT_EQ(parse_array_index("0"), 0u);
  EXPECT_EQ(parse_array_index("10"), 10u);
  for (const char* token :
       {"", "-", "-1", "+1", "00", "01", "1a", " 1", "99999999999999999999999"}) {
    EXPECT_FALSE(parse_array_index(token)) << token;
  }
}

TEST(JsonPointer, ResolvesIntoObjectsAndArrays) {
  const Json value = Json::parse(R"({"a":[1,{"b/c":null}],"":7})");
  EXPECT_EQ(resolve(value, {}), &value);
  EXPECT_EQ(*resolve(value, {"a", "0"}), Json(1));
  EXPECT_EQ(*resolve(value, {"a", "1", "b/c"}), Json(nullptr));
  EXPECT_EQ(*resolve(value, {""}), Json(7));
  for (const Pointer& nowhere :
       {Pointer{"b"}, Pointer{"a", "2"}, Pointer{"a", "-"}, Pointer{"a", "01"}, Pointer{"", "x"}}) {
    EXPECT_EQ(resolve(value, nowhere), nullptr) << to_string(nowhere);
  }
}

TEST(JsonPointer, ResolvesForWriting) {
  Json value = Json::parse(R"({"a":[1]})");
  *resolve(value, {"a", "0"}) = "new";
  EXPECT_EQ(value, Json::parse(R"({"a":["new"]})"));
}

RC_GTEST_PROP(JsonPointer, TextRoundTrips, (const Pointer& pointer)) {
  RC_ASSERT(parse_pointer(to_string(pointer)) == pointer);
}

}  // namespace
}  // namespace hookworthy::contract
