#include "generator/explore/sequence_shrink.hpp"

#include <algorithm>
#include <numeric>
#include <optional>
#include <utility>
#include <vector>

namespace hookworthy::explore {
namespace {

using contract::Lifecycle;
using plan::Event;
using plan::Sending;
using plan::Sequence;

/// Positions, of which some are left out.
using Positions = std::vector<std::size_t>;

Positions all(std::size_t size) {
  Positions positions(size);
  std::iota(positions.begin(), positions.end(), std::size_t{0});
  return positions;
}

/// Sendings at some positions; those that were together still are.
std::vector<Sending> sendings_at(const std::vector<Sending>& sendings, const Positions& kept) {
  std::vector<Sending> result;
  std::vector<std::size_t> group(sendings.size());
  for (std::size_t i = 1; i < sendings.size(); ++i) {
    group[i] = sendings[i].together ? group[i - 1] : i;
  }
  std::optional<std::size_t> last;
  for (const std::size_t i : kept) {
    result.push_back(sendings[i]);
    result.back().together = last == group[i];
    last = group[i];
  }
  return result;
}

/// The events at some positions, as far as they can happen without the others. What happened to an
/// entity whose birth is gone happens to the one that it would have replaced.
class Mending {
 public:
  Mending(const Sequence& sequence, const Lifecycle& lifecycle)
      : sequence_(sequence), lifecycle_(lifecycle), states_(lifecycle) {
    parents_.resize(sequence.entities() + 1);
    renamed_.resize(parents_.size());
    for (const Event& event : sequence.events) parents_[event.successor] = event.entity;
  }

  std::optional<Sequence> keep(const Positions& kept) {
    std::vector<std::uint32_t> numbers(sequence_.events.size());
    for (const std::size_t i : kept) {
      if (happen(sequence_.events[i])) {
        numbers[i] = static_cast<std::uint32_t>(result_.events.size());
      }
    }
    Positions told;
    for (std::size_t i = 0; i < sequence_.sendings.size(); ++i) {
      if (numbers[sequence_.sendings[i].event - 1] != 0) told.push_back(i);
    }
    result_.sendings = sendings_at(sequence_.sendings, told);
    for (Sending& sending : result_.sendings) sending.event = numbers[sending.event - 1];
    if (!validate(result_, lifecycle_)) return std::nullopt;
    return std::move(result_);
  }

 private:
  /// What an entity is called now, or the ancestor that stands for it; 0: none.
  std::uint32_t now(std::uint32_t entity) const {
    while (entity != 0 && renamed_[entity] == 0) entity = parents_[entity];
    return entity == 0 ? 0 : renamed_[entity];
  }

  bool happen(const Event& event) {
    const auto& transition = lifecycle_.transitions[event.transition];
    std::uint32_t entity = now(event.entity);
    const bool is_born = entity == 0;
    if (is_born) {
      if (parents_[event.entity] != 0) return false;
      entity = states_.count() + 1;
    }
    Event mended{0, entity, event.successor != 0 ? states_.count() + 1 : 0};
    const auto found = plan::find_transition(lifecycle_, transition.callback, states_.state(entity),
                                             event.successor != 0);
    if (!found) return false;
    mended.transition = *found;
    if (!states_.permits(mended)) return false;
    states_.apply(mended);
    if (is_born) renamed_[event.entity] = entity;
    if (mended.successor != 0) renamed_[event.successor] = mended.successor;
    result_.events.push_back(mended);
    return true;
  }

