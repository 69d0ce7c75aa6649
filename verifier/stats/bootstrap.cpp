#include "verifier/stats/bootstrap.hpp"

#include <algorithm>
#include <cmath>
#include <random>
#include <utility>

namespace hookworthy::stats {
namespace {

constexpr std::size_t resamples = 1000;
constexpr std::uint64_t seed = 0x686f'6f6b'776f'7274;

/// Draws slices with replacement: how often each of `n` was drawn, n draws in all.
class Draw {
 public:
  explicit Draw(std::size_t n) : times_(n) {}
  const std::vector<std::uint32_t>& next() {
    std::fill(times_.begin(), times_.end(), 0);
    for (std::size_t i = 0; i < times_.size(); ++i) {
      // The standard's distributions differ between libraries; this does not. n is below 2^32.
      const std::uint64_t high = random_() >> 32;
      ++times_[static_cast<std::size_t>((high * times_.size()) >> 32)];
    }
    return times_;
  }

 private:
  std::mt19937_64 random_{seed};
  std::vector<std::uint32_t> times_;
};

/// Standard deviation of what is added, by Welford's method.
class Spread {
 public:
  void add(double value) {
    ++count_;
    const double delta = value - mean_;
    mean_ += delta / static_cast<double>(count_);
    squares_ += delta * (value - mean_);
  }
  [[nodiscard]] double deviation() const {
    return count_ < 2 ? 0.0 : std::sqrt(squares_ / static_cast<double>(count_ - 1));
  }

 private:
  std::size_t count_ = 0;
  double mean_ = 0.0;
  double squares_ = 0.0;
};

double corrected(double deviation, std::size_t slices) {
  const auto n = static_cast<double>(slices);
  return deviation * std::sqrt(n / (n - 1));
}

/// The slices of a run as one sparse table: a row per slice, a column per bucket that any of them
/// has. Resampling adds rows up; nothing is decoded twice.
class Table {
 public:
  explicit Table(const std::vector<Histogram>& slices) {
    Histogram total;
    for (const Histogram& slice : slices) total.merge(slice);
    total.for_each_recorded([&](const Bucket& bucket) {
      highest_ns_.push_back(bucket.highest_ns);
      middles_ns_.push_back((static_cast<double>(bucket.lowest_ns) + bucket.highest_ns) / 2);
    });
    for (const Histogram& slice : slices) {
      if (slice.empty()) continue;
      auto& row = rows_.emplace_back();
      slice.for_each_recorded([&](const Bucket& bucket) {
        const auto column =
            std::lower_bound(highest_ns_.begin(), highest_ns_.end(), bucket.highest_ns);
        row.emplace_back(static_cast<std::uint32_t>(column - highest_ns_.begin()), bucket.count);
      });
    }
    sums_.resize(highest_ns_.size());
    add_up(std::vector<std::uint32_t>(rows_.size(), 1));
  }

  [[nodiscard]] std::size_t rows() const { return rows_.size(); }
  [[nodiscard]] std::uint64_t count() const { return count_; }

  /// Row k, `times[k]` times.
  void add_up(const std::vector<std::uint32_t>& times) {
    std::fill(sums_.begin(), sums_.end(), 0);
    count_ = 0;
    for (std::size_t k = 0; k < rows_.size(); ++k) {
      if (times[k] == 0) continue;
      for (const auto& [column, count] : rows_[k]) {
        sums_[column] += times[k] * count;
        count_ += times[k] * count;
      }
    }
  }

  [[nodiscard]] double figure(const TimeFigure& figure) const {
    const auto count = static_cast<double>(count_);
    if (!figure.quantile) {
      double sum = 0.0;
      for (std::size_t i = 0; i < sums_.size(); ++i) {
        sum += middles_ns_[i] * static_cast<double>(sums_[i]);
      }
      return sum / count;
    }
    const auto rank = std::max(1.0, std::ceil(*figure.quantile * count));
    double cumulative = 0.0;
    for (std::size_t i = 0; i < sums_.size(); ++i) {
      cumulative += static_cast<double>(sums_[i]);
      if (cumulative >= rank) return middles_ns_[i];
    }
    return middles_ns_.back();
  }

