#include "verifier/contract/fast_text.hpp"

#include "verifier/contract/fast_plan.hpp"

#include <charconv>
#include <cmath>
#include <limits>

namespace hookworthy::contract::fast {
namespace {

unsigned byte_at(const char* at) {
  return static_cast<unsigned char>(*at);
}

// Four hex digits; a number above 0xffff when they are not.
unsigned read_hex(const char* at) {
  const auto value = [&](int i) -> unsigned { return hex_values[byte_at(at + i)]; };
  const unsigned a = value(0), b = value(1), c = value(2), d = value(3);
  if ((a | b | c | d) > 0xf) return not_hex << 16;
  return a << 12 | b << 8 | c << 4 | d;
}

char* put_utf8(char* out, unsigned point) {
  const auto put = [&](unsigned byte) { *out++ = static_cast<char>(byte); };
  if (point < 0x80) {
    put(point);
  } else if (point < 0x800) {
    put(0xc0 | point >> 6);
    put(0x80 | (point & 0x3f));
  } else {
    if (point < 0x10000) {
      put(0xe0 | point >> 12);
    } else {
      put(0xf0 | point >> 18);
      put(0x80 | (point >> 12 & 0x3f));
    }
    put(0x80 | (point >> 6 & 0x3f));
    put(0x80 | (point & 0x3f));
  }
  return out;
}

// The bytes of the character at `at`, which is not ASCII; 0 when it is malformed.
std::size_t character_bytes(const char* at, const char* end) {
  const unsigned lead = byte_at(at);
  const auto left = static_cast<std::size_t>(end - at);
  const auto continues = [&](std::size_t i) { return (byte_at(at + i) & 0xc0) == 0x80; };
  if (lead < 0xe0) return lead >= 0xc2 && left >= 2 && continues(1) ? 2 : 0;
  if (lead < 0xf0) {
    if (left < 3 || !continues(1) || !continues(2)) return 0;
    const unsigned point = (lead & 0xf) << 6 | (byte_at(at + 1) & 0x3f);
    return point >= 0x20 && (point < 0xd800 >> 6 || point > 0xdfff >> 6) ? 3 : 0;
  }
  if (left < 4 || !continues(1) || !continues(2) || !continues(3)) return 0;
  const unsigned point = (lead & 0xf) << 6 | (byte_at(at + 1) & 0x3f);
  return point >= 0x10 && point < 0x110 ? 4 : 0;
}

}  // namespace

bool is_utf8(const char* at, const char* end) {
  while (at < end) {
    if (end - at >= 8) {
      const std::uint64_t word = load_8(at);
      if ((word & each(0x80)) == 0) {
        at += 8;
        continue;
      }
      // Four characters of two bytes, none of them led by C0 or C1: Latin, Greek, Cyrillic ...
      constexpr std::uint64_t kinds = 0xc0e0c0e0c0e0c0e0, wanted = 0x80c080c080c080c0;
      constexpr std::uint64_t significant = 0x001e001e001e001e;
      const std::uint64_t leads = word & significant;
      const bool short_form =
          ((leads + 0x001e001e001e001e) & 0x0020002000200020) == 0x0020002000200020;
      if ((word & kinds) == wanted && short_form) {
        at += 8;
        continue;
      }
    }
    if (byte_at(at) < 0x80) {
      ++at;
      continue;
    }
    const std::size_t bytes = character_bytes(at, end);
    if (bytes == 0) return false;
    at += bytes;
  }
  return true;
}

const char* read_escape(const char* at, const char* end, char*& out) {
  if (end - at < 2) return nullptr;
  const auto simple = [&](char c) {
    if (out != nullptr) *out++ = c;
    return at + 2;
  };
  switch (at[1]) {
    case '"':
    case '\\':
    case '/':
      return simple(at[1]);
    case 'b':
      return simple('\b');
    case 'f':
      return simple('\f');
    case 'n':
      return simple('\n');
    case 'r':
      return simple('\r');
    case 't':
      return simple('\t');
    case 'u':
      break;
    default:
      return nullptr;
  }
  if (end - at < 6) return nullptr;
  unsigned point = read_hex(at + 2);
  const char* next = at + 6;
  if (point > 0xffff || (point >= 0xdc00 && point <= 0xdfff)) return nullptr;
  if (point >= 0xd800 && point <= 0xdbff) {
    if (end - next < 6 || next[0] != '\\' || next[1] != 'u') return nullptr;
    const unsigned low = read_hex(next + 2);
    if (low < 0xdc00 || low > 0xdfff) return nullptr;
    point = 0x10000 + ((point - 0xd800) << 10) + (low - 0xdc00);
    next += 6;
  }
  if (out != nullptr) out = put_utf8(out, point);
  return next;
}

ZoneTable::ZoneTable() : zones_(iana_time_zones()) {
  for (std::size_t i = 0; i < zones_.size() && i < size / 2; ++i) {
    const std::string_view name = zones_[i];
    std::size_t at = hash_name(name.data(), name.size()) * 0x9e3779b97f4a7c15 >> 53;
    while (entries_[at] != 0) at = (at + 1) % size;
    entries_[at] = static_cast<std::uint16_t>(i + 1);
  }
}

bool ZoneTable::has(std::string_view name) const {
  std::size_t at = hash_name(name.data(), name.size()) * 0x9e3779b97f4a7c15 >> 53;
  for (; entries_[at] != 0; at = (at + 1) % size) {
    if (same_text(zones_[entries_[at] - 1u], name)) return true;
  }
  return false;
}

const ZoneTable& zone_table() {
  static const ZoneTable table;
  return table;
}

Number read_number(const char* at, const char* end) {
  constexpr int most_digits = 19;  // of which a uint64 holds any number
  Number number;
  const char* const begin = at;
  const bool negative = *at == '-';
  at += negative ? 1 : 0;
  std::uint64_t mantissa = 0;
  int digits = 0, fraction = 0;
  const auto is_digit = [&] { return byte_at(at) - '0' < 10u; };
  const auto read_digits = [&] {
    const char* const from = at;
    for (; is_digit(); ++at) {
      if (digits++ < most_digits) mantissa = mantissa * 10 + (byte_at(at) - '0');
    }
    return static_cast<int>(at - from);
  };
  const bool zero = *at == '0';
  const int whole = read_digits();
  if (whole == 0 || (zero && whole > 1)) return number;
  bool plain = true;
  if (*at == '.') {
    ++at;
    plain = false;
    fraction = read_digits();
    if (fraction == 0) return number;
  }
  const bool scaled = (byte_at(at) | 0x20) == 'e';
  if (scaled) {
    ++at;
    plain = false;
    at += *at == '+' || *at == '-' ? 1 : 0;
    if (!is_digit()) return number;
    while (is_digit()) ++at;
  }
  constexpr auto limit = static_cast<std::uint64_t>(std::numeric_limits<std::int64_t>::max());
  if (plain) {
    if (digits > most_digits || mantissa > limit) return number;
    number.integer = true;
    number.value =
        negative ? -static_cast<std::int64_t>(mantissa) : static_cast<std::int64_t>(mantissa);
  } else if (!scaled && digits <= 15 && fraction <= 15) {
    // Both are exact doubles, so their quotient is the nearest one.
    static constexpr double powers[] = {1e0, 1e1, 1e2,  1e3,  1e4,  1e5,  1e6,  1e7,
                                        1e8, 1e9, 1e10, 1e11, 1e12, 1e13, 1e14, 1e15};
    number.rounded = static_cast<double>(mantissa) / powers[fraction];
    if (negative) number.rounded = -number.rounded;
  } else {
    const auto [stop, error] = std::from_chars(begin, end, number.rounded);
    if (error != std::errc() || stop != at) return number;
  }
  number.end = at;
  return number;
}

}  // namespace hookworthy::contract::fast
