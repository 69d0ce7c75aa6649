// `hookworthy compare`: is a later run slower or worse than an earlier one?

#include "cli/options.hpp"
#include "verifier/report/comparison.hpp"

#include <algorithm>
#include <filesystem>
#include <iostream>
#include <optional>

#include <fmt/format.h>

namespace hookworthy::cli {
namespace {

constexpr std::size_t max_summary_bytes = 64u << 20;

struct CompareOptions {
  ContractOptions contract;
  std::string base;
  std::string after;
  std::string format = "text";
  std::vector<std::string> gates;
  double confidence = 95;
};

/// The file to read in a directory of --out: the record says most.
std::string file_in(const std::string& path) {
  if (!std::filesystem::is_directory(path)) return path;
  for (const char* name : {"record.ndjson", "summary.json", "certificate.json"}) {
    const std::string file = (std::filesystem::path(path) / name).string();
    if (std::filesystem::exists(file)) return file;
  }
  return path;
}

/// Whether the first line is a record's header.
bool is_record(std::istream& in) {
  constexpr std::string_view mark = "{\"hookworthy_record\"";
  std::string start(mark.size(), '\0');
  in.read(start.data(), static_cast<std::streamsize>(start.size()));
  in.clear();
  in.seekg(0);
  return start == mark;
}

Result<report::ComparedRun> read_run(const std::string& path, const contract::Contract& contract,
                                     const check::AnswerTable& answers) {
  const std::string file = file_in(path);
  auto in = open_file(file);
  if (!in) return in.error();
  if (is_record(*in)) {
    auto run = report::compared_run_from_record(file, *in, answers);
    if (run && run->contract_sha256 != contract.sha256()) {
      return Error{file + ": was made with another contract: give its file with --contract"};
    }
    return run;
  }
  const auto text = read_file(file, max_summary_bytes);
  if (!text) return text.error();
  const auto log_path = std::filesystem::path(file).parent_path() / "response_time.hlog";
  std::ifstream log;
  if (std::filesystem::exists(log_path)) log.open(log_path, std::ios::binary);
  return report::compared_run_from_summary(file, *text, log.is_open() ? &log : nullptr);
}

Result<void> print(const report::ComparisonReport& report, const std::string& format) {
  if (format != "text") report::write_comparison_text(std::cerr, report);
  if (format == "json") {
    report::write_comparison_json(std::cout, report);
  } else if (format == "markdown") {
    report::write_comparison_markdown(std::cout, report);
  } else if (format == "html") {
    report::write_comparison_html(std::cout, report);
  } else {
    report::write_comparison_text(std::cout, report);
  }
  std::cout.flush();
  if (!std::cout) return Error{"cannot write to standard output"};
  return {};
}

/// With gates, they decide alone.
int exit_code(const report::ComparisonReport& report) {
  const auto& gates = report.result.gates;
  const auto any = [&](stats::GateVerdict verdict) {
    return std::ranges::any_of(gates, [&](const auto& gate) { return gate.verdict == verdict; });
  };
  if (gates.empty()) {
    if (report.verdict == stats::ChangeVerdict::worse) return exit_violated;
    const bool unknown = report.verdict == stats::ChangeVerdict::not_enough_data;
    return unknown ? exit_inconclusive : exit_kept;
  }
  if (any(stats::GateVerdict::broken)) return exit_violated;
  return any(stats::GateVerdict::not_enough_data) ? exit_inconclusive : exit_kept;
}

int compare(const CompareOptions& options) {
  std::vector<stats::RegressionGate> gates;
  for (const std::string& text : options.gates) {
    auto gate = stats::parse_regression_gate(text);
    if (!gate) return fail({"--max-regression " + gate.error().message});
    gates.push_back(std::move(*gate));
  }
  const auto contract = load_contract(options.contract);
  if (!contract) return fail(contract.error());
  const check::AnswerTable answers(**contract);
  auto base = read_run(options.base, **contract, answers);
  if (!base) return fail(base.error());
  auto after = read_run(options.after, **contract, answers);
  if (!after) return fail(after.error());
  stats::ComparisonOptions settings;
  settings.confidence = options.confidence / 100;
  const auto report = report::compare_runs(std::move(*base), std::move(*after), gates, settings);
  if (const auto printed = print(report, options.format); !printed) return fail(printed.error());
  return exit_code(report);
}

}  // namespace

void add_compare(CLI::App& root, Action& action) {
  auto options = std::make_shared<CompareOptions>();
  CLI::App* command =
      root.add_subcommand("compare", "Say whether a run is slower or worse than an earlier one");
  command->add_option("BASE", options->base, "--out directory, record, or summary.json of a run")
      ->required()
      ->type_name("PATH");
  command->add_option("NEW", options->after, "the same of a later run")
      ->required()
      ->type_name("PATH");
  add_contract_option(*command, options->contract);
  command
      ->add_option("--max-regression", options->gates,
                   "gate such as 'response_time: p(99) 10%', 'service_time: avg 5ms', 'failures: "
                   "rate 0.5%', 'throughput: rate 5%'; repeatable")
      ->type_name("EXPRESSION")
      ->allow_extra_args(false);
  command
      ->add_option("--confidence", options->confidence,
                   "per cent, that all intervals hold together (default: 95)")
      ->type_name("PERCENT")
      ->check(CLI::Range(50.0, 99.99));
  command
      ->add_option("--format", options->format,
                   "text, json, markdown or html; all but text: one document on stdout")
      ->check(CLI::IsMember({"text", "json", "markdown", "html"}));
  command->footer(
      "Slices of one second are drawn again and again (bootstrap) to know how sure a figure is; a\n"
      "summary without its record or .hlog has none. Changes below 1 % or 0.2 ms are no change.\n"
      "Exit codes: 0 no gate broken; 1 a gate broken, or without gates: worse; 3 not enough data.\n"
      "Example: hookworthy compare yesterday today --max-regression 'response_time: p(99) 10%'");
  command->callback([options, &action] { action = [options] { return compare(*options); }; });
}

}  // namespace hookworthy::cli
