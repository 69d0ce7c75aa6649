#pragma once

#include "generator/plan/plan.hpp"
#include "generator/plan/protocol_catalogue.hpp"
#include "generator/run/scenario.hpp"

#include <cstdint>
#include <string>
#include <vector>

namespace hookworthy::run {

struct ProtocolSettings {
  /// `concurrency` connections at the same time. The timeout does not count what a script waits by
  /// itself. A header for Host or Content-Type is used in place of the usual one.
  ScenarioSettings run;
  std::vector<std::uint64_t> only;  ///< indices of cases, in this order; empty: all
};

/// Once so many cases of one group (`json`, `frame` ...) have timed out, the group's other cases
/// are unsent: each further proof would cost a whole timeout.
inline constexpr std::uint32_t timeouts_per_group = 5;

/// The catalogue for a plan, around the callback type of `types` (all if empty; known names) that a
/// booking's life can begin with.
plan::ProtocolCatalogue protocol_catalogue(const plan::Plan& plan,
                                           const std::vector<std::string>& types = {},
                                           plan::ProtocolCatalogue::Options options = {});

/// Sends every protocol fault, each followed by a canonical callback on a new connection (the
/// health probe, `after` the fault). Cases that may bring a receiver down have no other one beside
/// them. Blocks, on the caller's thread; makes two deliveries per case. A scenario of the outcome
/// is a fault with its probe. What the budget, a stop or a lost receiver leaves over is told to the
/// sink as unsent.
///
/// Delivery::request_body is the message's body as far as it stands in memory, request_bytes what
/// was sent of the whole. A client that leaves as its case has it ends with Cause::abandoned.
///
/// `catalogue`: of this plan; the cases that the sink is told of point into it.
/// The Error says why the run could not begin: an https target, settings out of range, too few
/// descriptors, an index that is none.
Result<ScenarioOutcome> run_protocol(const ProtocolSettings& settings, const plan::Plan& plan,
                                     const plan::ProtocolCatalogue& catalogue, record::Sink& sink,
                                     Control& control);

}  // namespace hookworthy::run
