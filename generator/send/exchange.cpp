#include "generator/send/exchange.hpp"

#include "generator/send/exchange_player.hpp"
#include "generator/send/socket.hpp"
#include "generator/send/tls_stream.hpp"

namespace hookworthy::send {

std::unique_ptr<ScriptedExchange> make_scripted_exchange(boost::asio::io_context& io,
                                                         const Destination& destination,
                                                         ChannelContext& context,
                                                         ScriptedExchange::Listener& listener) {
  if (destination.tls != nullptr) {
    using Connector = TlsConnector<SocketConnector>;
    return std::make_unique<ExchangePlayer<Connector>>(
        io, Connector(io, destination, &context.session_of(destination)), context, listener);
  }
  return std::make_unique<ExchangePlayer<SocketConnector>>(io, SocketConnector(io, destination),
                                                           context, listener);
}

}  // namespace hookworthy::send
