#include "cli/help.hpp"

#include <string>

#include <fmt/format.h>
#include <fmt/ranges.h>

namespace hookworthy::cli {
namespace {

/// What follows the tables. Written for bash 3.2 as well: no mapfile, no negative indices.
constexpr std::string_view body = R"bash(
_hookworthy() {
  local command=hookworthy commands options valued kind values
  local word current joined= pending= prefix= i n=0 position=1
  local -a words
  COMPREPLY=()
  # Bash splits words at : and =, which belong to URLs, rates and --option=value.
  for ((i = 0; i <= COMP_CWORD; i++)); do
    word=${COMP_WORDS[i]}
    if [[ $n -gt 1 && -n $word && -z ${word//[:=]/} ]]; then
      words[n-1]+=$word
      joined=1
    elif [[ -n $joined ]]; then
      words[n-1]+=$word
      joined=
    else
      words[n]=$word
      n=$((n + 1))
    fi
  done
  current=${words[n-1]}
  _hookworthy_command "$command"
  for ((i = 1; i < n - 1; i++)); do
    word=${words[i]}
    if [[ -n $pending ]]; then
      pending=
    elif [[ $word == -* ]]; then
      if [[ $valued == *" $word "* ]]; then pending=$word; fi
    elif [[ " $commands " == *" $word "* ]]; then
      command+=" $word"
      position=1
      _hookworthy_command "$command"
    else
      position=$((position + 1))
    fi
  done
  if [[ -n $pending ]]; then
    _hookworthy_value "$command $pending"
  elif [[ $current == --*=* ]]; then
    _hookworthy_value "$command ${current%%=*}"
    if [[ $COMP_WORDBREAKS != *=* ]]; then prefix=${current%%=*}=; fi
    current=${current#*=}
  elif [[ $current == -* ]]; then
    kind=word values=$options
  elif [[ -n $commands ]]; then
    kind=word values=$commands
  else
    _hookworthy_value "$command argument$position"
    if [[ $kind == text ]]; then kind=word values=$options; fi
  fi
  local -a found
  case $kind in
    word) found=($(compgen -P "$prefix" -W "$values" -- "$current")) ;;
    words)
      if [[ $current == *,* ]]; then prefix+=${current%,*},; fi
      found=($(compgen -P "$prefix" -W "$values" -- "${current##*,}"))
      compopt -o nospace 2>/dev/null
      ;;
    file | directory)
      local IFS=$'\n'
      set -o noglob
      if [[ $kind == file ]]; then found=($(compgen -P "$prefix" -f -- "$current"))
      else found=($(compgen -P "$prefix" -d -- "$current")); fi
      set +o noglob
      compopt -o filenames 2>/dev/null
      ;;
  esac
  # Only what follows the last : of a word is replaced.
  if [[ $current == *:* && $COMP_WORDBREAKS == *:* ]]; then
    prefix=${current%"${current##*:}"}
    for ((i = 0; i < ${#found[@]}; i++)); do COMPREPLY[i]=${found[i]#"$prefix"}; done
  else
    COMPREPLY=("${found[@]}")
  fi
}
complete -F _hookworthy hookworthy
)bash";

std::string names_of(const CommandFacts& command, bool with_values_only) {
  std::string names;
  for (const OptionFacts& option : command.options) {
    if (with_values_only && option.kind == ValueKind::none) continue;
    for (const std::string& name : option.names) names += (names.empty() ? "" : " ") + name;
  }
  return names;
}

std::string subcommands_of(const CommandFacts& command) {
  std::string names;
  for (const CommandFacts& each : command.commands) {
    names += (names.empty() ? "" : " ") + each.name;
  }
  return names;
}

std::string_view word_of(ValueKind kind) {
  switch (kind) {
    case ValueKind::word:
      return "word";
    case ValueKind::words:
      return "words";
    case ValueKind::file:
      return "file";
    case ValueKind::directory:
      return "directory";
    default:
      return "text";
  }
}

/// One case of what follows an option or stands at an argument's place.
void write_value(std::ostream& out, const std::string& pattern, const OptionFacts& option) {
  if (option.kind == ValueKind::none || option.kind == ValueKind::text) return;
  out << fmt::format("    {}) kind={}", pattern, word_of(option.kind));
  if (!option.values.empty()) out << fmt::format(" values='{}'", fmt::join(option.values, " "));
  out << " ;;\n";
}

}  // namespace

void write_bash_completion(std::ostream& out, const CommandFacts& program) {
  const auto commands = all_commands(program);
  out << "# bash completion for hookworthy, printed by: hookworthy completion bash\n\n"
         "# What can follow the command $1; `valued` are the options that take a value.\n"
         "_hookworthy_command() {\n"
         "  case $1 in\n";
  for (const CommandFacts* command : commands) {
    out << fmt::format(
        "    '{}')\n      commands='{}'\n      options='{}'\n      valued=' {} '\n      ;;\n",
        command->path, subcommands_of(*command), names_of(*command, false),
        names_of(*command, true));
  }
  out << "  esac\n}\n\n"
         "# What an option's value, or the Nth argument, can be.\n"
         "_hookworthy_value() {\n"
         "  kind=text values=\n"
         "  case $1 in\n";
  for (const CommandFacts* command : commands) {
    for (const OptionFacts& option : command->options) {
      std::string pattern;
      for (const std::string& name : option.names) {
        pattern += fmt::format("{}'{} {}'", pattern.empty() ? "" : " | ", command->path, name);
      }
      write_value(out, pattern, option);
    }
    for (std::size_t i = 0; i < command->arguments.size(); ++i) {
      const OptionFacts& argument = command->arguments[i];
      const std::string number = argument.repeatable ? "'*" : std::to_string(i + 1) + "'";
      write_value(out, fmt::format("'{} argument{}", command->path, number), argument);
    }
  }
  out << "  esac\n}\n" << body;
}

}  // namespace hookworthy::cli
