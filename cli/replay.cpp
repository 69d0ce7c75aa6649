// `hookworthy replay`: sends recorded cases again and says what became of each.

#include "cli/options.hpp"
#include "cli/progress.hpp"
#include "cli/replay_cases.hpp"
#include "cli/replay_fates.hpp"
#include "cli/replay_phases.hpp"
#include "cli/signals.hpp"
#include "cli/signing.hpp"
#include "cli/state_probe.hpp"
#include "cli/target.hpp"
#include "generator/run/coverage.hpp"
#include "generator/run/scenario.hpp"
#include "verifier/record/record_reader.hpp"
#include "verifier/report/settings.hpp"

#include <chrono>
#include <ctime>
#include <utility>

#include <fmt/format.h>

namespace hookworthy::cli {
namespace {

struct ReplayOptions {
  ContractOptions contract;
  TargetOptions target;  ///< url: overrides the record's
  std::string source;
  std::vector<std::string> cases;
  bool failed = false;
  std::string notation;      ///< of a sequence; empty: none
  std::uint64_t number = 0;  ///< 0: from the clock
  SigningOptions signing;
  ProbeOptions probe;
  std::string format = "text";
};

/// Sends the scenarios in order and notes the fate of each case.
class Replay final : public run::ScenarioSource, public record::Sink {
 public:
  Replay(const std::vector<ReplayScenario>& scenarios, const contract::Contract& contract,
         const check::AnswerTable& answers, Fates& fates)
      : scenarios_(scenarios), contract_(contract), answers_(answers), fates_(fates) {}

  bool next(run::Scenario& scenario) override {
    scenario.steps.clear();
    if (position_ == scenarios_.size()) return false;
    scenario.id = position_;
    for (const ReplayCase& item : scenarios_[position_++]) {
      if (!item.has_body) {
        fates_.add_error(item.what, "its bytes are neither in the record nor in the plan");
        continue;
      }
      run::Step& step = scenario.steps.emplace_back();
      step.what = {.kind = item.what.key.kind,
                   .expect = item.what.expect,
                   .index = item.what.key.index,
                   .type = item.what.type,
                   .field = item.what.field,
                   .has_field = item.what.has_field,
                   .label = item.what.label};
      step.body = item.body;
      if (const auto* type = contract_.find_type(item.what.type); type != nullptr) {
        step.method = type->method;
        step.headers = run::contract_headers(contract_, *type);
      }
      if (scenario.steps.size() > 1) step.after = 0;
    }
    return true;
  }
  bool finite() const override { return true; }

  void ended(run::Scenario& scenario, std::size_t step, const record::Delivery& delivery) override {
    fates_.add(delivery, find(scenario, step).broke_before, answers_);
  }
  void take(const record::Delivery&) override {}

