#include "generator/send/target.hpp"
#include "generator/send/tls.hpp"

#include <algorithm>
#include <cctype>
#include <cstring>

#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/local/stream_protocol.hpp>

namespace hookworthy::send {

namespace {

namespace net = boost::asio;

template <class Endpoint>
Address to_address(const Endpoint& endpoint, bool loopback, std::string text) {
  Address address;
  address.size = static_cast<std::uint32_t>(std::min(endpoint.size(), address.bytes.size()));
  std::memcpy(address.bytes.data(), endpoint.data(), address.size);
  address.family = static_cast<std::uint16_t>(endpoint.protocol().family());
  address.loopback = loopback;
  address.text = std::move(text);
  return address;
}

Address to_address(const net::ip::tcp::endpoint& endpoint) {
  const net::ip::address ip = endpoint.address();
  const bool v6 = ip.is_v6();
  // ::ffff:127.0.0.1 reaches the IPv4 loopback although its own is_loopback() denies it.
  const bool loopback = v6 && ip.to_v6().is_v4_mapped()
                            ? net::ip::make_address_v4(net::ip::v4_mapped, ip.to_v6()).is_loopback()
                            : ip.is_loopback();
  const std::string text =
      (v6 ? "[" + ip.to_string() + "]" : ip.to_string()) + ":" + std::to_string(endpoint.port());
  return to_address(endpoint, loopback, text);
}

std::string connected_host(const Destination& destination) {
  return destination.connect_host.empty() ? destination.target.host : destination.connect_host;
}

bool same_host(std::string_view a, std::string_view b) {
  return std::equal(a.begin(), a.end(), b.begin(), b.end(), [](unsigned char x, unsigned char y) {
    return std::tolower(x) == std::tolower(y);
  });
}

}  // namespace

bool Destination::is_loopback() const {
  return std::all_of(addresses.begin(), addresses.end(),
                     [](const Address& address) { return address.loopback; });
}

Result<Destination> resolve(const Target& target, const ConnectTo& connect_to,
                            const TlsSettings& tls) {
  Destination destination;
  destination.target = target;
  if (target.tls) {
    auto made = Tls::make(tls);
    if (!made) return made.error();
    destination.tls = std::move(*made);
  }
  if (!connect_to.unix_socket.empty()) {
    if (connect_to.unix_socket.size() > 107) {  // sun_path, unix(7)
      return Error{"the path of a Unix socket has at most 107 characters"};
    }
    const net::local::stream_protocol::endpoint endpoint(connect_to.unix_socket);
    destination.addresses.push_back(to_address(endpoint, true, "unix:" + connect_to.unix_socket));
    return destination;
  }
  destination.connect_host = connect_to.host;
  const std::string host = connected_host(destination);
  const std::uint16_t port = connect_to.port != 0 ? connect_to.port : target.port;
  net::io_context context;
  net::ip::tcp::resolver resolver(context);
  boost::system::error_code error;
  const auto found =
      resolver.resolve(host, std::to_string(port), net::ip::tcp::resolver::numeric_service, error);
  if (error || found.empty()) {
    return Error{"host '" + host +
                 "' is not known: " + (error ? error.message() : std::string("no address")) +
                 "; check the URL's spelling"};
  }
  for (const auto& entry : found) destination.addresses.push_back(to_address(entry.endpoint()));
  return destination;
}

Result<void> check_allowed(const Destination& destination,
                           std::span<const std::string> allowed_hosts) {
  if (destination.is_loopback()) return {};
  const std::string host = connected_host(destination);
  const bool allowed = std::any_of(allowed_hosts.begin(), allowed_hosts.end(),
                                   [&](const std::string& name) { return same_host(name, host); });
  if (allowed) return {};
  return Error{"'" + host + "' is not this machine (it is " + destination.addresses.front().text +
               "), and hostile input will be sent: say --allow-host " + host +
               " if you may test it"};
}

}  // namespace hookworthy::send
