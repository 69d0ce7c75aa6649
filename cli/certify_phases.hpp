#pragma once

#include "generator/plan/plan.hpp"
#include "generator/plan/signer.hpp"
#include "generator/run/control.hpp"
#include "generator/run/coverage.hpp"
#include "generator/run/protocol_phase.hpp"
#include "generator/run/scenario.hpp"
#include "generator/run/signature_phase.hpp"
#include "verifier/check/certificate.hpp"
#include "verifier/record/delivery.hpp"
#include "verifier/result.hpp"

#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace hookworthy::cli {

/// A part of a certification, in the order in which they run.
enum class Phase : std::uint8_t { coverage, protocol, signature };

/// Parses --phases; `names` empty: all that can run. The Error lists the known names, or says that
/// the signature phase needs a secret.
Result<std::vector<Phase>> parse_phases(const std::vector<std::string>& names, bool has_secret);

/// The phases of one certification: they share a record, a budget and the reins. Must outlive the
/// judging of what they sent.
class CertifyPhases {
 public:
  struct Options {
    std::vector<Phase> phases;
    std::vector<std::string> types;               ///< empty: all
    std::uint64_t max_cases = ~std::uint64_t{0};  ///< of all phases together
  };

  /// `plan` and `signer` outlive this; `signer` may be null, but not for the signature phase.
  CertifyPhases(const plan::Plan& plan, const plan::Signer* signer, Options options);

  /// Deliveries that a whole run makes.
  [[nodiscard]] std::uint64_t deliveries() const;

  /// Runs the phases one after the other; the outcome is that of all. `settings` without signer.
  Result<run::ScenarioOutcome> run(run::ScenarioSettings settings, record::Sink& sink,
                                   run::Control& control);

  /// What the run has to say beside its verdicts.
  void add_notes(check::RunFacts& facts) const;

 private:
  [[nodiscard]] bool has(Phase phase) const;
  Result<run::ScenarioOutcome> run_phase(Phase phase, const run::ScenarioSettings& settings,
                                         record::Sink& sink, run::Control& control);

  const plan::Plan& plan_;
  const plan::Signer* signer_;
  std::vector<Phase> phases_;
  std::optional<run::Coverage> coverage_;
  std::optional<plan::ProtocolCatalogue> protocol_;
  std::vector<std::uint64_t> protocol_cases_;
  std::optional<run::SignaturePhase> signature_;
  std::vector<std::string> skipped_;  ///< notes on phases that were left out
};

}  // namespace hookworthy::cli
