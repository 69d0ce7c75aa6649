#include "tests/unit/verifier/contract/schema_contract.hpp"

#include <string>
#include <thread>
#include <vector>

#include <gmock/gmock.h>

namespace hookworthy::contract {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;

constexpr const char* body_discriminator =
    R"({"discriminator":{"in":"body","pointer":"/meta/kind"}})";

std::string by_kind(std::string_view kind, std::string_view more = "") {
  return R"({"type":"object","required":["meta"],)"
         R"("properties":{"meta":{"properties":{"kind":{"const":")" +
         std::string(kind) + "\"}}}" + std::string(more) + "}}";
}

Validator two_types() {
  return Validator(contract_of(
      "{\"made\":" + webhook_of(by_kind("made", R"(,"n":{"type":"integer"})")) +
          ",\"endded\":" + webhook_of(by_kind("endded"), R"({"lookalikes":["ended"]})") + "}",
      body_discriminator));
}

TEST(Validator, tells_the_type_by_the_body) {
  const Validator validator = two_types();
  const Judgement made = validator.judge(R"({"meta":{"kind":"made"},"n":1})");
  EXPECT_EQ(summary_of(made), "");
  ASSERT_NE(made.type, nullptr);
  EXPECT_EQ(made.type->name, "made");
  const Judgement bad = validator.judge(R"({"meta":{"kind":"made"},"n":"1"})");
  EXPECT_EQ(summary_of(bad), "/n type");
  ASSERT_NE(bad.type, nullptr);
}

TEST(Validator, an_unknown_discriminator_is_the_one_error) {
  const Judgement judgement = two_types().judge(R"({"meta":{"kind":"paid"},"n":"x"})");
  EXPECT_EQ(summary_of(judgement), "/meta/kind discriminator");
  EXPECT_EQ(judgement.type, nullptr);
  EXPECT_EQ(judgement.errors[0].message, R"(must be one of "made", "endded", is "paid")");
}

TEST(Validator, a_lookalike_is_told_what_was_meant) {
  const Judgement judgement = two_types().judge(R"({"meta":{"kind":"ended"}})");
  EXPECT_EQ(summary_of(judgement), "/meta/kind discriminator");
  EXPECT_THAT(judgement.errors[0].message, HasSubstr(R"(probably meant: "endded")"));
}

TEST(Validator, a_missing_or_strange_discriminator_is_one_error) {
  for (const char* body : {"{}", R"({"meta":{}})", "[]", "null", "1", R"({"meta":[]})"}) {
    const Judgement judgement = two_types().judge(body);
    EXPECT_EQ(summary_of(judgement), "/meta/kind discriminator") << body;
    EXPECT_THAT(judgement.errors[0].message, HasSubstr("missing")) << body;
  }
  for (const char* value : {"null", "1", "{}", "[\"made\"]"}) {
    const std::string body = R"({"meta":{"kind":)" + std::string(value) + "}}";
    EXPECT_EQ(summary_of(two_types().judge(body)), "/meta/kind discriminator") << body;
  }
}

TEST(Validator, a_given_type_goes_before_the_body) {
  const auto contract = contract_of("{\"made\":" + webhook_of(by_kind("made")) +
                                        ",\"ended\":" + webhook_of(by_kind("ended")) + "}",
                                    body_discriminator);
  const Validator validator(contract);
  const CallbackType* const ended = contract->find_type("ended");
  ASSERT_NE(ended, nullptr);
  const Judgement judgement = validator.judge(R"({"meta":{"kind":"made"}})", ended);
  EXPECT_EQ(summary_of(judgement), "/meta/kind const");
  EXPECT_EQ(judgement.type, ended);
  EXPECT_EQ(validator.judge("{", ended).type, ended);
}

TEST(Validator, without_a_discriminator_in_the_body_any_type_will_do) {
  for (const char* place : {R"({"discriminator":{"in":"none"}})",
                            R"({"discriminator":{"in":"header","name":"X-Kind"}})"}) {
    const Validator validator(
        contract_of("{\"a\":" + webhook_of(R"({"type":"object","required":["a","b"]})") +
                        ",\"c\":" + webhook_of(R"({"type":"object","required":["c"]})") + "}",
                    place));
    EXPECT_EQ(summary_of(validator.judge(R"({"a":1,"b":2})")), "");
    EXPECT_EQ(summary_of(validator.judge(R"({"c":1})")), "");
    const Judgement closest = validator.judge("{}");
    EXPECT_EQ(summary_of(closest), " required");
    EXPECT_THAT(closest.errors[0].message, HasSubstr("\"c\""));
    EXPECT_EQ(closest.type, nullptr);
  }
}

