#pragma once

#include <cstdint>
#include <string_view>

// Random access to randomness: what is drawn depends on what it is drawn for and on nothing else.

namespace hookworthy::plan {

/// Bijective on 64 bits, every output bit depends on every input bit (the finaliser of SplitMix64,
/// Steele, Lea and Flood 2014).
constexpr std::uint64_t mix(std::uint64_t x) {
  x += 0x9e3779b97f4a7c15u;
  x = (x ^ (x >> 30)) * 0xbf58476d1ce4e5b9u;
  x = (x ^ (x >> 27)) * 0x94d049bb133111ebu;
  return x ^ (x >> 31);
}

constexpr std::uint64_t mix(std::uint64_t a, std::uint64_t b) {
  return mix(mix(a) ^ b);
}

/// What one slot is drawn by.
struct Drawn {
  std::uint64_t bits;    ///< its value
  std::uint32_t chance;  ///< 0..1023, independent of `bits`: how the slot is filled at all
};

/// In a fraction of mix()'s time, but not bijective: for an `x` that is random already and only has
/// to be made independent of others (both halves of the product of wyrand, Wang Yi 2019, folded).
constexpr Drawn drawn(std::uint64_t x) {
  __extension__ using Wide = unsigned __int128;
  const Wide product = static_cast<Wide>(x) * (x ^ 0xe7037ed1a0b428dbu);
  const auto low = static_cast<std::uint64_t>(product);
  const auto high = static_cast<std::uint64_t>(product >> 64);
  return {low ^ high, static_cast<std::uint32_t>(low >> 40) & 1023};
}

/// FNV-1a, 64 bits: a key for a name.
constexpr std::uint64_t hash(std::string_view text) {
  std::uint64_t value = 0xcbf29ce484222325u;
  for (const char c : text) {
    value = (value ^ static_cast<unsigned char>(c)) * 0x100000001b3u;
  }
  return value;
}

/// Maps 32 random bits onto 0..count-1 (Lemire's multiplication). count >= 1.
constexpr std::uint32_t scale(std::uint32_t bits, std::uint32_t count) {
  return static_cast<std::uint32_t>((std::uint64_t{bits} * count) >> 32);
}

}  // namespace hookworthy::plan
