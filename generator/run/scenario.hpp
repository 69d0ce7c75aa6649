#pragma once

#include "generator/plan/signer.hpp"
#include "generator/run/control.hpp"
#include "generator/run/outcome.hpp"
#include "generator/send/limits.hpp"
#include "generator/send/target.hpp"
#include "verifier/case.hpp"
#include "verifier/record/delivery.hpp"
#include "verifier/result.hpp"

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace hookworthy::run {

/// One delivery of a scenario. Views of `what` must live until the scenario has ended.
struct Step {
  Case what{};
  std::string body{};
  std::string method{};                  ///< empty: POST
  std::vector<send::Header> headers{};   ///< over those of the settings
  std::optional<std::uint32_t> after{};  ///< earlier step of the same scenario that this follows up
  std::int64_t timeout_ns = 0;           ///< 0: that of the settings
  std::int64_t delay_ns = 0;             ///< to wait after the step before
  bool fresh_connection = false;         ///< close the kept connection first
};

/// Steps that are delivered strictly one after the other on one connection.
struct Scenario {
  std::uint64_t id = 0;  ///< the source's own
  std::vector<Step> steps;
};

/// Where scenarios come from, and who learns how they went. Called from the runner's thread only.
class ScenarioSource {
 public:
  ScenarioSource() = default;
  ScenarioSource(const ScenarioSource&) = delete;
  ScenarioSource& operator=(const ScenarioSource&) = delete;
  virtual ~ScenarioSource() = default;

  /// Fills `scenario` (steps of an earlier one may be in it: reuse or clear them). False: no more
  /// for now and ever. A scenario without steps is skipped.
  virtual bool next(Scenario& scenario) = 0;

  /// Step `step` has ended; the sink has seen it already. The source may change, drop or add steps
  /// after `step` (they are not planned before they begin); earlier ones must stay.
  virtual void ended(Scenario& /*scenario*/, std::size_t /*step*/,
                     const record::Delivery& /*delivery*/) {}

  /// A finite source is pulled empty when the budget is over, so that every step that was not sent
  /// is reported as unsent; an endless one is just not asked again.
  virtual bool finite() const { return false; }
};

struct ScenarioSettings {
  send::Destination destination{};
  unsigned concurrency = 8;                  ///< scenarios at the same time, each its connection
  std::int64_t timeout_ns = 10'000'000'000;  ///< of a delivery
  std::int64_t budget_ns = 60'000'000'000;   ///< after it nothing new is sent
  std::int64_t grace_ns = 2'000'000'000;     ///< for what is in flight when the budget ends
  std::vector<send::Header> headers{};
  /// Signs each delivery as it is sent; null: nobody does. Must outlive the run.
  const plan::Signer* signer = nullptr;
  send::Limits limits{};
  std::uint64_t first_sequence = 0;  ///< so that several runs can share one record
};

struct ScenarioOutcome {
  Counts counts;
  std::uint64_t scenarios = 0;      ///< begun
  std::uint64_t next_sequence = 0;  ///< first_sequence of a run that goes on in the same record
  std::int64_t duration_ns = 0;
  bool conserved = false;
  bool interrupted = false;
  bool out_of_budget = false;  ///< the budget ended the run, not the source
  HarnessUse harness;

  /// Adds a further run in the same record. The first of several is added to one that is
  /// `conserved`.
  void add(const ScenarioOutcome& further);
};

/// Runs scenarios, up to `concurrency` at a time, on the caller's thread, and blocks until every
/// step has its outcome. `intended` of a step is the instant at which the step before it had ended
/// (plus its delay). The Error says why the run could not begin.
Result<ScenarioOutcome> run_scenarios(const ScenarioSettings& settings, ScenarioSource& source,
                                      record::Sink& sink, Control& control);

}  // namespace hookworthy::run
