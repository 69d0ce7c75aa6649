#pragma once

#include "verifier/assert.hpp"
#include "verifier/stats/threshold.hpp"

#include <array>
#include <string_view>
#include <utility>

// The words of the threshold grammar, shared by its parser and its printer. Not for other
// directories.
namespace hookworthy::stats {

template <class Value, std::size_t N>
using Names = std::array<std::pair<std::string_view, Value>, N>;

inline constexpr Names<Metric, 8> kMetricNames{{
    {"response_time", Metric::response_time},
    {"service_time", Metric::service_time},
    {"send_lag", Metric::send_lag},
    {"accepted", Metric::accepted},
    {"rejected", Metric::rejected},
    {"failures", Metric::failures},
    {"timeouts", Metric::timeouts},
    {"throughput", Metric::throughput},
}};

inline constexpr Names<Aggregate, 7> kAggregateNames{{
    {"avg", Aggregate::avg},
    {"min", Aggregate::min},
    {"max", Aggregate::max},
    {"med", Aggregate::med},
    {"p", Aggregate::percentile},
    {"count", Aggregate::count},
    {"rate", Aggregate::rate},
}};

/// Two characters first, so that "<=" is not read as "<".
inline constexpr Names<Comparison, 6> kComparisonNames{{
    {"<=", Comparison::less_or_equal},
    {">=", Comparison::greater_or_equal},
    {"==", Comparison::equal},
    {"!=", Comparison::not_equal},
    {"<", Comparison::less},
    {">", Comparison::greater},
}};

struct Unit {
  std::string_view name;
  double ns;
};
inline constexpr std::array<Unit, 5> kUnits{
    {{"ns", 1.0}, {"us", 1e3}, {"ms", 1e6}, {"s", 1e9}, {"m", 60e9}}};
/// Those that a limit is printed in, largest first.
inline constexpr std::array<Unit, 4> kPrintedUnits{
    {{"s", 1e9}, {"ms", 1e6}, {"us", 1e3}, {"ns", 1.0}}};

template <class Value, std::size_t N>
std::string_view name_in(const Names<Value, N>& names, Value value) {
  for (const auto& [name, known] : names) {
    if (known == value) {
      return name;
    }
  }
  HOOKWORTHY_ASSERT(false);
}

/// True if the aggregate of this metric is in nanoseconds.
inline bool is_duration(Metric metric, Aggregate aggregate) {
  return is_trend(metric) && aggregate != Aggregate::count;
}

}  // namespace hookworthy::stats
