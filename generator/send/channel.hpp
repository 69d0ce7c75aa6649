#pragma once

#include "generator/send/clock.hpp"
#include "generator/send/deadlines.hpp"
#include "generator/send/limits.hpp"
#include "generator/send/target.hpp"
#include "generator/send/tls.hpp"
#include "verifier/record/delivery.hpp"

#include <cstdint>
#include <map>
#include <memory>
#include <string>
#include <string_view>

#include <boost/asio/io_context.hpp>

namespace hookworthy::send {

/// How one attempt to deliver went. Instants are those of the thread's Clock.
struct Exchange {
  record::Outcome outcome = record::Outcome::unfinished;
  record::Phase phase = record::Phase::none;
  record::Cause cause = record::Cause::none;
  std::uint16_t status = 0;
  bool reused_connection = false;
  std::uint32_t connection = 0;  ///< its number; of the last attempt when none came about
  std::int64_t sent_ns = -1;
  std::int64_t done_ns = -1;       ///< a timeout is done at its deadline; unfinished: -1
  std::int64_t handshake_ns = -1;  ///< what the TLS handshake took, if there was one; -1: none
  std::uint64_t response_bytes = 0;
  std::string_view excerpt{};  ///< valid until the listener returns or starts the channel again
};

/// What all channels of one thread share. Outlives them.
struct ChannelContext {
  ChannelContext(const Clock& run_clock, const Limits& run_limits)
      : clock(run_clock), limits(run_limits) {}

  Clock clock;
  Limits limits;
  Deadlines deadlines;  ///< of channels only
  std::uint32_t next_connection = 0;
  std::uint32_t connection_stride = 1;  ///< so that numbers differ between threads
  /// Exchanges of a connection, after which it is closed; 0: as many as the peer allows.
  std::uint32_t max_requests = 0;
  std::uint64_t opened = 0;  ///< connections that were established

  /// The session to take up again with a destination, which must outlive this.
  TlsSession& session_of(const Destination& destination);

 private:
  std::map<const Destination*, TlsSession> sessions_;
};

/// A place for one delivery at a time, on a connection that is kept as long as the peer keeps it
/// and opened again when needed. One thread.
///
/// A kept connection that the peer closed before the first byte of a response may just have been
/// idle for too long: such a delivery is tried once more on a new connection, within the same
/// deadline (RFC 9112 9.3.1). Bytes that nobody asked for close a connection.
class Channel : public Deadlines::Entry {
 public:
  class Listener {
   public:
    /// The delivery of `channel` has its outcome. Never called from within start(); may start the
    /// channel again.
    virtual void exchange_ended(Channel& channel, const Exchange& exchange) = 0;

   protected:
    ~Listener() = default;
  };

  struct Options {
    std::int64_t timeout_ns = 0;    ///< from start() to the whole response
    bool may_retry = true;          ///< on a new connection, as above
    bool fresh_connection = false;  ///< close a kept connection first
  };

  virtual ~Channel() = default;

  std::uint32_t slot() const { return slot_; }
  /// The bytes of the next request, head and body; to be filled before start() and left alone
  /// until the exchange has ended.
  std::string& request() { return request_; }
  bool busy() const { return busy_; }

  /// Sends request(). Requires !busy().
  virtual void start(const Options& options) = 0;
  /// Ends the exchange now, as timed out or unfinished, and closes. Requires busy().
  virtual void give_up(record::Outcome outcome) = 0;
  /// Closes an idle connection; keeps the channel usable.
  virtual void close() = 0;

 protected:
  explicit Channel(std::uint32_t slot) : slot_(slot) {}

  std::string request_;
  bool busy_ = false;

 private:
  std::uint32_t slot_;
};

/// A channel to `destination`, not connected yet. All arguments but `slot` must outlive it, and
/// `io` must not run its handlers after it is gone.
std::unique_ptr<Channel> make_channel(boost::asio::io_context& io, const Destination& destination,
                                      ChannelContext& context, Channel::Listener& listener,
                                      std::uint32_t slot);

}  // namespace hookworthy::send
