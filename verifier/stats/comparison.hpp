#pragma once

#include "verifier/result.hpp"
#include "verifier/stats/bootstrap.hpp"
#include "verifier/stats/threshold.hpp"

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace hookworthy::stats {

/// What is compared of a run.
struct RunSample {
  SlicedTimes response_time;
  SlicedTimes service_time;
  SlicedOutcomes outcomes;
  std::int64_t measured_ns = 0;  ///< without warm-up
};

/// A figure that two runs are compared by: Aggregate::avg or percentile of response_time and
/// service_time, Aggregate::rate of failures and throughput.
struct Figure {
  Metric metric = Metric::response_time;
  Aggregate aggregate = Aggregate::percentile;
  double percentile = 50.0;
  friend bool operator==(const Figure&, const Figure&) = default;
};
/// `p(99)`, `avg`, `rate`: as thresholds write it.
[[nodiscard]] std::string aggregate_text(const Figure& figure);

enum class ChangeVerdict { better, same, worse, not_enough_data };
[[nodiscard]] std::string_view to_string(ChangeVerdict verdict);  ///< "not enough data"

/// Changes are shares of BASE's value (0.1: a tenth more), for failures the difference of shares.
struct Change {
  Figure figure;
  std::optional<double> base;  ///< ns, share or per second
  std::optional<double> after;
  std::optional<double> change;
  std::optional<double> low;  ///< ends of the confidence interval of `change`
  std::optional<double> high;
  ChangeVerdict verdict = ChangeVerdict::not_enough_data;
};

/// Gate on a figure: `response_time: p(99) 10%`, `service_time: avg 5ms`, `failures: rate 0.5%`
/// (of all deliveries), `throughput: rate 5%`.
struct RegressionGate {
  Figure figure;
  double limit = 0.0;      ///< a share; ns if is_time
  bool is_time = false;    ///< the limit is a duration, not a share
  std::string expression;  ///< as the user wrote it
};
/// Medians may be written `med`. The Error names what is wrong and what is known.
[[nodiscard]] Result<RegressionGate> parse_regression_gate(std::string_view text);

enum class GateVerdict { kept, broken, not_enough_data };

struct GateResult {
  RegressionGate gate;
  std::optional<double> regression;  ///< in the limit's unit; negative: it got better
  GateVerdict verdict = GateVerdict::not_enough_data;
};

struct ComparisonOptions {
  double confidence = 0.95;  ///< 0.5 to below 1: that all intervals hold together
  /// Changes that nobody needs to know of, however certain: below this share of BASE's value, ...
  double min_change = 0.01;
  /// ... or, of times, below this: what two runs of one program differ by on a usual machine.
  std::int64_t min_change_ns = 200'000;
  double min_failures_change = 0.001;  ///< as a difference of shares
};

struct RunComparison {
  std::vector<Change> changes;
  std::vector<GateResult> gates;  ///< in the order given
  ChangeVerdict verdict = ChangeVerdict::not_enough_data;
};

/// Compares two runs. Beside the usual figures (p50, p90, p99, p99.9 and mean of both times, share
/// of failures, throughput) those of the gates.
///
/// An interval is Welch's, of the difference of two Estimates, with a confidence of
/// 1 - (1 - confidence) / number of figures (Bonferroni). The verdict on a figure is
///   worse, better      the whole interval lies beyond the smallest change of interest
///   not enough data    there is no interval, or it is wider than half of BASE's value, or 1 ms,
///   either way
///                      (and than the smallest change of interest)
///   same               otherwise: no change of interest has been shown
/// and on the whole: worse if any figure is, else better if any is, else not enough data if the
/// median of response_time has none, else same.
/// A gate is broken when the figure is worse for certain (the interval leaves out zero) and the
/// change is beyond the limit; without that certainty there is not enough data.
[[nodiscard]] RunComparison compare(const RunSample& base, const RunSample& after,
                                    const std::vector<RegressionGate>& gates,
                                    const ComparisonOptions& options);

}  // namespace hookworthy::stats
