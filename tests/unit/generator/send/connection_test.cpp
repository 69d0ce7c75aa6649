#include "generator/send/connection.hpp"

#include <array>
#include <chrono>
#include <memory>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include <boost/asio/io_context.hpp>
#include <boost/beast/_experimental/test/stream.hpp>
#include <gtest/gtest.h>

namespace hookworthy::send {
namespace {

namespace beast_test = boost::beast::test;
using boost::system::error_code;
using record::Cause;
using record::Outcome;
using record::Phase;

constexpr std::string_view ok = "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok";
constexpr std::int64_t far = 1'000'000'000'000'000;

/// The other end of all connections of a test, in memory: answers each request that has come whole.
class Peer {
 public:
  Peer(boost::asio::io_context& context, beast_test::fail_count& failures)
      : io(context), fails(failures) {}

  void accept(beast_test::stream& client) {
    ends.push_back(std::make_unique<End>(End{beast_test::stream(io), {}, {}}));
    ends.back()->stream.connect(client);
    listen(*ends.back());
  }

  boost::asio::io_context& io;
  beast_test::fail_count& fails;
  std::size_t request_size = 0;
  std::string answer{ok};
  bool close_after_answer = false;
  bool hold_answers = false;
  std::size_t read_at_most = ~std::size_t{0};   ///< of the client
  std::size_t write_at_most = ~std::size_t{0};  ///< of the client
  std::string requests;                         ///< all bytes that came

  struct End {
    beast_test::stream stream;
    std::string received;
    std::array<char, 256> room;
  };
  std::vector<std::unique_ptr<End>> ends;

 private:
  void listen(End& end) {
    end.stream.async_read_some(boost::asio::buffer(end.room),
                               [this, &end](error_code error, std::size_t size) {
                                 if (error) return;
                                 take(end, size);
                               });
  }
  void take(End& end, std::size_t size) {
    end.received.append(end.room.data(), size);
    requests.append(end.room.data(), size);
    if (end.received.size() >= request_size && !hold_answers) {
      end.received.erase(0, request_size);
      error_code ignored;
      end.stream.write_some(boost::asio::buffer(answer), ignored);
      if (close_after_answer) {
        end.stream.close();
        return;
      }
    }
    listen(end);
  }
};

struct PeerConnector {
  using Stream = beast_test::stream;
  static constexpr bool has_handshake = false;
  static constexpr bool writes_at_once = true;

  Peer* peer;

  std::size_t addresses() const { return 1; }
  error_code open(std::optional<Stream>& stream, std::size_t) {
    error_code error;
    stream.emplace(peer->io, peer->fails);
    stream->read_size(peer->read_at_most);
    stream->write_size(peer->write_at_most);
    peer->fails.fail(error);
    return error;
  }
  template <class Handler>
  void async_connect(Stream& stream, std::size_t, Handler&& handler) {
    error_code error;
    if (!peer->fails.fail(error)) peer->accept(stream);
    boost::asio::post(peer->io, [handler, error] { handler(error); });
  }
  void close(Stream& stream, bool) { stream.close(); }
};

/// With a handshake of two steps, each of which may fail.
struct ShakingConnector : PeerConnector {
  static constexpr bool has_handshake = true;
  static constexpr bool writes_at_once = false;

