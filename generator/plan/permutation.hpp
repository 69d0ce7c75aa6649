#pragma once

#include "generator/plan/entropy.hpp"

#include <cstdint>

namespace hookworthy::plan {

/// A permutation of 0..count-1 in closed form: a Feistel network over the next even number of
/// bits, walked until the result is in range. count >= 1; index < count. The walk is short since
/// the network's range is less than four times `count`.
constexpr std::uint64_t permuted(std::uint64_t index, std::uint64_t count, std::uint64_t seed) {
  unsigned half = 1;
  while (half < 32 && (std::uint64_t{1} << (2 * half)) < count) ++half;
  const std::uint64_t mask = (std::uint64_t{1} << half) - 1;
  do {
    std::uint64_t left = index >> half;
    std::uint64_t right = index & mask;
    for (std::uint64_t round = 0; round < 4; ++round) {
      const std::uint64_t next = left ^ (mix(seed + round, right) & mask);
      left = right;
      right = next;
    }
    index = left << half | right;
  } while (index >= count);
  return index;
}

}  // namespace hookworthy::plan
