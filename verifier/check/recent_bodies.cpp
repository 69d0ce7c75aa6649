#include "verifier/check/recent_bodies.hpp"

namespace hookworthy::check {

void RecentBodies::keep(const record::Delivery& delivery) {
  if (delivery.request_body.size() > max_body_bytes) return;
  slots_.resize(deliveries);
  Slot& slot = slots_[delivery.sequence % deliveries];
  slot.sequence = delivery.sequence;
  slot.body.assign(delivery.request_body);
}

std::vector<std::string> RecentBodies::of(std::span<const record::Attempt> attempts) const {
  if (slots_.empty()) return {};
  std::vector<std::string> bodies;
  for (const record::Attempt& attempt : attempts) {
    const Slot& slot = slots_[attempt.sequence % deliveries];
    if (slot.sequence != attempt.sequence) return {};
    bodies.push_back(slot.body);
  }
  return bodies;
}

}  // namespace hookworthy::check
