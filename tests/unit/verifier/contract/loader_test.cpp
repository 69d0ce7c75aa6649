#include "tests/support/must.hpp"
#include "tests/unit/verifier/contract/schema_contract.hpp"
#include "verifier/contract/contract.hpp"
#include "verifier/contract/json_pointer.hpp"

#include <fstream>
#include <iterator>
#include <string>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace hookworthy::contract {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;

Contract load_fixture(const std::string& name) {
  std::ifstream file(std::string(SOURCE_DIR) + "/fixtures/contracts/" + name);
  const std::string text{std::istreambuf_iterator<char>(file), {}};
  return test::must(Contract::load(text));
}

const Schema& schema_at(const Contract& contract, std::string_view pointer) {
  for (const Schema& schema : contract.schemas()) {
    if (schema.pointer == pointer) return schema;
  }
  ADD_FAILURE() << "no schema at " << pointer;
  return contract.schema(0);
}

TEST(Loader, ReadsTheLeastThatAContractCanSay) {
  const Contract contract = load_fixture("minimal.openapi.json");
  EXPECT_EQ(contract.title(), "One event of a door bell");
  EXPECT_EQ(contract.version(), "1");
  EXPECT_THAT(contract.warnings(), IsEmpty());
  ASSERT_EQ(contract.types().size(), 1u);
  const CallbackType& rung = contract.types()[0];
  EXPECT_EQ(rung.name, "rung");
  EXPECT_EQ(rung.discriminator_value, "rung");
  EXPECT_EQ(rung.method, "POST");
  EXPECT_EQ(rung.media_type, "application/json");
  EXPECT_EQ(rung.endpoint_group, "");
  EXPECT_THAT(rung.accepted.patterns, ElementsAre("2XX"));
  EXPECT_THAT(rung.refused.patterns, ElementsAre("4XX"));
  EXPECT_EQ(contract.discriminator().place, Discriminator::Place::none);
  EXPECT_FALSE(contract.lifecycle());
  EXPECT_EQ(contract.delivery().timeout, std::chrono::seconds(10));
  EXPECT_EQ(contract.delivery().link_host, "example");
}

TEST(Loader, ReadsTypesThatAHeaderTells) {
  const Contract contract = load_fixture("header-discriminator.openapi.json");
  EXPECT_THAT(contract.warnings(), IsEmpty());
  EXPECT_EQ(contract.discriminator().place, Discriminator::Place::header);
  EXPECT_EQ(contract.discriminator().header, "X-Event");
  EXPECT_EQ(contract.delivery().timeout, std::chrono::milliseconds(2500));
  EXPECT_EQ(contract.delivery().link_host, "courier.example");
  const CallbackType* const lost = contract.type_of_value("parcel.lost");
  ASSERT_NE(lost, nullptr);
  EXPECT_EQ(lost->name, "parcel_lost");
  EXPECT_EQ(lost->method, "PUT");
  EXPECT_EQ(lost->media_type, "application/vnd.courier+json");
  EXPECT_THAT(lost->lookalikes, ElementsAre("parcel.list"));
  EXPECT_THAT(lost->refused.patterns, ElementsAre("422"));
  EXPECT_EQ(contract.type_of_value("parcel_lost"), nullptr);
  EXPECT_EQ(contract.find_type("parcel.lost"), nullptr);
}

TEST(Loader, FollowsReferencesOfWebhooksAndBodies) {
  const Contract contract = load_fixture("header-discriminator.openapi.json");
  const CallbackType* const moved = contract.find_type("depot_moved");
  ASSERT_NE(moved, nullptr);
  EXPECT_EQ(moved->method, "PATCH");
  EXPECT_EQ(moved->discriminator_value, "depot.moved");
  EXPECT_EQ(moved->pointer, "/webhooks/depot_moved");
  const CallbackType* const sent = contract.find_type("parcel_sent");
  ASSERT_NE(sent, nullptr);
  EXPECT_EQ(contract.schema(sent->body).pointer,
            "/components/requestBodies/ParcelSent/content/application~1json/schema");
}

