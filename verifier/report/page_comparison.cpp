#include "verifier/report/comparison_parts.hpp"
#include "verifier/report/json_values.hpp"
#include "verifier/report/page.hpp"
#include "verifier/report/page_parts.hpp"

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <utility>

namespace hookworthy::report {
namespace {

/// [[second, value or null], ...] up to the last slice that has a value. A run with only one such
/// slice has no curve.
template <class Sliced, class Value>
PageJson curve(const Sliced& sliced, Value value) {
  const double width_s = static_cast<double>(sliced.width_ns()) / 1e9;
  PageJson points = PageJson::array();
  std::size_t known = 0;
  std::size_t length = 0;
  for (const auto& slice : sliced.slices()) {
    const double start_s = static_cast<double>(points.size()) * width_s;
    points.push_back({start_s, value(slice)});
    if (points.back().back().is_null()) continue;
    ++known;
    length = points.size();
  }
  if (known < 2) length = 0;
  points.erase(points.begin() + static_cast<std::ptrdiff_t>(length), points.end());
  return points;
}

PageJson quantile_curve(const stats::SlicedTimes& times, double q) {
  return curve(times, [q](const stats::Histogram& slice) {
    const auto value = slice.value_at_quantile(q);
    return value ? PageJson(*value) : PageJson(nullptr);
  });
}

/// Without the slice in which the run ended: it would look like a fall.
PageJson rate_curve(const stats::RunSample& sample) {
  const std::int64_t width_ns = sample.outcomes.width_ns();
  std::int64_t end_ns = 0;
  return curve(sample.outcomes, [&](const stats::OutcomeSlice& slice) {
    end_ns += width_ns;
    return end_ns > sample.measured_ns ? PageJson(nullptr)
                                       : PageJson(static_cast<double>(slice.answered) * 1e9 /
                                                  static_cast<double>(width_ns));
  });
}

PageJson failures_curve(const stats::SlicedOutcomes& outcomes) {
  return curve(outcomes, [](const stats::OutcomeSlice& slice) {
    return slice.ended == 0
               ? PageJson(nullptr)
               : PageJson(static_cast<double>(slice.failures) / static_cast<double>(slice.ended));
  });
}

PageJson whole_json(const stats::SlicedTimes& times) {
  PageJson json = times_json(times.total());
  json.erase("bins");
  return json;
}

PageJson side_json(const ComparedRun& run) {
  const stats::RunSample& sample = run.sample;
  return {{"source", clean(run.source)},
          {"command", clean(run.command)},
          {"version", clean(run.version)},
          {"target", clean(run.target)},
          {"started_at", clean(run.started_at)},
          {"contract_sha256", clean(run.contract_sha256)},
          {"measured_ns", sample.measured_ns},
          {"planned_per_s", number_or_null(run.harness.planned_per_s)},
          {"achieved_per_s", number_or_null(run.harness.achieved_per_s)},
          {"response_time", whole_json(sample.response_time)},
          {"service_time", whole_json(sample.service_time)},
          {"slice_s", static_cast<double>(sample.response_time.width_ns()) / 1e9},
          {"p50", quantile_curve(sample.response_time, 0.5)},
          {"p99", quantile_curve(sample.response_time, 0.99)},
          {"rate", rate_curve(sample)},
          {"failures", failures_curve(sample.outcomes)}};
}

/// A gate with the values that it is about.
PageJson gate_of(const ComparisonReport& report, const stats::GateResult& result) {
  PageJson json = gate_json(result);
  json["expression"] = clean(result.gate.expression);
  const auto& changes = report.result.changes;
  const auto about = std::ranges::find(changes, result.gate.figure, &stats::Change::figure);
  json["about"] = about == changes.end() ? PageJson(nullptr) : change_json(*about);
  return json;
}

}  // namespace

std::string page_data(const ComparisonReport& report) {
  PageJson json{{"schema", "hookworthy/compare-page/1"},
                {"verdict", stats::to_string(report.verdict)},
                {"confidence", report.confidence}};
  json["reasons"] = list_of(report.reasons, [](const auto& reason) { return clean(reason); });
  json["base"] = side_json(report.base);
  json["new"] = side_json(report.after);
  json["metrics"] =
      list_of(report.result.changes, [](const auto& change) { return change_json(change); });
  json["gates"] =
      list_of(report.result.gates, [&](const auto& gate) { return gate_of(report, gate); });
  return markup_safe(json);
}

}  // namespace hookworthy::report
