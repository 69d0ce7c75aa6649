#include "generator/send/exchange.hpp"

#include "tests/support/blocking_server.hpp"
#include "tests/support/must.hpp"

#include <atomic>
#include <functional>
#include <future>
#include <string>

#include <boost/asio/error.hpp>
#include <boost/asio/post.hpp>
#include <gtest/gtest.h>

namespace hookworthy::send {
namespace {

using plan::Act;
using record::Cause;
using record::Outcome;
using record::Phase;
using test::BlockingPeer;
using test::BlockingServer;
using test::must;

constexpr std::int64_t second = 1'000'000'000;
constexpr std::string_view good = "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok";
constexpr std::string_view bad = "HTTP/1.1 400 Bad Request\r\nContent-Length: 3\r\n\r\nbad";

Act send_act(std::string bytes, std::uint64_t count = 1) {
  return {.kind = Act::Kind::send, .bytes = std::move(bytes), .count = count};
}

/// What an exchange ended with, its text kept.
struct Ended {
  Exchange exchange;
  std::string excerpt;
  std::uint64_t sent_bytes = 0;
};

/// Plays scripts against one server.
class Stage final : private ScriptedExchange::Listener {
 public:
  explicit Stage(std::uint16_t port, Limits limits = {})
      : destination_(
            must(resolve(must(Target::parse("http://127.0.0.1:" + std::to_string(port)))))),
        context_(Clock(), limits),
        exchange_(make_scripted_exchange(io_, destination_, context_, *this)) {}

  Ended play(const plan::Script& script, std::int64_t timeout_ns = 20 * second) {
    exchange_->start(script, context_.clock.now_ns() + timeout_ns);
    EXPECT_TRUE(exchange_->busy());
    io_.restart();
    io_.run();
    EXPECT_FALSE(exchange_->busy());
    return ended_;
  }

  ScriptedExchange& exchange() { return *exchange_; }
  boost::asio::io_context& io() { return io_; }
  /// Called when an exchange ended, before play() returns.
  std::function<void()> then;
  /// Called at a hold, which is released afterwards.
  std::function<void()> at_hold;

 private:
  void exchange_holds(ScriptedExchange& exchange) override {
    EXPECT_TRUE(exchange.holding());
    if (at_hold) at_hold();
    if (exchange.busy()) exchange.release();
    EXPECT_FALSE(exchange.holding());
  }
  void exchange_ended(ScriptedExchange& exchange, const Exchange& result) override {
    ended_ = {result, std::string(result.excerpt), exchange.sent_bytes()};
    ended_.exchange.excerpt = {};
    if (then) std::exchange(then, nullptr)();
  }

