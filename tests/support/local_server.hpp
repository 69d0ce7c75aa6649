#pragma once

#include <array>
#include <atomic>
#include <cstdint>
#include <cstdlib>
#include <memory>
#include <string>
#include <string_view>
#include <thread>
#include <utility>

#include <boost/asio/io_context.hpp>
#include <boost/asio/write.hpp>

namespace hookworthy::test {

/// Answers every request with 200, over any stream protocol of Asio: TCP over IPv6, Unix sockets.
template <class Protocol>
class LocalServer {
 public:
  explicit LocalServer(const typename Protocol::endpoint& endpoint) : acceptor_(io_, endpoint) {
    accept();
    thread_ = std::thread([this] { io_.run(); });
  }
  ~LocalServer() {
    io_.stop();
    thread_.join();
  }
  LocalServer(const LocalServer&) = delete;
  LocalServer& operator=(const LocalServer&) = delete;

  typename Protocol::endpoint endpoint() const { return acceptor_.local_endpoint(); }
  std::uint64_t requests() const { return requests_; }

 private:
  struct Session {
    typename Protocol::socket socket;
    std::string received{};
    std::array<char, 4096> room{};
  };
  using Shared = std::shared_ptr<Session>;

  void accept() {
    acceptor_.async_accept([this](boost::system::error_code error, auto socket) {
      if (error) return;
      read(std::make_shared<Session>(Session{std::move(socket)}));
      accept();
    });
  }
  void read(const Shared& session) {
    session->socket.async_read_some(
        boost::asio::buffer(session->room),
        [this, session](boost::system::error_code error, std::size_t size) {
          if (!error) take(session, size);
        });
  }
  void take(const Shared& session, std::size_t size) {
    std::string& received = session->received;
    received.append(session->room.data(), size);
    const auto head = received.find("\r\n\r\n");
    const auto length = received.find("Content-Length: ");
    const std::size_t body =
        length < head ? std::strtoull(received.c_str() + length + 16, nullptr, 10) : 0;
    if (head == std::string::npos || received.size() < head + 4 + body) return read(session);
    received.erase(0, head + 4 + body);
    ++requests_;
    boost::asio::async_write(session->socket, boost::asio::buffer(answer),
                             [this, session](boost::system::error_code error, std::size_t) {
                               if (!error) read(session);
                             });
  }

  static constexpr std::string_view answer = "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok";
  boost::asio::io_context io_;
  typename Protocol::acceptor acceptor_;
  std::atomic<std::uint64_t> requests_{0};
  std::thread thread_;
};

}  // namespace hookworthy::test
