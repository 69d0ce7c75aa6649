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

/// Reads the text of a date-time whose first 32 bytes may be read, up to its closing quote, as long
/// as it is of the usual form: upper case, no leap second, at most 9 digits of fraction. Returns
/// the closing quote; nullptr when parse_date_time has to decide.
const char* read_date_time(const char* at, Instant& instant);

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
