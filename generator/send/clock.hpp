#pragma once

#include <chrono>
#include <cstdint>

namespace hookworthy::send {

/// Nanoseconds of the steady clock since a run's start. A value; all workers of a run share one
/// start, so their instants compare. A start in the future makes negative instants until then.
class Clock {
 public:
  explicit Clock(std::chrono::steady_clock::time_point start = std::chrono::steady_clock::now())
      : start_(start) {}

  std::int64_t now_ns() const {
    return std::chrono::duration_cast<std::chrono::nanoseconds>(std::chrono::steady_clock::now() -
                                                                start_)
        .count();
  }
  std::chrono::steady_clock::time_point at(std::int64_t ns) const {
    return start_ + std::chrono::nanoseconds(ns);
  }

 private:
  std::chrono::steady_clock::time_point start_;
};

}  // namespace hookworthy::send
