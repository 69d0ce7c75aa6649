#include "generator/run/lanes.hpp"

#include <deque>
#include <map>
#include <string>

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

namespace hookworthy::run {
namespace {

TEST(Lanes, ALaneIsOnItsSlotUntilUnbound) {
  Lanes lanes(4, 0);
  EXPECT_FALSE(lanes.slot_of(7));
  lanes.bind(7, 2);
  EXPECT_EQ(lanes.slot_of(7), 2u);
  lanes.unbind(2);
  EXPECT_FALSE(lanes.slot_of(7));
  lanes.unbind(2);  // had none
}

TEST(Lanes, WaitingIsBounded) {
  Lanes lanes(1, 2);
  EXPECT_NE(lanes.enqueue(0), nullptr);
  EXPECT_NE(lanes.enqueue(0), nullptr);
  EXPECT_EQ(lanes.enqueue(0), nullptr);
  lanes.drop_last(0);
  EXPECT_EQ(lanes.waiting(), 1u);
  EXPECT_NE(lanes.enqueue(0), nullptr);
}

RC_GTEST_PROP(Lanes, BehavesLikeAMapOfQueues, ()) {
  constexpr std::uint32_t slots = 5;
  constexpr std::uint32_t room = 6;
  Lanes lanes(slots, room);
  std::map<std::uint32_t, std::uint64_t> lane_of;
  std::map<std::uint32_t, std::deque<std::uint64_t>> queues;
  std::uint64_t waiting = 0;
  const auto steps = *rc::gen::container<std::vector<int>>(rc::gen::inRange(0, 1000));
  for (std::uint64_t number = 0; number < steps.size(); ++number) {
    const auto slot = static_cast<std::uint32_t>(steps[number] % slots);
    const std::uint64_t lane = slot + 64 * (number % 3);
    switch (steps[number] / 250) {
      case 0:
        if (!lane_of.contains(slot)) {
          lanes.bind(lane, slot);
          lane_of[slot] = lane;
        }
        break;
      case 1:
        lanes.unbind(slot);
        lane_of.erase(slot);
        break;
      case 2:
        if (Waiting* entry = lanes.enqueue(slot)) {
          entry->position = number;
          queues[slot].push_back(number);
          ++waiting;
          if (number % 4 == 0) {
            lanes.drop_last(slot);
            queues[slot].pop_back();
            --waiting;
          }
        } else {
          RC_ASSERT(waiting == room);
        }
        break;
      default:
        if (!queues[slot].empty()) {
          lanes.pop(slot);
          queues[slot].pop_front();
          --waiting;
        }
    }
    RC_ASSERT(lanes.waiting() == waiting);
    for (std::uint32_t s = 0; s < slots; ++s) {
      RC_ASSERT((lanes.front(s) == nullptr) == queues[s].empty());
      if (!queues[s].empty()) RC_ASSERT(lanes.front(s)->position == queues[s].front());
    }
    for (const auto& [bound_slot, bound] : lane_of) RC_ASSERT(lanes.slot_of(bound) == bound_slot);
  }
}

}  // namespace
}  // namespace hookworthy::run
