#include "verifier/stats/threshold.hpp"
#include "verifier/stats/threshold_names.hpp"

#include <algorithm>
#include <charconv>
#include <cmath>
#include <string>

#include <fmt/format.h>

namespace hookworthy::stats {
namespace {

constexpr std::size_t kMaxTextBytes = 1000;
constexpr double kMaxLimit = 1e18;
constexpr double kDefaultUnit_ns = 1e6;

// Not <cctype>: its answers depend on the locale.
bool is_space(char c) {
  return c == ' ' || c == '\t';
}
bool is_digit(char c) {
  return c >= '0' && c <= '9';
}
bool is_letter(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}
bool is_word(char c) {
  return is_letter(c) || is_digit(c) || c == '_';
}
bool is_type(char c) {
  return is_word(c) || c == '-' || c == '.';
}

bool can_aggregate(Metric metric, Aggregate aggregate) {
  if (is_trend(metric)) {
    return aggregate != Aggregate::rate;
  }
  return aggregate == Aggregate::rate ||
         (aggregate == Aggregate::count && metric != Metric::throughput);
}

std::string known_metrics() {
  std::string list;
  for (const auto& [name, metric] : kMetricNames) {
    list += fmt::format("{}{}", list.empty() ? "" : ", ", name);
  }
  return list;
}

std::string known_aggregates(Metric metric) {
  std::string list;
  for (const auto& [name, aggregate] : kAggregateNames) {
    if (can_aggregate(metric, aggregate)) {
      list += fmt::format("{}{}{}", list.empty() ? "" : ", ", name,
                          aggregate == Aggregate::percentile ? "(N)" : "");
    }
  }
  return list;
}

/// Reads the grammar from left to right. Each step returns what is wrong, or nullopt.
class Parser {
 public:
  explicit Parser(std::string_view text) : text_(text) {}

  Result<Threshold> parse() {
    using Step = std::optional<Error> (Parser::*)();
    for (const Step step : {&Parser::metric, &Parser::tag, &Parser::colon, &Parser::aggregate,
                            &Parser::comparison, &Parser::limit, &Parser::end}) {
      skip_space();
      if (std::optional<Error> wrong = (this->*step)()) {
        return *std::move(wrong);
      }
    }
    result_.expression = text_;
    return std::move(result_);
  }

 private:
  std::optional<Error> metric() {
    const std::size_t start = position_;
    const std::string_view word = take_while(is_word);
    for (const auto& [name, value] : kMetricNames) {
      if (name == word) {
        result_.metric = value;
        return std::nullopt;
      }
    }
    return error(start, fmt::format("unknown metric '{}'; known are {}", word, known_metrics()));
  }

  std::optional<Error> tag() {
    if (!take("{")) {
      return std::nullopt;
    }
    skip_space();
    const std::size_t key_start = position_;
    const std::string_view key = take_while(is_word);
    skip_space();
    if (key != "type" || !take(":")) {
      return error(key_start, "a tag is written {type:NAME}; 'type' is the only key");
    }
    skip_space();
    const std::size_t name_start = position_;
    const std::string_view name = take_while(is_type);
    skip_space();
    if (name.empty() || !take("}")) {
      return error(name.empty() ? name_start : position_,
                   "a tag is written {type:NAME}, with letters, digits, '_', '-' or '.'");
    }
    result_.type = std::string(name);
    return std::nullopt;
  }

  std::optional<Error> colon() {
    if (take(":")) {
      return std::nullopt;
    }
    return error(position_, fmt::format("':' expected after '{}'", name_of(result_.metric)));
  }

  std::optional<Error> aggregate() {
    const std::size_t start = position_;
    const std::string_view word = take_while(is_word);
    for (const auto& [name, value] : kAggregateNames) {
      if (name == word && can_aggregate(result_.metric, value)) {
        result_.aggregate = value;
        return value == Aggregate::percentile ? percentile() : std::nullopt;
      }
    }
    return error(start,
                 fmt::format("'{}' has no aggregate '{}'; known are {}", name_of(result_.metric),
                             word, known_aggregates(result_.metric)));
  }

