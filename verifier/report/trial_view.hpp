#pragma once

#include "verifier/check/clause.hpp"
#include "verifier/check/evidence.hpp"

#include <cstdint>
#include <string>
#include <vector>

namespace hookworthy::report {

/// A trial that broke a clause, ready to be shown.
struct TrialView {
  std::string notation;
  std::string operation;
  std::vector<std::string> attempts;  ///< one printable line each; of many the first and the last
  std::string expected;               ///< one printable line, as is `seen`
  std::string seen;
  std::uint32_t repeats = 0;
  std::uint32_t failures = 0;
};

[[nodiscard]] TrialView trial_view(const check::TrialEvidence& evidence, check::ClauseId clause);

}  // namespace hookworthy::report
