#include "generator/run/lanes.hpp"

#include "verifier/assert.hpp"

#include <bit>

namespace hookworthy::run {

Lanes::Lanes(std::uint32_t slots, std::uint32_t waiting)
    : slots_(slots), buckets_(std::bit_ceil(std::size_t{slots} + 1), none), entries_(waiting) {
  for (std::uint32_t i = waiting; i > 0; --i) {
    entries_[i - 1].next = free_;
    free_ = i - 1;
  }
}

std::uint32_t& Lanes::bucket(std::uint64_t lane) {
  const std::uint64_t mixed = lane * 0x9e3779b97f4a7c15ULL;  // Fibonacci hashing
  return buckets_[(mixed >> 32) & (buckets_.size() - 1)];
}

std::optional<std::uint32_t> Lanes::slot_of(std::uint64_t lane) const {
  std::uint32_t slot = const_cast<Lanes*>(this)->bucket(lane);
  while (slot != none && slots_[slot].lane != lane) slot = slots_[slot].next;
  if (slot == none) return std::nullopt;
  return slot;
}

void Lanes::bind(std::uint64_t lane, std::uint32_t slot) {
  HOOKWORTHY_ASSERT(!slots_[slot].bound);
  std::uint32_t& head = bucket(lane);
  slots_[slot].lane = lane;
  slots_[slot].bound = true;
  slots_[slot].next = head;
  head = slot;
}

void Lanes::unbind(std::uint32_t slot) {
  if (!slots_[slot].bound) return;
  std::uint32_t* link = &bucket(slots_[slot].lane);
  while (*link != slot) link = &slots_[*link].next;
  *link = slots_[slot].next;
  slots_[slot].bound = false;
}

Waiting* Lanes::enqueue(std::uint32_t slot) {
  if (free_ == none) return nullptr;
  const std::uint32_t entry = free_;
  free_ = entries_[entry].next;
  entries_[entry].next = none;
  Slot& queue = slots_[slot];
  (queue.last == none ? queue.first : entries_[queue.last].next) = entry;
  queue.before_last = queue.last;
  queue.last = entry;
  ++waiting_;
  return &entries_[entry];
}

void Lanes::drop_last(std::uint32_t slot) {
  Slot& queue = slots_[slot];
  HOOKWORTHY_ASSERT(queue.last != none);
  entries_[queue.last].next = free_;
  free_ = queue.last;
  queue.last = queue.before_last;
  (queue.last == none ? queue.first : entries_[queue.last].next) = none;
  --waiting_;
}

Waiting* Lanes::front(std::uint32_t slot) {
  const std::uint32_t first = slots_[slot].first;
  return first == none ? nullptr : &entries_[first];
}

void Lanes::pop(std::uint32_t slot) {
  Slot& queue = slots_[slot];
  HOOKWORTHY_ASSERT(queue.first != none);
  const std::uint32_t entry = queue.first;
  queue.first = entries_[entry].next;
  if (queue.first == none) queue.last = none;
  entries_[entry].next = free_;
  free_ = entry;
  --waiting_;
}

}  // namespace hookworthy::run
