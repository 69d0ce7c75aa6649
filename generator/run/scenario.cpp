#include "generator/run/scenario.hpp"

#include "generator/run/load.hpp"
#include "generator/run/scenario_runner.hpp"
#include "verifier/assert.hpp"

#include <algorithm>

namespace hookworthy::run {

void ScenarioOutcome::add(const ScenarioOutcome& further) {
  counts.add(further.counts);
  scenarios += further.scenarios;
  next_sequence = further.next_sequence;
  duration_ns += further.duration_ns;
  conserved = conserved && further.conserved;
  interrupted = interrupted || further.interrupted;
  out_of_budget = out_of_budget || further.out_of_budget;
  harness.cpu_s += further.harness.cpu_s;
  harness.max_rss_bytes = std::max(harness.max_rss_bytes, further.harness.max_rss_bytes);
  harness.threads = std::max(harness.threads, further.harness.threads);
  harness.connections += further.harness.connections;
}

Result<ScenarioOutcome> run_scenarios(const ScenarioSettings& settings, ScenarioSource& source,
                                      record::Sink& sink, Control& control) {
  HOOKWORTHY_ASSERT(!settings.destination.addresses.empty());
  if (settings.concurrency < 1) return Error{"at least one connection is needed"};
  if (settings.timeout_ns < 1) return Error{"the timeout must be longer than nothing"};
  if (const auto enough = ensure_descriptors(settings.concurrency); !enough) {
    return enough.error();
  }
  const auto head = send::RequestHead::make(settings.destination.target, "POST", settings.headers);
  if (!head) return head.error();

  ScenarioRunner runner(settings, *head, send::Clock(), source, sink, control);
  ScenarioOutcome outcome = runner.run();
  outcome.interrupted = control.stop() != Control::Stop::no;
  return outcome;
}

}  // namespace hookworthy::run
