// How connections are used: for how many requests, and to which of several destinations.

#include "tests/support/load_run.hpp"
#include "tests/support/scripted_server.hpp"

#include <mutex>
#include <string>
#include <vector>

#include <gtest/gtest.h>

namespace hookworthy {
namespace {

using test::must;
using test::PlainSource;
using test::ScriptedServer;
using test::second;
using test::ServerSession;

/// A server that answers everything and remembers what it was asked.
class Witness {
 public:
  Witness()
      : server_([this](ServerSession& session) {
          while (auto request = session.read_request()) {
            {
              const std::lock_guard lock(mutex_);
              requests_.push_back(*request);
            }
            if (!session.answer()) return;
          }
        }) {}

  std::string url() const { return server_.url(); }
  std::uint64_t connections() const { return server_.connections(); }
  std::vector<test::WireRequest> requests() const {
    const std::lock_guard lock(mutex_);
    return requests_;
  }

 private:
  mutable std::mutex mutex_;
  std::vector<test::WireRequest> requests_;
  ScriptedServer server_;
};

run::LoadSettings twenty_to(const Witness& witness) {
  auto settings = test::load_settings(witness.url());
  settings.schedule = pace::Schedule::constant({200, second}, second / 10).value();
  settings.timeout_ns = 10 * second;
  settings.drain_ns = 10 * second;
  settings.connections = 2;
  return settings;
}

/// Plain callbacks of the types a and b, in turn.
class TwoTypes final : public plan::Source {
 public:
  explicit TwoTypes(std::uint64_t lane_length) : plain_(~std::uint64_t{0}, 0, lane_length) {}
  std::optional<Case> at(std::uint64_t n, std::string& body) override {
    auto what = plain_.at(n, body);
    what->type = n % 2 == 0 ? "a" : "b";
    return what;
  }
  std::optional<std::uint64_t> lane(std::uint64_t n) override { return plain_.lane(n); }

 private:
  PlainSource plain_;
};

TEST(ConnectionPolicy, KeepsConnectionsUnlessToldOtherwise) {
  const Witness witness;
  const auto result = test::run_load(twenty_to(witness));
  EXPECT_EQ(result.outcome.counts.answered, 20u);
  EXPECT_LE(witness.connections(), 2u);
  EXPECT_EQ(witness.requests()[0].head.find("Connection:"), std::string::npos);
}

TEST(ConnectionPolicy, OpensOneConnectionPerRequest) {
  const Witness witness;
  auto settings = twenty_to(witness);
  settings.max_requests_per_connection = 1;
  const auto result = test::run_load(settings);
  EXPECT_EQ(result.outcome.counts.answered, 20u);
  EXPECT_EQ(witness.connections(), 20u);
  EXPECT_EQ(result.outcome.harness.connections, 20u);
  for (const auto& delivery : result.deliveries) EXPECT_FALSE(delivery.reused_connection);
  EXPECT_NE(witness.requests()[0].head.find("Connection: close\r\n"), std::string::npos);
}

TEST(ConnectionPolicy, ClosesAConnectionAfterSoManyRequests) {
  const Witness witness;
  auto settings = twenty_to(witness);
  settings.connections = 1;
  settings.max_requests_per_connection = 3;
  const auto result = test::run_load(settings);
  EXPECT_EQ(result.outcome.counts.answered, 20u);
  EXPECT_EQ(witness.connections(), 7u);
}

TEST(Routes, SendEachTypeItsWay) {
  const Witness first;
  const Witness second_one;
  auto settings = twenty_to(first);
  settings.other_destinations = {twenty_to(second_one).destination};
  settings.headers = {{"X-Own", "1"}, {"x-event", "mine"}};
  settings.routes = {
      {.type = "a", .headers = {{"Content-Type", "application/json"}, {"X-Event", "a"}}},
      {.type = "b",
       .destination = 1,
       .method = "PUT",
       .headers = {{"Content-Type", "text/json"}, {"X-Kind", "b"}}}};
  run::Control control;
  const auto result = test::run_load(
      settings, [](unsigned) { return std::make_unique<TwoTypes>(0); }, control);
  EXPECT_EQ(result.outcome.counts.answered, 20u);
  ASSERT_EQ(first.requests().size(), 10u);
  ASSERT_EQ(second_one.requests().size(), 10u);
  const std::string a = first.requests()[0].head;
  const std::string b = second_one.requests()[0].head;
  EXPECT_TRUE(a.starts_with("POST /hook HTTP/1.1\r\n")) << a;
  EXPECT_NE(a.find("x-event: mine\r\n"), std::string::npos) << "the run's own comes first: " << a;
  EXPECT_EQ(a.find("X-Event: a"), std::string::npos) << a;
  EXPECT_TRUE(b.starts_with("PUT /hook HTTP/1.1\r\n")) << b;
  EXPECT_NE(b.find("Content-Type: text/json\r\n"), std::string::npos) << b;
  EXPECT_NE(b.find("X-Kind: b\r\n"), std::string::npos) << b;
  EXPECT_NE(b.find("X-Own: 1\r\n"), std::string::npos) << b;
  EXPECT_EQ(b.find("application/json"), std::string::npos) << b;
  EXPECT_NE(b.find("Host: 127.0.0.1"), std::string::npos) << b;
}

TEST(Routes, ALaneKeepsItsOrderAcrossDestinations) {
  std::mutex mutex;
  std::vector<std::string> bodies;
  const auto serve = [&](ServerSession& session) {
    while (auto request = session.read_request()) {
      {
        const std::lock_guard lock(mutex);
        bodies.push_back(request->body);
      }
      if (!session.answer()) return;
    }
  };
  ScriptedServer one(serve);
  ScriptedServer other(serve);
  auto settings = test::load_settings(one.url());
  settings.schedule = pace::Schedule::burst({.events = 30, .period_ns = second}, second).value();
  settings.connections = 4;
  settings.timeout_ns = settings.drain_ns = 10 * second;
  settings.keep_lanes = true;
  settings.other_destinations = {test::load_settings(other.url()).destination};
  settings.routes = {{.type = "b", .destination = 1}};
  run::Control control;
  const auto result = test::run_load(
      settings, [](unsigned) { return std::make_unique<TwoTypes>(10); }, control);
  EXPECT_EQ(result.outcome.counts.answered, 30u);
  std::vector<int> last(3, -1);
  for (const std::string& body : bodies) {
    const int n = std::stoi(body.substr(5));
    EXPECT_GT(n, last[static_cast<std::size_t>(n) / 10]) << "each ten are one lane";
    last[static_cast<std::size_t>(n) / 10] = n;
  }
}

TEST(Routes, AMethodThatCannotBeSentIsAnError) {
  const Witness witness;
  auto settings = twenty_to(witness);
  settings.routes = {{.type = "a", .method = "PO ST"}};
  test::CollectingSink sink;
  record::Sink* const sinks[] = {&sink};
  run::Control control;
  const auto outcome = run::run_load(
      settings, [](unsigned) { return std::make_unique<PlainSource>(); }, sinks, control);
  ASSERT_FALSE(outcome);
  EXPECT_NE(outcome.error().message.find("PO ST"), std::string::npos);
}

}  // namespace
}  // namespace hookworthy
