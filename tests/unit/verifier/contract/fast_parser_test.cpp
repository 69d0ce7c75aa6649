#include "verifier/contract/fast_parser.hpp"

#include "tests/unit/verifier/contract/schema_contract.hpp"

#include <array>
#include <cstring>
#include <string>
#include <thread>
#include <vector>

#include <sys/mman.h>
#include <unistd.h>

namespace hookworthy::contract {
namespace {

using Instructions = FastParser::Instructions;
constexpr std::array all_instructions = {Instructions::portable, Instructions::sse2,
                                         Instructions::avx2};

constexpr const char* no_discriminator = R"({"discriminator":{"in":"none"}})";

/// One pass and validator on one schema.
class Both {
 public:
  explicit Both(std::string_view schema, std::string_view schemas = "{}")
      : Both(contract_of("{\"it\":" + webhook_of(schema) + "}", no_discriminator, schemas)) {}
  explicit Both(const std::shared_ptr<const Contract>& contract) {
    for (const auto set : all_instructions) parsers_.emplace_back(contract, set);
  }

  /// "yes": valid in one pass; "later": valid, said the validator; else the errors.
  std::string judge(std::string_view body) const {
    const Judgement wanted = parsers_[0].validator().judge(body);
    std::string answer;
    for (const FastParser& parser : parsers_) {
      Extract extract;
      const Judgement got = parser.parse(body, extract);
      EXPECT_EQ(summary_of(got), summary_of(wanted)) << body;
      EXPECT_EQ(got.type, wanted.type) << body;
      const std::string one = !got.valid ? summary_of(got) : extract.one_pass ? "yes" : "later";
      EXPECT_TRUE(answer.empty() || answer == one) << body;
      answer = one;
    }
    return answer;
  }

 private:
  std::vector<FastParser> parsers_;
};

struct Row {
  const char* body;
  const char* answer;
};

void check(std::string_view schema, const std::vector<Row>& rows, std::string_view more = "{}") {
  const Both both(schema, more);
  for (const Row& row : rows) EXPECT_EQ(both.judge(row.body), row.answer) << schema << row.body;
}

std::string member(std::string_view schema) {
  return R"({"type":"object","properties":{"a":)" + std::string(schema) + "}}";
}

TEST(FastParser, grammar) {
  check("{}", {{"{}", "yes"},
               {" \t\r\n{ } \n", "yes"},
               {R"({"a":[1,-2,3.5e+7,0,-0,0.0,true,false,null,"x",[],{},[[{"b":[]}]]]})", "yes"},
               {R"({ "a" : [ 1 , 2 ] , "b" : { "c" : 1 } })", "yes"},
               {R"({"a":1}})", " json"},
               {R"({"a":{"b":1})", " json"},
               {R"({"a":1,})", " json"},
               {R"({"a":[1,]})", " json"},
               {R"({"a":[1})", " json"},
               {R"({"a" 1})", " json"},
               {R"({a:1})", " json"},
               {R"({"a":01})", " json"},
               {R"({"a":-})", " json"},
               {R"({"a":+1})", " json"},
               {R"({"a":1.})", " json"},
               {R"({"a":.5})", " json"},
               {R"({"a":1e})", " json"},
               {R"({"a":1e400})", " json"},
               {R"({"a":tru})", " json"},
               {R"({"a":nul})", " json"},
               {R"({"a":truefalse})", " json"},
               {R"({"a":"})", " json"},
               {R"({"a)", " json"},
               {"{\"a\":\"\t\"}", " json"},
               {"{\"a\":\"\x7f\"}", "yes"},
               {"{\v}", " json"},
               {"\xEF\xBB\xBF{}", " json"},
               {"", " json"},
               {"}", " json"}});
}

TEST(FastParser, escapes_and_utf_8) {
  check(member(R"({"enum":["\"\\/\b\f\n\r\t","é€😀",""]})"),
        {{R"({"a":"\"\\\/\b\f\n\r\t"})", "yes"},
         {R"({"a":"\u00e9\u20AC\uD83D\ude00"})", "yes"},
         {R"({"a":"é€😀"})", "yes"},
         {R"({"a":""})", "yes"},
         {R"({"a":"é\u20ac😀"})", "yes"},
         {R"({"a":"\ud83d"})", " json"},
         {R"({"a":"\ud83d\u0041"})", " json"},
         {R"({"a":"\ude00"})", " json"},
         {R"({"a":"\u00g0"})", " json"},
         {R"({"a":"\u00e"})", " json"},
         {R"({"a":"\x"})", " json"},
         {R"({"a":"\"})", " json"},
         {R"({"a":"\u})", " json"}});
  for (const char* good : {"\xc2\x80", "\xdf\xbf", "\xe0\xa0\x80", "\xed\x9f\xbf", "\xee\x80\x80",
                           "\xf0\x90\x80\x80", "\xf4\x8f\xbf\xbf"}) {
    for (const char* front : {"", "1234567", "абвгдежзик"}) {
      const std::string body = std::string("{\"a\":\"") + front + good + front + "\"}";
      EXPECT_EQ(Both("{}").judge(body), "yes");
    }
  }
  for (const char* bad :
       {"\x80", "\xbf", "\xc0\x80", "\xc1\xbf", "\xc2", "\xe0\x9f\xbf", "\xe1\x80", "\xed\xa0\x80",
        "\xed\xbf\xbf", "\xf0\x8f\xbf\xbf", "\xf4\x90\x80\x80", "\xf5\x80\x80\x80", "\xff",
        "\xd0\xd0\x90\x90", "\xc1\x90\xd0\x90"}) {
    for (const char* front : {"", "1234567", "абвгдежзик"}) {
      const std::string body = std::string("{\"a\":\"") + front + bad + front + "\"}";
      EXPECT_EQ(Both("{}").judge(body), " json");
    }
  }
}

