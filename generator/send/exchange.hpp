#pragma once

#include "generator/plan/script.hpp"
#include "generator/send/channel.hpp"
#include "generator/send/target.hpp"
#include "verifier/record/delivery.hpp"

#include <cstdint>
#include <memory>

#include <boost/asio/io_context.hpp>

namespace hookworthy::send {

/// Plays a script on a connection of its own, byte by byte as it says, also where that is no HTTP.
/// One at a time, one thread; may be started again when it has ended.
///
/// How it ends (Exchange::outcome):
///   - response: as many final responses as wanted came, or fewer and the last one announced the
///     close (RFC 9112 9.3.2). The status and the excerpt are those of the highest status.
///   - transport_error, cause abandoned: the script's client left without an answer.
///   - transport_error, timed_out: as everywhere. A peer that closes or resets while the script is
///     still writing has its answer read first, if there is one.
class ScriptedExchange {
 public:
  class Listener {
   public:
    /// The outcome is known and the connection closed. Never called from within start(); may start
    /// it again.
    virtual void exchange_ended(ScriptedExchange& exchange, const Exchange& result) = 0;
    /// It has come to a `hold` of its script; may release it. Never called from within start().
    virtual void exchange_holds(ScriptedExchange& /*exchange*/) {}

   protected:
    ~Listener() = default;
  };

  ScriptedExchange() = default;
  ScriptedExchange(const ScriptedExchange&) = delete;
  ScriptedExchange& operator=(const ScriptedExchange&) = delete;
  virtual ~ScriptedExchange() = default;

  /// `script` is left alone until the exchange has ended. `deadline_ns`: of the context's clock.
  /// Requires !busy().
  virtual void start(const plan::Script& script, std::int64_t deadline_ns) = 0;
  /// Ends it now, as timed out or unfinished. Requires busy().
  virtual void give_up(record::Outcome outcome) = 0;
  virtual bool busy() const = 0;
  /// Goes on behind a `hold`. Requires holding().
  virtual void release() = 0;
  virtual bool holding() const = 0;
  /// Bytes handed to the kernel (before encryption) since start().
  virtual std::uint64_t sent_bytes() const = 0;
};

/// All arguments must outlive it, and `io` must not run its handlers after it is gone. The
/// context's deadlines are not used.
std::unique_ptr<ScriptedExchange> make_scripted_exchange(boost::asio::io_context& io,
                                                         const Destination& destination,
                                                         ChannelContext& context,
                                                         ScriptedExchange::Listener& listener);

}  // namespace hookworthy::send
