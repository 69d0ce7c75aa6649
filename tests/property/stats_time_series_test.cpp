#include "verifier/stats/time_series.hpp"

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <vector>

#include <gtest/gtest.h>
#include <rapidcheck.h>
#include <rapidcheck/gtest.h>

namespace hookworthy::stats {
namespace {

constexpr std::int64_t second_ns = TimeSeries::first_width_ns;
constexpr std::size_t few_rows = 8;

/// Deliveries in no order, over as long a time as `rows` rows can hold, and up to 1000 times that.
rc::Gen<std::vector<SeriesEvent>> events_over(std::size_t rows) {
  const auto any_event = rc::gen::mapcat(rc::gen::inRange(1, 1001), [rows](int times) {
    const std::int64_t end = static_cast<std::int64_t>(rows) * second_ns * times;
    return rc::gen::map(
        rc::gen::tuple(rc::gen::inRange<std::int64_t>(0, end),
                       rc::gen::inRange<std::int64_t>(0, 20 * second_ns), rc::gen::inRange(0, 40),
                       rc::gen::inRange(0, 5), rc::gen::inRange(0, 10)),
        [](const auto& drawn) {
          const auto& [intended, lag, bits, end_of, part] = drawn;
          SeriesEvent event{.intended_ns = intended};
          if (part > 0) event.sent_ns = intended + (lag >> bits);
          if (end_of < 3) {
            event.end = static_cast<SeriesEnd>(end_of);
            event.done_ns = std::max(intended, event.sent_ns) + (lag >> (bits / 2));
          }
          event.measured = part != 1;
          return event;
        });
  });
  return rc::gen::container<std::vector<SeriesEvent>>(any_event);
}

struct Sums {
  std::uint64_t planned = 0, sent = 0, answered = 0, failed = 0, timed_out = 0, timed = 0;
  bool operator==(const Sums&) const = default;
};

Sums sums_of(const TimeSeries& series) {
  Sums sums;
  const auto rows = series.rows();
  for (std::size_t i = 0; i < rows.size(); ++i) {
    sums.planned += rows[i].planned;
    sums.sent += rows[i].sent;
    sums.answered += rows[i].answered;
    sums.failed += rows[i].failed;
    sums.timed_out += rows[i].timed_out;
    sums.timed += series.response_times(i).count();
  }
  return sums;
}

Sums sums_of(const std::vector<SeriesEvent>& events) {
  Sums sums;
  for (const SeriesEvent& event : events) {
    ++sums.planned;
    sums.sent += event.sent_ns >= 0 ? 1 : 0;
    sums.answered += event.end == SeriesEnd::answered ? 1 : 0;
    sums.failed += event.end == SeriesEnd::failed ? 1 : 0;
    sums.timed_out += event.end == SeriesEnd::timed_out ? 1 : 0;
    const bool timed = event.end == SeriesEnd::answered || event.end == SeriesEnd::timed_out;
    sums.timed += timed && event.measured ? 1 : 0;
  }
  return sums;
}

RC_GTEST_PROP(TimeSeries, conserves_every_count_however_often_rows_become_wider, ()) {
  const auto events = *events_over(few_rows);
  TimeSeries series(few_rows);
  for (const SeriesEvent& event : events) series.add(event);
  RC_ASSERT(sums_of(series) == sums_of(events));
  RC_ASSERT(series.rows().size() <= few_rows);
  if (!events.empty()) {
    std::uint64_t in_flight = 0;
    for (const SeriesEvent& event : events) {
      in_flight += event.sent_ns >= 0 && event.end == SeriesEnd::none ? 1 : 0;
    }
    RC_ASSERT(series.rows().back().in_flight == in_flight);
  }
}

RC_GTEST_PROP(TimeSeries, says_the_same_of_two_workers_as_of_one, ()) {
  const auto events = *events_over(few_rows);
  TimeSeries whole(few_rows), odd(few_rows), even(few_rows), live(few_rows);
  for (std::size_t i = 0; i < events.size(); ++i) {
    whole.add(events[i]);
    (i % 2 == 1 ? odd : even).add(events[i]);
  }
  live.merge_live(odd);
  live.merge_live(even);
  odd.merge(even);
  RC_ASSERT(odd.rows() == whole.rows());
  RC_ASSERT(live.rows() == whole.rows());
}

RC_GTEST_PROP(TimeSeries, quantiles_lie_within_the_stated_error, ()) {
  const auto bits = *rc::gen::inRange(1, 42);
  auto values = *rc::gen::nonEmpty(rc::gen::container<std::vector<std::int64_t>>(
      rc::gen::inRange<std::int64_t>(0, std::int64_t{1} << bits)));
  TimeSeries series(few_rows);
  const std::int64_t done_ns = std::int64_t{1} << 42;  // all of them in one row
  for (const std::int64_t value : values) {
    const std::int64_t sent_ns = done_ns - value / 2;
    series.add({done_ns - value, sent_ns, done_ns, SeriesEnd::answered, true});
  }
  std::sort(values.begin(), values.end());
  const SeriesRow row = series.rows().back();
  const auto check = [&](double q, const std::optional<std::int64_t>& said) {
    RC_ASSERT(said.has_value());
    const auto rank =
        static_cast<std::size_t>(std::ceil(q * static_cast<double>(values.size()) * (1 - 1e-15)));
    const std::int64_t exact = values[std::max<std::size_t>(rank, 1) - 1];
    RC_ASSERT(*said >= exact);
    RC_ASSERT(*said <= exact + exact / 32 + 1024);
  };
  check(0.5, row.p50_ns);
  check(0.9, row.p90_ns);
  check(0.99, row.p99_ns);
  RC_ASSERT(row.max_ns == values.back());
}

RC_GTEST_PROP(TimeSeries, its_scale_counts_each_value_where_it_belongs, ()) {
  const auto bits = *rc::gen::inRange(1, 43);
  const auto value = *rc::gen::inRange<std::int64_t>(0, std::int64_t{1} << bits);
  const std::size_t bucket = SeriesScale::index_of(value);
  RC_ASSERT(bucket < SeriesScale::buckets);
  RC_ASSERT(value <= SeriesScale::highest_at(bucket));
  if (bucket > 0) RC_ASSERT(value > SeriesScale::highest_at(bucket - 1));
}

}  // namespace
}  // namespace hookworthy::stats
