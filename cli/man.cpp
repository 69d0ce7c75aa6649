#include "cli/help.hpp"
#include "cli/help_topics.hpp"
#include "cli/version.hpp"

#include <algorithm>
#include <string>

#include <fmt/format.h>
#include <fmt/ranges.h>

namespace hookworthy::cli {
namespace {

/// Text as roff shows it: `-` is a hyphen there, and \ begins an escape.
std::string roff(std::string_view text) {
  std::string escaped;
  for (const char c : text) {
    switch (c) {
      case '\\':
        escaped += "\\e";
        break;
      case '-':
        escaped += "\\-";
        break;
      case '\'':
        escaped += "\\(aq";
        break;
      case '`':
        escaped += "\\(ga";
        break;
      case '^':
        escaped += "\\(ha";
        break;
      case '~':
        escaped += "\\(ti";
        break;
      default:
        escaped += c;
    }
  }
  return escaped;
}

/// A whole line: one that begins with a dot would be a request.
std::string line(std::string_view text) {
  return (text.starts_with('.') ? "\\&" : "") + roff(text) + "\n";
}

/// A topic's or footer's text: what is indented keeps its lines.
void write_text(std::ostream& out, std::string_view text) {
  bool verbatim = false;
  bool paragraph = true;
  for (std::size_t begin = 0; begin < text.size();) {
    const std::size_t end = std::min(text.find('\n', begin), text.size());
    const std::string_view each = text.substr(begin, end - begin);
    begin = end + 1;
    if (each.empty()) {
      paragraph = true;
      continue;
    }
    const bool indented = each.starts_with("  ");
    if (verbatim && !indented) out << ".EE\n.RE\n";
    if (paragraph || verbatim != indented) out << ".PP\n";
    if (!verbatim && indented) out << ".RS 2\n.EX\n";
    out << line(indented ? each.substr(2) : each);
    verbatim = indented;
    paragraph = false;
  }
  if (verbatim) out << ".EE\n.RE\n";
}

std::string roff_value(const OptionFacts& option) {
  if (option.kind == ValueKind::none) return "";
  return " \\fI" + roff(option.value_name) + "\\fR";
}

void write_option(std::ostream& out, const OptionFacts& option, bool is_argument) {
  out << ".TP\n";
  if (is_argument) {
    out << "\\fI" << roff(option.names.front()) << "\\fR" << (option.repeatable ? "..." : "");
  } else {
    std::string names;
    for (const std::string& name : option.names) {
      names += (names.empty() ? "\\fB" : ", \\fB") + roff(name) + "\\fR";
    }
    out << names << roff_value(option);
  }
  out << '\n' << line(option.description);
  const bool told = std::ranges::all_of(option.values, [&](const std::string& value) {
    return option.description.find(value) != std::string::npos;
  });
  if (!told) out << line(fmt::format("Known: {}.", fmt::join(option.values, ", ")));
  if (!option.limits.empty()) out << line(fmt::format("({})", option.limits));
  if (option.required && !is_argument) out << "Required.\n";
}

void write_command(std::ostream& out, const CommandFacts& command) {
  out << ".SS " << '"' << roff(usage_of(command)) << "\"\n" << line(command.description);
  for (const OptionFacts& argument : command.arguments) write_option(out, argument, true);
  for (const OptionFacts& option : command.options) write_option(out, option, false);
  if (!command.footer.empty()) {
    out << ".PP\n.EX\n";
    for (std::size_t begin = 0; begin < command.footer.size();) {
      const std::size_t end = std::min(command.footer.find('\n', begin), command.footer.size());
      out << line(std::string_view(command.footer).substr(begin, end - begin));
      begin = end + 1;
    }
    out << ".EE\n";
  }
}

void write_topic(std::ostream& out, std::string_view heading, std::string_view name) {
  out << ".SH " << heading << '\n';
  if (const Topic* topic = find_topic(name)) write_text(out, topic->text);
}

}  // namespace

void write_man(std::ostream& out, const CommandFacts& program) {
  // Without a date, which would be that of the build.
  out << ".TH HOOKWORTHY 1 \"\" \"hookworthy " << version() << "\" \"User Commands\"\n"
      << ".SH NAME\nhookworthy \\- certifies and load\\-tests webhook receivers\n"
      << ".SH SYNOPSIS\n\\fBhookworthy\\fR \\fICOMMAND\\fR [\\fIOPTIONS\\fR] ...\n"
      << ".SH DESCRIPTION\n"
      << line(program.description) << ".SH COMMANDS\n";
  for (const CommandFacts* command : all_commands(program)) write_command(out, *command);
  write_topic(out, "EXIT STATUS", "exit-codes");
  write_topic(out, "FILES", "files");
  write_topic(out, "EXAMPLES", "getting-started");
  for (const Topic& topic : topics()) {
    if (topic.name == "exit-codes" || topic.name == "files" || topic.name == "getting-started") {
      continue;
    }
    std::string heading(topic.name);
    for (char& c : heading) c = c >= 'a' && c <= 'z' ? static_cast<char>(c - 'a' + 'A') : c;
    write_topic(out, roff(heading), topic.name);
  }
  out << ".SH SEE ALSO\n" << line("'hookworthy help' lists the topics of this page one by one.");
}

}  // namespace hookworthy::cli
