#include "generator/plan/sequence.hpp"

#include "verifier/assert.hpp"

#include <algorithm>

namespace hookworthy::plan {
namespace {

using contract::Lifecycle;

Error wrong_event(const Sequence& sequence, std::size_t index, const Lifecycle& lifecycle) {
  const Event& event = sequence.events[index];
  const bool known = event.transition < lifecycle.transitions.size();
  return Error{"event " + std::to_string(index + 1) + " (" +
               (known ? lifecycle.transitions[event.transition].callback : "?") + ":" +
               std::to_string(event.entity) + ") is not what the lifecycle permits there"};
}

Result<void> validate_sendings(const Sequence& sequence) {
  std::vector<bool> told(sequence.events.size());
  for (const Sending& sending : sequence.sendings) {
    if (sending.event < 1 || sending.event > sequence.events.size()) {
      return Error{"there is no event " + std::to_string(sending.event) + " to be sent"};
    }
    if (sending.manner == Sending::Manner::normal) told[sending.event - 1] = true;
  }
  const auto missing = std::find(told.begin(), told.end(), false);
  if (missing != told.end()) {
    return Error{"event " + std::to_string(missing - told.begin() + 1) + " is never sent"};
  }
  if (sequence.sendings.front().together) {
    return Error{"the first sending has none before it to be together with"};
  }
  return {};
}

}  // namespace

std::uint32_t Sequence::entities() const {
  std::uint32_t most = 0;
  for (const Event& event : events) most = std::max({most, event.entity, event.successor});
  return most;
}

std::vector<Sending> in_order(std::size_t events) {
  std::vector<Sending> sendings(events);
  for (std::size_t i = 0; i < events; ++i) sendings[i].event = static_cast<std::uint32_t>(i + 1);
  return sendings;
}

bool is_plain(const Sequence& sequence) {
  return sequence.sendings == in_order(sequence.events.size());
}

std::optional<std::uint32_t> find_transition(const Lifecycle& lifecycle, std::string_view callback,
                                             std::string_view state, bool successor) {
  for (std::uint32_t i = 0; i < lifecycle.transitions.size(); ++i) {
    const Lifecycle::Transition& transition = lifecycle.transitions[i];
    const bool leaves =
        std::find(transition.from.begin(), transition.from.end(), state) != transition.from.end();
    if (leaves && transition.callback == callback &&
        transition.successor.has_value() == successor) {
      return i;
    }
  }
  return std::nullopt;
}

std::string_view EntityStates::state(std::uint32_t entity) const {
  HOOKWORTHY_ASSERT(entity >= 1 && entity <= seen_.size() + 1);
  return entity > seen_.size() ? std::string_view(lifecycle_->initial) : seen_[entity - 1].state;
}

bool EntityStates::replaced(std::uint32_t entity) const {
  return entity <= seen_.size() && seen_[entity - 1].replaced;
}

bool EntityStates::permits(const Event& event) const {
  if (event.transition >= lifecycle_->transitions.size()) return false;
  if (event.entity < 1 || event.entity > count() + 1 || replaced(event.entity)) return false;
  const bool is_born = event.entity > count();
  const bool renews = event.successor != 0;
  if (renews && (is_born || event.successor != count() + 1)) return false;
  if (count() + (is_born || renews ? 1 : 0) > Sequence::max_entities) return false;
  return find_transition(*lifecycle_, lifecycle_->transitions[event.transition].callback,
                         state(event.entity), renews) == event.transition;
}

void EntityStates::apply(const Event& event) {
  HOOKWORTHY_ASSERT(permits(event));
  const Lifecycle::Transition& transition = lifecycle_->transitions[event.transition];
  if (event.entity > seen_.size()) seen_.emplace_back();
  seen_[event.entity - 1].state = transition.to;
  if (event.successor == 0) return;
  seen_[event.entity - 1].replaced = true;
  seen_.push_back({transition.successor_state});
}

Result<void> validate(const Sequence& sequence, const Lifecycle& lifecycle) {
  if (sequence.events.empty()) return Error{"there is no event"};
  if (sequence.events.size() > Sequence::max_events) {
    return Error{"there are more than " + std::to_string(Sequence::max_events) + " events"};
  }
  if (sequence.sendings.empty()) return Error{"nothing is sent"};
  if (sequence.sendings.size() > Sequence::max_sendings) {
    return Error{"there are more than " + std::to_string(Sequence::max_sendings) + " sendings"};
  }
  EntityStates states(lifecycle);
  for (std::size_t i = 0; i < sequence.events.size(); ++i) {
    if (!states.permits(sequence.events[i])) return wrong_event(sequence, i, lifecycle);
    states.apply(sequence.events[i]);
  }
  return validate_sendings(sequence);
}

std::vector<std::string_view> final_states(const Sequence& sequence, const Lifecycle& lifecycle) {
  EntityStates states(lifecycle);
  for (const Event& event : sequence.events) states.apply(event);
  std::vector<std::string_view> result;
  for (std::uint32_t entity = 1; entity <= states.count(); ++entity) {
    result.push_back(states.state(entity));
  }
  return result;
}

}  // namespace hookworthy::plan
