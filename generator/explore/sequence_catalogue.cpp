#include "generator/explore/sequence_catalogue.hpp"

#include "generator/explore/sequences.hpp"

#include <algorithm>
#include <array>
#include <optional>
#include <set>
#include <string>
#include <utility>

namespace hookworthy::explore {
namespace {

using contract::Lifecycle;
using plan::Event;
using plan::Sending;
using plan::Sequence;
using Manner = plan::Sending::Manner;

constexpr auto operations =
    std::to_array<std::string_view>({"ordered", "duplicate", "duplicate-in-flight", "retry", "swap",
                                     "late", "two-connections", "burst", "interleaved", "random"});

/// A life in the making, of one line of entities.
class Author {
 public:
  explicit Author(const Lifecycle& lifecycle) : lifecycle_(&lifecycle), states_(lifecycle) {}

  /// The transition happens to the newest entity, or makes the first one.
  bool happen(std::uint32_t transition) {
    const bool renews = lifecycle_->transitions[transition].successor.has_value();
    const std::uint32_t entity = std::max(states_.count(), 1u);
    const Event event{transition, entity, renews ? states_.count() + 1 : 0};
    if (!states_.permits(event)) return false;
    states_.apply(event);
    events_.push_back(event);
    return true;
  }
  /// Leads the newest entity into `state` on the shortest way, renewals apart.
  bool reach(std::string_view state) {
    std::vector<std::pair<std::string_view, std::vector<std::uint32_t>>> open{{this->state(), {}}};
    for (std::size_t next = 0; next < open.size(); ++next) {
      const auto [at, way] = open[next];
      if (at == state) {
        return std::all_of(way.begin(), way.end(),
                           [&](std::uint32_t step) { return happen(step); });
      }
      for (std::uint32_t i = 0; i < lifecycle_->transitions.size(); ++i) {
        const auto& transition = lifecycle_->transitions[i];
        const bool known = std::any_of(open.begin(), open.end(),
                                       [&](const auto& one) { return one.first == transition.to; });
        const bool leaves = std::count(transition.from.begin(), transition.from.end(), at) > 0;
        if (known || !leaves || transition.successor) continue;
        open.emplace_back(transition.to, way);
        open.back().second.push_back(i);
      }
    }
    return false;
  }
  std::string_view state() const { return states_.state(std::max(states_.count(), 1u)); }
  const std::vector<Event>& events() const { return events_; }

 private:
  const Lifecycle* lifecycle_;
  plan::EntityStates states_;
  std::vector<Event> events_;
};

/// Two lives side by side, event by event.
std::vector<Event> interleave(const std::vector<Event>& a, const std::vector<Event>& b,
                              const Lifecycle& lifecycle) {
  std::vector<Event> merged;
  plan::EntityStates states(lifecycle);
  std::array<std::vector<std::uint32_t>, 2> numbers;  // by the entity's number in its own life
  for (std::size_t i = 0; i < std::max(a.size(), b.size()); ++i) {
    for (std::size_t which = 0; which < 2; ++which) {
      const auto& life = which == 0 ? a : b;
      if (i >= life.size()) continue;
      auto& known = numbers[which];
      Event event = life[i];
      if (event.entity > known.size()) known.push_back(states.count() + 1);
      event.entity = known[event.entity - 1];
      if (event.successor != 0) known.push_back(event.successor = states.count() + 1);
      if (!states.permits(event)) return {};
      states.apply(event);
      merged.push_back(event);
    }
  }
  return merged;
}

/// The trials, in order and without repetition.
class Collection {
 public:
  explicit Collection(const Lifecycle& lifecycle) : lifecycle_(lifecycle) {}