TEST(FastParser, numbers) {
  check(member(R"({"type":"integer","minimum":1})"), {{R"({"a":1})", "yes"},
                                                      {R"({"a":12345678})", "yes"},
                                                      {R"({"a":123456789})", "yes"},
                                                      {R"({"a":9223372036854775807})", "yes"},
                                                      {R"({"a":9223372036854775808})", "later"},
                                                      {R"({"a":123456789012345678901})", "later"},
                                                      {R"({"a":1.0})", "yes"},
                                                      {R"({"a":1e3})", "yes"},
                                                      {R"({"a":1e300})", "yes"},
                                                      {R"({"a":1.5})", "/a type"},
                                                      {R"({"a":0})", "/a minimum"},
                                                      {R"({"a":-0})", "/a minimum"},
                                                      {R"({"a":-12345678})", "/a minimum"},
                                                      {R"({"a":0.0})", "/a minimum"}});
  check(member(R"({"exclusiveMinimum":-0.5,"exclusiveMaximum":10})"),
        {{R"({"a":0})", "yes"},
         {R"({"a":-0.4999})", "yes"},
         {R"({"a":-0.5})", "/a exclusiveMinimum"},
         {R"({"a":-1})", "/a exclusiveMinimum"},
         {R"({"a":9})", "yes"},
         {R"({"a":9.9999999999999999999})", "/a exclusiveMaximum"},
         {R"({"a":9.99999999999999})", "yes"},
         {R"({"a":10})", "/a exclusiveMaximum"},
         {R"({"a":"text"})", "yes"}});
  check(member(R"({"multipleOf":0.01,"maximum":1e300})"), {{R"({"a":45.5})", "yes"},
                                                           {R"({"a":7})", "yes"},
                                                           {R"({"a":-7})", "yes"},
                                                           {R"({"a":1.001})", "/a multipleOf"}});
  check(member(R"({"minimum":9007199254740993})"),
        {{R"({"a":9007199254740992})", "/a minimum"}, {R"({"a":9007199254740993})", "yes"}});
}