TEST(Validator, bytes_that_are_not_json_are_one_error) {
  const Judgement judgement = two_types().judge("{\"meta\":");
  EXPECT_EQ(summary_of(judgement), " json");
  EXPECT_THAT(judgement.errors[0].message, HasSubstr("byte 8"));
  EXPECT_EQ(summary_of(two_types().judge(std::string(100'000, '['))), " json");
}

TEST(Validator, stops_at_the_bound_of_errors) {
  const Validator validator = validator_of(R"({"items":{"type":"string"}})");
  std::string body = "[0";
  for (int i = 0; i < 1000; ++i) body += ",0";
  EXPECT_EQ(validator.judge(body + "]").errors.size(), Validator::max_errors);
}

TEST(Validator, messages_stay_short_and_harmless) {
  const Validator validator = validator_of(R"({"type":"integer","maxLength":1})");
  const std::string hostile = "\"\\u001b[2J\\n\\u202e\\u009b" + std::string(100'000, 'x') + "\"";
  for (const ValidationError& error : validator.judge(hostile).errors) {
    EXPECT_LT(error.message.size(), 200u);
    EXPECT_THAT(error.message, Not(HasSubstr("\x1b")));
    EXPECT_THAT(error.message, Not(HasSubstr("\u202e")));
    EXPECT_THAT(error.message, Not(HasSubstr("\u009b")));
  }
  const Validator closed = validator_of(R"({"additionalProperties":{"type":"null"}})");
  const Judgement judgement = closed.judge("{\"" + std::string(100'000, 'x') + "\":1}");
  ASSERT_EQ(judgement.errors.size(), 1u);
  EXPECT_EQ(judgement.errors[0].pointer.size(), 1024u);
}

TEST(Validator, follows_a_recursive_schema_as_deep_as_callbacks_go) {
  const Validator validator = validator_of(R"({"$ref":"#/components/schemas/Tree"})",
                                           R"({"Tree":{"anyOf":[{"type":"integer"},
                       {"type":"array","items":{"$ref":"#/components/schemas/Tree"}}]}})");
  const auto nested = [](int depth, const char* core) {
    return std::string(depth, '[') + core + std::string(depth, ']');
  };
  EXPECT_EQ(summary_of(validator.judge(nested(128, "1"))), "");
  const Judgement judgement = validator.judge(nested(128, "\"a\""));
  ASSERT_EQ(judgement.errors.size(), 1u);
  EXPECT_EQ(judgement.errors[0].pointer.size(), 256u);
  EXPECT_EQ(judgement.errors[0].keyword, "anyOf");
}

TEST(Validator, gives_up_on_values_deeper_than_any_callback) {
  const Validator validator =
      validator_of(R"({"$ref":"#/components/schemas/Tree"})",
                   R"({"Tree":{"items":{"$ref":"#/components/schemas/Tree"}}})");
  Json deep = 1;
  for (int i = 0; i < 5'000; ++i) {
    Json outer = Json::array();
    outer.push_back(std::move(deep));
    deep = std::move(outer);
  }
  const Judgement judgement = validator.judge(deep);
  EXPECT_EQ(summary_of(judgement), " $ref");
}

TEST(Validator, satisfies_judges_a_value_by_all_schemas_given) {
  const auto contract =
      contract_of("{\"it\":" + webhook_of(R"({"allOf":[{"minimum":2},{"maximum":4}]})") + "}",
                  R"({"discriminator":{"in":"none"}})");
  const Validator validator(contract);
  const auto& parts = contract->schema(contract->types()[0].body).all_of;
  EXPECT_TRUE(validator.satisfies(Json(3), parts));
  EXPECT_FALSE(validator.satisfies(Json(1), parts));
  EXPECT_FALSE(validator.satisfies(Json(5), parts));
  EXPECT_TRUE(validator.satisfies(Json(5), std::span(parts).first(1)));
  EXPECT_TRUE(validator.satisfies(Json("x"), {}));
}

TEST(Validator, serves_many_threads) {
  const Validator validator = two_types();
  std::vector<int> right(4);
  std::vector<std::thread> threads;
  for (int& count : right) {
    threads.emplace_back([&] {
      for (int i = 0; i < 200; ++i) {
        count += validator.judge(R"({"meta":{"kind":"made"},"n":1})").valid ? 1 : 0;
        count += validator.judge(R"({"meta":{"kind":"made"},"n":"1"})").valid ? 0 : 1;
      }
    });
  }
  for (std::thread& thread : threads) thread.join();
  EXPECT_EQ(right, std::vector<int>(4, 400));
}

}  // namespace
}  // namespace hookworthy::contract
