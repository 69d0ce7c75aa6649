#pragma once

#include "verifier/contract/validator.hpp"

#include <array>
#include <bit>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <span>
#include <string_view>
#include <vector>

// What the one pass does with the text of strings and numbers, apart from finding their ends.
// Nothing here reads past `end`, allocates, or throws; all is thread-safe.

namespace hookworthy::contract::fast {

/// Eight (four) bytes, the first one lowest.
inline std::uint64_t load_8(const char* at) {
  std::uint64_t word = 0;
  std::memcpy(&word, at, sizeof word);
  if constexpr (std::endian::native == std::endian::big) word = __builtin_bswap64(word);
  return word;
}
inline std::uint32_t load_4(const char* at) {
  std::uint32_t word = 0;
  std::memcpy(&word, at, sizeof word);
  if constexpr (std::endian::native == std::endian::big) word = __builtin_bswap32(word);
  return word;
}

/// `byte` in each of eight bytes.
constexpr std::uint64_t each(std::uint64_t byte) {
  return byte * 0x0101010101010101u;
}

/// Whether the bytes are the same; as memcmp, but without a call for names and other short texts.
inline bool same_bytes(const char* a, const char* b, std::size_t size) {
  if (size >= 8) {
    std::uint64_t different = load_8(a) ^ load_8(b);
    for (std::size_t at = 8; at + 8 < size && different == 0; at += 8) {
      different = load_8(a + at) ^ load_8(b + at);
    }
    return (different | (load_8(a + size - 8) ^ load_8(b + size - 8))) == 0;
  }
  if (size >= 4) {
    return ((load_4(a) ^ load_4(b)) | (load_4(a + size - 4) ^ load_4(b + size - 4))) == 0;
  }
  for (std::size_t at = 0; at < size; ++at) {
    if (a[at] != b[at]) return false;
  }
  return true;
}
inline bool same_text(std::string_view a, std::string_view b) {
  return a.size() == b.size() && same_bytes(a.data(), b.data(), a.size());
}

/// RFC 3629: no overlong form, no surrogate, nothing beyond U+10FFFF.
bool is_utf8(const char* at, const char* end);

/// Room for decoded strings.
struct Arena {
  char* at;
  char* end;
};

/// Reads one escape at `at`, which is a backslash; a pair of surrogates is one. Returns what
/// follows it, nullptr when it is none. `out` (not nullptr) gets at most 4 bytes of UTF-8 and is
/// moved on.
const char* read_escape(const char* at, const char* end, char*& out);

/// Of a hex digit its value, of every other byte `not_hex`.
inline constexpr std::uint8_t not_hex = 0xff;
inline constexpr auto hex_values = [] {
  std::array<std::uint8_t, 256> values{};
  values.fill(not_hex);
  for (unsigned i = 0; i < 10; ++i) values['0' + i] = static_cast<std::uint8_t>(i);
  for (unsigned i = 0; i < 6; ++i) {
    values['a' + i] = values['A' + i] = static_cast<std::uint8_t>(10 + i);
  }
  return values;
}();

/// Whether an escape of two bytes ends with this one (RFC 8259 7).
inline constexpr auto escape_letters = [] {
  std::array<bool, 256> letters{};
  for (const char c : {'"', '\\', '/', 'b', 'f', 'n', 'r', 't'}) {
    letters[static_cast<unsigned char>(c)] = true;
  }
  return letters;
}();

/// As read_escape without `out`; quick where it is no surrogate.
inline const char* skip_escape(const char* at, const char* end) {
  const auto byte = [&](int i) { return static_cast<unsigned char>(at[i]); };
  if (end - at >= 6) {
    if (escape_letters[byte(1)]) return at + 2;
    const unsigned a = hex_values[byte(2)], b = hex_values[byte(3)];
    const bool hex = (a | b | hex_values[byte(4)] | hex_values[byte(5)]) <= 0xf;
    if (byte(1) == 'u' && hex && !(a == 0xd && b >= 8)) return at + 6;
  }
  char* nowhere = nullptr;
  return read_escape(at, end, nowhere);
}

/// Whether the first 19 bytes at `at` are surely those of a date-time up to the seconds: upper
/// case, no leap second. Whether the month has a day after the 28th is for is_late_day.
bool is_date_time_front(const char* at);

/// Whether the day at `at` + 8 needs a look at its month.
inline bool may_be_late_day(const char* at) {
  return (at[8] == '3') | ((at[8] == '2') & (at[9] == '9'));
}
/// Whether the month has the day. The first 10 bytes are known to be of a date's form.
bool is_late_day(const char* at);

/// 0x80 in every byte of `word` that is above 9, and perhaps in some behind the first one.
constexpr std::uint64_t above_nine(std::uint64_t word) {
  return ((word + 0x7676767676767676) | word) & 0x8080808080808080;
}

/// Whether a sign, "hh:mm" and a quote stand at `at`. Nine bytes are read.
inline bool is_offset(const char* at) {
  constexpr std::uint64_t form = 0x0000'2230'303a'3030, marks = 0x0000'ff00'00ff'0000;
  const std::uint64_t word = (load_8(at + 1) ^ form) & 0x0000'ffff'ffff'ffff;
  const std::uint64_t pairs = word * 10 + (word >> 8);
  const bool sign = (*at == '+') | (*at == '-');
  const bool digits = ((word & marks) | above_nine(word)) == 0;
  return sign & digits & ((pairs & 0xff) <= 23) & ((pairs >> 24 & 0xff) <= 59);
}

/// The number of digits at `at`, 16 at most, and their value. 16 bytes are read.
unsigned read_digits(const char* at, std::int64_t& value);

/// As parse_date_time, of a text that is known to be a date-time. Bytes up to `end` may be read.
Instant instant_of_date_time(std::string_view text, const char* end);

/// A hash table of iana_time_zones().
class ZoneTable {
 public:
  ZoneTable();
  bool has(std::string_view name) const;

 private:
  static constexpr std::size_t size = 2048;
  std::span<const std::string_view> zones_;
  std::array<std::uint16_t, size> entries_{};  ///< number of the zone, counted from 1
};
const ZoneTable& zone_table();

/// One number.
struct Number {
  bool integer = false;       ///< written as one, and an int64
  std::int64_t value = 0;     ///< of an integer
  double rounded = 0;         ///< of another number
  const char* end = nullptr;  ///< what follows; nullptr: not a number, or one for the validator
};
/// Reads a number of any form; `end` - 1 is not part of it.
Number read_number(const char* at, const char* end);

}  // namespace hookworthy::contract::fast
