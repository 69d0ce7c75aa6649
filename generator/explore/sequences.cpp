#include "generator/explore/sequences.hpp"

#include "generator/explore/sequence_search.hpp"

#include <utility>

namespace hookworthy::explore {
namespace {

class Deliveries final : public TrialExecutor {
 public:
  explicit Deliveries(run::TrialRunner& runner) : runner_(runner) {}
  record::Trial run(const plan::Sequence& sequence, std::string_view operation) override {
    return runner_.run(sequence, operation);
  }
  bool stopped() override { return runner_.stopped(); }
  std::int64_t now_ns() override { return runner_.now_ns(); }

 private:
  run::TrialRunner& runner_;
};

run::ScenarioOutcome nothing_to_do(const run::SequenceSettings& settings) {
  run::ScenarioOutcome outcome;
  outcome.next_sequence = settings.run.first_sequence;
  outcome.conserved = true;
  return outcome;
}

}  // namespace

Result<SequenceOutcome> search_sequences(const plan::Plan& plan,
                                         const run::SequenceSettings& settings,
                                         const SearchLimits& limits, const TrialFailures& failures,
                                         record::Sink& sink, run::Control& control) {
  SequenceOutcome outcome;
  if (!plan.tells_sequences()) {
    outcome.run = nothing_to_do(settings);
    return outcome;
  }
  auto runner = run::TrialRunner::make(settings, plan, sink, control);
  if (!runner) return runner.error();
  Deliveries deliveries(*runner);
  const SequenceSearch::Final on_final = [&](const record::Trial& trial) {
    sink.take_trial(trial);
  };
  SequenceSearch search(*plan.contract().lifecycle(), plan.seed(), limits, failures, deliveries,
                        on_final);
  search.run();
  outcome.run = runner->outcome();
  outcome.trials = search.trials();
  outcome.candidates = search.candidates();
  outcome.transitions = search.transitions();
  outcome.operations = search.operations();
  return outcome;
}

Result<Replay> replay_sequence(const plan::Plan& plan, const run::SequenceSettings& settings,
                               std::string_view notation, std::uint32_t times,
                               std::uint64_t first_number, const TrialFailures& failures,
                               record::Sink& sink, run::Control& control) {
  if (!plan.tells_sequences()) return Error{"the contract has no lifecycle, so no sequences"};
  auto sequence = plan::parse_notation(notation, *plan.contract().lifecycle());
  if (!sequence) return sequence.error();
  auto runner = run::TrialRunner::make(settings, plan, sink, control, first_number);
  if (!runner) return runner.error();
  const auto names = sequence_operations();
  const std::string_view operation = is_plain(*sequence) ? names.front() : names.back();
  Replay replay;
  for (std::uint32_t i = 0; i < times; ++i) {
    const record::Trial trial = runner->run(*sequence, operation);
    if (runner->stopped()) break;
    ++replay.trials;
    const std::uint64_t bits = failures(trial);
    replay.bits |= bits;
    if (bits != 0) ++replay.failures;
    sink.take_trial(trial);
  }
  replay.run = runner->outcome();
  return replay;
}

}  // namespace hookworthy::explore
