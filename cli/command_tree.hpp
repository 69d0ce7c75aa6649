#pragma once

#include <string>
#include <vector>

#include <CLI/CLI.hpp>

namespace hookworthy::cli {

/// What can stand as the value of an option or argument.
enum class ValueKind {
  none,      ///< nothing: a flag
  text,      ///< anything
  word,      ///< one of `values`
  words,     ///< some of `values`, with commas between
  file,      ///< a path
  directory  ///< a path of a directory
};

/// An option, or an argument by position.
struct OptionFacts {
  std::vector<std::string> names;  ///< as typed: `-R`, `--rate`; of an argument its name: `URL`
  std::string value_name;          ///< `RATE`; empty for a flag
  std::string description;         ///< one line
  std::string limits;              ///< what a check says of itself, `UINT in [1 - 64]`; or empty
  ValueKind kind = ValueKind::text;
  std::vector<std::string> values;  ///< the known ones, also when others are allowed
  bool required = false;
  bool repeatable = false;
};

/// A command, or the program itself, with all that can follow it.
struct CommandFacts {
  std::string path;  ///< `hookworthy contract show`
  std::string name;  ///< its last word
  std::string description;
  std::string footer;  ///< of its own; empty where it would only repeat the program's
  std::vector<OptionFacts> options;
  std::vector<OptionFacts> arguments;
  std::vector<CommandFacts> commands;
};

/// What the parser knows, from `root` down: the one source of completion scripts and manual page.
/// To the values that CLI11 checks, it adds names that commands look up themselves: callback types
/// (of the embedded contract), phases, clauses, defects, topics.
CommandFacts describe(CLI::App& root);

/// `command` and all below it, each before its subcommands. They point into `command`.
std::vector<const CommandFacts*> all_commands(const CommandFacts& command);

/// `hookworthy certify [OPTIONS] [URL]`
std::string usage_of(const CommandFacts& command);

}  // namespace hookworthy::cli
