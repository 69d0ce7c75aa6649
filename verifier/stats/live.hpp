#pragma once

#include <atomic>

namespace hookworthy::stats {

// Counters that one thread writes and others may read meanwhile: plain members, so that their
// owners can be copied, touched through atomics that need no locked instruction. A reader sees each
// counter as it was at some moment during its reading, not all at the same one. Acquire and release
// (free on x86-64) let a version number tell it whether the counters changed places meanwhile.

template <class Number>
[[nodiscard]] Number live_load(const Number& counter) noexcept {
  static_assert(std::atomic_ref<Number>::is_always_lock_free);
  // atomic_ref wants a mutable object even to read it; nothing is written.
  return std::atomic_ref<Number>(const_cast<Number&>(counter)).load(std::memory_order_acquire);
}

/// For the one writer.
template <class Number>
void live_store(Number& counter, Number value) noexcept {
  std::atomic_ref<Number>(counter).store(value, std::memory_order_release);
}

/// For the one writer: no locked instruction is needed.
template <class Number>
void live_add(Number& counter, Number n) noexcept {
  live_store(counter, static_cast<Number>(live_load(counter) + n));
}

}  // namespace hookworthy::stats
