#include "verifier/contract/validator.hpp"

#include <algorithm>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace hookworthy::contract {
namespace {

TEST(TimeZones, are_sorted_and_distinct) {
  const auto zones = iana_time_zones();
  EXPECT_EQ(std::adjacent_find(zones.begin(), zones.end(), std::greater_equal<>()), zones.end());
}

TEST(TimeZones, are_as_many_as_the_database_has) {
  // The database has had between 590 and 600 names for years, and never drops one.
  EXPECT_THAT(iana_time_zones().size(), ::testing::AllOf(::testing::Ge(590u), ::testing::Lt(700u)));
}

TEST(TimeZones, hold_zones_and_old_links_alike) {
  const auto zones = iana_time_zones();
  for (const std::string_view name : {"Africa/Abidjan", "Zulu", "Asia/Calcutta", "Asia/Kolkata",
                                      "GMT0", "Etc/UTC", "America/Ciudad_Juarez", "Europe/Kyiv"}) {
    EXPECT_TRUE(std::binary_search(zones.begin(), zones.end(), name)) << name;
  }
}

TEST(TimeZones, each_is_of_its_format) {
  for (const std::string_view name : iana_time_zones()) {
    EXPECT_TRUE(matches_format(name, Format::iana_time_zone)) << name;
  }
}

}  // namespace
}  // namespace hookworthy::contract
