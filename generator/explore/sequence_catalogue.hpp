#pragma once

#include "generator/plan/sequence.hpp"

#include <cstdint>
#include <string_view>
#include <vector>

namespace hookworthy::explore {

/// A sequence with the delivery fault that it stands for.
struct PlannedTrial {
  std::string_view operation;  ///< one of sequence_operations()
  plan::Sequence sequence;
};

/// Every transition from every state that it may leave, all in order; chains of 1, 2, 10 and 100
/// renewals in order; then each delivery fault on short lives and on a chain of two renewals. In
/// the order of sequence_operations(), no sequence twice. Pure.
std::vector<PlannedTrial> systematic_trials(const contract::Lifecycle& lifecycle);

/// The n-th random one: some entities at once, several faults. Depends on (lifecycle, seed, n)
/// alone. Empty events when none could be made.
PlannedTrial random_trial(const contract::Lifecycle& lifecycle, std::uint64_t seed,
                          std::uint64_t n);

}  // namespace hookworthy::explore
