#include "generator/explore/random_search.hpp"

#include "generator/plan/entropy.hpp"
#include "verifier/assert.hpp"

#include <algorithm>
#include <utility>

#include <rapidcheck.h>

namespace hookworthy::explore {
namespace {

constexpr std::size_t batch_size = 64;
// The rest is kept for what was found.
constexpr double share_of_draws = 0.7;

bool same(const plan::Pick& a, const plan::Pick& b) {
  return a.field == b.field && a.edge == b.edge;
}

bool holds(const Picks& picks, const Picks& part) {
  return std::ranges::all_of(part, [&](const plan::Pick& wanted) {
    return std::ranges::any_of(picks, [&](const plan::Pick& pick) { return same(pick, wanted); });
  });
}

rc::Seq<plan::Pick> earlier_edges(const plan::Pick& pick) {
  return rc::seq::map(rc::shrink::towards<std::uint32_t>(pick.edge, 0),
                      [field = pick.field](std::uint32_t edge) {
                        return plan::Pick{field, edge};
                      });
}

rc::Seq<Picks> smaller(const Picks& picks) {
  return rc::seq::concat(rc::shrink::removeChunks(picks),
                         rc::shrink::eachElement(picks, earlier_edges));
}

}  // namespace

Picks RandomSearch::draw(const plan::Plan& plan, std::size_t type, std::uint64_t n) {
  std::vector<std::uint32_t> with_edges;
  const auto fields = plan.fields(type);
  for (std::uint32_t i = 0; i < fields.size(); ++i) {
    if (!fields[i].edges.empty()) with_edges.push_back(i);
  }
  if (with_edges.empty()) return {};
  const auto generator = rc::gen::exec([&] {
    Picks picks;
    const auto wanted = *rc::gen::inRange<std::size_t>(1, 5);
    for (std::size_t i = 0; i < wanted; ++i) {
      const auto field = with_edges[*rc::gen::inRange<std::size_t>(0, with_edges.size())];
      const auto edges = static_cast<std::uint32_t>(fields[field].edges.size());
      const auto edge = *rc::gen::inRange<std::uint32_t>(0, edges);
      const bool taken =
          std::ranges::any_of(picks, [&](const auto& p) { return p.field == field; });
      if (!taken) picks.push_back({field, edge});
    }
    return picks;
  });
  const rc::Random random(plan::mix(plan.seed(), plan::mix(n, type)));
  return generator(random, 100).value();
}

bool RandomSearch::load(std::size_t type, const Picks& picks, std::uint64_t entropy,
                        Shot& shot) const {
  const auto made = plan_.compose(type, picks, entropy, shot.body);
  if (!made || shot.body.size() > max_body_bytes) return false;
  shot.what = *made;
  shot.label = plan_.notation(type, picks);
  return true;
}

bool RandomSearch::prepare(std::size_t type, std::uint64_t n, Suspect& suspect) {
  suspect.type = type;
  suspect.picks = draw(plan_, type, n);
  const auto index = plan_.combination(type, suspect.picks, 0);
  if (suspect.picks.empty() || !index || indices_.contains(*index)) return false;
  suspect.index = *index;
  const std::uint64_t entropy = plan::Plan::combination_entropy(*index);
  // Two events with the same ids would be taken for one.
  if (entropies_.contains(entropy) || !load(type, suspect.picks, entropy, suspect.shot)) {
    return false;
  }
  indices_.insert(*index);
  entropies_.insert(entropy);
  suspect.shot.what.index = *index;
  return true;
}

Result<void> RandomSearch::send_batch(std::vector<Suspect>& batch) {
  std::vector<Shot> shots;
  shots.reserve(batch.size());
  for (Suspect& suspect : batch) shots.push_back(std::move(suspect.shot));
  for (Shot& shot : shots) shot.what.label = shot.label;
  if (const auto sent = courier_.send(shots); !sent) return sent.error();
  for (std::size_t i = 0; i < batch.size(); ++i) {
    if (shots[i].done) ++outcome_.drawn_cases;
    if (!shots[i].done || shots[i].key == 0) continue;
    batch[i].shot = std::move(shots[i]);
    batch[i].shot.body = {};
    suspects_.push_back(std::move(batch[i]));
  }
  batch.clear();
  return {};
}

Result<RandomOutcome> RandomSearch::run(const Goal& goal) {
  HOOKWORTHY_ASSERT(!goal.types.empty());
  std::vector<Suspect> batch;
  for (std::uint64_t n = 0; n < goal.draws && courier_.spent() < share_of_draws; ++n) {
    Suspect suspect{};
    const std::size_t type = goal.types[static_cast<std::size_t>(n % goal.types.size())];
    if (prepare(type, n, suspect)) batch.push_back(std::move(suspect));
    if (batch.size() < batch_size && n + 1 < goal.draws) continue;
    if (const auto sent = send_batch(batch); !sent) return sent.error();
  }
  for (const Suspect& suspect : suspects_) {
    if (is_explained(suspect.type, suspect.picks, suspect.shot.key)) {
      ++outcome_.explained;
    } else if (outcome_.findings.size() >= max_findings) {
      ++outcome_.unexplored;
    } else if (const auto done = investigate(suspect); !done) {
      return done.error();
    }
  }
  return std::move(outcome_);
}

bool RandomSearch::is_explained(std::size_t type, const Picks& picks, std::uint64_t key) const {
  return std::ranges::any_of(known_, [&](const Known& known) {
    return known.type == type && known.key == key && holds(picks, known.picks);
  });
}

Result<bool> RandomSearch::repeat(std::size_t type, const Picks& picks, std::uint32_t times,
                                  RandomFinding& finding) {
  std::vector<Shot> shot(1);
  for (std::uint32_t i = 0; i < times; ++i) {
    shot[0] = {};
    const bool made = load(type, picks, rehearsal_entropy(), shot[0]);
    HOOKWORTHY_ASSERT(made);
    shot[0].what.index = finding.what.index;
    shot[0].what.label = shot[0].label;
    shot[0].rehearsal = true;
    if (const auto sent = courier_.send(shot); !sent) return sent.error();
    if (!shot[0].done) return false;
    ++finding.repeats;
    if (shot[0].key == finding.key) ++finding.failures;
  }
  return true;
}

bool RandomSearch::still_fails(std::size_t type, const Picks& picks, std::uint64_t key) {
  if (candidates_ >= max_candidates || !time_left()) return false;
  std::vector<Shot> shot(1);
  const auto index = plan_.combination(type, picks, 0);
  if (!index || !load(type, picks, rehearsal_entropy(), shot[0])) return false;
  ++candidates_;
  shot[0].what.index = *index;
  shot[0].what.label = shot[0].label;
  shot[0].rehearsal = true;
  const auto sent = courier_.send(shot);
  return sent.has_value() && shot[0].done && shot[0].key == key;
}

Picks RandomSearch::shrink(const Suspect& suspect) {
  candidates_ = 0;
  Picks best = suspect.picks;
  for (bool again = true; again;) {
    again = false;
    auto candidates = smaller(best);
    for (auto candidate = candidates.next(); candidate; candidate = candidates.next()) {
      if (!still_fails(suspect.type, *candidate, suspect.shot.key)) continue;
      best = *candidate;
      again = true;
      break;
    }
  }
  return best;
}

Result<void> RandomSearch::investigate(const Suspect& suspect) {
  RandomFinding finding;
  finding.what = {Kind::combination, suspect.index};
  finding.type = plan_.contract().types()[suspect.type].name;
  finding.notation = suspect.shot.label;
  finding.key = suspect.shot.key;
  finding.sequence = suspect.shot.sequence;
  finding.outcome = suspect.shot.outcome;
  finding.status = suspect.shot.status;
  const auto before = repeat(suspect.type, suspect.picks, repeats_before, finding);
  if (!before) return before.error();
  const bool solid = finding.failures == finding.repeats;
  if (!*before || !solid) {
    finding.state =
        *before || !solid ? RandomFinding::State::flaky : RandomFinding::State::unconfirmed;
    outcome_.findings.push_back(std::move(finding));
    return {};
  }
  const Picks smallest = shrink(suspect);
  // Other edges of the same field shrink to the same one.
  if (is_explained(suspect.type, smallest, finding.key)) {
    ++outcome_.explained;
    return {};
  }
  finding.notation = plan_.notation(suspect.type, smallest);
  if (const auto done = judge(suspect.type, smallest, finding); !done) return done.error();
  known_.push_back({suspect.type, smallest, finding.key});
  outcome_.findings.push_back(std::move(finding));
  return {};
}

Result<void> RandomSearch::judge(std::size_t type, const Picks& picks, RandomFinding& finding) {
  std::vector<Shot> shot(1);
  for (std::uint64_t variant = 1; variant < plan::Plan::variants; ++variant) {
    const auto index = plan_.combination(type, picks, variant);
    HOOKWORTHY_ASSERT(index.has_value());  // a part of what has an index has one
    finding.what.index = *index;
    if (entropies_.insert(plan::Plan::combination_entropy(*index)).second) break;
  }
  finding.repeats = finding.failures = 0;
  const auto after = repeat(type, picks, repeats_after, finding);
  if (!after) return after.error();
  if (finding.failures < finding.repeats) {
    finding.state = RandomFinding::State::flaky;
    return {};
  }
  const std::uint64_t entropy = plan::Plan::combination_entropy(finding.what.index);
  if (!*after || !load(type, picks, entropy, shot[0])) return {};
  shot[0].what.index = finding.what.index;
  shot[0].what.label = shot[0].label;
  shot[0].judged = true;
  if (const auto sent = courier_.send(shot); !sent) return sent.error();
  if (!shot[0].done) return {};
  ++finding.repeats;
  const bool failed = shot[0].key == finding.key;
  finding.failures += failed ? 1 : 0;
  finding.state = failed ? RandomFinding::State::confirmed : RandomFinding::State::flaky;
  finding.sequence = shot[0].sequence;
  finding.outcome = shot[0].outcome;
  finding.status = shot[0].status;
  return {};
}

}  // namespace hookworthy::explore
