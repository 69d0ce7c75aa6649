// Finds functions by their braces. Goals: never miss a long function of ordinary code, never call
// a class or a table one. Non-goal: to understand every declaration that C++ permits.

#include "tests/tidy/source.hpp"

#include <algorithm>
#include <array>
#include <cctype>
#include <optional>

namespace hookworthy::tidy {
namespace {

constexpr auto npos = std::string_view::npos;

bool is_blank(char c) {
  return c == ' ' || c == '\t' || c == '\n' || c == '\r';
}

bool is_identifier(char c) {
  return std::isalnum(static_cast<unsigned char>(c)) || c == '_';
}

std::string_view trimmed(std::string_view text) {
  while (!text.empty() && is_blank(text.front())) text.remove_prefix(1);
  while (!text.empty() && is_blank(text.back())) text.remove_suffix(1);
  return text;
}

std::string_view first_word(std::string_view text) {
  const auto end = std::ranges::find_if_not(text, is_identifier);
  return {text.begin(), end};
}

/// The offset after the bracket that closes the one at `open`; npos when none does.
std::size_t after_close(std::string_view text, std::size_t open, char left, char right) {
  std::size_t depth = 0;
  for (auto i = open; i < text.size(); ++i) {
    if (text[i] == left) ++depth;
    if (text[i] == right && --depth == 0) return i + 1;
  }
  return npos;
}

/// Blanks preprocessor lines with their continuations: their braces need not match.
std::string without_directives(std::string_view code) {
  std::string out(code);
  bool directive = false;
  for (std::size_t begin = 0; begin < out.size();) {
    const auto end = std::min(out.find('\n', begin), out.size());
    const auto line = trimmed(std::string_view(code).substr(begin, end - begin));
    directive = directive || line.starts_with('#');
    if (directive)
      std::fill(out.begin() + std::ptrdiff_t(begin), out.begin() + std::ptrdiff_t(end), ' ');
    directive = directive && line.ends_with('\\');
    begin = end + 1;
  }
  return out;
}

/// A declaration's head without blanks and access labels before it.
std::string_view without_labels(std::string_view head) {
  for (;;) {
    head = trimmed(head);
    const auto word = first_word(head);
    if (word != "public" && word != "private" && word != "protected") return head;
    const auto rest = trimmed(head.substr(word.size()));
    if (!rest.starts_with(':')) return head;
    head = rest.substr(1);
  }
}

/// A head without what may precede the word that tells its kind: template parameters, attributes.
std::string_view without_prefixes(std::string_view head) {
  static constexpr std::array<std::string_view, 7> skipped = {
      "inline", "static", "constexpr", "constinit", "const", "typedef", "friend"};
  for (;;) {
    head = trimmed(head);
    const auto word = first_word(head);
    std::size_t end = 0;
    if (word == "template") {
      end = after_close(head, head.find('<'), '<', '>');
    } else if (head.starts_with("[[")) {
      end = after_close(head, 0, '[', ']');
    } else if (std::ranges::count(skipped, word) > 0) {
      end = word.size();
    }
    if (end == 0 || end == npos) return head;
    head = head.substr(end);
  }
}

/// Whether text outside of round brackets holds an `=` that assigns, as in `auto f = [] {`.
bool assigns(std::string_view head) {
  int depth = 0;
  for (std::size_t i = 0; i < head.size(); ++i) {
    if (head[i] == '(') ++depth;
    if (head[i] == ')') --depth;
    if (head[i] != '=' || depth != 0) continue;
    const char before = i > 0 ? head[i - 1] : ' ';
    const char next = i + 1 < head.size() ? head[i + 1] : ' ';
    if (next != '=' && std::string_view("=!<>").find(before) == npos) return true;
  }
  return false;
}

/// Whether `a_{1}` follows in the initialisers of a constructor, so that a brace is no body yet.
bool is_member_initialiser(std::string_view head) {
  const auto parameters = head.find('(');
  const auto end = parameters == npos ? npos : after_close(head, parameters, '(', ')');
  if (end == npos) return false;
  for (auto i = end; i < head.size(); ++i) {
    if (head[i] != ':') continue;
    if (i + 1 < head.size() && head[i + 1] == ':') {
      ++i;
      continue;
    }
    return is_identifier(head.back()) || head.back() == '>';
  }
  return false;
}

/// Whether a brace after `head` opens a requires-expression.
bool is_requirement(std::string_view head) {
  if (head.ends_with("requires")) return true;
  if (!head.ends_with(')')) return false;
  std::size_t depth = 0;
  for (auto i = head.size(); i-- > 0;) {
    if (head[i] == ')') ++depth;
    if (head[i] == '(' && --depth == 0) return trimmed(head.substr(0, i)).ends_with("requires");
  }
  return false;
}

/// Where the lambda begins whose body a brace after `head` opens.
std::optional<std::size_t> lambda_before(std::string_view head) {
  for (auto close = head.rfind(']'); close != npos && close > 0;
       close = head.rfind(']', close - 1)) {
    const auto open = head.rfind('[', close);
    if (open == npos) return std::nullopt;
    const auto before = trimmed(head.substr(0, open));
    const bool subscript =
        !before.empty() && (is_identifier(before.back()) || before.back() == ']');
    auto rest = trimmed(head.substr(close + 1));
    if (rest.starts_with('<')) rest = rest.substr(std::min(rest.find('('), rest.size()));
    if (rest.starts_with('(')) {
      const auto end = after_close(rest, 0, '(', ')');
      rest = end == npos ? "," : trimmed(rest.substr(end));
    }
    const auto word = first_word(rest);
    if (!subscript && (rest.empty() || rest.starts_with("->") || word == "mutable" ||
                       word == "noexcept" || word == "constexpr")) {
      return open;
    }
  }
  return std::nullopt;
}

class Walker {
 public:
  explicit Walker(std::string_view code) : code_(without_directives(code)) {}

