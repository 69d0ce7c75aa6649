#include "cli/gate_watch.hpp"

#include "cli/load_shape.hpp"
#include "cli/units.hpp"

#include <fmt/format.h>

namespace hookworthy::cli {
namespace {

/// How the harness keeps up with its plan so far.
check::HarnessFacts facts_at(std::int64_t elapsed_ns, const pace::Schedule& schedule,
                             const run::Control& control) {
  check::HarnessFacts facts;
  const auto due = due_by(schedule, elapsed_ns);
  if (!due || elapsed_ns <= 0) return facts;
  const double elapsed_s = static_cast<double>(elapsed_ns) / second_ns;
  facts.planned_per_s = *due / elapsed_s;
  facts.achieved_per_s = static_cast<double>(control.snapshot().sent) / elapsed_s;
  return facts;
}

}  // namespace

bool judged_at_the_end_only(const stats::Threshold& threshold) {
  return threshold.aggregate == stats::Aggregate::count &&
         threshold.comparison != stats::Comparison::less &&
         threshold.comparison != stats::Comparison::less_or_equal;
}

std::optional<std::string> broken_gate(const std::vector<stats::Threshold>& thresholds,
                                       const check::Tally& tally,
                                       const check::HarnessFacts& harness) {
  if (check::rate_shortfall(harness)) return std::nullopt;
  for (const stats::Threshold& threshold : thresholds) {
    if (judged_at_the_end_only(threshold)) continue;
    const auto result = stats::evaluate(threshold, tally);
    if (result.verdict != stats::ThresholdVerdict::violated) continue;
    if (!check::lag_shortfall(threshold, tally)) return threshold.expression;
  }
  return std::nullopt;
}

GateWatch::GateWatch(const Bookkeeper& books, const std::vector<stats::Threshold>& thresholds,
                     const pace::Schedule& schedule, std::int64_t warm_up_ns, run::Control& control)
    : books_(books),
      thresholds_(thresholds),
      schedule_(schedule),
      warm_up_ns_(warm_up_ns),
      control_(control),
      thread_([this] { loop(); }) {}

GateWatch::~GateWatch() {
  static_cast<void>(finish());
}

std::optional<std::string> GateWatch::finish() {
  {
    const std::lock_guard lock(mutex_);
    ending_ = true;
  }
  end_.notify_all();
  if (thread_.joinable()) thread_.join();
  return reason_;
}

void GateWatch::loop() {
  std::unique_lock lock(mutex_);
  while (!reason_ && !end_.wait_for(lock, std::chrono::seconds(1), [this] { return ending_; })) {
    look((Clock::now() - began_) / std::chrono::nanoseconds(1));
  }
}

void GateWatch::look(std::int64_t elapsed_ns) {
  const std::int64_t measured_ns = elapsed_ns - warm_up_ns_;
  if (measured_ns < second_ns) return;
  const auto tally = books_.running_tally();
  tally->set_measured_ns(measured_ns);
  const auto broken = broken_gate(thresholds_, *tally, facts_at(elapsed_ns, schedule_, control_));
  // A user's own wish to stop is not ours.
  if (!broken || control_.stop() != run::Control::Stop::no) return;
  reason_ = fmt::format("--abort-on-fail ended the run after {:.0f} s: \"{}\" was not met",
                        static_cast<double>(elapsed_ns) / second_ns, *broken);
  control_.request_stop();
}

}  // namespace hookworthy::cli
