#pragma once

#include "verifier/check/certificate.hpp"
#include "verifier/check/judge.hpp"
#include "verifier/check/reproduce.hpp"
#include "verifier/check/tally.hpp"
#include "verifier/record/run.hpp"
#include "verifier/report/trial_view.hpp"
#include "verifier/stats/threshold.hpp"
#include "verifier/stats/time_series.hpp"

#include <cstdint>
#include <map>
#include <optional>
#include <span>
#include <string>
#include <vector>

namespace hookworthy::report {

/// One failure of a clause, ready to be shown: bytes of strangers are harmless text.
struct EvidenceView {
  std::string case_id;
  std::optional<std::string> after;  ///< id of the case that this one followed up
  std::string type;
  std::optional<std::string> field;
  std::string label;
  std::string expect;
  std::string request;  ///< raw bytes as sent, at most Evidence::max_request_bytes
  std::uint64_t request_bytes = 0;
  std::string response;  ///< one printable line
  check::Reproduction reproduction;
  std::optional<TrialView> trial;  ///< of what a trial proves; then there is no `request`
};

struct ClauseView {
  check::ClauseResult result;  ///< its `evidence` is moved out
  std::vector<EvidenceView> evidence;
};

struct ErrorCount {
  std::string phase;
  std::string cause;  ///< "timed_out" for timeouts
  std::uint64_t count = 0;
};

struct TypeLine {
  std::string type;
  check::TypeCounts counts;
};

/// All that a report says, in whatever format.
struct Summary {
  record::Header run;  ///< `settings` are not reported
  std::optional<std::int64_t> duration_ns;
  record::Counts deliveries;
  check::HarnessFacts harness;
  check::Times times;
  std::vector<stats::SeriesRow> series;  ///< what happened when, with the warm-up
  std::map<unsigned, std::uint64_t> status;
  std::vector<ErrorCount> errors;  ///< most frequent first
  std::vector<TypeLine> by_type;   ///< types that were delivered, in contract order
  std::vector<std::string> types;  ///< all types of the contract, in its order
  std::vector<ClauseView> clauses;
  std::vector<stats::ThresholdResult> thresholds;
  check::Coverage coverage;
  check::CoverageGoal goal;
  std::vector<check::Explored> explored;
  std::string record_sha256;  ///< of the record's bytes, 64 hex digits; empty: none was written
  check::Verdict verdict = check::Verdict::inconclusive;
  std::vector<std::string> reasons;
  bool interrupted = false;
};

/// What a run is judged by, beside the contract.
struct Gates {
  std::vector<stats::Threshold> thresholds;
  check::CoverageGoal goal;
};

/// Puts a summary together. `tally` and `judge`: merged over all workers; `context`: for the lines
/// that reproduce a failure.
[[nodiscard]] Summary summarize(const record::Header& header, const check::Tally& tally,
                                const check::Judge& judge, const check::RunFacts& facts,
                                const Gates& gates, const check::RunContext& context,
                                const contract::Contract& contract);

/// How a run stands that goes on: counts, times, statuses and types so far; no verdict, no clauses,
/// no coverage. `planned` counts what has ended.
[[nodiscard]] Summary summarize_running(const record::Header& header, const check::Tally& tally,
                                        const contract::Contract& contract);

}  // namespace hookworthy::report