TEST(Loader, FollowsEscapedAndRecursiveReferences) {
  const Contract contract = load_fixture("header-discriminator.openapi.json");
  const Schema& position = schema_at(contract, "/components/schemas/Depot/properties/position");
  ASSERT_TRUE(position.ref);
  EXPECT_EQ(contract.schema(*position.ref).prefix_items.size(), 2u);
  const Schema& nested =
      schema_at(contract, "/components/schemas/Parcel/properties/contents/items");
  ASSERT_TRUE(nested.ref);
  EXPECT_EQ(contract.schema(*nested.ref).pointer, "/components/schemas/Parcel");
}

TEST(Loader, ReadsEveryKeyword) {
  const auto contract = contract_of(R"({"it":)" + webhook_of(R"({
    "type":["number","null"],"enum":[1,null],"const":1,"minLength":1,"maxLength":2.0,
    "pattern":"a","format":"uuid","minimum":1,"maximum":2,"exclusiveMinimum":0.5,
    "exclusiveMaximum":3,"multipleOf":0.5,"properties":{"b":true,"a":false},"required":["a","z"],
    "additionalProperties":false,"propertyNames":{},"minProperties":1,"maxProperties":2,
    "items":{},"prefixItems":[{},{}],"minItems":1,"maxItems":2,"uniqueItems":true,"allOf":[{}],
    "anyOf":[{},{}],"oneOf":[{},{},{}],"not":false,"if":{},"then":{},"else":{},"title":"t",
    "description":"d","examples":[1],"example":2,"default":3,"x-provenance":"inferred",
    "x-hookworthy":{"open_enum":["p","q"]},"x-other":1,"deprecated":true,"readOnly":true,
    "writeOnly":false,"$comment":"c","externalDocs":{},"xml":{},"discriminator":{},
    "$schema":"s","contentMediaType":"a/b","contentEncoding":"base64"})") +
                                    "}");
  ASSERT_TRUE(contract);
  EXPECT_THAT(contract->warnings(), IsEmpty());
  const Schema& s = contract->schema(contract->types()[0].body);
  EXPECT_TRUE(s.types.has(Type::number) && s.types.has(Type::integer) && s.types.has(Type::null));
  EXPECT_FALSE(s.types.has(Type::string));
  EXPECT_EQ(*s.enumeration, (std::vector<Json>{1, nullptr}));
  EXPECT_EQ(*s.constant, Json(1));
  EXPECT_EQ(s.min_length, 1u);
  EXPECT_EQ(s.max_length, 2u);
  EXPECT_EQ(s.pattern, "a");
  EXPECT_EQ(s.format, Format::uuid);
  EXPECT_EQ(*s.minimum, Json(1));
  EXPECT_EQ(*s.maximum, Json(2));
  EXPECT_EQ(*s.exclusive_minimum, Json(0.5));
  EXPECT_EQ(*s.exclusive_maximum, Json(3));
  EXPECT_EQ(*s.multiple_of, Json(0.5));
  ASSERT_EQ(s.properties.size(), 2u);
  EXPECT_EQ(s.properties[0].name, "b");
  EXPECT_FALSE(contract->schema(s.properties[0].schema).never);
  EXPECT_TRUE(contract->schema(s.properties[1].schema).never);
  EXPECT_THAT(s.required, ElementsAre("a", "z"));
  ASSERT_TRUE(s.additional_properties && s.property_names && s.items);
  EXPECT_TRUE(contract->schema(*s.additional_properties).never);
  EXPECT_EQ(s.min_properties, 1u);
  EXPECT_EQ(s.max_properties, 2u);
  EXPECT_EQ(s.prefix_items.size(), 2u);
  EXPECT_EQ(s.min_items, 1u);
  EXPECT_EQ(s.max_items, 2u);
  EXPECT_TRUE(s.unique_items);
  EXPECT_EQ(s.all_of.size(), 1u);
  EXPECT_EQ(s.any_of.size(), 2u);
  EXPECT_EQ(s.one_of.size(), 3u);
  EXPECT_TRUE(s.not_schema && s.if_schema && s.then_schema && s.else_schema);
  EXPECT_EQ(s.title, "t");
  EXPECT_EQ(s.description, "d");
  EXPECT_EQ(s.examples, (std::vector<Json>{1, 2, 3}));
  EXPECT_EQ(s.provenance, Provenance::inferred);
  EXPECT_THAT(s.open_enum, ElementsAre("p", "q"));
}

