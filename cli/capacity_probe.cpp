#include "cli/capacity_probe.hpp"

#include <algorithm>
#include <cmath>
#include <utility>

#include <fmt/format.h>

namespace hookworthy::cli {
namespace {

// Above this a thread, or a set of connections, is taken for fully used.
constexpr double fully_used = 0.85;

std::vector<std::string> types_of(const std::vector<stats::Threshold>& objectives) {
  std::vector<std::string> types;
  for (const auto& objective : objectives) {
    if (objective.type) types.push_back(*objective.type);
  }
  return types;
}

ProbeUse use_of(const run::LoadOutcome& outcome, const run::LoadSettings& settings,
                const check::Tally& tally) {
  ProbeUse use;
  if (outcome.duration_ns <= 0) return use;
  const double run_s = static_cast<double>(outcome.duration_ns) / 1e9;
  use.cpu_share = outcome.harness.cpu_s / (run_s * settings.threads);
  const stats::Histogram& times = tally.times().service_time;
  const double measured_s = run_s - static_cast<double>(settings.warm_up_ns) / 1e9;
  if (measured_s > 0) {
    const double busy_s = times.mean().value_or(0) / 1e9 * static_cast<double>(times.count());
    use.connection_share = busy_s / measured_s / settings.connections;
  }
  return use;
}

/// Why the rate was not held, or the lag is too large for what was broken; empty: all is well.
std::string doubt_of(const CapacityStep& step, const check::Tally& tally,
                     const check::HarnessFacts& harness,
                     const std::vector<stats::Threshold>& objectives) {
  if (const auto shortfall = check::rate_shortfall(harness)) return *shortfall;
  for (std::size_t i = 0; i < objectives.size(); ++i) {
    if (step.objectives[i].verdict != stats::ThresholdVerdict::violated) continue;
    if (const auto lag = check::lag_shortfall(objectives[i], tally)) return *lag;
  }
  return {};
}

}  // namespace

CapacityStep judge_step(double rate_per_s, const check::Tally& tally,
                        const check::HarnessFacts& harness, const ProbeUse& use,
                        const std::vector<stats::Threshold>& objectives) {
  using stats::ThresholdVerdict;
  CapacityStep step;
  step.rate_per_s = rate_per_s;
  step.achieved_per_s = harness.achieved_per_s;
  bool broken = false;
  for (const auto& objective : objectives) {
    step.objectives.push_back(stats::evaluate(objective, tally));
    broken = broken || step.objectives.back().verdict == ThresholdVerdict::violated;
    if (step.objectives.back().verdict == ThresholdVerdict::no_data && step.reason.empty()) {
      step.reason = fmt::format("no data for \"{}\"", step.objectives.back().expression);
    }
  }
  if (tally.counts().answered + tally.counts().timed_out == 0) {
    step.reason = "no delivery was answered";
    return step;
  }
  if (!step.reason.empty() && !broken) return step;
  const std::string doubt = doubt_of(step, tally, harness, objectives);
  if (doubt.empty()) {
    step.verdict = broken ? RateVerdict::broken : RateVerdict::kept;
  } else if (use.connection_share >= fully_used && use.cpu_share < fully_used) {
    step.verdict = RateVerdict::broken;
    step.reason = "all connections were busy: the receiver answered no faster";
  } else {
    step.verdict = RateVerdict::harness;
    step.reason = doubt;
  }
  return step;
}

CapacityProbe::CapacityProbe(std::shared_ptr<const contract::Contract> contract,
                             std::vector<stats::Threshold> objectives, const LoadSource& source,
                             run::LoadSettings settings, std::int64_t step_ns,
                             run::Control& control)
    : contract_(std::move(contract)),
      objectives_(std::move(objectives)),
      source_(source),
      settings_(std::move(settings)),
      step_ns_(step_ns),
      control_(control) {}

Result<CapacityStep> CapacityProbe::run(double rate_per_s) {
  // Whole thousandths: schedules are exact rationals.
  const auto thousandths = static_cast<std::uint64_t>(std::llround(rate_per_s * 1000));
  const auto schedule = pace::Schedule::constant(
      {.events = thousandths, .period_ns = 1'000'000'000'000}, settings_.warm_up_ns + step_ns_);
  if (!schedule || schedule->count() == 0) {
    return Error{
        fmt::format("{:.3f} callbacks a second cannot be planned for so short a step", rate_per_s)};
  }
  settings_.schedule = *schedule;
  settings_.positions = source_.positions();
  const auto types = types_of(objectives_);
  std::vector<std::unique_ptr<check::Tally>> tallies;
  std::vector<record::Sink*> sinks;
  for (unsigned k = 0; k < settings_.threads; ++k) {
    tallies.push_back(std::make_unique<check::Tally>(contract_, types));
    sinks.push_back(tallies.back().get());
  }
  const auto outcome = run::run_load(
      settings_, [this](unsigned) { return source_.make_source(); }, sinks, control_);
  if (!outcome) return outcome.error();
  if (outcome->interrupted) return Error{"interrupted"};
  check::Tally& all = *tallies.front();
  for (std::size_t k = 1; k < tallies.size(); ++k) all.merge(*tallies[k]);
  all.set_measured_ns(std::max<std::int64_t>(0, outcome->duration_ns - settings_.warm_up_ns));
  check::HarnessFacts harness;
  harness.planned_per_s = outcome->planned_per_s;
  harness.achieved_per_s = outcome->achieved_per_s;
  return judge_step(rate_per_s, all, harness, use_of(*outcome, settings_, all), objectives_);
}

}  // namespace hookworthy::cli
