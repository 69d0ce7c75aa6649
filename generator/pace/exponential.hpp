#pragma once

#include <cstdint>

namespace hookworthy::pace {

/// Draw `index` of the stream `seed`: 64 even bits from a counter, without state.
std::uint64_t hash(std::uint64_t seed, std::uint64_t index);

/// -ln((draw + 1) / 2^64) in units of 2^-32, rounded down: an exponential variate with mean 1.
/// Integers only, so that every machine gets the same one. Error below 2^-31.
std::uint64_t exponential(std::uint64_t draw);

}  // namespace hookworthy::pace
