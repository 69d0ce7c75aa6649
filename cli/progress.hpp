#pragma once

#include "generator/run/control.hpp"

#include <atomic>
#include <chrono>
#include <string>
#include <thread>

namespace hookworthy::cli {

/// A line on stderr that is renewed a few times a second while it lives, and wiped when it ends.
/// Nothing is printed when stderr is not a terminal.
class Progress {
 public:
  /// `total`: of the run, zero when not known. `control` must outlive this.
  Progress(const run::Control& control, std::string what, std::chrono::nanoseconds total);
  ~Progress();
  Progress(const Progress&) = delete;
  Progress& operator=(const Progress&) = delete;

 private:
  void loop();

  const run::Control& control_;
  std::string what_;
  std::chrono::nanoseconds total_;
  std::atomic<bool> ending_{false};
  std::thread thread_;
};

/// One progress line without its line end: done / planned, rate, failures, time.
/// `previous` is the snapshot of `since_previous_s` seconds ago; `total_s` is 0 when not known.
std::string progress_line(const std::string& what, const run::Snapshot& now,
                          const run::Snapshot& previous, double since_previous_s, double elapsed_s,
                          double total_s);

}  // namespace hookworthy::cli