TEST(FastParser, strings) {
  check(member(R"({"type":"string","minLength":2,"maxLength":3})"),
        {{R"({"a":"éé"})", "yes"},
         {R"({"a":"é"})", "/a minLength"},
         {R"({"a":"\u00e9a"})", "yes"},
         {R"({"a":"abcd"})", "/a maxLength"},
         {R"({"a":null})", "/a type"}});
  check(member(R"({"const":"on"})"),
        {{R"({"a":"on"})", "yes"}, {R"({"a":"off"})", "/a const"}, {R"({"a":1})", "/a const"}});
  check(member(R"({"enum":["x",null,true,false,1]})"), {{R"({"a":"x"})", "yes"},
                                                        {R"({"a":null})", "yes"},
                                                        {R"({"a":true})", "yes"},
                                                        {R"({"a":1})", "later"},
                                                        {R"({"a":2})", "/a enum"}});
  check(member(R"({"enum":[true,"x"]})"),
        {{R"({"a":true})", "later"}, {R"({"a":false})", "/a enum"}, {R"({"a":"x"})", "yes"}});
  check(member(R"({"format":"uuid","pattern":"^[0-9a-f-]+$"})"),
        {{R"({"a":"123e4567-e89b-12d3-a456-426614174000"})", "yes"},
         {R"({"a":"123e4567-e89b-12d3-a456-42661417400g"})", "/a pattern; /a format"}});
}