  void add(std::string_view operation, const std::vector<Event>& events,
           std::vector<Sending> sendings) {
    Sequence sequence{events, std::move(sendings)};
    if (!validate(sequence, lifecycle_)) return;
    if (!seen_.insert(to_notation(sequence, lifecycle_)).second) return;
    trials_.push_back({operation, std::move(sequence)});
  }
  void add(const std::vector<Event>& events) {
    add(operations[0], events, plan::in_order(events.size()));
  }
  std::vector<PlannedTrial> take() {
    const auto place = [](std::string_view name) {
      return std::find(operations.begin(), operations.end(), name) - operations.begin();
    };
    std::stable_sort(trials_.begin(), trials_.end(), [&](const auto& a, const auto& b) {
      return place(a.operation) < place(b.operation);
    });
    return std::move(trials_);
  }

 private:
  const Lifecycle& lifecycle_;
  std::set<std::string> seen_;
  std::vector<PlannedTrial> trials_;
};

Sending of(std::size_t index, Manner manner = Manner::normal, bool together = false) {
  return {static_cast<std::uint32_t>(index + 1), manner, together};
}

void add_faults_of_one(const std::vector<Event>& life, std::size_t i, Collection& trials) {
  const auto ordered = plan::in_order(life.size());
  const auto behind = [&](Sending sending) {
    auto sendings = ordered;
    sendings.insert(sendings.begin() + static_cast<std::ptrdiff_t>(i) + 1, sending);
    return sendings;
  };
  trials.add("duplicate", life, behind(of(i)));
  trials.add("duplicate-in-flight", life, behind(of(i, Manner::normal, true)));
  auto retry = behind(of(i));
  retry[i].manner = Manner::abandoned;
  trials.add("retry", life, std::move(retry));
  if (i + 1 == life.size()) return;
  auto swap = ordered;
  std::swap(swap[i], swap[i + 1]);
  trials.add("swap", life, std::move(swap));
  auto late = ordered;
  std::rotate(late.begin() + static_cast<std::ptrdiff_t>(i),
              late.begin() + static_cast<std::ptrdiff_t>(i) + 1, late.end());
  trials.add("late", life, std::move(late));
  auto repeated = ordered;
  repeated.push_back(of(i));
  trials.add("late", life, std::move(repeated));
}

void add_faults(const std::vector<Event>& life, Collection& trials) {
  for (std::size_t i = 0; i < life.size(); ++i) add_faults_of_one(life, i, trials);
  std::vector<Sending> twice;
  std::vector<Sending> burst;
  for (std::size_t i = 0; i < life.size(); ++i) {
    twice.push_back(of(i));
    twice.push_back(of(i, Manner::normal, true));
    burst.push_back(of(i, Manner::normal, i > 0));
  }
  trials.add("two-connections", life, std::move(twice));
  trials.add("burst", life, std::move(burst));
}

/// In order, two and two at the same instant.
std::vector<Sending> in_pairs(std::size_t events) {
  std::vector<Sending> sendings;
  for (std::size_t i = 0; i < events; ++i) sendings.push_back(of(i, Manner::normal, i % 2 == 1));
  return sendings;
}

/// What one callback more can come too often or in the wrong order for.
void add_faults_in_between(const std::vector<Event>& life, Collection& trials) {
  if (life.size() == 2) {
    trials.add("duplicate", life, {of(0), of(1), of(1)});
    trials.add("swap", life, {of(1), of(0)});
  } else {
    trials.add("late", life, {of(0), of(2), of(1)});
  }
}

/// Lives that begin with `birth`.
class Lives {
 public:
  Lives(const Lifecycle& lifecycle, std::uint32_t birth) : lifecycle_(lifecycle), born_(lifecycle) {
    lives_ = born_.happen(birth);
  }

  void add_transitions(Collection& trials) const {
    if (!lives_) return;
    trials.add(born_.events());
    for (std::uint32_t i = 0; i < lifecycle_.transitions.size(); ++i) {
      for (const std::string& from : lifecycle_.transitions[i].from) {
        Author life = born_;
        if (from != lifecycle_.initial && life.reach(from) && life.happen(i)) {
          trials.add(life.events());
        }
      }
    }
  }

