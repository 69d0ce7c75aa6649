#pragma once

#include "generator/send/target.hpp"

#include <cstddef>
#include <optional>
#include <utility>

#include <boost/asio/basic_stream_socket.hpp>
#include <boost/asio/generic/stream_protocol.hpp>
#include <boost/asio/io_context.hpp>

namespace hookworthy::send {

/// The executor is a concrete type: any_io_executor would cost a virtual call and often an
/// allocation per operation. The generic protocol is TCP over IPv4 and IPv6 and Unix sockets alike.
using Socket = boost::asio::basic_stream_socket<boost::asio::generic::stream_protocol,
                                                boost::asio::io_context::executor_type>;

/// Connects sockets to the addresses of a destination; a Connector of Connection and of
/// ExchangePlayer.
class SocketConnector {
 public:
  using Stream = Socket;
  static constexpr bool has_handshake = false;
  static constexpr bool writes_at_once = true;

  /// Both outlive this.
  SocketConnector(boost::asio::io_context& io, const Destination& destination)
      : io_(&io), destination_(&destination) {}

  std::size_t addresses() const { return destination_->addresses.size(); }

  boost::system::error_code open(std::optional<Socket>& socket, std::size_t index) {
    if (!socket) socket.emplace(*io_);
    return open(*socket, index);
  }
  boost::system::error_code open(Socket& socket, std::size_t index);

  template <class Handler>
  void async_connect(Socket& socket, std::size_t index, Handler&& handler) {
    const Address& address = destination_->addresses[index];
    socket.async_connect(
        boost::asio::generic::stream_protocol::endpoint(address.bytes.data(), address.size, 0),
        std::forward<Handler>(handler));
  }

  void half_close(Socket& socket);

  /// An orderly close (FIN) when the exchange was complete. After a timeout, garbage or the like
  /// the connection is reset (SO_LINGER 0): a peer that has stopped reading would otherwise keep
  /// our unsent bytes in kernel memory, and the port in use, long after the delivery is over.
  void close(Socket& socket, bool abort);

 private:
  boost::asio::io_context* io_;
  const Destination* destination_;
};

}  // namespace hookworthy::send
