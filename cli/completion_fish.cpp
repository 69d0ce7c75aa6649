#include "cli/help.hpp"

#include <string>

#include <fmt/format.h>
#include <fmt/ranges.h>

namespace hookworthy::cli {
namespace {

/// One word of fish: only \ and ' are special between single quotes.
std::string quote(std::string_view text) {
  std::string quoted = "'";
  for (const char c : text) {
    if (c == '\\' || c == '\'') quoted += '\\';
    quoted += c;
  }
  return quoted + "'";
}

/// What tells fish how to complete a value.
std::string value_of(const OptionFacts& option) {
  switch (option.kind) {
    case ValueKind::none:
      return "";
    case ValueKind::text:
      return " -x";
    case ValueKind::word:
      return fmt::format(" -x -a '{}'", fmt::join(option.values, " "));
    case ValueKind::words:
      return fmt::format(" -x -a '(__fish_complete_list , \"printf %s\\\\\\n {}\")'",
                         fmt::join(option.values, " "));
    case ValueKind::file:
      return " -r -F";
    case ValueKind::directory:
      return " -x -a '(__fish_complete_directories)'";
  }
  return "";
}

/// The function that says which command the line so far is about.
void write_walk(std::ostream& out, const std::vector<const CommandFacts*>& commands) {
  out << "function __hookworthy_command\n"
         "    set -l command hookworthy\n"
         "    set -l valued no\n"
         "    for word in (commandline -opc)[2..-1]\n"
         "        if test $valued = yes\n"
         "            set valued no\n"
         "            continue\n"
         "        end\n"
         "        switch \"$command $word\"\n";
  for (const CommandFacts* command : commands) {
    for (const CommandFacts& each : command->commands) {
      out << fmt::format("            case '{}'\n", each.path)
          << "                set command \"$command $word\"\n";
    }
    std::string valued;
    for (const OptionFacts& option : command->options) {
      if (option.kind == ValueKind::none) continue;
      for (const std::string& name : option.names) {
        valued += fmt::format(" '{} {}'", command->path, name);
      }
    }
    if (!valued.empty()) {
      out << fmt::format("            case{}\n                set valued yes\n", valued);
    }
  }
  out << "        end\n"
         "    end\n"
         "    echo $command\n"
         "end\n\n"
         "function __hookworthy_at\n"
         "    test (__hookworthy_command) = \"$argv\"\n"
         "end\n\n";
}

}  // namespace

void write_fish_completion(std::ostream& out, const CommandFacts& program) {
  const auto commands = all_commands(program);
  out << "# fish completion for hookworthy, printed by: hookworthy completion fish\n\n";
  write_walk(out, commands);
  out << "complete -c hookworthy -f\n";
  for (const CommandFacts* command : commands) {
    const std::string start =
        fmt::format("complete -c hookworthy -n '__hookworthy_at {}'", command->path);
    for (const CommandFacts& each : command->commands) {
      out << fmt::format("{} -a {} -d {}\n", start, each.name, quote(each.description));
    }
    for (const OptionFacts& option : command->options) {
      out << start;
      for (const std::string& name : option.names) {
        const bool is_long = name.starts_with("--");
        out << (is_long ? " -l " : " -s ") << name.substr(is_long ? 2 : 1);
      }
      out << value_of(option) << " -d " << quote(option.description) << '\n';
    }
    for (const OptionFacts& argument : command->arguments) {
      if (argument.kind == ValueKind::file) out << start << " -F\n";
      if (argument.kind == ValueKind::word) {
        out << fmt::format("{} -a '{}'\n", start, fmt::join(argument.values, " "));
      }
    }
  }
}

}  // namespace hookworthy::cli