 private:
  std::vector<std::int64_t> highest_ns_;
  std::vector<double> middles_ns_;
  std::vector<std::vector<std::pair<std::uint32_t, std::uint64_t>>> rows_;
  std::vector<std::uint64_t> sums_;
  std::uint64_t count_ = 0;
};

bool is_supported(const TimeFigure& figure, std::uint64_t count) {
  if (!figure.quantile) return true;
  const double beyond = (1.0 - *figure.quantile) * static_cast<double>(count);
  // 0.1 % of 10 000 is a little less than 10 in binary.
  return beyond + 1e-6 >= static_cast<double>(min_beyond);
}

/// The spread of `figure(sum)` over resampled sums of slices.
template <class Figure>
double spread_of(const std::vector<OutcomeSlice>& slices, Figure figure) {
  Draw draw(slices.size());
  Spread spread;
  for (std::size_t i = 0; i < resamples; ++i) {
    const auto& times = draw.next();
    OutcomeSlice sum;
    for (std::size_t k = 0; k < slices.size(); ++k) {
      sum.ended += times[k] * slices[k].ended;
      sum.failures += times[k] * slices[k].failures;
      sum.answered += times[k] * slices[k].answered;
    }
    spread.add(figure(sum));
  }
  return corrected(spread.deviation(), slices.size());
}

}  // namespace

std::vector<std::optional<Estimate>> estimate_times(const SlicedTimes& times,
                                                    std::span<const TimeFigure> figures) {
  Table table(times.slices());
  std::vector<std::optional<Estimate>> estimates(figures.size());
  if (table.rows() == 0) return estimates;
  const std::uint64_t count = table.count();
  for (std::size_t f = 0; f < figures.size(); ++f) {
    estimates[f] = Estimate{table.figure(figures[f]), std::nullopt, table.rows()};
  }
  if (table.rows() < min_slices) return estimates;
  std::vector<Spread> spreads(figures.size());
  Draw draw(table.rows());
  for (std::size_t i = 0; i < resamples; ++i) {
    table.add_up(draw.next());
    for (std::size_t f = 0; f < figures.size(); ++f) {
      // The middle of the bucket of 0 is 0.
      spreads[f].add(std::log(std::max(table.figure(figures[f]), 0.5)));
    }
  }
  for (std::size_t f = 0; f < figures.size(); ++f) {
    if (!is_supported(figures[f], count)) continue;
    estimates[f]->error = corrected(spreads[f].deviation(), table.rows());
  }
  return estimates;
}

std::optional<Estimate> estimate_failures(const SlicedOutcomes& outcomes) {
  std::vector<OutcomeSlice> slices;
  std::ranges::copy_if(outcomes.slices(), std::back_inserter(slices),
                       [](const OutcomeSlice& slice) { return slice.ended > 0; });
  if (slices.empty()) return std::nullopt;
  const auto share = [](const OutcomeSlice& sum) {
    return static_cast<double>(sum.failures) / static_cast<double>(sum.ended);
  };
  const OutcomeSlice total = outcomes.total();
  Estimate estimate{share(total), std::nullopt, slices.size()};
  if (slices.size() < min_slices) return estimate;
  // No failure in a hundred deliveries does not prove that there never is one: half a failure
  // more keeps the error above zero.
  const auto ended = static_cast<double>(total.ended);
  const double cautious = (static_cast<double>(total.failures) + 0.5) / (ended + 1);
  const double independent = std::sqrt(cautious * (1 - cautious) / ended);
  estimate.error = std::max(independent, spread_of(slices, share));
  return estimate;
}

std::optional<Estimate> estimate_throughput(const SlicedOutcomes& outcomes,
                                            std::int64_t measured_ns) {
  const auto whole = static_cast<std::size_t>(std::clamp<std::int64_t>(
      measured_ns / outcomes.width_ns(), 0, static_cast<std::int64_t>(outcomes.slices().size())));
  if (whole == 0) return std::nullopt;
  const std::vector<OutcomeSlice> slices(
      outcomes.slices().begin(), outcomes.slices().begin() + static_cast<std::ptrdiff_t>(whole));
  const double time_s =
      static_cast<double>(outcomes.width_ns()) * 1e-9 * static_cast<double>(whole);
  std::uint64_t answered = 0;
  for (const OutcomeSlice& slice : slices) answered += slice.answered;
  Estimate estimate{static_cast<double>(answered) / time_s, std::nullopt, whole};
  if (whole < min_slices) return estimate;
  estimate.error = spread_of(slices, [](const OutcomeSlice& sum) {
    return std::log(std::max(static_cast<double>(sum.answered), 0.5));
  });
  return estimate;
}

}  // namespace hookworthy::stats
