#pragma once

#include <cstddef>
#include <cstdint>
#include <string>

#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/read.hpp>
#include <boost/asio/read_until.hpp>
#include <boost/asio/streambuf.hpp>
#include <boost/asio/write.hpp>

namespace hookworthy::test {

/// A client that knows nothing of HTTP but what a test tells it.
class PlainClient {
 public:
  explicit PlainClient(std::uint16_t port) : socket_(context_) {
    socket_.connect({boost::asio::ip::make_address("127.0.0.1"), port});
  }
  void say(const std::string& text) { boost::asio::write(socket_, boost::asio::buffer(text)); }
  std::string until(const std::string& mark) {
    boost::system::error_code end;
    const auto n = boost::asio::read_until(socket_, buffer_, mark, end);
    return take(end ? buffer_.size() : n);
  }
  std::string rest() {
    boost::system::error_code end;
    boost::asio::read(socket_, buffer_, end);
    return take(buffer_.size());
  }
  static std::string get(std::uint16_t port, const std::string& path,
                         const std::string& host = "127.0.0.1") {
    PlainClient client(port);
    client.say("GET " + path + " HTTP/1.1\r\nHost: " + host + "\r\n\r\n");
    return client.rest();
  }

 private:
  std::string take(std::size_t n) {
    std::string text(boost::asio::buffers_begin(buffer_.data()),
                     boost::asio::buffers_begin(buffer_.data()) + static_cast<std::ptrdiff_t>(n));
    buffer_.consume(n);
    return text;
  }
  boost::asio::io_context context_;
  boost::asio::ip::tcp::socket socket_;
  boost::asio::streambuf buffer_;
};

}  // namespace hookworthy::test
