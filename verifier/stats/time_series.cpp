#include "verifier/stats/time_series.hpp"

#include "verifier/assert.hpp"
#include "verifier/stats/live.hpp"

#include <algorithm>
#include <atomic>
#include <cmath>
#include <limits>
#include <thread>

namespace hookworthy::stats {
namespace {

void add_saturating(std::uint32_t& counter, std::uint32_t n) noexcept {
  const std::uint32_t before = live_load(counter);
  const std::uint32_t room = std::numeric_limits<std::uint32_t>::max() - before;
  live_store(counter, before + std::min(room, n));
}

/// Fine enough for SeriesScale, and small.
constexpr HistogramRange interval_range{
    .lowest_ns = 1000, .highest_ns = SeriesScale::highest_ns, .significant_digits = 2};

void raise_to(std::int64_t& maximum, std::int64_t value) noexcept {
  if (value > live_load(maximum)) live_store(maximum, value);
}

}  // namespace

TimeSeries::TimeSeries(std::size_t max_rows) : cells_(max_rows) {
  HOOKWORTHY_ASSERT(max_rows >= 2 && std::has_single_bit(max_rows));
}

TimeSeries::Cell& TimeSeries::cell_at(std::int64_t instant_ns) noexcept {
  const std::int64_t instant = std::max<std::int64_t>(0, instant_ns);
  if (instant >= last_start_ns_ && instant - last_start_ns_ < width_ns_) return cells_[last_];
  while (static_cast<std::uint64_t>(instant / width_ns_) >= cells_.size()) widen();
  last_ = static_cast<std::size_t>(instant / width_ns_);
  last_start_ns_ = static_cast<std::int64_t>(last_) * width_ns_;
  return cells_[last_];
}

void TimeSeries::add(const SeriesEvent& event) noexcept {
  live_add<std::uint64_t>(cell_at(event.intended_ns).planned, 1);
  const bool sent = event.sent_ns >= 0;
  if (sent) {
    Cell& cell = cell_at(event.sent_ns);
    live_add<std::uint64_t>(cell.sent, 1);
    if (event.measured) {
      const std::int64_t lag = std::max<std::int64_t>(0, event.sent_ns - event.intended_ns);
      add_saturating(cell.lag[SeriesScale::index_of(lag)], 1);
      raise_to(cell.lag_max_ns, lag);
    }
  }
  if (event.end == SeriesEnd::none || event.done_ns < 0) return;
  Cell& cell = cell_at(event.done_ns);
  if (sent) live_add<std::uint64_t>(cell.landed, 1);
  if (event.end == SeriesEnd::failed) {
    live_add<std::uint64_t>(cell.failed, 1);
    return;
  }
  live_add<std::uint64_t>(event.end == SeriesEnd::answered ? cell.answered : cell.timed_out, 1);
  if (!event.measured) return;
  const std::int64_t time = std::max<std::int64_t>(0, event.done_ns - event.intended_ns);
  add_saturating(cell.response[SeriesScale::index_of(time)], 1);
  raise_to(cell.max_ns, time);
}

bool TimeSeries::is_empty(const Cell& cell) noexcept {
  return live_load(cell.planned) == 0 && live_load(cell.sent) == 0 && live_load(cell.landed) == 0 &&
         live_load(cell.answered) == 0 && live_load(cell.failed) == 0 &&
         live_load(cell.timed_out) == 0;
}

void TimeSeries::clear(Cell& cell) noexcept {
  for (const auto member : counters) live_store<std::uint64_t>(cell.*member, 0);
  live_store<std::int64_t>(cell.max_ns, 0);
  live_store<std::int64_t>(cell.lag_max_ns, 0);
  for (Buckets* buckets : {&cell.response, &cell.lag}) {
    for (std::uint32_t& bucket : *buckets) live_store<std::uint32_t>(bucket, 0);
  }
}

/// `from` may be another thread's; `to` may be read by another one.
void TimeSeries::add_cell(Cell& to, const Cell& from) noexcept {
  for (const auto member : counters) live_add(to.*member, live_load(from.*member));
  raise_to(to.max_ns, live_load(from.max_ns));
  raise_to(to.lag_max_ns, live_load(from.lag_max_ns));
  for (const auto member : {&Cell::response, &Cell::lag}) {
    const Buckets& parts = from.*member;
    Buckets& sums = to.*member;
    for (std::size_t i = 0; i < sums.size(); ++i) {
      if (const std::uint32_t part = live_load(parts[i]); part != 0) add_saturating(sums[i], part);
    }
  }
}

/// Each two rows become one.
void TimeSeries::widen() noexcept {
  live_add<std::uint32_t>(version_, 1);
  for (std::size_t i = 1; i < cells_.size(); ++i) {
    if (is_empty(cells_[i])) continue;
    add_cell(cells_[i / 2], cells_[i]);
    clear(cells_[i]);
  }
  live_store(width_ns_, 2 * width_ns_);
  last_ = 0;
  last_start_ns_ = 0;
  live_add<std::uint32_t>(version_, 1);
}

void TimeSeries::merge(const TimeSeries& other) {
  HOOKWORTHY_ASSERT(cells_.size() == other.cells_.size());
  while (width_ns_ < other.width_ns_) widen();
  for (std::size_t i = 0; i < other.cells_.size(); ++i) {
    if (is_empty(other.cells_[i])) continue;
    add_cell(cell_at(static_cast<std::int64_t>(i) * other.width_ns_), other.cells_[i]);
  }
}

bool TimeSeries::copy_live(const TimeSeries& other) {
  const std::uint32_t version = live_load(other.version_);
  if (version % 2 == 1) return false;
  width_ns_ = live_load(other.width_ns_);
  for (std::size_t i = 0; i < cells_.size(); ++i) {
    clear(cells_[i]);
    if (!is_empty(other.cells_[i])) add_cell(cells_[i], other.cells_[i]);
  }
  return live_load(other.version_) == version;
}

void TimeSeries::merge_live(const TimeSeries& other) {
  // Rows are merged a few times in a run, within a millisecond: a second look is the rule.
  constexpr int most_attempts = 1000;
  TimeSeries copy(cells_.size());
  for (int attempt = 0; attempt < most_attempts; ++attempt) {
    if (copy.copy_live(other)) {
      merge(copy);
      return;
    }
    std::this_thread::yield();
  }
}

std::optional<std::int64_t> TimeSeries::quantile(const Buckets& buckets, std::int64_t max_ns,
                                                 double q) {
  std::uint64_t total = 0;
  for (const std::uint32_t count : buckets) total += count;
  if (total == 0) return std::nullopt;
  const auto exact = std::ceil(q * static_cast<double>(total) * (1.0 - 1e-15));
  const std::uint64_t rank = std::clamp<std::uint64_t>(static_cast<std::uint64_t>(exact), 1, total);
  std::uint64_t seen = 0;
  for (std::size_t i = 0; i < buckets.size(); ++i) {
    seen += buckets[i];
    // The last bucket has no end.
    const bool bounded = i + 1 < buckets.size();
    if (seen >= rank) return bounded ? std::min(SeriesScale::highest_at(i), max_ns) : max_ns;
  }
  return max_ns;
}

std::vector<SeriesRow> TimeSeries::rows() const {
  std::vector<SeriesRow> rows;
  std::size_t end = cells_.size();
  while (end > 0 && is_empty(cells_[end - 1])) --end;
  std::uint64_t sent = 0, landed = 0;
  for (std::size_t i = 0; i < end; ++i) {
    const Cell& cell = cells_[i];
    sent += cell.sent;
    landed += cell.landed;
    SeriesRow& row = rows.emplace_back();
    row.start_ns = static_cast<std::int64_t>(i) * width_ns_;
    row.width_ns = width_ns_;
    row.planned = cell.planned;
    row.sent = cell.sent;
    row.answered = cell.answered;
    row.failed = cell.failed;
    row.timed_out = cell.timed_out;
    row.in_flight = sent - std::min(sent, landed);
    row.p50_ns = quantile(cell.response, cell.max_ns, 0.5);
    row.p90_ns = quantile(cell.response, cell.max_ns, 0.9);
    row.p99_ns = quantile(cell.response, cell.max_ns, 0.99);
    row.max_ns = quantile(cell.response, cell.max_ns, 1);
    row.lag_p99_ns = quantile(cell.lag, cell.lag_max_ns, 0.99);
    row.lag_max_ns = quantile(cell.lag, cell.lag_max_ns, 1);
  }
  return rows;
}

Histogram TimeSeries::response_times(std::size_t row) const {
  HOOKWORTHY_ASSERT(row < cells_.size());
  Histogram histogram(interval_range);
  const Cell& cell = cells_[row];
  for (std::size_t i = 0; i < cell.response.size(); ++i) {
    const std::uint32_t count = cell.response[i];
    if (count == 0) continue;
    histogram.record_n(std::min(SeriesScale::highest_at(i), interval_range.highest_ns), count);
  }
  return histogram;
}

}  // namespace hookworthy::stats
