#pragma once

#include "cli/capacity_search.hpp"
#include "verifier/check/certificate.hpp"
#include "verifier/stats/threshold.hpp"

#include <cstdint>
#include <iosfwd>
#include <optional>
#include <string>
#include <vector>

namespace hookworthy::cli {

/// One rate that was tried.
struct CapacityStep {
  double rate_per_s = 0;
  std::optional<double> achieved_per_s;  ///< sent
  RateVerdict verdict = RateVerdict::no_data;
  bool confirmation = false;
  std::vector<stats::ThresholdResult> objectives;  ///< in the order given
  std::string reason;                              ///< why it was not kept, one line
};

/// What a search for the capacity has found.
struct CapacityReport {
  std::string version, target, started_at;
  std::uint64_t seed = 0;
  double duration_s = 0;
  CapacitySearch::Settings range;
  std::int64_t step_ns = 0;
  std::int64_t warm_up_ns = 0;
  unsigned connections = 0;
  unsigned threads = 0;
  std::vector<CapacityStep> steps;
  CapacitySearch::End end = CapacitySearch::End::none;
  std::optional<double> highest_kept, lowest_broken, harness_limit;
  bool interrupted = false;
  bool out_of_budget = false;
};

/// kept: the capacity was found and confirmed, or is above the highest rate allowed. violated: the
/// lowest rate breaks an objective. inconclusive: anything else.
[[nodiscard]] check::Verdict verdict_of(const CapacityReport& report);

/// One line each: what was found, and what stopped the search.
[[nodiscard]] std::vector<std::string> findings_of(const CapacityReport& report);

/// One line for a step, such as `1,600/s  kept  response_time: p(99)<50ms  12.3 ms`.
[[nodiscard]] std::string line_of(const CapacityStep& step);

void write_capacity_text(std::ostream& out, const CapacityReport& report);
/// The document `hookworthy/capacity/1`.
void write_capacity_json(std::ostream& out, const CapacityReport& report);

}  // namespace hookworthy::cli
