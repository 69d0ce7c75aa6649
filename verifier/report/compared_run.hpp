#pragma once

#include "verifier/check/assess.hpp"
#include "verifier/check/certificate.hpp"
#include "verifier/result.hpp"
#include "verifier/stats/comparison.hpp"

#include <iosfwd>
#include <string>
#include <string_view>
#include <vector>

namespace hookworthy::report {

/// One side of a comparison.
struct ComparedRun {
  std::string source;  ///< where it was read from
  std::string command, version, target, started_at;
  std::string contract_sha256;
  check::HarnessFacts harness;
  std::vector<std::string> faults;  ///< why its figures prove nothing, one line each
  stats::RunSample sample;
};

/// Reads a record. `answers`: of the contract that the run was made with; its hash is for the
/// caller to check. Warm-up and rehearsals are left out. A torn record is a fault.
[[nodiscard]] Result<ComparedRun> compared_run_from_record(const std::string& name,
                                                           std::istream& in,
                                                           const check::AnswerTable& answers);

/// Reads a summary or certificate. Its histograms have no slices, so that nobody can say how sure
/// they are; `log`, a .hlog of the response time, has, and may be nullptr.
[[nodiscard]] Result<ComparedRun> compared_run_from_summary(const std::string& name,
                                                            std::string_view document,
                                                            std::istream* log);

}  // namespace hookworthy::report
