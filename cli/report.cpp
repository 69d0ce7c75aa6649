// `hookworthy report`: judges and renders records again.

#include "cli/bookkeeper.hpp"
#include "cli/options.hpp"
#include "verifier/report/from_record.hpp"
#include "verifier/report/schema.hpp"
#include "verifier/report/write.hpp"

#include <algorithm>
#include <cstdio>
#include <fstream>
#include <iterator>

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
  std::string schema;
};

std::vector<std::string_view> schema_names() {
  std::vector<std::string_view> names;
  std::ranges::transform(report::schemas(), std::back_inserter(names), &report::Schema::name);
  return names;
}

int print_schema(const std::string& name) {
  if (name == "list") {
    fmt::print("{}\n", fmt::join(schema_names(), "\n"));
  } else if (const report::Schema* schema = report::find_schema(name)) {
    fmt::print("{}", schema->document);
  } else {
    return fail({fmt::format("--schema {}: not one of {}", name, fmt::join(schema_names(), ", "))});
  }
  return std::fflush(stdout) == 0 ? exit_kept : fail({"cannot write to standard output"});
}

int report(const ReportCommandOptions& options) {
  if (!options.schema.empty()) return print_schema(options.schema);
  if (options.files.empty()) return fail({"report: RECORD is required (see report --help)"});
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
  command->add_option("RECORD", options->files, "files written by --record or --out");
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
  command
      ->add_option("--schema", options->schema,
                   fmt::format("print the JSON Schema of an output instead: {}",
                               fmt::join(schema_names(), ", ")))
      ->type_name("NAME");
  command->callback([options, &action] { action = [options] { return report(*options); }; });
}

}  // namespace hookworthy::cli
