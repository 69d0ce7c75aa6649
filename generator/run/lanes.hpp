#pragma once

#include "verifier/case.hpp"

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace hookworthy::run {

/// A delivery that has its turn, but whose lane is still busy with an earlier one.
struct Waiting {
  std::uint64_t position = 0;
  std::uint64_t lane = 0;
  std::int64_t intended_ns = 0;
  Case what;
  std::string body;
  std::uint32_t next = 0;  ///< in its queue or in the list of free ones
};

/// Which lanes are in flight, on which slot, and what waits behind them. Fixed in size: at most one
/// lane per slot, and a bounded number of deliveries that wait. One thread.
class Lanes {
 public:
  Lanes(std::uint32_t slots, std::uint32_t waiting);

  /// Slot that the lane is on; nullopt when none of its deliveries is in flight.
  std::optional<std::uint32_t> slot_of(std::uint64_t lane) const;
  /// The lane is on `slot` from now on. Both must be free.
  void bind(std::uint64_t lane, std::uint32_t slot);
  /// The slot has no lane any more, if it had one.
  void unbind(std::uint32_t slot);

  /// A place at the end of the slot's queue, to be filled by the caller; nullptr when there is no
  /// more room for waiting ones.
  Waiting* enqueue(std::uint32_t slot);
  /// Takes back what enqueue gave last.
  void drop_last(std::uint32_t slot);
  /// First in the slot's queue; nullptr when nothing waits there.
  Waiting* front(std::uint32_t slot);
  void pop(std::uint32_t slot);
  std::uint64_t waiting() const { return waiting_; }

 private:
  static constexpr std::uint32_t none = ~std::uint32_t{0};
  struct Slot {
    std::uint64_t lane = 0;
    bool bound = false;
    std::uint32_t next = none;  ///< in its bucket
    std::uint32_t first = none;
    std::uint32_t last = none;
    std::uint32_t before_last = none;
  };
  std::uint32_t& bucket(std::uint64_t lane);

  std::vector<Slot> slots_;
  std::vector<std::uint32_t> buckets_;  ///< slots by hash of their lane; a power of two
  std::vector<Waiting> entries_;
  std::uint32_t free_ = none;
  std::uint64_t waiting_ = 0;
};

}  // namespace hookworthy::run
