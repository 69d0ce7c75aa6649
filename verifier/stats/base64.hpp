#pragma once

#include "verifier/result.hpp"

#include <string>
#include <string_view>

namespace hookworthy::stats {

/// Base64 with padding, RFC 4648 section 4.
[[nodiscard]] std::string to_base64(std::string_view bytes);

/// Strict: no white space, padding required, unused bits zero. The result is 3/4 of the text's
/// size.
[[nodiscard]] Result<std::string> from_base64(std::string_view text);

}  // namespace hookworthy::stats
