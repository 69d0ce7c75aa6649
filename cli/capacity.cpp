// `hookworthy capacity`: the highest rate at which a receiver keeps given objectives.

#include "cli/bookkeeper.hpp"
#include "cli/capacity_probe.hpp"
#include "cli/capacity_report.hpp"
#include "cli/capacity_search.hpp"
#include "cli/load_shape.hpp"
#include "cli/load_source.hpp"
#include "cli/load_wire.hpp"
#include "cli/options.hpp"
#include "cli/signals.hpp"
#include "cli/signing.hpp"
#include "cli/target.hpp"
#include "cli/version.hpp"

#include <chrono>
#include <iostream>

#include <fmt/format.h>

namespace hookworthy::cli {
namespace {

using SteadyClock = std::chrono::steady_clock;

struct CapacityOptions {
  ContractOptions contract;
  TargetOptions target;
  SigningOptions signing;
  WireOptions wire;
  SourceOptions source;
  std::vector<std::string> objectives;
  std::string min_rate = "100";
  std::string max_rate = "1000000";
  std::string precision = "5%";
  std::chrono::nanoseconds step = std::chrono::seconds(5);
  std::chrono::nanoseconds warm_up = std::chrono::seconds(1);
  std::chrono::nanoseconds budget = std::chrono::minutes(5);
  std::string format = "text";
};

Result<double> parse_precision(const std::string& text) {
  const Error error{
      fmt::format("--precision: '{}' is not a share such as 5%, from 0.1% to 100%", text)};
  if (text.size() < 2 || text.back() != '%') return error;
  const auto share = parse_rate(text.substr(0, text.size() - 1));
  if (!share || text.find('/') != std::string::npos) return error;
  const double value = share->per_second() / 100;
  if (value < 0.001 || value > 1) return error;
  return value;
}

Result<CapacitySearch::Settings> parse_range(const CapacityOptions& options) {
  const auto low = parse_rate(options.min_rate);
  if (!low) return Error{"--min-rate: " + low.error().message};
  const auto high = parse_rate(options.max_rate);
  if (!high) return Error{"--max-rate: " + high.error().message};
  const auto precision = parse_precision(options.precision);
  if (!precision) return precision.error();
  const CapacitySearch::Settings range{low->per_second(), high->per_second(), *precision};
  if (range.max_rate < range.min_rate) return Error{"--max-rate is below --min-rate"};
  return range;
}

/// Tries rates until the search, the budget or the user's patience ends.
void search(const CapacityOptions& options, CapacityProbe& probe, CapacityReport& report) {
  CapacitySearch search(report.range);
  const auto began = SteadyClock::now();
  while (const auto rate = search.next()) {
    const auto elapsed = SteadyClock::now() - began;
    if (elapsed + options.warm_up + options.step > options.budget) {
      report.out_of_budget = true;
      break;
    }
    auto step = probe.run(*rate);
    if (!step) {
      report.interrupted = probe.interrupted();
      if (!report.interrupted) fail(step.error(), exit_inconclusive);
      break;
    }
    step->confirmation = search.confirming();
    fmt::print(stderr, "{}\n", line_of(*step));
    report.steps.push_back(std::move(*step));
    search.tell(report.steps.back().verdict);
  }
  report.end = search.end();
  report.highest_kept = search.highest_kept();
  report.lowest_broken = search.lowest_broken();
  report.harness_limit = search.harness_limit();
  report.duration_s = std::chrono::duration<double>(SteadyClock::now() - began).count();
}

int print(const CapacityReport& report, const std::string& format) {
  if (format == "json") {
    write_capacity_text(std::cerr, report);
    write_capacity_json(std::cout, report);
  } else {
    write_capacity_text(std::cout, report);
  }
  std::cout.flush();
  if (!std::cout) return fail({"cannot write to standard output"});
  if (report.interrupted) return exit_interrupted;
  switch (verdict_of(report)) {
    case check::Verdict::kept:
      return exit_kept;
    case check::Verdict::violated:
      return exit_violated;
    case check::Verdict::inconclusive:
      return exit_inconclusive;
  }
  return exit_inconclusive;
}

int capacity(const CapacityOptions& options) {
  const auto contract = load_contract(options.contract);
  if (!contract) return fail(contract.error());
  if (const auto known = check_types(**contract, options.contract.types); !known) {
    return fail(known.error());
  }
  const auto range = parse_range(options);
  if (!range) return fail(range.error());
  auto objectives = parse_thresholds(options.objectives, **contract);
  if (!objectives) return fail(objectives.error());
  const auto plan = plan::Plan::make(*contract, {.seed = options.contract.seed, .link_host = {}});
  if (!plan) return fail(plan.error());
  const auto source = LoadSource::make(options.source, options.contract, *plan, *contract);
  if (!source) return fail(source.error());
  const auto signer = make_signer(options.signing);
  if (!signer) return fail(signer.error());

  run::Control control;
  const StopSignals signals([&control] { control.request_stop(); });
  const auto ready = make_ready(options.target, **contract);
  if (!ready) return fail(ready.error().error, ready.error().code);
  run::LoadSettings settings{};
  if (const auto settled = settle_wire(options.wire, options.target, *ready, **contract, settings);
      !settled) {
    return fail(settled.error().error, settled.error().code);
  }
  settings.threads = options.target.threads;
  settings.connections = std::max(options.target.connections, options.target.threads);
  settings.warm_up_ns = options.warm_up.count();
  settings.keep_lanes = source->has_lanes();
  settings.signer = *signer ? &**signer : nullptr;

  CapacityReport report;
  report.version = version();
  report.target = options.target.url;
  report.started_at = utc_now();
  report.seed = options.contract.seed;
  report.range = *range;
  report.step_ns = options.step.count();
  report.warm_up_ns = options.warm_up.count();
  report.connections = settings.connections;
  report.threads = settings.threads;
  CapacityProbe probe(*contract, std::move(*objectives), *source, settings, options.step.count(),
                      control);
  search(options, probe, report);
  return print(report, options.format);
}

void add_capacity_options(CLI::App& command, CapacityOptions& options) {
  command
      .add_option("--slo", options.objectives,
                  "objective to keep, such as 'response_time: p(99)<50ms' or 'failures: "
                  "rate<0.001'; repeatable")
      ->type_name("EXPRESSION")
      ->required()
      ->allow_extra_args(false);
  command.add_option("--min-rate", options.min_rate, "first rate to try (default: 100)")
      ->type_name("RATE");
  command.add_option("--max-rate", options.max_rate, "highest rate to try (default: 1000000)")
      ->type_name("RATE");
  command
      .add_option("--precision", options.precision,
                  "stop when the kept and the broken rate are so close (default: 5%)")
      ->type_name("SHARE");
  add_duration(command, "--step", options.step, "measure each rate for so long (default: 5s)");
  add_duration(command, "--warm-up", options.warm_up,
               "send for so long before each measurement (default: 1s)");
  add_duration(command, "--budget", options.budget, "for the whole search (default: 5m)");
  command.add_option("--format", options.format, "text, or json: one document on stdout")
      ->check(CLI::IsMember({"text", "json"}));
  command.add_option("-t,--threads", options.target.threads, "threads that send (default: 1)")
      ->type_name("N")
      ->check(CLI::Range(1u, 256u));
}

}  // namespace

void add_capacity(CLI::App& root, Action& action) {
  auto options = std::make_shared<CapacityOptions>();
  CLI::App* command =
      root.add_subcommand("capacity", "Find the highest rate that keeps given objectives");
  add_target_options(*command, options->target, 256);
  add_plan_options(*command, options->contract);
  add_capacity_options(*command, *options);
  add_signing_options(*command, options->signing);
  add_source_options(*command, options->source);
  add_wire_options(*command, options->wire);
  command->footer(
      "The rate is doubled until an objective breaks, then the gap between the highest kept and "
      "the\n"
      "lowest broken rate is halved; the kept rate is looked at a second time at the end.\n"
      "Example: hookworthy capacity http://127.0.0.1:8080/hooks \\\n"
      "           --slo 'response_time: p(99)<50ms' --slo 'failures: rate<0.001'");
  command->callback([options, &action] { action = [options] { return capacity(*options); }; });
}

}  // namespace hookworthy::cli
