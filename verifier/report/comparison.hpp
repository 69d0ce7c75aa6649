#pragma once

#include "verifier/report/compared_run.hpp"
#include "verifier/stats/comparison.hpp"

#include <iosfwd>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace hookworthy::report {

/// All that a report on two runs says.
struct ComparisonReport {
  ComparedRun base;
  ComparedRun after;
  stats::RunComparison result;
  double confidence = 0.95;
  /// `not_enough_data` whatever the figures say when either run has a fault (law: the harness
  /// judges itself first); so are all gates then.
  stats::ChangeVerdict verdict = stats::ChangeVerdict::not_enough_data;
  std::vector<std::string> reasons;  ///< one line each, harmless on a terminal
};

/// Compares the runs and says what about them makes the comparison doubtful: faults, other rates,
/// other contracts, no slices.
[[nodiscard]] ComparisonReport compare_runs(ComparedRun base, ComparedRun after,
                                            const std::vector<stats::RegressionGate>& gates,
                                            const stats::ComparisonOptions& options);

/// For people.
void write_comparison_text(std::ostream& out, const ComparisonReport& report);
/// The document `hookworthy/compare/1`.
void write_comparison_json(std::ostream& out, const ComparisonReport& report);
/// GitHub Flavored Markdown, for job summaries and comments.
void write_comparison_markdown(std::ostream& out, const ComparisonReport& report);
/// One HTML document that opens offline: everything is in it, nothing is loaded. Below 2 MB.
void write_comparison_html(std::ostream& out, const ComparisonReport& report);

}  // namespace hookworthy::report
