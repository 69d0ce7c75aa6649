#include "cli/command_tree.hpp"

#include "cli/certify_phases.hpp"
#include "cli/help_topics.hpp"
#include "cli/options.hpp"
#include "fixtures/receiver/defect.hpp"
#include "verifier/check/clause.hpp"

#include <algorithm>
#include <string_view>

namespace hookworthy::cli {
namespace {

/// Names that options take but check later than the parser, by the option's or argument's name.
std::vector<std::string> names_known_to(const CLI::App& root, std::string_view option) {
  std::vector<std::string> names;
  if (option == "--type") {
    const auto contract = load_contract({});
    if (!contract) return {};
    for (const auto& type : (*contract)->types()) names.push_back(type.name);
  } else if (option == "--phases") {
    for (const Phase phase :
         {Phase::coverage, Phase::random, Phase::sequence, Phase::protocol, Phase::signature}) {
      names.emplace_back(to_string(phase));
    }
  } else if (option == "--clauses" || option == "--exclude-clauses") {
    for (const check::Clause& clause : check::clauses()) names.emplace_back(clause.name);
  } else if (option == "--defect") {
    for (const receiver::Defect& defect : receiver::defects()) names.emplace_back(defect.name);
  } else if (option == "TOPIC") {
    for (const Topic& topic : topics()) names.emplace_back(topic.name);
    for (const CLI::App* command : root.get_subcommands({})) {
      if (std::ranges::find(names, command->get_name()) == names.end()) {
        names.push_back(command->get_name());
      }
    }
  }
  return names;
}

/// CLI11 gives out the checks of an option one by one, and throws behind the last.
std::vector<std::string> checks_of(CLI::Option& option) {
  std::vector<std::string> checks;
  try {
    for (int i = 0;; ++i) checks.push_back(option.get_validator(i)->get_description());
  } catch (const CLI::OptionNotFound&) {
    std::erase(checks, "");
  }
  return checks;
}

/// The members of `{a,b,c}`, as CLI11's IsMember describes itself.
std::vector<std::string> members_of(std::string_view set) {
  std::vector<std::string> members;
  if (!set.starts_with('{') || !set.ends_with('}')) return members;
  set = set.substr(1, set.size() - 2);
  for (std::size_t begin = 0; begin < set.size();) {
    const std::size_t end = std::min(set.find(',', begin), set.size());
    members.emplace_back(set.substr(begin, end - begin));
    begin = end + 1;
  }
  return members;
}

ValueKind kind_of(std::string_view value_name) {
  if (value_name == "DIR") return ValueKind::directory;
  for (const std::string_view file : {"FILE", "PATH", "RECORD", "RECORD|URL"}) {
    if (value_name == file) return ValueKind::file;
  }
  return ValueKind::text;
}

/// CLI11's own names of types say nothing; an argument's name does.
std::string value_name_of(const CLI::Option& option, const std::vector<std::string>& checks) {
  std::size_t length = option.get_type_name().size();
  for (const std::string& check : checks) length -= check.size() + 1;
  const std::string name = option.get_type_name().substr(0, length);
  if (option.get_positional() && name == "TEXT") return option.get_name(true);
  return name == "UINT" || name == "INT" ? "N" : name;
}

OptionFacts facts_of(const CLI::App& root, CLI::Option& option) {
  OptionFacts facts;
  for (const std::string& name : option.get_snames()) facts.names.push_back("-" + name);
  for (const std::string& name : option.get_lnames()) facts.names.push_back("--" + name);
  if (facts.names.empty()) facts.names.push_back(option.get_name(true));
  facts.description = option.get_description();
  facts.required = option.get_required();
  facts.repeatable = option.get_items_expected_max() > 1;
  if (option.get_type_size() == 0 || option.get_type_name().empty()) {
    facts.kind = ValueKind::none;
    return facts;
  }
  const auto checks = checks_of(option);
  facts.value_name = value_name_of(option, checks);
  facts.kind = kind_of(facts.value_name);
  for (const std::string& check : checks) {
    auto members = members_of(check);
    if (members.empty()) facts.limits += (facts.limits.empty() ? "" : ", ") + check;
    facts.values.insert(facts.values.end(), members.begin(), members.end());
  }
  if (facts.values.empty()) facts.values = names_known_to(root, facts.names.back());
  if (!facts.values.empty()) {
    facts.kind = option.get_delimiter() == '\0' ? ValueKind::word : ValueKind::words;
  }
  return facts;
}

CommandFacts facts_of(CLI::App& root, CLI::App& app, const std::string& before) {
  CommandFacts facts;
  facts.name = app.get_name();
  facts.path = before + facts.name;
  facts.description = app.get_description();
  if (&app == &root || app.get_footer() != root.get_footer()) facts.footer = app.get_footer();
  for (CLI::Option* option : app.get_options()) {
    (option->get_positional() ? facts.arguments : facts.options).push_back(facts_of(root, *option));
  }
  for (CLI::App* command : app.get_subcommands({})) {
    facts.commands.push_back(facts_of(root, *command, facts.path + " "));
  }
  return facts;
}

}  // namespace

CommandFacts describe(CLI::App& root) {
  return facts_of(root, root, "");
}

std::vector<const CommandFacts*> all_commands(const CommandFacts& command) {
  std::vector<const CommandFacts*> all{&command};
  for (const CommandFacts& each : command.commands) {
    const auto below = all_commands(each);
    all.insert(all.end(), below.begin(), below.end());
  }
  return all;
}

std::string usage_of(const CommandFacts& command) {
  std::string usage = command.path + " [OPTIONS]";
  if (!command.commands.empty()) return usage + " COMMAND ...";
  for (const OptionFacts& argument : command.arguments) {
    const std::string name = argument.names.front() + (argument.repeatable ? "..." : "");
    usage += argument.required ? " " + name : " [" + name + "]";
  }
  return usage;
}

}  // namespace hookworthy::cli
