#include "generator/plan/chain.hpp"

#include "generator/plan/entropy.hpp"

#include <algorithm>

namespace hookworthy::plan {
namespace {

constexpr std::uint64_t chain_salt = 0x434841494e;
constexpr std::uint64_t probed_steps = 48;

}  // namespace

Chain::Chain(const contract::Contract& contract, std::span<const std::unique_ptr<Model>> models,
             std::uint64_t seed, Store& store)
    : models_(models), seed_(seed) {
  if (!contract.lifecycle()) return;
  if (!set_up(*contract.lifecycle(), store)) lives_.clear();
}

bool Chain::set_up(const contract::Lifecycle& lifecycle, Store& store) {
  if (!resolve(lifecycle, store)) return false;
  tells_ = probe_telling(lifecycle);
  lives_ = plan_lives(lifecycle, store.pool);
  for (const Life& life : lives_) {
    period_ += life.steps.size();
    links_ += life.links;
  }
  if (lives_.empty()) return false;
  calm_ = std::any_of(models_.begin(), models_.end(), [](const auto& m) { return m->checked(); });
  if (probe()) return true;
  calm_ = true;
  return probe();
}

bool Chain::probe() const {
  std::string body;
  for (std::uint64_t i = 0; i < std::min(probed_steps, period_); ++i) {
    render(i, body);
    if (!models_[model_of(i)]->is_valid(body)) return false;
  }
  return true;
}

bool Chain::resolve(const contract::Lifecycle& lifecycle, Store& store) {
  for (const auto& transition : lifecycle.transitions) {
    Move move;
    const auto model = std::find_if(models_.begin(), models_.end(), [&](const auto& m) {
      return m->type().name == transition.callback;
    });
    if (model == models_.end()) return false;
    move.model = static_cast<std::size_t>(model - models_.begin());
    move.entity = seat(**model, transition.entity, transition.to, lifecycle, store);
    if (move.entity.slot == no_slot || move.entity.identity == no_slot) return false;
    if (transition.successor) {
      move.successor =
          seat(**model, *transition.successor, transition.successor_state, lifecycle, store);
      if (move.successor.slot == no_slot || move.successor.identity == no_slot) return false;
    }
    moves_.push_back(std::move(move));
  }
  resolve_carries(lifecycle);
  return true;
}

void Chain::resolve_carries(const contract::Lifecycle& lifecycle) {
  const auto find = [&](const std::string& type, const contract::Pointer& pointer) {
    for (std::uint32_t i = 0; i < models_.size(); ++i) {
      if (models_[i]->type().name != type) continue;
      const auto found = models_[i]->layout().find(0, pointer);
      const bool scalar =
          !found.empty() && models_[i]->layout().slot(found.front()).kind == Slot::Kind::scalar;
      if (scalar) return std::pair{i, found.front()};
    }
    return std::pair{std::uint32_t{0}, no_slot};
  };
  for (const auto& carry : lifecycle.carries) {
    const auto from = find(carry.from_callback, carry.from);
    const auto to = find(carry.to_callback, carry.to);
    if (from.second == no_slot || to.second == no_slot) continue;
    carries_.push_back({from.first, to.first, from.second, to.second});
    if (!interchangeable(carries_.back())) continue;
    interchangeable_.emplace_back(models_[to.first]->layout().slot(to.second).repertoire,
                                  models_[from.first]->layout().slot(from.second).repertoire);
  }
}

// Asked of the values that can be drawn once, so that no step has to ask the validator.
bool Chain::interchangeable(const Carry& carry) const {
  const Model& from = *models_[carry.from_model];
  const Solver& to = models_[carry.to_model]->solver();
  const RepertoireId id = from.layout().slot(carry.from).repertoire;
  const auto fits = [&](Mode mode, std::uint32_t detail, std::uint64_t value) {
    return to.admits(carry.to, Choice{mode, 0, id, detail, value});
  };
  if (!fits(Mode::canonical, 0, 0)) return false;
  for (const std::uint16_t edge : from.store().repertoires[id].random_edges) {
    if (!fits(Mode::edge, edge, 0)) return false;
  }
  for (std::uint64_t i = 0; i < 32; ++i) {
    if (!fits(Mode::typical, 0, mix(i))) return false;
  }
  return true;
}

bool Chain::admits(const Model& model, SlotId id, const Choice& choice) const {
  const bool drawn =
      choice.mode == Mode::canonical || choice.mode == Mode::typical || choice.mode == Mode::edge;
  const std::pair known{model.layout().slot(id).repertoire, choice.repertoire};
  if (drawn && std::find(interchangeable_.begin(), interchangeable_.end(), known) !=
                   interchangeable_.end()) {
    return true;
  }
  return model.solver().admits(id, choice);
}

Chain::Seat Chain::seat(const Model& model, const contract::Pointer& pointer,
                        const std::string& state, const contract::Lifecycle& lifecycle,
                        Store& store) {
  Seat seat;
  const Layout& layout = model.layout();
  const auto found = layout.find(0, pointer);
  if (found.empty()) return seat;
  seat.slot = found.front();
  const Slot& top = layout.slot(seat.slot);
  for (SlotId id = seat.slot; id < top.end; ++id) {
    const Slot& slot = layout.slot(id);
    std::string name(slot.pointer.substr(top.pointer.size()));
    // Alternatives share their pointer.
    for (SlotId at = id; at != seat.slot; at = layout.slot(at).parent) {
      const Slot& above = layout.slot(layout.slot(at).parent);
      if (above.kind == Slot::Kind::choice) {
        name += '#' + std::to_string(layout.slot(at).ordinal);
      }
    }
    const auto known = std::find(attributes_.begin(), attributes_.end(), name);
    seat.attributes.push_back(static_cast<std::uint32_t>(known - attributes_.begin()));
    if (known == attributes_.end()) attributes_.push_back(std::move(name));
  }
  const auto one = [&](const contract::Pointer& rest) {
    const auto slots = layout.find(seat.slot, rest);
    return slots.empty() ? no_slot : slots.front();
  };
  seat.identity = one(lifecycle.identity);
  if (lifecycle.predecessor) seat.predecessor = one(*lifecycle.predecessor);
  if (lifecycle.version) {
    const SlotId id = one(*lifecycle.version);
    const bool computable =
        id != no_slot && layout.slot(id).kind == Slot::Kind::scalar &&
        store.repertoires[layout.slot(id).repertoire].typical.kin == Kin::date_time;
    if (computable) seat.version = id;
  }
  for (const auto& stable : lifecycle.stable) {
    if (const SlotId id = one(stable); id != no_slot) seat.stable.push_back(id);
  }
  if (const auto look = lifecycle.states.find(state); look != lifecycle.states.end()) {
    for (const Condition& condition : look->second) {
      SlotCondition resolved = model.solver().resolve(condition, seat.slot, store);
      if (!resolved.left.empty()) seat.state.push_back(std::move(resolved));
    }
  }
  return seat;
}

Plan::ChainStep Chain::locate(std::uint64_t index) const {
  const std::uint64_t round = index / period_;
  const std::uint64_t within = index % period_;
  const auto after =
      std::upper_bound(lives_.begin(), lives_.end(), within,
                       [](std::uint64_t step, const Life& life) { return step < life.first_step; });
  const Life& life = *std::prev(after);
  Plan::ChainStep step;
  step.life = round * lives_.size() + static_cast<std::uint64_t>(&life - lives_.data());
  step.step = static_cast<std::uint32_t>(within - life.first_step);
  step.steps = static_cast<std::uint32_t>(life.steps.size());
  step.first = index - step.step;
  return step;
}

Chain::Instance Chain::instance(std::uint64_t life) const {
  const Life& plan = lives_[life % lives_.size()];
  return {&plan, life, life / lives_.size() * links_ + plan.first_link};
}

std::size_t Chain::model_of(std::uint64_t index) const {
  const Plan::ChainStep at = locate(index);
  return moves_[lives_[at.life % lives_.size()].steps[at.step].transition].model;
}

std::string_view Chain::label(std::uint64_t index) const {
  const Plan::ChainStep at = locate(index);
  return lives_[at.life % lives_.size()].steps[at.step].label;
}

std::uint64_t Chain::id_of(const Instance& life, std::uint32_t link) const {
  if (life.told != nullptr) {
    return identity(seed_, IdSpace::trial, life.told->first_id + life.told->entities[link]);
  }
  return identity(seed_, IdSpace::chain, life.first_link + link);
}

std::uint64_t Chain::entropy(const Instance& life, std::uint64_t what, std::uint64_t number) const {
  return mix(mix(mix(seed_ ^ chain_salt), life.number), what << 32 ^ number);
}

void Chain::render(std::uint64_t index, std::string& body) const {
  const Plan::ChainStep at = locate(index);
  thread_local Draft draft;
  make(instance(at.life), at.step, draft);
  models_[model_of(index)]->render(draft, body);
}

}  // namespace hookworthy::plan