TEST(Loader, WarnsOfWhatItDoesNotRead) {
  const auto contract = contract_of(
      R"({"it":{"get":{},"post":{"requestBody":{"content":{"text/plain":{},
      "application/json":{"schema":{"minLenght":1,"format":"int32","then":{}}},
      "application/cloudevents+json":{"schema":{}}}}}}})");
  ASSERT_TRUE(contract);
  const std::string content = "/webhooks/it/post/requestBody/content/";
  EXPECT_THAT(
      contract->warnings(),
      ElementsAre(
          "/webhooks/it/get: ignored: callbacks are sent by post, put or patch",
          content + "text~1plain: ignored: no media type of JSON",
          content + "application~1cloudevents+json: ignored: callbacks are sent as "
                    "'application/json'",
          content + "application~1json/schema/minLenght: unknown keyword, ignored",
          content + "application~1json/schema/format: format 'int32' is not checked",
          content + "application~1json/schema: 'then' and 'else' mean nothing without 'if'"));
}

TEST(Loader, BoundsItsWarnings) {
  std::string schema = "{";
  for (int i = 0; i < 150; ++i) schema += (i ? ",\"k" : "\"k") + std::to_string(i) + "\":1";
  const auto contract = contract_of(R"({"it":)" + webhook_of(schema + "}") + "}");
  ASSERT_TRUE(contract);
  ASSERT_EQ(contract->warnings().size(), 101u);
  EXPECT_EQ(contract->warnings().back(), "the document: 50 more warnings");
}

std::string body_of_kind(const std::string& kind, const std::string& other) {
  return webhook_of(R"({"required":["other","kind"],"properties":{"kind":{"const":")" + kind +
                    R"("},"other":{"const":")" + other + R"("}}})");
}

TEST(Loader, DetectsTheMemberThatTellsTheType) {
  const auto contract = contract_of(R"({"a":)" + body_of_kind("x", "same") + R"(,"b":)" +
                                    body_of_kind("y", "same") + "}");
  ASSERT_TRUE(contract);
  EXPECT_EQ(contract->discriminator().place, Discriminator::Place::body);
  EXPECT_EQ(contract->discriminator().pointer, Pointer{"kind"});
  EXPECT_EQ(contract->types()[0].discriminator_value, "x");
  EXPECT_EQ(contract->type_of_value("y")->name, "b");
}

TEST(Loader, DetectsNoMemberWhereTypesShareItsValue) {
  const auto contract = contract_of(R"({"a":)" + body_of_kind("x", "same") + R"(,"b":)" +
                                    body_of_kind("x", "same") + "}");
  ASSERT_TRUE(contract);
  EXPECT_EQ(contract->discriminator().place, Discriminator::Place::none);
}

