#pragma once

#include "generator/plan/plan.hpp"
#include "generator/plan/signer.hpp"
#include "generator/run/control.hpp"
#include "generator/run/coverage.hpp"
#include "generator/run/protocol_phase.hpp"
#include "generator/run/scenario.hpp"
#include "generator/run/sequence_phase.hpp"
#include "generator/run/signature_phase.hpp"
#include "verifier/check/assess.hpp"
#include "verifier/check/certificate.hpp"
#include "verifier/record/delivery.hpp"
#include "verifier/record/trial.hpp"
#include "verifier/result.hpp"

#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace hookworthy::cli {

/// A part of a certification, in the order in which they run.
enum class Phase : std::uint8_t { coverage, random, sequence, protocol, signature };
std::string_view to_string(Phase phase);

/// Parses --phases; `names` empty: all that can run. The Error lists the known names, or says that
/// the signature phase needs a secret.
Result<std::vector<Phase>> parse_phases(const std::vector<std::string>& names, bool has_secret);

/// The clauses, of those that are judged, that a delivery or a trial by itself breaks: one bit
/// each, 0: none. What the searching phases look for.
std::uint64_t failures_of(const record::Delivery& delivery, const check::AnswerTable& answers,
                          check::ClauseSet clauses);
std::uint64_t failures_of(const record::Trial& trial, const check::AnswerTable& answers,
                          check::ClauseSet clauses, bool has_probe);

/// The time that a phase may take when `left_ns` are left for it and those behind it, the first of
/// `phases`: its share of what is left, so that a slow phase leaves time for the others, and a
/// quick one leaves them its own.
std::int64_t budget_of(std::span<const Phase> phases, std::int64_t left_ns);

/// The phases of one certification: they share a record, a budget and the reins. Must outlive the
/// judging of what they sent.
class CertifyPhases {
 public:
  struct Options {
    std::vector<Phase> phases;
    std::vector<std::string> types;               ///< empty: all
    std::uint64_t max_cases = ~std::uint64_t{0};  ///< of all phases together
    check::ClauseSet clauses = check::ClauseSet::all();
    std::optional<run::StateProbe> probe{};
    /// Told when a phase begins (deliveries and duration 0) and has ended; may be empty.
    std::function<void(Phase phase, bool ended, const run::ScenarioOutcome& outcome)> tell{};
  };

  /// `plan` and `signer` outlive this; `signer` may be null, but not for the signature phase.
  CertifyPhases(const plan::Plan& plan, const plan::Signer* signer, Options options);

  /// Runs the phases one after the other; the outcome is that of all. `settings` without signer.
  Result<run::ScenarioOutcome> run(run::ScenarioSettings settings, record::Sink& sink,
                                   run::Control& control);

  /// What the run has to say beside its verdicts.
  void add_notes(check::RunFacts& facts) const;

 private:
  [[nodiscard]] bool has(Phase phase) const;
  void leave_out(Phase phase, std::string_view why);
  void plan_cases(std::uint64_t left);
  /// Deliveries that a whole phase makes; 0: not known.
  [[nodiscard]] std::uint64_t deliveries(Phase phase) const;
  Result<run::ScenarioOutcome> run_phase(Phase phase, const run::ScenarioSettings& settings,
                                         record::Sink& sink, run::Control& control);
  Result<run::ScenarioOutcome> run_random(const run::ScenarioSettings& settings, record::Sink& sink,
                                          run::Control& control);
  Result<run::ScenarioOutcome> run_sequence(const run::ScenarioSettings& settings,
                                            record::Sink& sink, run::Control& control);

  const plan::Plan& plan_;
  const plan::Signer* signer_;
  Options options_;
  std::vector<Phase> phases_;
  check::AnswerTable answers_;
  std::optional<run::Coverage> coverage_;
  std::uint64_t random_cases_ = 0;
  std::uint64_t trials_ = 0;
  std::optional<plan::ProtocolCatalogue> protocol_;
  std::vector<std::uint64_t> protocol_cases_;
  std::optional<run::SignaturePhase> signature_;
  std::vector<std::string> notes_;
  std::vector<check::Explored> explored_;
};

}  // namespace hookworthy::cli
