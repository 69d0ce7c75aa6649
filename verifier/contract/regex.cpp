#include "verifier/contract/regex.hpp"

#include "verifier/contract/regex_syntax.hpp"
#include "verifier/contract/utf8.hpp"

#include <exception>
#include <locale>
#include <utility>

#include <boost/regex.hpp>

namespace hookworthy::contract {

struct Regex::Program {
  boost::wregex expression;
};

Regex::Regex(std::shared_ptr<const Program> program) : program_(std::move(program)) {}

Result<Regex> Regex::compile(std::string_view source) {
  constexpr std::size_t max_bytes = 64u << 10;
  if (source.size() > max_bytes) return Error{"regular expression longer than 64 KiB"};
  auto translated = translate_regex(source);
  if (!translated) return translated.error();
  try {
    auto program = std::make_shared<Program>();
    // The meaning of \b must not depend on the user's locale.
    program->expression.imbue(std::locale::classic());
    program->expression.assign(*translated, boost::regex_constants::perl);
    return Regex(std::move(program));
  } catch (const boost::regex_error& cause) {
    // What follows names the translated expression, which nobody has written.
    const std::string_view text = cause.what();
    return Error{std::string(text.substr(0, text.find("  The error occurred")))};
  } catch (const std::exception& cause) {
    return Error{cause.what()};
  }
}

Result<bool> Regex::search(std::string_view text) const {
  std::wstring points;
  points.reserve(text.size());
  while (!text.empty()) points += static_cast<wchar_t>(take_code_point(text));
  // match_single_line: ^ and $ stand for the ends of the whole text. match_any: any match will do.
  const auto flags = boost::match_single_line | boost::match_any;
  try {
    return boost::regex_search(points, program_->expression, flags);
  } catch (const std::exception&) {
    return Error{"the regular expression needs too many steps on this text"};
  }
}

}  // namespace hookworthy::contract
