#include "verifier/stats/comparison.hpp"
#include "verifier/stats/threshold_names.hpp"

#include <charconv>
#include <cmath>

#include <fmt/format.h>

namespace hookworthy::stats {
namespace {

constexpr std::size_t max_text_bytes = 1000;

Error wrong(std::string_view text, std::string_view what) {
  return Error{
      fmt::format("'{}': {}; write 'response_time: p(99) 10%', 'service_time: avg 5ms', "
                  "'failures: rate 0.5%' or 'throughput: rate 5%'",
                  text, what)};
}

/// `10%` as 0.1; nullopt if it is no such thing.
std::optional<double> parse_share(std::string_view text) {
  if (!text.ends_with('%')) return std::nullopt;
  text.remove_suffix(1);
  double value = 0;
  const auto [end, code] =
      std::from_chars(text.data(), text.data() + text.size(), value, std::chars_format::fixed);
  const bool whole = code == std::errc{} && end == text.data() + text.size();
  return whole && value >= 0 && value <= 1e6 ? std::optional(value / 100) : std::nullopt;
}

}  // namespace

Result<RegressionGate> parse_regression_gate(std::string_view text) {
  if (text.size() > max_text_bytes) return Error{"longer than 1000 characters"};
  const std::size_t end = text.find_last_not_of(" \t");
  const std::size_t space = end == text.npos ? text.npos : text.find_last_of(" \t", end);
  if (space == text.npos) return wrong(text, "a limit is missing");
  const std::string figure(text.substr(0, space));
  const std::string_view limit = text.substr(space + 1, end - space);
  const auto share = parse_share(limit);
  // The grammar of thresholds reads the rest, and says what is wrong with it.
  const auto parsed = parse_threshold(figure + " < " + (share ? "1" : std::string(limit)));
  if (!parsed) return wrong(text, parsed.error().message);
  RegressionGate gate;
  gate.expression = text;
  gate.figure = {parsed->metric, parsed->aggregate, parsed->percentile};
  if (parsed->aggregate == Aggregate::med)
    gate.figure = {parsed->metric, Aggregate::percentile, 50};
  const bool is_time =
      parsed->metric == Metric::response_time || parsed->metric == Metric::service_time;
  const bool known =
      is_time ? gate.figure.aggregate == Aggregate::avg ||
                    gate.figure.aggregate == Aggregate::percentile
              : (parsed->metric == Metric::failures || parsed->metric == Metric::throughput) &&
                    parsed->aggregate == Aggregate::rate;
  if (!known || parsed->type) return wrong(text, "this figure cannot be compared");
  const char last = limit.empty() ? '%' : limit.back();
  if (!share && (!is_time || (last >= '0' && last <= '9'))) {
    return wrong(text, is_time ? "a limit needs % or a unit of time" : "a limit needs %");
  }
  gate.is_time = !share;
  gate.limit = share ? *share : parsed->limit;
  return gate;
}

}  // namespace hookworthy::stats
