#pragma once

#include "cli/replay_fates.hpp"
#include "generator/plan/plan.hpp"
#include "generator/plan/signer.hpp"
#include "generator/run/control.hpp"
#include "generator/run/scenario.hpp"
#include "generator/run/sequence_phase.hpp"
#include "verifier/check/assess.hpp"
#include "verifier/result.hpp"

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace hookworthy::cli {

/// A case that its phase makes anew: a fault of the protocol, or a right or wrong signature.
struct PhaseCase {
  check::CaseRef what;  ///< `type` empty: as certify chooses it
  bool broke_before = false;
};

/// A trial to be made again, with entities of its own.
struct SequenceCase {
  std::string id;  ///< of the record's trial, or empty
  std::string notation;
  bool broke_before = false;
};

/// How replays of phases are made. Everything outlives the replay.
struct PhaseReplay {
  const plan::Plan& plan;
  const check::AnswerTable& answers;
  const plan::Signer* signer = nullptr;  ///< null: nothing is signed
  run::ScenarioSettings run;             ///< without signer
  std::optional<run::StateProbe> probe;
  std::uint64_t first_number = 1;  ///< of trials; such that the receiver knows none of them
};

/// Each sends cases of one phase and notes what became of them. The outcome has the counts. The
/// Error says why nothing could be sent.
Result<run::ScenarioOutcome> replay_protocol(const PhaseReplay& replay,
                                             const std::vector<PhaseCase>& cases, Fates& fates,
                                             run::Control& control);
Result<run::ScenarioOutcome> replay_signatures(const PhaseReplay& replay,
                                               const std::vector<PhaseCase>& cases, Fates& fates,
                                               run::Control& control);
/// A trial is made three times, one with deliveries in flight at once five times: it has failed
/// when one of them does.
Result<run::ScenarioOutcome> replay_sequences(const PhaseReplay& replay,
                                              const std::vector<SequenceCase>& cases, Fates& fates,
                                              run::Control& control);

}  // namespace hookworthy::cli
