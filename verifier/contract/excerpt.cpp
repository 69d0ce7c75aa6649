#include "verifier/contract/excerpt.hpp"

#include "verifier/contract/utf8.hpp"

#include <array>
#include <utility>

#include <fmt/format.h>

namespace hookworthy::contract {
namespace {

constexpr std::size_t max_excerpt_bytes = 60;
constexpr std::size_t max_listed = 8;

// C0 and C1 controls, line ends and the controls of writing direction.
bool is_unfit_for_terminals(char32_t c) {
  return c < 0x20 || (c >= 0x7f && c < 0xa0) || (c >= 0x200e && c <= 0x200f) ||
         (c >= 0x2028 && c <= 0x202e) || (c >= 0x2066 && c <= 0x2069) || c == 0xfeff;
}

}  // namespace

std::string quote(std::string_view text) {
  std::string_view rest = truncate_utf8(text, max_excerpt_bytes);
  const bool cut = rest.size() < text.size();
  std::string out = "\"";
  while (!rest.empty()) {
    const std::string_view before = rest;
    const char32_t point = take_code_point(rest);
    if (is_unfit_for_terminals(point)) {
      out += fmt::format("\\u{:04x}", static_cast<std::uint32_t>(point));
      continue;
    }
    if (point == '"' || point == '\\') out += '\\';
    out += before.substr(0, before.size() - rest.size());
  }
  out += cut ? "...\"" : "\"";
  return out;
}

std::string excerpt(const Json& value) {
  switch (value.type()) {
    case Json::value_t::string:
      return quote(value.get_ref<const std::string&>());
    case Json::value_t::array:
      return fmt::format("an array of {}", value.size());
    case Json::value_t::object:
      return fmt::format("an object of {}", value.size());
    default:
      return value.dump();
  }
}

std::string excerpts(std::span<const Json> values) {
  std::string out;
  for (std::size_t i = 0; i < values.size() && i < max_listed; ++i) {
    if (i > 0) out += ", ";
    out += excerpt(values[i]);
  }
  if (values.size() > max_listed) out += fmt::format(" and {} more", values.size() - max_listed);
  return out;
}

std::string describe(TypeSet types) {
  constexpr std::array<std::pair<Type, std::string_view>, 7> names{{{Type::object, "object"},
                                                                    {Type::array, "array"},
                                                                    {Type::string, "string"},
                                                                    {Type::number, "number"},
                                                                    {Type::integer, "integer"},
                                                                    {Type::boolean, "boolean"},
                                                                    {Type::null, "null"}}};
  std::string out;
  for (const auto& [type, name] : names) {
    if (!types.has(type) || (type == Type::integer && types.has(Type::number))) continue;
    if (!out.empty()) out += " or ";
    out += name;
  }
  return out.empty() ? "of no type" : out;
}

}  // namespace hookworthy::contract
