#include "tests/unit/generator/plan/contracts.hpp"

#include <algorithm>
#include <map>
#include <set>
#include <vector>

namespace hookworthy::plan {
namespace {

using testing::agrees;
using testing::contract_of;
using testing::load;

using Labels = std::set<std::string, std::less<>>;

/// All cases of a contract, judged; what the catalogue has for each field.
struct Judged {
  std::map<std::string, Labels, std::less<>> edges, violations;
  std::string canonical;
};

Judged judge_all(const std::string& document) {
  Judged result;
  const auto contract = load(document);
  if (!contract) return result;
  const auto plan = Plan::make(contract, {});
  EXPECT_TRUE(plan) << (plan ? "" : plan.error().message);
  if (!plan) return result;
  const contract::Validator validator(contract);
  std::string body;
  for (const Kind kind : {Kind::canonical, Kind::edge, Kind::violation, Kind::random}) {
    const std::uint64_t count = std::min<std::uint64_t>(plan->count(kind), 3000);
    for (std::uint64_t i = 0; i < count; ++i) {
      const Case item = plan->at(kind, i, body);
      EXPECT_TRUE(agrees(validator, *contract, item, body));
      if (kind == Kind::canonical) result.canonical = body;
    }
  }
  for (const Field& field : plan->fields(0)) {
    const std::string pointer(field.pointer);
    for (const auto& edge : field.edges) result.edges[pointer].insert(std::string(edge.label));
    for (const auto& broken : field.violations) {
      result.violations[pointer].insert(std::string(broken.label));
    }
  }
  return result;
}

::testing::AssertionResult has(const Labels& labels, std::initializer_list<const char*> wanted) {
  for (const char* label : wanted) {
    if (!labels.contains(label)) return ::testing::AssertionFailure() << label << " is missing";
  }
  return ::testing::AssertionSuccess();
}

TEST(Schemas, integers_have_edges_and_violations_around_their_bounds) {
  const auto judged = judge_all(contract_of(
      R"({"type": "object", "required": ["n", "m", "x"], "properties": {
          "n": {"type": "integer", "minimum": -5, "maximum": 10},
          "m": {"type": "integer", "multipleOf": 7, "minimum": 3},
          "x": {"type": "integer", "exclusiveMinimum": 1, "exclusiveMaximum": 4},
          "y": {"type": "integer", "minimum": 1}}})"));
  EXPECT_TRUE(has(judged.edges.at("/n"), {"minimum", "minimum-plus", "maximum", "maximum-minus",
                                          "0", "1", "minus-1", "1.0", "1e0"}));
  EXPECT_FALSE(judged.edges.at("/n").contains("2^31"));
  EXPECT_TRUE(has(judged.violations.at("/n"),
                  {"below-minimum", "above-maximum", "missing", "null", "type:string",
                   "type:number", "type:boolean", "type:array", "type:object"}));
  EXPECT_TRUE(has(judged.violations.at("/m"), {"not-multiple", "below-minimum"}));
  EXPECT_TRUE(has(judged.violations.at("/x"), {"at-exclusive-minimum", "at-exclusive-maximum"}));
  EXPECT_TRUE(has(judged.edges.at("/x"), {"above-exclusive-minimum", "below-exclusive-maximum"}));
  EXPECT_TRUE(has(judged.edges.at("/y"), {"1", "minimum-plus"}));
  EXPECT_FALSE(judged.edges.at("/y").contains("minimum")) << "the same value twice";
}

TEST(Schemas, strings_have_edges_and_violations_around_their_lengths) {
  const auto judged = judge_all(contract_of(
      R"({"type": "object", "required": ["s"], "properties": {
          "s": {"type": "string", "minLength": 3, "maxLength": 20}}})"));
  EXPECT_TRUE(has(judged.edges.at("/s"), {"min-length", "min-length-plus-1", "max-length",
                                          "max-length-minus-1", "max-length-astral", "astral"}));
  EXPECT_FALSE(judged.edges.at("/s").contains("empty"));
  EXPECT_FALSE(judged.edges.at("/s").contains("64-kib"));
  EXPECT_TRUE(has(judged.violations.at("/s"), {"too-short", "too-long", "far-too-long", "empty"}));
}

