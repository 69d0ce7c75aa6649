#pragma once

#include "verifier/contract/schema.hpp"

#include <span>
#include <string>
#include <string_view>

// Values of callbacks in messages for people: one line, short, harmless to a terminal.

namespace hookworthy::contract {

/// `text` in double quotes, cut to about 60 bytes; what would move a cursor or turn the direction
/// of writing is escaped.
std::string quote(std::string_view text);

/// A scalar as JSON, cut like quote; an array or object by its size.
std::string excerpt(const Json& value);

/// The first eight excerpts, separated by commas, and how many more there are.
std::string excerpts(std::span<const Json> values);

/// "integer or null".
std::string describe(TypeSet types);

}  // namespace hookworthy::contract