  /// Of so many renewals, each from the state that the entity is born in; fewer if it cannot go on.
  std::vector<Event> chain(std::size_t renewals) const {
    Author life = born_;
    for (std::size_t i = 0; i < renewals; ++i) {
      bool goes_on = false;
      for (std::uint32_t t = 0; t < lifecycle_.transitions.size() && !goes_on; ++t) {
        goes_on = lifecycle_.transitions[t].successor.has_value() && life.happen(t);
      }
      if (!goes_on) return {};
    }
    return life.events();
  }

  /// Birth, each one that leaves the entity as it is, and each end behind that or none.
  std::vector<std::vector<Event>> busy_lives() const {
    std::vector<std::vector<Event>> found;
    for (std::uint32_t i = 0; i < lifecycle_.transitions.size(); ++i) {
      Author life = born_;
      if (!lives_ || !life.happen(i) || life.state() != born_.state()) continue;
      if (lifecycle_.transitions[i].successor) continue;
      found.push_back(life.events());
      for (std::uint32_t end = 0; end < lifecycle_.transitions.size(); ++end) {
        Author ended = life;
        if (lifecycle_.transitions[end].successor || !ended.happen(end)) continue;
        if (ended.state() != born_.state()) found.push_back(ended.events());
      }
    }
    return found;
  }

  /// Birth with each one that may follow; with one that stays and one that ends; with a renewal
  /// from where it ended.
  std::vector<std::vector<Event>> short_lives() const {
    std::vector<std::vector<Event>> found;
    if (!lives_) return found;
    found.push_back(born_.events());
    std::optional<std::uint32_t> stays;
    for (std::uint32_t i = 0; i < lifecycle_.transitions.size(); ++i) {
      Author life = born_;
      if (!life.happen(i)) continue;
      const bool renews = lifecycle_.transitions[i].successor.has_value();
      const bool ends = !renews && life.state() != born_.state();
      if (!ends && !renews) {
        if (stays) continue;
        stays = i;
      }
      found.push_back(life.events());
      if (ends) add_ended(i, stays, life, found);
    }
    return found;
  }

 private:
  void add_ended(std::uint32_t end, std::optional<std::uint32_t> stays, const Author& ended,
                 std::vector<std::vector<Event>>& found) const {
    if (Author life = born_; stays && life.happen(*stays) && life.happen(end)) {
      found.push_back(life.events());
    }
    for (std::uint32_t i = 0; i < lifecycle_.transitions.size(); ++i) {
      if (Author life = ended; lifecycle_.transitions[i].successor && life.happen(i)) {
        found.push_back(life.events());
      }
    }
  }

  const Lifecycle& lifecycle_;
  Author born_;
  bool lives_ = false;
};

}  // namespace

std::span<const std::string_view> sequence_operations() {
  return operations;
}

std::vector<PlannedTrial> systematic_trials(const Lifecycle& lifecycle) {
  Collection trials(lifecycle);
  for (std::uint32_t birth = 0; birth < lifecycle.transitions.size(); ++birth) {
    const auto& from = lifecycle.transitions[birth].from;
    if (std::find(from.begin(), from.end(), lifecycle.initial) == from.end()) continue;
    const Lives lives(lifecycle, birth);
    lives.add_transitions(trials);
    for (const std::size_t renewals : {1, 2, 10, 100}) trials.add(lives.chain(renewals));
    auto some = lives.short_lives();
    some.push_back(lives.chain(2));
    for (const auto& life : some) add_faults(life, trials);
    for (const auto& life : lives.busy_lives()) add_faults_in_between(life, trials);
    for (const auto& life : some) {
      const auto merged = interleave(life, some.back(), lifecycle);
      trials.add("interleaved", merged, plan::in_order(merged.size()));
      trials.add("interleaved", merged, in_pairs(merged.size()));
    }
  }
  return trials.take();
}

}  // namespace hookworthy::explore
