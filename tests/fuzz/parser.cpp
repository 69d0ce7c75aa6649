// The one-pass parser against the validator: on every input they give the same judgement, word for
// word, with all sets of instructions.

#include "fixtures/contracts/embedded_contract.hpp"
#include "tests/fuzz/check.hpp"
#include "verifier/contract/fast_parser.hpp"

#include <cstdint>
#include <memory>
#include <string_view>
#include <vector>

namespace {

using namespace hookworthy::contract;

// What the embedded contract has none of: arrays, enumerations, lengths, patterns, counts ...
constexpr std::string_view other_contract =
    R"({"openapi":"3.1.0","info":{"title":"t","version":"1"},
"x-hookworthy":{"discriminator":{"in":"none"}},"webhooks":{"it":{"post":{"requestBody":{"content":{
"application/json":{"schema":{"$ref":"#/components/schemas/Tree"}}}},"responses":{"2XX":{
"description":"ok"}}}}},"components":{"schemas":{"Tree":{"type":"object","minProperties":1,
"maxProperties":6,"properties":{"id":{"type":"integer","exclusiveMinimum":0,"maximum":99999999999},
"booking":{"$ref":"#/components/schemas/Tree"},"note":{"type":["string","null"],"minLength":1,
"maxLength":20},"callback_type":{"enum":["new","old",null,true,7]},"list":{"type":"array",
"prefixItems":[{"type":"boolean"}],"items":{"type":"number","multipleOf":0.5},"maxItems":4},
"phone":{"pattern":"^\\+[0-9]{2,9}$"},"at":{"format":"date-time"},"until":{"format":"date-time"}},
"additionalProperties":{"type":["string","number","object","array","null"]},"x-hookworthy":{
"relations":[{"id":"order","summary":"s","assert":{"not_before":["/until","/at"]}},{"id":"same",
"summary":"s","if":{"not_null":"/note"},"then":{"differs":["/id","/booking/id"]}}]}}}}})";

std::vector<FastParser> parsers_of(std::string_view document) {
  auto loaded = Contract::load(document);
  FUZZ_CHECK(loaded.has_value());
  const auto contract = std::make_shared<const Contract>(*std::move(loaded));
  std::vector<FastParser> parsers;
  using Instructions = FastParser::Instructions;
  for (const auto set : {Instructions::portable, Instructions::sse2, Instructions::avx2}) {
    parsers.emplace_back(contract, set);
  }
  return parsers;
}

void check(const std::vector<FastParser>& parsers, std::string_view body) {
  const Judgement wanted = parsers[0].validator().judge(body);
  for (const FastParser& parser : parsers) {
    Extract extract;
    const Judgement got = parser.parse(body, extract);
    FUZZ_CHECK(got.valid == wanted.valid);
    FUZZ_CHECK(got.type == nullptr || got.type->name == wanted.type->name);
    FUZZ_CHECK(got.errors.size() == wanted.errors.size());
    for (std::size_t i = 0; i < got.errors.size(); ++i) {
      FUZZ_CHECK(got.errors[i].pointer == wanted.errors[i].pointer);
      FUZZ_CHECK(got.errors[i].keyword == wanted.errors[i].keyword);
      FUZZ_CHECK(got.errors[i].message == wanted.errors[i].message);
    }
  }
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  static const std::vector<FastParser> embedded = parsers_of(hookworthy::embedded_contract());
  static const std::vector<FastParser> other = parsers_of(other_contract);
  const std::string_view body(reinterpret_cast<const char*>(data), size);
  check(embedded, body);
  check(other, body);
  return 0;
}
