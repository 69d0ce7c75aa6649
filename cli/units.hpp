#pragma once

#include "verifier/result.hpp"

#include <chrono>
#include <cstdint>
#include <string>
#include <string_view>

namespace hookworthy::cli {

inline constexpr std::int64_t second_ns = 1'000'000'000;

/// Parses `10s`, `1m30s`, `250ms`, `1.5h`: numbers with the units ns, us, ms, s, m or h, added up;
/// a bare number is seconds. Greater than zero, at most 1000 hours.
Result<std::chrono::nanoseconds> parse_duration(std::string_view text);

/// The shortest exact way to say a duration: `10s`, `1m30s`, `250ms`.
std::string format_duration(std::chrono::nanoseconds duration);

}  // namespace hookworthy::cli
