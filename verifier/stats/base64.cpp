#include "verifier/stats/base64.hpp"

#include <algorithm>
#include <array>
#include <cstdint>

#include <fmt/format.h>

namespace hookworthy::stats {
namespace {

constexpr std::string_view kAlphabet =
    "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
constexpr std::uint8_t kInvalid = 0xff;

constexpr std::array<std::uint8_t, 256> kValues = [] {
  std::array<std::uint8_t, 256> values{};
  values.fill(kInvalid);
  for (std::size_t i = 0; i < kAlphabet.size(); ++i) {
    values[static_cast<std::uint8_t>(kAlphabet[i])] = static_cast<std::uint8_t>(i);
  }
  return values;
}();

}  // namespace

std::string to_base64(std::string_view bytes) {
  std::string text;
  text.reserve((bytes.size() + 2) / 3 * 4);
  for (std::size_t i = 0; i < bytes.size(); i += 3) {
    const std::size_t given = std::min<std::size_t>(3, bytes.size() - i);
    std::uint32_t bits = 0;
    for (std::size_t j = 0; j < 3; ++j) {
      bits = bits << 8 | (j < given ? static_cast<std::uint8_t>(bytes[i + j]) : 0U);
    }
    for (std::size_t j = 0; j < 4; ++j) {
      text.push_back(j <= given ? kAlphabet[bits >> (18 - 6 * j) & 63] : '=');
    }
  }
  return text;
}

Result<std::string> from_base64(std::string_view text) {
  if (text.size() % 4 != 0) {
    return Error{fmt::format("base64: {} characters, not a multiple of 4", text.size())};
  }
  std::size_t padding = 0;
  while (padding < 2 && padding < text.size() && text[text.size() - 1 - padding] == '=') {
    ++padding;
  }
  std::string bytes;
  bytes.reserve(text.size() / 4 * 3);
  std::uint32_t bits = 0;
  const std::size_t end = text.size() - padding;
  for (std::size_t i = 0; i < end; ++i) {
    const std::uint8_t value = kValues[static_cast<std::uint8_t>(text[i])];
    if (value == kInvalid) {
      return Error{fmt::format("base64: character {} is not of the alphabet", i + 1)};
    }
    bits = bits << 6 | value;
    // Each character after the first of four completes one byte.
    if (const std::size_t phase = i % 4; phase != 0) {
      bytes.push_back(static_cast<char>(bits >> (6 - 2 * phase) & 0xff));
    }
  }
  const std::uint32_t unused = padding == 0 ? 0 : padding == 1 ? 3 : 15;
  if ((bits & unused) != 0) {
    return Error{"base64: bits after the end are not zero"};
  }
  return bytes;
}

}  // namespace hookworthy::stats
