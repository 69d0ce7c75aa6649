#include "generator/send/channel.hpp"
#include "generator/send/connection.hpp"

#include <optional>

#include <boost/asio/basic_stream_socket.hpp>
#include <boost/asio/generic/stream_protocol.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <sys/socket.h>

namespace hookworthy::send {

namespace {

namespace net = boost::asio;

/// The executor is a concrete type: any_io_executor would cost a virtual call and often an
/// allocation per operation. The generic protocol is TCP over IPv4 and IPv6 and Unix sockets alike.
using Socket =
    net::basic_stream_socket<net::generic::stream_protocol, net::io_context::executor_type>;

class SocketConnector {
 public:
  using Stream = Socket;
  static constexpr bool has_handshake = false;
  static constexpr bool writes_at_once = true;

  SocketConnector(net::io_context& io, const Destination& destination)
      : io_(&io), destination_(&destination) {}

  std::size_t addresses() const { return destination_->addresses.size(); }

  boost::system::error_code open(std::optional<Socket>& socket, std::size_t index) {
    const Address& address = destination_->addresses[index];
    const bool tcp = address.family != AF_UNIX;
    boost::system::error_code error;
    if (!socket) socket.emplace(*io_);
    socket->open(net::generic::stream_protocol(address.family, tcp ? IPPROTO_TCP : 0), error);
    // Callbacks are sent whole: waiting for more bytes to fill a segment would only add delay.
    if (!error && tcp) socket->set_option(net::ip::tcp::no_delay(true), error);
    if (!error) socket->non_blocking(true, error);
    return error;
  }

  template <class Handler>
  void async_connect(Socket& socket, std::size_t index, Handler&& handler) {
    const Address& address = destination_->addresses[index];
    socket.async_connect(
        net::generic::stream_protocol::endpoint(address.bytes.data(), address.size, 0),
        std::forward<Handler>(handler));
  }

  /// An orderly close (FIN) when the exchange was complete. After a timeout, garbage or the like
  /// the connection is reset (SO_LINGER 0): a peer that has stopped reading would otherwise keep
  /// our unsent bytes in kernel memory, and the port in use, long after the delivery is over.
  void close(Socket& socket, bool abort) {
    boost::system::error_code ignored;
    if (abort && socket.is_open()) socket.set_option(net::socket_base::linger(true, 0), ignored);
    socket.close(ignored);
  }

 private:
  net::io_context* io_;
  const Destination* destination_;
};

}  // namespace

std::unique_ptr<Channel> make_channel(net::io_context& io, const Destination& destination,
                                      ChannelContext& context, Channel::Listener& listener,
                                      std::uint32_t slot) {
  return std::make_unique<Connection<SocketConnector>>(io, SocketConnector(io, destination),
                                                       context, listener, slot);
}

}  // namespace hookworthy::send
