#pragma once

#include "cli/replay_phases.hpp"
#include "generator/plan/plan.hpp"
#include "verifier/check/assess.hpp"
#include "verifier/check/evidence.hpp"
#include "verifier/record/run.hpp"
#include "verifier/result.hpp"

#include <cstdint>
#include <deque>
#include <istream>
#include <memory>
#include <string>
#include <vector>

namespace hookworthy::cli {

/// One delivery to be made again.
struct ReplayCase {
  check::CaseRef what;
  std::string body;
  bool broke_before = false;  ///< it broke a clause when it was recorded
  bool has_body = true;       ///< false: neither the record nor a plan has its bytes
};

/// Deliveries that follow each other on one connection: a case, or a case and its health probe.
using ReplayScenario = std::vector<ReplayCase>;

/// What to take out of a record.
struct ReplayChoice {
  std::vector<CaseKey> cases;  ///< empty: all; of kind sequence: trials by their numbers
  bool failed_only = false;
  bool has_probe = false;  ///< whether what a probe saw counts
};

/// Most deliveries, and bytes of bodies, that are held for one replay.
inline constexpr std::size_t max_replay_deliveries = 100'000;
inline constexpr std::size_t max_replay_trials = 1000;
inline constexpr std::size_t max_replay_bytes = std::size_t{512} << 20;

/// All that is to be sent again.
struct ReplayList {
  std::vector<ReplayScenario> scenarios;
  std::vector<PhaseCase> protocol;  ///< made anew by their phases, with their own health probes
  std::vector<PhaseCase> signature;
  std::vector<SequenceCase> sequences;
  [[nodiscard]] bool empty() const {
    return scenarios.empty() && protocol.empty() && signature.empty() && sequences.empty();
  }
};

/// Reads the chosen deliveries of a record, health probes behind the case that they follow up.
/// `plan` makes bodies that the record left out; it must be of the record's contract and seed. A
/// torn record is replayed as far as it goes. The Error says what is wrong with the record, or that
/// it holds more than can be replayed at once.
Result<ReplayList> read_replay(const std::string& file, const ReplayChoice& choice,
                               const plan::Plan& plan, const check::AnswerTable& answers);

/// Makes cases from the plan alone, in order, on one connection. The Error names a case that no
/// plan makes.
Result<ReplayList> make_replay(const std::vector<CaseKey>& cases, const plan::Plan& plan);

}  // namespace hookworthy::cli
