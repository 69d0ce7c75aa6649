#include "verifier/record/text.hpp"
#include "verifier/report/comparison_parts.hpp"
#include "verifier/report/json_values.hpp"
#include "verifier/report/markdown.hpp"
#include "verifier/report/units.hpp"
#include "verifier/stats/threshold.hpp"

#include <cmath>
#include <ostream>

#include <fmt/format.h>
#include <nlohmann/json.hpp>

namespace hookworthy::report {
namespace {

using Json = nlohmann::ordered_json;
using stats::Change;
using stats::GateResult;
using stats::GateVerdict;
using stats::Metric;

std::string value_text(const stats::Figure& figure, const std::optional<double>& value) {
  if (!value) return "no data";
  if (stats::is_trend(figure.metric)) return duration(*value);
  if (figure.metric == Metric::throughput) return rate(*value);
  return fmt::format("{:.3g} %", 100 * *value);
}

std::string share_text(const Change& change, double share) {
  const char* unit = change.figure.metric == Metric::failures ? "pp" : "%";
  // A change from almost nothing is beyond all measure.
  if (share > 100) return fmt::format("+{:.3g} {}", 100 * share, unit);
  return fmt::format("{:+.1f} {}", 100 * share, unit);
}

std::string change_text(const Change& change) {
  return change.change ? share_text(change, *change.change) : "no data";
}

std::string interval_text(const Change& change) {
  if (!change.low || !change.high) return "";
  return fmt::format("{} .. {}", share_text(change, *change.low), share_text(change, *change.high));
}

std::string name_of(const Change& change) {
  return fmt::format("{}: {}", stats::name_of(change.figure.metric),
                     stats::aggregate_text(change.figure));
}

std::string_view to_text(GateVerdict verdict) {
  return verdict == GateVerdict::kept     ? "kept"
         : verdict == GateVerdict::broken ? "broken"
                                          : "not enough data";
}

std::string regression_text(const GateResult& result) {
  if (!result.regression) return "no data";
  if (result.gate.is_time)
    return (*result.regression < 0 ? "" : "+") + duration(*result.regression);
  return fmt::format("{:+.1f} %", 100 * *result.regression);
}

Json line_or_null(const std::string& text) {
  return text.empty() ? Json(nullptr) : Json(record::printable(text, 1000));
}

Json compared_run_json(const ComparedRun& run) {
  return {{"source", record::printable(run.source, 4096)},
          {"command", line_or_null(run.command)},
          {"version", line_or_null(run.version)},
          {"target", line_or_null(run.target)},
          {"started_at", line_or_null(run.started_at)},
          {"contract_sha256", line_or_null(run.contract_sha256)},
          {"measured_s", static_cast<double>(run.sample.measured_ns) / 1e9},
          {"planned_per_s", number_or_null(run.harness.planned_per_s)},
          {"achieved_per_s", number_or_null(run.harness.achieved_per_s)}};
}

std::string_view unit_of(Metric metric) {
  return stats::is_trend(metric) ? "ns" : metric == Metric::throughput ? "per_s" : "share";
}

}  // namespace

Json change_json(const Change& change) {
  return {{"metric", stats::name_of(change.figure.metric)},
          {"aggregate", stats::aggregate_text(change.figure)},
          {"unit", unit_of(change.figure.metric)},
          {"base", number_or_null(change.base)},
          {"new", number_or_null(change.after)},
          {"change", number_or_null(change.change)},
          {"low", number_or_null(change.low)},
          {"high", number_or_null(change.high)},
          {"verdict", stats::to_string(change.verdict)}};
}

Json gate_json(const GateResult& result) {
  Json kept = nullptr;
  if (result.verdict != GateVerdict::not_enough_data) kept = result.verdict == GateVerdict::kept;
  return {{"expression", result.gate.expression},
          {"limit", result.gate.limit},
          {"unit", result.gate.is_time ? "ns" : "share"},
          {"regression", number_or_null(result.regression)},
          {"kept", std::move(kept)}};
}

void write_comparison_json(std::ostream& out, const ComparisonReport& report) {
  Json json{{"schema", "hookworthy/compare/1"},
            {"verdict", stats::to_string(report.verdict)},
            {"reasons", report.reasons},
            {"confidence", report.confidence},
            {"base", compared_run_json(report.base)},
            {"new", compared_run_json(report.after)},
            {"metrics", Json::array()},
            {"gates", Json::array()}};
  for (const Change& change : report.result.changes) {
    json["metrics"].push_back(change_json(change));
  }
  for (const GateResult& gate : report.result.gates) json["gates"].push_back(gate_json(gate));
  out << json.dump(2, ' ', false, Json::error_handler_t::replace) << '\n';
}

void write_comparison_text(std::ostream& out, const ComparisonReport& report) {
  out << fmt::format("NEW is: {}\n", stats::to_string(report.verdict));
  for (const auto& reason : report.reasons) out << "  - " << reason << '\n';
  for (const auto& [side, run] :
       {std::pair("BASE", &report.base), std::pair("NEW", &report.after)}) {
    out << fmt::format("{:<5}{} ({} {}, {})\n", side, record::printable(run->source, 300),
                       record::printable(run->command, 40), record::printable(run->target, 300),
                       record::printable(run->started_at, 40));
  }
  out << fmt::format("\n{:<23}{:>12}{:>12}{:>11}  {:<24}{}\n", "Figure", "BASE", "NEW", "change",
                     fmt::format("{:g} % confidence", 100 * report.confidence), "verdict");
  for (const Change& change : report.result.changes) {
    out << fmt::format("{:<23}{:>12}{:>12}{:>11}  {:<24}{}\n", name_of(change),
                       value_text(change.figure, change.base),
                       value_text(change.figure, change.after), change_text(change),
                       interval_text(change), stats::to_string(change.verdict));
  }
  if (report.result.gates.empty()) return;
  out << fmt::format("\n{:<16}{:>12}  {}\n", "Gate", "regression", "limit");
  for (const GateResult& gate : report.result.gates) {
    out << fmt::format("{:<16}{:>12}  {}\n", to_text(gate.verdict), regression_text(gate),
                       record::printable(gate.gate.expression, 300));
  }
}

void write_comparison_markdown(std::ostream& out, const ComparisonReport& report) {
  out << fmt::format("## Comparison: NEW is {}\n\n", stats::to_string(report.verdict));
  for (const auto& reason : report.reasons) out << "- " << markdown_text(reason, 500) << '\n';
  if (!report.reasons.empty()) out << '\n';
  out << fmt::format("BASE {}, NEW {}\n\n", markdown_code(report.base.source),
                     markdown_code(report.after.source));
  out << fmt::format("| figure | BASE | NEW | change | {:g} % confidence | verdict |\n",
                     100 * report.confidence)
      << "|---|--:|--:|--:|:-:|---|\n";
  for (const Change& change : report.result.changes) {
    out << fmt::format("| {} | {} | {} | {} | {} | {} |\n", name_of(change),
                       value_text(change.figure, change.base),
                       value_text(change.figure, change.after), change_text(change),
                       interval_text(change), stats::to_string(change.verdict));
  }
  if (report.result.gates.empty()) return;
  out << "\n| gate | regression | verdict |\n|---|--:|---|\n";
  for (const GateResult& gate : report.result.gates) {
    out << fmt::format("| {} | {} | {} |\n", markdown_code(gate.gate.expression),
                       regression_text(gate), to_text(gate.verdict));
  }
}

}  // namespace hookworthy::report
