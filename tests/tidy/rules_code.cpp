#include "tests/tidy/rules.hpp"
#include "tests/tidy/source.hpp"

#include <array>
#include <cctype>
#include <string_view>

namespace hookworthy::tidy {
namespace {

/// A word that a library may not hold.
struct Banned {
  std::string_view word;     ///< as of find_word
  bool free_function;        ///< only where it is not called on an object or in a namespace of ours
  std::string_view message;  ///< why
};

constexpr std::string_view prints = "libraries never print";
constexpr std::string_view exits = "libraries never end the process";
constexpr std::string_view tells_time = "neither verifier nor plan nor pace has a clock";

bool is_library(const File& file) {
  return is_cpp(file) && !starts_with_any(file.path, {"cli/", "tests/", "bench/"}) &&
         file.path != "verifier/assert.hpp";  // how a programmer's error ends
}

bool is_timeless(const File& file) {
  return is_cpp(file) &&
         starts_with_any(file.path, {"verifier/", "generator/plan/", "generator/pace/"});
}

/// Whether the name at `at` is std's or C's own: `exit(`, `::exit(`, `std::exit(`; not `x.exit(`.
bool is_free_function(std::string_view code, std::size_t at) {
  const auto before = code.substr(0, at);
  if (before.ends_with("std::")) return true;
  if (before.ends_with("::")) {
    const char owner = before.size() > 2 ? before[before.size() - 3] : ' ';
    return !std::isalnum(static_cast<unsigned char>(owner)) && owner != '_' && owner != '>';
  }
  return !before.ends_with('.') && !before.ends_with("->");
}

std::vector<Finding> check_banned(const Tree& tree, bool (*applies)(const File&),
                                  const std::vector<Banned>& banned) {
  std::vector<Finding> findings;
  for (const auto& file : tree) {
    if (!applies(file)) continue;
    const std::string code = take_apart(file.text).code;
    for (const auto& ban : banned) {
      for (const auto at : find_word(code, ban.word)) {
        if (ban.free_function && !is_free_function(code, at)) continue;
        findings.push_back({file.path, line_at(code, at),
                            std::string(ban.message) + ": " + std::string(ban.word)});
      }
    }
  }
  return findings;
}

std::vector<Finding> check_prints(const Tree& tree) {
  auto findings = check_banned(tree, is_library,
                               {{"std::cout", false, prints},
                                {"std::cerr", false, prints},
                                {"std::clog", false, prints},
                                {"stdout", false, prints},
                                {"stderr", false, prints},
                                {"printf(", true, prints},
                                {"vprintf(", true, prints},
                                {"puts(", true, prints},
                                {"putchar(", true, prints},
                                {"perror(", true, prints}});
  for (const auto& file : tree) {
    if (!is_library(file)) continue;
    const std::string code = take_apart(file.text).code;
    for (const std::string_view call : {"fmt::print(", "fmt::println("}) {
      for (const auto at : find_word(code, call)) {
        // Onto a stream that was handed in it is fine; with a format first it goes to stdout.
        const auto argument = code.find_first_not_of(" \t\n", code.find('(', at) + 1);
        if (argument == std::string::npos || (code[argument] != '"' && code[argument] != 'R')) {
          continue;
        }
        findings.push_back({file.path, line_at(code, at), "libraries never print: fmt::print"});
      }
    }
  }
  return findings;
}

std::vector<Finding> check_exits(const Tree& tree) {
  return check_banned(tree, is_library,
                      {{"exit(", true, exits},
                       {"_exit(", true, exits},
                       {"_Exit(", true, exits},
                       {"quick_exit(", true, exits},
                       {"std::abort", false, exits},
                       {"std::terminate", false, exits}});
}

std::vector<Finding> check_clocks(const Tree& tree) {
  auto findings = check_banned(tree, is_timeless,
                               {{"clock_gettime(", true, tells_time},
                                {"gettimeofday(", true, tells_time},
                                {"std::time(", false, tells_time},
                                {"time(nullptr", false, tells_time},
                                {"utc_clock", false, tells_time}});
  for (const auto& file : tree) {
    if (!is_timeless(file)) continue;
    const std::string code = take_apart(file.text).code;
    for (const auto at : find_word(code, "now(")) {
      if (std::string_view(code).substr(0, at).ends_with("::")) {
        findings.push_back({file.path, line_at(code, at), std::string(tells_time) + ": now()"});
      }
    }
  }
  return findings;
}

std::vector<Finding> check_function_length(const Tree& tree) {
  constexpr std::size_t limit = 70;
  std::vector<Finding> findings;
  for (const auto& file : tree) {
    if (!is_cpp(file)) continue;
    for (const auto& span : functions_of(take_apart(file.text).code)) {
      if (span.lines() < limit) continue;
      findings.push_back({file.path, span.first,
                          "a function of " + std::to_string(span.lines()) +
                              " lines; must be fewer than " + std::to_string(limit)});
    }
  }
  return findings;
}

}  // namespace

std::vector<Rule> code_rules() {
  return {{"libraries_never_print", check_prints},
          {"libraries_never_exit", check_exits},
          {"no_clocks", check_clocks},
          {"function_length", check_function_length}};
}

std::vector<Rule> all_rules() {
  std::vector<Rule> all;
  for (const auto& part : {layout_rules(), text_rules(), code_rules()}) {
    all.insert(all.end(), part.begin(), part.end());
  }
  return all;
}

std::string describe(const std::vector<Finding>& findings) {
  std::string out;
  for (const auto& finding : findings) {
    out += finding.path;
    if (finding.line != 0) out += ":" + std::to_string(finding.line);
    out += ": " + finding.message + "\n";
  }
  return out;
}

}  // namespace hookworthy::tidy
