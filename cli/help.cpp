// `hookworthy help`: topics with examples, a command's options, the manual page.

#include "cli/help.hpp"

#include "cli/help_topics.hpp"
#include "cli/options.hpp"

#include <algorithm>
#include <iostream>
#include <string>

#include <fmt/core.h>
#include <fmt/ranges.h>

namespace hookworthy::cli {
namespace {

struct HelpOptions {
  std::string topic;
  bool man = false;
};

std::vector<std::string> command_names(const CLI::App& root) {
  std::vector<std::string> names;
  for (const CLI::App* command : root.get_subcommands({})) names.push_back(command->get_name());
  return names;
}

const CLI::App* find_command(const CLI::App& root, const std::string& name) {
  const auto found =
      root.get_subcommands([&](const CLI::App* command) { return command->get_name() == name; });
  return found.empty() ? nullptr : found.front();
}

void list_topics(std::ostream& out, const CLI::App& root) {
  out << "Topics, each with examples:\n\n";
  for (const Topic& topic : topics())
    out << fmt::format("  {:<16} {}\n", topic.name, topic.summary);
  out << fmt::format(
      "\n'hookworthy help TOPIC' shows one. 'hookworthy help COMMAND' shows a command's options:\n"
      "{}.\n'hookworthy help --man | man -l -' shows all of it as a manual page.\n",
      fmt::join(command_names(root), ", "));
}

int help(CLI::App& root, const HelpOptions& options) {
  if (options.man) {
    write_man(std::cout, describe(root));
  } else if (options.topic.empty()) {
    list_topics(std::cout, root);
  } else if (const Topic* topic = find_topic(options.topic)) {
    std::cout << topic->summary << "\n\n" << topic->text;
  } else if (const CLI::App* command = find_command(root, options.topic)) {
    std::cout << command->help(root.get_name());
  } else {
    std::vector<std::string_view> names;
    for (const Topic& each : topics()) names.push_back(each.name);
    return fail(
        {fmt::format("no topic or command '{}'; the topics are {}; the commands are {}",
                     options.topic, fmt::join(names, ", "), fmt::join(command_names(root), ", "))});
  }
  std::cout.flush();
  return std::cout ? exit_kept : fail({"cannot write to standard output"});
}

}  // namespace

void add_help(CLI::App& root, Action& action) {
  auto options = std::make_shared<HelpOptions>();
  CLI::App* command =
      root.add_subcommand("help", "Explain a topic with examples, or a command's options");
  CLI::Option* topic =
      command->add_option("TOPIC", options->topic, "a topic or a command (default: lists them)");
  command->add_flag("--man", options->man, "print the manual page hookworthy(1) as roff")
      ->excludes(topic);
  command->footer(
      "Examples: hookworthy help thresholds\n"
      "          hookworthy help --man > hookworthy.1");
  command->callback(
      [options, &root, &action] { action = [options, &root] { return help(root, *options); }; });
}

}  // namespace hookworthy::cli
