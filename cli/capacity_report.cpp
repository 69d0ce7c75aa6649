#include "cli/capacity_report.hpp"

#include "verifier/record/text.hpp"
#include "verifier/report/units.hpp"

#include <algorithm>
#include <array>
#include <ostream>
#include <string_view>

#include <fmt/format.h>
#include <nlohmann/json.hpp>

namespace hookworthy::cli {
namespace {

using Json = nlohmann::ordered_json;
using End = CapacitySearch::End;

constexpr std::array<std::string_view, 4> verdict_names{"kept", "broken", "harness", "no_data"};
constexpr std::size_t max_text_bytes = 300;

std::string rate(double per_s) {
  return report::rate(per_s);
}

/// The last look at a rate.
const CapacityStep* step_at(const CapacityReport& report, const std::optional<double>& rate_per_s) {
  const auto found = std::find_if(
      report.steps.rbegin(), report.steps.rend(),
      [&](const CapacityStep& step) { return rate_per_s && step.rate_per_s == *rate_per_s; });
  return found == report.steps.rend() ? nullptr : &*found;
}

/// The value of an objective as people read it.
std::string value_of(const stats::ThresholdResult& result) {
  if (!result.value) return "no data";
  const auto threshold = stats::parse_threshold(result.expression);
  const bool is_time = threshold && stats::is_trend(threshold->metric) &&
                       threshold->aggregate != stats::Aggregate::count;
  return is_time ? report::duration(*result.value) : fmt::format("{:.6g}", *result.value);
}

std::string_view reason_of(const CapacityReport& report) {
  switch (report.end) {
    case End::none:
      return report.interrupted     ? "interrupted before both edges were known"
             : report.out_of_budget ? "the time budget was over before both edges were known: "
                                      "raise --budget"
                                    : "the search was given up";
    case End::found:
      return "both edges are known, the kept rate was confirmed";
    case End::max_rate:
      return "the capacity lies above --max-rate";
    case End::min_rate:
      return "the lowest rate breaks an objective already: lower --min-rate";
    case End::harness:
      return "the harness is the limit, not the receiver: use more --threads or --connections, or "
             "run it on a machine of its own";
    case End::no_data:
      return "the receiver gave nothing to judge by";
    case End::unsteady:
      return "no rate was kept twice: the receiver, or this machine, is unsteady";
  }
  return {};
}

Json number(const std::optional<double>& value) {
  return value ? Json(*value) : Json(nullptr);
}

Json objectives_json(const CapacityStep& step) {
  Json json = Json::array();
  for (const auto& result : step.objectives) {
    Json kept = nullptr;
    if (result.verdict != stats::ThresholdVerdict::no_data) {
      kept = result.verdict == stats::ThresholdVerdict::kept;
    }
    json.push_back({{"expression", result.expression},
                    {"value", number(result.value)},
                    {"kept", std::move(kept)}});
  }
  return json;
}

Json step_json(const CapacityStep& step) {
  return {{"rate_per_s", step.rate_per_s},
          {"achieved_per_s", number(step.achieved_per_s)},
          {"verdict", verdict_names[static_cast<std::size_t>(step.verdict)]},
          {"confirmation", step.confirmation},
          {"objectives", objectives_json(step)},
          {"reason", step.reason.empty() ? Json(nullptr) : Json(step.reason)}};
}

Json edge_json(const CapacityReport& report, const std::optional<double>& rate_per_s) {
  const CapacityStep* step = step_at(report, rate_per_s);
  return step != nullptr ? step_json(*step) : Json(nullptr);
}

}  // namespace

check::Verdict verdict_of(const CapacityReport& report) {
  if (report.interrupted) return check::Verdict::inconclusive;
  switch (report.end) {
    case End::found:
    case End::max_rate:
      return check::Verdict::kept;
    case End::min_rate:
      return check::Verdict::violated;
    default:
      return check::Verdict::inconclusive;
  }
}

std::string line_of(const CapacityStep& step) {
  std::string line = fmt::format("{:>12}  {:<8}", rate(step.rate_per_s),
                                 verdict_names[static_cast<std::size_t>(step.verdict)]);
  for (const auto& result : step.objectives) {
    const bool broken = result.verdict == stats::ThresholdVerdict::violated;
    line += fmt::format("  {}{}: {}", broken ? "NOT " : "",
                        record::printable(result.expression, max_text_bytes), value_of(result));
  }
  if (step.confirmation) line += "  (second look)";
  if (!step.reason.empty()) line += "  " + record::printable(step.reason, max_text_bytes);
  return line;
}

std::vector<std::string> findings_of(const CapacityReport& report) {
  std::vector<std::string> lines;
  lines.push_back(report.highest_kept
                      ? fmt::format("highest rate that keeps all: {}", rate(*report.highest_kept))
                      : "highest rate that keeps all: none found");
  if (const CapacityStep* step = step_at(report, report.lowest_broken)) {
    std::string line = fmt::format("lowest rate that breaks one: {}", rate(step->rate_per_s));
    for (const auto& result : step->objectives) {
      if (result.verdict != stats::ThresholdVerdict::violated) continue;
      line += fmt::format(", {} ({})", record::printable(result.expression, max_text_bytes),
                          value_of(result));
    }
    lines.push_back(std::move(line));
  }
  if (report.harness_limit) {
    lines.push_back(
        fmt::format("the harness itself could not hold {}", rate(*report.harness_limit)));
  }
  lines.emplace_back(reason_of(report));
  return lines;
}

void write_capacity_text(std::ostream& out, const CapacityReport& report) {
  out << fmt::format("Capacity of {}\n\n", record::printable(report.target, max_text_bytes));
  for (const CapacityStep& step : report.steps) out << line_of(step) << '\n';
  out << fmt::format("\nVerdict: {}\n", check::to_string(verdict_of(report)));
  for (const std::string& line : findings_of(report)) out << "  " << line << '\n';
}

void write_capacity_json(std::ostream& out, const CapacityReport& report) {
  Json steps = Json::array();
  for (const CapacityStep& step : report.steps) steps.push_back(step_json(step));
  const Json json{{"schema", "hookworthy/capacity/1"},
                  {"run",
                   {{"command", "capacity"},
                    {"version", report.version},
                    {"seed", report.seed},
                    {"target", report.target},
                    {"started_at", report.started_at},
                    {"duration_s", report.duration_s}}},
                  {"settings",
                   {{"min_rate_per_s", report.range.min_rate},
                    {"max_rate_per_s", report.range.max_rate},
                    {"precision", report.range.precision},
                    {"step_s", static_cast<double>(report.step_ns) / 1e9},
                    {"warm_up_s", static_cast<double>(report.warm_up_ns) / 1e9},
                    {"connections", report.connections},
                    {"threads", report.threads}}},
                  {"highest_kept_per_s", number(report.highest_kept)},
                  {"lowest_broken_per_s", number(report.lowest_broken)},
                  {"harness_limit_per_s", number(report.harness_limit)},
                  {"kept", edge_json(report, report.highest_kept)},
                  {"broken", edge_json(report, report.lowest_broken)},
                  {"steps", std::move(steps)},
                  {"verdict", check::to_string(verdict_of(report))},
                  {"reasons", findings_of(report)},
                  {"interrupted", report.interrupted}};
  out << json.dump(2, ' ', false, Json::error_handler_t::replace) << '\n';
}

}  // namespace hookworthy::cli
