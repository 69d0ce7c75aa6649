#pragma once

#include "generator/send/channel.hpp"
#include "generator/send/failure.hpp"
#include "generator/send/handler_memory.hpp"
#include "generator/send/response.hpp"
#include "verifier/assert.hpp"

#include <cstddef>
#include <cstdint>
#include <optional>
#include <utility>

#include <boost/asio/error.hpp>
#include <boost/asio/post.hpp>

namespace hookworthy::send {

/// A channel over any stream. What differs between streams is in `Connector`:
///
///     using Stream = ...;                       // async_read_some, async_write_some, write_some
///     static constexpr bool has_handshake;      // then also async_handshake(stream, handler(ec))
///     static constexpr bool writes_at_once;     // write_some does not block
///     std::size_t addresses() const;            // how many there are to try
///     error_code open(std::optional<Stream>&, std::size_t address);      // a new stream
///     void async_connect(Stream&, std::size_t address, handler(ec));
///     void close(Stream&, bool abort);          // ends pending operations; abort: see
///     SocketConnector
///
/// There is always one read pending on an open connection, or about to be, also while it is idle:
/// so a close and unasked bytes are noticed at once, an early response is seen while a body is
/// being written, and a response costs one system call to read.
template <class Connector>
class Connection final : public Channel {
 public:
  using Stream = typename Connector::Stream;
  using error_code = boost::system::error_code;

  Connection(boost::asio::io_context& io, Connector connector, ChannelContext& context,
             Listener& listener, std::uint32_t slot)
      : Channel(slot),
        io_(io),
        connector_(std::move(connector)),
        context_(context),
        listener_(listener),
        reader_(context.limits) {}

  void start(const Options& options) override {
    HOOKWORTHY_ASSERT(!busy_);
    busy_ = true;
    ++exchange_number_;
    may_retry_ = options.may_retry;
    response_bytes_ = 0;
    sent_ns_ = context_.clock.now_ns();
    handshake_ns_ = -1;
    context_.deadlines.add(*this, sent_ns_ + options.timeout_ns);
    if (options.fresh_connection && open_) drop(false);
    reused_ = open_;
    if (open_) {
      send();
    } else {
      connect();
    }
  }

  void give_up(record::Outcome outcome) override {
    HOOKWORTHY_ASSERT(busy_);
    end({.outcome = outcome, .phase = phase_}, false);
  }

  void close() override {
    if (!busy_ && open_) drop(false);
  }

 private:
  using Phase = record::Phase;
  using Cause = record::Cause;
  using Outcome = record::Outcome;

  /// What Asio calls back. `number` tells whether the connection is still the one that asked.
  template <void (Connection::*method)(error_code, std::size_t)>
  struct Callback {
    using allocator_type = HandlerAllocator<std::byte>;
    Connection* self;
    std::uint64_t number;
    HandlerMemory* memory;

    allocator_type get_allocator() const { return allocator_type(*memory); }
    void operator()(error_code error = {}, std::size_t size = 0) const {
      if (number == self->stream_number_) (self->*method)(error, size);
    }
  };
  template <void (Connection::*method)(error_code, std::size_t)>
  auto callback(HandlerMemory& memory) {
    return Callback<method>{this, stream_number_, &memory};
  }

  void connect() {
    phase_ = Phase::connect;
    number_ = context_.next_connection;
    context_.next_connection += context_.connection_stride;
    address_ = 0;
    connect_next();
  }

  void connect_next() {
    ++stream_number_;
    const std::size_t address = (preferred_ + address_) % connector_.addresses();
    if (const error_code error = connector_.open(stream_, address)) {
      fail_later(error);
      return;
    }
    connector_.async_connect(*stream_, address, callback<&Connection::on_connect>(write_memory_));
  }

  void on_connect(error_code error, std::size_t) {
    if (error) {
      drop(true);
      if (++address_ < connector_.addresses()) {
        connect_next();
      } else {
        fail(error);
      }
      return;
    }
    preferred_ = (preferred_ + address_) % connector_.addresses();
    if constexpr (Connector::has_handshake) {
      phase_ = Phase::handshake;
      connected_ns_ = context_.clock.now_ns();
      connector_.async_handshake(*stream_, callback<&Connection::on_handshake>(write_memory_));
    } else {
      established();
    }
  }

  void on_handshake(error_code error, std::size_t) {
    if (error) {
      fail(error);
    } else {
      handshake_ns_ = context_.clock.now_ns() - connected_ns_;
      established();
    }
  }

  void established() {
    open_ = true;
    requests_ = 0;
    ++context_.opened;
    send();
    if (open_ && !reading_) read();
  }

  void send() {
    phase_ = Phase::write;
    written_ = 0;
    write_error_ = {};
    if (!reading_) reader_.reset();  // else it was reset when the connection became idle
    if constexpr (Connector::writes_at_once) {
      error_code error;
      const std::size_t size = stream_->write_some(rest(), error);
      if (error && error != boost::asio::error::would_block) {
        write_failed(error);
        return;
      }
      if (!error) written_ = size;
    }
    write_rest();
  }

  boost::asio::const_buffer rest() const {
    return {request_.data() + written_, request_.size() - written_};
  }

  void write_rest() {
    if (written_ == request_.size()) {
      phase_ = Phase::read;
      return;
    }
    stream_->async_write_some(rest(), callback<&Connection::on_write>(write_memory_));
  }

