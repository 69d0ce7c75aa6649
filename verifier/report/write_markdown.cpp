#include "verifier/report/markdown.hpp"
#include "verifier/report/units.hpp"
#include "verifier/report/write.hpp"

#include <ostream>
#include <string>
#include <string_view>

#include <fmt/format.h>

namespace hookworthy::report {
namespace {

void write_clauses(std::ostream& out, const Summary& summary) {
  if (summary.clauses.empty()) return;
  out << "| clause | level | verdict | cases | violations |\n|---|---|---|--:|--:|\n";
  for (const ClauseView& view : summary.clauses) {
    const check::ClauseResult& result = view.result;
    const bool tested = result.verdict != check::ClauseVerdict::not_tested;
    out << fmt::format("| {} | {} | {} | {} | {} |\n", check::clause(result.id).name,
                       check::to_string(result.level),
                       tested ? check::to_string(result.verdict) : "not tested",
                       grouped(result.cases), grouped(result.violations));
  }
  out << '\n';
}

std::string_view to_text(stats::ThresholdVerdict verdict) {
  return verdict == stats::ThresholdVerdict::kept       ? "kept"
         : verdict == stats::ThresholdVerdict::violated ? "violated"
                                                        : "no data";
}

std::string value_text(const stats::ThresholdResult& result) {
  if (!result.value) return "no data";
  const auto parsed = stats::parse_threshold(result.expression);
  const bool is_time =
      parsed && stats::is_trend(parsed->metric) && parsed->aggregate != stats::Aggregate::count;
  return is_time ? duration(*result.value) : fmt::format("{:.6g}", *result.value);
}

void write_thresholds(std::ostream& out, const Summary& summary) {
  if (summary.thresholds.empty()) return;
  out << "| threshold | value | verdict |\n|---|--:|---|\n";
  for (const stats::ThresholdResult& result : summary.thresholds) {
    out << fmt::format("| {} | {} | {} |\n", markdown_code(result.expression), value_text(result),
                       to_text(result.verdict));
  }
  out << '\n';
}

void write_times(std::ostream& out, const Summary& summary) {
  out << "| time | count | p50 | p90 | p99 | p99.9 | max |\n|---|--:|--:|--:|--:|--:|--:|\n";
  const auto row = [&](std::string_view name, const stats::Histogram& times) {
    out << fmt::format("| {} | {} | {} | {} | {} | {} | {} |\n", name, grouped(times.count()),
                       duration(times.value_at_quantile(0.5)),
                       duration(times.value_at_quantile(0.9)),
                       duration(times.value_at_quantile(0.99)),
                       duration(times.value_at_quantile(0.999)), duration(times.max()));
  };
  row("response_time", summary.times.response_time);
  row("service_time", summary.times.service_time);
  row("send_lag", summary.times.send_lag);
  out << '\n';
}

/// The first failure of each clause: a summary is read by people in a hurry.
void write_evidence(std::ostream& out, const Summary& summary) {
  for (const ClauseView& view : summary.clauses) {
    if (view.evidence.empty()) continue;
    const EvidenceView& first = view.evidence.front();
    out << fmt::format("<details><summary>{}: {}</summary>\n\n", check::clause(view.result.id).name,
                       counted(view.result.violations, "violation"));
    std::string lines = fmt::format("case:     {} ({}{}{})\nanswer:   {}\n", first.case_id,
                                    first.type, first.field ? " " + *first.field : "",
                                    first.label.empty() ? "" : ", " + first.label, first.response);
    if (!first.reproduction.replay.empty()) lines += first.reproduction.replay + '\n';
    if (!first.reproduction.curl.empty()) lines += first.reproduction.curl + '\n';
    out << markdown_block(lines) << "\n</details>\n\n";
  }
}

}  // namespace

void write_markdown(std::ostream& out, const Summary& summary) {
  out << fmt::format("## hookworthy: {}\n\n", check::to_string(summary.verdict));
  out << fmt::format("{} {}, seed {}\n\n", markdown_text(summary.run.command),
                     markdown_code(summary.run.target), summary.run.seed);
  for (const std::string& reason : summary.reasons) out << "- " << markdown_text(reason) << '\n';
  if (!summary.reasons.empty()) out << '\n';
  write_clauses(out, summary);
  write_thresholds(out, summary);
  write_times(out, summary);
  write_evidence(out, summary);
}

}  // namespace hookworthy::report