  boost::asio::io_context io_;
  Destination destination_;
  ChannelContext context_;
  std::unique_ptr<ScriptedExchange> exchange_;
  Ended ended_;
};

TEST(ScriptedExchange, SendsBytesAndTellsTheAnswer) {
  std::string seen;
  BlockingServer server([&](BlockingPeer& peer) {
    seen = peer.read_until("end");
    peer.write(good);
  });
  Stage stage(server.port());
  const Ended ended =
      stage.play({.acts = {send_act("start "), send_act("ab", 3), send_act(" end")}});
  EXPECT_EQ(seen, "start ababab end");
  EXPECT_EQ(ended.exchange.outcome, Outcome::response);
  EXPECT_EQ(ended.exchange.status, 200);
  EXPECT_EQ(ended.excerpt, "ok");
  EXPECT_EQ(ended.sent_bytes, 16u);
  EXPECT_EQ(ended.exchange.response_bytes, good.size());
  EXPECT_LE(ended.exchange.sent_ns, ended.exchange.done_ns);
}

TEST(ScriptedExchange, PlaysOneAfterTheOtherEachOnItsConnection) {
  std::atomic<int> connections = 0;
  BlockingServer server([&](BlockingPeer& peer) {
    ++connections;
    peer.read_until("!");
    peer.write(good);
    peer.read_all();
  });
  Stage stage(server.port());
  const plan::Script script{.acts = {send_act("!")}};
  const auto first = stage.play(script).exchange.connection;
  EXPECT_EQ(stage.play(script).exchange.connection, first + 1);
  bool again = false;
  stage.then = [&] {
    again = true;
    stage.exchange().start(script, 1'000 * second);
  };
  EXPECT_EQ(stage.play(script).exchange.connection, first + 3);
  EXPECT_TRUE(again);
  EXPECT_EQ(connections, 4);
}

TEST(ScriptedExchange, DripsPieces) {
  std::string seen;
  BlockingServer server([&](BlockingPeer& peer) {
    seen = peer.read(10);
    peer.write(good);
  });
  Stage stage(server.port());
  const Ended ended = stage.play(
      {.acts = {{.kind = Act::Kind::drip, .bytes = "0123456789", .count = 3, .pause_ns = 1000},
                {.kind = Act::Kind::pause, .pause_ns = 1000}}});
  EXPECT_EQ(seen, "0123456789");
  EXPECT_EQ(ended.exchange.status, 200);
}

TEST(ScriptedExchange, StopsSendingWhenAnAnswerComes) {
  BlockingServer server([&](BlockingPeer& peer) {
    peer.read(1000);
    peer.write("HTTP/1.1 413 Too Large\r\nContent-Length: 0\r\n\r\n");
    peer.read_all();
  });
  Stage stage(server.port());
  constexpr std::uint64_t blocks = 1u << 20;  // 64 GiB
  const Ended ended = stage.play({.acts = {send_act(std::string(65536, ' '), blocks)}});
  EXPECT_EQ(ended.exchange.outcome, Outcome::response);
  EXPECT_EQ(ended.exchange.status, 413);
  EXPECT_LT(ended.sent_bytes, blocks * 65536);
}

TEST(ScriptedExchange, TellsThatThePeerClosedWhileItWasWriting) {
  BlockingServer server([&](BlockingPeer& peer) {
    peer.read(1000);
    peer.reset();
  });
  Stage stage(server.port());
  const Ended ended = stage.play({.acts = {send_act(std::string(65536, ' '), 1u << 20)}});
  EXPECT_EQ(ended.exchange.outcome, Outcome::transport_error);
  EXPECT_EQ(ended.exchange.phase, Phase::write);
  // A reset is told once: to the read or to the write that comes first. The other one sees a close.
  EXPECT_TRUE(ended.exchange.cause == Cause::reset || ended.exchange.cause == Cause::broken_pipe ||
              ended.exchange.cause == Cause::closed);
}

TEST(ScriptedExchange, WaitsForTheInvitation) {
  std::string early;
  std::string late;
  BlockingServer server([&](BlockingPeer& peer) {
    early = peer.read_until("\r\n\r\n");
    peer.write("HTTP/1.1 100 Continue\r\n\r\n");
    late = peer.read(4);
    peer.write(good);
  });
  Stage stage(server.port());
  // The pause is longer than the deadline: only the invitation can end it in time.
  const Ended ended =
      stage.play({.acts = {send_act("head\r\n\r\n"),
                           {.kind = Act::Kind::await_continue, .pause_ns = 3600 * second},
                           send_act("body")}});
  EXPECT_EQ(early, "head\r\n\r\n");
  EXPECT_EQ(late, "body");
  EXPECT_EQ(ended.exchange.status, 200);
}

TEST(ScriptedExchange, SendsUninvitedAfterAWhile) {
  BlockingServer server([&](BlockingPeer& peer) {
    peer.read_until("body");
    peer.write(good);
  });
  Stage stage(server.port());
  const Ended ended =
      stage.play({.acts = {send_act("head"),
                           {.kind = Act::Kind::await_continue, .pause_ns = 1'000'000},
                           send_act("body")}});
  EXPECT_EQ(ended.exchange.status, 200);
}

TEST(ScriptedExchange, TakesARefusalInPlaceOfTheInvitation) {
  BlockingServer server([&](BlockingPeer& peer) {
    peer.read_until("head");
    peer.write(bad);
    peer.read_all();
  });
  Stage stage(server.port());
  const Ended ended =
      stage.play({.acts = {send_act("head"),
                           {.kind = Act::Kind::await_continue, .pause_ns = 3600 * second},
                           send_act("body")}});
  EXPECT_EQ(ended.exchange.status, 400);
  EXPECT_EQ(ended.sent_bytes, 4u);
}

TEST(ScriptedExchange, HalfClosesAndReadsOn) {
  BlockingServer server(
      [&](BlockingPeer& peer) { peer.write(peer.read_all() == "half" ? bad : good); });
  Stage stage(server.port());
  const Ended ended = stage.play({.acts = {send_act("half"), {.kind = Act::Kind::half_close}}});
  EXPECT_EQ(ended.exchange.status, 400);
}

TEST(ScriptedExchange, LeavesWithoutAnAnswer) {
  for (const auto kind : {Act::Kind::leave, Act::Kind::reset}) {
    std::promise<boost::system::error_code> how;
    BlockingServer server([&](BlockingPeer& peer) {
      peer.read_all();
      how.set_value(peer.error());
    });
    Stage stage(server.port());
    const Ended ended = stage.play({.acts = {send_act("half a request"), {.kind = kind}}});
    EXPECT_EQ(ended.exchange.outcome, Outcome::transport_error);
    EXPECT_EQ(ended.exchange.cause, Cause::abandoned);
    EXPECT_EQ(ended.exchange.phase, Phase::write);
    EXPECT_EQ(ended.exchange.status, 0);
    const bool was_reset = how.get_future().get() == boost::asio::error::connection_reset;
    EXPECT_EQ(was_reset, kind == Act::Kind::reset);
  }
}

TEST(ScriptedExchange, RunsOutOfPatience) {
  BlockingServer server([&](BlockingPeer& peer) { peer.read_all(); });
  Stage stage(server.port());
  const Ended ended = stage.play({.acts = {send_act("half a request")}, .patience_ns = 1'000'000});
  EXPECT_EQ(ended.exchange.outcome, Outcome::transport_error);
  EXPECT_EQ(ended.exchange.cause, Cause::abandoned);
  EXPECT_EQ(ended.exchange.phase, Phase::read);
}

TEST(ScriptedExchange, TimesOutAtTheDeadline) {
  BlockingServer server([&](BlockingPeer& peer) { peer.read_all(); });
  Stage stage(server.port());
  const Ended ended = stage.play({.acts = {send_act("a request")}}, 10'000'000);
  EXPECT_EQ(ended.exchange.outcome, Outcome::timed_out);
  EXPECT_EQ(ended.exchange.phase, Phase::read);
  EXPECT_EQ(ended.exchange.cause, Cause::none);
  EXPECT_GE(ended.exchange.done_ns - ended.exchange.sent_ns, 10'000'000 - 1'000'000);
}

TEST(ScriptedExchange, TellsTheHighestStatusOfSeveralAnswers) {
  for (const bool at_once : {true, false}) {
    BlockingServer server([&](BlockingPeer& peer) {
      peer.read(2);
      if (at_once) {
        peer.write(std::string(bad) + std::string(good));
      } else {
        for (const char c : std::string(bad) + std::string(good)) peer.write({&c, 1});
      }
      peer.read_all();
    });
    Stage stage(server.port());
    const Ended ended = stage.play({.acts = {send_act("12")}, .answers = 2});
    EXPECT_EQ(ended.exchange.outcome, Outcome::response);
    EXPECT_EQ(ended.exchange.status, 400);
    EXPECT_EQ(ended.excerpt, "bad");
    EXPECT_EQ(ended.exchange.response_bytes, bad.size() + good.size());
  }
}

TEST(ScriptedExchange, MissesAnAnswerUnlessTheCloseWasAnnounced) {
  for (const bool announced : {true, false}) {
    BlockingServer server([&](BlockingPeer& peer) {
      peer.read(2);
      peer.write(std::string("HTTP/1.1 200 OK\r\nContent-Length: 0\r\n") +
                 (announced ? "Connection: close\r\n\r\n" : "\r\n"));
    });
    Stage stage(server.port());
    const Ended ended = stage.play({.acts = {send_act("12")}, .answers = 2});
    EXPECT_EQ(ended.exchange.outcome, announced ? Outcome::response : Outcome::transport_error);
    EXPECT_EQ(ended.exchange.cause, announced ? Cause::none : Cause::closed);
  }
}

TEST(ScriptedExchange, ReadsABodyThatEndsWithTheStream) {
  BlockingServer server([&](BlockingPeer& peer) {
    peer.read(1);
    peer.write("HTTP/1.0 200 OK\r\n\r\nto the end");
  });
  Stage stage(server.port());
  const Ended ended = stage.play({.acts = {send_act("1")}});
  EXPECT_EQ(ended.exchange.outcome, Outcome::response);
  EXPECT_EQ(ended.excerpt, "to the end");
}

TEST(ScriptedExchange, ExpectsNoBodyOfAnAnswerToHead) {
  BlockingServer server([&](BlockingPeer& peer) {
    peer.read(1);
    peer.write("HTTP/1.1 405 No\r\nContent-Length: 1000\r\n\r\n");
    peer.read_all();
  });
  Stage stage(server.port());
  const Ended ended = stage.play({.acts = {send_act("1")}, .answers_to_head = true});
  EXPECT_EQ(ended.exchange.outcome, Outcome::response);
  EXPECT_EQ(ended.exchange.status, 405);
}

TEST(ScriptedExchange, TellsWhatIsNoAnswer) {
  struct Row {
    std::string_view bytes;
    Cause cause;
  };
  const std::string long_head = "HTTP/1.1 200 OK\r\nX: " + std::string(5000, 'x');
  for (const Row& row : {Row{"", Cause::closed}, Row{"SSH-2.0-x\r\n\r\n", Cause::malformed},
                         Row{"HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\nok", Cause::closed},
                         Row{"HTTP/1.1 200 OK\r\nContent-Length: 99999\r\n\r\n", Cause::body_limit},
                         Row{long_head, Cause::header_limit}}) {
    BlockingServer server([&](BlockingPeer& peer) {
      peer.read(1);
      peer.write(row.bytes);
    });
    Stage stage(server.port(), {.header_bytes = 4096, .body_bytes = 4096});
    const Ended ended = stage.play({.acts = {send_act("1")}});
    EXPECT_EQ(ended.exchange.outcome, Outcome::transport_error) << row.bytes;
    EXPECT_EQ(ended.exchange.cause, row.cause) << row.bytes;
  }
}

TEST(ScriptedExchange, TellsThatNobodyListens) {
  std::uint16_t port = 0;
  {
    BlockingServer server([](BlockingPeer&) {});
    port = server.port();
  }
  Stage stage(port);
  const Ended ended = stage.play({.acts = {send_act("1")}});
  EXPECT_EQ(ended.exchange.outcome, Outcome::transport_error);
  EXPECT_EQ(ended.exchange.phase, Phase::connect);
  EXPECT_EQ(ended.exchange.cause, Cause::refused);
  EXPECT_EQ(ended.sent_bytes, 0u);
}

TEST(ScriptedExchange, IsGivenUp) {
  BlockingServer server([&](BlockingPeer& peer) { peer.read_all(); });
  Stage stage(server.port());
  boost::asio::post(stage.io(), [&] { stage.exchange().give_up(Outcome::unfinished); });
  const Ended ended = stage.play({.acts = {send_act("1")}});
  EXPECT_EQ(ended.exchange.outcome, Outcome::unfinished);
  EXPECT_EQ(ended.exchange.done_ns, -1);
}

TEST(ScriptedExchange, HoldsUntilItIsReleased) {
  BlockingServer server([&](BlockingPeer& peer) {
    peer.read_until("end");
    peer.write(good);
  });
  Stage stage(server.port());
  std::uint64_t sent_at_hold = 0;
  stage.at_hold = [&] { sent_at_hold = stage.exchange().sent_bytes(); };
  const plan::Script script{
      .acts = {send_act("start "), {.kind = Act::Kind::hold}, send_act("end")}};
  EXPECT_EQ(stage.play(script).exchange.status, 200);
  EXPECT_EQ(sent_at_hold, 6u);
  stage.at_hold = [&] { stage.exchange().give_up(Outcome::unfinished); };
  EXPECT_EQ(stage.play(script).exchange.outcome, Outcome::unfinished);
}

TEST(ScriptedExchange, KeepsAsMuchOfTheAnswerAsIsAskedFor) {
  const std::string body(3000, 'x');
  BlockingServer server([&](BlockingPeer& peer) {
    peer.read_until("!");
    peer.write("HTTP/1.1 200 OK\r\nContent-Length: 3000\r\n\r\n" + body);
  });
  EXPECT_EQ(Stage(server.port()).play({.acts = {send_act("!")}}).excerpt, body.substr(0, 512));
  EXPECT_EQ(Stage(server.port(), {.kept_body_bytes = 5000}).play({.acts = {send_act("!")}}).excerpt,
            body);
  EXPECT_EQ(Stage(server.port(), {.kept_body_bytes = 600}).play({.acts = {send_act("!")}}).excerpt,
            body.substr(0, 600));
}

}  // namespace
}  // namespace hookworthy::send
