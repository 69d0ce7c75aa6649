#pragma once

#include <array>
#include <bit>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <string_view>

// How the bytes of callbacks get to where they belong: each function writes at `to`, without a
// check and as good as without a branch, and returns the end of what it wrote. The caller has made
// room for that and for `slack_bytes` more, which may be overwritten.

namespace hookworthy::plan {

inline constexpr std::size_t slack_bytes = 64;

/// A short text in a place of fixed size, which is copied whole. `Room` + 1 is its size.
template <std::size_t Room>
struct Cell {
  static_assert(Room <= slack_bytes + 16 && Room < 256);
  std::array<char, Room> bytes{};
  std::uint8_t size = 0;

  std::string_view view() const { return {bytes.data(), size}; }
};

template <std::size_t Room>
char* put_cell(const Cell<Room>& cell, char* to) {
  std::memcpy(to, cell.bytes.data(), Room);
  return to + cell.size;
}

/// `text` is of a Pool, so that `slack_bytes` behind its begin can be read.
inline char* put_kept(std::string_view text, char* to) {
  static_assert(slack_bytes == 64);
  std::memcpy(to, text.data(), 32);
  if (text.size() > 32) {
    std::memcpy(to + 32, text.data() + 32, 32);
    if (text.size() > 64) std::memcpy(to + 64, text.data() + 64, text.size() - 64);
  }
  return to + text.size();
}

inline constexpr auto digit_pairs = [] {
  std::array<std::array<char, 2>, 100> pairs{};
  for (std::size_t i = 0; i < pairs.size(); ++i) {
    pairs[i] = {static_cast<char>('0' + i / 10), static_cast<char>('0' + i % 10)};
  }
  return pairs;
}();

/// value < 100.
inline char* put_two_digits(unsigned value, char* to) {
  std::memcpy(to, digit_pairs[value].data(), 2);
  return to + 2;
}

/// The eight decimal digits of a value below 10^8, the first one in the byte that is stored first.
/// Halves, quarters and eighths of the value are divided side by side: by 100 and by 10 as
/// multiplications with 2^20 / 100 and 2^10 / 10, rounded up, exact for values so small.
inline std::uint64_t eight_digits(std::uint32_t value) {
  static_assert(std::endian::native == std::endian::little);
  const std::uint64_t fours = value / 10'000 | std::uint64_t{value % 10'000} << 32;
  const std::uint64_t hundreds = (fours * 10486 >> 20) & 0x0000007f0000007fu;
  const std::uint64_t twos = hundreds | (fours - 100 * hundreds) << 16;
  const std::uint64_t tens = (twos * 103 >> 10) & 0x000f000f000f000fu;
  return tens | (twos - 10 * tens) << 8;
}

inline constexpr std::uint64_t eight_zeros = 0x3030303030303030u;

/// With leading zeros to `digits` digits, 1 to 8. value < 10^digits.
inline char* put_digits(std::uint32_t value, unsigned digits, char* to) {
  const std::uint64_t text = (eight_digits(value) | eight_zeros) >> (8 * (8 - digits));
  std::memcpy(to, &text, 8);
  return to + digits;
}

/// Without leading zeros.
inline char* put_number(std::uint64_t value, char* to) {
  constexpr std::uint64_t eighth = 100'000'000;
  if (value >= eighth) {
    to = put_number(value / eighth, to);
    return put_digits(static_cast<std::uint32_t>(value % eighth), 8, to);
  }
  const std::uint64_t digits = eight_digits(static_cast<std::uint32_t>(value));
  const auto zeros = static_cast<unsigned>(std::countr_zero(digits | std::uint64_t{1} << 56)) / 8;
  const std::uint64_t text = (digits | eight_zeros) >> (8 * zeros);
  std::memcpy(to, &text, 8);
  return to + 8 - zeros;
}

inline char* put_integer(std::int64_t value, char* to) {
  *to = '-';
  const auto magnitude = static_cast<std::uint64_t>(value);
  return put_number(value < 0 ? 0 - magnitude : magnitude, to + (value < 0 ? 1 : 0));
}

}  // namespace hookworthy::plan
