#include "tests/unit/verifier/contract/schema_contract.hpp"

#include <string>
#include <vector>

namespace hookworthy::contract {
namespace {

struct KeywordRow {
  const char* schema;
  const char* instance;
  const char* errors;  // "POINTER KEYWORD; ...", empty: valid
};

void check(const std::vector<KeywordRow>& rows, std::string_view schemas = "{}") {
  for (const KeywordRow& row : rows) {
    const Validator validator = validator_of(row.schema, schemas);
    const Judgement judgement = validator.judge(row.instance);
    EXPECT_EQ(summary_of(judgement), row.errors) << row.schema << " on " << row.instance;
    const Json value = Json::parse(row.instance);
    EXPECT_EQ(summary_of(validator.judge(value)), row.errors) << row.schema;
  }
}

TEST(ValidatorKeywords, boolean_schemas) {
  check({{"true", "1", ""},
         {"false", "1", " false"},
         {"{}", "null", ""},
         {R"({"properties":{"a":false}})", R"({"a":1})", "/a false"},
         {R"({"properties":{"a":false}})", R"({"b":1})", ""},
         {R"({"properties":{"a":true}})", R"({"a":1})", ""}});
}

TEST(ValidatorKeywords, type) {
  const char* const values[] = {"null", "true", "1", "1.5", "\"a\"", "[]", "{}"};
  const std::pair<const char*, std::string_view> types[] = {
      {"null", "+------"},   {"boolean", "-+-----"}, {"integer", "--+----"}, {"number", "--++---"},
      {"string", "----+--"}, {"array", "-----+-"},   {"object", "------+"}};
  for (const auto& [type, admitted] : types) {
    const std::string schema = std::string(R"({"type":")") + type + "\"}";
    for (std::size_t i = 0; i < admitted.size(); ++i) {
      check({{schema.c_str(), values[i], admitted[i] == '+' ? "" : " type"}});
    }
  }
  check({{R"({"type":"integer"})", "1.0", ""},
         {R"({"type":"integer"})", "1e300", ""},
         {R"({"type":"integer"})", "-9223372036854775808", ""},
         {R"({"type":"integer"})", "18446744073709551616", ""},
         {R"({"type":["string","null"]})", "null", ""},
         {R"({"type":["string","null"]})", "0", " type"},
         {R"({"type":["integer","number"]})", "0.5", ""}});
}

TEST(ValidatorKeywords, enum_and_const) {
  check({{R"({"enum":[1,"a",null,[1],{"a":1}]})", "1.0", ""},
         {R"({"enum":[1,"a",null,[1],{"a":1}]})", "[1.0]", ""},
         {R"({"enum":[1,"a",null,[1],{"a":1}]})", R"({"a":1.0})", ""},
         {R"({"enum":[1,"a",null,[1],{"a":1}]})", "\"A\"", " enum"},
         {R"({"enum":[false]})", "0", " enum"},
         {R"({"enum":[1]})", "true", " enum"},
         {R"({"const":{"b":[2],"a":1}})", R"({"a":1,"b":[2]})", ""},
         {R"({"const":9007199254740993})", "9007199254740992", " const"},
         {R"({"const":9007199254740993})", "9007199254740993", ""},
         {R"({"const":null})", "null", ""},
         {R"({"const":null})", "0", " const"},
         {R"({"type":"string","const":"a"})", "1", " type;  const"}});
}

TEST(ValidatorKeywords, numeric_bounds_do_not_round) {
  check({{R"({"minimum":1})", "1", ""},
         {R"({"minimum":1})", "0.9999999999999999", " minimum"},
         {R"({"minimum":1})", "\"0\"", ""},
         {R"({"maximum":9007199254740992})", "9007199254740993", " maximum"},
         {R"({"maximum":9007199254740992})", "9007199254740992.0", ""},
         {R"({"minimum":9007199254740993})", "9007199254740992.0", " minimum"},
         {R"({"exclusiveMinimum":0})", "0", " exclusiveMinimum"},
         {R"({"exclusiveMinimum":0})", "-0.0", " exclusiveMinimum"},
         {R"({"exclusiveMinimum":0})", "5e-324", ""},
         {R"({"exclusiveMaximum":10.5})", "10.5", " exclusiveMaximum"},
         {R"({"exclusiveMaximum":10.5})", "10", ""},
         {R"({"maximum":9223372036854775807})", "9223372036854775808", " maximum"},
         {R"({"maximum":18446744073709551615})", "18446744073709551615", ""},
         {R"({"minimum":5,"maximum":1e2,"multipleOf":2})", "101", " maximum;  multipleOf"}});
}

TEST(ValidatorKeywords, multiple_of_is_decimal) {
  check({{R"({"multipleOf":0.01})", "19.99", ""},
         {R"({"multipleOf":0.01})", "0.07", ""},
         {R"({"multipleOf":0.01})", "0.075", " multipleOf"},
         {R"({"multipleOf":0.01})", "1e15", ""},
         {R"({"multipleOf":2})", "9007199254740993", " multipleOf"},
         {R"({"multipleOf":3})", "-9", ""},
         {R"({"multipleOf":3})", "\"a\"", ""}});
}

TEST(ValidatorKeywords, strings) {
  check({{R"({"minLength":2,"maxLength":3})", "\"a\"", " minLength"},
         {R"({"minLength":2,"maxLength":3})", "\"abcd\"", " maxLength"},
         {R"({"maxLength":1})", "\"😀\"", ""},
         {R"({"maxLength":1})", R"("\ud83d\ude00")", ""},
         {R"({"maxLength":1})", R"("e\u0301")", " maxLength"},
         {R"({"minLength":1})", R"("\u0000")", ""},
         {R"({"minLength":1})", "[]", ""},
         {R"({"pattern":"^a+$"})", "\"aa\"", ""},
         {R"({"pattern":"b"})", "\"abc\"", ""},
         {R"({"pattern":"^a+$"})", "\"ab\"", " pattern"},
         {R"({"pattern":"^a+$"})", "1", ""},
         {R"({"pattern":"^(a*)*b$"})", "\"aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa\"",
          " pattern"},
         {R"({"format":"date-time"})", "\"2024-02-29T00:00:00Z\"", ""},
         {R"({"format":"date-time"})", "\"2023-02-29T00:00:00Z\"", " format"},
         {R"({"format":"date-time"})", "12", ""},
         {R"({"format":"iana-time-zone"})", "\"Europe/Berlin\"", ""},
         {R"({"format":"iana-time-zone"})", "\"Europe/Bärlin\"", " format"}});
}

TEST(ValidatorKeywords, arrays) {
  check({{R"({"items":{"type":"integer"}})", "[1,2]", ""},
         {R"({"items":{"type":"integer"}})", "[1,\"a\",2,null]", "/1 type; /3 type"},
         {R"({"items":{"type":"integer"}})", R"({"0":"a"})", ""},
         {R"({"items":false})", "[]", ""},
         {R"({"items":false})", "[1]", " items"},
         {R"({"prefixItems":[{"type":"string"},{"type":"null"}]})", "[\"a\"]", ""},
         {R"({"prefixItems":[{"type":"string"},{"type":"null"}]})", "[\"a\",null,1]", ""},
         {R"({"prefixItems":[{"type":"string"},{"type":"null"}]})", "[1,1]", "/0 type; /1 type"},
         {R"({"prefixItems":[{"type":"string"}],"items":{"type":"null"}})", "[\"a\",1]", "/1 type"},
         {R"({"prefixItems":[{"type":"string"}],"items":false})", "[1,1]", " items; /0 type"},
         {R"({"minItems":1,"maxItems":2})", "[]", " minItems"},
         {R"({"minItems":1,"maxItems":2})", "[1,2,3]", " maxItems"},
         {R"({"uniqueItems":true})", "[1,\"1\",true,[1],{\"a\":1},null,false,0]", ""},
         {R"({"uniqueItems":true})", "[1,2,1.0]", " uniqueItems"},
         {R"({"uniqueItems":true})", R"([{"a":1,"b":2},{"b":2.0,"a":1}])", " uniqueItems"},
         {R"({"uniqueItems":false})", "[1,1]", ""}});
}

TEST(ValidatorKeywords, objects) {
  check({{R"({"required":["b","a"]})", "{}", " required;  required"},
         {R"({"required":["a"]})", R"({"a":null})", ""},
         {R"({"required":["a"]})", "[]", ""},
         {R"({"properties":{"a":{"type":"string"}}})", R"({"a":1})", "/a type"},
         {R"({"properties":{"a/b~c":{"type":"string"}}})", R"({"a/b~c":1})", "/a~1b~0c type"},
         {R"({"properties":{"":{"type":"string"}}})", R"({"":1})", "/ type"},
         {R"({"properties":{"a":{"properties":{"b":{"items":{"type":"null"}}}}}})",
          R"({"a":{"b":[null,2]}})", "/a/b/1 type"},
         {R"({"properties":{"a":{}},"additionalProperties":false})", R"({"a":1})", ""},
         {R"({"properties":{"a":{}},"additionalProperties":false})", R"({"a":1,"b":2,"c":3})",
          " additionalProperties"},
         {R"({"properties":{"a":{}},"additionalProperties":{"type":"string"}})",
          R"({"a":1,"b":2,"c":"d"})", "/b type"},
         {R"({"required":["a"],"additionalProperties":false})", R"({"a":1})",
          " additionalProperties"},
         {R"({"propertyNames":{"pattern":"^[a-z]+$","maxLength":2}})", R"({"ab":1,"c":2})", ""},
         {R"({"propertyNames":{"pattern":"^[a-z]+$"}})", R"({"ab":1,"C":2})", " propertyNames"},
         {R"({"propertyNames":false})", "{}", ""},
         {R"({"minProperties":1,"maxProperties":2})", "{}", " minProperties"},
         {R"({"minProperties":1,"maxProperties":2})", R"({"a":1,"b":2,"c":3})", " maxProperties"},
         {R"({"maxProperties":0})", "\"a\"", ""}});
}

TEST(ValidatorKeywords, combinations) {
  check(
      {{R"({"allOf":[{"minimum":2},{"maximum":4}]})", "3", ""},
       {R"({"allOf":[{"minimum":2},{"multipleOf":2}]})", "1", " minimum;  multipleOf"},
       {R"({"anyOf":[{"type":"string"},{"minimum":2}]})", "3", ""},
       {R"({"anyOf":[{"type":"string"},{"type":"null"}]})", "1", " anyOf"},
       {R"({"anyOf":[{"minimum":2},{"maximum":0}]})", "1", " anyOf"},
       {R"({"oneOf":[{"minimum":2},{"maximum":4}]})", "1", ""},
       {R"({"oneOf":[{"minimum":2},{"maximum":4}]})", "3", " oneOf"},
       {R"({"oneOf":[{"minimum":5},{"maximum":1}]})", "3", " oneOf"},
       {R"({"oneOf":[true,true,false]})", "3", " oneOf"},
       {R"({"not":{"type":"string"}})", "1", ""},
       {R"({"not":{"type":"string"}})", "\"a\"", " not"},
       {R"({"not":{"properties":{"a":{"type":"string"}}}})", R"({"a":1})", ""},
       {R"({"not":true})", "1", " not"},
       {R"({"if":{"type":"string"},"then":{"minLength":2},"else":{"minimum":2}})", "\"a\"",
        " minLength"},
       {R"({"if":{"type":"string"},"then":{"minLength":2},"else":{"minimum":2}})", "1", " minimum"},
       {R"({"if":{"type":"string"},"then":{"minLength":2},"else":{"minimum":2}})", "2", ""},
       {R"({"if":{"type":"string"}})", "\"a\"", ""},
       {R"({"if":{"type":"string"},"else":false})", "1", " false"},
       {R"({"then":false,"else":false})", "1", ""}});
}

TEST(ValidatorKeywords, the_only_alternative_of_the_right_type_explains_itself) {
  check({{R"({"anyOf":[{"type":"object","required":["a"]},{"type":"null"}]})", "{}", " required"},
         {R"({"oneOf":[{"type":"null"},{"$ref":"#/components/schemas/User"}]})", R"({"id":"x"})",
          "/id type"},
         {R"({"anyOf":[{"type":"null"},{"allOf":[{"type":"string"},{"minLength":2}]}]})", "\"a\"",
          " minLength"},
         {R"({"anyOf":[{"type":"object","required":["a"]},{"type":"object","required":["b"]}]})",
          "{}", " anyOf"}},
        R"({"User":{"type":"object","properties":{"id":{"type":"integer"}}}})");
}

TEST(ValidatorKeywords, references_work_beside_siblings_and_recursively) {
  const char* const schemas = R"({
    "Tree":{"type":"object","required":["value"],"properties":{"value":{"type":"integer"},
      "left":{"$ref":"#/components/schemas/Tree"},
      "right":{"anyOf":[{"$ref":"#/components/schemas/Tree"},{"type":"null"}]}}},
    "Short":{"type":"string","maxLength":2}})";
  check({{R"({"$ref":"#/components/schemas/Short","minLength":2})", "\"ab\"", ""},
         {R"({"$ref":"#/components/schemas/Short","minLength":2})", "\"a\"", " minLength"},
         {R"({"$ref":"#/components/schemas/Short","minLength":2})", "\"abc\"", " maxLength"},
         {R"({"$ref":"#/components/schemas/Tree"})",
          R"({"value":1,"left":{"value":2,"right":null}})", ""},
         {R"({"$ref":"#/components/schemas/Tree"})",
          R"({"value":1,"left":{"value":2,"right":{"value":"x","left":{}}}})",
          "/left/right/left required; /left/right/value type"}},
        schemas);
}

}  // namespace
}  // namespace hookworthy::contract