  template <class Handler>
  void async_handshake(Stream&, Handler&& handler) {
    error_code error;
    if (!peer->fails.fail(error)) peer->fails.fail(error);
    boost::asio::post(peer->io, [handler, error] { handler(error); });
  }
};

class Deliveries final : public Channel::Listener {
 public:
  void exchange_ended(Channel& channel, const Exchange& exchange) override {
    EXPECT_FALSE(channel.busy());
    exchanges.push_back(exchange);
    excerpts.emplace_back(exchange.excerpt);
    if (start_again > 0) {
      --start_again;
      channel.start({.timeout_ns = far});
    }
  }
  std::vector<Exchange> exchanges;
  std::vector<std::string> excerpts;
  int start_again = 0;
};

template <class Connector>
class ConnectionTestOver : public testing::Test {
 protected:
  explicit ConnectionTestOver(std::size_t fail_at = ~std::size_t{0})
      : fails(fail_at), peer(io, fails), context(Clock(), Limits{}) {
    Connector connector;
    connector.peer = &peer;
    connection.emplace(io, connector, context, deliveries, 0);
    connection->request() = "POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 4\r\n\r\nbody";
    peer.request_size = connection->request().size();
  }
  ~ConnectionTestOver() override {
    if (connection->busy()) connection->give_up(Outcome::unfinished);
    connection->close();
    peer.ends.clear();
    io.restart();
    io.run_for(std::chrono::seconds(10));
  }

  void deliver() {
    const std::size_t before = deliveries.exchanges.size();
    connection->start({.timeout_ns = far});
    run_until(before + 1);
  }
  void run_until(std::size_t count) {
    io.restart();
    while (deliveries.exchanges.size() < count && io.run_one_for(std::chrono::seconds(10)) > 0) {
    }
    settle();
  }
  void settle() {
    io.restart();
    io.poll();
  }
  const Exchange& last() const { return deliveries.exchanges.back(); }

  boost::asio::io_context io;
  beast_test::fail_count fails;
  Peer peer;
  ChannelContext context;
  Deliveries deliveries;
  std::optional<Connection<Connector>> connection;

