#pragma once

#include "cli/command_tree.hpp"
#include "verifier/result.hpp"

#include <ostream>
#include <string_view>

namespace hookworthy::cli {

/// The manual page hookworthy(1), in the man macros of roff. ASCII only; the same bytes each time.
void write_man(std::ostream& out, const CommandFacts& program);

// Completion scripts. They need nothing but the shell: no bash-completion, no running program.
void write_bash_completion(std::ostream& out, const CommandFacts& program);
void write_zsh_completion(std::ostream& out, const CommandFacts& program);
void write_fish_completion(std::ostream& out, const CommandFacts& program);

}  // namespace hookworthy::cli
