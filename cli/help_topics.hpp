#pragma once

#include <span>
#include <string_view>

namespace hookworthy::cli {

/// A page of `hookworthy help`. All text is static.
struct Topic {
  std::string_view name;     ///< kebab-case
  std::string_view summary;  ///< one line
  /// Lines of 79 columns at most, the last with a newline, ASCII only. Paragraphs are separated by
  /// empty lines; what is indented keeps its lines. An indented line that begins with `hookworthy `
  /// is an example and is complete: tests parse it.
  std::string_view text;
};

/// All topics, in the order in which one reads them. Pure; callable from any thread.
std::span<const Topic> topics();

/// nullptr when there is no topic of this name.
const Topic* find_topic(std::string_view name);

}  // namespace hookworthy::cli
