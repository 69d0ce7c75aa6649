#include "verifier/stats/comparison.hpp"

#include "verifier/stats/threshold_names.hpp"

#include <algorithm>
#include <array>
#include <cmath>

#include <boost/math/distributions/students_t.hpp>
#include <fmt/format.h>

namespace hookworthy::stats {
namespace {

/// Beyond this, either way, an interval says nothing that anyone can use.
constexpr double max_half_width = 0.5;
constexpr double max_half_width_ns = 1e6;  ///< of times, where that is more
constexpr double max_failures_half_width = 0.05;

std::vector<Figure> usual_figures() {
  std::vector<Figure> figures;
  for (const Metric metric : {Metric::response_time, Metric::service_time}) {
    for (const double percentile : {50.0, 90.0, 99.0, 99.9}) {
      figures.push_back({metric, Aggregate::percentile, percentile});
    }
    figures.push_back({metric, Aggregate::avg, 0.0});
  }
  figures.push_back({Metric::failures, Aggregate::rate, 0.0});
  figures.push_back({Metric::throughput, Aggregate::rate, 0.0});
  return figures;
}

/// The Estimates of all figures; those of one histogram are resampled together.
std::vector<std::optional<Estimate>> estimates_of(const RunSample& sample,
                                                  const std::vector<Figure>& figures) {
  std::vector<std::optional<Estimate>> estimates(figures.size());
  for (const Metric metric : {Metric::response_time, Metric::service_time}) {
    std::vector<TimeFigure> wanted;
    std::vector<std::size_t> positions;
    for (std::size_t i = 0; i < figures.size(); ++i) {
      if (figures[i].metric != metric) continue;
      positions.push_back(i);
      const bool is_percentile = figures[i].aggregate == Aggregate::percentile;
      wanted.push_back({is_percentile ? std::optional(figures[i].percentile / 100) : std::nullopt});
    }
    const SlicedTimes& times =
        metric == Metric::response_time ? sample.response_time : sample.service_time;
    const auto found = estimate_times(times, wanted);
    for (std::size_t k = 0; k < positions.size(); ++k) estimates[positions[k]] = found[k];
  }
  for (std::size_t i = 0; i < figures.size(); ++i) {
    if (figures[i].metric == Metric::failures) estimates[i] = estimate_failures(sample.outcomes);
    if (figures[i].metric == Metric::throughput) {
      estimates[i] = estimate_throughput(sample.outcomes, sample.measured_ns);
    }
  }
  return estimates;
}

/// Half the width of Welch's interval for the difference of two means, in standard errors' unit.
double half_width(const Estimate& base, const Estimate& after, double confidence) {
  const double a = *base.error * *base.error;
  const double b = *after.error * *after.error;
  if (a + b <= 0) return 0.0;
  const auto freedom = [](const Estimate& estimate) {
    return static_cast<double>(estimate.slices - 1);
  };
  const double degrees = (a + b) * (a + b) / (a * a / freedom(base) + b * b / freedom(after));
  const boost::math::students_t_distribution<double> distribution(degrees);
  return boost::math::quantile(distribution, (1 + confidence) / 2) * std::sqrt(a + b);
}

void put_interval(Change& change, const std::optional<Estimate>& base,
                  const std::optional<Estimate>& after, double confidence) {
  const bool is_share = change.figure.metric == Metric::failures;
  if (base) change.base = base->value;
  if (after) change.after = after->value;
  if (!base || !after || (!is_share && base->value <= 0)) return;
  change.change =
      is_share ? after->value - base->value : (after->value - base->value) / base->value;
  if (!base->error || !after->error) return;
  const double half = half_width(*base, *after, confidence);
  if (is_share) {
    change.low = *change.change - half;
    change.high = *change.change + half;
    return;
  }
  const double ratio = 1 + *change.change;
  change.low = ratio * std::exp(-half) - 1;
  change.high = ratio * std::exp(half) - 1;
}

ChangeVerdict verdict_of(const Change& change, const ComparisonOptions& options) {
  if (!change.low || !change.high) return ChangeVerdict::not_enough_data;
  const bool is_share = change.figure.metric == Metric::failures;
  double least = is_share ? options.min_failures_change : options.min_change;
  if (is_trend(change.figure.metric) && *change.base > 0) {
    least = std::max(least, static_cast<double>(options.min_change_ns) / *change.base);
  }
  const bool more_is_better = change.figure.metric == Metric::throughput;
  if (*change.low > least) return more_is_better ? ChangeVerdict::better : ChangeVerdict::worse;
  if (*change.high < -least) return more_is_better ? ChangeVerdict::worse : ChangeVerdict::better;
  double widest = std::max(least, is_share ? max_failures_half_width : max_half_width);
  if (is_trend(change.figure.metric)) widest = std::max(widest, max_half_width_ns / *change.base);
  const bool telling = *change.high <= widest && *change.low >= -widest;
  return telling ? ChangeVerdict::same : ChangeVerdict::not_enough_data;
}

ChangeVerdict overall(const std::vector<Change>& changes) {
  const auto any = [&](ChangeVerdict verdict) {
    return std::ranges::any_of(changes, [&](const Change& c) { return c.verdict == verdict; });
  };
  if (any(ChangeVerdict::worse)) return ChangeVerdict::worse;
  if (any(ChangeVerdict::better)) return ChangeVerdict::better;
  return changes.front().verdict;  // the median of response_time
}

GateResult judge(const RegressionGate& gate, const Change& change) {
  GateResult result{gate, std::nullopt, GateVerdict::not_enough_data};
  if (!change.change) return result;
  const double scale = gate.is_time ? *change.base : 1.0;
  const bool more_is_better = gate.figure.metric == Metric::throughput;
  const double regression = (more_is_better ? -*change.change : *change.change) * scale;
  result.regression = regression;
  if (!change.low || !change.high) return result;
  const double surely = (more_is_better ? -*change.high : *change.low) * scale;
  if (regression <= gate.limit) {
    result.verdict = GateVerdict::kept;
  } else if (surely > 0) {
    result.verdict = GateVerdict::broken;
  }
  return result;
}

}  // namespace

std::string aggregate_text(const Figure& figure) {
  if (figure.aggregate == Aggregate::percentile) return fmt::format("p({:g})", figure.percentile);
  return std::string(name_in(kAggregateNames, figure.aggregate));
}

std::string_view to_string(ChangeVerdict verdict) {
  switch (verdict) {
    case ChangeVerdict::better:
      return "better";
    case ChangeVerdict::same:
      return "same";
    case ChangeVerdict::worse:
      return "worse";
    case ChangeVerdict::not_enough_data:
      return "not enough data";
  }
  HOOKWORTHY_ASSERT(false);
}

RunComparison compare(const RunSample& base, const RunSample& after,
                      const std::vector<RegressionGate>& gates, const ComparisonOptions& options) {
  HOOKWORTHY_ASSERT(options.confidence >= 0.5 && options.confidence < 1.0);
  std::vector<Figure> figures = usual_figures();
  for (const RegressionGate& gate : gates) {
    if (std::ranges::find(figures, gate.figure) == figures.end()) figures.push_back(gate.figure);
  }
  const double confidence = 1 - (1 - options.confidence) / static_cast<double>(figures.size());
  const auto of_base = estimates_of(base, figures);
  const auto of_after = estimates_of(after, figures);
  RunComparison comparison;
  for (std::size_t i = 0; i < figures.size(); ++i) {
    Change& change = comparison.changes.emplace_back();
    change.figure = figures[i];
    put_interval(change, of_base[i], of_after[i], confidence);
    change.verdict = verdict_of(change, options);
  }
  comparison.verdict = overall(comparison.changes);
  for (const RegressionGate& gate : gates) {
    const auto at = std::ranges::find(figures, gate.figure) - figures.begin();
    comparison.gates.push_back(judge(gate, comparison.changes[static_cast<std::size_t>(at)]));
  }
  return comparison;
}

}  // namespace hookworthy::stats
