#include "verifier/contract/shape.hpp"

#include "tests/unit/verifier/contract/schema_contract.hpp"

#include <algorithm>
#include <array>
#include <initializer_list>
#include <string>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace hookworthy::contract {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;

/// The shape of one schema, and the contract behind it for the shapes of its members.
struct Folded {
  std::shared_ptr<const Contract> contract;
  Shape shape;

  const Shape::Member* find(std::string_view name) const {
    const auto found = std::find_if(shape.members.begin(), shape.members.end(),
                                    [&](const Shape::Member& m) { return m.name == name; });
    return found == shape.members.end() ? nullptr : &*found;
  }
  Shape member(std::string_view name) const {
    const auto* const found = find(name);
    if (found == nullptr) ADD_FAILURE() << "no member " << name;
    return found == nullptr ? Shape{} : shape_of(*contract, found->schemas);
  }
  std::string names() const {
    std::string names;
    for (const Shape::Member& m : shape.members) names += m.name + (m.required ? "! " : " ");
    return names;
  }
};

Folded fold(std::string_view schema, std::string_view schemas = "{}") {
  auto contract = contract_of("{\"it\":" + webhook_of(schema) + "}",
                              R"({"discriminator":{"in":"none"}})", schemas);
  if (!contract) return {};
  Shape shape = shape_of(*contract, std::array{contract->types()[0].body});
  return {std::move(contract), std::move(shape)};
}

TypeSet types(std::initializer_list<Type> list) {
  TypeSet set;
  for (const Type type : list) set.add(type);
  return set;
}

TEST(Shape, OfNothingIsAnyValue) {
  const Folded folded = fold("{}");
  const Shape shape = shape_of(*folded.contract, {});
  EXPECT_EQ(shape.types, TypeSet::all());
  EXPECT_FALSE(shape.never);
  EXPECT_TRUE(shape.additional_allowed);
}

TEST(Shape, FalseIsNever) {
  EXPECT_TRUE(fold("false").shape.never);
  EXPECT_FALSE(fold("true").shape.never);
  EXPECT_TRUE(fold(R"({"type":"string","allOf":[{"type":"null"}]})").shape.never);
  EXPECT_TRUE(fold(R"({"type":"string","enum":[1]})").shape.never);
  EXPECT_TRUE(fold(R"({"const":1,"enum":[2]})").shape.never);
}

TEST(Shape, KeepsTheNarrowestBounds) {
  const Shape shape =
      fold(R"({"type":["number","string","array","object"],"minLength":2,"maxLength":9,"minimum":1,
               "maximum":9007199254740993,"minItems":1,"maxProperties":4,"pattern":"a",
               "multipleOf":2,"allOf":[{"minLength":1,"maxLength":5,"minimum":1.5,
               "maximum":9007199254740992.0,"exclusiveMinimum":0,"minItems":2,"maxItems":3,
               "uniqueItems":true,"minProperties":1,"maxProperties":9,"pattern":"b",
               "multipleOf":3}]})")
          .shape;
  EXPECT_EQ(shape.min_length, 2u);
  EXPECT_EQ(shape.max_length, 5u);
  EXPECT_EQ(*shape.minimum, Json(1.5));
  EXPECT_TRUE(shape.maximum->is_number_float()) << "2^53 is less than 2^53+1, by no rounding";
  EXPECT_EQ(*shape.exclusive_minimum, Json(0));
  EXPECT_EQ(shape.min_items, 2u);
  EXPECT_EQ(shape.max_items, 3u);
  EXPECT_TRUE(shape.unique_items);
  EXPECT_EQ(shape.min_properties, 1u);
  EXPECT_EQ(shape.max_properties, 4u);
  EXPECT_THAT(shape.patterns, ElementsAre("b", "a"));
  EXPECT_THAT(shape.multiples, ElementsAre(Json(3), Json(2)));
}

TEST(Shape, IntersectsTypesAndEnumerations) {
  EXPECT_EQ(fold(R"({"type":"number","allOf":[{"type":["integer","null"]}]})").shape.types,
            types({Type::integer}));
  const Shape shape = fold(R"({"type":["integer","string"],"enum":[1,2.0,2.5,"a",null],
                               "allOf":[{"enum":["a",2,1.0,3,null]}]})")
                          .shape;
  EXPECT_THAT(*shape.enumeration, ElementsAre(Json("a"), Json(2), Json(1.0)));
}

