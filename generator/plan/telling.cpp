#include "generator/plan/plan.hpp"
#include "generator/plan/plan_impl.hpp"
#include "verifier/assert.hpp"
#include "verifier/contract/json_pointer.hpp"
#include "verifier/contract/validator.hpp"

#include <algorithm>

namespace hookworthy::plan {

bool Plan::tells_sequences() const {
  return impl_->chain->tells();
}

Case Plan::tell(const Sequence& sequence, std::uint64_t number, std::uint32_t event,
                std::string& body) const {
  HOOKWORTHY_ASSERT(tells_sequences());
  impl_->chain->tell(sequence, number, event, body);
  const std::uint32_t transition = sequence.events[event - 1].transition;
  Case result;
  result.kind = Kind::sequence;
  result.index = number;
  result.type = impl_->models[impl_->chain->model_of_transition(transition)]->type().name;
  return result;
}

// Read from a callback: only there it is spelled as the receiver gets to know it.
std::string Plan::entity_id(const Sequence& sequence, std::uint64_t number,
                            std::uint32_t entity) const {
  const contract::Lifecycle& lifecycle = *impl_->contract->lifecycle();
  const auto mentions = [entity](const Event& event) {
    return event.entity == entity || event.successor == entity;
  };
  const auto event = std::find_if(sequence.events.begin(), sequence.events.end(), mentions);
  HOOKWORTHY_ASSERT(event != sequence.events.end());
  std::string body;
  tell(sequence, number, static_cast<std::uint32_t>(event - sequence.events.begin() + 1), body);
  const contract::Json callback = contract::Json::parse(body, nullptr, false);
  const auto& transition = lifecycle.transitions[event->transition];
  const contract::Json* place = contract::resolve(
      callback, event->entity == entity ? transition.entity : *transition.successor);
  const contract::Json* id =
      place != nullptr ? contract::resolve(*place, lifecycle.identity) : nullptr;
  if (id == nullptr) return {};
  return id->is_string() ? id->get<std::string>() : id->dump();
}

}  // namespace hookworthy::plan
