#include "tests/unit/verifier/contract/schema_contract.hpp"
#include "verifier/contract/contract.hpp"

#include <ostream>
#include <string>
#include <string_view>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace hookworthy::contract {
namespace {

using ::testing::HasSubstr;
using ::testing::StartsWith;

/// What the loader says of a document; empty: it accepts it.
std::string error_of(std::string_view document) {
  const auto loaded = Contract::load(document);
  if (loaded) return "";
  EXPECT_EQ(loaded.error().message.find('\n'), std::string::npos) << loaded.error().message;
  return loaded.error().message;
}

std::string document_with(std::string_view webhooks, std::string_view extension = "{}",
                          std::string_view components = "{}") {
  std::string text = R"({"openapi":"3.1.0","info":{"title":"t","version":"1"},"webhooks":)";
  text += webhooks;
  text += R"(,"x-hookworthy":)";
  text += extension;
  text += R"(,"components":)";
  text += components;
  return text + "}";
}

constexpr std::string_view empty_hook =
    R"({"post":{"requestBody":{"content":{"application/json":{"schema":{}}}}}})";

/// A contract in which `schema` is /components/schemas/S.
std::string document_of_schema(std::string_view schema) {
  return document_with(R"({"it":)" + std::string(empty_hook) + "}", "{}",
                       R"({"schemas":{"T":{"type":"string"},"S":)" + std::string(schema) + "}}");
}

struct BadSchema {
  std::string_view schema;
  std::string_view pointer;  ///< relative to the schema
  std::string_view message;
};

std::ostream& operator<<(std::ostream& out, const BadSchema& bad) {
  return out << bad.schema;
}

class LoaderRefusesSchema : public ::testing::TestWithParam<BadSchema> {};

TEST_P(LoaderRefusesSchema, WithItsPointer) {
  const auto& [schema, pointer, message] = GetParam();
  const std::string error = error_of(document_of_schema(schema));
  EXPECT_THAT(error, StartsWith("/components/schemas/S" + std::string(pointer) + ": "));
  EXPECT_THAT(error, HasSubstr(std::string(message)));
}

INSTANTIATE_TEST_SUITE_P(
    WrongUse, LoaderRefusesSchema,
    ::testing::Values(
        BadSchema{"1", "", "must be a schema"}, BadSchema{"null", "", "must be a schema"},
        BadSchema{R"({"type":"strng"})", "/type", "unknown type"},
        BadSchema{R"({"type":["string","nul"]})", "/type/1", "unknown type"},
        BadSchema{R"({"type":[]})", "/type", "at least one"},
        BadSchema{R"({"type":["string","string"]})", "/type/1", "twice"},
        BadSchema{R"({"type":7})", "/type", "must be a type's name"},
        BadSchema{R"({"minLength":-1})", "/minLength", "0 or more"},
        BadSchema{R"({"minLength":1.5})", "/minLength", "whole number"},
        BadSchema{R"({"maxLength":"9"})", "/maxLength", "whole number"},
        BadSchema{R"({"minItems":1e300})", "/minItems", "whole number"},
        BadSchema{R"({"minLength":3,"maxLength":2})", "/minLength", "more than 'maxLength'"},
        BadSchema{R"({"minimum":1,"maximum":0.5})", "/minimum", "more than 'maximum'"},
        BadSchema{R"({"minItems":2,"maxItems":1})", "/minItems", "more than 'maxItems'"},
        BadSchema{R"({"minProperties":2,"maxProperties":1})", "/minProperties", "more than"},
        BadSchema{R"({"exclusiveMinimum":2,"exclusiveMaximum":1})", "/exclusiveMinimum", "more"},
        BadSchema{R"({"properties":{"id":{"minimum":"1"}}})", "/properties/id/minimum",
                  "must be a number"},
        BadSchema{R"({"exclusiveMinimum":true})", "/exclusiveMinimum", "must be a number"},
        BadSchema{R"({"multipleOf":0})", "/multipleOf", "more than 0"},
        BadSchema{R"({"required":"id"})", "/required", "must be a list"},
        BadSchema{R"({"required":[1]})", "/required/0", "must be a string"},
        BadSchema{R"({"required":["a","a"]})", "/required/1", "twice"},
        BadSchema{R"({"enum":[]})", "/enum", "at least one"},
        BadSchema{R"({"enum":"a"})", "/enum", "must be a list"},
        BadSchema{R"({"pattern":"("})", "/pattern", "pattern"},
        BadSchema{R"({"pattern":"\\p{L}"})", "/pattern", "pattern"},
        BadSchema{R"({"pattern":1})", "/pattern", "must be a string"},
        BadSchema{R"({"format":1})", "/format", "must be a string"},
        BadSchema{R"({"properties":[]})", "/properties", "must be an object"},
        BadSchema{R"({"properties":{"a/b":3}})", "/properties/a~1b", "must be a schema"},
        BadSchema{R"({"additionalProperties":"no"})", "/additionalProperties", "must be a schema"},
        BadSchema{R"({"items":[{}]})", "/items", "prefixItems"},
        BadSchema{R"({"prefixItems":{}})", "/prefixItems", "must be a list"},
        BadSchema{R"({"uniqueItems":"yes"})", "/uniqueItems", "true or false"},
        BadSchema{R"({"allOf":[]})", "/allOf", "at least one"},
        BadSchema{R"({"anyOf":[{},5]})", "/anyOf/1", "must be a schema"},
        BadSchema{R"({"title":5})", "/title", "must be a string"},
        BadSchema{R"({"examples":"a"})", "/examples", "must be a list"},
        BadSchema{R"({"x-provenance":"guessed"})", "/x-provenance", "documented"}));

INSTANTIATE_TEST_SUITE_P(
    Unsupported, LoaderRefusesSchema,
    ::testing::Values(
        BadSchema{R"({"$dynamicRef":"#x"})", "/$dynamicRef", "not supported"},
        BadSchema{R"({"unevaluatedProperties":false})", "/unevaluatedProperties", "not supported"},
        BadSchema{R"({"dependentSchemas":{}})", "/dependentSchemas", "not supported"},
        BadSchema{R"({"dependentRequired":{}})", "/dependentRequired", "not supported"},
        BadSchema{R"({"contains":{}})", "/contains", "not supported"},
        BadSchema{R"({"patternProperties":{}})", "/patternProperties", "not supported"},
        BadSchema{R"({"$anchor":"a"})", "/$anchor", "not supported"},
        BadSchema{R"({"$id":"https://a.example/"})", "/$id", "not supported"},
        BadSchema{R"({"$ref":"other.json#/a"})", "/$ref", "not supported"},
        BadSchema{R"({"$ref":"#anchor"})", "/$ref", "not supported"},
        BadSchema{R"({"nullable":true})", "/nullable", "OpenAPI 3.0"}));

INSTANTIATE_TEST_SUITE_P(
    References, LoaderRefusesSchema,
    ::testing::Values(
        BadSchema{R"({"$ref":7})", "/$ref", "must be a string"},
        BadSchema{R"({"$ref":"#/components/schemas/X"})", "/$ref", "leads nowhere"},
        BadSchema{R"({"$ref":"#/components/schemas/%zz"})", "/$ref", "no JSON pointer"},
        BadSchema{R"({"$ref":"#/info"})", "/$ref", "does not lead to a schema"},
        BadSchema{R"({"$ref":"#"})", "/$ref", "does not lead to a schema"},
        BadSchema{R"({"examples":[{}],"$ref":"#/components/schemas/S/examples/0"})", "/$ref",
                  "does not lead to a schema"},
        BadSchema{R"({"$ref":"#/components/schemas/S"})", "", "leads back to itself"},
        BadSchema{R"({"allOf":[{"$ref":"#/components/schemas/S"}]})", "", "leads back to itself"},
        BadSchema{R"({"not":{"$ref":"#/components/schemas/S"}})", "", "leads back to itself"}));

INSTANTIATE_TEST_SUITE_P(
    Endless, LoaderRefusesSchema,
    ::testing::Values(
        BadSchema{R"({"type":"object","required":["a"],
                      "properties":{"a":{"$ref":"#/components/schemas/S"}}})",
                  "", "without end"},
        BadSchema{R"({"type":"array","minItems":1,"items":{"$ref":"#/components/schemas/S"}})", "",
                  "without end"},
        BadSchema{R"({"anyOf":[{"type":"object","required":["a"],
                      "properties":{"a":{"$ref":"#/components/schemas/S"}}}]})",
                  "", "without end"}));

TEST(Loader, AcceptsRecursionThatCanEnd) {
  for (const std::string_view schema :
       {R"({"type":"object","properties":{"a":{"$ref":"#/components/schemas/S"}}})",
        R"({"type":["object","null"],"required":["a"],
            "properties":{"a":{"$ref":"#/components/schemas/S"}}})",
        R"({"type":"object","required":["a"],"properties":{"a":{"anyOf":[
            {"$ref":"#/components/schemas/S"},{"type":"null"}]}}})",
        R"({"type":"array","items":{"$ref":"#/components/schemas/S"}})"}) {
    EXPECT_EQ(error_of(document_of_schema(schema)), "");
  }
}

INSTANTIATE_TEST_SUITE_P(
    Extensions, LoaderRefusesSchema,
    ::testing::Values(
        BadSchema{R"({"x-hookworthy":{"open_enums":["a"]}})", "/x-hookworthy/open_enums",
                  "unknown key"},
        BadSchema{R"({"x-hookworthy":[]})", "/x-hookworthy", "must be an object"},
        BadSchema{R"({"x-hookworthy":{"open_enum":[]}})", "/x-hookworthy/open_enum", "at least"},
        BadSchema{R"({"x-hookworthy":{"open_enum":[1]}})", "/x-hookworthy/open_enum/0", "string"},
        BadSchema{R"({"x-hookworthy":{"relations":{}}})", "/x-hookworthy/relations", "list"}));

struct BadRelation {
  std::string_view relation;
  std::string_view pointer;  ///< relative to the relation
  std::string_view message;
};
std::ostream& operator<<(std::ostream& out, const BadRelation& bad) {
  return out << bad.relation;
}

class LoaderRefusesRelation : public ::testing::TestWithParam<BadRelation> {};

TEST_P(LoaderRefusesRelation, WithItsPointer) {
  const auto& [relation, pointer, message] = GetParam();
  const std::string error = error_of(document_of_schema(
      R"({"properties":{"a":{"type":"string"},"b":{"type":"string"},
          "t":{"type":"string","format":"date-time"}},"x-hookworthy":{"relations":[)" +
      std::string(relation) + "]}}"));
  EXPECT_THAT(error, StartsWith("/components/schemas/S/x-hookworthy/relations/0" +
                                std::string(pointer) + ": "));
  EXPECT_THAT(error, HasSubstr(std::string(message)));
}

INSTANTIATE_TEST_SUITE_P(
    All, LoaderRefusesRelation,
    ::testing::Values(
        BadRelation{R"({"summary":"s","assert":{"is_null":"/a"}})", "", "needs a member 'id'"},
        BadRelation{R"({"id":"r","assert":{"is_null":"/a"}})", "", "needs a member 'summary'"},
        BadRelation{R"({"id":"","summary":"s","assert":{"is_null":"/a"}})", "/id", "empty"},
        BadRelation{R"({"id":"r","summary":"s"})", "", "needs either 'assert'"},
        BadRelation{R"({"id":"r","summary":"s","if":{"is_null":"/a"}})", "", "needs either"},
        BadRelation{R"({"id":"r","summary":"s","asert":{"is_null":"/a"}})", "/asert",
                    "unknown key"},
        BadRelation{R"({"id":"r","summary":"s","assert":{"is_nul":"/a"}})", "/assert", "one key"},
        BadRelation{R"({"id":"r","summary":"s","assert":{"is_null":"/a","not_null":"/b"}})",
                    "/assert", "one key"},
        BadRelation{R"({"id":"r","summary":"s","assert":{"is_null":"a"}})", "/assert/is_null",
                    "no JSON pointer"},
        BadRelation{R"({"id":"r","summary":"s","assert":{"is_null":"/c"}})", "/assert/is_null",
                    "leads to no property"},
        BadRelation{R"({"id":"r","summary":"s","assert":{"is_null":"/a/b"}})", "/assert/is_null",
                    "leads to no property"},
        BadRelation{R"({"id":"r","summary":"s","assert":{"equals":["/a"]}})", "/assert/equals",
                    "two elements"},
        BadRelation{R"({"id":"r","summary":"s","assert":{"equals":["/a","/c"]}})",
                    "/assert/equals/1", "leads to no property"},
        BadRelation{R"({"id":"r","summary":"s","assert":{"equals":["/a",{"cnst":1}]}})",
                    "/assert/equals/1/cnst", "unknown key"},
        BadRelation{R"({"id":"r","summary":"s","assert":{"equals":["/a",1]}})", "/assert/equals/1",
                    "must be a JSON pointer"},
        BadRelation{R"({"id":"r","summary":"s","assert":{"after":["/a","/t"]}})", "/assert/after/0",
                    "date-time"},
        BadRelation{R"({"id":"r","summary":"s","assert":{"after":["/t",{"const":"x"}]}})",
                    "/assert/after/1", "must be a JSON pointer"},
        BadRelation{R"({"id":"r","summary":"s","iff":[{"is_null":"/a"}]})", "/iff",
                    "two conditions"},
        BadRelation{R"({"id":"r","summary":"s","x-provenance":1,"assert":{"is_null":"/a"}})",
                    "/x-provenance", "documented"}));

TEST(Loader, RefusesTwoRelationsOfOneName) {
  EXPECT_THAT(error_of(document_of_schema(
                  R"({"properties":{"a":{}},"x-hookworthy":{"relations":[
                      {"id":"r","summary":"s","assert":{"is_null":"/a"}},
                      {"id":"r","summary":"s","assert":{"not_null":"/a"}}]}})")),
              HasSubstr("/relations/1/id: another relation has this id"));
}

struct BadDocument {
  std::string document;
  std::string_view error;  ///< how it starts
};
std::ostream& operator<<(std::ostream& out, const BadDocument& bad) {
  return out << bad.error;
}

class LoaderRefusesDocument : public ::testing::TestWithParam<BadDocument> {};

TEST_P(LoaderRefusesDocument, AndSaysWhy) {
  EXPECT_THAT(error_of(GetParam().document), StartsWith(std::string(GetParam().error)));
}

std::string hook_with(std::string_view operation) {
  return document_with(R"({"it":{"post":)" + std::string(operation) + "}}");
}

INSTANTIATE_TEST_SUITE_P(
    Text, LoaderRefusesDocument,
    ::testing::Values(
        BadDocument{"", "the document is empty"}, BadDocument{" \n", "the document is empty"},
        BadDocument{"\xef\xbb\xbf{}", "the document starts with a byte order mark"},
        BadDocument{"openapi: 3.1.0\n", "the document looks like YAML; convert it to JSON"},
        BadDocument{"# a comment\nopenapi: 3.1.0", "the document looks like YAML"},
        BadDocument{"---\n", "the document looks like YAML"},
        BadDocument{R"({"openapi":"3.1.0",)", "not valid JSON: parse error at line 1"},
        BadDocument{"{} {}", "not valid JSON"}, BadDocument{R"({"a":1e999})", "not valid JSON"},
        BadDocument{std::string("{\"a\":\"\xff\"}"), "not valid JSON"},
        BadDocument{R"({"a":[1,{"b":1,"b":2}]})", "/a/1/b: this member stands twice"},
        BadDocument{std::string(100'000, '['), "/0/0/0/0"},
        BadDocument{std::string((16u << 20) + 1, ' '), "the document has 16777217 bytes"},
        BadDocument{"[]", "the document: must be an OpenAPI document"},
        BadDocument{"{}", "the document: has no 'openapi'"},
        BadDocument{R"({"openapi":"3.0.3"})", "/openapi: version '3.0.3' is not supported, 3.1.x"},
        BadDocument{R"({"openapi":3.1})", "/openapi: must be a string"},
        BadDocument{R"({"openapi":"3.1.0"})", "the document: needs a member 'info'"},
        BadDocument{R"({"openapi":"3.1.0","info":{"version":"1"}})", "/info: needs a member"},
        BadDocument{R"({"openapi":"3.1.0","info":{"title":"t","version":"1"}})",
                    "the document: has no 'webhooks'"},
        BadDocument{R"({"openapi":"3.1.0","info":{"title":"t","version":"1"},
                        "jsonSchemaDialect":"http://json-schema.org/draft-07/schema#"})",
                    "/jsonSchemaDialect: not supported"}));

INSTANTIATE_TEST_SUITE_P(
    Webhooks, LoaderRefusesDocument,
    ::testing::Values(
        BadDocument{document_with("[]"), "/webhooks: must be an object"},
        BadDocument{document_with("{}"), "/webhooks: must have at least one"},
        BadDocument{document_with(R"({"it":{}})"), "/webhooks/it: needs one of 'post'"},
        BadDocument{document_with(R"({"it":{"post":{},"put":{}}})"),
                    "/webhooks/it/put: a webhook must have one of"},
        BadDocument{document_with(R"({"it":{"post":{}}})"),
                    "/webhooks/it/post: needs a member 'requestBody'"},
        BadDocument{document_with(R"({"it":{"put":1,"post":2}})"), "/webhooks/it/post: a webhook"},
        BadDocument{document_with(R"({"it":{"$ref":"#/nowhere"}})"), "/webhooks/it/$ref: '#/no"},
        BadDocument{document_with(R"({"it":{"$ref":"#/webhooks/it"}})"),
                    "/webhooks/it: a chain of references"},
        BadDocument{hook_with(R"({"requestBody":{}})"), "/webhooks/it/post/requestBody: needs"},
        BadDocument{hook_with(R"({"requestBody":{"content":{"text/xml":{}}}})"),
                    "/webhooks/it/post/requestBody/content: needs a media type of JSON"},
        BadDocument{hook_with(R"({"requestBody":{"content":{"application/json":{}}}})"),
                    "/webhooks/it/post/requestBody/content/application~1json: needs"},
        BadDocument{hook_with(R"({"requestBody":{"content":{"a/json":{"schema":{}}}},
                                  "responses":{"ok":{}}})"),
                    "/webhooks/it/post/responses/ok: must be a status"},
        BadDocument{hook_with(R"({"x-hookworthy":{},"requestBody":{}})"),
                    "/webhooks/it/post/x-hookworthy: is not read here"},
        BadDocument{document_with(R"({"it":{"x-hookworthy":{"endpoint":"a"},"post":{}}})"),
                    "/webhooks/it/x-hookworthy/endpoint: unknown key"}));

constexpr std::string_view two_hooks = R"({
  "a":{"x-hookworthy":{"discriminator_value":"v"},"post":{"requestBody":{"content":
    {"application/json":{"schema":{"properties":{"k":{"const":"v"}}}}}}}},
  "b":{"x-hookworthy":{"lookalikes":["v"]},"post":{"requestBody":{"content":
    {"application/json":{"schema":{"properties":{"k":{"const":"b"},"n":{"const":1}}}}}}}}})";

std::string extended(std::string_view extension) {
  return document_with(two_hooks, extension);
}

std::string lived(std::string_view lifecycle) {
  return extended(R"({"discriminator":{"in":"none"},"lifecycle":{)" + std::string(lifecycle) +
                  "}}");
}

constexpr std::string_view life_states = R"("initial":"none","identity":"/k","states":{"on":[]},)";
std::string lived_by(std::string_view transition) {
  return lived(std::string(life_states) + R"("transitions":[)" + std::string(transition) + "]");
}

INSTANTIATE_TEST_SUITE_P(
    Extension, LoaderRefusesDocument,
    ::testing::Values(
        BadDocument{extended(R"({"discriminater":{}})"), "/x-hookworthy/discriminater: unknown"},
        BadDocument{extended(R"({"discriminator":{"in":"url"}})"),
                    "/x-hookworthy/discriminator/in: must be"},
        BadDocument{extended(R"({"discriminator":{"in":"body"}})"),
                    "/x-hookworthy/discriminator: needs a member 'pointer'"},
        BadDocument{extended(R"({"discriminator":{"in":"body","pointer":""}})"),
                    "/x-hookworthy/discriminator/pointer: must lead to a member"},
        BadDocument{extended(R"({"discriminator":{"in":"header","name":"X Event"}})"),
                    "/x-hookworthy/discriminator/name: must be the name"},
        BadDocument{extended(R"({"discriminator":{"in":"body","pointer":"/n"}})"),
                    "/webhooks/a/post/requestBody/content/application~1json/schema: says nothing"},
        BadDocument{extended(R"({"discriminator":{"in":"body","pointer":"/k"}})"),
                    "/webhooks/b: the look-alike 'v' is a callback type"},
        BadDocument{extended(R"({"delivery":{"timeout":"10"}})"),
                    "/x-hookworthy/delivery/timeout: must be a time"},
        BadDocument{extended(R"({"delivery":{"timeout":"61m"}})"),
                    "/x-hookworthy/delivery/timeout: must be a time"},
        BadDocument{extended(R"({"delivery":{"link_host":"a b"}})"),
                    "/x-hookworthy/delivery/link_host: must be a host name"},
        BadDocument{lived(R"("initial":"none")"), "/x-hookworthy/lifecycle: needs a member"},
        BadDocument{lived_by(""), "/x-hookworthy/lifecycle/transitions: must have"},
        BadDocument{lived_by(R"({"callback":"c","from":["none"],"to":"on","entity":""})"),
                    "/x-hookworthy/lifecycle/transitions/0/callback: 'c' is no key of webhooks"},
        BadDocument{lived_by(R"({"callback":"a","from":["nope"],"to":"on","entity":""})"),
                    "/x-hookworthy/lifecycle/transitions/0/from/0: 'nope' is no state"},
        BadDocument{lived_by(R"({"callback":"a","from":["none"],"to":"none","entity":""})"),
                    "/x-hookworthy/lifecycle/transitions/0/to: 'none' is no state"},
        BadDocument{lived_by(R"({"callback":"a","from":["none"],"to":"on","entity":"/z"})"),
                    "/x-hookworthy/lifecycle/transitions/0/entity: '/z' leads to no property"},
        BadDocument{lived_by(R"({"callback":"a","from":["none"],"to":"on","entity":"",
                                 "successor_state":"on"})"),
                    "/x-hookworthy/lifecycle/transitions/0/successor_state: means nothing"},
        BadDocument{lived(R"("initial":"none","identity":"/z","states":{"on":[]},"transitions":[
                       {"callback":"a","from":["none"],"to":"on","entity":""}])"),
                    "/x-hookworthy/lifecycle/identity: leads to no property of the entity"},
        BadDocument{lived(R"("initial":"none","identity":"/k","states":{"on":[{"is_null":"/z"}]},
                       "transitions":[{"callback":"a","from":["none"],"to":"on","entity":""}])"),
                    "/x-hookworthy/lifecycle/states/on/0/is_null: '/z' leads to no property"},
        BadDocument{lived(R"("initial":"none","identity":"/k","states":{"on":[]},"transitions":[
                       {"callback":"a","from":["none"],"to":"on","entity":""}],"carries":[
                       {"from":{"callback":"a","pointer":"/k"},
                        "to":{"callback":"b","pointer":"/m"}}])"),
                    "/x-hookworthy/lifecycle/carries/0/to/pointer: '/m' leads to no property"}));

TEST(Loader, RefusesTypesThatOneValueStandsFor) {
  constexpr std::string_view hooks = R"({
    "a":{"x-hookworthy":{"discriminator_value":"v"},"post":{"requestBody":{"content":
      {"application/json":{"schema":{}}}}}},
    "v":{"post":{"requestBody":{"content":{"application/json":{"schema":{}}}}}}})";
  EXPECT_THAT(error_of(document_with(hooks, R"({"discriminator":{"in":"header","name":"E"}})")),
              StartsWith("/webhooks/v: the discriminator's value 'v' is that of 'a' too"));
  EXPECT_EQ(error_of(document_with(hooks, R"({"discriminator":{"in":"none"}})")), "");
}

}  // namespace
}  // namespace hookworthy::contract
