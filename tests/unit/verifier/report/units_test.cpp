#include "verifier/report/units.hpp"

#include <limits>

#include <gtest/gtest.h>

namespace hookworthy::report {
namespace {

TEST(Units, GroupsDigits) {
  EXPECT_EQ(grouped(0), "0");
  EXPECT_EQ(grouped(999), "999");
  EXPECT_EQ(grouped(1000), "1 000");
  EXPECT_EQ(grouped(14002), "14 002");
  EXPECT_EQ(grouped(1234567), "1 234 567");
  EXPECT_EQ(grouped(std::numeric_limits<std::uint64_t>::max()), "18 446 744 073 709 551 615");
}

TEST(Units, SaysDurationsInTheUnitThatSuits) {
  EXPECT_EQ(duration(0.0), "0 ns");
  EXPECT_EQ(duration(999.0), "999 ns");
  EXPECT_EQ(duration(999.9), "1.00 us");
  EXPECT_EQ(duration(1234.0), "1.23 us");
  EXPECT_EQ(duration(999'499.0), "999 us");
  EXPECT_EQ(duration(999'501.0), "1.00 ms");
  EXPECT_EQ(duration(61'240'000.0), "61.2 ms");
  EXPECT_EQ(duration(9'996'000.0), "10.0 ms");
  EXPECT_EQ(duration(1e9), "1.00 s");
  EXPECT_EQ(duration(3.6e12), "3600 s");
  EXPECT_EQ(duration(-1500.0), "-1.50 us");
}

TEST(Units, SaysNoDataForNoData) {
  EXPECT_EQ(duration(std::optional<std::int64_t>()), "no data");
  EXPECT_EQ(duration(std::numeric_limits<double>::quiet_NaN()), "no data");
  EXPECT_EQ(rate(std::numeric_limits<double>::quiet_NaN()), "no data");
  EXPECT_EQ(rate(std::numeric_limits<double>::infinity()), "no data");
  EXPECT_EQ(rate(-1), "no data");
}

TEST(Units, SaysBytesRatesAndCounts) {
  EXPECT_EQ(bytes(1023), "1023 B");
  EXPECT_EQ(bytes(1024), "1.00 KiB");
  EXPECT_EQ(bytes(14'900'000), "14.2 MiB");
  EXPECT_EQ(rate(1999.84), "1 999.8/s");
  EXPECT_EQ(rate(2000), "2 000/s");
  EXPECT_EQ(rate(0), "0/s");
  EXPECT_EQ(counted(1, "edge"), "1 edge");
  EXPECT_EQ(counted(0, "edge"), "0 edges");
  EXPECT_EQ(counted(14002, "edge"), "14 002 edges");
}

}  // namespace
}  // namespace hookworthy::report
