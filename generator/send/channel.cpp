#include "generator/send/channel.hpp"

#include "generator/send/connection.hpp"
#include "generator/send/socket.hpp"
#include "generator/send/tls_stream.hpp"

namespace hookworthy::send {

TlsSession& ChannelContext::session_of(const Destination& destination) {
  return sessions_[&destination];
}

std::unique_ptr<Channel> make_channel(boost::asio::io_context& io, const Destination& destination,
                                      ChannelContext& context, Channel::Listener& listener,
                                      std::uint32_t slot) {
  if (destination.tls != nullptr) {
    using Connector = TlsConnector<SocketConnector>;
    return std::make_unique<Connection<Connector>>(
        io, Connector(io, destination, &context.session_of(destination)), context, listener, slot);
  }
  return std::make_unique<Connection<SocketConnector>>(io, SocketConnector(io, destination),
                                                       context, listener, slot);
}

}  // namespace hookworthy::send
