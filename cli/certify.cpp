// `hookworthy certify`: finds out which clauses a receiver keeps.

#include "cli/certification.hpp"
#include "cli/options.hpp"
#include "cli/progress.hpp"
#include "cli/signals.hpp"
#include "cli/target.hpp"
#include "generator/run/coverage.hpp"

#include <algorithm>

#include <fmt/format.h>

namespace hookworthy::cli {
namespace {

constexpr std::chrono::nanoseconds default_budget = std::chrono::seconds(60);

std::vector<std::string> type_names(const contract::Contract& contract,
                                    const std::vector<std::string>& wanted) {
  if (!wanted.empty()) return wanted;
  std::vector<std::string> names;
  for (const contract::CallbackType& type : contract.types()) names.push_back(type.name);
  return names;
}

check::CoverageGoal coverage_goal(const plan::Plan& plan, const std::vector<std::string>& types) {
  check::CoverageGoal goal{.types = types.size(), .fields = 0, .edges = 0, .violations = 0};
  const auto& all = plan.contract().types();
  for (std::size_t type = 0; type < all.size(); ++type) {
    if (std::find(types.begin(), types.end(), all[type].name) == types.end()) continue;
    for (const plan::Field& field : plan.fields(type)) {
      if (!field.edges.empty() || !field.violations.empty()) ++*goal.fields;
      *goal.edges += field.edges.size();
      *goal.violations += field.violations.size();
    }
  }
  return goal;
}

/// What the run has to say beside its verdicts.
void add_notes(const run::Coverage& coverage, const run::ScenarioOutcome& outcome,
               check::RunFacts& facts) {
  for (const auto& [label, cases] : coverage.skipped()) {
    facts.notes.push_back(fmt::format("{} cases '{}' were skipped: {} others had timed out before",
                                      cases, label, run::Coverage::timeouts_per_label));
  }
  if (coverage.target_lost()) {
    facts.faults.push_back("the receiver went away: it refuses connections; start it again");
  }
  if (outcome.out_of_budget) {
    facts.notes.push_back(
        fmt::format("{} of {} deliveries were not sent within the budget; raise --budget or -c",
                    outcome.counts.unsent, outcome.counts.planned));
  }
}

}  // namespace

record::Counts to_record_counts(const run::Counts& counts) {
  return {.planned = counts.planned,
          .answered = counts.answered,
          .failed = counts.failed,
          .timed_out = counts.timed_out,
          .unsent = counts.unsent,
          .unfinished = counts.unfinished};
}

check::HarnessFacts harness_facts(const run::HarnessUse& use) {
  check::HarnessFacts facts;
  facts.cpu_s = use.cpu_s;
  facts.max_rss_bytes = use.max_rss_bytes;
  facts.threads = use.threads;
  facts.connections = use.connections;
  return facts;
}

void add_certify_options(CLI::App& command, CertifyOptions& options) {
  add_plan_options(command, options.contract);
  add_report_options(command, options.report);
  command
      .add_option("--profile", options.profile,
                  "strict: refusing what breaks the contract is a MUST (default: standard)")
      ->check(CLI::IsMember({"standard", "strict"}));
  command
      .add_option("--cases", options.cases,
                  "cases at most, the most telling ones first (default: all)")
      ->type_name("N");
  options.budget = default_budget;
  add_duration(command, "--budget", options.budget, "time at most (default: 60s)");
}

int certify(const CertifyOptions& options) {
  const auto contract = load_contract(options.contract);
  if (!contract) return fail(contract.error());
  if (const auto known = check_types(**contract, options.contract.types); !known) {
    return fail(known.error());
  }
  const auto plan = plan::Plan::make(*contract, {.seed = options.contract.seed, .link_host = {}});
  if (!plan) return fail(plan.error());

  run::Control control;
  const StopSignals signals([&control] { control.request_stop(); });
  const auto ready = make_ready(options.target, **contract);
  if (!ready) return fail(ready.error().error, ready.error().code);

  RunPlan run_plan;
  run_plan.command = "certify";
  run_plan.contract = *contract;
  run_plan.contract_options = options.contract;
  run_plan.target = options.target;
  run_plan.report = options.report;
  run_plan.settings.profile = *check::parse_profile(options.profile);
  run_plan.settings.canonical_types = type_names(**contract, options.contract.types);
  run_plan.settings.goal = coverage_goal(*plan, run_plan.settings.canonical_types);
  const auto books = Bookkeeper::open(std::move(run_plan));
  if (!books) return fail(books.error());

  run::Coverage coverage(*plan, {.types = options.contract.types, .max_cases = options.cases});
  run::ScenarioSettings settings;
  settings.destination = ready->destination;
  settings.concurrency = options.target.connections;
  settings.timeout_ns = ready->timeout_ns;
  settings.budget_ns = options.budget.count();
  settings.headers = ready->headers;
  control.set_planned(coverage.deliveries());
  const auto outcome = [&] {
    const Progress progress(control, "certify", options.budget);
    return run::run_scenarios(settings, coverage, (*books)->sink(0), control);
  }();
  if (!outcome) return fail(outcome.error(), exit_inconclusive);

  check::RunFacts facts;
  facts.counts = to_record_counts(outcome->counts);
  facts.duration_ns = outcome->duration_ns;
  facts.harness = harness_facts(outcome->harness);
  facts.harness.interrupted = outcome->interrupted;
  facts.harness.out_of_budget = outcome->out_of_budget;
  if (outcome->duration_ns > 0) {
    const auto sent = static_cast<double>(outcome->counts.planned - outcome->counts.unsent);
    facts.harness.achieved_per_s = sent * 1e9 / static_cast<double>(outcome->duration_ns);
  }
  add_notes(coverage, *outcome, facts);
  return (*books)->close(facts, outcome->duration_ns);
}

void add_certify(CLI::App& root, Action& action) {
  auto options = std::make_shared<CertifyOptions>();
  CLI::App* command = root.add_subcommand("certify", "Find out which clauses a receiver keeps");
  add_target_options(*command, options->target, 8);
  add_certify_options(*command, *options);
  command->footer(
      "Sends every canonical callback, edge and violation of the contract and judges the answers.\n"
      "Example: hookworthy certify http://127.0.0.1:8080/hooks --out certificate");
  command->callback([options, &action] { action = [options] { return certify(*options); }; });
}

}  // namespace hookworthy::cli
