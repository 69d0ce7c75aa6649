#include "verifier/stats/hgrm.hpp"

#include "verifier/assert.hpp"

#include <cmath>
#include <optional>
#include <ostream>
#include <string>

#include <fmt/format.h>

namespace hookworthy::stats {
namespace {

/// The next row's percentile. Steps have one size within each halving of the distance to 100 %, so
/// that tails get as many rows as the bulk and the numbers stay readable (HdrHistogram's percentile
/// iterator).
double next_percentile(double percentile, int ticks_per_half_distance) {
  const double halvings = std::floor(std::log2(100.0 / (100.0 - percentile))) + 1.0;
  return percentile + 100.0 / (ticks_per_half_distance * std::exp2(halvings));
}

std::string scaled(std::optional<double> value_ns, const HgrmOptions& options, int digits) {
  return value_ns ? fmt::format("{:12.{}f}", *value_ns / options.unit_ns, digits)
                  : fmt::format("{:>12}", "none");
}

std::string row(const Bucket& bucket, double percentile, const HgrmOptions& options, int digits) {
  const double quantile = percentile / 100.0;
  const std::string start = fmt::format(
      "{} {:2.12f} {:10}", scaled(static_cast<double>(bucket.highest_ns), options, digits),
      quantile, bucket.cumulative);
  return percentile < 100.0 ? fmt::format("{} {:14.2f}\n", start, 1.0 / (1.0 - quantile))
                            : start + '\n';
}

}  // namespace

void write_hgrm(std::ostream& out, const Histogram& histogram, const HgrmOptions& options) {
  HOOKWORTHY_ASSERT(options.unit_ns > 0.0);
  HOOKWORTHY_ASSERT(options.ticks_per_half_distance >= 1 && options.ticks_per_half_distance <= 100);
  const int digits = histogram.range().significant_digits;
  const auto total = static_cast<double>(histogram.count());
  out << fmt::format("{:>12} {:>14} {:>10} {:>14}\n\n", "Value", "Percentile", "TotalCount",
                     "1/(1-Percentile)");
  double percentile = 0.0;
  histogram.for_each_recorded([&](const Bucket& bucket) {
    const double reached = 100.0 * static_cast<double>(bucket.cumulative) / total;
    // One bucket may hold many rows' percentiles; the last one always ends with the row of 100 %.
    while (percentile < 100.0 && reached >= percentile) {
      out << row(bucket, percentile, options, digits);
      if (bucket.cumulative == histogram.count()) {
        break;
      }
      percentile = next_percentile(percentile, options.ticks_per_half_distance);
    }
    if (bucket.cumulative == histogram.count()) {
      out << row(bucket, 100.0, options, digits);
    }
  });
  const std::optional<std::int64_t> max = histogram.max();
  const auto max_ns = max ? std::optional<double>(static_cast<double>(*max)) : std::nullopt;
  out << fmt::format("#[Mean    = {}, StdDeviation   = {}]\n",
                     scaled(histogram.mean(), options, digits),
                     scaled(histogram.stddev(), options, digits));
  out << fmt::format("#[Max     = {}, Total count    = {:12}]\n", scaled(max_ns, options, digits),
                     histogram.count());
  out << fmt::format("#[Buckets = {:12}, SubBuckets     = {:12}]\n",
                     histogram.range().bucket_count(), histogram.range().sub_bucket_count());
}

}  // namespace hookworthy::stats
