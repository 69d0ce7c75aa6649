#pragma once

#include "verifier/check/assess.hpp"
#include "verifier/check/coverage.hpp"
#include "verifier/contract/contract.hpp"
#include "verifier/record/counts.hpp"
#include "verifier/record/delivery.hpp"
#include "verifier/stats/histogram.hpp"
#include "verifier/stats/threshold.hpp"
#include "verifier/stats/time_series.hpp"

#include <array>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace hookworthy::check {

/// The three times of every delivery.
///   response_time = done - intended: answers, and timeouts at their deadline
///   service_time  = done - sent:     the same, if sent
///   send_lag      = sent - intended: whatever was sent
/// Transport errors have no place in the first two: a refused connection is quick, not fast.
struct Times {
  stats::Histogram response_time;
  stats::Histogram service_time;
  stats::Histogram send_lag;

  void record(const record::Delivery& delivery);
  void merge(const Times& other);
  void merge_live(const Times& other);  ///< as Histogram::merge_live
};

/// How the deliveries of one type ended.
struct TypeCounts {
  std::uint64_t accepted = 0;
  std::uint64_t rejected = 0;
  std::uint64_t failed = 0;     ///< any other status, transport errors and timeouts
  std::uint64_t timed_out = 0;  ///< of `failed`

  [[nodiscard]] std::uint64_t ended() const { return accepted + rejected + failed; }
  void merge(const TypeCounts& other);
  void merge_live(const TypeCounts& other);
};

/// Counts what happened; judges nothing. One per worker, merged when all are done.
/// Memory: the three histograms (0.8 MiB), as much again for each of `timed_types`, the time series
/// (3.6 MiB) and the coverage (some MiB at most). take() does not allocate once every kind of case
/// was seen.
class Tally final : public record::Sink, public stats::MetricSource {
 public:
  /// `timed_types`: callback types that get histograms of their own, for thresholds such as
  /// response_time{type:new}. Unknown names are left out.
  explicit Tally(std::shared_ptr<const contract::Contract> contract,
                 const std::vector<std::string>& timed_types = {});

  void take(const record::Delivery& delivery) override;
  /// Adds what another tally of the same contract and timed types counted.
  void merge(const Tally& other);
  /// The same, but for the coverage, while another thread still calls other.take(): for looking at
  /// a run that goes on. Each number is that of some moment during the call; takes a millisecond,
  /// and costs that other thread nothing.
  void merge_live(const Tally& other);
  /// The time over which throughput is measured: the run without its warm-up. Not merged.
  void set_measured_ns(std::int64_t ns) { measured_ns_ = ns; }

  /// What was seen; `planned` is the number of deliveries taken.
  [[nodiscard]] const record::Counts& counts() const { return counts_; }
  [[nodiscard]] const Times& times() const { return times_; }  ///< without warm-up
  /// Answers with this status, warm-up included; 0 for a status of 1000 or more.
  [[nodiscard]] std::uint64_t status_count(unsigned status) const;
  /// Failures without an answer. Cause::none stands for timeouts.
  [[nodiscard]] std::uint64_t error_count(record::Phase phase, record::Cause cause) const;
  [[nodiscard]] const AnswerTable& answers() const { return answers_; }
  /// By number of the type; the last one, answers().no_type(), for cases of no type. With warm-up.
  [[nodiscard]] const std::vector<TypeCounts>& by_type() const { return by_type_; }
  [[nodiscard]] const Coverage& coverage() const { return coverage_; }
  [[nodiscard]] const stats::TimeSeries& series() const { return series_; }

  // stats::MetricSource; without warm-up. A failure is a delivery that was neither accepted nor
  // rejected. Rates are shares of the deliveries that ended with an answer, error or timeout.
  [[nodiscard]] const stats::Histogram* histogram(
      stats::Metric metric, const std::optional<std::string>& type) const override;
  [[nodiscard]] std::optional<Counter> counter(
      stats::Metric metric, const std::optional<std::string>& type) const override;
  [[nodiscard]] std::int64_t elapsed_ns() const override { return measured_ns_; }

  static constexpr std::size_t statuses = 1000;
  static constexpr std::size_t phases = static_cast<std::size_t>(record::Phase::read) + 1;
  static constexpr std::size_t causes = static_cast<std::size_t>(record::Cause::other) + 1;

 private:
  struct Measured {
    TypeCounts counts;
    std::uint64_t answered = 0;
  };
  [[nodiscard]] Measured measured(const std::optional<std::string>& type) const;

  AnswerTable answers_;
  record::Counts counts_;
  Times times_;
  std::vector<std::unique_ptr<Times>> times_by_type_;  ///< null: not asked for
  std::array<std::uint64_t, statuses> status_{};
  std::array<std::array<std::uint64_t, causes>, phases> errors_{};
  std::vector<TypeCounts> by_type_;
  std::vector<Measured> measured_;  ///< like by_type_, without warm-up
  Coverage coverage_;
  stats::TimeSeries series_;
  std::int64_t measured_ns_ = 0;
};

}  // namespace hookworthy::check
