#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <vector>

namespace hookworthy::pace {

__extension__ typedef unsigned __int128 Wide;

/// So many arrivals in so many nanoseconds: an exact rational, so that 1000 per 7 s stays exact.
struct Rate {
  std::uint64_t events = 0;                 ///< 1 .. 10^12
  std::uint64_t period_ns = 1'000'000'000;  ///< 1 .. 86 400 s

  double per_second() const {
    return static_cast<double>(events) * 1e9 / static_cast<double>(period_ns);
  }
};

/// One piece of a schedule by stages: the rate goes in a straight line from `from` to `to`.
/// Equal rates make a step. Rates are thousandths of an arrival per second, 0 .. 10^10.
struct Stage {
  std::uint64_t from_per_1000s = 0;
  std::uint64_t to_per_1000s = 0;
  std::int64_t duration_ns = 0;  ///< 1 .. 86 400 s
};

/// When each delivery of a run is wanted: arrival n has an instant that depends on the schedule and
/// n alone, in whole nanoseconds since the run's start. A value: copy it to every worker.
///
/// With A(t) the (real) number of arrivals that the rate has promised by instant t,
///
///     intended_at(n) = the smallest whole t with A(t) >= n,
///     count()        = how many n have intended_at(n) < duration = floor(A(duration - 1)) + 1.
///
/// Both are computed in 128-bit integers from n itself, never by adding up rounded gaps: there is
/// no drift, however long the run is.
class Schedule {
 public:
  static constexpr std::int64_t max_duration_ns = 30LL * 86'400 * 1'000'000'000;
  static constexpr std::int64_t max_period_ns = 86'400LL * 1'000'000'000;  ///< and of one stage
  static constexpr std::uint64_t max_events = 1'000'000'000'000;
  static constexpr std::uint64_t max_per_1000s = 10'000'000'000;
  static constexpr std::uint64_t max_count = 1'000'000'000'000'000;

  /// All factories give nullopt when an argument is outside of its stated range, the duration is
  /// not in 1 .. max_duration_ns, or there would be more than max_count arrivals.
  /// A(t) = t * events / period.
  static std::optional<Schedule> constant(Rate rate, std::int64_t duration_ns);
  /// `rate.events` arrivals at once, every `rate.period_ns`, from instant 0 on.
  static std::optional<Schedule> burst(Rate rate, std::int64_t duration_ns);
  /// A(t) = the integral of a rate that runs in straight lines; jumps between stages are allowed.
  static std::optional<Schedule> stages(std::span<const Stage> stages);
  /// Independent arrivals: gaps are exponential with mean period / events. Gap i comes from a hash
  /// of (seed, i), so that every shard sees the same instants. There are exactly
  /// floor(duration * rate) arrivals; the last one falls near `duration_ns`, not exactly before it.
  static std::optional<Schedule> poisson(Rate rate, std::int64_t duration_ns, std::uint64_t seed);
  /// No instants: each connection sends its next delivery as soon as it is free.
  static std::optional<Schedule> closed_loop(std::int64_t duration_ns);

  bool is_closed_loop() const { return kind_ == Kind::closed_loop; }
  bool is_poisson() const { return kind_ == Kind::poisson; }
  std::int64_t duration_ns() const { return duration_ns_; }

  /// Arrivals in the whole schedule. 0 for a closed loop, which plans none.
  std::uint64_t count() const;
  /// How many arrivals have intended_at(n) <= t. Neither Poisson nor closed loop; any t.
  std::uint64_t due_by(std::int64_t t_ns) const;
  /// Instant of arrival n < count(), never falling with n. Neither Poisson (use Cursor) nor closed
  /// loop.
  std::int64_t intended_at(std::uint64_t n) const;

 private:
  friend class Cursor;
  enum class Kind : std::uint8_t { constant, burst, stages, poisson, closed_loop };
  struct Piece {
    Stage stage;
    std::int64_t start_ns;
    Wide promised_before;  ///< 2 * 10^12 * A(start_ns), exact
    Wide promised_after;   ///< the same at its end
  };

  static std::optional<Schedule> with_rate(Kind kind, Rate rate, std::int64_t duration_ns);
  std::int64_t intended_in_stages(std::uint64_t n) const;
  std::uint64_t due_in_stages(std::int64_t t_ns) const;

  Kind kind_ = Kind::closed_loop;
  std::int64_t duration_ns_ = 1;
  Rate rate_;
  std::uint64_t seed_ = 0;
  std::vector<Piece> pieces_;
};

/// Walks the arrivals first, first + stride, first + 2 * stride ... of a schedule. Shard k of T
/// walks (k, T): the shards' arrivals are those of the whole schedule, each exactly once.
class Cursor {
 public:
  /// `schedule` must outlive the cursor; stride >= 1. Not for a closed loop.
  Cursor(const Schedule& schedule, std::uint64_t first, std::uint64_t stride);

  bool done() const { return position_ >= count_; }
  std::uint64_t position() const { return position_; }
  /// Requires !done().
  std::int64_t intended_ns() const { return intended_ns_; }
  /// Requires !done().
  void advance();

 private:
  void locate();

  const Schedule* schedule_;
  std::uint64_t stride_;
  std::uint64_t count_;
  std::uint64_t position_;
  std::int64_t intended_ns_ = 0;
  std::uint64_t gaps_ = 0;  ///< how many are in sum_ (Poisson)
  Wide sum_ = 0;            ///< of gaps, in means * 2^32 (Poisson)
};

}  // namespace hookworthy::pace
