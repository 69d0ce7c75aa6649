#pragma once

#include <cstdint>
#include <optional>
#include <string>

// Numbers as people read them. What was not measured is "no data".

namespace hookworthy::report {

/// Digits in groups of three: `14 002`.
[[nodiscard]] std::string grouped(std::uint64_t value);

/// Nanoseconds in the unit that suits, about three digits: `812 ns`, `1.23 ms`, `61.2 s`.
[[nodiscard]] std::string duration(double ns);
[[nodiscard]] std::string duration(const std::optional<std::int64_t>& ns);

/// `14.2 MiB`
[[nodiscard]] std::string bytes(std::uint64_t value);

/// A number per second: `1 999.8/s`.
[[nodiscard]] std::string rate(double per_s);

/// `1 case`, `2 cases`; the plural is made with an s.
[[nodiscard]] std::string counted(std::uint64_t value, const std::string& noun);

}  // namespace hookworthy::report
