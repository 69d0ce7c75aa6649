#pragma once

#include "verifier/check/certificate.hpp"
#include "verifier/check/clause.hpp"
#include "verifier/check/coverage.hpp"
#include "verifier/result.hpp"

#include <cstdint>
#include <string>
#include <vector>

#include <nlohmann/json.hpp>

namespace hookworthy::report {

/// What of a run's options is needed to judge its record again: `settings` of a record's header.
struct RunSettings {
  check::Profile profile = check::Profile::standard;
  std::vector<std::string> canonical_types;  ///< JudgeOptions::canonical_types
  std::vector<std::string> clauses;          ///< names of those to judge by; empty: all
  std::vector<std::string> thresholds;       ///< expressions
  check::CoverageGoal goal;
  std::string contract_file;         ///< empty: the embedded one
  std::vector<std::string> headers;  ///< RunContext::headers
  std::int64_t warm_up_ns = 0;
  std::string probe;  ///< URL template of the state probe; empty: none
  std::vector<std::string> probe_pointers;
  std::vector<std::string> transport;  ///< RunContext::transport
  std::vector<std::string> signing;    ///< RunContext::signing
  friend bool operator==(const RunSettings&, const RunSettings&) = default;
};

/// The clauses to judge by. Names that are not known, as a later version may have written them, are
/// left out.
[[nodiscard]] check::ClauseSet clause_set(const RunSettings& settings);

[[nodiscard]] nlohmann::json to_json(const RunSettings& settings);
/// Missing members keep their defaults; members of a wrong type are an Error.
[[nodiscard]] Result<RunSettings> settings_from_json(const nlohmann::json& json);

/// `facts` of a record's trailer: the harness's conduct and the run's notes and faults.
[[nodiscard]] nlohmann::json facts_to_json(const check::RunFacts& facts);
/// Reads them into `facts`; counts and duration are the trailer's own.
[[nodiscard]] Result<void> facts_from_json(const nlohmann::json& json, check::RunFacts& facts);

}  // namespace hookworthy::report
