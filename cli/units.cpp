#include "cli/units.hpp"

#include <array>
#include <charconv>
#include <cmath>
#include <utility>

#include <fmt/core.h>

namespace hookworthy::cli {
namespace {

struct Unit {
  std::string_view name;
  std::int64_t ns;
};

// Longer names first, so that `ms` is not read as `m`.
constexpr std::array<Unit, 6> units{{{"ns", 1},
                                     {"us", 1'000},
                                     {"ms", 1'000'000},
                                     {"s", 1'000'000'000},
                                     {"m", 60'000'000'000},
                                     {"h", 3'600'000'000'000}}};
constexpr double longest_ns = 1000.0 * 3'600'000'000'000.0;

Error not_a_duration(std::string_view text) {
  return Error{fmt::format("'{}' is not a duration; write 10s, 250ms or 1m30s", text)};
}

}  // namespace

Result<std::chrono::nanoseconds> parse_duration(std::string_view text) {
  double total_ns = 0;
  std::string_view rest = text;
  if (rest.empty()) return not_a_duration(text);
  while (!rest.empty()) {
    double number = 0;
    const auto [end, error] =
        std::from_chars(rest.data(), rest.data() + rest.size(), number, std::chars_format::fixed);
    if (error != std::errc() || number < 0) return not_a_duration(text);
    const bool whole_text = rest.size() == text.size();
    rest.remove_prefix(static_cast<std::size_t>(end - rest.data()));
    if (rest.empty() && whole_text) {
      total_ns = number * 1e9;
      break;
    }
    const Unit* found = nullptr;
    for (const Unit& unit : units) {
      if (rest.starts_with(unit.name)) {
        found = &unit;
        break;
      }
    }
    if (found == nullptr) return not_a_duration(text);
    rest.remove_prefix(found->name.size());
    total_ns += number * static_cast<double>(found->ns);
  }
  if (!(total_ns >= 1)) return Error{fmt::format("'{}' is no time at all", text)};
  if (total_ns > longest_ns) return Error{fmt::format("'{}' is longer than 1000h", text)};
  return std::chrono::nanoseconds(std::llround(total_ns));
}

std::string format_duration(std::chrono::nanoseconds duration) {
  constexpr std::array<Unit, 6> descending{{{"h", 3'600'000'000'000},
                                            {"m", 60'000'000'000},
                                            {"s", 1'000'000'000},
                                            {"ms", 1'000'000},
                                            {"us", 1'000},
                                            {"ns", 1}}};
  std::string text;
  std::int64_t left = duration.count();
  for (const Unit& unit : descending) {
    if (left >= unit.ns) {
      text += fmt::format("{}{}", left / unit.ns, unit.name);
      left %= unit.ns;
    }
  }
  return text.empty() ? "0s" : text;
}

}  // namespace hookworthy::cli
