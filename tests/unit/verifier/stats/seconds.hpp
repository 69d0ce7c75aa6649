#pragma once

#include <cstdint>

namespace hookworthy::stats {

inline constexpr std::int64_t second_ns = 1'000'000'000;

}  // namespace hookworthy::stats