TEST(Shape, FoldsReferencesWithWhatStandsBeside) {
  const Folded folded =
      fold(R"({"$ref":"#/components/schemas/Base","title":"mine","required":["late","b"],
               "properties":{"late":{"type":"null"},"a":{"maxLength":3}}})",
           R"({"Base":{"title":"base","description":"of base","type":"object",
               "examples":[{}],"x-provenance":"described","required":["a"],
               "properties":{"a":{"type":"string","minLength":1},"b":{}}}})");
  EXPECT_EQ(folded.names(), "a! b! late! ") << "what is extended comes first";
  EXPECT_EQ(folded.shape.title, "mine");
  EXPECT_EQ(folded.shape.description, "of base");
  EXPECT_EQ(folded.shape.provenance, Provenance::described);
  EXPECT_THAT(folded.shape.examples, ElementsAre(Json::object()));
  const Shape a = folded.member("a");
  EXPECT_EQ(a.min_length, 1u);
  EXPECT_EQ(a.max_length, 3u);
}

TEST(Shape, ClosedSchemasForbidTheMembersOfOthers) {
  const Folded folded = fold(
      R"({"type":"object","properties":{"a":{},"b":{}},"required":["a"],
          "allOf":[{"properties":{"a":{}},"additionalProperties":false}]})");
  EXPECT_EQ(folded.names(), "a! ");
  EXPECT_FALSE(folded.shape.additional_allowed);
  EXPECT_TRUE(fold(R"({"type":"object","properties":{"b":{}},"required":["b"],
                       "allOf":[{"additionalProperties":false}]})")
                  .shape.never);
  EXPECT_TRUE(
      fold(R"({"type":"object","required":["b"],"additionalProperties":false})").shape.never);
  EXPECT_EQ(fold(R"({"type":["object","null"],"required":["b"],"additionalProperties":false})")
                .shape.types,
            types({Type::null}));
}

TEST(Shape, AppliesAdditionalPropertiesToTheMembersOfOthers) {
  const Folded folded = fold(
      R"({"required":["named","unnamed"],"properties":{"named":{}},
          "additionalProperties":{"type":"string"},
          "allOf":[{"properties":{"other":{"maxLength":2}},"propertyNames":{"maxLength":9}}]})");
  EXPECT_EQ(folded.member("named").types, TypeSet::all());
  EXPECT_EQ(folded.member("unnamed").types, types({Type::string}));
  EXPECT_EQ(folded.member("other").types, types({Type::string}));
  EXPECT_EQ(folded.member("other").max_length, 2u);
  ASSERT_EQ(folded.shape.additional.size(), 1u);
  EXPECT_EQ(folded.shape.property_names.size(), 1u);
  EXPECT_TRUE(folded.find("unnamed")->required);
  EXPECT_FALSE(folded.find("other")->required);
}

TEST(Shape, AppliesItemsBehindAShorterPrefix) {
  const Folded folded = fold(
      R"({"type":"array","prefixItems":[{"type":"string"}],"items":{"maxLength":5},
          "allOf":[{"prefixItems":[{},{"minLength":1}]}]})");
  ASSERT_EQ(folded.shape.prefix_items.size(), 2u);
  const Shape second = shape_of(*folded.contract, folded.shape.prefix_items[1]);
  EXPECT_EQ(second.min_length, 1u);
  EXPECT_EQ(second.max_length, 5u);
  EXPECT_EQ(folded.shape.items.size(), 1u);
  EXPECT_TRUE(folded.shape.items_allowed);
}

TEST(Shape, ForbidsItemsBehindAClosedPrefix) {
  const Folded folded =
      fold(R"({"prefixItems":[{}],"items":false,"allOf":[{"prefixItems":[{},{}]}]})");
  EXPECT_EQ(folded.shape.prefix_items.size(), 1u);
  EXPECT_FALSE(folded.shape.items_allowed);
}

