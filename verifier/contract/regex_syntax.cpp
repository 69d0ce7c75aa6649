#include "verifier/contract/regex_syntax.hpp"

#include "verifier/contract/utf8.hpp"

#include <optional>

#include <fmt/format.h>
#include <fmt/xchar.h>

namespace hookworthy::contract {
namespace {

static_assert(sizeof(wchar_t) == 4, "a wchar_t holds a code point here");

// The classes of ECMA-262 22.2.2.9, and what they leave, as the inside of [].
constexpr std::wstring_view digits = L"0-9";
constexpr std::wstring_view not_digits = L"\\x{0}-\\x{2f}\\x{3a}-\\x{10ffff}";
constexpr std::wstring_view word = L"0-9A-Z_a-z";
constexpr std::wstring_view not_word =
    L"\\x{0}-\\x{2f}\\x{3a}-\\x{40}\\x{5b}-\\x{5e}\\x{60}\\x{7b}-\\x{10ffff}";
constexpr std::wstring_view space =
    L"\\x{9}-\\x{d}\\x{20}\\x{a0}\\x{1680}\\x{2000}-\\x{200a}\\x{2028}\\x{2029}\\x{202f}\\x{205f}"
    L"\\x{3000}\\x{feff}";
constexpr std::wstring_view not_space =
    L"\\x{0}-\\x{8}\\x{e}-\\x{1f}\\x{21}-\\x{9f}\\x{a1}-\\x{167f}\\x{1681}-\\x{1fff}"
    L"\\x{200b}-\\x{2027}\\x{202a}-\\x{202e}\\x{2030}-\\x{205e}\\x{2060}-\\x{2fff}"
    L"\\x{3001}-\\x{fefe}\\x{ff00}-\\x{10ffff}";
constexpr std::wstring_view any_but_line_end = L"[^\\x{a}\\x{d}\\x{2028}\\x{2029}]";

bool is_ascii_letter(char32_t c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}
bool is_ascii_digit(char32_t c) {
  return c >= '0' && c <= '9';
}

std::optional<unsigned> hex_value(char32_t c) {
  if (is_ascii_digit(c)) return static_cast<unsigned>(c - '0');
  if (c >= 'a' && c <= 'f') return static_cast<unsigned>(c - 'a' + 10);
  if (c >= 'A' && c <= 'F') return static_cast<unsigned>(c - 'A' + 10);
  return std::nullopt;
}

// One character, or one of the classes above.
struct Atom {
  char32_t point = 0;
  std::wstring_view set;
};

class Translator {
 public:
  explicit Translator(std::string_view source) {
    while (!source.empty()) source_ += take_code_point(source);
  }

  bool run() {
    while (at_ < source_.size() && step()) {
    }
    return message_.empty();
  }

  std::wstring take() { return std::move(out_); }
  Error error() const { return Error{fmt::format("{} at character {}", message_, at_ + 1)}; }

 private:
  bool fail(std::string_view message) {
    message_ = message;
    return false;
  }

  char32_t peek(std::size_t ahead = 0) const {
    return at_ + ahead < source_.size() ? source_[at_ + ahead] : U'\0';
  }
  bool ended(std::size_t ahead = 0) const { return at_ + ahead >= source_.size(); }

  void emit(char32_t point) {
    fmt::format_to(std::back_inserter(out_), L"\\x{{{:x}}}", static_cast<std::uint32_t>(point));
  }

  bool step() {
    switch (peek()) {
      case '(':
        return open_group();
      case '[':
        return character_class();
      case '\\':
        return escape();
      case '*':
      case '+':
      case '?':
        return quantifier(1);
      case '{':
        return brace();
      case '.':
        out_ += any_but_line_end;
        break;
      case ')':
      case '|':
      case '^':
      case '$':
        out_ += static_cast<wchar_t>(peek());
        break;
      default:
        emit(peek());
    }
    ++at_;
    return true;
  }

  // Boost would read a second quantifier as possessive, `(*` as a verb and `(?` in many more ways.
  bool quantifier(std::size_t length) {
    for (; length > 0; --length) out_ += static_cast<wchar_t>(source_[at_++]);
    if (peek() == '?') {
      out_ += L'?';
      ++at_;
    }
    const bool another = peek() == '*' || peek() == '+' || peek() == '?' || quantifier_length() > 0;
    return another ? fail("nothing to repeat") : true;
  }

  // The length of `{n}`, `{n,}` or `{n,m}` here; 0 when there is none.
  std::size_t quantifier_length() const {
    if (peek() != '{' || !is_ascii_digit(peek(1))) return 0;
    std::size_t length = 1;
    while (is_ascii_digit(peek(length))) ++length;
    if (peek(length) == ',') ++length;
    while (is_ascii_digit(peek(length))) ++length;
    return peek(length) == '}' ? length + 1 : 0;
  }

  bool brace() {
    const std::size_t length = quantifier_length();
    constexpr int max_digits = 6;
    int run = 0;
    for (std::size_t i = 1; i < length; ++i) {
      run = is_ascii_digit(peek(i)) ? run + 1 : 0;
      if (run > max_digits) return fail("repeat count too large");
    }
    if (length > 0) return quantifier(length);
    emit(peek());
    ++at_;
    return true;
  }

