#include "verifier/check/judge.hpp"

#include "verifier/assert.hpp"

#include <algorithm>
#include <utility>

#include <fmt/format.h>
#include <fmt/ranges.h>

namespace hookworthy::check {
namespace {

using record::Delivery;
using record::Outcome;

constexpr std::array<std::string_view, 4> clause_verdict_names{"kept", "violated", "inconclusive",
                                                               "not_tested"};

constexpr std::size_t number(ClauseId id) {
  return static_cast<std::size_t>(id);
}

}  // namespace

std::string_view to_string(ClauseVerdict verdict) {
  return clause_verdict_names[static_cast<std::size_t>(verdict)];
}

void Judge::ClauseCounts::add(const ClauseCounts& other) {
  cases += other.cases;
  violations += other.violations;
  missed += other.missed;
  unanswered += other.unanswered;
  timeouts += other.timeouts;
  flaky += other.flaky;
}

Judge::Judge(std::shared_ptr<const contract::Contract> contract, JudgeOptions options)
    : options_(std::move(options)),
      answers_(*contract),
      evidence_(clause_count, EvidenceKeeper(options_.evidence_per_clause)),
      types_(answers_.types() + 1, TypeState(options_.evidence_per_clause)) {}

bool Judge::is_of_probes(ClauseId id) {
  return id == ClauseId::accepts_after_bad || id == ClauseId::survives_protocol_faults;
}

ClauseId Judge::probe_clause(Kind preceding) {
  return preceding == Kind::protocol ? ClauseId::survives_protocol_faults
                                     : ClauseId::accepts_after_bad;
}

Judge::Conditional& Judge::probes_of(TypeState& type, ClauseId id) {
  return type.probes[id == ClauseId::survives_protocol_faults ? 1 : 0];
}

const Judge::Conditional& Judge::probes_of(const TypeState& type, ClauseId id) {
  return type.probes[id == ClauseId::survives_protocol_faults ? 1 : 0];
}

const Judge::Recent* Judge::find_recent(std::uint64_t sequence) const {
  if (recent_.empty() || sequence == Delivery::no_delivery) return nullptr;
  const Recent& slot = recent_[sequence % recent_deliveries];
  return slot.sequence == sequence ? &slot : nullptr;
}

void Judge::remember(const Delivery& delivery, bool dropped) {
  recent_.resize(recent_deliveries);
  Recent& slot = recent_[delivery.sequence % recent_deliveries];
  slot.sequence = delivery.sequence;
  slot.dropped = dropped;
  slot.what.assign(delivery.what);
}

void Judge::take(const Delivery& delivery) {
  ++taken_;
  const std::size_t type = answers_.type_of(delivery.what.type);
  Assessment assessment = assess(delivery, answers_.answer(type, delivery.status));
  if (delivery.rehearsal) return take_rehearsal(delivery, assessment.contact);
  const bool is_probe = is_health_probe(delivery);
  const Recent* preceding = is_probe ? find_recent(delivery.after) : nullptr;
  if (preceding != nullptr) {
    const ClauseId clause = probe_clause(preceding->what.key.kind);
    for (ClauseSet* set : {&assessment.tested, &assessment.broken, &assessment.missed}) {
      if (!set->has(ClauseId::accepts_after_bad)) continue;
      set->remove(ClauseId::accepts_after_bad);
      set->add(clause);
    }
  }
  switch (assessment.contact) {
    case Contact::reached:
      ++reached_;
      judge(delivery, type, assessment, preceding != nullptr ? &preceding->what : nullptr);
      break;
    case Contact::not_reached:
      ++not_reached_;
      if (is_probe) {
        judge_refused_probe(delivery, type, preceding);
      } else {
        count_missed(type, assessment.missed);
      }
      break;
    case Contact::harness:
      ++harness_faults_;
      count_missed(type, assessment.missed);
      break;
    case Contact::none:
      count_missed(type, assessment.missed);
      break;
  }
  // Probes follow up what a receiver need not accept, what went wrong, and every protocol fault.
  const bool unsuspicious = delivery.what.expect == Expect::accept && assessment.broken.empty();
  if (is_probe || (unsuspicious && delivery.what.kind != Kind::protocol)) return;
  const bool dropped =
      assessment.contact == Contact::reached && delivery.outcome == Outcome::transport_error;
  remember(delivery, dropped);
  if (unresolved_ || !refused_.empty()) resolve_late(delivery.sequence, delivery.what, dropped);
}

void Judge::judge(const Delivery& delivery, std::size_t type, const Assessment& assessment,
                  const CaseRef* preceding) {
  for (std::size_t i = 0; i < clause_count; ++i) {
    const auto id = static_cast<ClauseId>(i);
    if (!assessment.tested.has(id)) continue;
    Conditional* const probes = is_of_probes(id) ? &probes_of(types_[type], id) : nullptr;
    ClauseCounts& counts = probes != nullptr ? probes->counts : counts_[i];
    ++counts.cases;
    if (!assessment.broken.has(id)) continue;
    ++counts.violations;
    counts.timeouts += delivery.outcome == Outcome::timed_out ? 1 : 0;
    EvidenceKeeper& keeper = probes != nullptr ? probes->evidence : evidence_[i];
    const bool kept = keeper.offer(delivery, preceding);
    unresolved_ = unresolved_ || (kept && is_health_probe(delivery) && preceding == nullptr);
  }
  count_unanswered(assessment.unanswered);
  constexpr ClauseId canonical = ClauseId::accepts_canonical;
  types_[type].canonical_judged += assessment.tested.has(canonical) ? 1 : 0;
  const bool accepted = !assessment.broken.has(canonical) && !assessment.unanswered.has(canonical);
  types_[type].canonical_broken += accepted ? 0 : 1;
}

void Judge::judge_refused_probe(const Delivery& delivery, std::size_t type,
                                const Recent* preceding) {
  const Kind kind = preceding != nullptr ? preceding->what.key.kind : Kind::canonical;
  Conditional& probes = probes_of(types_[type], probe_clause(kind));
  if (preceding != nullptr && preceding->dropped) {
    ++probes.counts.cases;
    ++probes.counts.violations;
    probes.evidence.offer(delivery, &preceding->what);
  } else if (preceding == nullptr && refused_.size() < max_refused_probes) {
    refused_.push_back({type, Evidence(delivery)});
  } else {
    ++probes.counts.missed;
  }
}

void Judge::resolve_late(std::uint64_t sequence, const Case& what, bool dropped) {
  for (auto& keeper : evidence_) keeper.resolve(sequence, what);
  for (auto& state : types_) {
    for (auto& probes : state.probes) probes.evidence.resolve(sequence, what);
  }
  const auto is_due = [sequence](const RefusedProbe& probe) {
    return probe.evidence.after == sequence;
  };
  for (auto& probe : refused_) {
    if (!is_due(probe)) continue;
    Conditional& probes = probes_of(types_[probe.type], probe_clause(what.kind));
    if (!dropped) {
      ++probes.counts.missed;
      continue;
    }
    ++probes.counts.cases;
    ++probes.counts.violations;
    probe.evidence.preceding = CaseRef(what);
    probes.evidence.offer(probe.evidence);
  }
  std::erase_if(refused_, is_due);
}

void Judge::count_missed(std::size_t type, ClauseSet missed) {
  for (std::size_t i = 0; i < clause_count; ++i) {
    const auto id = static_cast<ClauseId>(i);
    if (!missed.has(id)) continue;
    ++(is_of_probes(id) ? probes_of(types_[type], id).counts : counts_[i]).missed;
  }
}

void Judge::count_unanswered(ClauseSet unanswered) {
  for (std::size_t i = 0; i < clause_count; ++i) {
    if (!unanswered.has(static_cast<ClauseId>(i))) continue;
    ++counts_[i].missed;
    ++counts_[i].unanswered;
  }
}

void Judge::Conditional::add(const Conditional& other) {
  counts.add(other.counts);
  evidence.merge(other.evidence);
}

void Judge::merge(const Judge& other) {
  HOOKWORTHY_ASSERT(types_.size() == other.types_.size());
  for (std::size_t i = 0; i < clause_count; ++i) {
    counts_[i].add(other.counts_[i]);
    evidence_[i].merge(other.evidence_[i]);
  }
  for (std::size_t i = 0; i < types_.size(); ++i) {
    types_[i].canonical_judged += other.types_[i].canonical_judged;
    types_[i].canonical_broken += other.types_[i].canonical_broken;
    types_[i].refused_in_order += other.types_[i].refused_in_order;
    for (std::size_t k = 0; k < types_[i].probes.size(); ++k) {
      types_[i].probes[k].add(other.types_[i].probes[k]);
    }
    types_[i].presumed.add(other.types_[i].presumed);
  }
  // What the other one did not learn in time it will not learn here: sequences are its own.
  for (const auto& probe : other.refused_) {
    ++probes_of(types_[probe.type], ClauseId::accepts_after_bad).counts.missed;
  }
  taken_ += other.taken_;
  reached_ += other.reached_;
  not_reached_ += other.not_reached_;
  harness_faults_ += other.harness_faults_;
}

std::uint64_t Judge::timeouts_of(ClauseId id) const {
  if (!is_of_probes(id)) return counts_[number(id)].timeouts;
  std::uint64_t timeouts = 0;
  for (const auto& state : types_) {
    timeouts += state.probes_count() ? probes_of(state, id).counts.timeouts : 0;
  }
  return timeouts;
}

std::vector<ClauseResult> Judge::results() const {
  std::vector<ClauseResult> results;
  for (const Clause& each : clauses()) {
    if (each.id == ClauseId::conservation || !options_.clauses.has(each.id)) continue;
    results.push_back(result_of(each.id));
  }
  return results;
}

ClauseResult Judge::result_of(ClauseId id) const {
  ClauseResult result;
  result.id = id;
  result.level = level_of(id, options_.profile);
  const ClauseCounts& counts = counts_[number(id)];
  result.cases = counts.cases;
  result.violations = counts.violations;
  result.missed = counts.missed;
  result.flaky = counts.flaky;
  if (is_of_probes(id)) {
    add_probes(result);
  } else {
    result.evidence = evidence_[number(id)].sorted();
  }
  if (id == ClauseId::duplicate_answered_alike) add_presumed(result);
  result.verdict = result.violations > 0                        ? ClauseVerdict::violated
                   : result.cases > 0 && counts.unanswered == 0 ? ClauseVerdict::kept
                   : result.missed > 0                          ? ClauseVerdict::inconclusive
                                                                : ClauseVerdict::not_tested;
  if (result.missed > 0 && result.reason.empty()) {
    result.reason = fmt::format("{} of {} planned cases could not be judged", result.missed,
                                result.missed + result.cases);
    if (counts.unanswered > 0) {
      result.reason += fmt::format(", {} not answered in time", counts.unanswered);
    }
  }
  if (result.reason.empty() && result.flaky > 0) {
    result.reason = fmt::format("{} failed once, but not each time it was repeated", result.flaky);
  }
  const bool by_sight = id == ClauseId::keeps_state || id == ClauseId::converges;
  if (result.reason.empty() && by_sight && !options_.has_probe) {
    result.reason = "needs --probe, to see what the receiver knows";
  }
  if (id == ClauseId::accepts_canonical) require_all_types(result);
  return result;
}

void Judge::add_probes(ClauseResult& result) const {
  EvidenceKeeper evidence(options_.evidence_per_clause);
  std::uint64_t without_meaning = 0;
  for (const auto& state : types_) {
    const Conditional& probes = probes_of(state, result.id);
    result.missed += probes.counts.missed;
    if (!state.probes_count()) {
      without_meaning += probes.counts.cases;
      continue;
    }
    result.cases += probes.counts.cases;
    result.violations += probes.counts.violations;
    evidence.merge(probes.evidence);
  }
  result.missed += without_meaning;
  if (result.id == ClauseId::accepts_after_bad) result.missed += refused_.size();
  result.evidence = evidence.sorted();
  if (without_meaning > 0) {
    result.reason = fmt::format(
        "{} probes say nothing, since the canonical callback of their type is not accepted either",
        without_meaning);
  }
}

void Judge::require_all_types(ClauseResult& result) const {
  std::vector<std::string_view> missing;
  for (const auto& name : options_.canonical_types) {
    if (types_[answers_.type_of(name)].canonical_judged == 0) missing.push_back(name);
  }
  if (missing.empty()) return;
  result.reason = fmt::format("not judged for: {}", fmt::join(missing, ", "));
  if (result.violations == 0) result.verdict = ClauseVerdict::inconclusive;
}

}  // namespace hookworthy::check
