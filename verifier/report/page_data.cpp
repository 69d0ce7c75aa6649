#include "verifier/record/text.hpp"
#include "verifier/report/json_values.hpp"
#include "verifier/report/page.hpp"
#include "verifier/report/page_parts.hpp"

#include <algorithm>
#include <utility>

namespace hookworthy::report {
namespace {

PageJson run_json(const record::Header& run) {
  return {{"command", clean(run.command)},
          {"seed", run.seed},
          {"target", clean(run.target)},
          {"contract",
           {{"title", clean(run.contract.title)},
            {"version", clean(run.contract.version)},
            {"sha256", clean(run.contract.sha256)}}},
          {"started_at", clean(run.started_at)}};
}

PageJson counts_json(const record::Counts& counts) {
  return {{"planned", counts.planned}, {"answered", counts.answered},
          {"failed", counts.failed},   {"timed_out", counts.timed_out},
          {"unsent", counts.unsent},   {"unfinished", counts.unfinished}};
}

PageJson threshold_json(const stats::ThresholdResult& result) {
  const auto parsed = stats::parse_threshold(result.expression);
  const bool time =
      parsed && stats::is_trend(parsed->metric) && parsed->aggregate != stats::Aggregate::count;
  const char* verdict = result.verdict == stats::ThresholdVerdict::kept       ? "kept"
                        : result.verdict == stats::ThresholdVerdict::violated ? "violated"
                                                                              : "no_data";
  return {{"expression", clean(result.expression)},
          {"value", number_or_null(result.value)},
          {"unit", time ? "ns" : ""},
          {"verdict", verdict}};
}

PageJson harness_json(const check::HarnessFacts& harness) {
  return {{"cpu_s", number_or_null(harness.cpu_s)},
          {"max_rss_bytes", integer_or_null(harness.max_rss_bytes)},
          {"threads", integer_or_null(harness.threads)},
          {"connections", integer_or_null(harness.connections)}};
}

PageJson outcomes_json(const Summary& summary, PageJson& json) {
  json["status"] = PageJson::object();
  for (const auto& [status, count] : summary.status) json["status"][std::to_string(status)] = count;
  json["errors"] = list_of(summary.errors, [](const ErrorCount& error) -> PageJson {
    return {{"phase", error.phase}, {"cause", error.cause}, {"count", error.count}};
  });
  json["by_type"] = list_of(summary.by_type, [](const TypeLine& line) -> PageJson {
    return {{"type", clean(line.type)},
            {"accepted", line.counts.accepted},
            {"rejected", line.counts.rejected},
            {"failed", line.counts.failed},
            {"timed_out", line.counts.timed_out}};
  });
  return json;
}

}  // namespace

std::string markup_safe(const PageJson& json) {
  // The three characters stand in strings only, where JSON may write them as \uXXXX.
  const std::string text = json.dump(-1, ' ', true, PageJson::error_handler_t::replace);
  std::string safe;
  safe.reserve(text.size() + text.size() / 16);
  for (const char c : text) {
    if (c == '<') {
      safe += "\\u003c";
    } else if (c == '>') {
      safe += "\\u003e";
    } else if (c == '&') {
      safe += "\\u0026";
    } else {
      safe += c;
    }
  }
  return safe;
}

std::string clean(std::string_view text) {
  return record::printable(text, PageBounds::line_bytes);
}

bool Room::take(const PageJson& part) {
  const std::size_t size = markup_safe(part).size() + 1;
  if (size > left_) return false;
  left_ -= size;
  return true;
}

std::string page_data(const Summary& summary, const PageState& state) {
  PageJson json{{"schema", "hookworthy/page/1"},
                {"version", clean(summary.run.version)},
                {"live", state.live},
                {"running", state.running},
                {"in_flight", state.in_flight}};
  json["run"] = run_json(summary.run);
  json["duration_ns"] = integer_or_null(summary.duration_ns);
  json["verdict"] = check::to_string(summary.verdict);
  json["reasons"] = list_of(summary.reasons, [](const auto& reason) { return clean(reason); });
  json["interrupted"] = summary.interrupted;
  json["deliveries"] = counts_json(summary.deliveries);
  json["rate"] = {{"planned_per_s", number_or_null(summary.harness.planned_per_s)},
                  {"achieved_per_s", number_or_null(summary.harness.achieved_per_s)}};
  json["times"] = {{"response_time", times_json(summary.times.response_time)},
                   {"service_time", times_json(summary.times.service_time)},
                   {"send_lag", times_json(summary.times.send_lag)}};
  outcomes_json(summary, json);
  json["clauses"] = clauses_json(summary);
  json["thresholds"] = list_of(summary.thresholds, threshold_json);
  json["coverage"] = coverage_json(summary);
  json["series"] = series_json(summary.series);
  json["harness"] = harness_json(summary.harness);
  return markup_safe(json);
}

}  // namespace hookworthy::report