  std::optional<Error> percentile() {
    skip_space();
    const bool opened = take("(");
    skip_space();
    const std::size_t start = position_;
    const std::optional<double> value = take_number();
    skip_space();
    if (!opened || !value || *value > 100.0) {
      return error(start, "a percentile is written p(N) with N from 0 to 100");
    }
    if (!take(")")) {
      return error(position_, "')' expected after the percentile");
    }
    result_.percentile = *value;
    return std::nullopt;
  }

  std::optional<Error> comparison() {
    for (const auto& [name, value] : kComparisonNames) {
      if (take(name)) {
        result_.comparison = value;
        return std::nullopt;
      }
    }
    return error(position_, "an operator expected; known are <, <=, >, >=, ==, !=");
  }

  std::optional<Error> limit() {
    const std::size_t start = position_;
    const std::optional<double> number = take_number();
    if (!number) {
      return error(start, "a number expected, 0 or more");
    }
    result_.limit = *number;
    if (is_duration(result_.metric, result_.aggregate)) {
      if (std::optional<Error> wrong = unit()) {
        return wrong;
      }
    } else if (result_.aggregate == Aggregate::rate && result_.metric != Metric::throughput &&
               *number > 1.0) {
      return error(start, fmt::format("the rate of '{}' is a share of deliveries, from 0 to 1",
                                      name_of(result_.metric)));
    }
    if (result_.limit > kMaxLimit) {
      return error(start, "the limit is too large");
    }
    return std::nullopt;
  }

  std::optional<Error> unit() {
    skip_space();
    const std::size_t start = position_;
    const std::string_view word = take_while(is_letter);
    const auto* known = std::find_if(kUnits.begin(), kUnits.end(), [word](const Unit& candidate) {
      return candidate.name == word;
    });
    if (!word.empty() && known == kUnits.end()) {
      return error(start, fmt::format("unknown unit '{}'; known are ns, us, ms, s, m", word));
    }
    result_.limit *= word.empty() ? kDefaultUnit_ns : known->ns;
    return std::nullopt;
  }

  std::optional<Error> end() {
    if (position_ == text_.size()) {
      return std::nullopt;
    }
    return error(position_, fmt::format("'{}' is left over", text_.substr(position_)));
  }

  /// A decimal number that begins with a digit: no sign, no infinity, no hexadecimal.
  std::optional<double> take_number() {
    if (position_ == text_.size() || !is_digit(text_[position_])) {
      return std::nullopt;
    }
    double value = 0.0;
    const char* const begin = text_.data() + position_;
    const auto [stop, code] = std::from_chars(begin, text_.data() + text_.size(), value);
    if (code != std::errc{}) {
      return std::nullopt;
    }
    position_ += static_cast<std::size_t>(stop - begin);
    return value;
  }

  void skip_space() { take_while(is_space); }

  template <class Predicate>
  std::string_view take_while(Predicate predicate) {
    const std::size_t start = position_;
    while (position_ < text_.size() && predicate(text_[position_])) {
      ++position_;
    }
    return text_.substr(start, position_ - start);
  }

  bool take(std::string_view token) {
    const bool found = text_.substr(position_).starts_with(token);
    position_ += found ? token.size() : 0;
    return found;
  }

  Error error(std::size_t position, std::string_view what) const {
    return Error{fmt::format("threshold '{}', column {}: {}", text_, position + 1, what)};
  }

  std::string_view text_;
  std::size_t position_ = 0;
  Threshold result_;
};

}  // namespace

Result<Threshold> parse_threshold(std::string_view text) {
  if (text.size() > kMaxTextBytes) {
    return Error{fmt::format("threshold: longer than {} characters", kMaxTextBytes)};
  }
  return Parser(text).parse();
}

}  // namespace hookworthy::stats
