#pragma once

#include <cstdint>
#include <optional>
#include <vector>

namespace hookworthy::cli {

/// What a run at one rate has shown.
enum class RateVerdict : std::uint8_t {
  kept,     ///< every objective held
  broken,   ///< the receiver broke one
  harness,  ///< the harness could not send so fast: nothing was learnt of the receiver
  no_data   ///< nothing was measured: the receiver is gone
};

/// Looks for the highest rate that keeps the objectives: doubles the rate until it breaks, halves
/// the gap between the highest kept and the lowest broken rate until it is narrow enough, then asks
/// for that kept rate once more. A rate that breaks at the second look counts as broken, and the
/// search goes on below it. Knows no clock and sends nothing: its user does. At most
/// max_probes rates are asked for.
class CapacitySearch {
 public:
  struct Settings {
    double min_rate = 100;    ///< per second, > 0: the first one tried
    double max_rate = 1e6;    ///< per second, >= min_rate: none above is tried
    double precision = 0.05;  ///< (lowest broken - highest kept) / highest kept; > 0
  };
  static constexpr int max_probes = 100;

  /// What ended the search.
  enum class End : std::uint8_t {
    none,      ///< it goes on, or its user gave it up
    found,     ///< both edges are known, and the lower one was confirmed
    max_rate,  ///< the highest rate allowed keeps the objectives, confirmed
    min_rate,  ///< the lowest rate breaks them already
    harness,   ///< the harness is the limit; what it could send was kept
    no_data,   ///< the receiver is gone
    unsteady   ///< no rate was kept twice
  };

  explicit CapacitySearch(const Settings& settings);

  /// The rate to try now, per second; nullopt: the search has ended. Asking again without a tell()
  /// gives the same rate.
  [[nodiscard]] std::optional<double> next() const { return next_; }
  /// Whether next() is a second look at a rate that was kept.
  [[nodiscard]] bool confirming() const { return confirming_; }
  /// What next() has shown.
  void tell(RateVerdict verdict);

  [[nodiscard]] End end() const { return end_; }
  [[nodiscard]] bool confirmed() const {
    return end_ == End::found || end_ == End::max_rate || end_ == End::harness;
  }
  /// Highest rate that was kept and not broken at a second look.
  [[nodiscard]] std::optional<double> highest_kept() const;
  /// Lowest rate that was broken; above highest_kept(), if both are known.
  [[nodiscard]] std::optional<double> lowest_broken() const { return broken_; }
  /// Lowest rate that the harness could not send.
  [[nodiscard]] std::optional<double> harness_limit() const { return harness_; }

 private:
  void take_broken(double rate);
  void plan_next();
  [[nodiscard]] std::optional<double> ceiling() const;
  void stop(End end);

  Settings settings_;
  std::vector<double> kept_;  ///< ascending; all below ceiling()
  std::optional<double> broken_;
  std::optional<double> harness_;
  std::optional<double> next_;
  bool confirming_ = false;
  int probes_ = 0;
  End end_ = End::none;
};

}  // namespace hookworthy::cli
