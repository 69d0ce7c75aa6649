#pragma once

#include "generator/send/exchange.hpp"
#include "generator/send/failure.hpp"
#include "generator/send/response.hpp"
#include "verifier/assert.hpp"

#include <algorithm>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <utility>

#include <boost/asio/basic_waitable_timer.hpp>
#include <boost/asio/buffer.hpp>
#include <boost/asio/error.hpp>
#include <boost/asio/post.hpp>

namespace hookworthy::send {

/// A scripted exchange over any stream; `Connector` as for Connection, and
///
///     void half_close(Stream&);                 // no more bytes will be written
///
/// There is always one read pending once the connection is open: so an answer that comes while
/// the script is still writing or waiting is seen at once.
template <class Connector>
class ExchangePlayer final : public ScriptedExchange {
 public:
  using Stream = typename Connector::Stream;
  using error_code = boost::system::error_code;

  ExchangePlayer(boost::asio::io_context& io, Connector connector, ChannelContext& context,
                 Listener& listener)
      : io_(io),
        connector_(std::move(connector)),
        context_(context),
        listener_(listener),
        reader_(context.limits),
        act_timer_(io),
        deadline_timer_(io) {}

  void start(const plan::Script& script, std::int64_t deadline_ns) override {
    HOOKWORTHY_ASSERT(!busy() && script.answers > 0);
    script_ = &script;
    deadline_ns_ = deadline_ns;
    act_ = 0;
    sent_bytes_ = 0;
    answers_ = 0;
    best_ = {};
    excerpt_.clear();
    write_error_ = {};
    address_ = 0;
    reader_.reset(script.answers_to_head);
    best_.sent_ns = context_.clock.now_ns();
    best_.connection = context_.next_connection;
    context_.next_connection += context_.connection_stride;
    phase_ = Phase::connect;
    connect();
    set_timer(deadline_timer_, deadline_ns, [this] { give_up(Outcome::timed_out); });
  }

  void give_up(record::Outcome outcome) override {
    HOOKWORTHY_ASSERT(busy());
    end(outcome, phase_, Cause::none);
  }

  bool busy() const override { return script_ != nullptr; }
  bool holding() const override { return holding_; }
  void release() override {
    HOOKWORTHY_ASSERT(holding());
    holding_ = false;
    next_act();
  }
  std::uint64_t sent_bytes() const override { return sent_bytes_; }

 private:
  using Phase = record::Phase;
  using Cause = record::Cause;
  using Outcome = record::Outcome;
  using Kind = plan::Act::Kind;
  using Timer =
      boost::asio::basic_waitable_timer<std::chrono::steady_clock,
                                        boost::asio::wait_traits<std::chrono::steady_clock>,
                                        boost::asio::io_context::executor_type>;

  /// A callback that does nothing once the connection that asked for it is gone.
  template <void (ExchangePlayer::*method)(error_code, std::size_t)>
  auto callback() {
    return [this, number = stream_number_](error_code error, std::size_t size = 0) {
      if (busy() && number == stream_number_) (this->*method)(error, size);
    };
  }

  template <class Action>
  void set_timer(Timer& timer, std::int64_t at_ns, Action action) {
    timer.expires_at(context_.clock.at(at_ns));
    timer.async_wait([this, number = exchange_number_, action](error_code error) {
      if (!error && busy() && number == exchange_number_) action();
    });
  }

  void connect() {
    ++stream_number_;
    if (const error_code error = connector_.open(stream_, address_)) {
      boost::asio::post(io_, [this, error, number = exchange_number_] {
        if (busy() && number == exchange_number_) fail(error);
      });
      return;
    }
    connector_.async_connect(*stream_, address_, callback<&ExchangePlayer::on_connect>());
  }

  void on_connect(error_code error, std::size_t) {
    if (error) {
      drop(true);
      if (++address_ < connector_.addresses()) {
        connect();
      } else {
        fail(error);
      }
      return;
    }
    if constexpr (Connector::has_handshake) {
      phase_ = Phase::handshake;
      connected_ns_ = context_.clock.now_ns();
      connector_.async_handshake(*stream_, callback<&ExchangePlayer::on_handshake>());
    } else {
      established();
    }
  }

  void on_handshake(error_code error, std::size_t) {
    if (error) {
      fail(error);
    } else {
      best_.handshake_ns = context_.clock.now_ns() - connected_ns_;
      established();
    }
  }

  void established() {
    ++context_.opened;
    read();
    begin_act();
  }

  // Writing: one act after the other.

  void begin_act() {
    written_ = 0;
    repeats_ = 0;
    if (act_ == script_->acts.size()) {
      wait_for_answers();
      return;
    }
    const plan::Act& act = script_->acts[act_];
    phase_ = act.kind == Kind::await_continue ? Phase::read : Phase::write;
    switch (act.kind) {
      case Kind::send:
      case Kind::drip:
        write();
        return;
      case Kind::pause:
      case Kind::await_continue:
        if (act.kind == Kind::await_continue && reader_.interim_responses() > 0) {
          next_act();
        } else {
          pause(act.pause_ns, [this] { next_act(); });
        }
        return;
      case Kind::hold:
        holding_ = true;
        listener_.exchange_holds(*this);
        return;
      case Kind::half_close:
        connector_.half_close(*stream_);
        next_act();
        return;
      case Kind::leave:
        end(Outcome::transport_error, phase_, Cause::abandoned);
        return;
      case Kind::reset:
        resets_ = true;
        end(Outcome::transport_error, phase_, Cause::abandoned);
        return;
    }
  }

  void next_act() {
    ++act_;
    begin_act();
  }

