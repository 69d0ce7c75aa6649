#pragma once

#include <cstddef>
#include <string>
#include <string_view>

// What tests look for in HTML pages.

namespace hookworthy::test {

/// Would be markup where it does not stay text.
inline const std::string hostile =
    "</script><script>alert(1)</script><!-- & \" ' \xE2\x80\xA8 \xE2\x80\xAE \x01 \xFF {{data}}";

inline std::size_t occurrences(std::string_view text, std::string_view what) {
  std::size_t n = 0;
  for (auto at = text.find(what); at != std::string_view::npos; at = text.find(what, at + 1)) ++n;
  return n;
}

/// What stands in the data block of a page.
inline std::string_view block_of(std::string_view html) {
  constexpr std::string_view open = "<script type=\"application/json\" id=\"data\">";
  const auto begin = html.find(open) + open.size();
  return html.substr(begin, html.find("</script>", begin) - begin);
}

/// Whether it is one line of plain ASCII that cannot become markup.
inline bool cannot_become_markup(std::string_view block) {
  for (const char c : block) {
    if (c < ' ' || c > '~' || c == '<' || c == '>' || c == '&') return false;
  }
  return true;
}

}  // namespace hookworthy::test