TEST(Loader, ReadsEachFormOfARelation) {
  const auto contract = contract_of(R"({"it":)" + webhook_of(R"({"allOf":[{"properties":{
      "a":{"anyOf":[{"properties":{"b":{}}}]},"list":{"items":{"properties":{"c":{}}}}}}],
      "additionalProperties":{"type":"string"},
      "x-hookworthy":{"relations":[
        {"id":"r1","summary":"one","x-provenance":"described","assert":{"equals":["/a/b","/free"]}},
        {"id":"r2","summary":"two","if":{"is_null":"/a"},"then":{"not_null":"/list/0/c"}},
        {"id":"r3","summary":"three","iff":[{"differs":["/a",{"const":[1]}]},{"is_null":"/x"}]}
      ]}})") + "}");
  ASSERT_TRUE(contract);
  const auto& relations = contract->schema(contract->types()[0].body).relations;
  ASSERT_EQ(relations.size(), 3u);
  EXPECT_EQ(relations[0].id, "r1");
  EXPECT_EQ(relations[0].summary, "one");
  EXPECT_EQ(relations[0].provenance, Provenance::described);
  EXPECT_EQ(relations[0].form, Relation::Form::always);
  EXPECT_FALSE(relations[0].premise);
  EXPECT_EQ(relations[0].conclusion.op, Condition::Op::equals);
  EXPECT_EQ(to_string(relations[0].conclusion.left), "/a/b");
  EXPECT_EQ(to_string(*relations[0].conclusion.right.at), "/free");
  EXPECT_EQ(relations[1].form, Relation::Form::implies);
  EXPECT_EQ(to_string(relations[1].premise->left), "/a");
  EXPECT_EQ(to_string(relations[1].conclusion.left), "/list/0/c");
  // Of `iff` the first condition follows from the second.
  EXPECT_EQ(relations[2].form, Relation::Form::iff);
  EXPECT_EQ(relations[2].conclusion.op, Condition::Op::differs);
  EXPECT_EQ(relations[2].conclusion.right.constant, Json::parse("[1]"));
  EXPECT_EQ(relations[2].premise->op, Condition::Op::is_null);
}

std::string chain_of(int length) {
  std::string schemas = "{";
  for (int i = 0; i < length; ++i) {
    schemas += "\"S" + std::to_string(i) + R"(":{"$ref":"#/components/schemas/S)" +
               std::to_string(i + 1) + "\"},";
  }
  return schemas + "\"S" + std::to_string(length) + "\":{}}";
}

std::string document_of_components(const std::string& schemas) {
  return R"({"openapi":"3.1.0","info":{"title":"t","version":"1"},"webhooks":{"it":)" +
         webhook_of("{}") + R"(},"components":{"schemas":)" + schemas + "}}";
}

TEST(Loader, BoundsWhatIsStackedOnOneValue) {
  EXPECT_TRUE(Contract::load(document_of_components(chain_of(63))));
  const auto deep = Contract::load(document_of_components(chain_of(5000)));
  ASSERT_FALSE(deep);
  EXPECT_THAT(deep.error().message, HasSubstr("more than 64 schemas stacked"));

  std::string doubling = "{";
  for (int i = 0; i < 40; ++i) {
    const std::string next = R"({"$ref":"#/components/schemas/S)" + std::to_string(i + 1) + "\"}";
    doubling += "\"S" + std::to_string(i) + "\":{\"allOf\":[" + next + "," + next + "]},";
  }
  const auto wide = Contract::load(document_of_components(doubling + R"("S40":{}})"));
  ASSERT_FALSE(wide);
  EXPECT_THAT(wide.error().message, HasSubstr("schemas stacked"));
}

TEST(Loader, BoundsHowManySchemasApplyToOneValue) {
  std::string doubling = "{";
  for (int i = 0; i < 15; ++i) {
    const std::string next = R"({"$ref":"#/components/schemas/S)" + std::to_string(i + 1) + "\"}";
    doubling += "\"S" + std::to_string(i) + "\":{\"allOf\":[" + next + "," + next + "]},";
  }
  const auto loaded = Contract::load(document_of_components(doubling + R"("S15":{}})"));
  ASSERT_FALSE(loaded);
  EXPECT_THAT(loaded.error().message, HasSubstr("more than 10000 schemas apply to one value"));
}

TEST(Loader, BoundsTheMembersOfOneObject) {
  std::string schemas = "{";
  for (int i = 0; i < 10'000; ++i) schemas += "\"S" + std::to_string(i) + "\":{},";
  const auto loaded = Contract::load(document_of_components(schemas + R"("last":{}})"));
  ASSERT_FALSE(loaded);
  EXPECT_THAT(loaded.error().message, HasSubstr("more than 10000 members"));
}

}  // namespace
}  // namespace hookworthy::contract
