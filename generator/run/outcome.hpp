#pragma once

#include "verifier/record/counts.hpp"

#include <cstdint>

namespace hookworthy::run {

using record::Counts;

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
