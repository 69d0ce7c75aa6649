#pragma once

#include "verifier/stats/live.hpp"

#include <algorithm>
#include <bit>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <vector>

namespace hookworthy::stats {

/// Which values a histogram can tell apart. Two values of the same bucket are "equivalent".
struct HistogramRange {
  std::int64_t lowest_ns = 1;                   ///< smallest difference that must be seen, >= 1
  std::int64_t highest_ns = 3'600'000'000'000;  ///< largest value, >= 2 * lowest_ns; one hour
  int significant_digits = 3;                   ///< 1 to 5: relative error at most 10^-digits

  /// True if a histogram of this range can be made; the other functions need it to be true.
  [[nodiscard]] bool valid() const noexcept;
  /// Power of two below or equal to lowest_ns: the width of the narrowest bucket.
  [[nodiscard]] int unit_magnitude() const noexcept;
  /// Linear steps of the first bucket group: the smallest power of two >= 2 * 10^digits.
  [[nodiscard]] std::int32_t sub_bucket_count() const noexcept;
  /// Groups of steps; each covers twice the width of the one before.
  [[nodiscard]] std::int32_t bucket_count() const noexcept;
  /// Counters that a histogram of this range holds, 8 bytes each.
  [[nodiscard]] std::size_t counts_length() const noexcept;

  bool operator==(const HistogramRange&) const = default;
};

/// One recorded (not empty) bucket.
struct Bucket {
  std::int64_t lowest_ns = 0;    ///< smallest value that is counted here
  std::int64_t highest_ns = 0;   ///< largest value that is counted here
  std::uint64_t count = 0;       ///< values in this bucket
  std::uint64_t cumulative = 0;  ///< values in this bucket and all below it
};

/// A histogram of durations in nanoseconds: every value is counted, none is sampled, and memory
/// does not grow. The design is Gil Tene's HdrHistogram (http://hdrhistogram.org): groups of equal
/// steps, each group twice as coarse as the one before, so that the relative error is bounded
/// everywhere.
///
/// Memory: counts_length() * 8 bytes, allocated by the constructor. The default range (1 ns to 1
/// hour, 3 digits) takes 33 792 counters: 264 KiB. Values that are read back are equivalent to
/// those recorded, not identical: the number said is the highest of its bucket (min: the lowest).
/// So whatever a report says can be computed again from the encoded histogram, and shards merged
/// together say what one process would have said. An empty histogram has no min, max, mean or
/// quantile: they are nullopt, never 0 or NaN. Thread: none of its own. One writer; merge the
/// histograms of several threads when they are done, or with merge_live. A histogram that was moved
/// from may only be assigned to or destroyed.
class Histogram {
 public:
  /// The range must be valid().
  explicit Histogram(HistogramRange range = {});

  /// Counts one value. Constant time, no allocation. A value above highest_ns counts as highest_ns
  /// and is counted in clipped(); one below 0 counts as 0 and is counted in negative().
  void record(std::int64_t value_ns) noexcept { record_n(value_ns, 1); }
  /// Counts the same value `n` times.
  void record_n(std::int64_t value_ns, std::uint64_t n) noexcept;
  /// Adds all values of `other`. Exact if the ranges are equal; otherwise each bucket of `other`
  /// goes to where its highest value belongs (clipped if even its lowest value is above
  /// highest_ns). The sum of counts must stay below 2^63.
  void merge(const Histogram& other);
  /// The same while another thread still records into `other`, whose range must be equal: what it
  /// records meanwhile is counted or not. count() fits the buckets in any case.
  void merge_live(const Histogram& other);
  /// Forgets all values; keeps range and memory.
  void reset() noexcept;

  [[nodiscard]] const HistogramRange& range() const noexcept { return range_; }
  [[nodiscard]] std::uint64_t count() const noexcept { return total_; }
  [[nodiscard]] bool empty() const noexcept { return total_ == 0; }
  /// Recorded values that were above highest_ns, or below 0. Not part of the encoding or of ==.
  [[nodiscard]] std::uint64_t clipped() const noexcept { return clipped_; }
  [[nodiscard]] std::uint64_t negative() const noexcept { return negative_; }

