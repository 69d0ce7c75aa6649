#include "tests/unit/verifier/contract/schema_contract.hpp"
#include "verifier/contract/relations.hpp"

#include <string>
#include <utility>
#include <vector>

#include <gmock/gmock.h>

namespace hookworthy::contract {
namespace {

using Op = Condition::Op;

Condition condition(Op op, Pointer left, Operand right = {}) {
  return {op, std::move(left), std::move(right)};
}

Operand at(Pointer pointer) {
  return {std::move(pointer), {}};
}

Operand constant(Json value) {
  return {std::nullopt, std::move(value)};
}

Truth truth(const Condition& stated, std::string_view value) {
  return evaluate(stated, Json::parse(value));
}

TEST(Conditions, null_or_not) {
  EXPECT_EQ(truth(condition(Op::is_null, {"a"}), R"({"a":null})"), Truth::yes);
  EXPECT_EQ(truth(condition(Op::is_null, {"a"}), R"({"a":0})"), Truth::no);
  EXPECT_EQ(truth(condition(Op::is_null, {"a"}), R"({"b":0})"), Truth::unknown);
  EXPECT_EQ(truth(condition(Op::not_null, {"a", "1"}), R"({"a":[0,false]})"), Truth::yes);
  EXPECT_EQ(truth(condition(Op::not_null, {"a", "2"}), R"({"a":[0,false]})"), Truth::unknown);
  EXPECT_EQ(truth(condition(Op::not_null, {"a", "b"}), R"({"a":null})"), Truth::unknown);
  EXPECT_EQ(truth(condition(Op::is_null, {}), "null"), Truth::yes);
}

TEST(Conditions, equality_is_that_of_values) {
  const Condition same = condition(Op::equals, {"a"}, at({"b"}));
  EXPECT_EQ(truth(same, R"({"a":1,"b":1.0})"), Truth::yes);
  EXPECT_EQ(truth(same, R"({"a":{"x":1,"y":2},"b":{"y":2,"x":1}})"), Truth::yes);
  EXPECT_EQ(truth(same, R"({"a":1,"b":"1"})"), Truth::no);
  EXPECT_EQ(truth(same, R"({"a":9007199254740993,"b":9007199254740992})"), Truth::no);
  EXPECT_EQ(truth(same, R"({"a":null,"b":null})"), Truth::yes);
  EXPECT_EQ(truth(same, R"({"a":1})"), Truth::unknown);
  EXPECT_EQ(truth(same, R"({"b":1})"), Truth::unknown);
  const Condition other = condition(Op::differs, {"a"}, constant("x"));
  EXPECT_EQ(truth(other, R"({"a":"y"})"), Truth::yes);
  EXPECT_EQ(truth(other, R"({"a":"x"})"), Truth::no);
  EXPECT_EQ(truth(other, R"({})"), Truth::unknown);
}

TEST(Conditions, order_is_that_of_instants) {
  const Condition after = condition(Op::after, {"a"}, at({"b"}));
  const Condition not_before = condition(Op::not_before, {"a"}, at({"b"}));
  const auto both = [](std::string_view a, std::string_view b) {
    return R"({"a":")" + std::string(a) + R"(","b":")" + std::string(b) + "\"}";
  };
  const std::string same = both("2024-01-01T01:00:00+01:00", "2024-01-01T00:00:00.000Z");
  EXPECT_EQ(truth(after, same), Truth::no);
  EXPECT_EQ(truth(not_before, same), Truth::yes);
  const std::string later = both("2024-01-01T00:00:00.000000001Z", "2024-01-01T00:00:00Z");
  EXPECT_EQ(truth(after, later), Truth::yes);
  const std::string earlier = both("2024-01-01T00:00:00+00:01", "2024-01-01T00:00:00Z");
  EXPECT_EQ(truth(not_before, earlier), Truth::no);
  EXPECT_EQ(truth(after, both("2024-01-01", "2024-01-01T00:00:00Z")), Truth::unknown);
  EXPECT_EQ(truth(after, R"({"a":2,"b":1})"), Truth::unknown);
  EXPECT_EQ(truth(after, R"({"a":null,"b":"2024-01-01T00:00:00Z"})"), Truth::unknown);
}

std::string related(std::string_view rule) {
  return R"({"properties":{"a":{},"b":{},"in":{"properties":{"x":{"format":"date-time"},)"
         R"("y":{"format":"date-time"}},"x-hookworthy":{"relations":[{"id":"y-after-x",)"
         R"("summary":"y is after x.","assert":{"after":["/y","/x"]}}]}}},)"
         R"("x-hookworthy":{"relations":[{"id":"rule","summary":"As it is.",)" +
         std::string(rule) + "}]}}";
}

struct RelationRow {
  const char* instance;
  const char* errors;
};

void check_relation(std::string_view rule, const std::vector<RelationRow>& rows) {
  const Validator validator = validator_of(related(rule));
  for (const RelationRow& row : rows) {
    EXPECT_EQ(summary_of(validator.judge(row.instance)), row.errors)
        << rule << " on " << row.instance;
  }
}

TEST(ValidatorRelations, always) {
  check_relation(R"("assert":{"equals":["/a","/b"]})", {{R"({"a":1,"b":1})", ""},
                                                        {R"({"a":1,"b":2})", "/a relation"},
                                                        {R"({"a":1})", ""},
                                                        {"{}", ""},
                                                        {"[]", ""}});
}

TEST(ValidatorRelations, implication) {
  check_relation(R"("if":{"not_null":"/b"},"then":{"not_null":"/a"})",
                 {{R"({"a":1,"b":1})", ""},
                  {R"({"a":null,"b":1})", "/a relation"},
                  {R"({"a":null,"b":null})", ""},
                  {R"({"a":1,"b":null})", ""},
                  {R"({"a":null})", ""},
                  {R"({"b":1})", ""}});
}

TEST(ValidatorRelations, equivalence) {
  check_relation(R"("iff":[{"not_null":"/a"},{"equals":["/b",{"const":"on"}]}])",
                 {{R"({"a":1,"b":"on"})", ""},
                  {R"({"a":null,"b":"off"})", ""},
                  {R"({"a":null,"b":"on"})", "/a relation"},
                  {R"({"a":1,"b":"off"})", "/a relation"},
                  {R"({"a":1})", ""},
                  {R"({"b":"on"})", ""}});
}

TEST(ValidatorRelations, hold_where_their_schema_stands) {
  const char* const bad = R"({"in":{"x":"2024-01-01T00:00:00Z","y":"2024-01-01T00:00:00Z"}})";
  const Validator validator = validator_of(related(R"("assert":{"is_null":"/a"})"));
  const Judgement judgement = validator.judge(bad);
  EXPECT_EQ(summary_of(judgement), "/in/y relation");
  EXPECT_EQ(judgement.errors[0].message, "y-after-x: y is after x.");
}

TEST(ValidatorRelations, say_nothing_of_values_of_the_wrong_type) {
  const Validator validator = validator_of(related(R"("assert":{"is_null":"/a"})"));
  EXPECT_EQ(summary_of(validator.judge(R"({"in":{"x":"later","y":"2024-01-01T00:00:00Z"}})")),
            "/in/x format");
}

}  // namespace
}  // namespace hookworthy::contract
