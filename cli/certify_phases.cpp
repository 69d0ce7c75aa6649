#include "cli/certify_phases.hpp"

#include <algorithm>
#include <array>
#include <numeric>
#include <utility>

#include <fmt/format.h>
#include <fmt/ranges.h>

namespace hookworthy::cli {
namespace {

constexpr std::array<std::string_view, 3> phase_names{"coverage", "protocol", "signature"};

/// Adds the outcome of a further phase.
void add(run::ScenarioOutcome& total, const run::ScenarioOutcome& phase) {
  total.counts.add(phase.counts);
  total.scenarios += phase.scenarios;
  total.next_sequence = phase.next_sequence;
  total.duration_ns += phase.duration_ns;
  total.conserved = total.conserved && phase.conserved;
  total.interrupted = total.interrupted || phase.interrupted;
  total.out_of_budget = total.out_of_budget || phase.out_of_budget;
  total.harness.cpu_s += phase.harness.cpu_s;
  total.harness.max_rss_bytes = std::max(total.harness.max_rss_bytes, phase.harness.max_rss_bytes);
  total.harness.threads = std::max(total.harness.threads, phase.harness.threads);
  total.harness.connections += phase.harness.connections;
}

/// The first cases of `count`, at most `left`, which becomes less by them.
std::vector<std::uint64_t> first_cases(std::uint64_t count, std::uint64_t& left) {
  std::vector<std::uint64_t> cases(static_cast<std::size_t>(std::min(count, left)));
  std::iota(cases.begin(), cases.end(), std::uint64_t{0});
  left -= cases.size();
  return cases;
}

}  // namespace

Result<std::vector<Phase>> parse_phases(const std::vector<std::string>& names, bool has_secret) {
  std::vector<Phase> phases{Phase::coverage, Phase::protocol};
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

CertifyPhases::CertifyPhases(const plan::Plan& plan, const plan::Signer* signer, Options options)
    : plan_(plan), signer_(signer), phases_(std::move(options.phases)) {
  std::uint64_t left = options.max_cases;
  if (has(Phase::coverage)) {
    coverage_.emplace(plan, run::CoverageSettings{.types = options.types, .max_cases = left});
    left -= coverage_->cases();
  }
  if (has(Phase::protocol)) {
    protocol_.emplace(run::protocol_catalogue(plan, options.types));
    protocol_cases_ = first_cases(protocol_->count(), left);
  }
  if (has(Phase::signature)) {
    const run::SignaturePhase all(plan, *signer, {.types = options.types, .only = {}});
    auto cases = first_cases(all.catalogue().count(), left);
    if (!cases.empty()) {
      signature_.emplace(plan, *signer,
                         run::SignatureSettings{.types = options.types, .only = std::move(cases)});
    }
  }
  // An empty choice of cases means all to the phases themselves.
  std::erase_if(phases_, [this](Phase phase) {
    const bool empty = (phase == Phase::protocol && protocol_cases_.empty()) ||
                       (phase == Phase::signature && !signature_);
    if (empty) {
      skipped_.push_back(fmt::format("the {} phase was left out: --cases allows no more",
                                     phase_names[static_cast<std::size_t>(phase)]));
    }
    return empty;
  });
}

bool CertifyPhases::has(Phase phase) const {
  return std::ranges::find(phases_, phase) != phases_.end();
}

std::uint64_t CertifyPhases::deliveries() const {
  std::uint64_t sum = 2 * protocol_cases_.size();
  if (coverage_) sum += coverage_->deliveries();
  if (signature_) sum += signature_->deliveries();
  return sum;
}

Result<run::ScenarioOutcome> CertifyPhases::run_phase(Phase phase,
                                                      const run::ScenarioSettings& settings,
                                                      record::Sink& sink, run::Control& control) {
  run::ScenarioSettings own = settings;
  switch (phase) {
    case Phase::coverage:
      own.signer = signer_;
      return run::run_scenarios(own, *coverage_, sink, control);
    case Phase::protocol:
      own.signer = signer_;
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
  control.set_planned(deliveries());
  const std::int64_t budget_ns = settings.budget_ns;
  for (const Phase phase : phases_) {
    settings.first_sequence = total.next_sequence;
    // Even without any time left a phase tells what it could not send.
    settings.budget_ns = std::max<std::int64_t>(budget_ns - total.duration_ns, 1);
    const auto outcome = run_phase(phase, settings, sink, control);
    if (!outcome) return outcome.error();
    add(total, *outcome);
  }
  return total;
}

void CertifyPhases::add_notes(check::RunFacts& facts) const {
  for (const auto& note : skipped_) facts.notes.push_back(note);
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
