#include "cli/replay_cases.hpp"

#include "cli/options.hpp"
#include "verifier/check/assess_trial.hpp"
#include "verifier/record/record_reader.hpp"

#include <algorithm>
#include <map>
#include <unordered_map>

#include <fmt/format.h>

namespace hookworthy::cli {
namespace {

bool plan_makes(const plan::Plan& plan, CaseKey key) {
  if (key.kind == Kind::canonical) return plan.count(Kind::canonical) > 0;
  return key.index < plan.count(key.kind);
}

bool chosen(const ReplayChoice& choice, const record::Delivery& delivery, bool broke) {
  if (choice.failed_only && !broke) return false;
  const CaseKey key{delivery.what.kind, delivery.what.index};
  return choice.cases.empty() ||
         std::find(choice.cases.begin(), choice.cases.end(), key) != choice.cases.end();
}

bool broke_clause(const record::Delivery& delivery, const check::AnswerTable& answers) {
  const std::size_t type = answers.type_of(delivery.what.type);
  return !check::assess(delivery, answers.answer(type, delivery.status)).broken.empty();
}

/// Takes the chosen trials out of a record.
class TrialPicker final : public record::Sink {
 public:
  TrialPicker(const ReplayChoice& choice, const check::AnswerTable& answers,
              std::vector<SequenceCase>& list)
      : choice_(choice), answers_(answers), list_(list) {}
  void take(const record::Delivery&) override {}
  void take_trial(const record::Trial& trial) override {
    const bool broke = !check::assess_trial(trial, answers_, choice_.has_probe).broken.empty();
    if (choice_.failed_only && !broke) return;
    const CaseKey key{Kind::sequence, trial.number};
    const bool wanted =
        choice_.cases.empty() ||
        std::find(choice_.cases.begin(), choice_.cases.end(), key) != choice_.cases.end();
    if (!wanted || list_.size() == max_replay_trials) return;
    list_.push_back({.id = case_id(key), .notation = trial.notation, .broke_before = broke});
  }

 private:
  const ReplayChoice& choice_;
  const check::AnswerTable& answers_;
  std::vector<SequenceCase>& list_;
};

bool of_phase(Kind kind) {
  return kind == Kind::protocol || kind == Kind::signature;
}

/// Takes the chosen cases of phases out of a record: each by its first delivery, and by a probe
/// that failed after it.
class PhasePicker {
 public:
  explicit PhasePicker(ReplayList& list) : list_(list) {}

  /// True when the delivery belongs to a phase, chosen or not.
  bool take(const record::Delivery& delivery, const ReplayChoice& choice, bool broke) {
    const bool follows = delivery.after != record::Delivery::no_delivery;
    const auto before = follows ? seen_.find(delivery.after) : seen_.end();
    if (!of_phase(delivery.what.kind) && before == seen_.end()) return false;
    if (of_phase(delivery.what.kind)) {
      seen_.try_emplace(delivery.sequence, check::CaseRef(delivery.what));
    }
    const check::CaseRef what =
        before != seen_.end() ? before->second : check::CaseRef(delivery.what);
    if (seen_.size() > max_replay_deliveries) seen_.erase(seen_.begin());
    const bool wanted = choice.cases.empty() || std::find(choice.cases.begin(), choice.cases.end(),
                                                          what.key) != choice.cases.end();
    if (!wanted || (choice.failed_only && !broke)) return true;
    auto& cases = what.key.kind == Kind::protocol ? list_.protocol : list_.signature;
    const auto known = std::find_if(cases.begin(), cases.end(), [&what](const PhaseCase& item) {
      return item.what.key == what.key;
    });
    if (known == cases.end()) {
      cases.push_back({.what = what, .broke_before = broke});
    } else {
      known->broke_before = known->broke_before || broke;
    }
    return true;
  }

