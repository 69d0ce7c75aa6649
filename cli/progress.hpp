#pragma once

#include "cli/progress_line.hpp"
#include "generator/run/control.hpp"
#include "verifier/stats/histogram.hpp"

#include <chrono>
#include <condition_variable>
#include <cstddef>
#include <cstdint>
#include <deque>
#include <functional>
#include <mutex>
#include <optional>
#include <string>
#include <thread>

namespace hookworthy::cli {

/// Tells on stderr how a run is getting on while it lives. On a terminal: one line, rewritten in
/// place ten times a second and wiped at the end. Elsewhere: one line every ten seconds.
class Progress {
 public:
  using Clock = std::chrono::steady_clock;

  /// The functions are called by a thread of this object's own, which ends with it; empty: not
  /// known.
  struct Options {
    std::string what;
    bool counts = false;                ///< as in ProgressView
    std::chrono::nanoseconds total{0};  ///< of the run; zero: not known
    Clock::time_point began = Clock::now();
    /// How many deliveries should have been sent by an instant, in ns since `began`.
    std::function<std::optional<double>(std::int64_t elapsed_ns)> due{};
    /// The response times so far. Called once a second at most.
    std::function<stats::Histogram()> response_time{};
  };

  /// `control` must outlive this.
  Progress(const run::Control& control, Options options);
  ~Progress();
  Progress(const Progress&) = delete;
  Progress& operator=(const Progress&) = delete;

 private:
  /// What rates are made of.
  struct Sample {
    Clock::time_point at;
    std::uint64_t sent = 0;
    std::optional<double> due{};
  };

  void loop();
  void rewrite_lines();
  void print_lines();
  bool wait(std::chrono::nanoseconds duration);  ///< false: it is over
  Sample sample() const;
  ProgressView look();

  const run::Control& control_;
  const Options options_;
  const run::Snapshot base_;  ///< at the beginning of this, which need not be the run's
  const bool rewrites_;
  std::deque<Sample> samples_;  ///< of the last second; one at least
  Clock::time_point timed_at_{};
  std::optional<std::int64_t> p50_ns_{};
  std::optional<std::int64_t> p99_ns_{};
  std::mutex mutex_;
  std::condition_variable end_;
  bool ending_ = false;  ///< guarded by mutex_
  std::thread thread_;   ///< the last member: uses the others
};

}  // namespace hookworthy::cli
