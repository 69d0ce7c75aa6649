#include "generator/send/failure.hpp"
#include "generator/send/socket.hpp"
#include "generator/send/target.hpp"
#include "generator/send/tls_stream.hpp"

#include <algorithm>
#include <array>
#include <optional>

#include <boost/asio/buffer.hpp>
#include <boost/asio/error.hpp>

namespace hookworthy::send {

namespace {

namespace net = boost::asio;
using boost::system::error_code;

/// A server of TLS 1.3 complains of a missing certificate only after the client's handshake.
constexpr std::chrono::milliseconds longest_wait_for_complaint(500);

/// Runs one operation; its error, or timed_out. `close` makes it end when the time is over.
template <class Start, class Close>
error_code run_one(net::io_context& io, std::chrono::nanoseconds patience, const Start& start,
                   const Close& close) {
  std::optional<error_code> result;
  start([&result](const error_code& error, std::size_t = 0) { result = error; });
  io.restart();
  const auto until = std::chrono::steady_clock::now() + patience;
  while (!result && io.run_one_until(until) > 0) {
  }
  if (result) return *result;
  close();
  io.restart();
  io.run();
  return net::error::timed_out;
}

std::string describe(const error_code& error) {
  if (error == net::error::timed_out) return "no answer";
  if (cause_of(error) == record::Cause::refused) {
    return "connection refused; is the receiver running?";
  }
  return error.message();
}

template <class Connector>
class Probe {
 public:
  Probe(net::io_context& io, Connector connector, const Destination& destination)
      : io_(io), connector_(std::move(connector)), destination_(destination) {}

  /// What is wrong with this address; nothing when it takes the connection.
  std::optional<std::string> attempt(std::size_t address, std::chrono::nanoseconds patience) {
    if (const error_code error = connector_.open(stream_, address)) return describe(error);
    const auto close = [this] { connector_.close(*stream_, true); };
    const error_code error = run_one(
        io_, patience,
        [&](auto done) { connector_.async_connect(*stream_, address, std::move(done)); }, close);
    std::optional<std::string> wrong;
    if (error) {
      wrong = describe(error);
    } else if constexpr (Connector::has_handshake) {
      wrong = shake_hands(patience);
    }
    connector_.close(*stream_, wrong.has_value());
    io_.restart();
    io_.run();
    return wrong;
  }

 private:
  std::optional<std::string> shake_hands(std::chrono::nanoseconds patience) {
    const auto close = [this] { connector_.close(*stream_, true); };
    error_code error = run_one(
        io_, patience, [&](auto done) { connector_.async_handshake(*stream_, std::move(done)); },
        close);
    if (error == net::error::timed_out) return "no answer to the TLS handshake";
    if (!error) {
      if (!lacked_client_certificate(stream_->ssl())) return std::nullopt;
      std::array<char, 1> room;
      error = run_one(
          io_, std::min<std::chrono::nanoseconds>(patience, longest_wait_for_complaint),
          [&](auto done) { stream_->async_read_some(net::buffer(room), std::move(done)); }, close);
      if (!error || error == net::error::timed_out) return std::nullopt;  // it can do without
    }
    return explain_handshake(stream_->ssl(), error, destination_.target);
  }

  net::io_context& io_;
  Connector connector_;
  const Destination& destination_;
  std::optional<typename Connector::Stream> stream_;
};

template <class Connector>
Result<void> probe_all(net::io_context& io, Connector connector, const Destination& destination,
                       std::chrono::nanoseconds timeout) {
  Probe<Connector> probe(io, std::move(connector), destination);
  const std::size_t addresses = destination.addresses.size();
  std::string last;
  for (std::size_t i = 0; i < addresses; ++i) {
    const auto wrong = probe.attempt(i, timeout / static_cast<std::int64_t>(addresses));
    if (!wrong) return {};
    last = *wrong;
  }
  return Error{"cannot connect to " + destination.addresses.front().text + " (" +
               destination.target.url + "): " + last};
}

}  // namespace

Result<void> probe(const Destination& destination, std::chrono::nanoseconds timeout) {
  net::io_context io;
  if (destination.tls != nullptr) {
    return probe_all(io, TlsConnector<SocketConnector>(io, destination, nullptr), destination,
                     timeout);
  }
  return probe_all(io, SocketConnector(io, destination), destination, timeout);
}

}  // namespace hookworthy::send