  bool open_group() {
    out_ += L'(';
    ++at_;
    if (peek() == '*') return fail("nothing to repeat");
    if (peek() != '?') return true;
    const bool behind = peek(1) == '<' && (peek(2) == '=' || peek(2) == '!');
    if (behind || peek(1) == ':' || peek(1) == '=' || peek(1) == '!') {
      for (int i = behind ? 3 : 2; i > 0; --i) out_ += static_cast<wchar_t>(source_[at_++]);
      return true;
    }
    if (peek(1) != '<') return fail("unknown kind of group");
    at_ += 2;
    const std::size_t name = at_;
    while (!ended() && peek() != '>' && peek() != '(' && peek() != ')') ++at_;
    if (peek() != '>' || at_ == name) return fail("malformed group name");
    ++at_;
    return true;
  }

  bool escape() {
    const char32_t next = peek(1);
    if (next == 'b' || next == 'B') {
      out_ += L'\\';
      out_ += static_cast<wchar_t>(next);
      at_ += 2;
      return true;
    }
    Atom atom;
    if (!escaped_atom(atom)) return false;
    if (atom.set.empty()) {
      emit(atom.point);
    } else {
      out_ += L'[';
      out_ += atom.set;
      out_ += L']';
    }
    return true;
  }

  static std::wstring_view set_of(char32_t letter) {
    switch (letter) {
      case 'd':
        return digits;
      case 'D':
        return not_digits;
      case 'w':
        return word;
      case 'W':
        return not_word;
      case 's':
        return space;
      case 'S':
        return not_space;
      default:
        return {};
    }
  }

  static std::optional<char32_t> control_of(char32_t letter) {
    switch (letter) {
      case 't':
        return U'\t';
      case 'n':
        return U'\n';
      case 'v':
        return U'\v';
      case 'f':
        return U'\f';
      case 'r':
        return U'\r';
      default:
        return std::nullopt;
    }
  }

  bool escaped_atom(Atom& atom) {
    ++at_;
    if (ended()) return fail("\\ at the end");
    const char32_t c = source_[at_++];
    atom.set = set_of(c);
    if (!atom.set.empty()) return true;
    if (const auto control = control_of(c)) {
      atom.point = *control;
      return true;
    }
    if (c == 'x') return hex(2, atom.point);
    if (c == 'u') return unicode(atom.point);
    if (c == '0' && !is_ascii_digit(peek())) return true;
    if (c == 'c' && is_ascii_letter(peek())) {
      atom.point = source_[at_++] & 31;
      return true;
    }
    if (is_ascii_digit(c) || c == 'k') return fail("back references are not supported");
    if (c == 'p' || c == 'P') return fail("Unicode properties are not supported");
    if (is_ascii_letter(c)) return fail("escape without a meaning");
    atom.point = c;
    return true;
  }

  bool hex(int count, char32_t& point) {
    point = 0;
    for (; count > 0; --count) {
      const auto digit = hex_value(peek());
      if (!digit) return fail("hexadecimal digit expected");
      point = point << 4 | *digit;
      ++at_;
    }
    return true;
  }

  bool unicode(char32_t& point) {
    if (peek() != '{') {
      if (!hex(4, point)) return false;
      const bool high = point >= 0xd800 && point < 0xdc00;
      if (!high || peek() != '\\' || peek(1) != 'u') return true;
      const std::size_t back = at_;
      char32_t low = 0;
      at_ += 2;
      if (!hex(4, low) || low < 0xdc00 || low > 0xdfff) {
        message_.clear();
        at_ = back;
        return true;
      }
      point = 0x10000 + ((point - 0xd800) << 10) + (low - 0xdc00);
      return true;
    }
    point = 0;
    for (++at_; hex_value(peek()); ++at_) {
      point = point << 4 | *hex_value(peek());
      if (point > 0x10ffff) return fail("beyond the last code point");
    }
    if (peek() != '}' || source_[at_ - 1] == '{') return fail("malformed \\u{...}");
    ++at_;
    return true;
  }

  bool class_atom(Atom& atom) {
    if (ended()) return fail("] missing");
    if (peek() == '\\' && peek(1) == 'b') {
      at_ += 2;
      atom.point = U'\b';
      return true;
    }
    if (peek() == '\\') return escaped_atom(atom);
    atom.point = source_[at_++];
    return true;
  }

  bool character_class() {
    ++at_;
    const bool negated = peek() == '^';
    if (negated) ++at_;
    if (peek() == ']') {  // Boost has no empty class
      out_ += negated ? L"[\\x{0}-\\x{10ffff}]" : L"(?!)";
      ++at_;
      return true;
    }
    out_ += negated ? L"[^" : L"[";
    while (ended() || peek() != ']') {
      if (!class_member()) return false;
    }
    out_ += L']';
    ++at_;
    return true;
  }

  bool class_member() {
    Atom from, to;
    if (!class_atom(from)) return false;
    const bool range = peek() == '-' && !ended(1) && peek(1) != ']';
    if (!range) {
      if (from.set.empty()) {
        emit(from.point);
      } else {
        out_ += from.set;
      }
      return true;
    }
    ++at_;
    if (!class_atom(to)) return false;
    if (!from.set.empty() || !to.set.empty()) return fail("a class cannot bound a range");
    if (from.point > to.point) return fail("range out of order");
    emit(from.point);
    out_ += L'-';
    emit(to.point);
    return true;
  }

  std::u32string source_;
  std::size_t at_ = 0;
  std::wstring out_;
  std::string message_;
};

}  // namespace

Result<std::wstring> translate_regex(std::string_view source) {
  Translator translator(source);
  if (!translator.run()) return translator.error();
  return translator.take();
}

}  // namespace hookworthy::contract
