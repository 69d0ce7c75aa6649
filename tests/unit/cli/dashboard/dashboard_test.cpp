#include "cli/dashboard/dashboard.hpp"

#include "cli/dashboard/address.hpp"
#include "cli/dashboard/metrics.hpp"
#include "cli/dashboard/session.hpp"
#include "tests/support/must.hpp"
#include "tests/support/plain_client.hpp"

#include <atomic>
#include <map>
#include <sstream>
#include <string>
#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

namespace hookworthy::cli {
namespace {

using Client = test::PlainClient;
using ::testing::HasSubstr;
using ::testing::Not;
using ::testing::StartsWith;

View sample_view() {
  View view;
  view.summary.run.command = "fire";
  view.summary.run.version = "1.2.3";
  view.summary.run.target = "http://127.0.0.1:1/\"\\\n<b>";
  view.summary.deliveries = {12, 8, 1, 2, 1, 0};
  view.summary.status = {{200, 7}, {500, 1}};
  view.summary.errors = {{"connect", "refused", 1}};
  view.summary.harness.planned_per_s = 20.0;
  for (const std::int64_t ms : {1, 2, 3, 40, 5000, 100'000}) {
    view.summary.times.response_time.record(ms * 1'000'000);
  }
  view.in_flight = 3;
  return view;
}

std::uint16_t port_of(const std::string& line) {
  const auto at = line.find(':', line.find("127.0.0.1")) + 1;
  return static_cast<std::uint16_t>(std::stoi(line.substr(at)));
}

struct Watched {
  explicit Watched(const WatchAddresses& addresses)
      : dashboard(test::must(Dashboard::open(addresses, [this] {
          ++looks;
          return sample_view();
        }))) {
    for (const auto& line : dashboard->lines()) ports.push_back(port_of(line));
  }
  std::atomic<int> looks{0};
  std::unique_ptr<Dashboard> dashboard;
  std::vector<std::uint16_t> ports;
};

const WatchAddresses page_only{"127.0.0.1:0", ""};

TEST(Address, KnowsItsForms) {
  for (const char* text : {"127.0.0.1:8081", "8081", "localhost:8081"}) {
    const auto address = test::must(parse_address(text));
    EXPECT_TRUE(address.address().is_loopback()) << text;
    EXPECT_EQ(address.port(), 8081) << text;
  }
  EXPECT_TRUE(test::must(parse_address("[::1]:0")).address().is_v6());
  EXPECT_FALSE(test::must(parse_address("0.0.0.0:1")).address().is_loopback());
  for (const char* text :
       {"", ":", "x", "127.0.0.1", "127.0.0.1:", "127.0.0.1:-1", "127.0.0.1:65536",
        "example.org:80", "::1:80", "[127.0.0.1]:80", "127.0.0.1:80x", "[]:1"}) {
    EXPECT_FALSE(parse_address(text)) << text;
  }
}

TEST(Host, OfThisMachineAlone) {
  for (const char* host : {"127.0.0.1", "127.0.0.1:80", "127.3.2.1", "localhost", "localhost:1",
                           "[::1]", "[::1]:80"}) {
    EXPECT_TRUE(names_loopback(host)) << host;
  }
  for (const char* host : {"", "example.org", "example.org:80", "127.0.0.1.example.org", "10.0.0.1",
                           "localhost.example.org", "[::2]", "0.0.0.0"}) {
    EXPECT_FALSE(names_loopback(host)) << host;
  }
}

TEST(Metrics, FollowTheExpositionFormat) {
  const std::string text = metrics_text(sample_view());
  EXPECT_TRUE(text.ends_with('\n'));
  EXPECT_THAT(text, HasSubstr("hookworthy_deliveries_total{outcome=\"answered\"} 8\n"));
  EXPECT_THAT(text, HasSubstr("hookworthy_deliveries_total{outcome=\"timed_out\"} 2\n"));
  EXPECT_THAT(text, HasSubstr("hookworthy_responses_total{code=\"500\"} 1\n"));
  EXPECT_THAT(text, HasSubstr("hookworthy_in_flight_deliveries 3\n"));
  EXPECT_THAT(text, HasSubstr("hookworthy_planned_deliveries_per_second 20\n"));
  EXPECT_THAT(text, Not(HasSubstr("achieved_deliveries_per_second")));  // was not measured
  EXPECT_THAT(text, HasSubstr("target=\"http://127.0.0.1:1/\\\"\\\\ <b>\""));
  std::map<std::string, int> types;
  std::istringstream lines(text);
  for (std::string line; std::getline(lines, line);) {
    if (line.starts_with("# TYPE ")) ++types[line.substr(7, line.find(' ', 7) - 7)];
    EXPECT_TRUE(line.starts_with("# ") || line.starts_with("hookworthy_")) << line;
  }
  for (const auto& [name, count] : types) EXPECT_EQ(count, 1) << name;
  EXPECT_EQ(types.count("hookworthy_send_lag_seconds"), 1U);
}

TEST(Metrics, BucketsAreCumulative) {
  const std::string text = metrics_text(sample_view());
  const std::string name = "hookworthy_response_time_seconds";
  EXPECT_THAT(text, HasSubstr(name + "_bucket{le=\"0.0005\"} 0\n"));
  EXPECT_THAT(text, HasSubstr(name + "_bucket{le=\"0.001\"} 1\n"));
  EXPECT_THAT(text, HasSubstr(name + "_bucket{le=\"0.005\"} 3\n"));
  EXPECT_THAT(text, HasSubstr(name + "_bucket{le=\"10\"} 5\n"));
  EXPECT_THAT(text, HasSubstr(name + "_bucket{le=\"+Inf\"} 6\n"));
  EXPECT_THAT(text, HasSubstr(name + "_count 6\n"));
  EXPECT_THAT(text, HasSubstr(name + "_sum 105.0"));
}

TEST(Dashboard, ServesItsPage) {
  const Watched run(page_only);
  const std::string page = Client::get(run.ports[0], "/");
  EXPECT_THAT(page, StartsWith("HTTP/1.1 200"));
  EXPECT_THAT(page, HasSubstr("Content-Security-Policy: default-src 'none'"));
  EXPECT_THAT(page, HasSubstr("frame-ancestors 'none'"));
  EXPECT_THAT(page, HasSubstr("\"running\":true"));
  EXPECT_THAT(page, HasSubstr("</html>"));
  EXPECT_THAT(Client::get(run.ports[0], "/?x"), StartsWith("HTTP/1.1 200"));
  EXPECT_THAT(Client::get(run.ports[0], "/nothing"), StartsWith("HTTP/1.1 404"));
  EXPECT_THAT(Client::get(run.ports[0], "/metrics"), StartsWith("HTTP/1.1 404"));
}

TEST(Dashboard, AnswersNobodyElse) {
  const Watched run(page_only);
  EXPECT_THAT(Client::get(run.ports[0], "/", "rebound.example.org"), StartsWith("HTTP/1.1 403"));
  const auto said = [&](const std::string& text) {
    Client client(run.ports[0]);
    client.say(text);
    return client.rest();
  };
  EXPECT_THAT(said("POST / HTTP/1.1\r\nHost: localhost\r\nContent-Length: 0\r\n\r\n"),
              StartsWith("HTTP/1.1 405"));
  EXPECT_THAT(said("POST / HTTP/1.1\r\nHost: localhost\r\nContent-Length: 5\r\n\r\nabcde"),
              StartsWith("HTTP/1.1 431"));
  EXPECT_THAT(
      said("GET / HTTP/1.1\r\nHost: localhost\r\nX: " + std::string(9000, 'x') + "\r\n\r\n"),
      StartsWith("HTTP/1.1 431"));
  const std::string head = said("HEAD / HTTP/1.1\r\nHost: localhost\r\n\r\n");
  EXPECT_THAT(head, StartsWith("HTTP/1.1 200"));
  EXPECT_THAT(head, Not(HasSubstr("<html")));
}

TEST(Dashboard, SendsNewsAndTheEnd) {
  const Watched run(page_only);
  Client client(run.ports[0]);
  client.say("GET /events HTTP/1.1\r\nHost: localhost\r\n\r\n");
  const std::string head = client.until("\r\n\r\n");
  EXPECT_THAT(head, HasSubstr("text/event-stream"));
  const auto next = [&] {
    const std::string event = client.until("\n\n");
    EXPECT_THAT(event, StartsWith("data: {"));
    return nlohmann::json::parse(event.substr(6));
  };
  EXPECT_EQ(next()["in_flight"], 3);
  EXPECT_EQ(next()["running"], true);  // a second later
  View last = sample_view();
  last.summary.verdict = check::Verdict::kept;
  run.dashboard->finish(std::move(last.summary));
  nlohmann::json news = next();
  if (news["running"] == true) news = next();  // it was on its way
  EXPECT_EQ(news["running"], false);
  EXPECT_EQ(news["verdict"], "kept");
  EXPECT_THAT(Client::get(run.ports[0], "/"), HasSubstr("\"running\":false"));  // reloaded
  run.dashboard->close();
  client.rest();  // ends
}

TEST(Dashboard, LooksAtARunThatEndedNoMore) {
  Watched run(page_only);
  Client::get(run.ports[0], "/");
  EXPECT_EQ(run.looks, 1);
  run.dashboard->finish(sample_view().summary);
  const int after = run.looks;
  Client::get(run.ports[0], "/");
  EXPECT_EQ(run.looks, after);
}

TEST(Dashboard, KeepsMetricsApart) {
  const Watched two({"127.0.0.1:0", "127.0.0.1:00"});
  ASSERT_EQ(two.ports.size(), 2U);
  EXPECT_THAT(Client::get(two.ports[1], "/metrics"), HasSubstr("version=0.0.4"));
  EXPECT_THAT(Client::get(two.ports[1], "/"), StartsWith("HTTP/1.1 404"));
  EXPECT_THAT(Client::get(two.ports[1], "/events"), StartsWith("HTTP/1.1 404"));
  const Watched one({"127.0.0.1:0", "127.0.0.1:0"});
  ASSERT_EQ(one.ports.size(), 2U);
  EXPECT_EQ(one.ports[0], one.ports[1]);
  EXPECT_THAT(Client::get(one.ports[0], "/metrics"), HasSubstr("hookworthy_running 1"));
}

TEST(Dashboard, IsForSoManyClientsAlone) {
  const Watched run(page_only);
  std::vector<std::unique_ptr<Client>> idle;
  for (std::size_t i = 0; i < Server::max_clients; ++i) {
    idle.push_back(std::make_unique<Client>(run.ports[0]));
    idle.back()->say("GET /events HTTP/1.1\r\nHost: localhost\r\n\r\n");
    EXPECT_THAT(idle.back()->until("\n\n"), StartsWith("HTTP/1.1 200"));
  }
  Client late(run.ports[0]);
  EXPECT_EQ(late.rest(), "");  // closed at once
}

TEST(Dashboard, SaysWhichAddressIsTaken) {
  const Watched run(page_only);
  const std::string taken = "127.0.0.1:" + std::to_string(run.ports[0]);
  const auto second = Dashboard::open({"", taken}, [] { return sample_view(); });
  ASSERT_FALSE(second);
  EXPECT_THAT(second.error().message, StartsWith("--metrics: cannot listen on " + taken));
  const auto wrong = Dashboard::open({"nowhere", ""}, [] { return sample_view(); });
  ASSERT_FALSE(wrong);
  EXPECT_THAT(wrong.error().message, StartsWith("--dashboard: 'nowhere'"));
}

}  // namespace
}  // namespace hookworthy::cli
