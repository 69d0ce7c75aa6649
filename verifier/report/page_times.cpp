#include "verifier/report/page_parts.hpp"

#include <algorithm>
#include <cmath>
#include <vector>

namespace hookworthy::report {
namespace {

constexpr int points_per_decade = 16;  ///< of 1/(1-q): 112 points for ten million values
constexpr int bars_per_decade = 24;    ///< each bar is 10 % wider than the one before

PageJson integer(const std::optional<std::int64_t>& value) {
  return value ? PageJson(*value) : PageJson(nullptr);
}

/// From the median's side to the maximum, closer and closer: [1/(1-q), value].
PageJson percentiles_json(const stats::Histogram& histogram) {
  PageJson points = PageJson::array();
  const auto count = static_cast<double>(histogram.count());
  for (int step = 0;; ++step) {
    const double x = std::pow(10.0, static_cast<double>(step) / points_per_decade);
    if (x >= count) break;
    points.push_back({x, *histogram.value_at_quantile(1.0 - 1.0 / x)});
  }
  if (!histogram.empty()) points.push_back({count, *histogram.max()});
  return points;
}

PageJson bars_json(const stats::Histogram& histogram) {
  int first = 0;
  std::vector<std::uint64_t> counts;
  histogram.for_each_recorded([&](const stats::Bucket& bucket) {
    const auto ns = static_cast<double>(std::max<std::int64_t>(bucket.highest_ns, 1));
    const int bar = static_cast<int>(std::floor(std::log10(ns) * bars_per_decade));
    if (counts.empty()) first = bar;
    counts.resize(static_cast<std::size_t>(bar - first) + 1);
    counts.back() += bucket.count;
  });
  return {{"per_decade", bars_per_decade}, {"first", first}, {"counts", counts}};
}

/// One member of every row.
template <class Member>
PageJson column(std::span<const stats::SeriesRow> rows, Member member) {
  PageJson values = PageJson::array();
  for (const auto& row : rows) {
    if constexpr (requires { (row.*member).has_value(); }) {
      values.push_back(integer(row.*member));
    } else {
      values.push_back(row.*member);
    }
  }
  return values;
}

}  // namespace

PageJson times_json(const stats::Histogram& histogram) {
  PageJson json{{"count", histogram.count()}, {"min_ns", integer(histogram.min())}};
  const auto mean = histogram.mean();
  json["mean_ns"] = mean ? PageJson(std::llround(*mean)) : PageJson(nullptr);
  json["p50_ns"] = integer(histogram.value_at_quantile(0.5));
  json["p90_ns"] = integer(histogram.value_at_quantile(0.9));
  json["p99_ns"] = integer(histogram.value_at_quantile(0.99));
  json["p99_9_ns"] = integer(histogram.value_at_quantile(0.999));
  json["max_ns"] = integer(histogram.max());
  json["percentiles"] = percentiles_json(histogram);
  json["bins"] = bars_json(histogram);
  return json;
}

PageJson series_json(std::span<const stats::SeriesRow> rows) {
  if (rows.empty()) return nullptr;
  PageJson starts = PageJson::array();
  for (const auto& row : rows) starts.push_back(static_cast<double>(row.start_ns) / 1e9);
  using Row = stats::SeriesRow;
  return {{"width_s", static_cast<double>(rows.front().width_ns) / 1e9},
          {"t_s", std::move(starts)},
          {"planned", column(rows, &Row::planned)},
          {"sent", column(rows, &Row::sent)},
          {"answered", column(rows, &Row::answered)},
          {"failed", column(rows, &Row::failed)},
          {"timed_out", column(rows, &Row::timed_out)},
          {"in_flight", column(rows, &Row::in_flight)},
          {"p50_ns", column(rows, &Row::p50_ns)},
          {"p90_ns", column(rows, &Row::p90_ns)},
          {"p99_ns", column(rows, &Row::p99_ns)},
          {"max_ns", column(rows, &Row::max_ns)},
          {"lag_p99_ns", column(rows, &Row::lag_p99_ns)},
          {"lag_max_ns", column(rows, &Row::lag_max_ns)}};
}

}  // namespace hookworthy::report
