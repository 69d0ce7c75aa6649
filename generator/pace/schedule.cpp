#include "generator/pace/schedule.hpp"

#include "generator/pace/exponential.hpp"

#include <algorithm>
#include <cmath>

namespace hookworthy::pace {

namespace {

__extension__ typedef __int128 SignedWide;

bool valid(Rate rate, std::int64_t duration_ns) {
  return rate.events >= 1 && rate.events <= Schedule::max_events && rate.period_ns >= 1 &&
         rate.period_ns <= static_cast<std::uint64_t>(Schedule::max_period_ns) &&
         duration_ns >= 1 && duration_ns <= Schedule::max_duration_ns;
}

/// Rates are per 1000 s = 10^12 ns, and a straight line brings a factor 1/2: with A counted in
/// units of 1 / (2 * 10^12) arrivals, everything at a stage's end is a whole number.
constexpr Wide unit = Wide{2} * 1'000'000'000'000ULL;

/// 2 * 10^12 * L * (A(t) - A(0)) within a stage of length L and rates a to b:
/// t * (2 L a + (b - a) t). Never negative for 0 <= t <= L, and at most 1.5 * 10^38.
Wide promised_times_length(const Stage& stage, std::int64_t t) {
  const auto a = static_cast<SignedWide>(stage.from_per_1000s);
  const auto b = static_cast<SignedWide>(stage.to_per_1000s);
  return static_cast<Wide>(t * (2 * stage.duration_ns * a + (b - a) * t));
}

/// Smallest t in [0, L] with promised_times_length(t) >= goal; there is one.
///
/// A quadratic: its root in floating point, in the form that loses no digits when a and b are
/// close, is only the place to begin. The answer is bracketed and bisected with exact integers, so
/// it does not depend on how the root was rounded.
std::int64_t invert(const Stage& stage, Wide goal) {
  const std::int64_t length = stage.duration_ns;
  const auto reached = [&](std::int64_t t) { return promised_times_length(stage, t) >= goal; };
  const auto a = static_cast<double>(stage.from_per_1000s);
  const auto slope = (static_cast<double>(stage.to_per_1000s) - a) / static_cast<double>(length);
  const double area = static_cast<double>(goal) / static_cast<double>(length);  // twice A
  const double speed = std::sqrt(std::max(0.0, a * a + slope * area));
  const double root = a + speed > 0 ? area / (a + speed) : 0;
  const auto guess = static_cast<std::int64_t>(std::clamp(root, 0.0, static_cast<double>(length)));

  std::int64_t width = 4;
  std::int64_t low = guess;   // becomes: not reached at low - 1 (or low is 0)
  std::int64_t high = guess;  // becomes: reached at high
  while (low > 0 && reached(low - 1)) low = std::max<std::int64_t>(0, low - (width *= 4));
  while (!reached(high)) high = std::min(length, high + (width *= 4));
  while (low < high) {
    const std::int64_t middle = low + (high - low) / 2;
    if (reached(middle)) {
      high = middle;
    } else {
      low = middle + 1;
    }
  }
  return low;
}

}  // namespace

std::optional<Schedule> Schedule::with_rate(Kind kind, Rate rate, std::int64_t duration_ns) {
  if (!valid(rate, duration_ns)) return std::nullopt;
  const Wide periods = static_cast<Wide>(duration_ns) / rate.period_ns + 1;
  if (periods * rate.events > max_count) return std::nullopt;
  Schedule schedule;
  schedule.kind_ = kind;
  schedule.duration_ns_ = duration_ns;
  schedule.rate_ = rate;
  return schedule;
}

std::optional<Schedule> Schedule::constant(Rate rate, std::int64_t duration_ns) {
  return with_rate(Kind::constant, rate, duration_ns);
}

std::optional<Schedule> Schedule::burst(Rate rate, std::int64_t duration_ns) {
  return with_rate(Kind::burst, rate, duration_ns);
}

std::optional<Schedule> Schedule::poisson(Rate rate, std::int64_t duration_ns, std::uint64_t seed) {
  auto schedule = with_rate(Kind::poisson, rate, duration_ns);
  if (schedule) schedule->seed_ = seed;
  return schedule;
}

std::optional<Schedule> Schedule::closed_loop(std::int64_t duration_ns) {
  if (duration_ns < 1 || duration_ns > max_duration_ns) return std::nullopt;
  Schedule schedule;
  schedule.duration_ns_ = duration_ns;
  return schedule;
}

std::optional<Schedule> Schedule::stages(std::span<const Stage> stages) {
  Schedule schedule;
  schedule.kind_ = Kind::stages;
  std::int64_t start_ns = 0;
  Wide promised = 0;
  for (const Stage& stage : stages) {
    if (stage.duration_ns < 1 || stage.duration_ns > max_period_ns) return std::nullopt;
    if (std::max(stage.from_per_1000s, stage.to_per_1000s) > max_per_1000s) return std::nullopt;
    const Wide before = promised;
    promised += (Wide{stage.from_per_1000s} + stage.to_per_1000s) *
                static_cast<std::uint64_t>(stage.duration_ns);
    schedule.pieces_.push_back({stage, start_ns, before, promised});
    start_ns += stage.duration_ns;
    if (start_ns > max_duration_ns) return std::nullopt;
  }
  if (schedule.pieces_.empty() || promised == 0) return std::nullopt;
  schedule.duration_ns_ = start_ns;
  return schedule;
}

std::uint64_t Schedule::count() const {
  switch (kind_) {
    case Kind::closed_loop:
      return 0;
    case Kind::poisson:
      return static_cast<std::uint64_t>(static_cast<Wide>(duration_ns_) * rate_.events /
                                        rate_.period_ns);
    default:
      return due_by(duration_ns_ - 1);
  }
}

std::uint64_t Schedule::due_by(std::int64_t t_ns) const {
  if (t_ns < 0) return 0;
  const auto t = static_cast<Wide>(std::min(t_ns, duration_ns_ - 1));
  switch (kind_) {
    case Kind::constant:
      return static_cast<std::uint64_t>(t * rate_.events / rate_.period_ns) + 1;
    case Kind::burst:
      return static_cast<std::uint64_t>((t / rate_.period_ns + 1) * rate_.events);
    case Kind::stages:
      return due_in_stages(static_cast<std::int64_t>(t));
    default:
      return 0;
  }
}

std::int64_t Schedule::intended_at(std::uint64_t n) const {
  switch (kind_) {
    case Kind::constant:
      return static_cast<std::int64_t>((static_cast<Wide>(n) * rate_.period_ns + rate_.events - 1) /
                                       rate_.events);
    case Kind::burst:
      return static_cast<std::int64_t>(n / rate_.events * rate_.period_ns);
    case Kind::stages:
      return intended_in_stages(n);
    default:
      return 0;
  }
}

std::int64_t Schedule::intended_in_stages(std::uint64_t n) const {
  const Wide goal = unit * n;
  auto piece = std::partition_point(pieces_.begin(), pieces_.end(), [&](const Piece& candidate) {
    return candidate.promised_after < goal;
  });
  if (piece == pieces_.end()) piece = std::prev(pieces_.end());  // n >= count(): the end
  const Wide here = std::min(goal, piece->promised_after) - std::min(goal, piece->promised_before);
  return piece->start_ns +
         invert(piece->stage, here * static_cast<std::uint64_t>(piece->stage.duration_ns));
}

std::uint64_t Schedule::due_in_stages(std::int64_t t_ns) const {
  const auto after = std::upper_bound(
      pieces_.begin(), pieces_.end(), t_ns,
      [](std::int64_t instant, const Piece& candidate) { return instant < candidate.start_ns; });
  const Piece& piece = *std::prev(after);
  const Wide here = promised_times_length(piece.stage, t_ns - piece.start_ns) /
                    static_cast<std::uint64_t>(piece.stage.duration_ns);
  return static_cast<std::uint64_t>((piece.promised_before + here) / unit) + 1;
}

Cursor::Cursor(const Schedule& schedule, std::uint64_t first, std::uint64_t stride)
    : schedule_(&schedule), stride_(stride), count_(schedule.count()), position_(first) {
  locate();
}

void Cursor::advance() {
  position_ += stride_;
  locate();
}

void Cursor::locate() {
  if (done()) return;
  if (!schedule_->is_poisson()) {
    intended_ns_ = schedule_->intended_at(position_);
    return;
  }
  // Arrival n comes after gaps 0 .. n. The gaps are kept exact and unrounded in their sum; only
  // the instant is rounded, so there is no drift here either.
  for (; gaps_ <= position_; ++gaps_) sum_ += exponential(hash(schedule_->seed_, gaps_));
  // sum * period / events / 2^32, split so that nothing exceeds 128 bits.
  const Rate& rate = schedule_->rate_;
  const Wide whole = sum_ / rate.events * rate.period_ns;
  const Wide rest = sum_ % rate.events * rate.period_ns / rate.events;
  intended_ns_ = static_cast<std::int64_t>((whole + rest) >> 32);
}

}  // namespace hookworthy::pace
