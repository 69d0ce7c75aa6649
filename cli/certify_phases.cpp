#include "cli/certify_phases.hpp"

#include "generator/explore/sequences.hpp"

#include <algorithm>
#include <array>
#include <numeric>
#include <utility>

#include <fmt/format.h>
#include <fmt/ranges.h>

namespace hookworthy::cli {
namespace {

constexpr std::array<std::string_view, 5> phase_names{"coverage", "random", "sequence", "protocol",
                                                      "signature"};
/// Shares of the budget.
constexpr std::array<std::int64_t, 5> weights{8, 4, 8, 4, 1};

/// The first cases of `count`, at most `left`, which becomes less by them.
std::vector<std::uint64_t> first_cases(std::uint64_t count, std::uint64_t& left) {
  std::vector<std::uint64_t> cases(static_cast<std::size_t>(std::min(count, left)));
  std::iota(cases.begin(), cases.end(), std::uint64_t{0});
  left -= cases.size();
  return cases;
}

std::int64_t weight(Phase phase) {
  return weights[static_cast<std::size_t>(phase)];
}

}  // namespace

std::string_view to_string(Phase phase) {
  return phase_names[static_cast<std::size_t>(phase)];
}

Result<std::vector<Phase>> parse_phases(const std::vector<std::string>& names, bool has_secret) {
  std::vector<Phase> phases{Phase::coverage, Phase::random, Phase::sequence, Phase::protocol};
  if (names.empty()) {
    if (has_secret) phases.push_back(Phase::signature);
    return phases;
  }
  phases.clear();
  for (const std::string& name : names) {
    const auto* const found = std::ranges::find(phase_names, name);
    if (found == phase_names.end()) {
      return Error{
          fmt::format("--phases: no phase '{}'; there are {}", name, fmt::join(phase_names, ", "))};
    }
    phases.push_back(static_cast<Phase>(found - phase_names.begin()));
  }
  std::ranges::sort(phases);
  const auto twice = std::ranges::unique(phases);
  phases.erase(twice.begin(), twice.end());
  if (phases.back() == Phase::signature && !has_secret) {
    return Error{"--phases: the signature phase needs --secret, or --hmac-header"};
  }
  return phases;
}

std::int64_t budget_of(std::span<const Phase> phases, std::int64_t left_ns) {
  std::int64_t sum = 0;
  for (const Phase phase : phases) sum += weight(phase);
  // Even without any time left a phase tells what it could not send.
  return std::max<std::int64_t>(left_ns / sum * weight(phases.front()), 1);
}

CertifyPhases::CertifyPhases(const plan::Plan& plan, const plan::Signer* signer, Options options)
    : plan_(plan),
      signer_(signer),
      options_(std::move(options)),
      phases_(options_.phases),
      answers_(plan.contract()) {
  plan_cases(options_.max_cases);
}

void CertifyPhases::leave_out(Phase phase, std::string_view why) {
  std::erase(phases_, phase);
  notes_.push_back(fmt::format("the {} phase was left out: {}", to_string(phase), why));
}

void CertifyPhases::plan_cases(std::uint64_t left) {
  constexpr std::string_view no_more = "--cases allows no more";
  if (has(Phase::coverage)) {
    coverage_.emplace(plan_, run::CoverageSettings{.types = options_.types, .max_cases = left});
    left -= coverage_->cases();
  }
  if (has(Phase::random)) {
    random_cases_ = left;
    if (left == 0) leave_out(Phase::random, no_more);
  }
  if (has(Phase::sequence)) {
    trials_ = std::min(left, explore::SearchLimits{}.max_trials);
    if (left == 0) {
      leave_out(Phase::sequence, no_more);
    } else if (!plan_.tells_sequences()) {
      leave_out(Phase::sequence, "the contract has no lifecycle to follow");
    } else if (!options_.types.empty()) {
      leave_out(Phase::sequence, "--type leaves out callbacks that belong to a life");
    }
  }
  // An empty choice of cases means all to the phases themselves.
  if (has(Phase::protocol)) {
    protocol_.emplace(run::protocol_catalogue(plan_, options_.types));
    protocol_cases_ = first_cases(protocol_->count(), left);
    if (protocol_cases_.empty()) leave_out(Phase::protocol, no_more);
  }
  if (has(Phase::signature)) {
    const run::SignaturePhase all(plan_, *signer_, {.types = options_.types, .only = {}});
    auto cases = first_cases(all.catalogue().count(), left);
    if (cases.empty()) return leave_out(Phase::signature, no_more);
    signature_.emplace(plan_, *signer_,
                       run::SignatureSettings{.types = options_.types, .only = std::move(cases)});
  }
}

bool CertifyPhases::has(Phase phase) const {
  return std::ranges::find(phases_, phase) != phases_.end();
}

std::uint64_t CertifyPhases::deliveries(Phase phase) const {
  switch (phase) {
    case Phase::coverage:
      return coverage_->deliveries();
    case Phase::protocol:
      return 2 * protocol_cases_.size();
    case Phase::signature:
      return signature_->deliveries();
    default:
      return 0;
  }
}

Result<run::ScenarioOutcome> CertifyPhases::run_phase(Phase phase,
                                                      const run::ScenarioSettings& settings,
                                                      record::Sink& sink, run::Control& control) {
  run::ScenarioSettings own = settings;
  if (phase != Phase::signature) own.signer = signer_;
  switch (phase) {
    case Phase::coverage:
      return run::run_scenarios(own, *coverage_, sink, control);
    case Phase::random:
      return run_random(own, sink, control);
    case Phase::sequence:
      return run_sequence(own, sink, control);
    case Phase::protocol:
      return run::run_protocol({.run = std::move(own), .only = protocol_cases_}, plan_, *protocol_,
                               sink, control);
    case Phase::signature:
      break;
  }
  return run::run_scenarios(own, *signature_, sink, control);
}

Result<run::ScenarioOutcome> CertifyPhases::run(run::ScenarioSettings settings, record::Sink& sink,
                                                run::Control& control) {
  run::ScenarioOutcome total;
  total.conserved = true;
  const std::int64_t budget_ns = settings.budget_ns;
  std::span<const Phase> left(phases_);
  for (; !left.empty(); left = left.subspan(1)) {
    const Phase phase = left.front();
    settings.first_sequence = total.next_sequence;
    settings.budget_ns = budget_of(left, budget_ns - total.duration_ns);
    const std::uint64_t planned = deliveries(phase);
    control.set_planned(planned > 0 ? control.snapshot().done + planned : 0);
    if (options_.tell) options_.tell(phase, false, {});
    const auto outcome = run_phase(phase, settings, sink, control);
    if (!outcome) return outcome.error();
    if (options_.tell) options_.tell(phase, true, *outcome);
    total.add(*outcome);
  }
  return total;
}

void CertifyPhases::add_notes(check::RunFacts& facts) const {
  for (const auto& note : notes_) facts.notes.push_back(note);
  facts.explored = explored_;
  if (!coverage_) return;
  for (const auto& [label, cases] : coverage_->skipped()) {
    facts.notes.push_back(fmt::format("{} cases '{}' were skipped: {} others had timed out before",
                                      cases, label, run::Coverage::timeouts_per_label));
  }
  if (coverage_->target_lost()) {
    facts.faults.push_back("the receiver went away: it refuses connections; start it again");
  }
}

}  // namespace hookworthy::cli
