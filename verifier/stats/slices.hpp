#pragma once

#include "verifier/stats/histogram.hpp"

#include <cstddef>
#include <cstdint>
#include <vector>

namespace hookworthy::stats {

/// The values of one run, cut into slices of its time. Memory: a histogram per slice, at most
/// max_slices of them: when a run gets longer, slices merge in pairs and their width doubles.
class SlicedTimes {
 public:
  static constexpr std::size_t max_slices = 64;
  static constexpr std::int64_t first_width_ns = 1'000'000'000;

  /// Counts `value_ns` at the instant `at_ns` since the run's start; below 0 counts as 0.
  void record(std::int64_t at_ns, std::int64_t value_ns);
  /// Counts all values of a slice that somebody else cut, at the instant of its start.
  void merge(std::int64_t at_ns, const Histogram& values);

  /// In order of time; some may be empty.
  [[nodiscard]] const std::vector<Histogram>& slices() const { return slices_; }
  [[nodiscard]] std::int64_t width_ns() const { return width_ns_; }
  [[nodiscard]] Histogram total() const;

 private:
  Histogram& at(std::int64_t at_ns);

  std::int64_t width_ns_ = first_width_ns;
  std::vector<Histogram> slices_;
};

/// What became of the deliveries of one slice.
struct OutcomeSlice {
  std::uint64_t ended = 0;     ///< with an answer, an error or a timeout
  std::uint64_t failures = 0;  ///< of `ended`: neither accepted nor rejected
  std::uint64_t answered = 0;  ///< answers that came in this slice
};

/// The same for counters.
class SlicedOutcomes {
 public:
  void count_ended(std::int64_t at_ns, bool failure);
  void count_answers(std::int64_t at_ns, std::uint64_t answers);
  /// Adds a slice that somebody else cut, at the instant of its start.
  void merge(std::int64_t at_ns, const OutcomeSlice& slice);

  [[nodiscard]] const std::vector<OutcomeSlice>& slices() const { return slices_; }
  [[nodiscard]] std::int64_t width_ns() const { return width_ns_; }
  [[nodiscard]] OutcomeSlice total() const;

 private:
  OutcomeSlice& at(std::int64_t at_ns);

  std::int64_t width_ns_ = SlicedTimes::first_width_ns;
  std::vector<OutcomeSlice> slices_;
};

}  // namespace hookworthy::stats
