#pragma once

#include "verifier/stats/histogram.hpp"

#include <iosfwd>

namespace hookworthy::stats {

struct HgrmOptions {
  double unit_ns = 1e6;             ///< nanoseconds per unit of the Value column, > 0; milliseconds
  int ticks_per_half_distance = 5;  ///< rows for each halving of the distance to 100 %, 1 to 100
};

/// Writes HdrHistogram's percentile distribution (.hgrm): Value, Percentile, TotalCount and
/// 1/(1-Percentile), then mean, deviation, maximum and count, as its plotters read it.
/// An empty histogram gives no rows and "none" in the footer.
void write_hgrm(std::ostream& out, const Histogram& histogram, const HgrmOptions& options = {});

}  // namespace hookworthy::stats
