#include "generator/send/socket.hpp"

#include <boost/asio/ip/tcp.hpp>
#include <sys/socket.h>

namespace hookworthy::send {

namespace net = boost::asio;

boost::system::error_code SocketConnector::open(Socket& socket, std::size_t index) {
  const Address& address = destination_->addresses[index];
  const bool tcp = address.family != AF_UNIX;
  boost::system::error_code error;
  socket.open(net::generic::stream_protocol(address.family, tcp ? IPPROTO_TCP : 0), error);
  // Callbacks are sent whole, and pieces have to leave as they are cut: waiting for more bytes to
  // fill a segment would only add delay.
  if (!error && tcp) socket.set_option(net::ip::tcp::no_delay(true), error);
  if (!error) socket.non_blocking(true, error);
  return error;
}

void SocketConnector::half_close(Socket& socket) {
  boost::system::error_code ignored;  // the pending read tells what became of the connection
  socket.shutdown(Socket::shutdown_send, ignored);
}

void SocketConnector::close(Socket& socket, bool abort) {
  boost::system::error_code ignored;
  if (abort && socket.is_open()) socket.set_option(net::socket_base::linger(true, 0), ignored);
  socket.close(ignored);
}

}  // namespace hookworthy::send
