#pragma once

#include <atomic>
#include <csignal>
#include <functional>
#include <thread>

namespace hookworthy::cli {

/// While it lives, SIGINT and SIGTERM no longer end the process: the first one calls `on_first` (on
/// a thread of its own), the second ends the process at once with exit_interrupted. Make it before
/// any other thread is started, since threads inherit the signal mask. One at a time.
class StopSignals {
 public:
  explicit StopSignals(std::function<void()> on_first);
  ~StopSignals();
  StopSignals(const StopSignals&) = delete;
  StopSignals& operator=(const StopSignals&) = delete;

  bool interrupted() const { return interrupted_.load(std::memory_order_relaxed); }

 private:
  void wait();

  std::function<void()> on_first_;
  sigset_t previous_mask_;
  std::atomic<bool> interrupted_{false};
  std::atomic<bool> ending_{false};
  std::thread waiter_;
};

/// Keeps SIGINT and SIGTERM pending for this thread and those that it starts.
void block_stop_signals();

}  // namespace hookworthy::cli
