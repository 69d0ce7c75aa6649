#include "tests/support/load_run.hpp"
#include "tests/support/scripted_server.hpp"

#include <map>
#include <mutex>
#include <thread>

#include <gtest/gtest.h>

namespace hookworthy {
namespace {

using record::Outcome;
using run::Control;
using test::load_settings;
using test::LoadRun;
using test::millisecond;
using test::PlainSource;
using test::run_load;
using test::ScriptedServer;
using test::second;

std::string body_of(std::uint64_t n) {
  return "{\"n\":" + std::to_string(n) + "}";
}

/// Each delivery has the callback of its position, also when it was made ahead of its time.
void expect_own_bodies(const LoadRun& result) {
  for (const record::Delivery& delivery : result.deliveries) {
    EXPECT_EQ(delivery.what.index, delivery.sequence);
    EXPECT_EQ(delivery.request_body, body_of(delivery.sequence));
  }
}

TEST(EngineLoad, SendsEveryArrivalOnceAtItsInstant) {
  ScriptedServer server(test::answers());
  for (const unsigned threads : {1u, 3u}) {
    auto settings = load_settings(server.url());
    settings.threads = threads;
    const LoadRun result = run_load(settings);
    EXPECT_TRUE(result.told_once_each());
    EXPECT_EQ(result.outcome.counts.planned, 100u);
    EXPECT_EQ(result.outcome.counts.answered, 100u);
    EXPECT_EQ(result.outcome.sent, 100u);
    EXPECT_FALSE(result.outcome.interrupted);
    ASSERT_EQ(result.deliveries.size(), 100u);
    for (std::uint64_t n = 0; n < 100; ++n) {
      const record::Delivery& delivery = result.deliveries[n];
      EXPECT_EQ(delivery.sequence, n);
      EXPECT_EQ(delivery.what.index, n);
      EXPECT_EQ(delivery.status, 200);
      EXPECT_EQ(delivery.intended_ns, settings.schedule.intended_at(n));
      EXPECT_GE(delivery.sent_ns, delivery.intended_ns);
      EXPECT_GE(delivery.done_ns, delivery.sent_ns);
      EXPECT_EQ(delivery.request_body, body_of(n));
      EXPECT_EQ(delivery.response_excerpt, "ok");
    }
  }
}

TEST(EngineLoad, KeepsConnectionsAndOpensNoMoreThanItMay) {
  ScriptedServer server(test::answers());
  auto settings = load_settings(server.url());
  settings.connections = 3;
  const LoadRun result = run_load(settings);
  EXPECT_LE(server.connections(), 3u);
  EXPECT_EQ(result.outcome.harness.connections, server.connections());
  std::uint64_t fresh = 0;
  for (const auto& delivery : result.deliveries) fresh += delivery.reused_connection ? 0 : 1;
  EXPECT_EQ(fresh, server.connections());
}

TEST(EngineLoad, AClosedLoopSendsAsFastAsAnswersCome) {
  ScriptedServer server(test::answers());
  auto settings = load_settings(server.url());
  settings.schedule = pace::Schedule::closed_loop(second / 5).value();
  settings.threads = 2;
  const LoadRun result = run_load(settings);
  EXPECT_TRUE(result.told_once_each());
  EXPECT_GE(result.outcome.counts.answered, 4u);
  EXPECT_EQ(result.outcome.counts.planned, result.outcome.counts.answered);
  EXPECT_FALSE(result.outcome.planned_per_s);
  EXPECT_EQ(server.connections(), 4u);
  expect_own_bodies(result);
}

TEST(EngineLoad, WhatIsBehindItsScheduleKeepsItsOrder) {
  ScriptedServer server(test::answers());
  auto settings = load_settings(server.url());
  settings.schedule = pace::Schedule::burst({500, second}, second / 10).value();
  settings.connections = 3;
  settings.threads = 3;
  settings.drain_ns = 20 * second;
  const LoadRun result = run_load(settings);
  EXPECT_TRUE(result.told_once_each());
  EXPECT_EQ(result.outcome.counts.answered, 500u);
  expect_own_bodies(result);
}

TEST(EngineLoad, EndsWithItsSource) {
  ScriptedServer server(test::answers());
  auto settings = load_settings(server.url());
  settings.threads = 2;
  Control control;
  const LoadRun result = run_load(
      settings, [](unsigned) { return std::make_unique<PlainSource>(7); }, control);
  EXPECT_TRUE(result.told_once_each());
  EXPECT_EQ(result.outcome.counts.planned, 7u);
  EXPECT_EQ(result.outcome.counts.answered, 7u);
  EXPECT_EQ(result.outcome.counts.unsent, 0u);
}

TEST(EngineLoad, WarmUpIsMarked) {
  ScriptedServer server(test::answers());
  auto settings = load_settings(server.url());
  settings.warm_up_ns = 100 * millisecond;
  const LoadRun result = run_load(settings);
  for (const auto& delivery : result.deliveries) {
    EXPECT_EQ(delivery.warm_up, delivery.intended_ns < 100 * millisecond);
  }
}

TEST(EngineLoad, WhatDidNotFindAConnectionIsUnsent) {
  ScriptedServer server([](test::ServerSession& session) {
    session.read_request();
    session.hang();
  });
  auto settings = load_settings(server.url());
  settings.connections = 2;
  settings.unsent_reports = 10;
  const LoadRun result = run_load(settings);
  EXPECT_TRUE(result.told_once_each());
  EXPECT_EQ(result.outcome.counts.planned, 100u);
  EXPECT_EQ(result.outcome.counts.timed_out, 2u);
  EXPECT_EQ(result.outcome.counts.unsent, 98u);
  EXPECT_EQ(result.outcome.due, 100u);
  EXPECT_EQ(result.count(Outcome::unsent), 10u) << "as many as may be told one by one";
  for (const auto& delivery : result.deliveries) {
    if (delivery.outcome == Outcome::unsent) {
      EXPECT_EQ(delivery.sent_ns, -1);
      continue;
    }
    EXPECT_EQ(delivery.phase, record::Phase::read);
    EXPECT_EQ(delivery.done_ns, delivery.sent_ns + settings.timeout_ns);
  }
}

TEST(EngineLoad, WaitingForAConnectionIsChargedFromTheIntendedInstant) {
  std::mutex mutex;
  int answered = 0;
  ScriptedServer server([&](test::ServerSession& session) {
    while (session.read_request()) {
      {
        const std::lock_guard lock(mutex);
        if (answered++ == 0) std::this_thread::sleep_for(std::chrono::milliseconds(300));
      }
      if (!session.answer()) return;
    }
  });
  auto settings = load_settings(server.url());
  settings.connections = 1;
  settings.drain_ns = 5 * second;
  const LoadRun result = run_load(settings);
  EXPECT_EQ(result.outcome.counts.answered, 100u);
  // Arrival 10 was wanted after 50 ms, while the only connection was stalled until 300 ms.
  const record::Delivery& tenth = result.deliveries[10];
  EXPECT_EQ(tenth.intended_ns, 50 * millisecond);
  EXPECT_GE(tenth.sent_ns, 299 * millisecond);
}

TEST(EngineLoad, LanesKeepTheirOrder) {
  std::mutex mutex;
  std::map<std::uint64_t, std::vector<std::uint64_t>> seen;
  ScriptedServer server([&](test::ServerSession& session) {
    while (const auto request = session.read_request()) {
      const std::uint64_t n = std::stoull(request->body.substr(5));
      std::this_thread::sleep_for(std::chrono::milliseconds(n % 3));
      {
        const std::lock_guard lock(mutex);
        seen[n / 4].push_back(n);
      }
      if (!session.answer()) return;
    }
  });
  for (const bool closed_loop : {false, true}) {
    seen.clear();
    auto settings = load_settings(server.url());
    settings.schedule = closed_loop ? pace::Schedule::closed_loop(10 * second).value()
                                    : pace::Schedule::constant({2000, second}, second / 5).value();
    settings.positions = 400;
    settings.threads = 2;
    settings.connections = 8;
    settings.keep_lanes = true;
    settings.drain_ns = 10 * second;
    Control control;
    const LoadRun result = run_load(
        settings, [](unsigned) { return std::make_unique<PlainSource>(~std::uint64_t{0}, 0, 4); },
        control);
    EXPECT_TRUE(result.told_once_each());
    EXPECT_EQ(result.outcome.counts.answered, 400u);
    ASSERT_EQ(seen.size(), 100u);
    for (const auto& [life, positions] : seen) {
      EXPECT_EQ(positions,
                (std::vector<std::uint64_t>{4 * life, 4 * life + 1, 4 * life + 2, 4 * life + 3}));
    }
  }
}

void stop_after_first_answer(Control& control, int times) {
  while (control.snapshot().sent == 0) std::this_thread::sleep_for(std::chrono::milliseconds(1));
  for (int i = 0; i < times; ++i) control.request_stop();
}

LoadRun interrupted_run(ScriptedServer& server, int times, std::int64_t grace_ns) {
  auto settings = load_settings(server.url());
  settings.schedule = pace::Schedule::constant({200, second}, 3600 * second).value();
  settings.timeout_ns = 60 * second;
  settings.grace_ns = grace_ns;
  Control control;
  std::thread stopper([&] { stop_after_first_answer(control, times); });
  LoadRun result = run_load(
      settings, [](unsigned) { return std::make_unique<PlainSource>(); }, control);
  stopper.join();
  return result;
}

TEST(EngineLoad, TheFirstStopWaitsForWhatIsInFlight) {
  ScriptedServer server(test::answers());
  const LoadRun result = interrupted_run(server, 1, 10 * second);
  EXPECT_TRUE(result.told_once_each());
  EXPECT_TRUE(result.outcome.interrupted);
  EXPECT_GT(result.outcome.counts.answered, 0u);
  EXPECT_EQ(result.outcome.counts.unfinished, 0u);
  EXPECT_EQ(result.outcome.counts.planned, 720'000u);
  EXPECT_LT(result.outcome.due, 720'000u);
  EXPECT_GT(result.outcome.counts.unsent, 0u);
}

TEST(EngineLoad, AfterTheGraceWhatIsInFlightIsUnfinished) {
  ScriptedServer server([](test::ServerSession& session) {
    session.read_request();
    session.hang();
  });
  const LoadRun result = interrupted_run(server, 1, 50 * millisecond);
  EXPECT_TRUE(result.told_once_each());
  EXPECT_GT(result.outcome.counts.unfinished, 0u);
  EXPECT_EQ(result.outcome.counts.timed_out, 0u);
}

TEST(EngineLoad, TheSecondStopWaitsForNothing) {
  ScriptedServer server([](test::ServerSession& session) {
    session.read_request();
    session.hang();
  });
  const LoadRun result = interrupted_run(server, 2, 3600 * second);
  EXPECT_TRUE(result.told_once_each());
  EXPECT_GT(result.outcome.counts.unfinished, 0u);
}

TEST(EngineLoad, RefusesSettingsThatMakeNoSense) {
  ScriptedServer server(test::answers());
  auto settings = load_settings(server.url());
  Control control;
  test::CollectingSink sink;
  std::vector<record::Sink*> sinks{&sink, &sink};
  settings.threads = 2;
  settings.connections = 1;
  const auto refused = run::run_load(
      settings, [](unsigned) { return std::make_unique<PlainSource>(); }, sinks, control);
  ASSERT_FALSE(refused);
  EXPECT_NE(refused.error().message.find("connection"), std::string::npos);
}

}  // namespace
}  // namespace hookworthy