  void on_write(error_code error, std::size_t size) {
    if (!busy_) return;
    if (error) {
      write_failed(error);
      return;
    }
    written_ += size;
    write_rest();
  }

  /// A peer may answer before it has read everything, and close: its answer then waits to be read
  /// although we can write no more. The pending read finds it, or the end of the stream.
  void write_failed(error_code error) {
    if (error == boost::asio::error::broken_pipe || error == boost::asio::error::connection_reset) {
      write_error_ = error;
    } else {
      fail_later(error);
    }
  }

  void read() {
    reading_ = true;
    stream_->async_read_some(reader_.space(), callback<&Connection::on_read>(read_memory_));
  }

  void on_read(error_code error, std::size_t size) {
    reading_ = false;
    if (!busy_) {
      drop(false);
      return;
    }
    if (error) {
      read_failed(error);
    } else {
      response_bytes_ += size;
      settle(reader_.commit(size));
    }
    if (open_ && !reading_) {
      if (!busy_) reader_.reset();
      read_soon();
    }
  }

  /// After what else is ready now: by then the response may be there. To read at once would be a
  /// system call in vain for nearly every request of a busy loop.
  void read_soon() {
    reading_ = true;
    boost::asio::post(io_, callback<&Connection::on_turn>(read_memory_));
  }

  void on_turn(error_code, std::size_t) { read(); }

  void settle(ResponseReader::State state) {
    if (state == ResponseReader::State::done) {
      end({.outcome = Outcome::response, .status = reader_.status()},
          reader_.reusable() && written_ == request_.size() && !write_error_);
    } else if (state == ResponseReader::State::failed) {
      end({.outcome = Outcome::transport_error, .phase = Phase::read, .cause = reader_.cause()},
          false);
    }
  }

  void read_failed(error_code error) {
    if (response_bytes_ == 0 && is_stale(error)) {
      may_retry_ = false;
      reused_ = false;
      drop(true);
      connect();
      return;
    }
    if (error == boost::asio::error::eof && response_bytes_ > 0) {
      settle(reader_.end_of_stream());
      return;
    }
    fail(write_error_ ? write_error_ : error);
  }

  bool is_stale(error_code error) const {
    const Cause cause = cause_of(error);
    return may_retry_ && reused_ &&
           (cause == Cause::closed || cause == Cause::reset || cause == Cause::broken_pipe);
  }

  void fail(error_code error) {
    end({.outcome = Outcome::transport_error, .phase = phase_, .cause = cause_of(error)}, false);
  }

  /// For errors found while start() is on the stack.
  void fail_later(error_code error) {
    boost::asio::post(io_, [this, error, exchange = exchange_number_] {
      if (busy_ && exchange == exchange_number_) fail(error);
    });
  }

  void end(Exchange exchange, bool keep) {
    const std::int64_t deadline = deadline_ns();
    if (++requests_ == context_.max_requests) keep = false;
    if (exchange.outcome != Outcome::unfinished) {
      exchange.done_ns = context_.clock.now_ns();
      // The sweep is coarse; what comes between a deadline and the sweep is late all the same.
      if (exchange.done_ns > deadline && exchange.outcome != Outcome::timed_out) {
        exchange = {.outcome = Outcome::timed_out, .phase = phase_};
        keep = false;
      }
      if (exchange.outcome == Outcome::timed_out) exchange.done_ns = deadline;
    }
    context_.deadlines.remove(*this);
    busy_ = false;
    exchange.reused_connection = reused_;
    exchange.connection = number_;
    exchange.sent_ns = sent_ns_;
    if constexpr (Connector::has_handshake) exchange.handshake_ns = handshake_ns_;
    exchange.response_bytes = response_bytes_;
    if (response_bytes_ > 0) exchange.excerpt = reader_.excerpt();
    if (!keep) drop(exchange.outcome != Outcome::response);
    listener_.exchange_ended(*this, exchange);
  }

  /// Pending operations end; their callbacks find another stream number and do nothing.
  void drop(bool abort) {
    ++stream_number_;
    open_ = false;
    reading_ = false;
    if (stream_) connector_.close(*stream_, abort);
  }

  boost::asio::io_context& io_;
  Connector connector_;
  ChannelContext& context_;
  Listener& listener_;
  HandlerMemory read_memory_;
  HandlerMemory write_memory_;
  ResponseReader reader_;
  std::optional<Stream> stream_;
  std::uint64_t stream_number_ = 0;
  std::uint64_t exchange_number_ = 0;
  std::uint64_t response_bytes_ = 0;
  std::int64_t sent_ns_ = 0;
  std::int64_t connected_ns_ = 0;
  std::int64_t handshake_ns_ = -1;  ///< of the exchange at hand
  std::uint32_t requests_ = 0;      ///< of the connection
  std::size_t written_ = 0;
  std::size_t address_ = 0;    ///< how many addresses this connect has tried
  std::size_t preferred_ = 0;  ///< the address that worked last
  error_code write_error_;
  std::uint32_t number_ = 0;
  Phase phase_ = Phase::none;
  bool open_ = false;
  bool reading_ = false;
  bool reused_ = false;
  bool may_retry_ = true;
};

}  // namespace hookworthy::send
