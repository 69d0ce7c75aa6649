#include "cli/help.hpp"

#include <algorithm>
#include <string>

#include <fmt/format.h>
#include <fmt/ranges.h>

namespace hookworthy::cli {
namespace {

/// Text inside of a single-quoted word of _arguments or _describe, where : [ ] and \ are special.
std::string escape(std::string_view text) {
  std::string escaped;
  for (const char c : text) {
    if (c == '\'') {
      escaped += R"('\'')";
      continue;
    }
    if (std::string_view(":[]\\").find(c) != std::string_view::npos) escaped += '\\';
    escaped += c;
  }
  return escaped;
}

/// `hookworthy contract show` -> `_hookworthy_contract_show`
std::string function_of(const CommandFacts& command) {
  std::string name = "_" + command.path;
  std::ranges::replace(name, ' ', '_');
  return name;
}

/// How zsh completes a value; a space is an action that only shows what is wanted.
std::string action_of(const OptionFacts& option) {
  switch (option.kind) {
    case ValueKind::word:
      return fmt::format("({})", fmt::join(option.values, " "));
    case ValueKind::words:
      return fmt::format("_sequence compadd - {}", fmt::join(option.values, " "));
    case ValueKind::file:
      return "_files";
    case ValueKind::directory:
      return "_files -/";
    default:
      return " ";
  }
}

std::string value_of(const OptionFacts& option) {
  if (option.kind == ValueKind::none) return "";
  return fmt::format(":{}:{}", escape(option.value_name), action_of(option));
}

/// One line per name, of which the one that stands on the line excludes the others.
void write_option(std::ostream& out, const OptionFacts& option) {
  const std::string before =
      option.repeatable ? "*" : fmt::format("({})", fmt::join(option.names, " "));
  for (const std::string& name : option.names) {
    const bool has_value = option.kind != ValueKind::none;
    const std::string_view joint = !has_value ? "" : name.starts_with("--") ? "=" : "+";
    out << fmt::format("    '{}{}{}[{}]{}' \\\n", before, name, joint, escape(option.description),
                       value_of(option));
  }
}

void write_commands(std::ostream& out, const CommandFacts& command) {
  out << "    '(-): :->command' '(-)*:: :->argument'\n"
         "  case $state in\n"
         "    command)\n"
         "      local -a commands=(\n";
  for (const CommandFacts& each : command.commands) {
    out << fmt::format("        '{}:{}'\n", each.name, escape(each.description));
  }
  out << "      )\n"
         "      _describe -t commands command commands\n"
         "      ;;\n"
         "    argument)\n"
         "      case $words[1] in\n";
  for (const CommandFacts& each : command.commands) {
    out << fmt::format("        {}) {} ;;\n", each.name, function_of(each));
  }
  out << "      esac\n"
         "      ;;\n"
         "  esac\n";
}

void write_arguments(std::ostream& out, const CommandFacts& command) {
  for (const OptionFacts& argument : command.arguments) {
    const std::string_view place = argument.repeatable ? "*" : argument.required ? "" : ":";
    out << fmt::format("    '{}:{}:{}' \\\n", place, escape(argument.names.front()),
                       action_of(argument));
  }
  out << "    && return 0\n";
}

}  // namespace

void write_zsh_completion(std::ostream& out, const CommandFacts& program) {
  out << "#compdef hookworthy\n"
         "# zsh completion for hookworthy, printed by: hookworthy completion zsh\n";
  for (const CommandFacts* command : all_commands(program)) {
    out << fmt::format("\n{}() {{\n", function_of(*command));
    if (!command->commands.empty()) {
      out << "  local curcontext=$curcontext context state state_descr line\n"
             "  typeset -A opt_args\n";
    }
    out << (command->commands.empty() ? "  _arguments -s -S \\\n" : "  _arguments -C -s -S \\\n");
    for (const OptionFacts& option : command->options) write_option(out, option);
    command->commands.empty() ? write_arguments(out, *command) : write_commands(out, *command);
    out << "}\n";
  }
  // Found in fpath, the file is the function; evaluated, it has to say what it completes.
  out << "\nif [[ $funcstack[1] == _hookworthy ]]; then\n"
         "  _hookworthy \"$@\"\n"
         "else\n"
         "  compdef _hookworthy hookworthy\n"
         "fi\n";
}

}  // namespace hookworthy::cli