  template <class Any>
  friend std::vector<Exchange> exchanges_with_failure_at(std::size_t number);
};
using ConnectionTest = ConnectionTestOver<PeerConnector>;
using ShakingTest = ConnectionTestOver<ShakingConnector>;

TEST_F(ConnectionTest, DeliversOverOneKeptConnection) {
  deliver();
  EXPECT_EQ(last().outcome, Outcome::response);
  EXPECT_EQ(last().status, 200);
  EXPECT_FALSE(last().reused_connection);
  EXPECT_EQ(deliveries.excerpts.back(), "ok");
  deliver();
  EXPECT_TRUE(last().reused_connection);
  EXPECT_EQ(context.opened, 1u);
  EXPECT_EQ(peer.requests, connection->request() + connection->request());
  EXPECT_EQ(last().response_bytes, ok.size());
  EXPECT_LE(last().sent_ns, last().done_ns);
}

TEST_F(ConnectionTest, MayBeStartedAgainByItsListener) {
  deliveries.start_again = 5;
  connection->start({.timeout_ns = far});
  run_until(6);
  ASSERT_EQ(deliveries.exchanges.size(), 6u);
  EXPECT_EQ(context.opened, 1u);
}

TEST_F(ConnectionTest, WritesAndReadsInSmallPieces) {
  peer.read_at_most = 1;
  peer.write_at_most = 3;
  deliver();
  EXPECT_EQ(last().outcome, Outcome::response);
  EXPECT_EQ(peer.requests, connection->request());
}

TEST_F(ConnectionTest, OpensANewConnectionAfterTheReceiverClosed) {
  peer.close_after_answer = true;
  deliver();
  deliver();
  EXPECT_EQ(last().outcome, Outcome::response);
  EXPECT_FALSE(last().reused_connection);
  EXPECT_EQ(context.opened, 2u);
}

TEST_F(ConnectionTest, TriesOnceMoreWhenAKeptConnectionTurnsOutToBeClosed) {
  deliver();
  peer.ends.back()->stream.close();  // not noticed yet: nothing has run since
  deliver();
  EXPECT_EQ(last().outcome, Outcome::response);
  EXPECT_FALSE(last().reused_connection);
  EXPECT_EQ(context.opened, 2u);
}

TEST_F(ConnectionTest, DoesNotTryAgainWhenToldNotTo) {
  deliver();
  peer.ends.back()->stream.close();
  connection->start({.timeout_ns = far, .may_retry = false});
  run_until(2);
  EXPECT_EQ(last().outcome, Outcome::transport_error);
  EXPECT_NE(last().cause, Cause::none);
}

TEST_F(ConnectionTest, DoesNotTryAgainOnAFreshConnection) {
  peer.answer = "";
  peer.close_after_answer = true;
  deliver();
  EXPECT_EQ(last().outcome, Outcome::transport_error);
  EXPECT_EQ(last().phase, Phase::read);
  EXPECT_EQ(last().cause, Cause::closed);
  EXPECT_EQ(context.opened, 1u);
}

TEST_F(ConnectionTest, ClosesWhenBytesFollowTheResponse) {
  peer.answer = std::string(ok) + "more";
  deliver();
  EXPECT_EQ(last().outcome, Outcome::response);
  deliver();
  EXPECT_FALSE(last().reused_connection);
}

TEST_F(ConnectionTest, ClosesWhenBytesComeWhileIdle) {
  deliver();
  error_code ignored;
  peer.ends.back()->stream.write_some(boost::asio::buffer(ok), ignored);
  settle();
  deliver();
  EXPECT_EQ(last().outcome, Outcome::response);
  EXPECT_FALSE(last().reused_connection);
  EXPECT_EQ(context.opened, 2u);
}

TEST_F(ConnectionTest, TakesAnAnswerThatComesBeforeTheBodyIsWritten) {
  peer.write_at_most = 7;
  peer.request_size = 7;  // answers after the first piece
  peer.answer = "HTTP/1.1 413 Too Large\r\nContent-Length: 0\r\n\r\n";
  deliver();
  EXPECT_EQ(last().outcome, Outcome::response);
  EXPECT_EQ(last().status, 413);
  peer.write_at_most = ~std::size_t{0};
  peer.request_size = connection->request().size();
  deliver();
  EXPECT_FALSE(last().reused_connection);
}

TEST_F(ConnectionTest, ReadsABodyUntilTheEndOfTheStream) {
  peer.answer = "HTTP/1.1 200 OK\r\n\r\nall of it";
  peer.close_after_answer = true;
  deliver();
  EXPECT_EQ(last().outcome, Outcome::response);
  EXPECT_EQ(deliveries.excerpts.back(), "all of it");
}

TEST_F(ConnectionTest, SaysWhatIsNotHttp) {
  peer.answer = "220 mail.example ESMTP\r\n\r\n";
  deliver();
  EXPECT_EQ(last().outcome, Outcome::transport_error);
  EXPECT_EQ(last().phase, Phase::read);
  EXPECT_EQ(last().cause, Cause::malformed);
  EXPECT_EQ(last().status, 0);
}

TEST_F(ConnectionTest, IsDoneAtItsDeadlineWhenGivenUp) {
  peer.hold_answers = true;
  connection->start({.timeout_ns = 12345});
  settle();
  ASSERT_EQ(context.deadlines.overdue(far), &*connection);
  connection->give_up(Outcome::timed_out);
  ASSERT_EQ(deliveries.exchanges.size(), 1u);
  EXPECT_EQ(last().outcome, Outcome::timed_out);
  EXPECT_EQ(last().phase, Phase::read);
  EXPECT_EQ(last().done_ns, last().sent_ns + 12345);
  EXPECT_EQ(context.deadlines.overdue(far), nullptr);
  peer.hold_answers = false;
  deliver();
  EXPECT_EQ(last().outcome, Outcome::response);
  EXPECT_FALSE(last().reused_connection);
}

TEST_F(ConnectionTest, CountsAnAnswerAfterTheDeadlineAsTimedOut) {
  connection->start({.timeout_ns = 1});  // over before the answer can come
  run_until(1);
  EXPECT_EQ(last().outcome, Outcome::timed_out);
  EXPECT_EQ(last().status, 0);
  EXPECT_EQ(last().done_ns, last().sent_ns + 1);
}

TEST_F(ConnectionTest, KnowsNoEndWhenTheRunEndsFirst) {
  peer.hold_answers = true;
  connection->start({.timeout_ns = far});
  settle();
  connection->give_up(Outcome::unfinished);
  EXPECT_EQ(last().outcome, Outcome::unfinished);
  EXPECT_EQ(last().done_ns, -1);
  EXPECT_GE(last().sent_ns, 0);
}

TEST_F(ConnectionTest, OpensANewConnectionWhenAskedTo) {
  deliver();
  connection->start({.timeout_ns = far, .fresh_connection = true});
  run_until(2);
  EXPECT_FALSE(last().reused_connection);
  EXPECT_EQ(context.opened, 2u);
}

TEST_F(ConnectionTest, ClosesAfterAsManyRequestsAsItMayHave) {
  context.max_requests = 2;
  for (int i = 0; i < 5; ++i) deliver();
  EXPECT_EQ(context.opened, 3u);
  EXPECT_FALSE(last().reused_connection);
  EXPECT_EQ(last().handshake_ns, -1);
}

TEST_F(ShakingTest, TellsTheHandshakeOfTheDeliveryThatNeededIt) {
  deliver();
  EXPECT_EQ(last().outcome, Outcome::response);
  EXPECT_GE(last().handshake_ns, 0);
  deliver();
  EXPECT_TRUE(last().reused_connection);
  EXPECT_EQ(last().handshake_ns, -1);
}

/// Three deliveries over a stream whose operation `number`, and all after it, fail.
template <class Connector>
std::vector<Exchange> exchanges_with_failure_at(std::size_t number) {
  struct Failing : ConnectionTestOver<Connector> {
    explicit Failing(std::size_t fail_at) : ConnectionTestOver<Connector>(fail_at) {}
    void TestBody() override {}
  } test(number);
  test.peer.write_at_most = 20;
  test.peer.read_at_most = 10;
  for (int i = 0; i < 3; ++i) test.deliver();
  return test.deliveries.exchanges;
}

/// Returns how many operations there were; notes the phases in which they failed.
template <class Connector>
std::size_t fail_everywhere(std::set<Phase>& phases) {
  std::size_t number = 0;
  bool all_went_well = false;
  for (; number < 200 && !all_went_well; ++number) {
    SCOPED_TRACE(number);
    const std::vector<Exchange> exchanges = exchanges_with_failure_at<Connector>(number);
    EXPECT_EQ(exchanges.size(), 3u) << "each delivery ends exactly once";
    all_went_well = true;
    bool failed = false;
    for (const Exchange& exchange : exchanges) {
      if (exchange.outcome == Outcome::response) {
        EXPECT_EQ(exchange.status, 200);
        EXPECT_FALSE(failed) << "operations go on failing";
        continue;
      }
      failed = true;
      all_went_well = false;
      EXPECT_EQ(exchange.outcome, Outcome::transport_error);
      EXPECT_NE(exchange.phase, Phase::none);
      phases.insert(exchange.phase);
      EXPECT_EQ(exchange.cause, Cause::other);
      EXPECT_EQ(exchange.status, 0);
    }
  }
  EXPECT_TRUE(all_went_well);
  return number;
}

TEST(ConnectionFailures, EveryFailurePointHasPhaseAndCause) {
  std::set<Phase> phases;
  EXPECT_GT(fail_everywhere<PeerConnector>(phases), 20u) << "there are that many operations";
  EXPECT_EQ(phases, (std::set<Phase>{Phase::connect, Phase::write, Phase::read}));
}

TEST(ConnectionFailures, SoHasEveryFailurePointOfAHandshake) {
  std::set<Phase> phases;
  EXPECT_GT(fail_everywhere<ShakingConnector>(phases), 22u);
  EXPECT_EQ(phases, (std::set<Phase>{Phase::connect, Phase::handshake, Phase::write, Phase::read}));
}

}  // namespace
}  // namespace hookworthy::send
