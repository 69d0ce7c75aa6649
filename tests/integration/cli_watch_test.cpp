// Runs that are watched while they go on: --dashboard, --metrics, --keep-dashboard.

#include "tests/support/plain_client.hpp"
#include "tests/support/program.hpp"

#include <chrono>
#include <csignal>
#include <cstdint>
#include <stdexcept>
#include <string>
#include <thread>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace hookworthy::test {
namespace {

using ::testing::HasSubstr;
using ::testing::StartsWith;

/// The port in `NAME: http://127.0.0.1:PORT/`.
std::uint16_t port_in(const std::string& text, const std::string& name) {
  const std::string before = name + ": http://127.0.0.1:";
  const auto at = text.find(before);
  if (at == std::string::npos) throw std::runtime_error("no " + before + " in: " + text);
  return static_cast<std::uint16_t>(std::stoul(text.substr(at + before.size())));
}

/// Waits until what a server says at `path` holds `mark`; what it said last.
std::string eventually(std::uint16_t port, const std::string& path, const std::string& mark) {
  const auto until = std::chrono::steady_clock::now() + std::chrono::seconds(60);
  for (;;) {
    std::string text = PlainClient::get(port, path);
    if (text.find(mark) != std::string::npos || std::chrono::steady_clock::now() >= until) {
      return text;
    }
    std::this_thread::sleep_for(std::chrono::milliseconds(20));
  }
}

TEST(Watch, ShowsALoadWhileItGoesOnAndAfterwards) {
  const ReceiveCommand receiver;
  Process fire(command_line({"fire", receiver.url(), "-R", "200", "-d", "2s", "--dashboard",
                             "127.0.0.1:0", "--metrics", "127.0.0.1:0", "--keep-dashboard"}));
  ASSERT_TRUE(fire.wait_for_err("Metrics: http", std::chrono::seconds(60)));
  const std::uint16_t port = port_in(fire.err(), "Dashboard");
  EXPECT_EQ(port_in(fire.err(), "Metrics"), port);
  EXPECT_THAT(PlainClient::get(port, "/metrics"), StartsWith("HTTP/1.1 200"));
  const std::string ended = eventually(port, "/metrics", "hookworthy_running 0");
  EXPECT_THAT(ended, HasSubstr("hookworthy_deliveries_total{outcome=\"answered\"} 400\n"));
  EXPECT_THAT(ended, HasSubstr("hookworthy_response_time_seconds_count 400\n"));
  EXPECT_THAT(ended, HasSubstr("hookworthy_planned_deliveries_per_second 200\n"));
  EXPECT_THAT(PlainClient::get(port, "/"), HasSubstr("\"running\":false"));
  EXPECT_THAT(fire.out(), StartsWith("Verdict: "));  // the report does not wait for Ctrl-C
  fire.signal(SIGINT);
  const Ended end = fire.finish();
  EXPECT_EQ(end.exit_code, 0) << end.err;
}

TEST(Watch, ShowsACertification) {
  const ReceiveCommand receiver;
  Process certify(command_line({"certify", receiver.url(), "--phases", "coverage", "--cases", "200",
                                "--dashboard", "127.0.0.1:0", "--keep-dashboard"}));
  ASSERT_TRUE(certify.wait_for_err("Dashboard: http", std::chrono::seconds(60)));
  const std::uint16_t port = port_in(certify.err(), "Dashboard");
  const std::string page = eventually(port, "/", "\"running\":false");
  EXPECT_THAT(page, HasSubstr("\"id\":\"accepts-edges\""));
  certify.signal(SIGINT);
  EXPECT_EQ(certify.finish().exit_code, 0);
}

TEST(Watch, RefusesWrongAddressesBeforeAnythingIsSent) {
  const ReceiveCommand receiver;
  const auto refused = [&](Arguments options) {
    Arguments arguments{"fire", receiver.url(), "-d", "1s"};
    arguments.insert(arguments.end(), options.begin(), options.end());
    const Ended ended = hookworthy(arguments);
    EXPECT_EQ(ended.exit_code, 2) << ended.err;
    EXPECT_EQ(ended.out, "");
    return ended.err;
  };
  EXPECT_THAT(refused({"--dashboard", "here"}), HasSubstr("--dashboard: 'here' is no address"));
  EXPECT_THAT(refused({"--keep-dashboard"}), HasSubstr("there is no --dashboard to keep"));
  const std::string taken = "127.0.0.1:" + std::to_string(receiver.port());
  EXPECT_THAT(refused({"--metrics", taken}), HasSubstr("cannot listen on " + taken));
}

}  // namespace
}  // namespace hookworthy::test
