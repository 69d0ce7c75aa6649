#include "cli/replay_phases.hpp"

#include "cli/certify_phases.hpp"
#include "generator/explore/sequences.hpp"
#include "generator/run/protocol_phase.hpp"
#include "generator/run/signature_phase.hpp"

#include <algorithm>
#include <map>
#include <utility>

#include <fmt/format.h>

namespace hookworthy::cli {
namespace {

/// Notes the fate of each delivery of a phase. A health probe speaks of the case before it.
class PhaseSink final : public record::Sink {
 public:
  PhaseSink(const std::vector<PhaseCase>& cases, const check::AnswerTable& answers, Fates& fates)
      : answers_(answers), fates_(fates) {
    for (const PhaseCase& item : cases) broke_before_[item.what.key.index] = item.broke_before;
  }
  void take(const record::Delivery& delivery) override {
    if (!check::is_health_probe(delivery)) index_[delivery.sequence] = delivery.what.index;
    const auto preceding = index_.find(delivery.after);
    const std::uint64_t index = preceding != index_.end() ? preceding->second : delivery.what.index;
    const auto before = broke_before_.find(index);
    fates_.add(delivery, before != broke_before_.end() && before->second, answers_);
  }

 private:
  const check::AnswerTable& answers_;
  Fates& fates_;
  std::map<std::uint64_t, bool> broke_before_;      ///< by index of the case
  std::map<std::uint64_t, std::uint64_t> index_{};  ///< sequence -> index of the case
};

/// The type that the cases are of, if they say so.
std::vector<std::string> types_of(const std::vector<PhaseCase>& cases) {
  if (cases.empty() || cases.front().what.type.empty()) return {};
  return {cases.front().what.type};
}

/// Indices below `count`; all others are errors.
std::vector<std::uint64_t> indices_of(const std::vector<PhaseCase>& cases, std::uint64_t count,
                                      Fates& fates) {
  std::vector<std::uint64_t> indices;
  for (const PhaseCase& item : cases) {
    if (item.what.key.index >= count) {
      fates.add_error(item.what, "there is no such case");
    } else if (std::ranges::find(indices, item.what.key.index) == indices.end()) {
      indices.push_back(item.what.key.index);
    }
  }
  return indices;
}

/// Keeps the last trial that failed, or else the last one.
class TrialSink final : public record::Sink {
 public:
  explicit TrialSink(explore::TrialFailures failures) : failures_(std::move(failures)) {}
  void take(const record::Delivery&) override {}
  void take_trial(const record::Trial& trial) override {
    const bool failed = failures_(trial) != 0;
    if (failed || !failed_) trial_ = trial;
    failed_ = failed_ || failed;
  }
  [[nodiscard]] const record::Trial& trial() const { return trial_; }

 private:
  explore::TrialFailures failures_;
  record::Trial trial_;
  bool failed_ = false;
};

/// `200 200 409`
std::string statuses(const record::Trial& trial) {
  constexpr std::size_t most = 12;
  std::string text;
  for (std::size_t i = 0; i < std::min(trial.attempts.size(), most); ++i) {
    text += (i > 0 ? ", " : "") + check::describe_ending(trial.attempts[i]);
  }
  return text + (trial.attempts.size() > most ? ", ..." : "");
}

std::string broken_clauses(std::uint64_t bits) {
  std::string names;
  for (const check::Clause& clause : check::clauses()) {
    if ((bits >> static_cast<unsigned>(clause.id) & 1U) == 0) continue;
    names += fmt::format("{}{}", names.empty() ? "" : ", ", clause.name);
  }
  return names;
}

CaseFate fate_of(const SequenceCase& item, const explore::Replay& replay, std::uint32_t times,
                 const record::Trial& trial) {
  CaseFate fate{.id = item.id.empty() ? "sequence" : item.id,
                .fate = item.broke_before ? Fate::fixed : Fate::passed,
                .what = item.notation,
                .answer = statuses(trial)};
  if (replay.failures > 0) {
    fate.fate = Fate::failed;
    fate.answer += fmt::format("; breaks {} in {} of {} times", broken_clauses(replay.bits),
                               replay.failures, replay.trials);
  } else if (replay.trials < times) {
    fate.fate = Fate::error;
    fate.answer = "could not be delivered";
  }
  return fate;
}

}  // namespace

Result<run::ScenarioOutcome> replay_protocol(const PhaseReplay& replay,
                                             const std::vector<PhaseCase>& cases, Fates& fates,
                                             run::Control& control) {
  const auto catalogue = run::protocol_catalogue(replay.plan, types_of(cases));
  const auto only = indices_of(cases, catalogue.count(), fates);
  if (only.empty()) return run::ScenarioOutcome{};
  run::ProtocolSettings settings{.run = replay.run, .only = only};
  settings.run.signer = replay.signer;
  PhaseSink sink(cases, replay.answers, fates);
  return run::run_protocol(settings, replay.plan, catalogue, sink, control);
}

Result<run::ScenarioOutcome> replay_signatures(const PhaseReplay& replay,
                                               const std::vector<PhaseCase>& cases, Fates& fates,
                                               run::Control& control) {
  if (replay.signer == nullptr) {
    for (const PhaseCase& item : cases)
      fates.add_error(item.what, "needs --secret or --hmac-header");
    return run::ScenarioOutcome{};
  }
  const run::SignaturePhase all(replay.plan, *replay.signer,
                                {.types = types_of(cases), .only = {}});
  const auto only = indices_of(cases, all.catalogue().count(), fates);
  if (only.empty()) return run::ScenarioOutcome{};
  run::SignaturePhase phase(replay.plan, *replay.signer, {.types = types_of(cases), .only = only});
  PhaseSink sink(cases, replay.answers, fates);
  return run::run_scenarios(replay.run, phase, sink, control);
}

Result<run::ScenarioOutcome> replay_sequences(const PhaseReplay& replay,
                                              const std::vector<SequenceCase>& cases, Fates& fates,
                                              run::Control& control) {
  constexpr std::uint64_t numbers_per_case = 1000;
  const bool has_probe = replay.probe.has_value();
  const explore::TrialFailures failures = [&replay, has_probe](const record::Trial& trial) {
    return failures_of(trial, replay.answers, check::ClauseSet::all(), has_probe);
  };
  run::ScenarioOutcome total;
  std::uint64_t number = replay.first_number;
  for (const SequenceCase& item : cases) {
    run::SequenceSettings settings{.run = replay.run, .probe = replay.probe};
    settings.run.signer = replay.signer;
    settings.run.first_sequence = total.next_sequence;
    const bool races = item.notation.find('|') != std::string::npos;
    const explore::SearchLimits limits;
    const std::uint32_t times = races ? limits.racing_repeats : limits.repeats;
    TrialSink sink(failures);
    const auto made = explore::replay_sequence(replay.plan, settings, item.notation, times, number,
                                               failures, sink, control);
    if (!made) return made.error();
    fates.add(fate_of(item, *made, times, sink.trial()));
    number += numbers_per_case;
    total.counts.add(made->run.counts);
    total.next_sequence = made->run.next_sequence;
    total.interrupted = total.interrupted || made->run.interrupted;
  }
  return total;
}

}  // namespace hookworthy::cli
