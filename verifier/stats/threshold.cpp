#include "verifier/stats/threshold.hpp"

#include "verifier/assert.hpp"
#include "verifier/stats/threshold_names.hpp"

#include <fmt/format.h>

namespace hookworthy::stats {
namespace {

bool holds(Comparison comparison, double value, double limit) {
  switch (comparison) {
    case Comparison::less:
      return value < limit;
    case Comparison::less_or_equal:
      return value <= limit;
    case Comparison::greater:
      return value > limit;
    case Comparison::greater_or_equal:
      return value >= limit;
    case Comparison::equal:
      return value == limit;
    case Comparison::not_equal:
      return value != limit;
  }
  HOOKWORTHY_ASSERT(false);
}

template <class Number>
std::optional<double> as_double(std::optional<Number> value) {
  return value ? std::optional<double>(static_cast<double>(*value)) : std::nullopt;
}

std::optional<double> trend_value(const Threshold& threshold, const Histogram& histogram) {
  switch (threshold.aggregate) {
    case Aggregate::avg:
      return histogram.mean();
    case Aggregate::min:
      return as_double(histogram.min());
    case Aggregate::max:
      return as_double(histogram.max());
    case Aggregate::med:
      return as_double(histogram.value_at_quantile(0.5));
    case Aggregate::percentile:
      return as_double(histogram.value_at_quantile(threshold.percentile / 100.0));
    case Aggregate::count:
      // Without values nothing was measured: "count>=0" must not pass for a run that never began.
      return histogram.empty() ? std::nullopt : as_double(std::optional(histogram.count()));
    case Aggregate::rate:
      break;
  }
  HOOKWORTHY_ASSERT(false);
}

std::optional<double> counter_value(const Threshold& threshold, const MetricSource& source) {
  const std::optional<MetricSource::Counter> counter =
      source.counter(threshold.metric, threshold.type);
  if (!counter || counter->of == 0) {
    return std::nullopt;
  }
  const auto count = static_cast<double>(counter->count);
  if (threshold.aggregate == Aggregate::count) {
    return count;
  }
  HOOKWORTHY_ASSERT(threshold.aggregate == Aggregate::rate);
  if (threshold.metric != Metric::throughput) {
    return count / static_cast<double>(counter->of);
  }
  const auto elapsed_ns = static_cast<double>(source.elapsed_ns());
  return elapsed_ns > 0.0 ? std::optional(count / (elapsed_ns / 1e9)) : std::nullopt;
}

std::optional<double> measured(const Threshold& threshold, const MetricSource& source) {
  if (!is_trend(threshold.metric)) {
    return counter_value(threshold, source);
  }
  const Histogram* histogram = source.histogram(threshold.metric, threshold.type);
  return histogram == nullptr ? std::nullopt : trend_value(threshold, *histogram);
}

}  // namespace

std::string_view name_of(Metric metric) {
  return name_in(kMetricNames, metric);
}

bool is_trend(Metric metric) {
  return metric == Metric::response_time || metric == Metric::service_time ||
         metric == Metric::send_lag;
}

bool Threshold::operator==(const Threshold& other) const {
  return metric == other.metric && type == other.type && aggregate == other.aggregate &&
         percentile == other.percentile && comparison == other.comparison && limit == other.limit;
}

std::string to_string(const Threshold& threshold) {
  std::string text(name_of(threshold.metric));
  if (threshold.type) {
    text += fmt::format("{{type:{}}}", *threshold.type);
  }
  text += ": ";
  text += threshold.aggregate == Aggregate::percentile
              ? fmt::format("p({})", threshold.percentile)
              : std::string(name_in(kAggregateNames, threshold.aggregate));
  text += name_in(kComparisonNames, threshold.comparison);
  if (!is_duration(threshold.metric, threshold.aggregate)) {
    return text + fmt::format("{}", threshold.limit);
  }
  // The largest unit that gives back the same number of nanoseconds; ns always does.
  for (const Unit& unit : kPrintedUnits) {
    const double amount = threshold.limit / unit.ns;
    if (unit.ns == 1.0 || (amount >= 1.0 && amount * unit.ns == threshold.limit)) {
      return text + fmt::format("{}{}", amount, unit.name);
    }
  }
  HOOKWORTHY_ASSERT(false);
}

ThresholdResult evaluate(const Threshold& threshold, const MetricSource& source) {
  ThresholdResult result;
  result.expression = threshold.expression.empty() ? to_string(threshold) : threshold.expression;
  result.value = measured(threshold, source);
  if (result.value) {
    result.verdict = holds(threshold.comparison, *result.value, threshold.limit)
                         ? ThresholdVerdict::kept
                         : ThresholdVerdict::violated;
  }
  return result;
}

}  // namespace hookworthy::stats
