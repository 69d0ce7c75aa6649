#pragma once

#include "cli/bookkeeper.hpp"
#include "generator/pace/schedule.hpp"
#include "generator/run/control.hpp"
#include "verifier/check/certificate.hpp"
#include "verifier/stats/threshold.hpp"

#include <chrono>
#include <condition_variable>
#include <cstdint>
#include <mutex>
#include <optional>
#include <string>
#include <thread>
#include <vector>

namespace hookworthy::cli {

/// Whether a threshold that is broken now may still be kept at the end: a count that has to be
/// reached cannot be judged before.
[[nodiscard]] bool judged_at_the_end_only(const stats::Threshold& threshold);

/// The first threshold that is broken by now, beyond doubt of the harness (law 3).
[[nodiscard]] std::optional<std::string> broken_gate(
    const std::vector<stats::Threshold>& thresholds, const check::Tally& tally,
    const check::HarnessFacts& harness);

/// --abort-on-fail: while it lives, looks at the gates of a run once a second, and ends the run in
/// order as soon as one is broken. Make it right before the run begins.
class GateWatch {
 public:
  /// All outlive this. `warm_up_ns` is a part of the schedule.
  GateWatch(const Bookkeeper& books, const std::vector<stats::Threshold>& thresholds,
            const pace::Schedule& schedule, std::int64_t warm_up_ns, run::Control& control);
  ~GateWatch();
  GateWatch(const GateWatch&) = delete;
  GateWatch& operator=(const GateWatch&) = delete;

  /// Why the run was ended, in one line. Also ends the watch: for the end of the run.
  [[nodiscard]] std::optional<std::string> finish();

 private:
  using Clock = std::chrono::steady_clock;
  void loop();
  void look(std::int64_t elapsed_ns);

  const Bookkeeper& books_;
  const std::vector<stats::Threshold>& thresholds_;
  const pace::Schedule& schedule_;
  std::int64_t warm_up_ns_;
  run::Control& control_;
  Clock::time_point began_ = Clock::now();
  std::mutex mutex_;
  std::condition_variable end_;
  bool ending_ = false;
  std::optional<std::string> reason_;  ///< of the watching thread, until it was joined
  std::thread thread_;
};

}  // namespace hookworthy::cli
