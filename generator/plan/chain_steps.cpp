#include "generator/plan/chain.hpp"
#include "generator/plan/entropy.hpp"
#include "generator/plan/instant.hpp"

#include <algorithm>

namespace hookworthy::plan {
namespace {

// What entropy is drawn for.
constexpr std::uint64_t for_link = 1;
constexpr std::uint64_t for_step = 2;
constexpr std::uint64_t for_carry = 3;

// Rules that the pinned facts of a life leave no way to keep may bend those facts: a valid callback
// comes first.
void settle(const Model& model, Draft& draft, const Pins& pins) {
  if (!model.solver().settle(draft, pins)) model.solver().settle(draft, {});
}

}  // namespace

// One per thread: a warm thread allocates next to nothing.
struct Chain::Scratch {
  Entity origin, old_entity, new_entity;
  Draft draft, carried;

  static Scratch& mine() {
    thread_local Scratch scratch;
    return scratch;
  }
};

void Chain::start(const Instance& life, const Model& model, std::uint64_t bits,
                  Draft& draft) const {
  draft = model.base();
  if (!calm_ && life.told == nullptr) model.draw(bits, draft);
}

void Chain::take(const Seat& seat, const Draft& draft, Entity& entity) const {
  entity.choices.resize(attributes_.size());
  entity.known.resize(attributes_.size());
  for (std::size_t i = 0; i < seat.attributes.size(); ++i) {
    entity.choices[seat.attributes[i]] = draft[seat.slot + i];
    entity.known[seat.attributes[i]] = true;
  }
}

void Chain::put(const Model& model, const Seat& seat, const Entity& entity, bool stable_only,
                Draft& draft) const {
  const Layout& layout = model.layout();
  const auto put_range = [&](SlotId begin, SlotId end) {
    for (SlotId id = begin; id < end; ++id) {
      const std::uint32_t attribute = seat.attributes[id - seat.slot];
      if (!entity.known[attribute]) continue;
      const Choice& choice = entity.choices[attribute];
      const bool scalar = layout.slot(id).kind == Slot::Kind::scalar;
      const bool hides = choice.mode == Mode::null || choice.mode == Mode::absent;
      if ((scalar || hides) && !admits(model, id, choice)) continue;
      const RepertoireId own = draft[id].repertoire;
      draft[id] = choice;
      if (!scalar) draft[id].repertoire = own;
    }
  };
  if (!stable_only) return put_range(seat.slot, layout.slot(seat.slot).end);
  for (const SlotId id : seat.stable) put_range(id, layout.slot(id).end);
}

// `predecessor` 0: there is none.
void Chain::name(const Model& model, const Seat& seat, std::uint64_t id, std::uint64_t predecessor,
                 Draft& draft, Pins& pins) const {
  const auto set = [&](SlotId slot, std::uint64_t value) {
    model.solver().expose(slot, draft);
    draft[slot].mode = Mode::identity;
    draft[slot].value = value;
    draft[slot].repertoire = model.layout().slot(slot).repertoire;
    pins.add(slot);
  };
  set(seat.identity, id);
  if (seat.predecessor == no_slot) return;
  if (predecessor != 0) return set(seat.predecessor, predecessor);
  const Slot& slot = model.layout().slot(seat.predecessor);
  if (slot.nullable || !slot.required) {
    draft[seat.predecessor].mode = slot.nullable ? Mode::null : Mode::absent;
    pins.add(seat.predecessor);
  }
}

void Chain::set_state(const Model& model, const Seat& seat, Draft& draft, Pins& pins) const {
  for (const SlotCondition& condition : seat.state) {
    if (model.solver().evaluate(condition, draft) != Truth::yes) {
      model.solver().make(condition, true, draft, pins);
    }
    if (const SlotId id = model.solver().active(condition.left, draft); id != no_slot) {
      pins.add(id);
    }
  }
}

// What is told of a life can be put in order by the version of the entity: every event makes it
// later by a minute.
void Chain::set_version(const Instance& life, std::uint32_t number, const Model& model,
                        const Seat& seat, Draft& draft, Pins& pins) const {
  if (life.told == nullptr || seat.version == no_slot) return;
  const RepertoireId repertoire = model.layout().slot(seat.version).repertoire;
  const auto base = model.store().instant_of(model.base()[seat.version]);
  if (!base) return;
  const std::int64_t seconds = base->seconds + std::int64_t{60} * life.told->moments[number];
  if (seconds > last_second) return;
  model.solver().expose(seat.version, draft);
  Choice& choice = draft[seat.version];
  choice = {.mode = Mode::instant, .repertoire = repertoire};
  choice.value = static_cast<std::uint64_t>(seconds);
  choice.detail = static_cast<std::uint32_t>(base->nanoseconds);
  pins.add(seat.version);
}

std::uint32_t Chain::step_of_link(const Instance& life, std::uint32_t link) const {
  const auto& steps = life.plan->steps;
  std::uint32_t number = 0;
  while (steps[number].role == LifeStep::Role::other || steps[number].link != link) ++number;
  return number;
}

// A value that one callback announces does not depend on the rest of it, so that the one that
// repeats it need not look further back.
Choice Chain::announced(const Instance& life, const Carry& carry, std::uint32_t link) const {
  const Model& model = *models_[carry.from_model];
  Draft& draft = Scratch::mine().carried;
  start(life, model, entropy(life, for_carry, link), draft);
  model.solver().settle(draft, {});
  return draft[carry.from];
}

void Chain::announce(const Instance& life, std::uint32_t number, Draft& draft, Pins& pins) const {
  const LifeStep& step = life.plan->steps[number];
  for (const Carry& carry : carries_) {
    if (carry.from_model != moves_[step.transition].model) continue;
    draft[carry.from] = announced(life, carry, step.link);
    pins.add(carry.from);
  }
}

void Chain::carry_over(const Instance& life, std::uint32_t number, Draft& draft, Pins& pins) const {
  const auto& steps = life.plan->steps;
  const std::size_t own_model = moves_[steps[number].transition].model;
  const std::uint32_t link =
      steps[number].role == LifeStep::Role::renewal ? steps[number].link - 1 : steps[number].link;
  for (const Carry& carry : carries_) {
    if (carry.to_model != own_model) continue;
    for (std::uint32_t i = number; i-- > 0 && steps[i].link == link;) {
      if (moves_[steps[i].transition].model != carry.from_model) continue;
      const Choice choice = announced(life, carry, link);
      if (admits(*models_[own_model], carry.to, choice)) {
        draft[carry.to] = choice;
        pins.add(carry.to);
      }
      break;
    }
  }
}

void Chain::make_entity(const Instance& life, std::uint32_t link, const Entity* origin,
                        Draft& draft, Entity& entity) const {
  const std::uint32_t number = step_of_link(life, link);
  const Move& move = moves_[life.plan->steps[number].transition];
  const Model& model = *models_[move.model];
  start(life, model, entropy(life, for_link, link), draft);
  Pins pins;
  if (link == 0) {
    name(model, move.entity, id_of(life, 0), 0, draft, pins);
    set_state(model, move.entity, draft, pins);
    set_version(life, number, model, move.entity, draft, pins);
    settle(model, draft, pins);
    return take(move.entity, draft, entity);
  }
  for (const Seat* seat : {&move.entity, &move.successor}) {
    put(model, *seat, *origin, true, draft);
    for (const SlotId id : seat->stable) pins.add(id);
  }
  name(model, move.entity, id_of(life, link - 1), link > 1 ? id_of(life, link - 2) : 0, draft,
       pins);
  name(model, move.successor, id_of(life, link), id_of(life, link - 1), draft, pins);
  set_state(model, move.entity, draft, pins);
  set_state(model, move.successor, draft, pins);
  for (const Seat* seat : {&move.entity, &move.successor}) {
    set_version(life, number, model, *seat, draft, pins);
  }
  carry_over(life, number, draft, pins);
  settle(model, draft, pins);
  take(move.successor, draft, entity);
}

void Chain::pass(const Instance& life, std::uint32_t number, Draft& draft, Entity& entity) const {
  const LifeStep& step = life.plan->steps[number];
  const Move& move = moves_[step.transition];
  const Model& model = *models_[move.model];
  start(life, model, entropy(life, for_step, number), draft);
  put(model, move.entity, entity, false, draft);
  Pins pins;
  name(model, move.entity, id_of(life, step.link), step.link > 0 ? id_of(life, step.link - 1) : 0,
       draft, pins);
  for (const SlotId id : move.entity.stable) pins.add(id);
  set_state(model, move.entity, draft, pins);
  set_version(life, number, model, move.entity, draft, pins);
  announce(life, number, draft, pins);
  carry_over(life, number, draft, pins);
  settle(model, draft, pins);
  take(move.entity, draft, entity);
}

void Chain::advance(const Instance& life, std::uint32_t from, std::uint32_t to, Draft& draft,
                    Entity& entity) const {
  for (std::uint32_t number = from; number < to; ++number) pass(life, number, draft, entity);
}

void Chain::make_renewal(const Instance& life, std::uint32_t number, Draft& draft) const {
  Scratch& scratch = Scratch::mine();
  const LifeStep& step = life.plan->steps[number];
  const std::uint32_t old_link = step.link - 1;
  make_entity(life, 0, nullptr, scratch.draft, scratch.origin);
  scratch.old_entity = scratch.origin;
  if (old_link > 0) {
    make_entity(life, old_link, &scratch.origin, scratch.draft, scratch.old_entity);
  }
  advance(life, step_of_link(life, old_link) + 1, number, scratch.draft, scratch.old_entity);
  make_entity(life, step.link, &scratch.origin, scratch.draft, scratch.new_entity);

  const Move& move = moves_[step.transition];
  const Model& model = *models_[move.model];
  start(life, model, entropy(life, for_step, number), draft);
  put(model, move.entity, scratch.old_entity, false, draft);
  put(model, move.successor, scratch.new_entity, false, draft);
  Pins pins;
  set_state(model, move.entity, draft, pins);
  // Nothing else of either may change: one was delivered before, the other will be again.
  for (const Seat* seat : {&move.entity, &move.successor}) {
    set_version(life, number, model, *seat, draft, pins);
    pins.add_range(seat->slot, model.layout().slot(seat->slot).end);
  }
  settle(model, draft, pins);
}

void Chain::make(const Instance& life, std::uint32_t number, Draft& draft) const {
  const LifeStep& step = life.plan->steps[number];
  Scratch& scratch = Scratch::mine();
  if (step.role == LifeStep::Role::renewal) return make_renewal(life, number, draft);
  if (step.role == LifeStep::Role::birth) {
    return make_entity(life, 0, nullptr, draft, scratch.origin);
  }
  make_entity(life, 0, nullptr, scratch.draft, scratch.origin);
  scratch.old_entity = scratch.origin;
  if (step.link > 0) {
    make_entity(life, step.link, &scratch.origin, scratch.draft, scratch.old_entity);
  }
  advance(life, step_of_link(life, step.link) + 1, number + 1, draft, scratch.old_entity);
}

}  // namespace hookworthy::plan
