#pragma once

#include "cli/capacity_report.hpp"
#include "cli/load_source.hpp"
#include "generator/run/control.hpp"
#include "generator/run/load.hpp"
#include "verifier/check/tally.hpp"
#include "verifier/contract/contract.hpp"
#include "verifier/result.hpp"
#include "verifier/stats/threshold.hpp"

#include <cstdint>
#include <memory>
#include <vector>

namespace hookworthy::cli {

/// What one run used of what it was allowed.
struct ProbeUse {
  double cpu_share = 0;         ///< of one processor per thread
  double connection_share = 0;  ///< connections busy on average, of those allowed
};

/// Judges one run at one rate. A rate that was not held is nobody's fault but the harness's where
/// its threads had no processor time left, and the receiver's where all connections were busy: by
/// Little's law it answered no faster with so many requests at once.
[[nodiscard]] CapacityStep judge_step(double rate_per_s, const check::Tally& tally,
                                      const check::HarnessFacts& harness, const ProbeUse& use,
                                      const std::vector<stats::Threshold>& objectives);

/// Runs a load at one rate after the other. Everything given outlives it.
class CapacityProbe {
 public:
  CapacityProbe(std::shared_ptr<const contract::Contract> contract,
                std::vector<stats::Threshold> objectives, const LoadSource& source,
                run::LoadSettings settings, std::int64_t step_ns, run::Control& control);

  /// Blocks for warm-up and step. The Error says why it could not run, or that it was interrupted.
  [[nodiscard]] Result<CapacityStep> run(double rate_per_s);
  [[nodiscard]] bool interrupted() const { return control_.stop() != run::Control::Stop::no; }

 private:
  std::shared_ptr<const contract::Contract> contract_;
  std::vector<stats::Threshold> objectives_;
  const LoadSource& source_;
  run::LoadSettings settings_;
  std::int64_t step_ns_;
  run::Control& control_;
};

}  // namespace hookworthy::cli
