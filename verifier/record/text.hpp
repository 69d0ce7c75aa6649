#pragma once

#include "verifier/result.hpp"

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

// Bytes of strangers as text: UTF-8 (RFC 3629), JSON strings (RFC 8259).
// The functions that append do not allocate once `out` has the capacity.

namespace hookworthy::record {

/// Length of the well-formed UTF-8 sequence that `text` begins with; 0 when there is none.
/// Overlong forms, surrogates and code points above U+10FFFF are not well-formed.
[[nodiscard]] std::size_t utf8_length(std::string_view text) noexcept;
[[nodiscard]] bool is_utf8(std::string_view text) noexcept;

/// Appends a JSON string, quotes included. Bytes that are not UTF-8 become U+FFFD, one each;
/// control characters (C0, DEL, C1) are escaped, so that the line is harmless on a terminal.
void append_json_string(std::string& out, std::string_view text);

void append_number(std::string& out, std::uint64_t value);
void append_number(std::string& out, std::int64_t value);

/// Text for a person's terminal or a report, of at most `max_bytes` bytes and "..." where it was
/// cut: white space becomes a space; other control characters, direction overrides, other invisible
/// format characters and bytes that are not UTF-8 become U+FFFD.
[[nodiscard]] std::string printable(std::string_view bytes, std::size_t max_bytes);

/// True for a code point's UTF-8 sequence that shows on a terminal and cannot change what stands
/// around it: neither control nor direction nor line separator nor invisible format character.
[[nodiscard]] bool shows(std::string_view sequence) noexcept;

}  // namespace hookworthy::record
