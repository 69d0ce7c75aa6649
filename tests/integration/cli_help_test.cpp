// Help, manual page and completion say all that the parser knows, and nothing that it does not.

#include "cli/command_tree.hpp"
#include "cli/help.hpp"
#include "cli/help_topics.hpp"
#include "cli/options.hpp"
#include "tests/support/program.hpp"

#include <algorithm>
#include <map>
#include <sstream>
#include <string>

#include <gtest/gtest.h>

namespace hookworthy::test {
namespace {

/// The program's own parser.
struct Parser {
  CLI::App root{"", "hookworthy"};
  cli::Action action;
  Parser() {
    root.set_version_flag("--version", "");
    cli::add_commands(root, action);
  }
};

/// Every command that CLI11 knows by its path, the program itself included.
void collect(CLI::App& app, const std::string& before, std::map<std::string, CLI::App*>& found) {
  const std::string path = before + app.get_name();
  found[path] = &app;
  for (CLI::App* each : app.get_subcommands({})) collect(*each, path + " ", found);
}

std::map<std::string, CLI::App*> commands_of(CLI::App& root) {
  std::map<std::string, CLI::App*> found;
  collect(root, "", found);
  return found;
}

/// `-x` and `--long` of an option; nothing for an argument.
std::vector<std::string> names_of(const CLI::Option& option) {
  std::vector<std::string> names;
  for (const auto& name : option.get_snames()) names.push_back("-" + name);
  for (const auto& name : option.get_lnames()) names.push_back("--" + name);
  return names;
}

/// From the first line that begins with `begin` to the next line that begins with `end`.
std::string section(const std::string& text, const std::string& begin, const std::string& end) {
  const std::size_t from = ("\n" + text).find("\n" + begin);
  if (from == std::string::npos) return "";
  const std::size_t body = from + begin.size();
  return text.substr(from, std::min(text.find("\n" + end, body), text.size()) - from);
}

std::string without_backslashes(std::string text) {
  std::erase(text, '\\');
  return text;
}

std::string completion(const std::string& shell) {
  const Ended ended = hookworthy({"completion", shell});
  EXPECT_EQ(ended.exit_code, 0) << ended.err;
  EXPECT_EQ(ended.err, "");
  return ended.out;
}

TEST(ManualPage, HasEveryCommandAndOption) {
  const Ended page = hookworthy({"help", "--man"});
  ASSERT_EQ(page.exit_code, 0) << page.err;
  Parser parser;
  for (const auto& [path, command] : commands_of(parser.root)) {
    const std::string text =
        without_backslashes(section(without_backslashes(page.out), ".SS \"" + path + " [", ".S"));
    ASSERT_NE(text, "") << path;
    for (const CLI::Option* option : command->get_options()) {
      if (option->get_positional()) {
        EXPECT_NE(text.find("fI" + option->get_name(true) + "fR"), std::string::npos)
            << path << ' ' << option->get_name(true);
      }
      for (const std::string& name : names_of(*option)) {
        EXPECT_NE(text.find("fB" + name + "fR"), std::string::npos) << path << ' ' << name;
      }
    }
  }
}

TEST(ManualPage, HasTheUsualSectionsAndAllTopics) {
  const std::string page = without_backslashes(hookworthy({"help", "--man"}).out);
  for (const char* name : {"NAME", "SYNOPSIS", "DESCRIPTION", "COMMANDS", "EXIT STATUS", "FILES",
                           "EXAMPLES", "THRESHOLDS", "RECEIVERS", "CI"}) {
    EXPECT_NE(page.find(std::string(".SH ") + name + "\n"), std::string::npos) << name;
  }
  EXPECT_NE(section(page, ".SH EXIT STATUS", ".SH").find("\n105"), std::string::npos);
  EXPECT_NE(section(page, ".SH FILES", ".SH").find("record.ndjson"), std::string::npos);
  EXPECT_TRUE(std::ranges::all_of(page, [](char c) { return c == '\n' || (c >= 32 && c < 127); }));
}

TEST(ManualPage, IsGoodRoff) {
  if (std::system("command -v groff >/dev/null 2>&1") != 0) GTEST_SKIP() << "no groff here";
  const Ended groff =
      Process({"/bin/sh", "-c", "groff -man -ww -z -Tutf8"}, hookworthy({"help", "--man"}).out)
          .finish();
  EXPECT_EQ(groff.exit_code, 0);
  EXPECT_EQ(groff.err, "");
}

TEST(Completion, BashKnowsEveryCommandOptionAndValue) {
  const std::string script = completion("bash");
  Parser parser;
  for (const auto& [path, command] : commands_of(parser.root)) {
    const std::string text = section(script, "    '" + path + "')", "      ;;");
    ASSERT_NE(text, "") << path;
    for (const CLI::App* each : command->get_subcommands({})) {
      EXPECT_NE(text.find(each->get_name()), std::string::npos) << path << ' ' << each->get_name();
    }
    for (const CLI::Option* option : command->get_options()) {
      for (const std::string& name : names_of(*option)) {
        const std::string words = section(text, "      options=", "      valued=") + " ";
        EXPECT_NE((" " + words).find(name), std::string::npos) << path << ' ' << name;
        const bool takes_value = option->get_type_size() != 0 && !option->get_type_name().empty();
        const auto valued = text.find(" " + name + " ", text.find("valued="));
        EXPECT_EQ(valued != std::string::npos, takes_value) << path << ' ' << name;
      }
    }
  }
  EXPECT_NE(script.find("'hookworthy fire --arrival') kind=word values='constant poisson'"),
            std::string::npos);
}

TEST(Completion, ZshAndFishKnowEveryCommandAndOption) {
  const std::string zsh = completion("zsh");
  const std::string fish = completion("fish");
  Parser parser;
  for (const auto& [path, command] : commands_of(parser.root)) {
    std::string function = "_" + path;
    std::ranges::replace(function, ' ', '_');
    const std::string text = section(zsh, function + "() {", "}");
    ASSERT_NE(text, "") << path;
    const std::string at = "complete -c hookworthy -n '__hookworthy_at " + path + "'";
    for (const CLI::App* each : command->get_subcommands({})) {
      EXPECT_NE(text.find("'" + each->get_name() + ":"), std::string::npos) << each->get_name();
      EXPECT_NE(fish.find(at + " -a " + each->get_name() + " "), std::string::npos);
    }
    for (const CLI::Option* option : command->get_options()) {
      const bool takes_value = option->get_type_size() != 0 && !option->get_type_name().empty();
      for (const std::string& name : option->get_lnames()) {
        const std::string spec = "--" + name + (takes_value ? "=[" : "[");
        EXPECT_NE(text.find(spec), std::string::npos) << path << " --" << name;
        const auto lines = lines_of(fish);
        EXPECT_TRUE(std::ranges::any_of(
            lines,
            [&](const std::string& line) {
              return line.starts_with(at) && line.find(" -l " + name + " ") != std::string::npos;
            }))
            << path << " --" << name;
      }
    }
  }
}

/// What bash offers for the line, whose last word is being typed.
std::vector<std::string> offered(const std::string& script, const std::vector<std::string>& words) {
  std::string line;
  for (const std::string& word : words) line += " '" + word + "'";
  const std::string program =
      "set -u\n" + script + "COMP_WORDS=(" + line +
      ")\nCOMP_CWORD=" + std::to_string(words.size() - 1) +
      "\n_hookworthy\n"
      "for each in ${COMPREPLY[@]+\"${COMPREPLY[@]}\"}; do printf '%s\\n' \"$each\"; done\n";
  const Ended ended = Process({"/bin/bash", "--norc"}, program).finish();
  EXPECT_EQ(ended.exit_code, 0);
  EXPECT_EQ(ended.err, "") << line;
  auto lines = lines_of(ended.out);
  std::ranges::sort(lines);
  return lines;
}

using Words = std::vector<std::string>;

TEST(Completion, BashCompletesCommandsOptionsAndValues) {
  const std::string script = completion("bash");
  EXPECT_EQ(offered(script, {"hookworthy", "ce"}), Words{"certify"});
  EXPECT_EQ(offered(script, {"hookworthy", "contract", ""}), (Words{"check", "show"}));
  EXPECT_EQ(offered(script, {"hookworthy", "fire", "--arr"}), Words{"--arrival"});
  EXPECT_EQ(offered(script, {"hookworthy", "fire", "--arrival", ""}),
            (Words{"constant", "poisson"}));
  EXPECT_EQ(offered(script, {"hookworthy", "fire", "--arrival", "=", "po"}), Words{"poisson"});
  EXPECT_EQ(offered(script, {"hookworthy", "fire", "--arrival", "="}),
            (Words{"constant", "poisson"}));
  EXPECT_EQ(offered(script, {"hookworthy", "contract", "show", "--format", "j"}), Words{"json"});
  EXPECT_EQ(offered(script, {"hookworthy", "completion", "z"}), Words{"zsh"});
  EXPECT_EQ(offered(script, {"hookworthy", "help", "thr"}), Words{"thresholds"});
  EXPECT_EQ(offered(script, {"hookworthy", "help", "cap"}), Words{"capacity"});
}

TEST(Completion, BashCompletesListsOfNames) {
  const std::string script = completion("bash");
  EXPECT_EQ(offered(script, {"hookworthy", "certify", "--clauses", "accepts-edges,answers"}),
            Words{"accepts-edges,answers-in-time"});
  EXPECT_EQ(offered(script, {"hookworthy", "certify", "--phases", "coverage,ran"}),
            Words{"coverage,random"});
  EXPECT_EQ(offered(script, {"hookworthy", "receive", "--defect", "32"}), Words{"32-bit-ids"});
  EXPECT_EQ(offered(script, {"hookworthy", "generate", "--type", "resch"}), Words{"reschedule"});
}

TEST(Completion, BashIsNotMisledByValues) {
  const std::string script = completion("bash");
  // As bash splits: URLs and stages at their colons.
  EXPECT_EQ(offered(script, {"hookworthy", "fire", "http", ":", "//127.0.0.1", ":", "8080/", "-s",
                             "30s", ":", "5", "--arrival", "p"}),
            Words{"poisson"});
  EXPECT_EQ(offered(script, {"hookworthy", "fire", "--out", "certify", "--arr"}),
            Words{"--arrival"});
  EXPECT_EQ(offered(script, {"hookworthy", "fire", "--rate", "1"}), Words{});
  EXPECT_EQ(offered(script, {"hookworthy", "nonsense", "-"}), (Words{"--help", "--version", "-h"}));
}

TEST(Completion, BashCompletesFiles) {
  const std::string script = completion("bash");
  const TemporaryDirectory directory;
  const std::string file = directory.write("a callback*.ndjson", "");
  const std::string start = directory.file("a ca");
  EXPECT_EQ(offered(script, {"hookworthy", "validate", start}), Words{file});
  EXPECT_EQ(offered(script, {"hookworthy", "report", "x", "y", start}), Words{file});
  EXPECT_EQ(offered(script, {"hookworthy", "fire", "--contract", start}), Words{file});
  EXPECT_EQ(offered(script, {"hookworthy", "fire", "--out", start}), Words{});
  ASSERT_TRUE(std::filesystem::create_directory(directory.file("a cabinet")));
  EXPECT_EQ(offered(script, {"hookworthy", "fire", "--out", start}),
            Words{directory.file("a cabinet")});
}

TEST(Completion, OtherShellsTakeTheirScripts) {
  const TemporaryDirectory directory;
  for (const std::string shell : {"bash", "zsh", "fish"}) {
    if (std::system(("command -v " + shell + " >/dev/null 2>&1").c_str()) != 0) continue;
    const std::string file = directory.write(shell, completion(shell));
    const Ended ended = Process({"/usr/bin/env", shell, "-n", file}).finish();
    EXPECT_EQ(ended.exit_code, 0) << shell << ' ' << ended.err;
  }
}

TEST(Completion, AnUnknownShellIsRefusedInOneLine) {
  const Ended ended = hookworthy({"completion", "tcsh"});
  EXPECT_EQ(ended.exit_code, 2);
  EXPECT_EQ(ended.out, "");
  EXPECT_EQ(lines_of(ended.err).size(), 1U);
  for (const char* name : {"tcsh", "bash", "zsh", "fish"}) {
    EXPECT_NE(ended.err.find(name), std::string::npos) << ended.err;
  }
}

TEST(Help, ListsAndPrintsItsTopics) {
  const Ended list = hookworthy({"help"});
  EXPECT_EQ(list.exit_code, 0);
  for (const cli::Topic& topic : cli::topics()) {
    EXPECT_NE(list.out.find("\n  " + std::string(topic.name) + " "), std::string::npos);
    const Ended page = hookworthy({"help", std::string(topic.name)});
    EXPECT_EQ(page.exit_code, 0);
    EXPECT_EQ(page.err, "");
    EXPECT_TRUE(page.out.ends_with(topic.text)) << topic.name;
  }
}

TEST(Help, ShowsACommandAsItDoesItself) {
  Parser parser;
  for (const CLI::App* command : parser.root.get_subcommands({})) {
    const std::string name = command->get_name();
    if (cli::find_topic(name) != nullptr) continue;
    EXPECT_EQ(hookworthy({"help", name}).out, hookworthy({name, "--help"}).out);
  }
}

TEST(Help, AnUnknownTopicIsRefusedInOneLine) {
  const Ended ended = hookworthy({"help", "tresholds"});
  EXPECT_EQ(ended.exit_code, 2);
  EXPECT_EQ(ended.out, "");
  EXPECT_EQ(lines_of(ended.err).size(), 1U);
  for (const char* name : {"'tresholds'", "getting-started", "thresholds", "certify"}) {
    EXPECT_NE(ended.err.find(name), std::string::npos) << ended.err;
  }
}

/// The words of an example, as a shell makes them, up to a redirection.
std::vector<std::string> words_of(const std::string& example) {
  std::vector<std::string> words{""};
  bool quoted = false;
  for (const char c : example) {
    if (c == '\'') {
      quoted = !quoted;
    } else if (c == ' ' && !quoted) {
      words.emplace_back();
    } else {
      words.back() += c;
    }
  }
  words.erase(std::ranges::find(words, ">"), words.end());
  return words;
}

TEST(Help, ExamplesParse) {
  std::size_t examples = 0;
  for (const cli::Topic& topic : cli::topics()) {
    std::size_t of_topic = 0;
    for (const std::string& line : lines_of(std::string(topic.text))) {
      if (!line.starts_with("  hookworthy ")) continue;
      ++of_topic;
      auto words = words_of(line.substr(2));
      std::ranges::reverse(words);
      words.pop_back();
      Parser parser;
      EXPECT_NO_THROW(parser.root.parse(words)) << line;
      EXPECT_TRUE(parser.action) << line;
    }
    examples += of_topic;
    if (topic.name == "exit-codes") continue;
    EXPECT_GT(of_topic, 2U) << topic.name;
  }
  EXPECT_GT(examples, 30U);
}

TEST(Help, TopicsFitATerminal) {
  for (const cli::Topic& topic : cli::topics()) {
    EXPECT_TRUE(topic.text.ends_with("\n"));
    for (const std::string& line : lines_of(std::string(topic.text))) {
      if (line.starts_with("  hookworthy ")) continue;
      EXPECT_LE(line.size(), 79U) << line;
    }
  }
}

}  // namespace
}  // namespace hookworthy::test
