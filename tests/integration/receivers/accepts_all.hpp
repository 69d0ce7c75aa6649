#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <thread>
#include <utility>

#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/address_v4.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/beast/core/flat_buffer.hpp>
#include <boost/beast/http.hpp>

namespace hookworthy::test {

/// A receiver that knows no contract: a plain HTTP/1.1 server with keep-alive, on a free loopback
/// port, that answers 200 to everything it can read.
class AcceptsAll {
 public:
  AcceptsAll() : acceptor_(io_, {boost::asio::ip::address_v4::loopback(), 0}) {
    port_ = acceptor_.local_endpoint().port();
    accept();
    thread_ = std::thread([this] { io_.run(); });
  }
  ~AcceptsAll() {
    io_.stop();
    thread_.join();
  }
  AcceptsAll(const AcceptsAll&) = delete;
  AcceptsAll& operator=(const AcceptsAll&) = delete;

  std::string url() const { return "http://127.0.0.1:" + std::to_string(port_) + "/anything"; }

 private:
  using Socket = boost::asio::ip::tcp::socket;
  using Error = boost::system::error_code;

  struct Session : std::enable_shared_from_this<Session> {
    explicit Session(Socket peer) : socket(std::move(peer)) {}

    void read() {
      parser = std::make_unique<boost::beast::http::request_parser<Body>>();
      parser->body_limit(std::uint64_t{16} << 20);
      boost::beast::http::async_read(socket, buffer, *parser,
                                     [self = shared_from_this()](Error error, std::size_t) {
                                       if (!error) self->answer();
                                     });
    }
    void answer() {
      response = {};
      response.keep_alive(parser->get().keep_alive());
      response.prepare_payload();
      boost::beast::http::async_write(socket, response,
                                      [self = shared_from_this()](Error error, std::size_t) {
                                        if (!error && self->response.keep_alive()) self->read();
                                      });
    }

    using Body = boost::beast::http::string_body;
    Socket socket;
    boost::beast::flat_buffer buffer;
    std::unique_ptr<boost::beast::http::request_parser<Body>> parser;
    boost::beast::http::response<boost::beast::http::empty_body> response;
  };

  void accept() {
    acceptor_.async_accept([this](Error error, Socket socket) {
      if (error) return;
      std::make_shared<Session>(std::move(socket))->read();
      accept();
    });
  }

  boost::asio::io_context io_;
  boost::asio::ip::tcp::acceptor acceptor_;
  std::uint16_t port_ = 0;
  std::thread thread_;
};

}  // namespace hookworthy::test
