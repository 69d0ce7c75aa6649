#include "generator/explore/random_search.hpp"

#include "generator/plan/combination.hpp"
#include "generator/plan/entropy.hpp"
#include "generator/plan/pairs.hpp"
#include "verifier/assert.hpp"

#include <algorithm>
#include <map>
#include <string>
#include <utility>

#include <rapidcheck.h>

namespace hookworthy::explore {
namespace {

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
    // An edge of an entity's id would make a duplicate of each repetition.
    if (!fields[i].edges.empty() && !fields[i].identity) with_edges.push_back(i);
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
  if (picks.size() <= plan::Subsets::most) {
    shot.label = plan_.notation(type, picks);
  } else {
    shot.label = std::to_string(picks.size()) + " edges";
    shot.what.field = {};
    shot.what.has_field = false;
  }
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
    if (!shots[i].done) continue;
    if (const auto row = batch[i].row) {
      ++outcome_.pair_cases;
      outcome_.pairs.covered += plan_.pair_rows(batch[i].type).rows[*row].first_here;
    } else {
      ++outcome_.drawn_cases;
    }
    if (shots[i].key == 0) continue;
    batch[i].shot = std::move(shots[i]);
    batch[i].shot.body = {};
    suspects_.push_back(std::move(batch[i]));
  }
  batch.clear();
  return {};
}

Result<void> RandomSearch::send_draws(const Goal& goal) {
  std::vector<Suspect> batch;
  const std::uint64_t draws =
      std::min(goal.draws, goal.max_cases - std::min(goal.max_cases, outcome_.pair_cases));
  for (std::uint64_t n = 0; n < draws && courier_.spent() < share_of_draws; ++n) {
    Suspect suspect{};
    const std::size_t type = goal.types[static_cast<std::size_t>(n % goal.types.size())];
    if (prepare(type, n, suspect)) batch.push_back(std::move(suspect));
    if (batch.size() < batch_size && n + 1 < draws) continue;
    if (const auto sent = send_batch(batch); !sent) return sent.error();
  }
  return {};
}

Result<RandomOutcome> RandomSearch::run(const Goal& goal) {
  HOOKWORTHY_ASSERT(!goal.types.empty());
  if (goal.pairs) {
    if (const auto sent = send_pairs(goal); !sent) return sent.error();
  }
  if (const auto sent = send_draws(goal); !sent) return sent.error();
  // A defect of one field makes nearly all rows of a type fail.
  std::map<std::size_t, unsigned> rows_of;
  for (Suspect& suspect : suspects_) {
    if (is_explained(suspect.type, suspect.picks, suspect.shot.key)) {
      ++outcome_.explained;
    } else if (outcome_.findings.size() >= max_findings ||
               (suspect.row && rows_of[suspect.type]++ >= max_rows_explored)) {
      ++outcome_.unexplored;
    } else if (suspect.row && is_explained_by_fields(suspect)) {
      ++outcome_.explained;
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

bool RandomSearch::still_fails(const Suspect& suspect, const Picks& picks) {
  if (candidates_ >= max_candidates || !time_left()) return false;
  std::vector<Shot> shot(1);
  const bool nameless = !suspect.row && !plan_.combination(suspect.type, picks, 0);
  if (nameless || !load(suspect.type, picks, rehearsal_entropy(), shot[0])) return false;
  ++candidates_;
  shot[0].what.index = index_of(suspect, picks, 0);
  shot[0].what.label = shot[0].label;
  shot[0].rehearsal = true;
  const auto sent = courier_.send(shot);
  return sent.has_value() && shot[0].done && shot[0].key == suspect.shot.key;
}

Picks RandomSearch::shrink(const Suspect& suspect) {
  candidates_ = 0;
  Picks best = suspect.row ? thin_out(suspect) : suspect.picks;
  for (bool again = true; again;) {
    again = false;
    auto candidates = smaller(best);
    for (auto candidate = candidates.next(); candidate; candidate = candidates.next()) {
      if (!still_fails(suspect, *candidate)) continue;
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
  Picks smallest = shrink(suspect);
  // Other edges of the same field shrink to the same one.
  if (is_explained(suspect.type, smallest, finding.key)) {
    ++outcome_.explained;
    return {};
  }
  // What is too much for an index of its own is judged as the row that it is of.
  const bool has_index = plan_.combination(suspect.type, smallest, 0).has_value();
  if (!has_index) smallest = plan_.pair_rows(suspect.type).rows[*suspect.row].picks;
  if (has_index) finding.notation = plan_.notation(suspect.type, smallest);
  if (const auto done = judge(suspect, smallest, finding); !done) return done.error();
  known_.push_back({suspect.type, smallest, finding.key});
  outcome_.findings.push_back(std::move(finding));
  return {};
}

Result<void> RandomSearch::judge(const Suspect& suspect, const Picks& picks,
                                 RandomFinding& finding) {
  const std::size_t type = suspect.type;
  std::vector<Shot> shot(1);
  for (std::uint64_t variant = 1; variant < plan::Plan::variants; ++variant) {
    finding.what.index = index_of(suspect, picks, variant);
    if (entropies_.insert(plan::Plan::combination_entropy(finding.what.index)).second) break;
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
  if (picks.size() > plan::Subsets::most) shot[0].label = finding.notation;
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
