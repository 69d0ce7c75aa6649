#include "generator/run/protocol_phase.hpp"

#include "generator/run/load.hpp"
#include "generator/run/protocol_runner.hpp"
#include "verifier/assert.hpp"

#include <numeric>
#include <string>

namespace hookworthy::run {

plan::ProtocolCatalogue protocol_catalogue(const plan::Plan& plan,
                                           const std::vector<std::string>& types,
                                           plan::ProtocolCatalogue::Options options) {
  const std::size_t type = entry_type(plan.contract(), types);
  std::string callback;
  plan.at(Kind::canonical, type, callback);
  const contract::CallbackType& chosen = plan.contract().types()[type];
  return {callback, chosen.name, chosen.method, options};
}

Result<ScenarioOutcome> run_protocol(const ProtocolSettings& settings, const plan::Plan& plan,
                                     const plan::ProtocolCatalogue& catalogue, record::Sink& sink,
                                     Control& control) {
  HOOKWORTHY_ASSERT(!settings.run.destination.addresses.empty());
  if (settings.run.destination.target.tls) {
    return Error{"protocol faults are sent without TLS: give the receiver's http:// URL"};
  }
  if (settings.run.concurrency < 1) return Error{"at least one connection is needed"};
  if (settings.run.timeout_ns < 1) return Error{"the timeout must be longer than nothing"};
  if (const auto enough = ensure_descriptors(settings.run.concurrency); !enough) {
    return enough.error();
  }
  std::vector<std::uint64_t> cases = settings.only;
  for (const std::uint64_t index : cases) {
    if (index >= catalogue.count()) {
      return Error{"there is no case protocol-" + std::to_string(index) + "; the last one is " +
                   std::to_string(catalogue.count() - 1)};
    }
  }
  if (cases.empty()) {
    cases.resize(catalogue.count());
    std::iota(cases.begin(), cases.end(), std::uint64_t{0});
  }
  ProtocolRunner runner(settings, plan, catalogue, std::move(cases), sink, control);
  ScenarioOutcome outcome = runner.run();
  outcome.interrupted = control.stop() != Control::Stop::no;
  return outcome;
}

}  // namespace hookworthy::run