TEST(FastParser, links) {
  check(member(R"({"format":"uri"})"), {{R"({"a":"https://a.example/b?c=d"})", "yes"},
                                        {R"({"a":"http://a.example:80/%41#f"})", "yes"},
                                        {R"({"a":"https:\/\/a.example\/b"})", "yes"},
                                        {R"({"a":"http:\/\/a.example\/%4g"})", "/a format"},
                                        {R"({"a":"https://a.example/%4"})", "/a format"},
                                        {R"({"a":"https://a b"})", "/a format"},
                                        {R"({"a":"https://é"})", "/a format"},
                                        {R"({"a":"https:\/\\/a"})", "/a format"},
                                        {R"({"a":"mailto:a@b"})", "yes"},
                                        {R"({"a":"h"})", "/a format"}});
}

TEST(FastParser, patterns) {
  check(member(R"({"pattern":"^[a-z0-9]([a-z0-9-]*[a-z0-9])?$"})"),
        {{R"({"a":"a"})", "yes"},
         {R"({"a":"a-b"})", "yes"},
         {R"({"a":"\u0061-b"})", "yes"},
         {R"({"a":""})", "/a pattern"},
         {R"({"a":"-"})", "/a pattern"},
         {R"({"a":"a-"})", "/a pattern"},
         {R"({"a":"a_b"})", "/a pattern"},
         {R"({"a":"aéb"})", "/a pattern"}});
  check(member(R"({"pattern":"^\\+[0-9]{2,4}$","maxLength":4})"),
        {{R"({"a":"+12"})", "yes"},
         {R"({"a":"+123"})", "yes"},
         {R"({"a":"+1"})", "/a pattern"},
         {R"({"a":"+1234"})", "/a maxLength"},
         {R"({"a":"++1"})", "/a pattern"},
         {R"({"a":"1+1"})", "/a pattern"}});
  check(member(R"({"pattern":"^\\w*$"})"),
        {{R"({"a":""})", "yes"}, {R"({"a":"a_Z9"})", "yes"}, {R"({"a":"a\n"})", "/a pattern"}});
  check(member(R"({"pattern":"^[A-F\\d]?$"})"),
        {{R"({"a":""})", "yes"}, {R"({"a":"F"})", "yes"}, {R"({"a":"FF"})", "/a pattern"}});
  check(member(R"({"pattern":"b+|^c"})"),
        {{R"({"a":"abc"})", "yes"}, {R"({"a":"c"})", "yes"}, {R"({"a":"ac"})", "/a pattern"}});
}

TEST(FastParser, objects) {
  const char* const closed =
      R"({"type":"object","required":["a"],"additionalProperties":false,
          "properties":{"a":{},"b":{},"an_unusually_long_name_of_a_member":{},"q\"uote":{}}})";
  check(closed, {{R"({"a":1})", "yes"},
                 {R"({"b":1,"a":1})", "yes"},
                 {R"({"\u0062":1,"\u0061":1})", "yes"},
                 {R"({"a":1,"an_unusually_long_name_of_a_member":1,"q\"uote":2})", "yes"},
                 {R"({"a":1,"a":2})", "later"},
                 {R"({"b":1})", " required"},
                 {R"({"a":1,"c":1})", " additionalProperties"},
                 {R"({"a":1,"an_unusually_long_name_of_a_membes":1})", " additionalProperties"}});
  check(R"({"minProperties":2,"maxProperties":3,"properties":{"a":{}}})",
        {{R"({"a":1,"b":1})", "yes"},
         {R"({"b":1,"c":1})", "later"},
         {R"({"b":1,"b":1})", " minProperties"},
         {R"({"a":1,"b":1,"c":1})", "yes"},
         {R"({"b":1,"c":1,"d":1,"d":2})", "later"},
         {R"({"b":1,"c":1,"d":1,"e":2})", " maxProperties"}});
  check(R"({"additionalProperties":{"type":"string"},"properties":{"n":{"type":"integer"}}})",
        {{R"({"n":1,"x":"y","x":"z"})", "yes"},
         {R"({"x":1,"x":"z"})", "later"},
         {R"({"x":1})", "/x type"},
         {R"({"n":"1"})", "/n type"}});
  check(R"({"propertyNames":{"maxLength":2},"properties":{"aa":{},"bbb":{}}})",
        {{R"({"aa":1})", "yes"}, {R"({"bbb":1})", " propertyNames"}, {R"({"cc":1})", "later"}});
}

TEST(FastParser, white_space_of_any_length) {
  const Both both(R"({"required":["a","b","c","d"],
      "properties":{"a":{"type":"string"},"b":{"type":["string","null"]},
                    "c":{"type":"integer"},"d":{"type":"object"}}})");
  constexpr std::size_t most = 70;
  const std::string fill(200, 'x');
  const auto space = [](std::size_t size) { return std::string(size, ' ').replace(0, 1, "\n"); };
  for (std::size_t size = 1; size < most; ++size) {
    for (const std::size_t other : {std::size_t{1}, size, size + 1, most}) {
      const std::string body = "{" + space(size) + "\"a\": \"x\"," + space(other) + "\"b\" :null," +
                               space(size) + "\"c\":" + space(other) + "7" + space(size) + "," +
                               space(other) + "\"d\":\t{" + space(size) + "}";
      EXPECT_EQ(both.judge(body + "}"), "yes");
      EXPECT_EQ(both.judge(body + space(other) + ",\"e\": \"" + fill + "\"}"), "yes");
      EXPECT_EQ(both.judge(body + "," + space(size) + "}"), " json");
    }
  }
}

TEST(FastParser, names_that_a_hash_cannot_tell_apart) {
  std::string properties, body;
  for (const char middle : std::string("abcdef")) {
    const std::string name = std::string("12345678") + middle + "12345678";
    properties += (properties.empty() ? "\"" : ",\"") + name + R"(":{"const":")" + middle + "\"}";
    body.insert(0, (body.empty() ? "\"" : "\"") + name + "\":\"" + middle + "\"" +
                       (body.empty() ? "" : ","));
  }
  const Both both(R"({"additionalProperties":false,"properties":{)" + properties + "}}");
  EXPECT_EQ(both.judge("{" + body + "}"), "yes");
  EXPECT_EQ(both.judge(R"({"12345678c12345678":"c","12345678a12345678":"a"})"), "yes");
  EXPECT_EQ(both.judge(R"({"12345678a12345678":"b"})"), "/12345678a12345678 const");
  EXPECT_EQ(both.judge(R"({"12345678g12345678":"g"})"), " additionalProperties");
}

TEST(FastParser, arrays) {
  check(member(R"({"type":"array","prefixItems":[{"type":"string"}],"items":{"type":"integer"},
                   "minItems":1,"maxItems":3})"),
        {{R"({"a":["x",1,2]})", "yes"},
         {R"({"a":["x"]})", "yes"},
         {R"({"a":[1]})", "/a/0 type"},
         {R"({"a":["x","y"]})", "/a/1 type"},
         {R"({"a":[]})", "/a minItems"},
         {R"({"a":["x",1,2,3]})", "/a maxItems"}});
  check(member(R"({"uniqueItems":true})"), {{R"({"a":[1,2]})", "later"},
                                            {R"({"a":[1,1]})", "/a uniqueItems"},
                                            {R"({"a":{"b":[1,1]}})", "yes"}});
}

TEST(FastParser, choices_are_left_to_the_validator) {
  check(R"({"properties":{"a":{"anyOf":[{"type":"integer"},{"type":"null"}]},
            "b":{"oneOf":[{"type":"integer"},{"const":"x"}]},"c":{"not":{"type":"null"}}}})",
        {{R"({"a":null})", "yes"},
         {R"({"a":"x"})", "/a anyOf"},
         {R"({"b":1})", "later"},
         {R"({"b":2.5})", "/b const"},
         {R"({"c":1})", "later"},
         {R"({"c":null})", "/c not"}});
}

