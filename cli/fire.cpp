// `hookworthy fire`: loads a receiver at an open-loop rate, every callback different, every answer
// judged.

#include "cli/fire.hpp"

#include "cli/certification.hpp"
#include "cli/gate_watch.hpp"
#include "cli/progress.hpp"
#include "cli/signals.hpp"
#include "cli/target.hpp"
#include "generator/run/load.hpp"

#include <algorithm>
#include <optional>

#include <fmt/format.h>

namespace hookworthy::cli {
namespace {

check::RunFacts facts_of(const run::LoadOutcome& outcome) {
  check::RunFacts facts;
  facts.counts = to_record_counts(outcome.counts);
  facts.duration_ns = outcome.duration_ns;
  facts.harness = harness_facts(outcome.harness);
  facts.harness.interrupted = outcome.interrupted;
  facts.harness.planned_per_s = outcome.planned_per_s;
  facts.harness.achieved_per_s = outcome.achieved_per_s;
  return facts;
}

/// Everything that can be wrong with the arguments, checked before anything is sent or written.
struct LoadPlan {
  pace::Schedule schedule;
  LoadSource source;
  std::vector<stats::Threshold> thresholds;
};

Result<LoadPlan> plan_load(const FireOptions& options, const plan::Plan& plan,
                           const std::shared_ptr<const contract::Contract>& contract) {
  LoadShape shape = options.shape;
  // The warm-up comes before the measured duration; stages contain it.
  if (shape.stages.empty() && options.warm_up.count() > 0) {
    if (shape.duration.count() == 0) shape.duration = std::chrono::seconds(10);
    shape.duration += options.warm_up;
  }
  auto schedule = make_schedule(shape, options.contract.seed);
  if (!schedule) return schedule.error();
  if (options.warm_up.count() >= schedule->duration_ns()) {
    return Error{"--warm-up: lasts as long as the stages; nothing would be measured"};
  }
  auto source = LoadSource::make(options.source, options.contract, plan, contract);
  if (!source) return source.error();
  auto thresholds = parse_thresholds(options.thresholds, plan.contract());
  if (!thresholds) return thresholds.error();
  return LoadPlan{std::move(*schedule), std::move(*source), std::move(*thresholds)};
}

/// On average; nothing for a closed loop.
std::optional<double> planned_per_s(const pace::Schedule& schedule) {
  if (schedule.is_closed_loop() || schedule.duration_ns() == 0) return std::nullopt;
  return static_cast<double>(schedule.count()) * 1e9 / static_cast<double>(schedule.duration_ns());
}

RunPlan make_run_plan(const FireOptions& options,
                      const std::shared_ptr<const contract::Contract>& contract,
                      const std::vector<stats::Threshold>& thresholds) {
  RunPlan plan;
  plan.command = "fire";
  plan.contract = contract;
  plan.contract_options = options.contract;
  plan.target = options.target;
  plan.report = options.report;
  plan.settings.thresholds = options.thresholds;
  plan.settings.signing = words_of(options.signing);
  plan.settings.warm_up_ns = options.warm_up.count();
  plan.thresholds = thresholds;
  plan.workers = options.target.threads;
  plan.record_bodies = false;
  return plan;
}

}  // namespace

void add_fire_options(CLI::App& command, FireOptions& options) {
  add_plan_options(command, options.contract);
  add_report_options(command, options.report);
  add_signing_options(command, options.signing);
  add_load_shape(command, options.shape);
  add_source_options(command, options.source);
  add_wire_options(command, options.wire);
  add_duration(command, "--warm-up", options.warm_up,
               "send for so long before the measured duration, and leave it out of the figures");
  command
      .add_option("--threshold", options.thresholds,
                  "gate such as 'response_time: p(99)<50ms', 'response_time{type:new}: avg<20ms', "
                  "'failures: rate<0.001'; repeatable")
      ->type_name("EXPRESSION")
      ->allow_extra_args(false);
  command.add_flag("--abort-on-fail", options.abort_on_fail,
                   "end the run as soon as a threshold is broken, looking once a second");
  command.add_option("-t,--threads", options.target.threads, "threads that send (default: 1)")
      ->type_name("N")
      ->check(CLI::Range(1u, 256u));
}

int fire(const FireOptions& options) {
  const auto contract = load_contract(options.contract);
  if (!contract) return fail(contract.error());
  if (const auto known = check_types(**contract, options.contract.types); !known) {
    return fail(known.error());
  }
  const auto plan = plan::Plan::make(*contract, {.seed = options.contract.seed, .link_host = {}});
  if (!plan) return fail(plan.error());
  const auto load = plan_load(options, *plan, *contract);
  if (!load) return fail(load.error());

  const auto signer = make_signer(options.signing);
  if (!signer) return fail(signer.error());

  run::Control control;
  const StopSignals signals([&control] { control.request_stop(); });
  const auto ready = make_ready(options.target, **contract);
  if (!ready) return fail(ready.error().error, ready.error().code);
  run::LoadSettings settings;
  settings.schedule = load->schedule;
  if (const auto settled = settle_wire(options.wire, options.target, *ready, **contract, settings);
      !settled) {
    return fail(settled.error().error, settled.error().code);
  }

  const auto books = Bookkeeper::open(make_run_plan(options, *contract, load->thresholds));
  if (!books) return fail(books.error());
  auto watch = Watch::start(options.watch, **books, control, planned_per_s(load->schedule));
  if (!watch) return fail(watch.error());
  std::vector<record::Sink*> sinks;
  for (unsigned worker = 0; worker < options.target.threads; ++worker) {
    sinks.push_back(&(*books)->sink(worker));
  }

  settings.threads = options.target.threads;
  settings.connections = std::max(options.target.connections, options.target.threads);
  settings.warm_up_ns = options.warm_up.count();
  settings.keep_lanes = load->source.has_lanes();
  settings.positions = load->source.positions();
  settings.signer = *signer ? &**signer : nullptr;
  const auto notes = announce(settings, notes_of(options.wire, *ready));
  std::optional<std::string> aborted;
  const auto outcome = [&] {
    std::optional<GateWatch> gates;
    if (options.abort_on_fail) {
      gates.emplace(**books, load->thresholds, load->schedule, settings.warm_up_ns, control);
    }
    const Progress progress(
        control,
        {.what = "fire",
         .total = std::chrono::nanoseconds(load->schedule.duration_ns()),
         .due = [&](std::int64_t elapsed_ns) { return due_by(load->schedule, elapsed_ns); },
         .response_time = [&] { return (*books)->running_response_time(); }});
    auto ended = run::run_load(
        settings, [&](unsigned) { return load->source.make_source(); }, sinks, control);
    if (gates) aborted = gates->finish();
    return ended;
  }();
  if (!outcome) return fail(outcome.error(), exit_inconclusive);
  check::RunFacts facts = facts_of(*outcome);
  facts.notes = notes;
  if (aborted) {
    // Not the user's wish. Should the last answers have mended the gate, nothing is proven.
    facts.harness.interrupted = signals.interrupted();
    facts.faults.push_back(*aborted);
  }
  const std::int64_t measured_ns = outcome->duration_ns - settings.warm_up_ns;
  return watch->close(**books, facts, std::max<std::int64_t>(0, measured_ns), signals);
}

void add_fire(CLI::App& root, Action& action) {
  auto options = std::make_shared<FireOptions>();
  CLI::App* command = root.add_subcommand("fire", "Load a receiver and gate its latency");
  add_target_options(*command, options->target, 64);
  add_fire_options(*command, *options);
  add_watch_options(*command, options->watch);
  command->footer(
      "Latency counts from the instant at which a callback should have been sent, so a stall of "
      "the\n"
      "receiver shows in every callback that it delays.\n"
      "Example: hookworthy fire http://127.0.0.1:8080/hooks -R 2000 -d 30s \\\n"
      "           --threshold 'response_time: p(99)<50ms'");
  command->callback([options, &action] { action = [options] { return fire(*options); }; });
}

}  // namespace hookworthy::cli
