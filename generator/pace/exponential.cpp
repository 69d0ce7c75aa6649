#include "generator/pace/exponential.hpp"

#include "generator/pace/schedule.hpp"

#include <bit>
#include <limits>

namespace hookworthy::pace {

std::uint64_t hash(std::uint64_t seed, std::uint64_t index) {
  // SplitMix64 (Steele, Lea, Flood 2014): a Weyl sequence through a 64-bit finaliser, which is the
  // counter-based generator that this needs. The seed is finalised first, so that neighbouring
  // seeds do not give shifted copies of one sequence.
  const auto finalise = [](std::uint64_t z) {
    z = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9ULL;
    z = (z ^ (z >> 27)) * 0x94d049bb133111ebULL;
    return z ^ (z >> 31);
  };
  constexpr std::uint64_t golden = 0x9e3779b97f4a7c15ULL;
  return finalise(finalise(seed + golden) + (index + 1) * golden);
}

std::uint64_t exponential(std::uint64_t draw) {
  if (draw == std::numeric_limits<std::uint64_t>::max()) return 0;  // -ln(1)
  const std::uint64_t x = draw + 1;

  // log2(x) = whole + fraction. The mantissa m in [1, 2), with 63 binary places, is squared again
  // and again; whenever the square reaches 2, the next binary place of the logarithm is 1.
  const int whole = std::bit_width(x) - 1;
  std::uint64_t mantissa = x << (63 - whole);
  std::uint64_t fraction = 0;
  for (int place = 0; place < 32; ++place) {
    const Wide square = static_cast<Wide>(mantissa) * mantissa;
    const auto carry = static_cast<std::uint64_t>(square >> 127);
    mantissa = static_cast<std::uint64_t>(square >> (63 + carry));
    fraction = fraction << 1 | carry;
  }
  const std::uint64_t log2 = static_cast<std::uint64_t>(whole) << 32 | fraction;
  constexpr std::uint64_t ln2 = 0xb17217f7d1cf79abULL;  // ln(2) * 2^64
  const std::uint64_t minus_log2 = (std::uint64_t{64} << 32) - log2;
  return static_cast<std::uint64_t>((static_cast<Wide>(minus_log2) * ln2) >> 64);
}

}  // namespace hookworthy::pace
