#pragma once

#include "verifier/record/delivery.hpp"

#include <cstdint>

namespace hookworthy::run {

/// How many deliveries ended in which way.
struct Counts {
  std::uint64_t planned = 0;
  std::uint64_t answered = 0;
  std::uint64_t failed = 0;
  std::uint64_t timed_out = 0;
  std::uint64_t unsent = 0;
  std::uint64_t unfinished = 0;

  /// Law of conservation: every planned delivery has exactly one outcome.
  bool conserved() const { return planned == answered + failed + timed_out + unsent + unfinished; }
  /// Counts one outcome; `planned` is not touched.
  void count(record::Outcome outcome);
  Counts& operator+=(const Counts& other);
};

/// What the harness itself used while the run went on.
struct HarnessUse {
  double cpu_s = 0;                 ///< user and system time of the whole process
  std::uint64_t max_rss_bytes = 0;  ///< peak resident size of the process
  unsigned threads = 0;
  std::uint64_t connections = 0;  ///< opened, reconnects included
};

/// Measures what the process uses from its construction on.
class UseMeter {
 public:
  UseMeter();
  HarnessUse read() const;

 private:
  static double cpu_s();
  double cpu_before_s_;
};

}  // namespace hookworthy::run
