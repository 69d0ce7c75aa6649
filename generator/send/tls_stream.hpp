#pragma once

#include "generator/send/target.hpp"
#include "generator/send/tls.hpp"

#include <cstddef>
#include <memory>
#include <optional>
#include <utility>

#include <boost/asio/associated_allocator.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/ssl/stream.hpp>

namespace hookworthy::send {

/// TLS over a socket. What Asio's own stream has under way refers to it until it has ended, which
/// may be after the connection was closed and another one opened in its place: so the stream's
/// state lives as long as its last operation.
template <class Socket>
class TlsStream {
 public:
  using Layered = boost::asio::ssl::stream<Socket>;

  template <class Executor>
  TlsStream(const Executor& executor, boost::asio::ssl::context& context)
      : layered_(std::make_shared<Layered>(executor, context)) {}

  Socket& socket() { return layered_->next_layer(); }
  SSL* ssl() { return layered_->native_handle(); }

  template <class Handler>
  void async_handshake(Handler&& handler) {
    layered_->async_handshake(Layered::client, keeping(std::forward<Handler>(handler)));
  }
  template <class Buffer, class Handler>
  void async_read_some(const Buffer& buffer, Handler&& handler) {
    layered_->async_read_some(buffer, keeping(std::forward<Handler>(handler)));
  }
  template <class Buffer, class Handler>
  void async_write_some(const Buffer& buffer, Handler&& handler) {
    layered_->async_write_some(buffer, keeping(std::forward<Handler>(handler)));
  }

 private:
  template <class Handler>
  struct Keeping {
    using allocator_type = boost::asio::associated_allocator_t<Handler>;
    std::shared_ptr<Layered> layered;
    Handler handler;

    allocator_type get_allocator() const { return boost::asio::get_associated_allocator(handler); }
    void operator()(const boost::system::error_code& error, std::size_t size = 0) {
      handler(error, size);
    }
  };
  template <class Handler>
  auto keeping(Handler&& handler) {
    return Keeping<std::decay_t<Handler>>{layered_, std::forward<Handler>(handler)};
  }

  std::shared_ptr<Layered> layered_;
};

/// Makes a connector of sockets one of TLS streams. `Base` as for Connection, without has_handshake
/// and writes_at_once.
template <class Base>
class TlsConnector {
 public:
  using Stream = TlsStream<typename Base::Stream>;
  static constexpr bool has_handshake = true;
  static constexpr bool writes_at_once = false;

  /// `destination` and `session` outlive this and its streams; `session` may be null.
  TlsConnector(boost::asio::io_context& io, const Destination& destination, TlsSession* session)
      : base_(io, destination), io_(&io), destination_(&destination), session_(session) {}

  std::size_t addresses() const { return base_.addresses(); }

  boost::system::error_code open(std::optional<Stream>& stream, std::size_t address) {
    const Tls& tls = *destination_->tls;
    stream.emplace(io_->get_executor(), tls.context());
    if (const auto error =
            prepare_tls(stream->ssl(), destination_->target, tls.verifies(), session_)) {
      return error;
    }
    return base_.open(stream->socket(), address);
  }
  template <class Handler>
  void async_connect(Stream& stream, std::size_t address, Handler&& handler) {
    base_.async_connect(stream.socket(), address, std::forward<Handler>(handler));
  }
  template <class Handler>
  void async_handshake(Stream& stream, Handler&& handler) {
    stream.async_handshake(std::forward<Handler>(handler));
  }
  /// Half a connection cannot be closed in TLS without waiting for the peer's consent (Asio's
  /// stream has no other way); so the transport's half is: to the peer the stream is cut off.
  void half_close(Stream& stream) { base_.half_close(stream.socket()); }
  void close(Stream& stream, bool abort) {
    end_tls(stream.ssl());
    base_.close(stream.socket(), abort);
  }

 private:
  Base base_;
  boost::asio::io_context* io_;
  const Destination* destination_;
  TlsSession* session_;
};

}  // namespace hookworthy::send