TEST(Shape, FoldsNullableReferences) {
  const std::string named =
      R"({"Named":{"type":"object","properties":{"id":{}},"required":["id"],"examples":[{"id":1}]},
          "Closed":{"enum":["a","b"]}})";
  for (const std::string choice : {"anyOf", "oneOf"}) {
    const Folded folded = fold(
        "{\"" + choice + R"(":[{"$ref":"#/components/schemas/Named"},{"type":"null"}]})", named);
    EXPECT_EQ(folded.shape.types, types({Type::object, Type::null}));
    EXPECT_EQ(folded.names(), "id! ");
    EXPECT_THAT(folded.shape.choices, IsEmpty());
    EXPECT_FALSE(folded.shape.residual);
    EXPECT_EQ(folded.shape.examples.size(), 1u);
  }
  const Folded closed =
      fold(R"({"anyOf":[{"const":null},{"$ref":"#/components/schemas/Closed"}]})", named);
  EXPECT_THAT(*closed.shape.enumeration, ElementsAre(Json("a"), Json("b"), Json(nullptr)));
}

TEST(Shape, NullThatBothSidesAdmitIsNoneOfOneOf) {
  const Folded folded = fold(R"({"oneOf":[{"type":["string","null"]},{"type":"null"}]})");
  EXPECT_EQ(folded.shape.choices.size(), 1u);
  EXPECT_TRUE(folded.shape.residual);
}

TEST(Shape, ListsChoices) {
  const Folded folded = fold(
      R"({"anyOf":[{"type":"string"},{"type":"integer"}],"oneOf":[{},{},{}],
          "if":{"minimum":1},"then":{"maximum":3}})");
  ASSERT_EQ(folded.shape.choices.size(), 3u);
  EXPECT_EQ(folded.shape.choices[0].size(), 2u);
  EXPECT_EQ(folded.shape.choices[1].size(), 3u);
  const auto& condition = folded.shape.choices[2];
  ASSERT_EQ(condition.size(), 2u);
  EXPECT_EQ(shape_of(*folded.contract, condition[0]).maximum, Json(3));
  EXPECT_EQ(shape_of(*folded.contract, condition[0]).minimum, Json(1));
  EXPECT_THAT(condition[1], IsEmpty());
  EXPECT_TRUE(folded.shape.residual);
  EXPECT_FALSE(fold(R"({"anyOf":[{"type":"string"},{"type":"integer"}]})").shape.residual);
}

TEST(Shape, KnowsWhatItCannotPromise) {
  EXPECT_TRUE(fold(R"({"not":{}})").shape.residual);
  EXPECT_TRUE(fold(R"({"allOf":[{"not":{}}]})").shape.residual);
  EXPECT_TRUE(fold(R"({"format":"ipv4","allOf":[{"format":"hostname"}]})").shape.residual);
  EXPECT_FALSE(fold(R"({"format":"ipv4","allOf":[{"format":"ipv4"},{}]})").shape.residual);
}

TEST(Shape, GathersRelationsAndOpenEnums) {
  const std::string ruled = R"({"properties":{"a":{}},"x-hookworthy":{"relations":[
      {"id":")";
  const std::string rule = R"(","summary":"s","assert":{"not_null":"/a"}}]}})";
  const Folded folded = fold(R"({"allOf":[)" + ruled + "one" + rule + "," + ruled + "two" + rule +
                             R"(,{"x-hookworthy":{"open_enum":["x"]}}]})");
  ASSERT_EQ(folded.shape.relations.size(), 2u);
  EXPECT_EQ(folded.shape.relations[0].id, "one");
  EXPECT_EQ(folded.shape.relations[1].id, "two");
  EXPECT_THAT(folded.shape.open_enum, ElementsAre("x"));
}

TEST(Shape, OfTheSameSchemaTwiceIsThatSchema) {
  const Folded folded = fold(R"({"pattern":"a","x-hookworthy":{"open_enum":["x"]}})");
  const SchemaId id = folded.contract->types()[0].body;
  EXPECT_THAT(shape_of(*folded.contract, std::array{id, id}).patterns, ElementsAre("a"));
}

TEST(Shape, StopsAtMembersOfRecursiveSchemas) {
  const Folded folded = fold(R"({"$ref":"#/components/schemas/Tree"})",
                             R"({"Tree":{"properties":{"left":{"$ref":"#/components/schemas/Tree"},
                                 "all":{"items":{"$ref":"#/components/schemas/Tree"}}}}})");
  const Shape left = folded.member("left");
  EXPECT_EQ(left.members.size(), 2u);
  EXPECT_EQ(folded.member("all").items.size(), 1u);
}

}  // namespace
}  // namespace hookworthy::contract
