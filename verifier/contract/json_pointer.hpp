#pragma once

#include "verifier/contract/schema.hpp"

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>

// RFC 6901 JSON pointers. Everything here is pure and callable from any thread.

namespace hookworthy::contract {

/// The tokens of `text`, unescaped: "" is the whole value, else "/a/b~1c". nullopt when `text` does
/// not start with '/' or has a '~' that is neither "~0" nor "~1".
std::optional<Pointer> parse_pointer(std::string_view text);

/// The text of a pointer, escaped: the inverse of parse_pointer.
std::string to_string(const Pointer& pointer);

/// `token` with '~' and '/' escaped, to be put behind a '/'.
std::string escape_token(std::string_view token);

/// An array index as RFC 6901 section 4 writes it: "0", or digits without a leading zero. nullopt
/// for anything else, "-" included.
std::optional<std::size_t> parse_array_index(std::string_view token);

/// What `pointer` leads to inside `value`; nullptr when it leads nowhere. The result points into
/// `value`. `Value` is Json, const Json, or another nlohmann::basic_json.
template <class Value>
Value* resolve(Value& value, const Pointer& pointer) {
  Value* at = &value;
  for (const std::string& token : pointer) {
    if (at->is_object()) {
      const auto member = at->find(token);
      if (member == at->end()) return nullptr;
      at = &*member;
    } else if (at->is_array()) {
      const auto index = parse_array_index(token);
      if (!index || *index >= at->size()) return nullptr;
      at = &(*at)[*index];
    } else {
      return nullptr;
    }
  }
  return at;
}

}  // namespace hookworthy::contract
