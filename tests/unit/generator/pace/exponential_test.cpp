#include "generator/pace/exponential.hpp"

#include <cmath>
#include <limits>

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

namespace hookworthy::pace {
namespace {

TEST(Exponential, KnowsItsEnds) {
  EXPECT_EQ(exponential(std::numeric_limits<std::uint64_t>::max()), 0u);
  // -ln(2^-64) = 64 ln 2 = 44.3614...
  EXPECT_NEAR(static_cast<double>(exponential(0)) / 4294967296.0, 64 * std::log(2.0), 1e-9);
  EXPECT_NEAR(static_cast<double>(exponential((1ULL << 63) - 1)) / 4294967296.0, std::log(2.0),
              1e-9);
}

RC_GTEST_PROP(Exponential, AgreesWithTheLogarithm, (std::uint64_t draw)) {
  const double expected = -std::log((static_cast<double>(draw) + 1) / 18446744073709551616.0);
  RC_ASSERT(std::abs(static_cast<double>(exponential(draw)) / 4294967296.0 - expected) < 1e-9);
}

TEST(Hash, NeighboursShareNothing) {
  EXPECT_NE(hash(1, 1), hash(2, 0)) << "seeds must not be shifted copies of each other";
  EXPECT_NE(hash(1, 0), hash(1, 1));
}

}  // namespace
}  // namespace hookworthy::pace