TEST(FastParser, schemas_that_contain_themselves) {
  const Both both(R"({"$ref":"#/components/schemas/Tree"})",
                  R"({"Tree":{"type":"object","properties":{"next":{"$ref":
                      "#/components/schemas/Tree"},"n":{"type":"integer"}}}})");
  const auto nested = [](int depth, const char* core) {
    std::string body;
    for (int i = 0; i < depth; ++i) body += R"({"next":)";
    return body + core + std::string(depth, '}');
  };
  EXPECT_EQ(both.judge(nested(5, R"({"n":1})")), "yes");
  EXPECT_EQ(both.judge(nested(5, R"({"n":""})")), "/next/next/next/next/next/n type");
  EXPECT_EQ(both.judge(nested(40, R"({"n":1})")), "later");
  const Both free("{}");
  EXPECT_EQ(free.judge(nested(63, "{}")), "yes");
  EXPECT_EQ(free.judge(nested(64, "{}")), "later");
  EXPECT_EQ(free.judge(nested(128, "{}")), " json");
}

TEST(FastParser, relations) {
  const char* const schema =
      R"({"properties":{"a":{},"b":{},"in":{"type":["object","null"],"properties":{"t":{"format":
          "date-time"}}},"since":{"format":"date-time"},"list":{"items":{"properties":{
          "x":{"format":"date-time"},"y":{"format":"date-time"}},
          "x-hookworthy":{"relations":[{"id":"i","summary":"s.",
          "assert":{"after":["/y","/x"]}}]}}}},
          "x-hookworthy":{"relations":[
            {"id":"same","summary":"s.","assert":{"equals":["/a","/b"]}},
            {"id":"later","summary":"s.","assert":{"not_before":["/in/t","/since"]}}]}})";
  check(schema,
        {{R"({"a":1,"b":1})", "yes"},
         {R"({"a":1})", "yes"},
         {R"({"a":1,"b":2})", "/a relation"},
         {R"({"a":1,"b":1.0})", "later"},
         {R"({"a":0,"b":-0})", "later"},
         {R"({"a":true,"b":false})", "/a relation"},
         {R"({"a":"x","b":"\u0078"})", "yes"},
         {R"({"a":{"x":1},"b":{"x":1}})", "yes"},
         {R"({"a":{"x":1},"b":{ "x":1}})", "later"},
         {R"({"a":[1],"b":[2]})", "/a relation"},
         {R"({"a":1,"b":"1"})", "/a relation"},
         {R"({"since":"2024-01-01T00:00:00Z","in":{"t":"2024-01-01T00:00:00.5Z"}})", "yes"},
         {R"({"since":"2024-01-01T00:00:00Z","in":{"t":"2023-12-31T23:59:60Z"}})", "yes"},
         {R"({"since":"2024-01-01T00:00:00Z","in":{"t":"2024-01-01T00:00:00+00:01"}})",
          "/in/t relation"},
         {R"({"since":"2024-01-01T00:00:00Z","in":{"t":"2023-12-31T23:59:59.999999999999Z"}})",
          "/in/t relation"},
         {R"({"in":null})", "yes"},
         {R"({"list":[{"x":"2024-01-01T00:00:00Z","y":"2024-01-01T00:00:01Z"},{"y":
                      "2024-01-01T00:00:00Z"}]})",
          "yes"},
         {R"({"list":[{"x":"2024-01-01T00:00:00Z","y":"2024-01-01T00:00:00Z"}]})",
          "/list/0/y relation"}});
}