TEST(Schemas, patterns_are_sampled_and_broken) {
  const auto judged = judge_all(contract_of(
      R"({"type": "object", "required": ["a", "b"], "properties": {
          "a": {"type": "string", "pattern": "^[A-Z]{2}-\\d{3,6}(?:\\.(x|yz))?$"},
          "b": {"type": "string", "pattern": "^(in|out)_[^a-z]+$", "maxLength": 30}}})"));
  EXPECT_TRUE(has(judged.edges.at("/a"), {"shortest", "longest"}));
  EXPECT_TRUE(has(judged.violations.at("/a"), {"pattern"}));
  EXPECT_TRUE(has(judged.edges.at("/b"), {"shortest", "longest"}));
}

TEST(Schemas, every_format_has_edges_and_violations) {
  for (const char* format : {"date-time", "date", "time", "uri", "uri-reference", "email", "uuid",
                             "hostname", "ipv4", "ipv6", "iana-time-zone"}) {
    SCOPED_TRACE(format);
    const auto judged = judge_all(contract_of(
        R"({"type": "object", "required": ["f"], "properties": {"f": {"type": "string",
            "format": ")" +
        std::string(format) + R"("}}})"));
    EXPECT_GE(judged.edges.at("/f").size(), 3u);
    const auto& violations = judged.violations.at("/f");
    const auto broken = std::count_if(violations.begin(), violations.end(), [](const auto& label) {
      return label.starts_with("format:");
    });
    EXPECT_GE(broken, 2);
  }
}

TEST(Schemas, recursive_schemas_are_unrolled) {
  const auto judged = judge_all(contract_of(
      R"({"$ref": "#/components/schemas/Node"})",
      R"({"Node": {"type": "object", "required": ["value", "next", "children"], "properties": {
          "value": {"type": "integer"},
          "next": {"anyOf": [{"$ref": "#/components/schemas/Node"}, {"type": "null"}]},
          "children": {"type": "array", "items": {"$ref": "#/components/schemas/Node"}}}}})"));
  EXPECT_TRUE(judged.edges.contains("/next/next/value"));
  EXPECT_TRUE(judged.edges.contains("/children/0/value"));
}

TEST(Schemas, arrays_vary_in_length_and_hold_their_bounds) {
  const auto judged = judge_all(contract_of(
      R"({"type": "object", "required": ["a", "u", "t"], "properties": {
          "a": {"type": "array", "items": {"type": "string"}, "minItems": 1, "maxItems": 12},
          "u": {"type": "array", "items": {"type": "integer"}, "uniqueItems": true, "maxItems": 5},
          "t": {"type": "array", "prefixItems": [{"type": "string"}, {"type": "integer"}],
                "items": false, "minItems": 2}}})"));
  EXPECT_TRUE(has(judged.edges.at("/a"), {"one-item", "max-items"}));
  EXPECT_TRUE(has(judged.violations.at("/a"), {"too-few-items", "too-many-items"}));
  EXPECT_TRUE(has(judged.edges.at("/u"), {"empty", "one-item", "max-items"}));
  EXPECT_TRUE(has(judged.violations.at("/t"), {"too-few-items"}));
  EXPECT_TRUE(has(judged.violations.at("/t/1"), {"type:string"}));
}

TEST(Schemas, each_alternative_is_shown_and_explored) {
  const auto judged = judge_all(contract_of(
      R"({"type": "object", "required": ["data"], "properties": {"data": {"oneOf": [
          {"type": "object", "required": ["kind", "card"], "properties": {
            "kind": {"const": "card"}, "card": {"type": "string"}}},
          {"type": "object", "required": ["kind", "iban"], "properties": {
            "kind": {"const": "bank"}, "iban": {"type": "string", "minLength": 5}}},
          {"type": "integer"}]}}})"));
  EXPECT_TRUE(has(judged.edges.at("/data"), {"alternative-1", "alternative-2", "alternative-3"}));
  EXPECT_TRUE(has(judged.edges.at("/data/card"), {"empty"}));
  EXPECT_TRUE(has(judged.violations.at("/data/iban"), {"missing", "too-short"}));
  EXPECT_TRUE(has(judged.violations.at("/data"), {"missing", "type:string", "null"}));
}

TEST(Schemas, conditions_are_kept) {
  const auto judged = judge_all(contract_of(
      R"({"type": "object", "required": ["kind"], "properties": {
            "kind": {"enum": ["paid", "free"]}, "price": {"type": "number", "minimum": 1}},
          "if": {"properties": {"kind": {"const": "paid"}}},
          "then": {"required": ["price"]},
          "else": {"properties": {"price": false}}})"));
  EXPECT_TRUE(has(judged.violations.at("/kind"), {"unknown", "missing"}));
}

