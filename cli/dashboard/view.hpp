#pragma once

#include "verifier/report/summary.hpp"

#include <cstdint>

namespace hookworthy::cli {

/// A run as it stands at one moment.
struct View {
  report::Summary summary;  ///< while it runs: counts, times and series, but no verdicts
  bool running = true;
  std::uint64_t in_flight = 0;
};

}  // namespace hookworthy::cli
