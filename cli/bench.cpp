// `hookworthy bench parse`: our parser, its peers and the user's own, on the contract's callbacks.

#include "cli/options.hpp"
#include "cli/parser_bench.hpp"
#include "cli/version.hpp"

#include <algorithm>
#include <cstdio>
#include <cstdlib>
#include <map>

#include <fmt/format.h>
#include <nlohmann/json.hpp>

namespace hookworthy::cli {
namespace {

using Json = nlohmann::ordered_json;

constexpr std::string_view schema = "hookworthy/parser-bench/1";

struct BenchOptions {
  ContractOptions contract;
  std::vector<std::string> plugins;
  std::string format = "text";
  std::string baseline;
  std::string max_regression = "5%";
  ParserBenchSettings settings;
};

/// "5%" or "0.05" as 0.05.
Result<double> parse_share(const std::string& text) {
  const bool percent = text.ends_with('%');
  const std::string digits = text.substr(0, text.size() - (percent ? 1 : 0));
  char* end = nullptr;
  const double value = std::strtod(digits.c_str(), &end);
  if (digits.empty() || *end != '\0' || !(value >= 0) || value > 1e6) {
    return Error{fmt::format("--max-regression: '{}' is no share such as 5%", text)};
  }
  return percent ? value / 100 : value;
}

/// What a run without a plugin or with one is known by: time as a multiple of the reference's.
using Multiples = std::map<std::string, double>;

Result<Multiples> read_baseline(const std::string& path) {
  const auto text = read_file(path, std::size_t{16} << 20);
  if (!text) return text.error();
  const auto wrong = [&] {
    return Error{fmt::format("{}: not written by 'hookworthy bench parse --format json'", path)};
  };
  const Json document = Json::parse(*text, nullptr, false);
  if (!document.is_object() || document.value("schema", Json()) != schema) return wrong();
  Multiples multiples;
  const auto parsers = document.find("parsers");
  if (parsers == document.end() || !parsers->is_array()) return wrong();
  for (const Json& parser : *parsers) {
    if (!parser.is_object()) return wrong();
    const Json name = parser.value("name", Json()),
               multiple = parser.value("times_reference", Json());
    if (!name.is_string() || !multiple.is_number() || !(multiple.get<double>() > 0)) return wrong();
    multiples[name.get<std::string>()] = multiple.get<double>();
  }
  return multiples;
}

struct Change {
  std::string name;
  double slower = 0;  ///< 0.05: takes 5 % longer than in the baseline
};

/// Of the plugins, or of our own parser where there is none.
Result<std::vector<Change>> compare(const ParserBenchResult& result, const Multiples& baseline) {
  const bool any_plugin = std::any_of(result.parsers.begin(), result.parsers.end(),
                                      [](const ParserFigures& figures) { return figures.plugin; });
  std::vector<Change> changes;
  for (const ParserFigures& figures : result.parsers) {
    if (any_plugin ? !figures.plugin : figures.name != "hookworthy") continue;
    const auto before = baseline.find(figures.name);
    if (before == baseline.end()) {
      return Error{fmt::format("the baseline has no parser called '{}'", figures.name)};
    }
    changes.push_back({figures.name, figures.times_reference / before->second - 1});
  }
  return changes;
}

Json json_of(const ParserFigures& figures, double bytes) {
  Json agreement;
  if (figures.edges > 0) {
    agreement["edges"] = {{"agreed", figures.edges_agreed}, {"of", figures.edges}};
    agreement["violations"] = {{"agreed", figures.violations_agreed}, {"of", figures.violations}};
  }
  return {
      {"name", figures.name},
      {"kind", figures.plugin ? "plugin" : "built-in"},
      {"ns_per_callback", figures.ns_per_callback},
      {"callbacks_per_s", 1e9 / figures.ns_per_callback},
      {"gigabytes_per_s", bytes / figures.ns_per_callback},
      {"times_reference", figures.times_reference},
      {"p50_ns", figures.p50_ns},
      {"p99_ns", figures.p99_ns},
      {"allocations_per_callback",
       figures.allocations ? Json(*figures.allocations) : Json(nullptr)},
      {"agreement", std::move(agreement)},
      {"disagreements", figures.disagreements},
  };
}

void print_json(const BenchOptions& options, const contract::Contract& contract,
                const ParserBenchResult& result, const std::vector<Change>& changes, bool kept) {
  Json document = {{"schema", schema},
                   {"run",
                    {{"version", version()},
                     {"seed", options.contract.seed},
                     {"contract",
                      {{"title", contract.title()},
                       {"version", contract.version()},
                       {"sha256", contract.sha256()}}},
                     {"callbacks", options.settings.callbacks},
                     {"bytes_per_callback", result.bytes_per_callback},
                     {"rounds", options.settings.rounds},
                     {"reference", reference_parser}}},
                   {"parsers", Json::array()},
                   {"changes", Json::array()},
                   {"verdict", kept ? "kept" : "violated"}};
  for (const ParserFigures& figures : result.parsers) {
    document["parsers"].push_back(json_of(figures, result.bytes_per_callback));
  }
  for (const Change& change : changes) {
    document["changes"].push_back({{"name", change.name}, {"slower", change.slower}});
  }
  // A plugin may call itself anything.
  fmt::print("{}\n", document.dump(2, ' ', false, Json::error_handler_t::replace));
}

std::string agreed(std::uint64_t agreed, std::uint64_t of) {
  return of == 0 ? "-" : fmt::format("{}/{}", agreed, of);
}

void print_text(const BenchOptions& options, const ParserBenchResult& result) {
  fmt::print("{} callbacks, {:.0f} bytes each; {} interleaved rounds\n\n",
             options.settings.callbacks, result.bytes_per_callback, options.settings.rounds);
  fmt::print("{:<24}{:>7}{:>12}{:>9}{:>9}{:>9}{:>8}{:>13}{:>13}\n", "parser", "GB/s", "callbacks/s",
             "ns each", "p50", "p99", "allocs", "edges", "violations");
  for (const ParserFigures& figures : result.parsers) {
    fmt::print("{:<24}{:>7.2f}{:>12.0f}{:>9.0f}{:>9}{:>9}{:>8}{:>13}{:>13}\n",
               figures.name.substr(0, 23), result.bytes_per_callback / figures.ns_per_callback,
               1e9 / figures.ns_per_callback, figures.ns_per_callback, figures.p50_ns,
               figures.p99_ns,
               figures.allocations ? fmt::format("{:.1f}", *figures.allocations) : "-",
               agreed(figures.edges_agreed, figures.edges),
               agreed(figures.violations_agreed, figures.violations));
  }
  fmt::print(
      "\nedges, violations: agreement with the contract, of the cases of which it tells the "
      "outcome.\nallocs: calls of operator new per callback (malloc is not seen).\n");
  for (const ParserFigures& figures : result.parsers) {
    if (!figures.plugin || figures.disagreements.empty()) continue;
    fmt::print("{} disagrees first on: {}\n", figures.name, fmt::join(figures.disagreements, ", "));
  }
}

Result<std::vector<ParserSubject>> make_subjects(
    const BenchOptions& options, const std::shared_ptr<const contract::Contract>& contract) {
  std::vector<ParserSubject> subjects;
  for (const std::string& path : options.plugins) {
    auto plugin = load_parser_plugin(path);
    if (!plugin) return plugin.error();
    subjects.push_back(*std::move(plugin));
  }
  for (ParserSubject& built_in : built_in_parsers(contract)) subjects.push_back(built_in);
  return subjects;
}

int bench_parse(const BenchOptions& options) {
  const auto max_regression = parse_share(options.max_regression);
  if (!max_regression) return fail(max_regression.error());
  Multiples baseline;
  if (!options.baseline.empty()) {
    auto read = read_baseline(options.baseline);
    if (!read) return fail(read.error());
    baseline = *std::move(read);
  }
  const auto contract = load_contract(options.contract);
  if (!contract) return fail(contract.error());
  const auto subjects = make_subjects(options, *contract);
  if (!subjects) return fail(subjects.error());
  const auto plan = plan::Plan::make(*contract, {.seed = options.contract.seed, .link_host = ""});
  if (!plan) return fail(plan.error());

  const ParserBenchResult result = bench_parsers(*plan, *subjects, options.settings);
  std::vector<Change> changes;
  if (!options.baseline.empty()) {
    auto compared = compare(result, baseline);
    if (!compared) return fail(compared.error());
    changes = *std::move(compared);
  }
  const bool kept = std::all_of(changes.begin(), changes.end(), [&](const Change& change) {
    return change.slower <= *max_regression;
  });
  if (options.format == "json") {
    print_json(options, **contract, result, changes, kept);
  } else {
    print_text(options, result);
    for (const Change& change : changes) {
      fmt::print("{}: {:+.1f} % against the baseline (at most {:+.1f} %)\n", change.name,
                 change.slower * 100, *max_regression * 100);
    }
  }
  if (std::fflush(stdout) != 0) return fail({"cannot write to standard output"});
  return kept ? exit_kept : exit_violated;
}

}  // namespace

void add_bench(CLI::App& root, Action& action) {
  auto options = std::make_shared<BenchOptions>();
  CLI::App* command = root.add_subcommand("bench", "Measure parsers of callbacks");
  command->require_subcommand(1);
  CLI::App* parse = command->add_subcommand(
      "parse", "Bench JSON parsers, also your own, on the contract's callbacks");
  add_contract_option(*parse, options->contract);
  parse->add_option("--seed", options->contract.seed, "seed of the random callbacks");
  parse
      ->add_option("--plugin", options->plugins,
                   "shared library with a parser (bench/hookworthy_parser_plugin.h); repeatable")
      ->type_name("FILE");
  parse->add_option("--format", options->format, "text or json")
      ->check(CLI::IsMember({"text", "json"}));
  parse
      ->add_option("--baseline", options->baseline,
                   "JSON of an earlier run: compare with it, and fail when slower")
      ->type_name("FILE");
  parse
      ->add_option("--max-regression", options->max_regression,
                   "how much slower than the baseline is fine (default 5%)")
      ->type_name("SHARE");
  parse->add_option("--callbacks", options->settings.callbacks, "different callbacks to read")
      ->check(CLI::Range(2u, 100'000u));
  parse->add_option("--rounds", options->settings.rounds, "measurements of each parser")
      ->check(CLI::Range(1u, 10'000u));
  parse->add_option("--round-ms", options->settings.round_ms, "length of one measurement in ms")
      ->check(CLI::Range(1u, 60'000u));
  parse->add_flag("--no-agreement{false}", options->settings.agreement,
                  "do not ask about the contract's edges and violations");
  parse->footer(
      "Times are compared as multiples of the reference parser's in the same round, so that a\n"
      "slower machine does not fail a build. Exit code 1: slower than the baseline allows.");
  parse->callback([options, &action] { action = [options] { return bench_parse(*options); }; });
}

}  // namespace hookworthy::cli
