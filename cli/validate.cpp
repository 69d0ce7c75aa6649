// `hookworthy validate`: judges NDJSON callbacks against the contract, one JSON verdict per line.

#include "cli/options.hpp"
#include "verifier/contract/validator.hpp"

#include <cstdio>
#include <iostream>
#include <istream>

#include <fmt/format.h>
#include <nlohmann/json.hpp>

namespace hookworthy::cli {
namespace {

struct ValidateOptions {
  ContractOptions contract;
  std::string file = "-";
  bool quiet = false;
};

constexpr std::size_t max_line_bytes = 16u << 20;

enum class Line { read, end, too_long };

/// Reads one line without its line feed; never holds more than max_line_bytes of it.
Line read_line(std::istream& input, std::string& line) {
  line.clear();
  auto& buffer = *input.rdbuf();
  constexpr int end_of_file = std::char_traits<char>::eof();
  for (int byte = buffer.sbumpc(); byte != end_of_file; byte = buffer.sbumpc()) {
    if (byte == '\n') return Line::read;
    if (line.size() == max_line_bytes) return Line::too_long;
    line += static_cast<char>(byte);
  }
  return line.empty() ? Line::end : Line::read;
}

void print_verdict(std::uint64_t number, const contract::Judgement& judgement) {
  std::string out =
      fmt::format(R"({{"line": {}, "valid": {}, "errors": [)", number, judgement.valid);
  bool first = true;
  for (const contract::ValidationError& error : judgement.errors) {
    const auto text = [](const std::string& value) {
      return nlohmann::json(value).dump(-1, ' ', false, nlohmann::json::error_handler_t::replace);
    };
    fmt::format_to(std::back_inserter(out), R"({}{{"pointer": {}, "keyword": {}, "message": {}}})",
                   first ? "" : ", ", text(error.pointer), text(error.keyword),
                   text(error.message));
    first = false;
  }
  out += "]}\n";
  std::fwrite(out.data(), 1, out.size(), stdout);
}

int judge_lines(std::istream& input, const contract::Validator& validator,
                const contract::CallbackType* type, bool quiet) {
  std::uint64_t number = 0, invalid = 0;
  std::string line;
  for (;;) {
    const Line state = read_line(input, line);
    if (state == Line::end) break;
    ++number;
    if (state == Line::too_long) {
      return fail({fmt::format("line {}: longer than {} bytes", number, max_line_bytes)});
    }
    const contract::Judgement judgement = validator.judge(std::string_view(line), type);
    if (!judgement.valid) ++invalid;
    if (!quiet || !judgement.valid) print_verdict(number, judgement);
  }
  if (std::fflush(stdout) != 0 || std::ferror(stdout) != 0) {
    return fail({"cannot write to standard output"});
  }
  if (number == 0) {
    return fail({"no callbacks in the input; give one JSON document per line"}, exit_inconclusive);
  }
  return invalid == 0 ? exit_kept : exit_violated;
}

int validate(const ValidateOptions& options) {
  const auto contract = load_contract(options.contract);
  if (!contract) return fail(contract.error());
  if (const auto known = check_types(**contract, options.contract.types); !known) {
    return fail(known.error());
  }
  const contract::CallbackType* type = options.contract.types.empty()
                                           ? nullptr
                                           : (*contract)->find_type(options.contract.types.front());
  const contract::Validator validator(*contract);
  if (options.file == "-") return judge_lines(std::cin, validator, type, options.quiet);
  auto file = open_file(options.file);
  if (!file) return fail(file.error());
  return judge_lines(*file, validator, type, options.quiet);
}

}  // namespace

void add_validate(CLI::App& root, Action& action) {
  auto options = std::make_shared<ValidateOptions>();
  CLI::App* command =
      root.add_subcommand("validate", "Judge NDJSON callbacks against the contract");
  command->add_option("FILE", options->file, "one callback per line; - is standard input");
  add_contract_option(*command, options->contract);
  command
      ->add_option("--type", options->contract.types,
                   "judge every line as this type, whatever it says of itself")
      ->type_name("T")
      ->expected(1);
  command->add_flag("-q,--quiet", options->quiet, "print only the lines that are not valid");
  command->footer(
      "Prints {\"line\": N, \"valid\": bool, \"errors\": [{\"pointer\", \"keyword\", "
      "\"message\"}]} per line.\n"
      "Exit code 0: all valid, 1: some not, 3: there was nothing to judge.");
  command->callback([options, &action] { action = [options] { return validate(*options); }; });
}

}  // namespace hookworthy::cli
