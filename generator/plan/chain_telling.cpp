#include "generator/plan/chain.hpp"
#include "verifier/assert.hpp"

#include <algorithm>

namespace hookworthy::plan {
namespace {

/// The entities from the first ancestor down to `entity`.
std::vector<std::uint32_t> line_of(const Sequence& sequence, std::uint32_t entity) {
  std::vector<std::uint32_t> line{entity};
  for (auto event = sequence.events.rbegin(); event != sequence.events.rend(); ++event) {
    if (event->successor == line.back()) line.push_back(event->entity);
  }
  std::reverse(line.begin(), line.end());
  return line;
}

/// Every transition that can be reached, once; some more than once where others need it.
Sequence all_transitions(const contract::Lifecycle& lifecycle) {
  Sequence sequence;
  EntityStates states(lifecycle);
  const auto add = [&](std::uint32_t transition, std::uint32_t entity) {
    const bool renews = lifecycle.transitions[transition].successor.has_value();
    const Event event{transition, entity, renews ? states.count() + 1 : 0};
    if (!states.permits(event)) return false;
    states.apply(event);
    sequence.events.push_back(event);
    return true;
  };
  for (std::uint32_t next = 0; next < lifecycle.transitions.size(); ++next) {
    std::uint32_t entity = 1;
    while (entity <= states.count() && !add(next, entity)) ++entity;
    if (entity <= states.count()) continue;
    // Nobody is in the right state: perhaps one that is born now will be.
    for (std::uint32_t birth = 0; birth < lifecycle.transitions.size(); ++birth) {
      const std::uint32_t born = states.count() + 1;
      if (states.count() + 2 < Sequence::max_entities && add(birth, born)) {
        if (birth != next) add(next, born);
        break;
      }
    }
  }
  sequence.sendings = in_order(sequence.events.size());
  return sequence;
}

}  // namespace

// A line of entities is a life as the chain knows it: nothing happens to one that was replaced, so
// the events of each follow one another. Returns the step that the event has become.
std::uint32_t Chain::trace(const Sequence& sequence, std::uint32_t event, Life& life, Told& told) {
  const Event& last = sequence.events[event - 1];
  told.entities = line_of(sequence, last.successor != 0 ? last.successor : last.entity);
  for (std::uint32_t number = 1; number <= event; ++number) {
    const Event& now = sequence.events[number - 1];
    const auto entity = std::find(told.entities.begin(), told.entities.end(), now.entity);
    if (entity == told.entities.end()) continue;
    auto link = static_cast<std::uint32_t>(entity - told.entities.begin());
    LifeStep::Role role = life.steps.empty() ? LifeStep::Role::birth : LifeStep::Role::other;
    if (now.successor != 0) {
      role = LifeStep::Role::renewal;
      ++link;
    }
    life.steps.push_back({role, now.transition, link, {}});
    told.moments.push_back(number);
  }
  life.links = static_cast<std::uint32_t>(told.entities.size());
  return static_cast<std::uint32_t>(life.steps.size()) - 1;
}

void Chain::tell(const Sequence& sequence, std::uint64_t number, std::uint32_t event,
                 std::string& body) const {
  HOOKWORTHY_ASSERT(event >= 1 && event <= sequence.events.size());
  Life life;
  Told told;
  told.first_id = number * Sequence::max_entities - 1;  // entities count from 1
  const std::uint32_t step = trace(sequence, event, life, told);
  thread_local Draft draft;
  make({&life, 0, 0, &told}, step, draft);
  models_[model_of_transition(sequence.events[event - 1].transition)]->render(draft, body);
}

bool Chain::probe_telling(const contract::Lifecycle& lifecycle) const {
  const Sequence sequence = all_transitions(lifecycle);
  if (sequence.events.empty() || !validate(sequence, lifecycle)) return false;
  std::string body;
  for (std::uint32_t event = 1; event <= sequence.events.size(); ++event) {
    tell(sequence, 1, event, body);
    const auto& told = sequence.events[event - 1];
    if (!models_[model_of_transition(told.transition)]->is_valid(body)) return false;
  }
  return true;
}

}  // namespace hookworthy::plan
