#pragma once

#include <chrono>
#include <cstdint>
#include <functional>

namespace hookworthy::run {

/// Seconds since 1970, as they are signed. Runs measure with the steady clock; this one is for
/// signatures only.
inline std::int64_t wall_clock_s() {
  return std::chrono::duration_cast<std::chrono::seconds>(
             std::chrono::system_clock::now().time_since_epoch())
      .count();
}

using WallClock = std::function<std::int64_t()>;

}  // namespace hookworthy::run
