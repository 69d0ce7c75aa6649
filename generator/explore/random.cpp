#include "generator/explore/random.hpp"

#include "generator/explore/random_search.hpp"
#include "generator/run/coverage.hpp"

#include <algorithm>
#include <numeric>
#include <utility>

namespace hookworthy::explore {
namespace {

/// Sees what becomes of the shots of one run, and marks rehearsals before the sink sees them.
class ShotSource final : public run::ScenarioSource, public record::Sink {
 public:
  ShotSource(const plan::Plan& plan, std::span<Shot> shots, const Predicate& failure,
             record::Sink& sink)
      : plan_(plan), shots_(shots), failure_(failure), sink_(sink) {}

  bool next(run::Scenario& scenario) override {
    scenario.steps.clear();
    if (position_ == shots_.size()) return false;
    const Shot& shot = shots_[position_];
    scenario.id = position_++;
    run::Step& step = scenario.steps.emplace_back();
    step.what = shot.what;
    step.body = shot.body;
    const contract::CallbackType* type = plan_.contract().find_type(shot.what.type);
    step.method = type->method;
    step.headers = run::contract_headers(plan_.contract(), *type);
    return true;
  }

  void ended(run::Scenario& scenario, std::size_t /*step*/,
             const record::Delivery& delivery) override {
    Shot& shot = shots_[scenario.id];
    shot.done = delivery.outcome != record::Outcome::unsent &&
                delivery.outcome != record::Outcome::unfinished;
    shot.key = shot.done ? failure_(delivery) : 0;
    shot.sequence = delivery.sequence;
    shot.outcome = delivery.outcome;
    shot.status = delivery.status;
  }

  // Before `ended`. All shots of one run are rehearsals, or are judged, or none is.
  void take(const record::Delivery& delivery) override {
    record::Delivery copy = delivery;
    const bool judged = shots_.front().judged;
    copy.rehearsal = shots_.front().rehearsal || (!judged && failure_(delivery) != 0);
    sink_.take(copy);
  }

 private:
  const plan::Plan& plan_;
  std::span<Shot> shots_;
  const Predicate& failure_;
  record::Sink& sink_;
  std::size_t position_ = 0;
};

/// Delivers by runs of scenarios that share a budget.
class ScenarioCourier final : public Courier {
 public:
  ScenarioCourier(const plan::Plan& plan, const RandomSettings& settings, const Predicate& failure,
                  record::Sink& sink, run::Control& control)
      : plan_(plan), settings_(settings), failure_(failure), sink_(sink), control_(control) {
    total_.conserved = true;
    total_.next_sequence = settings.run.first_sequence;
  }

  Result<void> send(std::span<Shot> shots) override {
    if (shots.empty() || spent() >= 1) return {};
    run::ScenarioSettings own = settings_.run;
    own.first_sequence = total_.next_sequence;
    own.budget_ns -= total_.duration_ns;
    own.concurrency =
        static_cast<unsigned>(std::min<std::size_t>(settings_.run.concurrency, shots.size()));
    ShotSource source(plan_, shots, failure_, sink_);
    const auto outcome = run::run_scenarios(own, source, source, control_);
    if (!outcome) return outcome.error();
    total_.add(*outcome);
    return {};
  }

  double spent() const override {
    if (control_.stop() != run::Control::Stop::no || total_.out_of_budget) return 1;
    return std::min(1.0,
                    static_cast<double>(total_.duration_ns) /
                        static_cast<double>(std::max<std::int64_t>(settings_.run.budget_ns, 1)));
  }

  const run::ScenarioOutcome& total() const { return total_; }

 private:
  const plan::Plan& plan_;
  const RandomSettings& settings_;
  const Predicate& failure_;
  record::Sink& sink_;
  run::Control& control_;
  run::ScenarioOutcome total_;
};

Result<std::vector<std::size_t>> chosen_types(const contract::Contract& contract,
                                              const std::vector<std::string>& names) {
  std::vector<std::size_t> types(contract.types().size());
  std::iota(types.begin(), types.end(), std::size_t{0});
  if (names.empty()) return types;
  types.clear();
  for (const std::string& name : names) {
    const contract::CallbackType* type = contract.find_type(name);
    if (type == nullptr) return Error{"the contract has no callback type " + name};
    types.push_back(static_cast<std::size_t>(type - contract.types().data()));
  }
  std::ranges::sort(types);
  types.erase(std::ranges::unique(types).begin(), types.end());
  return types;
}

}  // namespace

Result<RandomOutcome> search_random(const plan::Plan& plan, const RandomSettings& settings,
                                    const Predicate& failure, record::Sink& sink,
                                    run::Control& control) {
  auto types = chosen_types(plan.contract(), settings.types);
  if (!types) return types.error();
  ScenarioCourier courier(plan, settings, failure, sink, control);
  RandomSearch search(plan, courier);
  auto outcome = search.run({.types = std::move(*types),
                             .draws = settings.draws,
                             .pairs = settings.pairs,
                             .max_cases = settings.max_cases});
  if (!outcome) return outcome.error();
  outcome->run = courier.total();
  return outcome;
}

}  // namespace hookworthy::explore
