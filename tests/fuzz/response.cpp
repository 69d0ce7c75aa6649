// The reader of HTTP responses: however the bytes are cut into parts, it sees the same response.
// The first byte of the input says how.

#include "generator/send/response.hpp"

#include "tests/fuzz/check.hpp"

#include <algorithm>
#include <cstdint>
#include <cstring>
#include <string>
#include <string_view>

namespace {

using namespace hookworthy::send;

struct Outcome {
  ResponseReader::State state = ResponseReader::State::more;
  int status = 0;
  std::string excerpt;
  bool head_too_long = false;
  bool operator==(const Outcome&) const = default;
};

Outcome read(std::string_view bytes, std::size_t part) {
  Limits limits;
  limits.header_bytes = 2048;
  limits.body_bytes = 4096;
  ResponseReader reader(limits);
  Outcome outcome;
  while (!bytes.empty() && outcome.state == ResponseReader::State::more) {
    const auto space = reader.space();
    FUZZ_CHECK(space.size() > 0);
    const std::size_t size = std::min({bytes.size(), space.size(), part});
    std::memcpy(space.data(), bytes.data(), size);
    bytes.remove_prefix(size);
    outcome.state = reader.commit(size);
  }
  if (outcome.state == ResponseReader::State::more) outcome.state = reader.end_of_stream();
  if (outcome.state == ResponseReader::State::done) {
    outcome.status = reader.status();
    outcome.excerpt = reader.excerpt();
  } else {
    FUZZ_CHECK(reader.cause() != hookworthy::record::Cause::none);
    outcome.head_too_long = reader.cause() == hookworthy::record::Cause::header_limit;
  }
  return outcome;
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  if (size == 0) return 0;
  const std::string_view bytes(reinterpret_cast<const char*>(data) + 1, size - 1);
  const Outcome whole = read(bytes, bytes.size()), parts = read(bytes, 1 + data[0] % 64);
  // A head that comes at once is counted once it is complete, so it may be longer by what one read
  // takes; nothing else may depend on the parts.
  if (!whole.head_too_long && !parts.head_too_long) FUZZ_CHECK(whole == parts);
  return 0;
}
