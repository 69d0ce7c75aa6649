#include "cli/options.hpp"
#include "cli/version.hpp"

#include <csignal>
#include <exception>
#include <string>

#include <CLI/CLI.hpp>
#include <fmt/core.h>

namespace {

using namespace hookworthy::cli;

/// The first word that stands where a command should, in `app` or the command within it that was
/// reached; empty when there is none.
std::string mistyped_command(const CLI::App& app) {
  if (!app.get_subcommands().empty()) return mistyped_command(*app.get_subcommands().front());
  const auto rest = app.remaining();
  const bool takes_one = app.get_require_subcommand_min() > 0;
  return takes_one && !rest.empty() && !rest.front().starts_with('-') ? rest.front() : "";
}

/// CLI11 words a usage error in one line, or in two for a missing subcommand; keep the first.
int usage_error(const CLI::App& root, const CLI::ParseError& error) {
  std::string command = "hookworthy";
  for (const CLI::App* sub : root.get_subcommands()) command += " " + sub->get_name();
  const std::string what = error.what();
  std::string line = what.substr(0, what.find('\n'));
  const std::string mistyped = mistyped_command(root);
  if (!mistyped.empty()) line = fmt::format("there is no command '{}'", mistyped);
  return fail({fmt::format("{} (see '{} --help')", line, command)});
}

}  // namespace

int main(int argc, char** argv) {
  CLI::App root{"Certifies and load-tests webhook receivers against their provider's contract.",
                "hookworthy"};
  root.set_version_flag("--version", fmt::format("hookworthy {}", version()));
  root.require_subcommand(1);
  root.footer(
      "Exit codes: 0 kept, 1 violated, 2 usage or contract error, 3 inconclusive, 105 "
      "interrupted.\n"
      "Start with 'hookworthy demo', then 'hookworthy certify http://127.0.0.1:8080/hooks'.\n"
      "'hookworthy help' lists topics with examples.");
  Action action;
  add_commands(root, action);
  try {
    root.parse(argc, argv);
  } catch (const CLI::ParseError& error) {
    const bool asked_for_help = error.get_exit_code() == static_cast<int>(CLI::ExitCodes::Success);
    return asked_for_help ? root.exit(error) : usage_error(root, error);
  }
  try {
    return action();
  } catch (const std::exception& error) {
    return fail({fmt::format("internal error: {}", error.what())}, exit_inconclusive);
  }
}