  /// Lowest value equivalent to the smallest one recorded.
  [[nodiscard]] std::optional<std::int64_t> min() const noexcept;
  /// Highest value equivalent to the largest one recorded; may lie above highest_ns by one bucket.
  [[nodiscard]] std::optional<std::int64_t> max() const noexcept;
  /// Mean of the buckets' middles, weighted by count.
  [[nodiscard]] std::optional<double> mean() const noexcept;
  /// Standard deviation of the population, from the buckets' middles.
  [[nodiscard]] std::optional<double> stddev() const noexcept;
  /// Highest value equivalent to the smallest recorded one that has at least q * count() values at
  /// or below it (nearest rank). q = 0 is min(). q must lie in [0, 1].
  [[nodiscard]] std::optional<std::int64_t> value_at_quantile(double q) const noexcept;
  /// Recorded values that are less than, or equivalent to, `value_ns`.
  [[nodiscard]] std::uint64_t count_at_or_below(std::int64_t value_ns) const noexcept;

  [[nodiscard]] std::int64_t lowest_equivalent(std::int64_t value_ns) const noexcept;
  [[nodiscard]] std::int64_t highest_equivalent(std::int64_t value_ns) const noexcept;

  /// Calls visit(const Bucket&) for each bucket that is not empty, in ascending order.
  template <class Visit>
  void for_each_recorded(Visit&& visit) const {
    std::uint64_t cumulative = 0;
    for (std::size_t i = 0; cumulative < total_; ++i) {
      if (counts_[i] == 0) {
        continue;
      }
      cumulative += counts_[i];
      visit(Bucket{lowest_at(i), highest_at(i), counts_[i], cumulative});
    }
  }

  /// All counters in ascending order of value; counts().size() == range().counts_length().
  [[nodiscard]] const std::vector<std::uint64_t>& counts() const noexcept { return counts_; }
  /// Adds `n` values to counter `index` of counts(), which must exist: for codecs.
  void add_at_index(std::size_t index, std::uint64_t n) noexcept;

  /// Same range and the same count in every bucket.
  bool operator==(const Histogram& other) const noexcept;

 private:
  [[nodiscard]] std::size_t index_of(std::int64_t value_ns) const noexcept;
  [[nodiscard]] std::int64_t lowest_at(std::size_t index) const noexcept;
  [[nodiscard]] std::int64_t highest_at(std::size_t index) const noexcept;

  HistogramRange range_;
  int unit_magnitude_;
  int half_magnitude_;  ///< log2 of half the sub-buckets
  std::uint64_t sub_bucket_mask_;
  std::vector<std::uint64_t> counts_;
  std::uint64_t total_ = 0;
  std::uint64_t clipped_ = 0;
  std::uint64_t negative_ = 0;
};

inline std::size_t Histogram::index_of(std::int64_t value_ns) const noexcept {
  const auto value = static_cast<std::uint64_t>(value_ns);
  const int top_bit = static_cast<int>(std::bit_width(value | sub_bucket_mask_));
  const int bucket = top_bit - half_magnitude_ - 1 - unit_magnitude_;
  const std::uint64_t step = value >> (bucket + unit_magnitude_);
  return (static_cast<std::size_t>(bucket) << half_magnitude_) + step;
}

inline void Histogram::record_n(std::int64_t value_ns, std::uint64_t n) noexcept {
  if (value_ns < 0) [[unlikely]] {
    live_add(negative_, n);
    value_ns = 0;
  } else if (value_ns > range_.highest_ns) [[unlikely]] {
    live_add(clipped_, n);
    value_ns = range_.highest_ns;
  }
  live_add(counts_[index_of(value_ns)], n);
  live_add(total_, n);
}

}  // namespace hookworthy::stats