TEST(FastParser, relations_that_follow_from_others) {
  const char* const schema =
      R"({"properties":{"a":{},"b":{},"c":{}},"x-hookworthy":{"relations":[
            {"id":"implied","summary":"s.","if":{"not_null":"/b"},"then":{"not_null":"/a"}},
            {"id":"iff","summary":"s.","iff":[{"not_null":"/b"},
              {"equals":["/c",{"const":"on"}]}]}]}})";
  check(schema, {{R"({"a":1,"b":1,"c":"on"})", "yes"},
                 {R"({"a":1,"b":1,"c":"\u006fn"})", "yes"},
                 {R"({"a":null,"b":null,"c":"off"})", "yes"},
                 {R"({"a":null,"b":null,"c":null})", "yes"},
                 {R"({"a":null,"b":1,"c":"on"})", "/a relation"},
                 {R"({"a":1,"b":1,"c":"off"})", "/b relation"},
                 {R"({"a":1,"b":null,"c":"on"})", "/b relation"},
                 {R"({"b":1})", "yes"},
                 {R"({"c":"on"})", "yes"},
                 {R"({"a":null,"c":"on"})", "yes"}});
}

TEST(FastParser, tells_the_type_wherever_it_stands) {
  const auto typed = [](std::string_view kind, std::string_view more) {
    return webhook_of(R"({"type":"object","properties":{"kind":{"type":"string"},)" +
                          std::string(more) + R"(},"required":["kind"]})",
                      R"({"discriminator_value":")" + std::string(kind) + "\"}");
  };
  const auto contract =
      contract_of("{\"a\":" + typed("made", R"("n":{"type":"integer"})") +
                      ",\"b\":" + typed("ended", R"("n":{"type":"string"})") + "}",
                  R"({"discriminator":{"in":"body","pointer":"/kind"}})");
  ASSERT_NE(contract, nullptr);
  const Both both(contract);
  EXPECT_EQ(both.judge(R"({"kind":"made","n":1})"), "yes");
  EXPECT_EQ(both.judge(R"({"n":"x","kind":"ended"})"), "yes");
  EXPECT_EQ(both.judge(R"({"n":1, "kind" : "made" ,"z":[)" + std::string(500, ' ') + "]}"), "yes");
  EXPECT_EQ(both.judge(R"({"n":1,"z":{"kind":"ended"},"kind":"made"})"), "yes");
  EXPECT_EQ(both.judge(R"({"n":1,"kind":"made","z":{"kind":"ended"}})"), "later");
  EXPECT_EQ(both.judge(R"({"n":1,"kind":"\u006dade"})"), "later");
  EXPECT_EQ(both.judge(R"({"n":1,"z":"\"kind\":\"ended\"","kind":"made"})"), "yes");
  EXPECT_EQ(both.judge(R"({"n":"1","kind":"made"})"), "/n type");
  EXPECT_EQ(both.judge(R"({"kind":"paid"})"), "/kind discriminator");
  EXPECT_EQ(both.judge(R"({"n":1})"), "/kind discriminator");
}

