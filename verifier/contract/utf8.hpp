#pragma once

#include <cstddef>
#include <string>
#include <string_view>

// UTF-8 as parse_json lets it in: well-formed. On other bytes nothing here reads past the text.

namespace hookworthy::contract {

constexpr bool is_continuation(char c) {
  return (static_cast<unsigned char>(c) & 0xc0) == 0x80;
}

/// The number of code points.
constexpr std::size_t count_code_points(std::string_view text) {
  std::size_t count = 0;
  for (const char c : text) count += is_continuation(c) ? 0 : 1;
  return count;
}

/// Takes one code point off the front of `rest`. Precondition: `rest` is not empty.
constexpr char32_t take_code_point(std::string_view& rest) {
  const auto lead = static_cast<unsigned char>(rest.front());
  char32_t point = lead < 0x80   ? lead
                   : lead < 0xe0 ? lead & 0x1f
                   : lead < 0xf0 ? lead & 0x0f
                                 : lead & 0x07;
  rest.remove_prefix(1);
  while (!rest.empty() && is_continuation(rest.front())) {
    point = (point << 6 | (static_cast<unsigned char>(rest.front()) & 0x3f)) & 0x1fffff;
    rest.remove_prefix(1);
  }
  return point;
}

/// At most `max_bytes` bytes of `text`, cut where a character ends.
constexpr std::string_view truncate_utf8(std::string_view text, std::size_t max_bytes) {
  if (text.size() <= max_bytes) return text;
  while (max_bytes > 0 && is_continuation(text[max_bytes])) --max_bytes;
  return text.substr(0, max_bytes);
}

}  // namespace hookworthy::contract