  template <class Action>
  void pause(std::int64_t pause_ns, Action action) {
    set_timer(act_timer_, context_.clock.now_ns() + pause_ns,
              [this, action, number = ++pause_number_] {
                if (number == pause_number_) action();
              });
  }

  /// Cancelling alone does not do: the timer's end may be on its way already.
  void end_pause() {
    ++pause_number_;
    act_timer_.cancel();
  }

  void write() {
    const plan::Act& act = script_->acts[act_];
    const std::size_t left = act.bytes.size() - written_;
    if (left == 0) {
      end_of_bytes(act);
      return;
    }
    const std::size_t size = act.kind == Kind::drip ? std::min<std::size_t>(left, act.count) : left;
    stream_->async_write_some(boost::asio::const_buffer(act.bytes.data() + written_, size),
                              callback<&ExchangePlayer::on_write>());
  }

  void end_of_bytes(const plan::Act& act) {
    if (act.kind == Kind::send && !act.bytes.empty() && ++repeats_ < act.count) {
      written_ = 0;
      write();
    } else {
      next_act();
    }
  }

  void on_write(error_code error, std::size_t size) {
    if (error) {
      // The peer's answer may wait to be read: the pending read finds it or the stream's end.
      write_error_ = error;
      end_pause();
      return;
    }
    sent_bytes_ += size;
    written_ += size;
    const plan::Act& act = script_->acts[act_];
    if (act.kind == Kind::drip && act.pause_ns > 0 && written_ < act.bytes.size()) {
      pause(act.pause_ns, [this] { write(); });
    } else {
      write();
    }
  }

  void wait_for_answers() {
    phase_ = Phase::read;
    if (script_->patience_ns == 0) return;
    pause(script_->patience_ns, [this] {
      if (answers_ > 0) {
        end_answered();
      } else {
        end(Outcome::transport_error, Phase::read, Cause::abandoned);
      }
    });
  }

  // Reading.

  void read() { stream_->async_read_some(reader_.space(), callback<&ExchangePlayer::on_read>()); }

  void on_read(error_code error, std::size_t size) {
    const std::uint64_t exchange = exchange_number_;
    const auto goes_on = [&] { return busy() && exchange == exchange_number_; };
    if (!error) {
      best_.response_bytes += size;
      in_response_ = true;
      settle(reader_.commit(size));
      if (goes_on()) read();
      return;
    }
    if (error == boost::asio::error::eof && in_response_) settle(reader_.end_of_stream());
    if (goes_on()) fail(write_error_ ? write_error_ : error);
  }

  void settle(ResponseReader::State state) {
    while (state == ResponseReader::State::done) {
      take_answer();
      if (answers_ == script_->answers || !reader_.keeps_connection()) {
        end_answered();
        return;
      }
      in_response_ = !reader_.reusable();
      state = reader_.next();
    }
    if (state == ResponseReader::State::failed) {
      end(Outcome::transport_error, Phase::read, reader_.cause());
    } else if (act_ < script_->acts.size() && reader_.interim_responses() > 0 &&
               script_->acts[act_].kind == Kind::await_continue) {
      end_pause();
      next_act();
    }
  }

  void take_answer() {
    ++answers_;
    if (reader_.status() < best_.status) return;
    best_.status = reader_.status();
    excerpt_.assign(reader_.excerpt());
  }

  // The end.

  void end_answered() { end(Outcome::response, Phase::none, Cause::none); }

  void fail(error_code error) { end(Outcome::transport_error, phase_, cause_of(error)); }

  void end(Outcome outcome, Phase phase, Cause cause) {
    Exchange result = best_;
    result.outcome = outcome;
    result.phase = phase;
    result.cause = cause;
    if (outcome == Outcome::response) {
      result.excerpt = excerpt_;
    } else {
      result.status = 0;
    }
    if (outcome != Outcome::unfinished) {
      const std::int64_t now = context_.clock.now_ns();
      result.done_ns = outcome == Outcome::timed_out ? std::min(now, deadline_ns_) : now;
    }
    end_pause();
    deadline_timer_.cancel();
    const bool leaves = cause == Cause::abandoned && !resets_;
    drop(outcome != Outcome::response && !leaves);
    ++exchange_number_;
    resets_ = false;
    in_response_ = false;
    holding_ = false;
    script_ = nullptr;
    listener_.exchange_ended(*this, result);
  }

  /// Pending operations end; their callbacks find another stream number and do nothing.
  void drop(bool abort) {
    ++stream_number_;
    if (stream_) connector_.close(*stream_, abort);
  }

  boost::asio::io_context& io_;
  Connector connector_;
  ChannelContext& context_;
  Listener& listener_;
  ResponseReader reader_;
  Timer act_timer_;
  Timer deadline_timer_;
  std::optional<Stream> stream_;
  const plan::Script* script_ = nullptr;  ///< null: idle
  std::uint64_t stream_number_ = 0;
  std::uint64_t exchange_number_ = 0;
  std::uint64_t pause_number_ = 0;
  std::uint64_t sent_bytes_ = 0;
  std::uint64_t repeats_ = 0;  ///< of the act at hand that are complete
  std::int64_t deadline_ns_ = 0;
  std::int64_t connected_ns_ = 0;
  std::size_t act_ = 0;
  std::size_t written_ = 0;  ///< of the act's bytes
  std::size_t address_ = 0;
  std::uint32_t answers_ = 0;
  Exchange best_;  ///< what is known so far
  std::string excerpt_;
  error_code write_error_;
  Phase phase_ = Phase::none;
  bool in_response_ = false;  ///< bytes of a response have come that is not done yet
  bool resets_ = false;
  bool holding_ = false;
};

}  // namespace hookworthy::send
