#include "tests/support/load_run.hpp"
#include "tests/support/scripted_server.hpp"

#include <atomic>
#include <chrono>
#include <thread>

#include <gtest/gtest.h>

namespace hookworthy {
namespace {

using record::Cause;
using record::Outcome;
using record::Phase;
using test::load_settings;
using test::LoadRun;
using test::millisecond;
using test::PlainSource;
using test::run_load;
using test::ScriptedServer;
using test::second;
using test::ServerSession;

/// Twenty deliveries to a server that behaves like `script`.
LoadRun deliver_to(const ScriptedServer::Script& script, std::int64_t timeout_ns = 5 * second,
                   std::size_t padding = 0) {
  ScriptedServer server(script);
  auto settings = load_settings(server.url());
  settings.schedule = pace::Schedule::constant({200, second}, second / 10).value();
  settings.timeout_ns = timeout_ns;
  settings.drain_ns = 20 * second;
  run::Control control;
  LoadRun result = run_load(
      settings,
      [padding](unsigned) { return std::make_unique<PlainSource>(~std::uint64_t{0}, padding); },
      control);
  EXPECT_TRUE(result.told_once_each());
  EXPECT_EQ(result.outcome.counts.planned, 20u);
  EXPECT_EQ(result.deliveries.size(), 20u);
  return result;
}

void expect_all_failed(const LoadRun& result, Phase phase, std::initializer_list<Cause> causes) {
  for (const auto& delivery : result.deliveries) {
    EXPECT_EQ(delivery.outcome, Outcome::transport_error);
    EXPECT_EQ(delivery.phase, phase);
    EXPECT_NE(std::find(causes.begin(), causes.end(), delivery.cause), causes.end())
        << static_cast<int>(delivery.cause);
    EXPECT_EQ(delivery.status, 0);
  }
}

TEST(EngineFaults, NobodyListens) {
  auto settings = load_settings("http://127.0.0.1:" + std::to_string(test::closed_port()));
  const LoadRun result = run_load(settings);
  EXPECT_TRUE(result.told_once_each());
  EXPECT_EQ(result.outcome.counts.failed, 100u);
  expect_all_failed(result, Phase::connect, {Cause::refused});
}

TEST(EngineFaults, AClosedLoopAgainstNobodyDoesNotSpin) {
  auto settings = load_settings("http://127.0.0.1:" + std::to_string(test::closed_port()));
  settings.schedule = pace::Schedule::closed_loop(second / 5).value();
  const LoadRun result = run_load(settings);
  EXPECT_TRUE(result.told_once_each());
  EXPECT_GT(result.outcome.counts.failed, 0u);
  EXPECT_LT(result.outcome.counts.failed, 1000u);
}

TEST(EngineFaults, AClosedLoopAgainstADoorThatIsShutAtOnceDoesNotSpin) {
  ScriptedServer server([](ServerSession&) {});
  auto settings = load_settings(server.url());
  settings.schedule = pace::Schedule::closed_loop(second / 5).value();
  const LoadRun result = run_load(settings);
  EXPECT_TRUE(result.told_once_each());
  EXPECT_GT(result.outcome.counts.failed, 0u);
  EXPECT_LT(result.outcome.counts.failed, 1000u);
}

TEST(EngineFaults, ClosesBeforeAnswering) {
  const LoadRun result = deliver_to([](ServerSession& session) { session.read_request(); });
  expect_all_failed(result, Phase::read, {Cause::closed});
}

TEST(EngineFaults, ResetsBeforeAnswering) {
  const LoadRun result = deliver_to([](ServerSession& session) {
    session.read_request();
    session.reset();
  });
  expect_all_failed(result, Phase::read, {Cause::reset});
}

TEST(EngineFaults, ClosesInTheMiddleOfAnAnswer) {
  const LoadRun result = deliver_to([](ServerSession& session) {
    session.read_request();
    session.send("HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\nhalf");
  });
  expect_all_failed(result, Phase::read, {Cause::closed});
  EXPECT_EQ(result.deliveries[0].response_excerpt, "half");
}

TEST(EngineFaults, AnswersGarbage) {
  const LoadRun result = deliver_to([](ServerSession& session) {
    session.read_request();
    session.send("\x16\x03\x01 what is this?\r\n\r\n");
    session.hang();
  });
  expect_all_failed(result, Phase::read, {Cause::malformed});
}

TEST(EngineFaults, ClosesAfterEachAnswer) {
  const LoadRun result = deliver_to([](ServerSession& session) {
    session.read_request();
    session.answer();
  });
  EXPECT_EQ(result.outcome.counts.answered, 20u) << "a kept connection that is gone is no failure";
  EXPECT_EQ(result.outcome.harness.connections, 20u);
}

TEST(EngineFaults, SaysThatItClosesAfterEachAnswer) {
  const LoadRun result = deliver_to([](ServerSession& session) {
    session.read_request();
    session.send("HTTP/1.1 200 OK\r\nConnection: close\r\nContent-Length: 0\r\n\r\n");
    session.hang();
  });
  EXPECT_EQ(result.outcome.counts.answered, 20u);
}

TEST(EngineFaults, AnswersWithoutLength) {
  const LoadRun result = deliver_to([](ServerSession& session) {
    session.read_request();
    session.send("HTTP/1.0 200 OK\r\n\r\nuntil the end");
  });
  EXPECT_EQ(result.outcome.counts.answered, 20u);
  EXPECT_EQ(result.deliveries[3].response_excerpt, "until the end");
}

TEST(EngineFaults, AnswersTwice) {
  const LoadRun result = deliver_to([](ServerSession& session) {
    while (session.read_request()) {
      if (!session.send("HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n"
                        "HTTP/1.1 500 Oops\r\nContent-Length: 0\r\n\r\n")) {
        return;
      }
    }
  });
  EXPECT_EQ(result.outcome.counts.answered, 20u);
  for (const auto& delivery : result.deliveries) EXPECT_EQ(delivery.status, 200);
}

TEST(EngineFaults, AnswersEarlyAndStopsReading) {
  // The body is larger than all socket buffers on the way, so it cannot be written whole.
  const LoadRun result = deliver_to(
      [](ServerSession& session) {
        session.read_head();
        session.send("HTTP/1.1 413 Too Large\r\nContent-Length: 0\r\n\r\n");
        session.hang();
      },
      20 * second, 8 << 20);
  EXPECT_EQ(result.outcome.counts.answered, 20u);
  for (const auto& delivery : result.deliveries) {
    EXPECT_EQ(delivery.status, 413);
    EXPECT_FALSE(delivery.reused_connection);
  }
}

TEST(EngineFaults, StopsReading) {
  const LoadRun result = deliver_to(
      [](ServerSession& session) {
        session.read_head();
        session.hang();
      },
      200 * millisecond, 24 << 20);
  EXPECT_EQ(result.outcome.counts.timed_out, 20u);
  for (const auto& delivery : result.deliveries) EXPECT_EQ(delivery.phase, Phase::write);
}

TEST(EngineFaults, Hangs) {
  const LoadRun result = deliver_to(
      [](ServerSession& session) {
        session.read_request();
        session.hang();
      },
      100 * millisecond);
  EXPECT_EQ(result.outcome.counts.timed_out, 20u);
  for (const auto& delivery : result.deliveries) {
    EXPECT_EQ(delivery.phase, Phase::read);
    EXPECT_EQ(delivery.done_ns, delivery.sent_ns + 100 * millisecond) << "at the deadline";
  }
}

TEST(EngineFaults, DripsOneByteAtATime) {
  const LoadRun result = deliver_to(
      [](ServerSession& session) {
        session.read_request();
        while (session.send("H")) std::this_thread::sleep_for(std::chrono::milliseconds(20));
      },
      100 * millisecond);
  for (const auto& delivery : result.deliveries) EXPECT_NE(delivery.outcome, Outcome::response);
}

TEST(EngineFaults, DripsAValidAnswer) {
  const LoadRun result = deliver_to([](ServerSession& session) {
    while (session.read_request()) {
      for (const char byte : std::string("HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok")) {
        if (!session.send(std::string_view(&byte, 1))) return;
      }
    }
  });
  EXPECT_EQ(result.outcome.counts.answered, 20u);
}

TEST(EngineFaults, SendsAnEndlessBody) {
  const LoadRun result = deliver_to([](ServerSession& session) {
    session.read_request();
    session.send("HTTP/1.1 200 OK\r\n\r\n");
    while (session.send(std::string(65536, 'x'))) {
    }
  });
  expect_all_failed(result, Phase::read, {Cause::body_limit});
}

TEST(EngineFaults, SendsAMegabyteOfHeaders) {
  const LoadRun result = deliver_to([](ServerSession& session) {
    session.read_request();
    session.send("HTTP/1.1 200 OK\r\n");
    for (int i = 0; i < 20'000; ++i) {
      if (!session.send("X-Field: 0123456789012345678901234567890123456789\r\n")) return;
    }
    session.hang();
  });
  expect_all_failed(result, Phase::read, {Cause::header_limit});
}

TEST(EngineFaults, RestartsInMidRun) {
  std::atomic<int> requests{0};
  auto server = std::make_unique<ScriptedServer>([&](ServerSession& session) {
    while (session.read_request()) {
      ++requests;
      if (!session.answer()) return;
    }
  });
  auto settings = load_settings(server->url());
  settings.schedule = pace::Schedule::constant({200, second}, second).value();
  std::thread killer([&] {
    while (requests < 50) std::this_thread::sleep_for(std::chrono::milliseconds(1));
    server.reset();
  });
  const LoadRun result = run_load(settings);
  killer.join();
  EXPECT_TRUE(result.told_once_each());
  EXPECT_GT(result.outcome.counts.answered, 0u);
  EXPECT_GT(result.outcome.counts.failed, 0u);
  EXPECT_EQ(result.outcome.counts.planned, 200u);
}

}  // namespace
}  // namespace hookworthy
