#pragma once

#include "verifier/record/delivery.hpp"
#include "verifier/record/trial.hpp"

#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <vector>

namespace hookworthy::check {

/// The bodies of the latest deliveries, so that a trial, which is told of after its deliveries,
/// can be shown with what was sent. Memory: `deliveries` bodies of max_body_bytes at most.
class RecentBodies {
 public:
  static constexpr std::size_t deliveries = 512;
  static constexpr std::size_t max_body_bytes = 8192;

  /// Copies the body; one that is longer than max_body_bytes is not kept.
  void keep(const record::Delivery& delivery);
  /// The bodies of these attempts, or nothing when one is not at hand.
  [[nodiscard]] std::vector<std::string> of(std::span<const record::Attempt> attempts) const;

 private:
  struct Slot {
    std::uint64_t sequence = record::Delivery::no_delivery;
    std::string body;
  };
  std::vector<Slot> slots_;  ///< by sequence modulo `deliveries`; empty until needed
};

}  // namespace hookworthy::check
