// `hookworthy certify`: finds out which clauses a receiver keeps.

#include "cli/certification.hpp"
#include "cli/certify_phases.hpp"
#include "cli/options.hpp"
#include "cli/progress.hpp"
#include "cli/signals.hpp"
#include "cli/target.hpp"
#include "fixtures/receiver/defect.hpp"

#include <algorithm>

#include <fmt/format.h>
#include <fmt/ranges.h>
#include <nlohmann/json.hpp>

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
  check::CoverageGoal goal{
      .types = types.size(), .fields = 0, .edges = 0, .violations = 0, .by_field = {}};
  const auto& all = plan.contract().types();
  for (std::size_t type = 0; type < all.size(); ++type) {
    if (std::find(types.begin(), types.end(), all[type].name) == types.end()) continue;
    for (const plan::Field& field : plan.fields(type)) {
      if (!field.edges.empty() || !field.violations.empty()) ++*goal.fields;
      *goal.edges += field.edges.size();
      *goal.violations += field.violations.size();
      if (goal.by_field.size() == check::CoverageGoal::max_fields) continue;
      goal.by_field.push_back({all[type].name, std::string(field.pointer), field.edges.size(),
                               field.violations.size()});
    }
  }
  return goal;
}

/// The clauses to judge by: all, or those of --clauses, without those of --exclude-clauses.
Result<check::ClauseSet> chosen_clauses(const CertifyOptions& options) {
  const auto parse = [](const std::string& name) -> Result<check::ClauseId> {
    const auto id = check::parse_clause(name);
    if (!id) return Error{fmt::format("no clause '{}'; see certify --list-clauses", name)};
    return *id;
  };
  check::ClauseSet set = options.clauses.empty() ? check::ClauseSet::all() : check::ClauseSet();
  for (const std::string& name : options.clauses) {
    const auto id = parse(name);
    if (!id) return Error{"--clauses: " + id.error().message};
    set.add(*id);
  }
  for (const std::string& name : options.excluded_clauses) {
    const auto id = parse(name);
    if (!id) return Error{"--exclude-clauses: " + id.error().message};
    set.remove(*id);
  }
  if (set.empty()) return Error{"--clauses, --exclude-clauses: no clause is left"};
  return set;
}

std::vector<std::string> names_of(check::ClauseSet set) {
  std::vector<std::string> names;
  if (set == check::ClauseSet::all()) return names;
  for (const check::Clause& clause : check::clauses()) {
    if (set.has(clause.id)) names.emplace_back(clause.name);
  }
  return names;
}

/// The defects of the reference receiver that prove that a clause can object.
std::vector<std::string> proofs_of(const check::Clause& clause) {
  std::vector<std::string> names;
  for (const receiver::Defect& defect : receiver::defects()) {
    if (defect.clause == clause.name) names.emplace_back(defect.name);
  }
  return names;
}

int list_clauses(const std::string& format) {
  for (const check::Clause& clause : check::clauses()) {
    const auto proofs = proofs_of(clause);
    if (format == "json") {
      fmt::print("{}\n", nlohmann::json{{"clause", clause.name},
                                        {"level", check::to_string(clause.level)},
                                        {"strict_level", check::to_string(clause.strict_level)},
                                        {"title", clause.title},
                                        {"rationale", clause.rationale},
                                        {"proven_by", proofs}}
                             .dump());
      continue;
    }
    const bool raised = clause.level != clause.strict_level;
    fmt::print("{} ({}{})\n  {}.\n  {}\n", clause.name, check::to_string(clause.level),
               raised ? "; MUST with --profile strict" : "", clause.title, clause.rationale);
    if (!proofs.empty()) fmt::print("  Proven by receive --defect {}\n", fmt::join(proofs, ", "));
    fmt::print("\n");
  }
  return exit_kept;
}

check::RunFacts facts_of(const run::ScenarioOutcome& outcome) {
  check::RunFacts facts;
  facts.counts = to_record_counts(outcome.counts);
  facts.duration_ns = outcome.duration_ns;
  facts.harness = harness_facts(outcome.harness);
  facts.harness.interrupted = outcome.interrupted;
  facts.harness.out_of_budget = outcome.out_of_budget;
  if (outcome.duration_ns > 0) {
    const auto sent = static_cast<double>(outcome.counts.planned - outcome.counts.unsent);
    facts.harness.achieved_per_s = sent * 1e9 / static_cast<double>(outcome.duration_ns);
  }
  if (outcome.out_of_budget && outcome.counts.unsent > 0) {
    facts.notes.push_back(
        fmt::format("{} of {} deliveries were not sent within the budget; raise --budget or -c",
                    outcome.counts.unsent, outcome.counts.planned));
  }
  return facts;
}

/// One line per phase: renewed while it runs, and one that stays when it has ended.
class PhaseProgress {
 public:
  PhaseProgress(const run::Control& control, const Bookkeeper& books,
                std::chrono::nanoseconds budget)
      : control_(control), books_(books), budget_(budget) {}

