#include "verifier/report/write.hpp"

#include <algorithm>
#include <array>

namespace hookworthy::report {
namespace {

constexpr std::array known_formats{
    Format{"text", write_text},     Format{"json", write_json},
    Format{"junit", write_junit},   Format{"markdown", write_markdown},
    Format{"github", write_github}, Format{"html", write_html},
};

}  // namespace

std::span<const Format> formats() {
  return known_formats;
}

const Format* find_format(std::string_view name) {
  const auto found = std::ranges::find(formats(), name, &Format::name);
  return found == formats().end() ? nullptr : &*found;
}

std::vector<std::string> format_names() {
  std::vector<std::string> names;
  for (const Format& format : formats()) names.emplace_back(format.name);
  return names;
}

}  // namespace hookworthy::report
