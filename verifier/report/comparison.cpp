#include "verifier/report/comparison.hpp"

#include "verifier/record/text.hpp"
#include "verifier/report/units.hpp"

#include <algorithm>
#include <cmath>

#include <fmt/format.h>

namespace hookworthy::report {
namespace {

/// Rates further apart than this are not the same load.
constexpr double max_rate_difference = 0.02;

void put_run_reasons(const char* side, const ComparedRun& run, std::vector<std::string>& reasons) {
  for (const auto& fault : run.faults) {
    reasons.push_back(fmt::format("{}: {}", side, record::printable(fault, 400)));
  }
  const auto filled = std::ranges::count_if(run.sample.response_time.slices(),
                                            [](const auto& slice) { return !slice.empty(); });
  if (static_cast<std::size_t>(filled) < stats::min_slices) {
    reasons.push_back(
        fmt::format("{}: {} of response time; {} or more are needed: run longer, and give the "
                    "--out directory or the record",
                    side, counted(static_cast<std::uint64_t>(filled), "slice"), stats::min_slices));
  }
}

}  // namespace

ComparisonReport compare_runs(ComparedRun base, ComparedRun after,
                              const std::vector<stats::RegressionGate>& gates,
                              const stats::ComparisonOptions& options) {
  ComparisonReport report{.base = std::move(base),
                          .after = std::move(after),
                          .result = {},
                          .confidence = options.confidence,
                          .verdict = stats::ChangeVerdict::not_enough_data,
                          .reasons = {}};
  report.result = stats::compare(report.base.sample, report.after.sample, gates, options);
  report.verdict = report.result.verdict;
  if (!report.base.faults.empty() || !report.after.faults.empty()) {
    report.verdict = stats::ChangeVerdict::not_enough_data;
    for (auto& gate : report.result.gates) gate.verdict = stats::GateVerdict::not_enough_data;
  }
  put_run_reasons("BASE", report.base, report.reasons);
  put_run_reasons("NEW", report.after, report.reasons);
  const auto& base_rate = report.base.harness.planned_per_s;
  const auto& new_rate = report.after.harness.planned_per_s;
  if (base_rate && new_rate &&
      std::abs(*base_rate - *new_rate) > max_rate_difference * std::max(*base_rate, *new_rate)) {
    report.reasons.push_back(
        fmt::format("the loads differ: {} and {} planned", rate(*base_rate), rate(*new_rate)));
  }
  if (report.base.contract_sha256 != report.after.contract_sha256) {
    report.reasons.emplace_back("the runs were made with different contracts");
  }
  return report;
}

}  // namespace hookworthy::report
