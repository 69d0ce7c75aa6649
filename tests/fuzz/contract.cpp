// The contract loader: whatever loads can be compiled and judged by.

#include "tests/fuzz/check.hpp"
#include "verifier/contract/fast_parser.hpp"

#include <cstdint>
#include <memory>
#include <string_view>

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace hookworthy::contract;
  auto loaded = Contract::load({reinterpret_cast<const char*>(data), size});
  if (!loaded) {
    FUZZ_CHECK(!loaded.error().message.empty());
    return 0;
  }
  const FastParser parser(std::make_shared<const Contract>(*std::move(loaded)));
  for (const std::string_view body : {R"({})", R"({"callback_type":"new","booking":{"id":1}})"}) {
    Extract extract;
    FUZZ_CHECK(parser.parse(body, extract).valid == parser.validator().judge(body).valid);
  }
  return 0;
}
