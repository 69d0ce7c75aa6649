#include "tests/tidy/rules.hpp"
#include "tests/tidy/source.hpp"

#include <algorithm>
#include <functional>
#include <string_view>

namespace hookworthy::tidy {
namespace {

using Predicate = bool (*)(const File&);
/// What is wrong with a line; empty when nothing is.
using LineJudge = std::string (*)(std::string_view line);

std::vector<std::string_view> lines_of(std::string_view text) {
  std::vector<std::string_view> lines;
  for (std::size_t begin = 0; begin < text.size();) {
    const auto end = std::min(text.find('\n', begin), text.size());
    lines.push_back(text.substr(begin, end - begin));
    begin = end + 1;
  }
  return lines;
}

std::vector<Finding> check_files(const Tree& tree, Predicate applies,
                                 const std::function<std::string(const File&)>& judge) {
  std::vector<Finding> findings;
  for (const auto& file : tree) {
    if (!applies(file)) continue;
    std::string message = judge(file);
    if (!message.empty()) findings.push_back({file.path, 0, std::move(message)});
  }
  return findings;
}

std::vector<Finding> check_lines(const Tree& tree, Predicate applies, LineJudge judge) {
  std::vector<Finding> findings;
  for (const auto& file : tree) {
    if (!applies(file)) continue;
    std::size_t number = 0;
    for (const auto line : lines_of(file.text)) {
      ++number;
      std::string message = judge(line);
      if (!message.empty()) findings.push_back({file.path, number, std::move(message)});
    }
  }
  return findings;
}

std::vector<Finding> check_file_length(const Tree& tree) {
  return check_files(tree, is_code, [](const File& file) -> std::string {
    const std::size_t limit = file.path == "cli/main.cpp"       ? 100
                              : file.path.starts_with("tests/") ? 600
                                                                : 400;
    const auto lines = lines_of(file.text).size();
    if (lines < limit) return "";
    return std::to_string(lines) + " lines; must be fewer than " + std::to_string(limit);
  });
}

std::vector<Finding> check_columns(const Tree& tree) {
  return check_lines(tree, is_code, [](std::string_view line) -> std::string {
    // In UTF-8 every byte but continuations begins a character.
    const auto columns = std::ranges::count_if(
        line, [](char c) { return (static_cast<unsigned char>(c) & 0xC0U) != 0x80U; });
    return columns <= 100 ? "" : std::to_string(columns) + " columns; at most 100";
  });
}

std::vector<Finding> check_white_space(const Tree& tree) {
  auto findings = check_lines(tree, is_text, [](std::string_view line) -> std::string {
    if (line.find('\t') != std::string_view::npos) return "a tab";
    if (line.find('\r') != std::string_view::npos) return "a carriage return";
    return "";
  });
  const auto ends = check_files(tree, is_text, [](const File& file) -> std::string {
    return file.text.ends_with('\n') || file.text.empty() ? "" : "no newline at the end";
  });
  findings.insert(findings.end(), ends.begin(), ends.end());
  return findings;
}

/// A path that is right on one machine only.
std::vector<Finding> check_machine_paths(const Tree& tree) {
  return check_lines(tree, is_text, [](std::string_view line) -> std::string {
    for (const std::string name : {"home", "root", "Users", "work", "workspace", "mnt"}) {
      const std::string part = "/" + name + "/";
      for (auto at = line.find(part); at != std::string_view::npos; at = line.find(part, at + 1)) {
        // Inside a longer path or a URL it is an ordinary name.
        const char before = at == 0 ? ' ' : line[at - 1];
        if (std::string_view(" \"'`(=:,<>|").find(before) != std::string_view::npos) {
          return "a machine's own path: " + part;
        }
      }
    }
    return "";
  });
}

std::vector<Finding> check_marks(const Tree& tree) {
  // Put together here, so that this file holds none.
  static const std::vector<std::string> anywhere = {
      "TO"
      "DO",
      "FIX"
      "ME",
      "XX"
      "X",
      "HA"
      "CK",
      "TB"
      "D"};
  static const std::vector<std::string> in_comments = {
      "stu"
      "b",
      "stu"
      "bbed",
      "place"
      "holder",
      "not impl"
      "emented",
      "un"
      "implemented"};
  auto findings = check_lines(tree, is_text, [](std::string_view line) -> std::string {
    for (const auto& mark : anywhere) {
      if (!find_word(line, mark).empty()) return "unfinished: " + mark;
    }
    return "";
  });
  for (const auto& file : tree) {
    if (!is_cpp(file)) continue;
    std::string comments = take_apart(file.text).comments;
    std::ranges::transform(comments, comments.begin(), [](unsigned char c) {
      return c < 0x80U ? static_cast<char>(std::tolower(c)) : static_cast<char>(c);
    });
    for (const auto& mark : in_comments) {
      for (const auto at : find_word(comments, mark)) {
        findings.push_back({file.path, line_at(comments, at), "unfinished: " + mark});
      }
    }
  }
  return findings;
}

std::vector<Finding> check_pragma_once(const Tree& tree) {
  const auto is_header = [](const File& file) { return file.path.ends_with(".hpp"); };
  return check_files(tree, is_header, [](const File& file) -> std::string {
    const auto code = take_apart(file.text).code;
    const auto lines = lines_of(code);
    const auto first = std::ranges::find_if(
        lines, [](auto line) { return line.find_first_not_of(' ') != std::string_view::npos; });
    return first != lines.end() && first->starts_with("#pragma once")
               ? ""
               : "a header begins with #pragma once";
  });
}

std::vector<Finding> check_shell_safety(const Tree& tree) {
  return check_files(tree, is_shell, [](const File& file) -> std::string {
    const auto lines = lines_of(file.text);
    const auto first = std::ranges::find_if(
        lines, [](auto line) { return !line.empty() && !line.starts_with('#'); });
    return first != lines.end() && *first == "set -euo pipefail"
               ? ""
               : "a script's first command is: set -euo pipefail";
  });
}

}  // namespace

std::vector<Rule> text_rules() {
  return {{"file_length", check_file_length},  {"columns", check_columns},
          {"white_space", check_white_space},  {"machine_paths", check_machine_paths},
          {"unfinished_marks", check_marks},   {"pragma_once", check_pragma_once},
          {"shell_safety", check_shell_safety}};
}

}  // namespace hookworthy::tidy
