#pragma once

#include "verifier/result.hpp"

#include <string>
#include <string_view>

namespace hookworthy::contract {

/// Rewrites an ECMA-262 regular expression (`source`, UTF-8) in the syntax that Boost.Regex calls
/// Perl's, one wchar_t per code point, such that both mean the same to a search. Takes out what
/// only one of them knows. Parentheses are left for Boost to pair.
Result<std::wstring> translate_regex(std::string_view source);

}  // namespace hookworthy::contract
