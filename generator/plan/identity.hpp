#pragma once

#include "generator/plan/entropy.hpp"

#include <cstdint>

namespace hookworthy::plan {

/// Disjoint ranges of ids, so that no two cases of a plan speak of the same entity by chance.
enum class IdSpace : std::uint8_t { canonical, edge, violation, composed, chain, random, trial };

/// The n-th id of a space: depends on the seed, injective in n, and disjoint from the other spaces
/// as long as fewer than 2^26 (canonical, edge, violation, composed), 2^27 (trial), 2^29 (chain) or
/// 2^30 (random) ids were taken. So many stay within [2^27, 2^31), where a receiver with 32-bit ids
/// feels safe; ids beyond that are larger, and still never repeat.
constexpr std::uint64_t identity(std::uint64_t seed, IdSpace space, std::uint64_t n) {
  constexpr std::uint64_t small = 1u << 26;
  std::uint64_t first = (4 + static_cast<std::uint64_t>(space)) * small;
  unsigned bits = 26;
  if (space == IdSpace::chain) {
    first = 1u << 29;
    bits = 29;
  } else if (space == IdSpace::random) {
    first = 1u << 30;
    bits = 30;
  } else if (space == IdSpace::trial) {
    first = 1u << 27;
    bits = 27;
  }
  const std::uint64_t key = mix(seed, static_cast<std::uint64_t>(space));
  const std::uint64_t stride = (key >> 32) | 1;  // odd, so a permutation of the range
  const std::uint64_t round = n >> bits;
  const std::uint64_t within = (key + n * stride) & ((std::uint64_t{1} << bits) - 1);
  return first + within + (round << 31);
}

}  // namespace hookworthy::plan
