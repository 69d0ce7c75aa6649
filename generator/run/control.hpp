#pragma once

#include <atomic>
#include <cstddef>
#include <cstdint>
#include <vector>

namespace hookworthy::run {

/// How far a run is, for a progress line. Numbers of one moment, not exactly of the same instant.
struct Snapshot {
  std::uint64_t planned = 0;  ///< 0: not known beforehand (closed loop, endless source)
  std::uint64_t sent = 0;
  std::uint64_t done = 0;    ///< answered, failed or timed out
  std::uint64_t failed = 0;  ///< of `done`: without a response
  std::uint64_t in_flight() const { return sent > done ? sent - done : 0; }
};

/// Counters of one worker: written by it alone, read by anyone. One cache line each.
struct alignas(64) WorkerProgress {
  std::atomic<std::uint64_t> sent{0};
  std::atomic<std::uint64_t> done{0};
  std::atomic<std::uint64_t> failed{0};

  /// For the one writer: no locked instruction is needed.
  static void increment(std::atomic<std::uint64_t>& counter) {
    counter.store(counter.load(std::memory_order_relaxed) + 1, std::memory_order_relaxed);
  }
};

/// The reins of a run: ask it to stop, see how far it is. One per run; outlives it.
class Control {
 public:
  enum class Stop : std::uint8_t {
    no,
    in_order,  ///< send nothing new, wait for what is in flight within the grace
    at_once    ///< what is in flight is unfinished
  };

  static constexpr std::size_t max_workers = 1024;

  Control() : workers_(max_workers) {}
  Control(const Control&) = delete;
  Control& operator=(const Control&) = delete;

  /// First call: in order; from the second on: at once. Safe in a signal handler and any thread.
  void request_stop() noexcept { requests_.fetch_add(1, std::memory_order_relaxed); }
  Stop stop() const noexcept {
    const auto requests = requests_.load(std::memory_order_relaxed);
    return requests == 0 ? Stop::no : requests == 1 ? Stop::in_order : Stop::at_once;
  }

  /// From any thread, while the run goes on and after it.
  Snapshot snapshot() const;

  /// For the runners: the counters of worker k < max_workers.
  WorkerProgress& worker(std::size_t k) { return workers_[k]; }
  void set_planned(std::uint64_t planned) { planned_.store(planned, std::memory_order_relaxed); }

 private:
  static_assert(std::atomic<unsigned>::is_always_lock_free, "signal handlers need it");

  std::atomic<unsigned> requests_{0};
  std::atomic<std::uint64_t> planned_{0};
  std::vector<WorkerProgress> workers_;
};

}  // namespace hookworthy::run
