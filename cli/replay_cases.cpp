#include "cli/replay_cases.hpp"

#include "cli/options.hpp"
#include "verifier/record/record_reader.hpp"

#include <algorithm>
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

/// Reads a record from its start; `take` returns an Error to end early.
template <class Take>
Result<void> for_each_delivery(const std::string& file, const Take& take) {
  auto stream = open_file(file);
  if (!stream) return stream.error();
  auto reader = record::RecordReader::open(*stream);
  if (!reader) return Error{fmt::format("{}: {}", file, reader.error().message)};
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

Result<std::vector<ReplayScenario>> read_replay(const std::string& file, const ReplayChoice& choice,
                                                const plan::Plan& plan,
                                                const check::AnswerTable& answers) {
  // First the sequence numbers: a probe may be chosen whose case, earlier in the file, was not.
  std::unordered_map<std::uint64_t, std::size_t> scenario_of;
  std::size_t scenarios = 0;
  const auto choose = [&](const record::Delivery& delivery) -> Result<void> {
    if (delivery.outcome == record::Outcome::unsent) return {};
    if (!chosen(choice, delivery, broke_clause(delivery, answers))) return {};
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
  if (const auto read = for_each_delivery(file, choose); !read) return read.error();

  std::vector<ReplayScenario> list(scenarios);
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
    ReplayScenario& scenario = list[found->second];
    const bool follows = delivery.after != record::Delivery::no_delivery;
    scenario.insert(follows ? scenario.end() : scenario.begin(), std::move(copy));
    return {};
  };
  if (const auto read = for_each_delivery(file, load); !read) return read.error();
  std::erase_if(list, [](const ReplayScenario& scenario) { return scenario.empty(); });
  return list;
}

Result<std::vector<ReplayScenario>> make_replay(const std::vector<CaseKey>& cases,
                                                const plan::Plan& plan) {
  ReplayScenario scenario;
  for (const CaseKey key : cases) {
    if (!plan_makes(plan, key)) {
      return Error{fmt::format("--case {}: this contract's plan has no such case", case_id(key))};
    }
    ReplayCase& item = scenario.emplace_back();
    item.what = check::CaseRef(plan.at(key.kind, key.index, item.body));
  }
  return std::vector<ReplayScenario>{std::move(scenario)};
}

}  // namespace hookworthy::cli
