#pragma once

#include <cstdint>
#include <functional>
#include <string>
#include <string_view>
#include <thread>
#include <utility>
#include <vector>

#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/address_v4.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/write.hpp>
#include <sys/socket.h>
#include <sys/time.h>

namespace hookworthy::test {

/// One connection of a BlockingServer, read and written by blocking calls that end after some
/// seconds at the latest.
class BlockingPeer {
 public:
  using Socket = boost::asio::ip::tcp::socket;

  explicit BlockingPeer(Socket socket) : socket_(std::move(socket)) {
    const timeval patience{10, 0};
    ::setsockopt(socket_.native_handle(), SOL_SOCKET, SO_RCVTIMEO, &patience, sizeof patience);
    ::setsockopt(socket_.native_handle(), SOL_SOCKET, SO_SNDTIMEO, &patience, sizeof patience);
  }

  /// All bytes up to and with `end`; those up to the end of the stream if it does not come.
  std::string read_until(std::string_view end) {
    while (buffer_.find(end) == std::string::npos && read_some()) {
    }
    const auto at = buffer_.find(end);
    return take(at == std::string::npos ? buffer_.size() : at + end.size());
  }
  /// `size` bytes; fewer at the end of the stream.
  std::string read(std::size_t size) {
    while (buffer_.size() < size && read_some()) {
    }
    return take(std::min(size, buffer_.size()));
  }
  /// What comes until the end of the stream.
  std::string read_all() {
    while (read_some()) {
    }
    return take(buffer_.size());
  }
  /// What one call to the system finds; empty at the end of the stream.
  std::string read_piece() {
    if (buffer_.empty()) read_some();
    return take(buffer_.size());
  }
  bool write(std::string_view bytes) {
    boost::system::error_code error;
    boost::asio::write(socket_, boost::asio::buffer(bytes), error);
    return !error;
  }
  void reset() {
    socket_.set_option(boost::asio::socket_base::linger(true, 0));
    socket_.close();
  }
  /// How the stream ended, after a read found that it did.
  const boost::system::error_code& error() const { return error_; }

 private:
  bool read_some() {
    char piece[65536];
    const std::size_t size = socket_.read_some(boost::asio::buffer(piece), error_);
    buffer_.append(piece, size);
    return !error_;
  }
  std::string take(std::size_t size) {
    std::string bytes = buffer_.substr(0, size);
    buffer_.erase(0, size);
    return bytes;
  }

  Socket socket_;
  std::string buffer_;
  boost::system::error_code error_;
};

/// A TCP server on a free loopback port that does on each connection, in a thread of its own, what
/// it is told. The end of `serve` closes the connection.
class BlockingServer {
 public:
  using Serve = std::function<void(BlockingPeer&)>;

  explicit BlockingServer(Serve serve)
      : serve_(std::move(serve)),
        acceptor_(io_, {boost::asio::ip::address_v4::loopback(), 0}),
        port_(acceptor_.local_endpoint().port()) {
    accept();
    thread_ = std::thread([this] { io_.run(); });
  }
  ~BlockingServer() {
    io_.stop();
    thread_.join();
    for (auto& connection : connections_) connection.join();
  }
  BlockingServer(const BlockingServer&) = delete;
  BlockingServer& operator=(const BlockingServer&) = delete;

  std::uint16_t port() const { return port_; }
  std::string url(std::string_view path = "/hook") const {
    return "http://127.0.0.1:" + std::to_string(port_) + std::string(path);
  }

 private:
  void accept() {
    acceptor_.async_accept([this](boost::system::error_code error, BlockingPeer::Socket socket) {
      if (error) return;
      socket.non_blocking(false);
      connections_.emplace_back(
          [this, peer = BlockingPeer(std::move(socket))]() mutable { serve_(peer); });
      accept();
    });
  }

  Serve serve_;
  boost::asio::io_context io_;
  boost::asio::ip::tcp::acceptor acceptor_;
  std::uint16_t port_;
  std::thread thread_;
  std::vector<std::thread> connections_;
};

}  // namespace hookworthy::test
