#include "generator/plan/model.hpp"

#include "generator/plan/entropy.hpp"
#include "generator/plan/render.hpp"

#include <array>

namespace hookworthy::plan {
namespace {

constexpr std::uint64_t random_salt = 0x52414e444f4d;
constexpr int base_attempts = 512;
constexpr int random_attempts = 16;
constexpr int probes = 24;

constexpr std::uint32_t packed(std::array<Mode, 4> modes) {
  std::uint32_t bytes = 0;
  for (std::size_t i = 0; i < modes.size(); ++i) {
    bytes |= static_cast<std::uint32_t>(modes[i]) << (8 * i);
  }
  return bytes;
}

}  // namespace

Result<std::unique_ptr<Model>> Model::make(const contract::CallbackType& type,
                                           RepertoireBuilder& builder) {
  std::unique_ptr<Model> model(new Model(type, builder));
  const auto done = model->set_up(builder);
  if (!done) return done.error();
  return model;
}

Result<bool> Model::set_up(RepertoireBuilder& builder) {
  auto layout = Layout::make(*type_, builder);
  if (!layout) return layout.error();
  layout_ = std::move(*layout);
  find_identities(builder.contract());
  const auto& discriminator = builder.contract().discriminator();
  if (discriminator.place == contract::Discriminator::Place::body) {
    const auto found = layout_.find(0, discriminator.pointer);
    if (!found.empty()) discriminator_ = found.front();
  }
  solver_.emplace(layout_, validator_, builder.store());
  checked_ = layout_.residual();
  if (!find_base()) {
    return Error{"callback type " + type_->name +
                 ": no callback found that keeps all rules of the contract; give its schema " +
                 builder.contract().schema(type_->body).pointer + " an example that does"};
  }
  // What a few samples say of the random callbacks: if one is invalid, each has to be looked at.
  Draft draft;
  std::string body;
  for (int i = 0; i < probes && !checked_; ++i) {
    make_random(1, static_cast<std::uint64_t>(i), draft, body);
    checked_ = !is_valid(body);
  }
  return true;
}

void Model::find_identities(const contract::Contract& contract) {
  if (!contract.lifecycle()) return;
  const auto& life = *contract.lifecycle();
  const auto add = [&](const contract::Pointer& entity, const contract::Pointer& rest, Role role) {
    contract::Pointer pointer = entity;
    pointer.insert(pointer.end(), rest.begin(), rest.end());
    for (const SlotId id : layout_.find(0, pointer)) {
      if (layout_.slot(id).kind != Slot::Kind::scalar || layout_.slot(id).identity) continue;
      layout_.mark_identity(id);
      identities_.push_back({id, role});
    }
  };
  for (const auto& transition : life.transitions) {
    if (transition.callback != type_->name) continue;
    add(transition.entity, life.identity, Role::entity);
    if (life.predecessor) add(transition.entity, *life.predecessor, Role::predecessor);
    if (!transition.successor) continue;
    add(*transition.successor, life.identity, Role::successor);
    if (life.predecessor) {
      add(*transition.successor, *life.predecessor, Role::successor_predecessor);
    }
  }
}

void Model::set_canonical(std::span<Choice> draft) const {
  for (SlotId id = 0; id < layout_.size(); ++id) {
    const Slot& slot = layout_.slot(id);
    Choice choice;
    choice.repertoire = slot.repertoire;
    choice.detail = slot.base;
    if (slot.distinct && slot.kind == Slot::Kind::scalar) {
      choice.mode = Mode::typical;
      choice.value = distinct_value(layout_.step(id), mix(slot.key));
    }
    if (slot.base_null) choice.mode = Mode::null;
    if (slot.base_absent) choice.mode = Mode::absent;
    draft[id] = choice;
  }
}

bool Model::makes_valid(const Draft& draft) const {
  std::string body;
  render(draft, body);
  return is_valid(body);
}

bool Model::is_valid(std::string_view body) const {
  return validator_.judge(body, discriminator_ == no_slot ? type_ : nullptr).valid;
}

bool Model::find_base() {
  base_.resize(layout_.size());
  set_canonical(base_);
  if (solver_->settle(base_, {}) && makes_valid(base_)) return true;
  checked_ = true;  // something is demanded that slots and relations do not say
  for (int i = 0; i < base_attempts; ++i) {
    draw(mix(static_cast<std::uint64_t>(i)), base_);
    if (!solver_->settle(base_, {}) || !makes_valid(base_)) continue;
    shrink_base();
    return true;
  }
  return false;
}

// Back to the canonical choice wherever that is still valid.
void Model::shrink_base() {
  Draft canonical(layout_.size());
  set_canonical(canonical);
  for (SlotId id = 0; id < layout_.size(); ++id) {
    Draft simpler = base_;
    simpler[id] = canonical[id];
    if (makes_valid(simpler)) base_ = std::move(simpler);
  }
}

// Of few values, each item has the one after that of the item before it.
std::uint64_t Model::distinct_value(const Layout::Step& step, std::uint64_t bits) const {
  const Typical& typical = store_.repertoires[step.repertoire].typical;
  const std::uint64_t count = typical.kin == Kin::boolean ? 2 : typical.values.size();
  if (typical.kin == Kin::boolean) return (bits & ~std::uint64_t{3}) | (step.ordinal & 1) << 1 | 1;
  if (typical.kin != Kin::values || count == 0) return bits | 1;
  const std::uint64_t index = step.ordinal % count;
  const std::uint64_t low = ((index << 32) + (std::uint64_t{1} << 31)) / count;
  return (bits >> 32 << 32) | low | (std::uint64_t{1} << 63);
}

// What the mode alone does not say: how many items, which alternative, which edge.
void Model::draw_detail(const Layout::Step& step, std::uint64_t bits, Choice& choice) const {
  if (step.distinct) choice.value = distinct_value(step, bits);
  const auto low = static_cast<std::uint32_t>(bits);
  if (choice.mode == Mode::edge) {
    const auto& edges = store_.repertoires[step.repertoire].random_edges;
    choice.detail = edges[scale(low, static_cast<std::uint32_t>(edges.size()))];
  } else if (step.kind == Slot::Kind::choice) {
    choice.detail = scale(low, step.count);
  } else if (step.kind == Slot::Kind::array) {
    choice.detail = step.least + scale(low, step.count - step.least + 1u);
  }
}

// As good as without branches, since nothing can be predicted of the modes.
void Model::draw(std::uint64_t entropy, std::span<Choice> draft) const {
  // By how odd the slot is, one byte each.
  constexpr std::uint32_t modes = packed({Mode::typical, Mode::edge, Mode::null, Mode::absent});
  Choice* choice = draft.data();
  for (const Layout::Step& step : layout_.steps()) {
    const Drawn of_slot = drawn(entropy ^ step.key);
    unsigned odd = of_slot.chance < step.odd_below ? 1 : 0;
    odd += of_slot.chance < step.empty_below ? 1 : 0;
    odd += of_slot.chance < step.absent_below ? 1 : 0;
    const auto mode = static_cast<Mode>(modes >> (8 * odd) & 0xff);
    choice->set(mode, step.repertoire, of_slot.bits | 1);
    // Bits, for one branch instead of two.
    const int edge = mode == Mode::edge ? 1 : 0;
    const int special = step.plain ? 0 : 1;
    if ((edge | special) != 0) draw_detail(step, of_slot.bits, *choice);
    ++choice;
  }
}

void Model::set_identities(std::uint64_t seed, IdSpace space, std::uint64_t n,
                           std::span<Choice> draft) const {
  for (const IdentitySlot& place : identities_) {
    Choice& choice = draft[place.slot];
    const bool plain = choice.mode == Mode::canonical || choice.mode == Mode::typical;
    if (!plain && choice.mode != Mode::null && choice.mode != Mode::absent) continue;
    choice.value = identity(seed, space, n * roles + static_cast<std::uint64_t>(place.role));
    if (plain) choice.mode = Mode::identity;
  }
}

void Model::make_random(std::uint64_t seed, std::uint64_t index, Draft& draft,
                        std::string& body) const {
  draft.resize(layout_.size());
  const std::uint64_t entropy = mix(mix(seed ^ random_salt), index);
  const int attempts = checked_ ? random_attempts : 1;
  for (int i = 0; i < attempts; ++i) {
    draw(mix(entropy + static_cast<std::uint64_t>(i)), draft);
    set_identities(seed, IdSpace::random, index, draft);
    if (!solver_->settle(draft, {})) continue;
    render(draft, body);
    if (!checked_ || is_valid(body)) return;
  }
  draft = base_;
  set_identities(seed, IdSpace::random, index, draft);
  solver_->settle(draft, {});
  render(draft, body);
}

void Model::render(std::span<const Choice> draft, std::string& body) const {
  Renderer(store_, layout_, draft).render(body);
}

}  // namespace hookworthy::plan
