#include "generator/plan/entropy.hpp"
#include "tests/unit/generator/plan/contracts.hpp"

#include <algorithm>
#include <cstdint>
#include <string>

#include <fmt/format.h>

namespace hookworthy::plan {
namespace {

using testing::agrees;
using testing::contract_of;
using testing::embedded_plan;
using testing::load;

struct Bytes {
  Kind kind;
  std::uint64_t hash;
};

// A case is known by its contract, seed and number. Where these hashes change, records of older
// versions replay other bytes than they tell of: if that is meant, the commit says so.
TEST(Bytes, of_a_seed_stay_what_they_are) {
  const Bytes known[] = {{Kind::canonical, 0x8978688952e5f8ba},
                         {Kind::edge, 0x5d1febf4c6475e9},
                         {Kind::violation, 0x3285908c47334368},
                         {Kind::chain, 0x37b425d36a0951bb},
                         {Kind::random, 0xd7d434b26e49faea}};
  const Plan& plan = embedded_plan();
  std::string body;
  for (const Bytes& bytes : known) {
    std::uint64_t all = 0;
    for (std::uint64_t i = 0; i < std::min<std::uint64_t>(plan.count(bytes.kind), 3000); ++i) {
      plan.at(bytes.kind, i, body);
      all = mix(all, hash(body));
    }
    EXPECT_EQ(fmt::format("{:#x}", all), fmt::format("{:#x}", bytes.hash)) << to_string(bytes.kind);
  }
}

// How often a body of the first random callbacks is `wanted`; all must be valid.
std::size_t count_of(const std::string& schema, auto wanted) {
  const auto contract = load(contract_of(schema));
  const contract::Validator validator(contract);
  const Plan plan = *Plan::make(contract, {});
  std::string body;
  std::size_t found = 0;
  for (std::uint64_t i = 0; i < 1000; ++i) {
    const Case item = plan.at(Kind::random, i, body);
    EXPECT_TRUE(agrees(validator, *contract, item, body));
    found += wanted(body) ? 1 : 0;
  }
  return found;
}

TEST(Bytes, of_an_object_without_any_member) {
  const std::string schema = R"({"type": "object", "additionalProperties": false,
      "properties": {"a": {"type": "integer"}, "b": {"type": "boolean"}}})";
  EXPECT_GT(count_of(schema, [](const std::string& body) { return body == "{}"; }), 0u);
  EXPECT_GT(count_of(schema, [](const std::string& body) { return body.starts_with(R"({"b":)"); }),
            0u);
  EXPECT_GT(count_of(schema,
                     [](const std::string& body) {
                       return body.starts_with(R"({"a":)") && body.find('b') == std::string::npos;
                     }),
            0u);
}

TEST(Bytes, of_a_name_that_is_longer_than_most) {
  const std::string name(80, 'n');
  const std::string schema = R"({"type": "object", "required": ["x"], "additionalProperties": false,
      "properties": {"x": {"type": "integer"}, ")" +
                             name +
                             R"(": {"type": "object", "properties": {"y": {"type": "integer"}}}}})";
  EXPECT_GT(count_of(schema, [&](const std::string& body) { return body.find(name) != body.npos; }),
            0u);
}

TEST(Bytes, of_more_members_than_the_buffer_has_room_for_at_first) {
  std::string properties;
  for (int i = 0; i < 300; ++i) {
    properties += fmt::format(R"({}"member_{}": {{"type": "string"}})", i == 0 ? "" : ",", i);
  }
  const std::string schema = R"({"type": "object", "additionalProperties": false,
      "properties": {)" + properties +
                             "}}";
  EXPECT_EQ(count_of(schema, [](const std::string& body) { return body.size() > 4096; }), 1000u);
}

}  // namespace
}  // namespace hookworthy::plan
