#include "verifier/record/text.hpp"

#include <algorithm>
#include <array>
#include <charconv>
#include <cstring>

namespace hookworthy::record {
namespace {

constexpr std::string_view replacement = "\xEF\xBF\xBD";  // U+FFFD

constexpr std::uint8_t byte_at(std::string_view text, std::size_t i) {
  return static_cast<std::uint8_t>(text[i]);
}

constexpr bool is_continuation(std::uint8_t byte) {
  return (byte & 0xC0U) == 0x80U;
}

/// How a byte of ASCII stands in a JSON string: by itself, or as a backslash and a letter. 0:
/// neither.
struct Escapes {
  std::array<char, 256> letter{};
  std::array<std::uint8_t, 256> backslash{};  ///< 1: a backslash comes before the letter
};
constexpr Escapes escapes = [] {
  Escapes table;
  for (std::size_t c = 0x20; c < 0x7F; ++c) table.letter[c] = static_cast<char>(c);
  constexpr std::string_view escaped = "\"\\\b\f\n\r\t";
  constexpr std::string_view letters = "\"\\bfnrt";
  for (std::size_t i = 0; i < escaped.size(); ++i) {
    const auto c = static_cast<std::uint8_t>(escaped[i]);
    table.letter[c] = letters[i];
    table.backslash[c] = 1;
  }
  return table;
}();

/// `sequence` is well-formed.
constexpr char32_t code_point(std::string_view sequence) {
  const std::uint8_t lead = byte_at(sequence, 0);
  char32_t point = sequence.size() == 1   ? lead
                   : sequence.size() == 2 ? lead & 0x1FU
                   : sequence.size() == 3 ? lead & 0x0FU
                                          : lead & 0x07U;
  for (std::size_t i = 1; i < sequence.size(); ++i) {
    point = point << 6U | (byte_at(sequence, i) & 0x3FU);
  }
  return point;
}

void append_unicode_escape(std::string& out, unsigned point) {
  constexpr std::string_view digits = "0123456789abcdef";
  out += "\\u00";
  out += digits[point >> 4U & 0xFU];
  out += digits[point & 0xFU];
}

/// Appends the ASCII that `text` begins with, escaped, up to what needs more than one letter.
/// Returns how much that was. Without a branch per byte: callbacks are full of quotes, and nobody
/// can foretell where they stand.
std::size_t append_ascii(std::string& out, std::string_view text) {
  std::array<char, 512> chunk;
  std::size_t i = 0;
  for (;;) {
    std::size_t length = 0;
    const std::size_t end = std::min(text.size(), i + chunk.size() / 2);
    for (; i < end; ++i) {
      const std::uint8_t byte = byte_at(text, i);
      const char letter = escapes.letter[byte];
      if (letter == 0) break;
      chunk[length] = '\\';
      length += escapes.backslash[byte];
      chunk[length++] = letter;
    }
    out.append(chunk.data(), length);
    if (i < end || i == text.size()) return i;
  }
}

template <class Number>
void append_any_number(std::string& out, Number value) {
  std::array<char, 24> digits;
  const auto end = std::to_chars(digits.data(), digits.data() + digits.size(), value).ptr;
  out.append(digits.data(), end);
}

}  // namespace

std::size_t utf8_length(std::string_view text) noexcept {
  if (text.empty()) return 0;
  const std::uint8_t lead = byte_at(text, 0);
  if (lead < 0x80) return 1;
  // RFC 3629, section 4: the second byte's range depends on the first, which rules out overlong
  // forms, surrogates and what lies beyond U+10FFFF.
  std::uint8_t low = 0x80;
  std::uint8_t high = 0xBF;
  std::size_t length = 0;
  if (lead >= 0xC2 && lead <= 0xDF) {
    length = 2;
  } else if (lead >= 0xE0 && lead <= 0xEF) {
    length = 3;
    if (lead == 0xE0) low = 0xA0;
    if (lead == 0xED) high = 0x9F;
  } else if (lead >= 0xF0 && lead <= 0xF4) {
    length = 4;
    if (lead == 0xF0) low = 0x90;
    if (lead == 0xF4) high = 0x8F;
  }
  if (length == 0 || text.size() < length) return 0;
  if (byte_at(text, 1) < low || byte_at(text, 1) > high) return 0;
  for (std::size_t i = 2; i < length; ++i) {
    if (!is_continuation(byte_at(text, i))) return 0;
  }
  return length;
}

bool is_utf8(std::string_view text) noexcept {
  std::size_t i = 0;
  while (i < text.size()) {
    // Eight ASCII bytes at once: most bodies are nothing else.
    std::uint64_t word = 0;
    if (text.size() - i >= sizeof word) {
      std::memcpy(&word, text.data() + i, sizeof word);
      if ((word & 0x8080808080808080U) == 0) {
        i += sizeof word;
        continue;
      }
    }
    const std::size_t length = utf8_length(text.substr(i));
    if (length == 0) return false;
    i += length;
  }
  return true;
}

void append_json_string(std::string& out, std::string_view text) {
  out += '"';
  while (!text.empty()) {
    text.remove_prefix(append_ascii(out, text));
    if (text.empty()) break;
    const std::uint8_t byte = byte_at(text, 0);
    const std::size_t length = utf8_length(text);
    if (length == 0) {
      out += replacement;
    } else if (length == 1) {
      append_unicode_escape(out, byte);
    } else if (length == 2 && byte == 0xC2 && byte_at(text, 1) < 0xA0) {
      append_unicode_escape(out, byte_at(text, 1));  // C1
    } else {
      out.append(text, 0, length);
    }
    text.remove_prefix(std::max<std::size_t>(length, 1));
  }
  out += '"';
}

void append_number(std::string& out, std::uint64_t value) {
  append_any_number(out, value);
}

void append_number(std::string& out, std::int64_t value) {
  append_any_number(out, value);
}

bool shows(std::string_view sequence) noexcept {
  if (sequence.empty() || utf8_length(sequence) != sequence.size()) return false;
  const char32_t point = code_point(sequence);
  if (point < 0x20 || (point >= 0x7F && point < 0xA0)) return false;
  // Unicode's general categories Cf, Zl and Zp, as far as they do harm: direction marks and
  // overrides, zero widths, separators, invisible operators, byte order mark, tags.
  const bool invisible =
      point == 0xAD || point == 0x61C || point == 0x180E || (point >= 0x200B && point <= 0x200F) ||
      (point >= 0x2028 && point <= 0x202E) || (point >= 0x2060 && point <= 0x206F) ||
      point == 0xFEFF || (point >= 0xFFF9 && point <= 0xFFFB) ||
      (point >= 0xE0000 && point <= 0xE007F);
  return !invisible;
}

std::string printable(std::string_view bytes, std::size_t max_bytes) {
  constexpr std::string_view ellipsis = "...";
  std::string out;
  std::size_t i = 0;
  while (i < bytes.size()) {
    const std::size_t length = utf8_length(bytes.substr(i));
    const auto sequence = bytes.substr(i, std::max<std::size_t>(length, 1));
    const bool is_space = sequence == "\n" || sequence == "\r" || sequence == "\t";
    const std::string_view shown = is_space ? " " : shows(sequence) ? sequence : replacement;
    if (out.size() + shown.size() > max_bytes) {
      return out + std::string(ellipsis);
    }
    out += shown;
    i += sequence.size();
  }
  return out;
}

}  // namespace hookworthy::record