  const Sequence& sequence_;
  const Lifecycle& lifecycle_;
  plan::EntityStates states_;
  std::vector<std::uint32_t> parents_;  ///< by entity; 0: none
  std::vector<std::uint32_t> renamed_;  ///< by entity; 0: not there
  Sequence result_;
};

bool has_fewer_events(const Sequence& candidate, const Sequence& than) {
  return candidate.events.size() < than.events.size();
}

rc::Seq<Sequence> with_fewer_events(const Sequence& sequence, const Lifecycle& lifecycle) {
  return rc::seq::mapMaybe(rc::shrink::removeChunks(all(sequence.events.size())),
                           [sequence, &lifecycle](const Positions& kept) -> rc::Maybe<Sequence> {
                             auto mended = Mending(sequence, lifecycle).keep(kept);
                             if (!mended || !has_fewer_events(*mended, sequence))
                               return rc::Nothing;
                             return std::move(*mended);
                           });
}

rc::Seq<Sequence> with_fewer_sendings(const Sequence& sequence, const Lifecycle& lifecycle) {
  return rc::seq::mapMaybe(
      rc::shrink::removeChunks(all(sequence.sendings.size())),
      [sequence, &lifecycle](const Positions& kept) -> rc::Maybe<Sequence> {
        Sequence candidate{sequence.events, sendings_at(sequence.sendings, kept)};
        if (!validate(candidate, lifecycle)) return rc::Nothing;
        return candidate;
      });
}

rc::Seq<Sequence> plain(const Sequence& sequence) {
  if (is_plain(sequence)) return {};
  return rc::seq::just(Sequence{sequence.events, plan::in_order(sequence.events.size())});
}

/// One event less, while one before it is sent in its place as it was: what happens to any event
/// is best shown with the first.
rc::Seq<Sequence> with_faults_moved(const Sequence& sequence, const Lifecycle& lifecycle) {
  std::vector<Sequence> candidates;
  const auto sent = [&](std::uint32_t event) {
    return std::count_if(sequence.sendings.begin(), sequence.sendings.end(),
                         [event](const Sending& one) { return one.event == event; });
  };
  for (std::uint32_t from = 2; from <= sequence.events.size(); ++from) {
    if (sent(from) < 2) continue;
    for (std::uint32_t to = 1; to < from; ++to) {
      Positions kept;
      for (std::size_t i = 0; i < sequence.sendings.size(); ++i) {
        if (sequence.sendings[i].event != to) kept.push_back(i);
      }
      Sequence moved{sequence.events, sendings_at(sequence.sendings, kept)};
      for (Sending& sending : moved.sendings) {
        if (sending.event == from) sending.event = to;
      }
      Positions others = all(sequence.events.size());
      others.erase(others.begin() + static_cast<std::ptrdiff_t>(from) - 1);
      auto mended = Mending(moved, lifecycle).keep(others);
      if (mended && has_fewer_events(*mended, sequence)) candidates.push_back(std::move(*mended));
    }
  }
  return rc::seq::fromContainer(std::move(candidates));
}

/// One sending at a time: not together, not abandoned, not before an earlier event's.
rc::Seq<Sequence> with_milder_sendings(const Sequence& sequence) {
  std::vector<Sequence> candidates;
  for (std::size_t i = 0; i < sequence.sendings.size(); ++i) {
    const Sending& now = sequence.sendings[i];
    const auto change = [&](auto change_it) {
      candidates.push_back(sequence);
      change_it(candidates.back().sendings);
    };
    if (now.manner != Sending::Manner::normal) {
      change([&](auto& sendings) { sendings[i].manner = Sending::Manner::normal; });
    }
    if (now.together) change([&](auto& sendings) { sendings[i].together = false; });
    if (i > 0 && sequence.sendings[i - 1].event > now.event) {
      change([&](auto& sendings) {
        std::swap(sendings[i - 1].event, sendings[i].event);
        std::swap(sendings[i - 1].manner, sendings[i].manner);
      });
    }
  }
  return rc::seq::fromContainer(std::move(candidates));
}

/// One event at a time: the first transition that would do in its place.
rc::Seq<Sequence> with_usual_events(const Sequence& sequence, const Lifecycle& lifecycle) {
  std::vector<Sequence> candidates;
  for (std::size_t i = 0; i < sequence.events.size(); ++i) {
    for (std::uint32_t t = 0; t < sequence.events[i].transition; ++t) {
      Sequence candidate = sequence;
      candidate.events[i].transition = t;
      if (!validate(candidate, lifecycle)) continue;
      candidates.push_back(std::move(candidate));
      break;
    }
  }
  return rc::seq::fromContainer(std::move(candidates));
}

}  // namespace

rc::Seq<Sequence> simpler(const Sequence& sequence, const Lifecycle& lifecycle) {
  return rc::seq::concat(plain(sequence), with_fewer_events(sequence, lifecycle),
                         with_faults_moved(sequence, lifecycle),
                         with_fewer_sendings(sequence, lifecycle), with_milder_sendings(sequence),
                         with_usual_events(sequence, lifecycle));
}

}  // namespace hookworthy::explore