  void tell(Phase phase, bool ended, const run::ScenarioOutcome& outcome) {
    end();
    if (!ended) {
      progress_.emplace(
          control_,
          Progress::Options{.what = fmt::format("certify, {}", to_string(phase)),
                            .counts = true,
                            .total = budget_,
                            .began = began_,
                            .response_time = [this] { return books_.running_response_time(); }});
      return;
    }
    fmt::print(stderr, "{:<10} {} deliveries in {:.1f} s{}\n", to_string(phase),
               outcome.counts.planned - outcome.counts.unsent,
               static_cast<double>(outcome.duration_ns) / 1e9,
               outcome.out_of_budget ? ", all the time it had" : "");
  }
  void end() { progress_.reset(); }

 private:
  const run::Control& control_;
  const Bookkeeper& books_;
  std::chrono::nanoseconds budget_;
  Progress::Clock::time_point began_ = Progress::Clock::now();
  std::optional<Progress> progress_;
};

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
      ->check(not_negative)
      ->type_name("N");
  command
      .add_option("--phases", options.phases,
                  "coverage, random, sequence, protocol, signature (default: all that can run)")
      ->type_name("P[,P]")
      ->delimiter(',')
      ->allow_extra_args(false);
  command.add_option("--clauses", options.clauses, "judge by these clauses only")
      ->type_name("C[,C]")
      ->delimiter(',')
      ->allow_extra_args(false);
  command.add_option("--exclude-clauses", options.excluded_clauses, "do not judge by these")
      ->type_name("C[,C]")
      ->delimiter(',')
      ->allow_extra_args(false);
  command.add_flag("--list-clauses", options.list_clauses,
                   "print every clause, its level and why a receiver has to keep it");
  add_signing_options(command, options.signing);
  add_probe_options(command, options.probe);
  options.budget = default_budget;
  add_duration(command, "--budget", options.budget, "time at most (default: 60s)");
}

int certify(const CertifyOptions& options) {
  if (options.list_clauses) return list_clauses(options.report.format);
  if (options.target.url.empty()) return fail({"certify: URL is required (see certify --help)"});
  const auto phases = parse_phases(options.phases, options.signing.given());
  if (!phases) return fail(phases.error());
  const auto clauses = chosen_clauses(options);
  if (!clauses) return fail(clauses.error());
  const auto signer = make_signer(options.signing);
  if (!signer) return fail(signer.error());
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
  const auto probe = make_probe(options.probe, options.target, *ready);
  if (!probe) return fail(probe.error().error, probe.error().code);

  RunPlan run_plan;
  run_plan.command = "certify";
  run_plan.contract = *contract;
  run_plan.contract_options = options.contract;
  run_plan.target = options.target;
  run_plan.report = options.report;
  run_plan.settings.profile = *check::parse_profile(options.profile);
  // What no phase sends is no goal.
  if (phases->front() == Phase::coverage) {
    run_plan.settings.canonical_types = type_names(**contract, options.contract.types);
    run_plan.settings.goal = coverage_goal(*plan, run_plan.settings.canonical_types);
  }
  run_plan.settings.clauses = names_of(*clauses);
  run_plan.settings.signing = words_of(options.signing);
  run_plan.settings.probe = options.probe.url;
  run_plan.settings.probe_pointers = options.probe.pointers;
  const auto books = Bookkeeper::open(std::move(run_plan));
  if (!books) return fail(books.error());
  auto watch = Watch::start(options.watch, **books, control, std::nullopt);
  if (!watch) return fail(watch.error());

  PhaseProgress progress(control, **books, options.budget);
  CertifyPhases certification(*plan, *signer ? &**signer : nullptr,
                              {.phases = *phases,
                               .types = options.contract.types,
                               .max_cases = options.cases,
                               .clauses = *clauses,
                               .probe = *probe,
                               .tell = [&progress](auto&&... told) { progress.tell(told...); }});
  run::ScenarioSettings settings;
  settings.destination = ready->destination;
  settings.concurrency = options.target.connections;
  settings.timeout_ns = ready->timeout_ns;
  // The rest is for what is in flight when a phase ends, and for the report.
  settings.budget_ns = options.budget.count() / 100 * 95;
  settings.headers = ready->headers;
  const auto outcome = certification.run(settings, (*books)->sink(0), control);
  progress.end();
  if (!outcome) return fail(outcome.error(), exit_inconclusive);
  check::RunFacts facts = facts_of(*outcome);
  certification.add_notes(facts);
  return watch->close(**books, facts, outcome->duration_ns, signals);
}

void add_certify(CLI::App& root, Action& action) {
  auto options = std::make_shared<CertifyOptions>();
  CLI::App* command = root.add_subcommand("certify", "Find out which clauses a receiver keeps");
  add_target_options(*command, options->target, 8);
  command->get_option("URL")->required(false);  // --list-clauses needs none
  add_certify_options(*command, *options);
  add_watch_options(*command, options->watch);
  command->footer(
      "Sends every canonical callback, edge and violation of the contract, combinations of edges,\n"
      "sequences of callbacks that are repeated, reordered and in flight at once, every fault of\n"
      "HTTP and JSON and, with a secret, right and wrong signatures, and judges the answers.\n"
      "With --probe 'http://host/bookings/{id}' the receiver's state is judged, too.\n"
      "Example: hookworthy certify http://127.0.0.1:8080/hooks --out certificate");
  command->callback([options, &action] { action = [options] { return certify(*options); }; });
}

}  // namespace hookworthy::cli
