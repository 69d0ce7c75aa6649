#include "generator/run/coverage.hpp"

#include "verifier/assert.hpp"

#include <algorithm>

namespace hookworthy::run {
namespace {

struct Ranked {
  std::uint64_t rank;  // how many variations of the same type and field come before
  Kind kind;
  std::uint64_t index;
};

bool wants(const std::vector<std::string>& types, std::string_view type) {
  return types.empty() || std::find(types.begin(), types.end(), type) != types.end();
}

void rank_cases(const plan::Plan& plan, Kind kind, const std::vector<std::string>& types,
                std::vector<Ranked>& ranked) {
  std::map<std::pair<std::string_view, std::string_view>, std::uint64_t> seen;
  for (std::uint64_t index = 0; index < plan.count(kind); ++index) {
    const Case item = plan.describe(kind, index);
    if (!wants(types, item.type)) continue;
    const std::uint64_t rank = kind == Kind::canonical ? 0 : 1 + seen[{item.type, item.field}]++;
    ranked.push_back({rank, kind, index});
  }
}

}  // namespace

Coverage::Coverage(const plan::Plan& plan, CoverageSettings settings) : plan_(plan) {
  std::vector<Ranked> ranked;
  for (const Kind kind : {Kind::canonical, Kind::edge, Kind::violation}) {
    rank_cases(plan, kind, settings.types, ranked);
  }
  std::stable_sort(ranked.begin(), ranked.end(),
                   [](const Ranked& a, const Ranked& b) { return a.rank < b.rank; });
  if (ranked.size() > settings.max_cases) {
    ranked.resize(static_cast<std::size_t>(settings.max_cases));
  }
  for (const Ranked& entry : ranked) {
    order_.push_back({entry.kind, entry.index});
    const bool probed = plan.describe(entry.kind, entry.index).expect != Expect::accept;
    deliveries_ += probed ? 2 : 1;
  }
}

bool Coverage::skips(const Case& item) {
  if (item.kind == Kind::canonical) return false;
  const auto found = labels_.find({item.kind, item.label});
  if (found == labels_.end() || found->second.timeouts < timeouts_per_label) return false;
  ++found->second.skipped;
  return true;
}

void Coverage::add_probe(Scenario& scenario, const Case& item, std::uint64_t position) {
  const auto& types = plan_.contract().types();
  const contract::CallbackType* type = plan_.contract().find_type(item.type);
  HOOKWORTHY_ASSERT(type != nullptr);
  const auto type_index = static_cast<std::uint64_t>(type - types.data());
  // Canonical callbacks go on behind the first round, so that each probe is an event of its own and
  // no duplicate of an earlier one.
  const std::uint64_t index = type_index + types.size() * (position + 1);
  Step& probe = scenario.steps.emplace_back();
  probe.what = plan_.at(Kind::canonical, index, probe.body);
  probe.method = type->method;
  probe.headers = contract_headers(plan_.contract(), *type);
  probe.after = 0;
}

bool Coverage::next(Scenario& scenario) {
  scenario.steps.clear();
  if (target_lost()) return false;
  while (position_ < order_.size()) {
    const std::size_t position = position_++;
    const Entry entry = order_[position];
    if (skips(plan_.describe(entry.kind, entry.index))) continue;
    scenario.id = position;
    Step& step = scenario.steps.emplace_back();
    step.what = plan_.at(entry.kind, entry.index, step.body);
    const contract::CallbackType* type = plan_.contract().find_type(step.what.type);
    HOOKWORTHY_ASSERT(type != nullptr);
    step.method = type->method;
    step.headers = contract_headers(plan_.contract(), *type);
    const Case item = step.what;
    if (item.expect != Expect::accept) add_probe(scenario, item, position);
    return true;
  }
  return false;
}

void Coverage::ended(Scenario& /*scenario*/, std::size_t /*step*/,
                     const record::Delivery& delivery) {
  if (delivery.outcome == record::Outcome::timed_out &&
      delivery.after == record::Delivery::no_delivery) {
    ++labels_[{delivery.what.kind, delivery.what.label}].timeouts;
  }
  const bool refused = delivery.cause == record::Cause::refused;
  refusals_ = refused ? refusals_ + 1 : 0;
}

std::vector<std::pair<std::string, std::uint64_t>> Coverage::skipped() const {
  std::vector<std::pair<std::string, std::uint64_t>> list;
  for (const auto& [key, state] : labels_) {
    if (state.skipped > 0) list.emplace_back(std::string(key.second), state.skipped);
  }
  return list;
}

std::vector<send::Header> contract_headers(const contract::Contract& contract,
                                           const contract::CallbackType& type) {
  std::vector<send::Header> headers{{"Content-Type", type.media_type}};
  const contract::Discriminator& discriminator = contract.discriminator();
  if (discriminator.place == contract::Discriminator::Place::header) {
    headers.push_back({discriminator.header, type.discriminator_value});
  }
  return headers;
}

}  // namespace hookworthy::run
