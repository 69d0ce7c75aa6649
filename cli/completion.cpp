// `hookworthy completion`: scripts for shells, made from the options themselves.

#include "cli/help.hpp"
#include "cli/options.hpp"

#include <iostream>

namespace hookworthy::cli {
namespace {

int completion(CLI::App& root, const std::string& shell) {
  const CommandFacts program = describe(root);
  if (shell == "bash") {
    write_bash_completion(std::cout, program);
  } else if (shell == "zsh") {
    write_zsh_completion(std::cout, program);
  } else {
    write_fish_completion(std::cout, program);
  }
  std::cout.flush();
  return std::cout ? exit_kept : fail({"cannot write to standard output"});
}

}  // namespace

void add_completion(CLI::App& root, Action& action) {
  auto shell = std::make_shared<std::string>();
  CLI::App* command =
      root.add_subcommand("completion", "Print a completion script for bash, zsh or fish");
  command->add_option("SHELL", *shell, "bash, zsh or fish")
      ->required()
      ->check(CLI::IsMember({"bash", "zsh", "fish"}));
  command->footer(
      "Now, or in the file that your shell reads at its start:\n"
      "  bash, zsh: eval \"$(hookworthy completion bash)\"   (zsh: after compinit)\n"
      "  fish:      hookworthy completion fish | source");
  command->callback(
      [shell, &root, &action] { action = [shell, &root] { return completion(root, *shell); }; });
}

}  // namespace hookworthy::cli