 private:
  ReplayList& list_;
  std::map<std::uint64_t, check::CaseRef> seen_;  ///< by sequence
};

/// Reads a record from its start; `take` returns an Error to end early.
template <class Take>
Result<void> for_each_delivery(const std::string& file, record::Sink* trials, const Take& take) {
  auto stream = open_file(file);
  if (!stream) return stream.error();
  auto reader = record::RecordReader::open(*stream);
  if (!reader) return Error{fmt::format("{}: {}", file, reader.error().message)};
  reader->tell_trials_to(trials);
  for (;;) {
    const auto next = reader->next();
    if (!next) {
      if (next.error().kind == record::RecordError::Kind::torn) return {};
      return Error{fmt::format("{}: {}", file, next.error().message)};
    }
    if (*next == nullptr) return {};
    if (const auto taken = take(**next); !taken) return taken.error();
  }
}

ReplayCase copy_case(const record::Delivery& delivery, const plan::Plan& plan, bool broke) {
  ReplayCase copy{check::CaseRef(delivery.what), std::string(delivery.request_body), broke, true};
  if (copy.body.empty() && delivery.request_bytes > 0) {
    copy.has_body = plan_makes(plan, copy.what.key);
    if (copy.has_body) plan.at(copy.what.key.kind, copy.what.key.index, copy.body);
  }
  return copy;
}

}  // namespace

Result<ReplayList> read_replay(const std::string& file, const ReplayChoice& choice,
                               const plan::Plan& plan, const check::AnswerTable& answers) {
  ReplayList list;
  TrialPicker trials(choice, answers, list.sequences);
  PhasePicker phases(list);
  // First the sequence numbers: a probe may be chosen whose case, earlier in the file, was not.
  std::unordered_map<std::uint64_t, std::size_t> scenario_of;
  std::size_t scenarios = 0;
  const auto choose = [&](const record::Delivery& delivery) -> Result<void> {
    if (delivery.outcome == record::Outcome::unsent || delivery.rehearsal) return {};
    const bool broke = broke_clause(delivery, answers);
    if (phases.take(delivery, choice, broke)) return {};
    if (!chosen(choice, delivery, broke)) return {};
    const bool follows = delivery.after != record::Delivery::no_delivery;
    const std::uint64_t root = follows ? delivery.after : delivery.sequence;
    const auto [found, fresh] = scenario_of.try_emplace(root, scenarios);
    scenarios += fresh ? 1 : 0;
    scenario_of.try_emplace(delivery.sequence, found->second);
    if (scenario_of.size() <= max_replay_deliveries) return {};
    return Error{
        fmt::format("{}: more than {} deliveries to replay; choose with --case or --failed", file,
                    max_replay_deliveries)};
  };
  if (const auto read = for_each_delivery(file, &trials, choose); !read) return read.error();

  list.scenarios.resize(scenarios);
  std::size_t bytes = 0;
  const auto load = [&](const record::Delivery& delivery) -> Result<void> {
    const auto found = scenario_of.find(delivery.sequence);
    if (found == scenario_of.end()) return {};
    ReplayCase copy = copy_case(delivery, plan, broke_clause(delivery, answers));
    bytes += copy.body.size();
    if (bytes > max_replay_bytes) {
      return Error{
          fmt::format("{}: bodies of more than {} MiB to replay; choose with --case or "
                      "--failed",
                      file, max_replay_bytes >> 20)};
    }
    ReplayScenario& scenario = list.scenarios[found->second];
    const bool follows = delivery.after != record::Delivery::no_delivery;
    scenario.insert(follows ? scenario.end() : scenario.begin(), std::move(copy));
    return {};
  };
  if (const auto read = for_each_delivery(file, nullptr, load); !read) return read.error();
  std::erase_if(list.scenarios, [](const ReplayScenario& scenario) { return scenario.empty(); });
  return Result<ReplayList>(boost::system::in_place_value, std::move(list));
}

Result<ReplayList> make_replay(const std::vector<CaseKey>& cases, const plan::Plan& plan) {
  ReplayList list;
  ReplayScenario scenario;
  for (const CaseKey key : cases) {
    if (of_phase(key.kind)) {
      check::CaseRef what;
      what.key = key;
      (key.kind == Kind::protocol ? list.protocol : list.signature).push_back({.what = what});
      continue;
    }
    if (!plan_makes(plan, key)) {
      return Error{fmt::format("--case {}: this contract's plan has no such case", case_id(key))};
    }
    ReplayCase& item = scenario.emplace_back();
    item.what = check::CaseRef(plan.at(key.kind, key.index, item.body));
  }
  if (!scenario.empty()) list.scenarios.push_back(std::move(scenario));
  return Result<ReplayList>(boost::system::in_place_value, std::move(list));
}

}  // namespace hookworthy::cli
