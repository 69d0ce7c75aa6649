#include "verifier/stats/histogram.hpp"

#include "verifier/assert.hpp"

#include <cmath>
#include <limits>

namespace hookworthy::stats {
namespace {

constexpr int kMaxDigits = 5;

/// The middle of a bucket, as HdrHistogram's mean and deviation use it.
double middle_of(const Bucket& bucket) {
  const std::int64_t width = bucket.highest_ns - bucket.lowest_ns + 1;
  return static_cast<double>(bucket.lowest_ns + width / 2);
}

}  // namespace

bool HistogramRange::valid() const noexcept {
  if (lowest_ns < 1 || lowest_ns > std::numeric_limits<std::int64_t>::max() / 2 ||
      highest_ns < 2 * lowest_ns || significant_digits < 1 || significant_digits > kMaxDigits) {
    return false;
  }
  // The steps of the first group must be numbers of 63 bits.
  const auto steps = static_cast<std::uint32_t>(sub_bucket_count());
  return unit_magnitude() + static_cast<int>(std::bit_width(steps)) - 1 <= 62;
}

int HistogramRange::unit_magnitude() const noexcept {
  return static_cast<int>(std::bit_width(static_cast<std::uint64_t>(lowest_ns))) - 1;
}

std::int32_t HistogramRange::sub_bucket_count() const noexcept {
  std::uint32_t needed = 2;
  for (int i = 0; i < significant_digits; ++i) {
    needed *= 10;
  }
  return static_cast<std::int32_t>(std::bit_ceil(needed));
}

std::int32_t HistogramRange::bucket_count() const noexcept {
  // Unsigned, because the bound of the last group may be 2^63.
  auto bound = static_cast<std::uint64_t>(sub_bucket_count()) << unit_magnitude();
  std::int32_t buckets = 1;
  while (bound <= static_cast<std::uint64_t>(highest_ns)) {
    bound <<= 1;
    ++buckets;
  }
  return buckets;
}

std::size_t HistogramRange::counts_length() const noexcept {
  const auto half = static_cast<std::size_t>(sub_bucket_count()) / 2;
  return (static_cast<std::size_t>(bucket_count()) + 1) * half;
}

Histogram::Histogram(HistogramRange range) : range_(range) {
  HOOKWORTHY_ASSERT(range.valid());
  const auto steps = static_cast<std::uint64_t>(range.sub_bucket_count());
  unit_magnitude_ = range.unit_magnitude();
  half_magnitude_ = static_cast<int>(std::bit_width(steps)) - 2;
  sub_bucket_mask_ = (steps - 1) << unit_magnitude_;
  counts_.resize(range.counts_length());
}

void Histogram::merge(const Histogram& other) {
  constexpr auto limit = static_cast<std::uint64_t>(std::numeric_limits<std::int64_t>::max());
  HOOKWORTHY_ASSERT(total_ <= limit && other.total_ <= limit - total_);
  const std::uint64_t clipped = other.clipped_;
  const std::uint64_t negative = other.negative_;
  if (range_ == other.range_) {
    for (std::size_t i = 0; i < counts_.size(); ++i) {
      counts_[i] += other.counts_[i];
    }
    total_ += other.total_;
  } else {
    other.for_each_recorded([this](const Bucket& bucket) {
      // The bucket that holds our highest value is not clipped only because it reaches further.
      const bool reaches_over = bucket.lowest_ns <= range_.highest_ns;
      const std::int64_t value = reaches_over ? std::min(bucket.highest_ns, range_.highest_ns)  //
                                              : bucket.highest_ns;
      record_n(value, bucket.count);
    });
  }
  clipped_ += clipped;
  negative_ += negative;
}

void Histogram::merge_live(const Histogram& other) {
  HOOKWORTHY_ASSERT(range_ == other.range_);
  for (std::size_t i = 0; i < counts_.size(); ++i) {
    const std::uint64_t count = live_load(other.counts_[i]);
    counts_[i] += count;
    total_ += count;
  }
  clipped_ += live_load(other.clipped_);
  negative_ += live_load(other.negative_);
}

void Histogram::reset() noexcept {
  std::fill(counts_.begin(), counts_.end(), 0);
  total_ = clipped_ = negative_ = 0;
}

std::optional<std::int64_t> Histogram::min() const noexcept {
  if (empty()) {
    return std::nullopt;
  }
  const auto first =
      std::find_if(counts_.begin(), counts_.end(), [](std::uint64_t count) { return count != 0; });
  return lowest_at(static_cast<std::size_t>(first - counts_.begin()));
}

std::optional<std::int64_t> Histogram::max() const noexcept {
  if (empty()) {
    return std::nullopt;
  }
  std::size_t last = counts_.size() - 1;
  while (counts_[last] == 0) {
    --last;
  }
  return highest_at(last);
}

std::optional<double> Histogram::mean() const noexcept {
  if (empty()) {
    return std::nullopt;
  }
  double sum = 0.0;
  for_each_recorded([&sum](const Bucket& bucket) {
    sum += middle_of(bucket) * static_cast<double>(bucket.count);
  });
  return sum / static_cast<double>(total_);
}

std::optional<double> Histogram::stddev() const noexcept {
  const std::optional<double> centre = mean();
  if (!centre) {
    return std::nullopt;
  }
  double squares = 0.0;
  for_each_recorded([&squares, &centre](const Bucket& bucket) {
    const double deviation = middle_of(bucket) - *centre;
    squares += deviation * deviation * static_cast<double>(bucket.count);
  });
  return std::sqrt(squares / static_cast<double>(total_));
}

std::optional<std::int64_t> Histogram::value_at_quantile(double q) const noexcept {
  HOOKWORTHY_ASSERT(q >= 0.0 && q <= 1.0);
  if (empty() || q == 0.0) {
    return min();
  }
  // 0.07 * 100 is a little more than 7: without the correction the rank would become 8.
  constexpr double rounding = 1e-15;
  const double exact_rank = q * static_cast<double>(total_);
  const auto rounded = static_cast<std::uint64_t>(std::ceil(exact_rank * (1.0 - rounding)));
  const std::uint64_t rank = std::clamp<std::uint64_t>(rounded, 1, total_);
  std::uint64_t cumulative = 0;
  for (std::size_t i = 0; i < counts_.size(); ++i) {
    cumulative += counts_[i];
    if (cumulative >= rank) {
      return highest_at(i);
    }
  }
  return max();
}

std::uint64_t Histogram::count_at_or_below(std::int64_t value_ns) const noexcept {
  if (value_ns < 0) {
    return 0;
  }
  const std::size_t end = value_ns > range_.highest_ns ? counts_.size() : index_of(value_ns) + 1;
  std::uint64_t sum = 0;
  for (std::size_t i = 0; i < end; ++i) {
    sum += counts_[i];
  }
  return sum;
}

std::int64_t Histogram::lowest_equivalent(std::int64_t value_ns) const noexcept {
  return lowest_at(index_of(std::clamp<std::int64_t>(value_ns, 0, range_.highest_ns)));
}

std::int64_t Histogram::highest_equivalent(std::int64_t value_ns) const noexcept {
  return highest_at(index_of(std::clamp<std::int64_t>(value_ns, 0, range_.highest_ns)));
}

void Histogram::add_at_index(std::size_t index, std::uint64_t n) noexcept {
  HOOKWORTHY_ASSERT(index < counts_.size());
  counts_[index] += n;
  total_ += n;
}

bool Histogram::operator==(const Histogram& other) const noexcept {
  return range_ == other.range_ && total_ == other.total_ && counts_ == other.counts_;
}

std::int64_t Histogram::lowest_at(std::size_t index) const noexcept {
  // The first group owns two halves, each later one only its upper half.
  const std::size_t half = std::size_t{1} << half_magnitude_;
  const std::size_t group = index >> half_magnitude_;
  const std::size_t bucket = group == 0 ? 0 : group - 1;
  const std::size_t step = group == 0 ? index : (index & (half - 1)) + half;
  return static_cast<std::int64_t>(static_cast<std::uint64_t>(step)
                                   << (bucket + static_cast<std::size_t>(unit_magnitude_)));
}

std::int64_t Histogram::highest_at(std::size_t index) const noexcept {
  const std::size_t group = index >> half_magnitude_;
  const std::size_t bucket = group == 0 ? 0 : group - 1;
  const auto shift = bucket + static_cast<std::size_t>(unit_magnitude_);
  // Not "the next lowest minus one": that would overflow in the last group of a 63 bit range.
  return lowest_at(index) + static_cast<std::int64_t>((std::uint64_t{1} << shift) - 1);
}

}  // namespace hookworthy::stats