 private:
  /// The case of a step; cases without bytes have no step.
  const ReplayCase& find(const run::Scenario& scenario, std::size_t step) const {
    std::size_t sent = 0;
    for (const ReplayCase& item : scenarios_[scenario.id]) {
      if (item.has_body && sent++ == step) return item;
    }
    return scenarios_[scenario.id].front();
  }
  const std::vector<ReplayScenario>& scenarios_;
  const contract::Contract& contract_;
  const check::AnswerTable& answers_;
  Fates& fates_;
  std::size_t position_ = 0;
};

Result<std::vector<CaseKey>> parse_cases(const std::vector<std::string>& ids) {
  std::vector<CaseKey> keys;
  for (const std::string& id : ids) {
    const auto key = parse_case_id(id);
    if (!key) return Error{fmt::format("--case: '{}' is not a case id such as edge-153", id)};
    keys.push_back(*key);
  }
  return keys;
}

/// Takes seed, contract, target and headers from the record's header, where no option says
/// otherwise.
Result<record::Header> adopt_header(const std::string& file, ReplayOptions& options) {
  auto stream = open_file(file);
  if (!stream) return stream.error();
  const auto reader = record::RecordReader::open(*stream);
  if (!reader) return Error{fmt::format("{}: {}", file, reader.error().message)};
  const record::Header& header = reader->header();
  const auto settings = report::settings_from_json(header.settings);
  if (!settings) return Error{fmt::format("{}: {}", file, settings.error().message)};
  options.contract.seed = header.seed;
  if (options.contract.contract_file.empty()) {
    options.contract.contract_file = settings->contract_file;
  }
  if (options.target.url.empty()) options.target.url = header.target;
  if (options.target.headers.empty()) options.target.headers = settings->headers;
  if (options.probe.url.empty()) {
    options.probe = {.url = settings->probe, .pointers = settings->probe_pointers};
  }
  if (!settings->signing.empty() && !options.signing.given()) {
    fmt::print(stderr, "hookworthy: {}: its run was signed; give {} to sign again\n", file,
               settings->signing.size() > 1 ? "--hmac-header and --hmac-secret" : "--secret");
  }
  return header;
}

/// Sends all of the list, one part after the other.
Result<run::ScenarioOutcome> send_all(const PhaseReplay& replay, const ReplayList& list,
                                      Fates& fates, run::Control& control) {
  run::ScenarioOutcome total;
  const auto add = [&total](const Result<run::ScenarioOutcome>& part) {
    if (!part) return false;
    total.counts.add(part->counts);
    total.interrupted = total.interrupted || part->interrupted;
    return true;
  };
  run::ScenarioSettings settings = replay.run;
  settings.signer = replay.signer;
  Replay single(list.scenarios, replay.plan.contract(), replay.answers, fates);
  if (!list.scenarios.empty()) {
    const auto sent = run::run_scenarios(settings, single, single, control);
    if (!add(sent)) return sent.error();
  }
  if (!list.protocol.empty()) {
    const auto sent = replay_protocol(replay, list.protocol, fates, control);
    if (!add(sent)) return sent.error();
  }
  if (!list.signature.empty()) {
    const auto sent = replay_signatures(replay, list.signature, fates, control);
    if (!add(sent)) return sent.error();
  }
  if (!list.sequences.empty()) {
    const auto sent = replay_sequences(replay, list.sequences, fates, control);
    if (!add(sent)) return sent.error();
  }
  return total;
}

int run_replay(const ReplayOptions& options, const plan::Plan& plan, const ReplayList& list) {
  const auto signer = make_signer(options.signing);
  if (!signer) return fail(signer.error());
  run::Control control;
  const StopSignals signals([&control] { control.request_stop(); });
  const auto ready = make_ready(options.target, plan.contract());
  if (!ready) return fail(ready.error().error, ready.error().code);
  auto probe = make_probe(options.probe, options.target, *ready);
  if (!probe) return fail(probe.error().error, probe.error().code);
  const check::AnswerTable answers(plan.contract());
  PhaseReplay replay{.plan = plan,
                     .answers = answers,
                     .signer = *signer ? &**signer : nullptr,
                     .run = {},
                     .probe = std::move(*probe),
                     .first_number = options.number};
  // A live receiver has not heard of numbers that are the time.
  if (options.number == 0) replay.first_number = static_cast<std::uint64_t>(std::time(nullptr));
  replay.run.destination = ready->destination;
  replay.run.concurrency = options.target.connections;
  replay.run.timeout_ns = ready->timeout_ns;
  replay.run.budget_ns = std::chrono::nanoseconds(std::chrono::hours(1)).count();
  replay.run.headers = ready->headers;
  Fates fates;
  const auto outcome = [&] {
    const Progress progress(control, {.what = "replay", .counts = true});
    return send_all(replay, list, fates, control);
  }();
  if (!outcome) return fail(outcome.error(), exit_inconclusive);
  fates.print(outcome->counts.unsent, options.format == "json");
  if (outcome->interrupted) return exit_interrupted;
  if (fates.count(Fate::failed) > 0) return exit_violated;
  const bool judged = fates.count(Fate::error) == 0 && outcome->counts.unsent == 0;
  return judged ? exit_kept : exit_inconclusive;
}

/// What the options ask for: cases of a record, cases of the plan, or a notation.
Result<ReplayList> make_list(const ReplayOptions& options, const std::vector<CaseKey>& keys,
                             bool from_plan, const plan::Plan& plan) {
  if (!options.notation.empty()) {
    ReplayList list;
    list.sequences.push_back({.id = {}, .notation = options.notation, .broke_before = true});
    return Result<ReplayList>(boost::system::in_place_value, std::move(list));
  }
  if (from_plan) return make_replay(keys, plan);
  return read_replay(
      options.source,
      {.cases = keys, .failed_only = options.failed, .has_probe = !options.probe.url.empty()}, plan,
      check::AnswerTable(plan.contract()));
}

int replay(ReplayOptions options) {
  const bool from_plan =
      options.source.starts_with("http://") || options.source.starts_with("https://");
  std::optional<record::Header> header;
  if (from_plan) {
    if (options.cases.empty() && options.notation.empty()) {
      return fail({"--case or --sequence says what to send to a URL"});
    }
    options.target.url = options.source;
  } else {
    auto adopted = adopt_header(options.source, options);
    if (!adopted) return fail(adopted.error());
    header = std::move(*adopted);
  }
  const auto keys = parse_cases(options.cases);
  if (!keys) return fail(keys.error());
  const auto contract = load_contract(options.contract);
  if (!contract) return fail(contract.error());
  if (header && header->contract.sha256 != (*contract)->sha256()) {
    return fail({fmt::format("{}: recorded with another contract ({} {}); give it with --contract",
                             options.source, header->contract.title, header->contract.version)});
  }
  const auto plan = plan::Plan::make(*contract, {.seed = options.contract.seed, .link_host = {}});
  if (!plan) return fail(plan.error());
  const auto list = make_list(options, *keys, from_plan, *plan);
  if (!list) return fail(list.error());
  if (list->empty()) {
    return fail({fmt::format("{}: no such case in it", options.source)}, exit_inconclusive);
  }
  return run_replay(options, *plan, *list);
}

}  // namespace

void add_replay(CLI::App& root, Action& action) {
  auto options = std::make_shared<ReplayOptions>();
  CLI::App* command = root.add_subcommand("replay", "Send recorded cases again");
  command
      ->add_option("SOURCE", options->source,
                   "a record; or a URL, to send it cases that the plan makes again from --seed")
      ->type_name("RECORD|URL")
      ->required();
  CLI::Option* cases = command
                           ->add_option("--case", options->cases,
                                        "only this case, such as edge-153; repeatable, in order")
                           ->type_name("ID")
                           ->allow_extra_args(false);
  command->add_flag("--failed", options->failed, "only cases that broke a clause in the record");
  command->add_option("--url", options->target.url, "another receiver than the record's")
      ->type_name("URL");
  add_contract_option(*command, options->contract);
  command->add_option("--seed", options->contract.seed, "of cases sent to a URL (default: 1)")
      ->check(not_negative)
      ->type_name("N");
  command
      ->add_option("--sequence", options->notation,
                   "send this sequence to a URL, `EVENT ... / SENDING ...`, as reports show it")
      ->type_name("NOTATION")
      ->excludes(cases);
  command
      ->add_option("--number", options->number,
                   "tells the entities of sequences apart; take one that the receiver has not seen "
                   "(default: the time)")
      ->check(not_negative)
      ->type_name("N");
  add_delivery_options(*command, options->target, 1);
  add_signing_options(*command, options->signing);
  add_probe_options(*command, options->probe);
  command->add_option("--format", options->format, "text, or json: one document on stdout")
      ->check(CLI::IsMember({"text", "json"}));
  command->footer(
      "FIXED: broke a clause in the record, and no longer does. FAILED: breaks one now. ERROR: "
      "could\n"
      "not be judged. PASSED: well then and now.\n"
      "Examples: hookworthy replay certificate/record.ndjson --failed\n"
      "          hookworthy replay --case edge-153 --seed 1 http://127.0.0.1:8080/hooks\n"
      "          hookworthy replay --sequence 'new:1 cancelled:1 / 2 1' http://127.0.0.1:8080/");
  command->callback([options, &action] { action = [options] { return replay(*options); }; });
}

}  // namespace hookworthy::cli
