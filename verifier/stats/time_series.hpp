#pragma once

#include "verifier/stats/histogram.hpp"

#include <array>
#include <bit>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <vector>

namespace hookworthy::stats {

/// The scale of a series' quantiles: the design of HdrHistogram with 32 steps per power of two from
/// 65 us on, and steps of 1.024 us below. Values above 4398 s count in the last bucket.
struct SeriesScale {
  static constexpr int unit_bits = 10;
  static constexpr int step_bits = 5;
  static constexpr std::size_t buckets = 896;
  static constexpr std::int64_t highest_ns = (std::int64_t{1} << 42) - 1;

  [[nodiscard]] static constexpr std::size_t index_of(std::int64_t value_ns) noexcept {
    const std::int64_t value = value_ns < 0 ? 0 : value_ns > highest_ns ? highest_ns : value_ns;
    const std::uint64_t units = static_cast<std::uint64_t>(value) >> unit_bits;
    constexpr std::uint64_t linear = (std::uint64_t{2} << step_bits) - 1;
    const int shift = static_cast<int>(std::bit_width(units | linear)) - step_bits - 1;
    return (static_cast<std::size_t>(shift) << step_bits) + (units >> shift);
  }
  /// Largest value that is counted in `bucket`.
  [[nodiscard]] static constexpr std::int64_t highest_at(std::size_t bucket) noexcept {
    const std::size_t group = bucket >> step_bits;
    const std::size_t shift = group < 2 ? 0 : group - 1;
    const std::uint64_t step = bucket - (shift << step_bits);
    return static_cast<std::int64_t>(((step + 1) << (shift + unit_bits)) - 1);
  }
};

/// How a delivery ended, as far as a series tells it apart.
enum class SeriesEnd : std::uint8_t { answered, failed, timed_out, none };

/// One delivery. Times are nanoseconds since the run's start; negative `sent_ns` or `done_ns`:
/// never.
struct SeriesEvent {
  std::int64_t intended_ns = 0;
  std::int64_t sent_ns = -1;
  std::int64_t done_ns = -1;
  SeriesEnd end = SeriesEnd::none;
  bool measured = true;  ///< false in the warm-up: counted, but not in the quantiles
};

/// What happened in one interval of a run.
struct SeriesRow {
  std::int64_t start_ns = 0;  ///< since the run's start
  std::int64_t width_ns = 0;
  std::uint64_t planned = 0;  ///< deliveries whose intended instant lies here
  std::uint64_t sent = 0;     ///< whose first byte was sent here
  std::uint64_t answered = 0, failed = 0, timed_out = 0;  ///< whose outcome came here
  std::uint64_t in_flight = 0;  ///< at the row's end: sent, without outcome
  /// Response time of what was answered or timed out here; nullopt: nothing was. The quantiles
  /// are too high by 1/32 and 1.024 us at most, and never too low; the maximum is exact.
  std::optional<std::int64_t> p50_ns, p90_ns, p99_ns, max_ns;
  /// Send lag of what was sent here, likewise.
  std::optional<std::int64_t> lag_p99_ns, lag_max_ns;

  friend bool operator==(const SeriesRow&, const SeriesRow&) = default;
};

/// What happened when: rows of one width from the run's start on. A row is 1 s wide at first; when
/// the run gets longer than all rows together, each two become one of twice the width. So memory is
/// the same for any run: 7 KiB for each of max_rows, allocated and touched by the constructor.
///
/// Thread: one writer. merge_live may read a series while its writer adds to it.
class TimeSeries {
 public:
  static constexpr std::size_t default_rows = 512;
  static constexpr std::int64_t first_width_ns = 1'000'000'000;

  /// `max_rows`: a power of two, at least 2.
  explicit TimeSeries(std::size_t max_rows = default_rows);

  /// Counts one delivery. Times below 0 count as 0. No allocation; some nanoseconds.
  void add(const SeriesEvent& event) noexcept;
  /// Adds what another series (of as many rows) saw; the wider rows win.
  void merge(const TimeSeries& other);
  /// The same while another thread still adds to `other`. Each number is that of some moment during
  /// the call; what is in flight now is not counted in its row's `sent` yet.
  void merge_live(const TimeSeries& other);

  /// Rows from 0 to the last one that is not empty.
  [[nodiscard]] std::vector<SeriesRow> rows() const;
  [[nodiscard]] std::int64_t width_ns() const { return width_ns_; }
  /// Response times of row `row` < rows().size(), each at the highest value of its bucket: with
  /// the precision of SeriesScale.
  [[nodiscard]] Histogram response_times(std::size_t row) const;

 private:
  using Buckets = std::array<std::uint32_t, SeriesScale::buckets>;
  struct Cell {
    std::uint64_t planned = 0, sent = 0, answered = 0, failed = 0, timed_out = 0;
    std::uint64_t landed = 0;  ///< were sent, whenever, and have their outcome here
    std::int64_t max_ns = 0, lag_max_ns = 0;
    Buckets response{};
    Buckets lag{};
  };

  [[nodiscard]] Cell& cell_at(std::int64_t instant_ns) noexcept;
  void widen() noexcept;
  /// Copies `other` into this one of equal size; false if its rows were being merged meanwhile.
  [[nodiscard]] bool copy_live(const TimeSeries& other);
  [[nodiscard]] static bool is_empty(const Cell& cell) noexcept;
  static void clear(Cell& cell) noexcept;
  static void add_cell(Cell& to, const Cell& from) noexcept;
  [[nodiscard]] static std::optional<std::int64_t> quantile(const Buckets& buckets,
                                                            std::int64_t max_ns, double q);
  static constexpr std::array counters{&Cell::planned, &Cell::sent,      &Cell::answered,
                                       &Cell::failed,  &Cell::timed_out, &Cell::landed};

  std::vector<Cell> cells_;
  std::int64_t width_ns_ = first_width_ns;
  std::uint32_t version_ = 0;  ///< odd while the rows are being merged in pairs
  // The row looked up last: deliveries come almost in order.
  std::int64_t last_start_ns_ = 0;
  std::size_t last_ = 0;
};

}  // namespace hookworthy::stats
