#include "verifier/report/markdown.hpp"

#include "verifier/record/text.hpp"

#include <fmt/format.h>

namespace hookworthy::report {
namespace {

/// As numeric character references, which mean nothing to Markdown. `only`: these characters.
std::string referenced(std::string_view text, std::string_view only) {
  std::string out;
  for (const char c : text) {
    if (only.find(c) == only.npos) {
      out += c;
    } else {
      out += fmt::format("&#{};", static_cast<int>(c));
    }
  }
  return out;
}

}  // namespace

std::string markdown_text(std::string_view text, std::size_t max_bytes) {
  // A colon and a full stop make links of addresses, an at sign makes mentions.
  return referenced(record::printable(text, max_bytes), "&<>\"'`*_{}[]()#+!|~\\@$:");
}

std::string markdown_code(std::string_view text, std::size_t max_bytes) {
  return "<code>" + markdown_text(text, max_bytes) + "</code>";
}

std::string markdown_block(std::string_view lines) {
  std::string out = "<pre>\n";
  while (!lines.empty()) {
    const std::size_t end = std::min(lines.find('\n'), lines.size());
    out += referenced(record::printable(lines.substr(0, end), 4000), "&<>") + '\n';
    lines.remove_prefix(std::min(end + 1, lines.size()));
  }
  return out + "</pre>\n";
}

}  // namespace hookworthy::report
