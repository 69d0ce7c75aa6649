#pragma once

#include "generator/plan/plan.hpp"
#include "generator/plan/signature_catalogue.hpp"
#include "generator/run/scenario.hpp"
#include "generator/run/wall_clock.hpp"

#include <cstdint>
#include <string>
#include <vector>

namespace hookworthy::run {

struct SignatureSettings {
  std::vector<std::string> types;   ///< one of them is used; empty: all. Known names
  std::vector<std::uint64_t> only;  ///< indices of cases, each < count(); empty: all
  WallClock clock = wall_clock_s;
};

/// Every right and wrong signature, each a scenario of its own, for run_scenarios with settings
/// that have no signer. A case that is to be refused is followed by a rightly signed canonical
/// callback, the health probe. The same case has the same bodies in every run; timestamps are those
/// of the moment at which the scenario begins.
class SignaturePhase final : public ScenarioSource {
 public:
  /// `plan` and `signer` must outlive this, and this the deliveries' cases.
  SignaturePhase(const plan::Plan& plan, const plan::Signer& signer, SignatureSettings settings);

  bool next(Scenario& scenario) override;
  bool finite() const override { return true; }

  const plan::SignatureCatalogue& catalogue() const { return catalogue_; }
  /// Deliveries that a whole run makes, probes included.
  std::uint64_t deliveries() const { return deliveries_; }

 private:
  void add_step(Scenario& scenario, const Case& what, plan::SignedMessage message);

  const plan::Plan& plan_;
  WallClock clock_;
  std::size_t type_;
  plan::SignatureCatalogue catalogue_;
  std::vector<std::uint64_t> cases_;
  std::size_t position_ = 0;
  std::uint64_t deliveries_ = 0;
};

}  // namespace hookworthy::run
