// The record codec: every line that can be read can be written, and then reads the same.

#include "tests/fuzz/check.hpp"
#include "verifier/record/codec.hpp"

#include <cstdint>
#include <string>
#include <string_view>

namespace {

using namespace hookworthy::record;

std::string_view without_line_feed(const std::string& line) {
  return std::string_view(line).substr(0, line.size() - 1);
}

void check_delivery(std::string_view line) {
  DeliveryParser parser;
  const auto delivery = parser.parse(line);
  if (!delivery) return;
  std::string once, twice;
  append_delivery(once, *delivery, true);
  DeliveryParser again;
  const auto copy = again.parse(without_line_feed(once));
  FUZZ_CHECK(copy.has_value());
  append_delivery(twice, *copy, true);
  FUZZ_CHECK(once == twice);
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view line(reinterpret_cast<const char*>(data), size);
  check_delivery(line);
  if (const auto header = parse_header(line)) {
    std::string once, twice;
    append_header(once, *header);
    const auto copy = parse_header(without_line_feed(once));
    FUZZ_CHECK(copy.has_value());
    append_header(twice, *copy);
    FUZZ_CHECK(once == twice);
  }
  if (const auto trial = parse_trial(line)) {
    std::string once;
    append_trial(once, *trial);
    FUZZ_CHECK(is_trial(once));
    const auto copy = parse_trial(without_line_feed(once));
    FUZZ_CHECK(copy.has_value());
    FUZZ_CHECK(*copy == *trial || once.size() > max_trial_text_bytes);
  }
  if (const auto trailer = parse_trailer(line)) {
    std::string once;
    append_trailer(once, *trailer);
    FUZZ_CHECK(is_trailer(once));
    FUZZ_CHECK(parse_trailer(without_line_feed(once)).has_value());
  }
  return 0;
}