// What is behind the body belongs to somebody else, even in the same page.
TEST(FastParser, reads_nothing_behind_the_body) {
  const auto page = static_cast<std::size_t>(sysconf(_SC_PAGESIZE));
  void* const memory =
      mmap(nullptr, 3 * page, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
  ASSERT_NE(memory, MAP_FAILED);
  char* const base = static_cast<char*>(memory);
  ASSERT_EQ(mprotect(base, page, PROT_NONE), 0);
  ASSERT_EQ(mprotect(base + 2 * page, page, PROT_NONE), 0);
  const Both both(R"({"properties":{"url":{"format":"uri"},"at":{"format":"date-time"},
                      "zone":{"format":"iana-time-zone"},"name":{"pattern":"^[a-z]+$"},
                      "text":{"type":["string","null"]},"n":{"type":"integer"}}})");
  const std::vector<std::string> bodies = {
      R"({"url":"https://a.example/%41","at":"2024-01-01T00:00:00Z","zone":"Europe/Lisbon"})",
      R"({"text":null,"zone":"Etc/UTC","at":"2024-01-01T00:00:00.123456789+01:00","n":12345678})",
      R"({"n":1,"name":"abcdefghijklmnopqrstuvwxyz","url":"http://a"})",
      R"({"text":"aé😀\u00e9\n","other":[true,false,null,{"a":1.5}]})"};
  for (std::string body : bodies) {
    for (std::size_t filler = 0; filler < 64; ++filler) {
      body.insert(body.size() - 1, filler == 0 ? R"(,"f":"")" : "");
      if (filler > 0) body.insert(body.size() - 2, "x");
      for (std::size_t size = body.size(); size-- > 0;) {
        // At the end of one page, and cut anywhere; then at the start of it.
        const std::size_t part = filler % 8 == 0 ? size + 1 : body.size();
        char* const at = base + 2 * page - part;
        std::memcpy(at, body.data(), part);
        EXPECT_EQ(both.judge({at, part}), part == body.size() ? "yes" : " json");
        if (part == body.size()) break;
      }
      std::memcpy(base + page, body.data(), body.size());
      EXPECT_EQ(both.judge({base + page, body.size()}), "yes");
    }
  }
  munmap(memory, 3 * page);
}

TEST(FastParser, the_validator_judges_what_is_too_long_or_odd) {
  const Both both("{}");
  EXPECT_EQ(both.judge("[]"), "later");
  EXPECT_EQ(both.judge("\"}\""), "later");
  EXPECT_EQ(both.judge("{\"a\":\"" + std::string(17u << 20, 'x') + "\"}"), " json");
}

TEST(FastParser, serves_many_threads) {
  const auto contract =
      contract_of("{\"it\":" + webhook_of(member(R"({"minLength":2})")) + "}", no_discriminator);
  const FastParser parser(contract);
  std::vector<int> right(4);
  std::vector<std::thread> threads;
  for (int& count : right) {
    threads.emplace_back([&] {
      Extract extract;
      for (int i = 0; i < 500; ++i) {
        count += parser.parse(R"({"a":"\u0061\u0062"})", extract).valid ? 1 : 0;
        count += parser.parse(R"({"a":"x"})", extract).valid ? 0 : 1;
      }
    });
  }
  for (std::thread& thread : threads) thread.join();
  EXPECT_EQ(right, std::vector<int>(4, 1000));
}

}  // namespace
}  // namespace hookworthy::contract