  std::vector<Span> run() {
    for (std::size_t i = 0; i < code_.size(); ++i) {
      switch (code_[i]) {
        case '(':
          ++brackets_;
          break;
        case ')':
          --brackets_;
          break;
        case ';':
          end_declaration(i);
          break;
        case '{':
          i = open(i);
          break;
        case '}':
          close(i);
          break;
        default:
          break;
      }
    }
    return std::move(spans_);
  }

 private:
  enum class Kind { scope, list };
  struct Level {
    Kind kind;
    int brackets;  ///< open round brackets outside of the brace
  };

  bool declares() const {
    return brackets_ == 0 && (levels_.empty() || levels_.back().kind == Kind::scope);
  }

  void end_declaration(std::size_t at) {
    if (declares()) head_ = at + 1;
  }

  void close(std::size_t at) {
    if (levels_.empty()) return;
    const Level level = levels_.back();
    levels_.pop_back();
    brackets_ = level.brackets;
    if (level.kind == Kind::scope) end_declaration(at);
  }

  std::size_t enter(Kind kind, std::size_t at) {
    levels_.push_back({kind, brackets_});
    brackets_ = 0;
    if (kind == Kind::scope) head_ = at + 1;
    return at;
  }

  /// Notes a function and goes to its end.
  std::size_t skip_function(std::size_t begin, std::size_t brace) {
    const auto after = after_close(code_, brace, '{', '}');
    const auto last = (after == npos ? code_.size() : after) - 1;
    spans_.push_back({line_at(code_, begin), line_at(code_, last)});
    end_declaration(last);
    return last;
  }

  std::size_t open(std::size_t at) {
    const auto code = std::string_view(code_);
    if (!declares()) {
      // Only what is close can be the lambda's introducer, and a whole table need not be searched.
      const auto begin = at - std::min<std::size_t>(at - head_, 1000);
      const auto lambda = lambda_before(trimmed(code.substr(begin, at - begin)));
      if (!lambda) return enter(Kind::list, at);
      const auto from = code.find_first_not_of(" \t\r\n", begin);
      return skip_function(from + *lambda, at);
    }
    const auto head = without_labels(code.substr(head_, at - head_));
    const auto begin = head.empty() ? at : static_cast<std::size_t>(head.data() - code.data());
    const auto kind = without_prefixes(head);
    const auto word = first_word(kind);
    const bool has_parameters = kind.find(')') != npos;
    if (word == "namespace" || word == "class" || word == "struct" || word == "union" ||
        word == "enum" || (word == "extern" && !has_parameters)) {
      return enter(Kind::scope, at);
    }
    if (is_requirement(head)) return enter(Kind::list, at);
    if (find_word(kind, "operator").empty() && assigns(kind)) {
      return lambda_before(head) ? skip_function(begin, at) : enter(Kind::list, at);
    }
    if (!has_parameters || is_member_initialiser(kind)) return enter(Kind::list, at);
    return skip_function(begin, at);
  }

  std::string code_;
  std::size_t head_ = 0;  ///< where the declaration being read begins
  int brackets_ = 0;      ///< open round brackets inside the innermost brace
  std::vector<Level> levels_;
  std::vector<Span> spans_;
};

}  // namespace

std::vector<Span> functions_of(std::string_view code) {
  return Walker(code).run();
}

}  // namespace hookworthy::tidy
