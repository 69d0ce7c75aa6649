#pragma once

#include "verifier/stats/slices.hpp"

#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <vector>

namespace hookworthy::stats {

// How sure a figure of one run is, by the bootstrap over slices of time (Efron and Tibshirani, An
// Introduction to the Bootstrap, 1993; for what hangs together in time: Künsch, The Annals of
// Statistics 17, 1989): values of one slice depend on each other, slices hardly do. So slices are
// drawn, not values, and a stall that delays a thousand deliveries counts as one event.
// Same input, same result: the draws come from a fixed seed.

/// One figure of a run.
struct Estimate {
  double value = 0.0;
  /// Standard error, corrected for the number of slices (the plain bootstrap's is too small by
  /// sqrt((n - 1) / n)). Of the value's natural logarithm for times and throughput, of the value
  /// itself for shares. nullopt: too little data to say.
  std::optional<double> error;
  std::size_t slices = 0;  ///< that had data
};

inline constexpr std::size_t min_slices = 5;     ///< below: no standard error
inline constexpr std::uint64_t min_beyond = 10;  ///< values beyond a percentile; below: none

/// A figure of a histogram: its mean, or the value at a quantile.
struct TimeFigure {
  std::optional<double> quantile;  ///< 0 to 1; nullopt: the mean
};

/// One Estimate per figure, in ns; nullopt when there is no value at all.
[[nodiscard]] std::vector<std::optional<Estimate>> estimate_times(
    const SlicedTimes& times, std::span<const TimeFigure> figures);

/// Share of failures among what ended. Its error is never below that of independent draws.
[[nodiscard]] std::optional<Estimate> estimate_failures(const SlicedOutcomes& outcomes);

/// Answers per second over the slices that lie within `measured_ns`; nullopt: there is none.
[[nodiscard]] std::optional<Estimate> estimate_throughput(const SlicedOutcomes& outcomes,
                                                          std::int64_t measured_ns);

}  // namespace hookworthy::stats
