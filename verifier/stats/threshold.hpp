#pragma once

#include "verifier/result.hpp"
#include "verifier/stats/histogram.hpp"

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace hookworthy::stats {

// Thresholds, in the grammar of k6 (https://grafana.com/docs/k6/latest/using-k6/thresholds/):
//
//   threshold  = metric [ "{type:" name "}" ] ":" aggregate operator limit
//   operator   = "<" | "<=" | ">" | ">=" | "==" | "!="
//   limit      = number [ "ns" | "us" | "ms" | "s" | "m" ]
//
// White space may stand between the parts. A name is letters, digits, '_', '-' and '.'.
//
//   response_time, service_time, send_lag:   avg min max med p(N)   limit is a duration, a bare
//   number
//                                            means milliseconds, as in k6
//                                            count                  number of values, without a
//                                            unit
//   accepted, rejected, failures, timeouts:  rate                   share of deliveries, 0 to 1
//                                            count
//   throughput:                              rate                   answers per second
//
// p(N): 0 <= N <= 100, decimals allowed; med is p(50). Durations are compared as the histogram
// gives them (the highest equivalent value), so a value within 10^-digits of the limit is judged
// against the receiver, never in its favour when the limit is an upper one.

enum class Metric {
  response_time,
  service_time,
  send_lag,
  accepted,
  rejected,
  failures,
  timeouts,
  throughput,
};
enum class Aggregate { avg, min, max, med, percentile, count, rate };
enum class Comparison { less, less_or_equal, greater, greater_or_equal, equal, not_equal };

/// The name in the grammar above, and in reports.
[[nodiscard]] std::string_view name_of(Metric metric);
/// True for the metrics that are durations in a histogram.
[[nodiscard]] bool is_trend(Metric metric);

struct Threshold {
  Metric metric = Metric::response_time;
  std::optional<std::string> type;  ///< callback type; nullopt: all of them
  Aggregate aggregate = Aggregate::avg;
  double percentile = 0.0;  ///< 0 to 100, for Aggregate::percentile only
  Comparison comparison = Comparison::less;
  double limit = 0.0;      ///< >= 0; ns for durations
  std::string expression;  ///< as the user wrote it; not part of ==

  bool operator==(const Threshold& other) const;
};

/// The canonical text: parse_threshold of it gives an equal Threshold.
[[nodiscard]] std::string to_string(const Threshold& threshold);

/// Reads one threshold. The Error names the column (from 1) and the names that would be known
/// there. Whether a callback type exists is for the owner of the contract to check.
[[nodiscard]] Result<Threshold> parse_threshold(std::string_view text);

/// What thresholds are judged on. `type` is a callback type, or nullopt for all of them.
class MetricSource {
 public:
  struct Counter {
    std::uint64_t count = 0;  ///< how many deliveries had this outcome; throughput: were answered
    std::uint64_t of = 0;     ///< out of how many deliveries; 0: nothing was measured
  };

  virtual ~MetricSource() = default;
  /// The histogram of a trend metric (is_trend), or nullptr if there is none.
  [[nodiscard]] virtual const Histogram* histogram(
      Metric metric, const std::optional<std::string>& type) const = 0;
  /// The counter of any other metric, or nullopt if there is none.
  [[nodiscard]] virtual std::optional<Counter> counter(
      Metric metric, const std::optional<std::string>& type) const = 0;
  /// Measured time; 0 or less means that nothing was measured.
  [[nodiscard]] virtual std::int64_t elapsed_ns() const = 0;
};

enum class ThresholdVerdict { kept, violated, no_data };

struct ThresholdResult {
  std::string expression;       ///< as the user wrote it
  std::optional<double> value;  ///< ns for durations; nullopt exactly when there is no data
  ThresholdVerdict verdict = ThresholdVerdict::no_data;
};

/// Judges one threshold. Without data it is neither kept nor violated, whatever it says.
[[nodiscard]] ThresholdResult evaluate(const Threshold& threshold, const MetricSource& source);

}  // namespace hookworthy::stats
