// `hookworthy generate`: prints callbacks as NDJSON without sending them.

#include "cli/options.hpp"
#include "generator/plan/plan.hpp"
#include "verifier/base64.hpp"

#include <algorithm>
#include <cstdio>
#include <future>
#include <optional>
#include <vector>

#include <fmt/format.h>
#include <nlohmann/json.hpp>

namespace hookworthy::cli {
namespace {

struct GenerateOptions {
  ContractOptions contract;
  std::string kind = "random";
  std::optional<std::uint64_t> count;
  std::optional<std::uint64_t> index;
  bool labels = false;
  unsigned threads = 1;
};

constexpr std::uint64_t endless_default_count = 10;
constexpr std::uint64_t lines_per_block = 512;

/// Callbacks are one line each. A line feed can only stand between tokens of a JSON text, where a
/// space means the same.
void append_plain(const std::string& body, std::string& out) {
  auto feed = out.size();
  out += body;
  while ((feed = out.find('\n', feed)) != std::string::npos) out[feed] = ' ';
  out += '\n';
}

std::string quoted(std::string_view text) {
  return nlohmann::json(text).dump();
}

void append_labelled(const plan::Plan& plan, const Case& item, std::uint64_t line,
                     const std::string& body, std::string& out) {
  fmt::format_to(
      std::back_inserter(out),
      R"({{"case": "{}", "index": {}, "kind": "{}", "type": {}, "field": {}, "label": {}, )"
      R"("expect": "{}", )",
      case_id(item), line, to_string(item.kind), quoted(item.type),
      item.has_field ? quoted(item.field) : "null", quoted(item.label), to_string(item.expect));
  if (plan.exact_bytes(item.kind, item.index)) {
    fmt::format_to(std::back_inserter(out), R"("raw": "{}"}})", to_base64(body));
  } else {
    fmt::format_to(std::back_inserter(out), R"("callback": {}}})", body);
  }
  out += '\n';
}

/// The lines [begin, end) of the run.
std::string render_block(const plan::Plan& plan, const plan::Selection& selection, bool labels,
                         std::uint64_t begin, std::uint64_t end) {
  std::string out, body;
  for (std::uint64_t line = begin; line < end; ++line) {
    const Case item = plan.at(selection.kind(), selection.index_at(line), body);
    if (labels) {
      append_labelled(plan, item, line, body, out);
    } else {
      append_plain(body, out);
    }
  }
  return out;
}

/// Blocks are rendered by several threads at a time and written in order, so the bytes do not
/// depend on the number of threads. False: stdout cannot be written.
bool write_lines(const plan::Plan& plan, const plan::Selection& selection, bool labels,
                 unsigned threads, std::uint64_t begin, std::uint64_t end) {
  std::vector<std::future<std::string>> blocks;
  while (begin < end) {
    blocks.clear();
    for (unsigned thread = 0; thread < threads && begin < end; ++thread) {
      const std::uint64_t stop = std::min(begin + lines_per_block, end);
      const auto policy = threads == 1 ? std::launch::deferred : std::launch::async;
      blocks.push_back(std::async(policy, render_block, std::cref(plan), std::cref(selection),
                                  labels, begin, stop));
      begin = stop;
    }
    for (auto& block : blocks) {
      const std::string text = block.get();
      if (std::fwrite(text.data(), 1, text.size(), stdout) != text.size()) return false;
    }
  }
  return std::fflush(stdout) == 0;
}

int generate(const GenerateOptions& options) {
  const auto contract = load_contract(options.contract);
  if (!contract) return fail(contract.error());
  if (const auto known = check_types(**contract, options.contract.types); !known) {
    return fail(known.error());
  }
  const auto plan = plan::Plan::make(*contract, {.seed = options.contract.seed, .link_host = {}});
  if (!plan) return fail(plan.error());
  const auto selection =
      plan::Selection::make(*plan, *parse_kind(options.kind), options.contract.types);
  if (!selection) return fail(selection.error());

  const std::uint64_t available = selection->count();
  if (available == 0) {
    return fail({fmt::format("the contract has no {} callbacks for these types", options.kind)});
  }
  if (options.index) {
    if (*options.index >= available) {
      return fail({fmt::format("--index {}: there are {} {} callbacks, numbered from 0",
                               *options.index, available, options.kind)});
    }
    const std::uint64_t line = *options.index;
    return write_lines(*plan, *selection, options.labels, 1, line, line + 1)
               ? exit_kept
               : fail({"cannot write to standard output"});
  }
  const std::uint64_t standard =
      available == plan::Plan::unlimited ? endless_default_count : available;
  const std::uint64_t count = std::min(options.count.value_or(standard), available);
  return write_lines(*plan, *selection, options.labels, options.threads, 0, count)
             ? exit_kept
             : fail({"cannot write to standard output"});
}

}  // namespace

void add_generate(CLI::App& root, Action& action) {
  auto options = std::make_shared<GenerateOptions>();
  CLI::App* command = root.add_subcommand("generate", "Print callbacks as NDJSON, send nothing");
  add_plan_options(*command, options->contract);
  command
      ->add_option("--kind", options->kind,
                   "canonical: the typical callback of each type; edge: one unusual value each; "
                   "violation: one broken rule each; chain: bookings rescheduled again and again; "
                   "random: everything drawn; combination: a few edges at once (default: random)")
      ->type_name("KIND")
      ->check(CLI::IsMember({"canonical", "edge", "violation", "chain", "random", "combination"}));
  auto* count = command
                    ->add_option("--count", options->count,
                                 "lines at most (default: all there are; 10 for chain and random)")
                    ->check(not_negative)
                    ->type_name("N");
  command->add_option("--index", options->index, "only line I of the full run, counted from 0")
      ->check(not_negative)
      ->type_name("I")
      ->excludes(count);
  command->add_flag(
      "--labels", options->labels,
      "wrap each callback with its case id, kind, type, field, label and expectation; "
      "callbacks that live by their exact bytes come as base64 in `raw`");
  command->add_option("-t,--threads", options->threads, "render with N threads; same bytes")
      ->type_name("N")
      ->check(CLI::Range(1u, 256u));
  command->footer(
      "Without --labels a line feed inside a callback is printed as a space.\n"
      "Example: hookworthy generate --kind edge --type cancelled --labels | head");
  command->callback([options, &action] { action = [options] { return generate(*options); }; });
}

}  // namespace hookworthy::cli
