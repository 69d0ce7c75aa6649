#include "verifier/report/units.hpp"

#include <array>
#include <cmath>
#include <string_view>
#include <utility>

#include <fmt/format.h>

namespace hookworthy::report {
namespace {

constexpr const char* no_data = "no data";

std::string three_digits(double value) {
  return value < 9.995   ? fmt::format("{:.2f}", value)
         : value < 99.95 ? fmt::format("{:.1f}", value)
                         : fmt::format("{:.0f}", value);
}

}  // namespace

std::string grouped(std::uint64_t value) {
  std::string text = std::to_string(value);
  for (std::size_t i = text.size(); i > 3; i -= 3) text.insert(i - 3, 1, ' ');
  return text;
}

std::string duration(double ns) {
  if (!std::isfinite(ns)) return no_data;
  if (ns < 0) return "-" + duration(-ns);
  if (ns < 999.5) return fmt::format("{:.0f} ns", ns);
  constexpr std::array<std::pair<double, std::string_view>, 2> units{{{1e3, "us"}, {1e6, "ms"}}};
  for (const auto& [size, name] : units) {
    if (ns < 999.5 * size) return fmt::format("{} {}", three_digits(ns / size), name);
  }
  return fmt::format("{} s", three_digits(ns / 1e9));
}

std::string duration(const std::optional<std::int64_t>& ns) {
  return ns ? duration(static_cast<double>(*ns)) : no_data;
}

std::string bytes(std::uint64_t value) {
  constexpr double step = 1024;
  constexpr std::array<std::string_view, 4> units{"B", "KiB", "MiB", "GiB"};
  auto amount = static_cast<double>(value);
  std::size_t unit = 0;
  while (amount >= step && unit + 1 < units.size()) {
    amount /= step;
    ++unit;
  }
  return unit == 0 ? fmt::format("{} B", value)
                   : fmt::format("{} {}", three_digits(amount), units[unit]);
}

std::string rate(double per_s) {
  if (!std::isfinite(per_s) || per_s < 0 || per_s > 1e15) return no_data;
  const auto tenths = static_cast<std::uint64_t>(std::llround(per_s * 10));
  const std::string fraction = tenths % 10 == 0 ? "" : fmt::format(".{}", tenths % 10);
  return grouped(tenths / 10) + fraction + "/s";
}

std::string counted(std::uint64_t value, const std::string& noun) {
  return grouped(value) + ' ' + noun + (value == 1 ? "" : "s");
}

}  // namespace hookworthy::report
