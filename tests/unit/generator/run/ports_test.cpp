#include "generator/run/ports.hpp"

#include "tests/support/load_run.hpp"

#include <gtest/gtest.h>

namespace hookworthy::run {
namespace {

using test::second;

constexpr PortBudget minute{.ports = 28'232, .held_ns = 60 * second};

LoadSettings at_rate(std::uint64_t per_second, std::int64_t duration_ns) {
  auto settings = test::load_settings("http://127.0.0.1:1/");
  settings.schedule = pace::Schedule::constant({per_second, second}, duration_ns).value();
  settings.max_requests_per_connection = 1;
  return settings;
}

TEST(Ports, WarnsOfMoreConnectionsThanPortsInAMinute) {
  const auto warning = warn_of_ports(at_rate(500, 120 * second), minute);
  ASSERT_TRUE(warning);
  EXPECT_NE(warning->find("30000 connections"), std::string::npos) << *warning;
  EXPECT_NE(warning->find("--max-requests-per-connection"), std::string::npos) << *warning;
}

TEST(Ports, SaysNothingOfWhatFits) {
  EXPECT_FALSE(warn_of_ports(at_rate(400, 120 * second), minute));
  EXPECT_FALSE(warn_of_ports(at_rate(20'000, second), minute)) << "too short to use them up";
  EXPECT_TRUE(warn_of_ports(at_rate(30'000, second), minute));
  EXPECT_FALSE(warn_of_ports(at_rate(20'000, 120 * second), {.held_ns = second}));
  auto settings = at_rate(5'000, 120 * second);
  settings.max_requests_per_connection = 20;
  EXPECT_FALSE(warn_of_ports(settings, minute));
  settings.max_requests_per_connection = 0;
  EXPECT_FALSE(warn_of_ports(settings, minute)) << "connections are kept";
}

TEST(Ports, LooksForTheBusiestMinute) {
  auto settings = at_rate(1, second);
  settings.schedule =
      pace::Schedule::stages(std::vector<pace::Stage>{{0, 0, 600 * second},
                                                      {1'000'000, 1'000'000, 60 * second},
                                                      {0, 0, 600 * second}})
          .value();
  EXPECT_TRUE(warn_of_ports(settings, minute));
}

TEST(Ports, AUnixSocketAndAClosedLoopHaveNoBudget) {
  auto settings = at_rate(5'000, 120 * second);
  settings.destination.addresses.front().family = 1;  // AF_UNIX
  EXPECT_FALSE(warn_of_ports(settings, minute));
  settings = at_rate(5'000, 120 * second);
  settings.schedule = pace::Schedule::closed_loop(second).value();
  EXPECT_FALSE(warn_of_ports(settings, minute));
}

TEST(Ports, OfThisMachineAreSome) {
  const PortBudget budget = PortBudget::of_this_machine(true);
  EXPECT_GT(budget.ports, 0u);
  EXPECT_LE(budget.ports, 65'536u);
  EXPECT_TRUE(budget.held_ns == second || budget.held_ns == 60 * second);
}

}  // namespace
}  // namespace hookworthy::run