TEST(Schemas, not_is_kept) {
  judge_all(contract_of(
      R"({"type": "object", "required": ["a", "b"], "properties": {
            "a": {"type": "boolean"}, "b": {"type": "boolean"}},
          "not": {"properties": {"a": {"const": false}, "b": {"const": false}}}})"));
}

TEST(Schemas, maps_have_named_members_within_their_bounds) {
  const auto judged = judge_all(contract_of(
      R"({"type": "object", "required": ["m", "k"], "properties": {
          "m": {"type": "object", "additionalProperties": {"type": "integer"}, "minProperties": 2,
                "maxProperties": 4},
          "k": {"type": "object", "additionalProperties": {"type": "string"},
                "propertyNames": {"pattern": "^[a-z]{3}_[0-9]+$"}}}})"));
  EXPECT_TRUE(has(judged.violations.at("/m"), {"empty-object", "too-many-members"}));
  EXPECT_TRUE(has(judged.edges.at("/k"), {"empty"}));
}

TEST(Schemas, optional_members_come_and_go) {
  const auto judged = judge_all(contract_of(
      R"({"type": "object", "additionalProperties": false, "properties": {
          "a": {"type": "string"}, "b": {"type": ["integer", "null"]}}})"));
  EXPECT_TRUE(has(judged.edges.at("/a"), {"absent"}));
  EXPECT_TRUE(has(judged.edges.at("/b"), {"absent", "null"}));
  EXPECT_TRUE(has(judged.edges.at(""), {"empty", "reversed-members"}));
  EXPECT_TRUE(has(judged.violations.at(""), {"extra-member"}));
  EXPECT_FALSE(judged.violations.contains("/a") && judged.violations.at("/a").contains("missing"));
}

TEST(Schemas, several_types_and_none_at_all) {
  const auto judged = judge_all(contract_of(
      R"({"type": "object", "required": ["id", "any"], "properties": {
          "id": {"type": ["string", "integer"]}, "any": {}}})"));
  EXPECT_TRUE(has(judged.edges.at("/id"), {"type:integer", "empty"}));
  EXPECT_TRUE(has(judged.violations.at("/id"), {"type:boolean", "null"}));
  EXPECT_TRUE(has(judged.edges.at("/any"), {"null", "type:object", "type:array"}));
}

TEST(Schemas, closed_enumerations_reject_what_they_do_not_list) {
  const auto judged = judge_all(contract_of(
      R"({"type": "object", "required": ["e", "c", "n"], "properties": {
          "e": {"enum": ["red", "green", null]}, "c": {"const": 3}, "n": {"enum": [1, 2.5]}}})"));
  EXPECT_TRUE(has(judged.edges.at("/e"), {"value:red", "value:green", "null"}));
  EXPECT_TRUE(has(judged.violations.at("/e"), {"unknown", "upper-case", "type:integer"}));
  EXPECT_TRUE(has(judged.violations.at("/c"), {"unknown", "null"}));
}

TEST(Schemas, numbers_with_steps) {
  judge_all(contract_of(
      R"({"type": "object", "required": ["p", "q"], "properties": {
          "p": {"type": "number", "multipleOf": 0.01, "minimum": 0},
          "q": {"type": "number", "exclusiveMinimum": 0, "maximum": 0.5}}})"));
}

TEST(Schemas, canonical_values_are_the_examples) {
  const auto judged = judge_all(contract_of(
      R"({"type": "object", "required": ["a", "o"], "properties": {
          "a": {"type": "string", "examples": ["first", "second"]},
          "o": {"type": "object", "required": ["x"], "properties": {
                "x": {"type": "integer", "examples": [1]}, "y": {"type": "string"}},
                "examples": [{"x": 7}]}}})"));
  EXPECT_EQ(judged.canonical, R"({"a":"first","o":{"x":7}})");
}

TEST(Schemas, a_body_that_is_no_object) {
  judge_all(contract_of(R"({"type": "array", "items": {"type": "string"}, "minItems": 1})"));
  judge_all(contract_of(R"({"type": "string", "format": "uuid"})"));
}

TEST(Schemas, what_cannot_be_made_is_an_error_that_names_the_schema) {
  const auto contract = load(contract_of(
      R"({"type": "object", "required": ["s"], "properties": {
          "s": {"type": "string", "pattern": "^a$", "minLength": 2}}})"));
  ASSERT_TRUE(contract);
  const auto plan = Plan::make(contract, {});
  ASSERT_FALSE(plan);
  EXPECT_NE(plan.error().message.find("/properties/s"), std::string::npos) << plan.error().message;
}

}  // namespace
}  // namespace hookworthy::plan
