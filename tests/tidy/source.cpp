#include "tests/tidy/source.hpp"

#include <algorithm>
#include <cctype>

namespace hookworthy::tidy {
namespace {

bool is_identifier(char c) {
  return std::isalnum(static_cast<unsigned char>(c)) || c == '_';
}

/// Walks through a text once and copies each character to the part that it belongs to.
class Splitter {
 public:
  explicit Splitter(std::string_view text) : text_(text) {
    // Line breaks stay in both parts, so that they have the same lines.
    out_.code.assign(text.size(), ' ');
    for (std::size_t i = 0; i < text.size(); ++i) {
      if (text[i] == '\n') out_.code[i] = '\n';
    }
    out_.comments = out_.code;
  }

  Source run() {
    while (at_ < text_.size()) {
      if (text_.substr(at_, 2) == "//") {
        comment_until(end_of_line());
      } else if (text_.substr(at_, 2) == "/*") {
        comment_until(after("*/", at_ + 2));
      } else if (text_[at_] == '"' && is_raw()) {
        raw_string();
      } else if (text_[at_] == '"' || (text_[at_] == '\'' && !is_digit_separator())) {
        literal();
      } else {
        out_.code[at_] = text_[at_];
        ++at_;
      }
    }
    return std::move(out_);
  }

 private:
  std::size_t after(std::string_view end, std::size_t from) const {
    const auto found = text_.find(end, from);
    return found == std::string_view::npos ? text_.size() : found + end.size();
  }

  /// A backslash at its end continues a comment on the next line.
  std::size_t end_of_line() const {
    auto end = text_.find('\n', at_);
    while (end != std::string_view::npos && text_[end - 1] == '\\') end = text_.find('\n', end + 1);
    return std::min(end, text_.size());
  }

  void comment_until(std::size_t end) {
    for (; at_ < end; ++at_) out_.comments[at_] = text_[at_];
  }

  /// The identifier-like token that ends just before the current character.
  std::string_view token_before() const {
    auto begin = at_;
    while (begin > 0 && (is_identifier(text_[begin - 1]) || text_[begin - 1] == '\'')) --begin;
    return text_.substr(begin, at_ - begin);
  }

  bool is_raw() const {
    const auto prefix = token_before();
    return prefix == "R" || prefix == "LR" || prefix == "uR" || prefix == "UR" || prefix == "u8R";
  }

  /// 1'000'000
  bool is_digit_separator() const {
    const auto token = token_before();
    return !token.empty() && std::isdigit(static_cast<unsigned char>(token.front()));
  }

  void raw_string() {
    const auto open = std::min(text_.find('(', at_), text_.size() - 1);
    const std::string close = ")" + std::string(text_.substr(at_ + 1, open - at_ - 1)) + "\"";
    out_.code[at_] = '"';
    at_ = after(close, open);
    out_.code[at_ - 1] = '"';
  }

  /// A string or character literal; an unclosed one ends with its line.
  void literal() {
    const char quote = text_[at_];
    out_.code[at_++] = quote;
    while (at_ < text_.size() && text_[at_] != quote && text_[at_] != '\n') {
      at_ += text_[at_] == '\\' ? 2 : 1;
    }
    if (at_ < text_.size() && text_[at_] == quote) out_.code[at_++] = quote;
  }

  std::string_view text_;
  std::size_t at_ = 0;
  Source out_;
};

}  // namespace

Source take_apart(std::string_view text) {
  return Splitter(text).run();
}

std::vector<Include> includes_of(std::string_view text, const Source& source) {
  std::vector<Include> includes;
  std::size_t line = 0;
  for (std::size_t begin = 0; begin < text.size();) {
    ++line;
    const auto end = std::min(text.find('\n', begin), text.size());
    const auto hash = source.code.find_first_not_of(" \t", begin);
    if (hash < end && source.code[hash] == '#') {
      const auto word = source.code.find_first_not_of(" \t", hash + 1);
      const auto open = word < end && source.code.compare(word, 7, "include") == 0
                            ? source.code.find_first_of("\"<", word)
                            : std::string::npos;
      if (open < end) {
        const bool quoted = text[open] == '"';
        const auto close = std::min(text.find(quoted ? '"' : '>', open + 1), end);
        includes.push_back({std::string(text.substr(open + 1, close - open - 1)), quoted, line});
      }
    }
    begin = end + 1;
  }
  return includes;
}

std::vector<std::size_t> find_word(std::string_view code, std::string_view word) {
  const bool call = word.ends_with('(');
  const auto name = call ? word.substr(0, word.size() - 1) : word;
  std::vector<std::size_t> found;
  for (auto at = code.find(name); at != std::string_view::npos; at = code.find(name, at + 1)) {
    const auto end = at + name.size();
    if (is_identifier(name.front()) && at > 0 && is_identifier(code[at - 1])) continue;
    if (is_identifier(name.back()) && end < code.size() && is_identifier(code[end])) continue;
    const auto next = code.find_first_not_of(" \t\n", end);
    if (call && (next == std::string_view::npos || code[next] != '(')) continue;
    found.push_back(at);
  }
  return found;
}

std::size_t line_at(std::string_view text, std::size_t offset) {
  return 1 + static_cast<std::size_t>(std::ranges::count(text.substr(0, offset), '\n'));
}

}  // namespace hookworthy::tidy
