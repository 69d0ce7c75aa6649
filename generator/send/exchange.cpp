#include "generator/send/exchange.hpp"

#include "generator/send/exchange_player.hpp"

#include <optional>
#include <utility>

#include <boost/asio/basic_stream_socket.hpp>
#include <boost/asio/generic/stream_protocol.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <sys/socket.h>

namespace hookworthy::send {

namespace {

namespace net = boost::asio;

using Socket =
    net::basic_stream_socket<net::generic::stream_protocol, net::io_context::executor_type>;

class PlainConnector {
 public:
  using Stream = Socket;
  static constexpr bool has_handshake = false;

  PlainConnector(net::io_context& io, const Destination& destination)
      : io_(&io), destination_(&destination) {}

  std::size_t addresses() const { return destination_->addresses.size(); }

  boost::system::error_code open(std::optional<Socket>& socket, std::size_t index) {
    const Address& address = destination_->addresses[index];
    const bool tcp = address.family != AF_UNIX;
    boost::system::error_code error;
    socket.emplace(*io_);
    socket->open(net::generic::stream_protocol(address.family, tcp ? IPPROTO_TCP : 0), error);
    // Pieces have to leave as they are cut, not gathered into segments.
    if (!error && tcp) socket->set_option(net::ip::tcp::no_delay(true), error);
    return error;
  }

  template <class Handler>
  void async_connect(Socket& socket, std::size_t index, Handler&& handler) {
    const Address& address = destination_->addresses[index];
    socket.async_connect(
        net::generic::stream_protocol::endpoint(address.bytes.data(), address.size, 0),
        std::forward<Handler>(handler));
  }

  void half_close(Socket& socket) {
    boost::system::error_code ignored;  // the pending read tells what became of the connection
    socket.shutdown(Socket::shutdown_send, ignored);
  }

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

std::unique_ptr<ScriptedExchange> make_scripted_exchange(net::io_context& io,
                                                         const Destination& destination,
                                                         ChannelContext& context,
                                                         ScriptedExchange::Listener& listener) {
  return std::make_unique<ExchangePlayer<PlainConnector>>(io, PlainConnector(io, destination),
                                                          context, listener);
}

}  // namespace hookworthy::send
