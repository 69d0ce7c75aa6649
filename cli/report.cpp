// `hookworthy report`: judges and renders records again.

#include "cli/bookkeeper.hpp"
#include "cli/options.hpp"
#include "verifier/report/from_record.hpp"
#include "verifier/report/write.hpp"

#include <fstream>

#include <fmt/format.h>
#include <fmt/ranges.h>

namespace hookworthy::cli {
namespace {

struct ReportCommandOptions {
  ContractOptions contract;
  std::vector<std::string> files;
  std::string format = "text";
  std::string profile;
  std::vector<std::string> thresholds;
};

int report(const ReportCommandOptions& options) {
  const auto contract = load_contract(options.contract);
  if (!contract) return fail(contract.error());
  report::Rejudge rejudge;
  if (!options.profile.empty()) rejudge.profile = check::parse_profile(options.profile);
  if (!options.thresholds.empty()) {
    auto thresholds = parse_thresholds(options.thresholds, **contract);
    if (!thresholds) return fail(thresholds.error());
    rejudge.thresholds = std::move(*thresholds);
  }
  std::vector<std::ifstream> streams;
  std::vector<report::RecordSource> sources;
  streams.reserve(options.files.size());
  for (const std::string& file : options.files) {
    auto stream = open_file(file);
    if (!stream) return fail(stream.error());
    streams.push_back(std::move(*stream));
    sources.push_back({.name = file, .in = &streams.back()});
  }
  const auto summary = report::summary_from_records(sources, *contract, rejudge);
  if (!summary) return fail(summary.error());
  if (const auto printed = print_summary(*summary, options.format); !printed) {
    return fail(printed.error());
  }
  return exit_code(*summary);
}

}  // namespace

void add_report(CLI::App& root, Action& action) {
  auto options = std::make_shared<ReportCommandOptions>();
  CLI::App* command =
      root.add_subcommand("report", "Judge and render records; several are shards of one run");
  command->add_option("RECORD", options->files, "files written by --record or --out")->required();
  add_contract_option(*command, options->contract);
  command
      ->add_option("--format", options->format,
                   fmt::format("{}; all but text: one document on stdout",
                               fmt::join(report::format_names(), ", ")))
      ->check(CLI::IsMember(report::format_names()));
  command->add_option("--profile", options->profile, "judge by this profile instead of the run's")
      ->check(CLI::IsMember({"standard", "strict"}));
  command
      ->add_option("--threshold", options->thresholds,
                   "judge by these gates instead of the run's; repeatable")
      ->type_name("EXPRESSION")
      ->allow_extra_args(false);
  command->callback([options, &action] { action = [options] { return report(*options); }; });
}

}  // namespace hookworthy::cli
