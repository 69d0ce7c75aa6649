#pragma once

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

// Base64 with padding, RFC 4648 section 4.

namespace hookworthy {
namespace base64_detail {

inline constexpr std::string_view alphabet =
    "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
inline constexpr std::uint8_t no_digit = 0xff;

inline constexpr std::array<std::uint8_t, 256> values = [] {
  std::array<std::uint8_t, 256> by_character{};
  by_character.fill(no_digit);
  for (std::size_t i = 0; i < alphabet.size(); ++i) {
    by_character[static_cast<std::uint8_t>(alphabet[i])] = static_cast<std::uint8_t>(i);
  }
  return by_character;
}();

}  // namespace base64_detail

/// Does not allocate once `out` has the capacity: 4 characters for each 3 bytes begun.
inline void append_base64(std::string& out, std::string_view bytes) {
  using base64_detail::alphabet;
  for (std::size_t i = 0; i < bytes.size(); i += 3) {
    const std::size_t given = std::min<std::size_t>(3, bytes.size() - i);
    std::uint32_t bits = 0;
    for (std::size_t j = 0; j < 3; ++j) {
      bits = bits << 8 | (j < given ? static_cast<std::uint8_t>(bytes[i + j]) : 0U);
    }
    for (std::size_t j = 0; j < 4; ++j) {
      out.push_back(j <= given ? alphabet[bits >> (18 - 6 * j) & 63] : '=');
    }
  }
}

[[nodiscard]] inline std::string to_base64(std::string_view bytes) {
  std::string text;
  text.reserve((bytes.size() + 2) / 3 * 4);
  append_base64(text, bytes);
  return text;
}

/// Replaces `out`, whose capacity is used again, by what `text` stands for: at most 3/4 of its
/// size. False, with `out` unspecified, when it is not what append_base64() writes: white space,
/// no padding, bits after the end that are not zero.
[[nodiscard]] inline bool from_base64(std::string_view text, std::string& out) {
  out.clear();
  if (text.size() % 4 != 0) return false;
  const std::size_t padding = text.ends_with("==") ? 2 : text.ends_with('=') ? 1 : 0;
  out.reserve(text.size() / 4 * 3);
  std::uint32_t bits = 0;
  for (std::size_t i = 0; i < text.size() - padding; ++i) {
    const std::uint8_t value = base64_detail::values[static_cast<std::uint8_t>(text[i])];
    if (value == base64_detail::no_digit) return false;
    bits = bits << 6 | value;
    // Each character after the first of four completes one byte.
    if (const std::size_t phase = i % 4; phase != 0) {
      out.push_back(static_cast<char>(bits >> (6 - 2 * phase) & 0xff));
    }
  }
  const std::uint32_t unused = padding == 0 ? 0 : padding == 1 ? 3 : 15;
  return (bits & unused) == 0;
}

}  // namespace hookworthy
