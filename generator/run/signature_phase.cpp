#include "generator/run/signature_phase.hpp"

#include "generator/run/coverage.hpp"
#include "generator/run/phase_wire.hpp"

#include <numeric>
#include <utility>

namespace hookworthy::run {

SignaturePhase::SignaturePhase(const plan::Plan& plan, const plan::Signer& signer,
                               SignatureSettings settings)
    : plan_(plan),
      clock_(std::move(settings.clock)),
      type_(entry_type(plan.contract(), settings.types)),
      catalogue_(signer, plan.contract().types()[type_].name),
      cases_(std::move(settings.only)) {
  if (cases_.empty()) {
    cases_.resize(catalogue_.count());
    std::iota(cases_.begin(), cases_.end(), std::uint64_t{0});
  }
  for (const std::uint64_t index : cases_) {
    const auto messages = catalogue_.messages(index, {.callback = "{}", .other = "[]", .now_s = 0});
    deliveries_ += messages.size();
    deliveries_ += catalogue_.describe(index).expect != Expect::accept ? 1 : 0;
  }
}

bool SignaturePhase::next(Scenario& scenario) {
  scenario.steps.clear();
  if (position_ == cases_.size()) return false;
  const std::uint64_t index = cases_[position_++];
  scenario.id = index;
  // Three canonical callbacks per case: two for its messages, one for its probe.
  const auto canonical = [&](std::uint64_t n, std::string& body) {
    return plan_.at(
        Kind::canonical,
        canonical_index(plan_.contract(), type_, CanonicalSpace::signature, 3 * index + n), body);
  };
  std::string callback;
  std::string other;
  canonical(0, callback);
  canonical(1, other);
  const Case what = catalogue_.describe(index);
  const std::int64_t now_s = clock_();
  for (auto& message :
       catalogue_.messages(index, {.callback = callback, .other = other, .now_s = now_s})) {
    add_step(scenario, what, std::move(message));
  }
  if (what.expect != Expect::accept) {
    std::string body;
    const Case probe = canonical(2, body);
    add_step(scenario, probe, catalogue_.good(body, now_s));
  }
  return true;
}

void SignaturePhase::add_step(Scenario& scenario, const Case& what, plan::SignedMessage message) {
  const contract::CallbackType& type = plan_.contract().types()[type_];
  const bool first = scenario.steps.empty();
  Step& step = scenario.steps.emplace_back();
  step.what = what;
  step.body = std::move(message.body);
  step.method = type.method;
  step.headers = contract_headers(plan_.contract(), type);
  for (auto& [name, value] : message.headers) {
    step.headers.push_back({std::move(name), std::move(value)});
  }
  if (!first) step.after = 0;
}

}  // namespace hookworthy::run
