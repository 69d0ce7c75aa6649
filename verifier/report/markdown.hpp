#pragma once

#include <string>
#include <string_view>

// Pieces of GitHub Flavored Markdown (https://github.github.com/gfm/) that hold bytes of strangers.

namespace hookworthy::report {

/// Text that shows as it is, in one line, also within a table's cell: nothing in it is markup, a
/// link or a mention. At most `max_bytes` of `text`.
[[nodiscard]] std::string markdown_text(std::string_view text, std::size_t max_bytes = 300);

/// The same in code type.
[[nodiscard]] std::string markdown_code(std::string_view text, std::size_t max_bytes = 300);

/// A block of lines (a `pre` element) that shows as it is.
[[nodiscard]] std::string markdown_block(std::string_view lines);

}  // namespace hookworthy::report
