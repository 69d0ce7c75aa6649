// `hookworthy replay`: sends recorded cases again and says what became of each.

#include "cli/options.hpp"
#include "cli/progress.hpp"
#include "cli/replay_cases.hpp"
#include "cli/signals.hpp"
#include "cli/target.hpp"
#include "generator/run/coverage.hpp"
#include "generator/run/scenario.hpp"
#include "verifier/record/record_reader.hpp"
#include "verifier/report/settings.hpp"

#include <algorithm>
#include <array>

#include <fmt/format.h>
#include <nlohmann/json.hpp>

namespace hookworthy::cli {
namespace {

struct ReplayOptions {
  ContractOptions contract;
  TargetOptions target;  ///< url: overrides the record's
  std::string source;
  std::vector<std::string> cases;
  bool failed = false;
  std::string format = "text";
};

/// What became of a case.
enum class Fate : std::uint8_t { passed, fixed, failed, error };
constexpr std::array<std::string_view, 4> fate_names{"PASSED", "FIXED", "FAILED", "ERROR"};

struct CaseFate {
  CaseKey key;
  Fate fate;
  std::string what;    ///< type, field and label
  std::string answer;  ///< one printable line
};

/// Sends the scenarios in order and notes the fate of each case.
class Replay final : public run::ScenarioSource, public record::Sink {
 public:
  Replay(const std::vector<ReplayScenario>& scenarios, const contract::Contract& contract)
      : scenarios_(scenarios), contract_(contract), answers_(contract) {}

  bool next(run::Scenario& scenario) override {
    scenario.steps.clear();
    if (position_ == scenarios_.size()) return false;
    scenario.id = position_;
    for (const ReplayCase& item : scenarios_[position_++]) {
      if (!item.has_body) {
        note(item, Fate::error, "its bytes are neither in the record nor in the plan");
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
    const ReplayCase& item = find(scenario, step);
    const std::size_t type = answers_.type_of(delivery.what.type);
    const check::Assessment now = check::assess(delivery, answers_.answer(type, delivery.status));
    Fate fate = item.broke_before ? Fate::fixed : Fate::passed;
    if (now.contact != check::Contact::reached) {
      fate = Fate::error;
    } else if (!now.broken.empty()) {
      fate = Fate::failed;
    }
    note(item, fate, check::describe_response(check::Evidence(delivery), 160));
  }
  void take(const record::Delivery&) override {}

  const std::vector<CaseFate>& results() const { return results_; }
  std::uint64_t count(Fate fate) const {
    return static_cast<std::uint64_t>(
        std::count_if(results_.begin(), results_.end(),
                      [fate](const CaseFate& result) { return result.fate == fate; }));
  }

 private:
  /// The case of a step; cases without bytes have no step.
  const ReplayCase& find(const run::Scenario& scenario, std::size_t step) const {
    std::size_t sent = 0;
    for (const ReplayCase& item : scenarios_[scenario.id]) {
      if (item.has_body && sent++ == step) return item;
    }
    return scenarios_[scenario.id].front();
  }
  void note(const ReplayCase& item, Fate fate, std::string answer) {
    const check::CaseRef& what = item.what;
    results_.push_back(
        {what.key, fate,
         fmt::format("{}{}{} {}", what.type, what.has_field ? " " : "", what.field, what.label),
         std::move(answer)});
  }

  const std::vector<ReplayScenario>& scenarios_;
  const contract::Contract& contract_;
  check::AnswerTable answers_;
  std::size_t position_ = 0;
  std::vector<CaseFate> results_;
};

void print_results(const Replay& replay, const run::ScenarioOutcome& outcome, bool json) {
  if (json) {
    nlohmann::ordered_json document{
        {"schema", "hookworthy/replay/1"},         {"passed", replay.count(Fate::passed)},
        {"fixed", replay.count(Fate::fixed)},      {"failed", replay.count(Fate::failed)},
        {"error", replay.count(Fate::error)},      {"unsent", outcome.counts.unsent},
        {"cases", nlohmann::ordered_json::array()}};
    for (const CaseFate& result : replay.results()) {
      document["cases"].push_back({{"case", case_id(result.key)},
                                   {"result", fate_names[static_cast<std::size_t>(result.fate)]},
                                   {"what", result.what},
                                   {"answer", result.answer}});
    }
    fmt::print("{}\n", document.dump(2, ' ', false, nlohmann::json::error_handler_t::replace));
    return;
  }
  // A long record's cases that were and are well would bury the others.
  const bool brief = replay.results().size() > 50;
  for (const CaseFate& result : replay.results()) {
    if (brief && result.fate == Fate::passed) continue;
    fmt::print("{:<6} {} {}: {}\n", fate_names[static_cast<std::size_t>(result.fate)],
               case_id(result.key), result.what, result.answer);
  }
  fmt::print("{} cases: {} passed, {} fixed, {} failed, {} could not be judged\n",
             replay.results().size(), replay.count(Fate::passed), replay.count(Fate::fixed),
             replay.count(Fate::failed), replay.count(Fate::error));
}

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
  return header;
}

int run_replay(const ReplayOptions& options, const plan::Plan& plan,
               const std::vector<ReplayScenario>& scenarios) {
  run::Control control;
  const StopSignals signals([&control] { control.request_stop(); });
  const auto ready = make_ready(options.target, plan.contract());
  if (!ready) return fail(ready.error().error, ready.error().code);
  run::ScenarioSettings settings;
  settings.destination = ready->destination;
  settings.concurrency = options.target.connections;
  settings.timeout_ns = ready->timeout_ns;
  settings.budget_ns = std::chrono::nanoseconds(std::chrono::hours(1)).count();
  settings.headers = ready->headers;
  Replay replay(scenarios, plan.contract());
  const auto outcome = [&] {
    const Progress progress(control, "replay", {});
    return run::run_scenarios(settings, replay, replay, control);
  }();
  if (!outcome) return fail(outcome.error(), exit_inconclusive);
  print_results(replay, *outcome, options.format == "json");
  if (outcome->interrupted) return exit_interrupted;
  if (replay.count(Fate::failed) > 0) return exit_violated;
  const bool judged = replay.count(Fate::error) == 0 && outcome->counts.unsent == 0;
  return judged ? exit_kept : exit_inconclusive;
}

int replay(ReplayOptions options) {
  const bool from_plan =
      options.source.starts_with("http://") || options.source.starts_with("https://");
  std::optional<record::Header> header;
  if (from_plan) {
    if (options.cases.empty()) return fail({"--case says which cases to send to a URL"});
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
  const auto scenarios =
      from_plan ? make_replay(*keys, *plan)
                : read_replay(options.source, {.cases = *keys, .failed_only = options.failed},
                              *plan, check::AnswerTable(**contract));
  if (!scenarios) return fail(scenarios.error());
  if (scenarios->empty()) {
    return fail({fmt::format("{}: no such case in it", options.source)}, exit_inconclusive);
  }
  return run_replay(options, *plan, *scenarios);
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
  command
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
  add_delivery_options(*command, options->target, 1);
  command->add_option("--format", options->format, "text, or json: one document on stdout")
      ->check(CLI::IsMember({"text", "json"}));
  command->footer(
      "FIXED: broke a clause in the record, and no longer does. FAILED: breaks one now. ERROR: "
      "could\n"
      "not be judged. PASSED: well then and now.\n"
      "Examples: hookworthy replay certificate/record.ndjson --failed\n"
      "          hookworthy replay --case edge-153 --seed 1 http://127.0.0.1:8080/hooks");
  command->callback([options, &action] { action = [options] { return replay(*options); }; });
}

}  // namespace hookworthy::cli
