// The decoders of histograms and .hlog files: what can be read keeps its counts when it is written.

#include "tests/fuzz/check.hpp"
#include "verifier/stats/histogram_codec.hpp"
#include "verifier/stats/hlog.hpp"

#include <cstdint>
#include <sstream>
#include <string>
#include <string_view>

namespace {

using namespace hookworthy::stats;

void check(const Histogram& histogram) {
  const std::string bytes = encode_v2(histogram);
  const auto again = decode_v2(bytes);
  FUZZ_CHECK(again.has_value());
  FUZZ_CHECK(encode_v2(*again) == bytes);
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view text(reinterpret_cast<const char*>(data), size);
  if (const auto histogram = decode_v2(text)) check(*histogram);
  if (const auto histogram = decode_base64(text)) check(*histogram);
  std::istringstream in{std::string(text)};
  HlogReader reader(in);
  for (int lines = 0; lines < 1000; ++lines) {
    const auto interval = reader.next();
    if (!interval) continue;
    if (!*interval) break;
    check((*interval)->histogram);
  }
  return 0;
}
