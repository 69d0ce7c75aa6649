#include "tests/support/scripted_server.hpp"

#include <array>
#include <cstdio>
#include <cstdlib>
#include <cstring>

#include <arpa/inet.h>
#include <netinet/in.h>
#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>

namespace hookworthy::test {

namespace {

constexpr int poll_ms = 20;

int listen_on_loopback(std::uint16_t& port) {
  const int socket = ::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  socklen_t size = sizeof address;
  if (socket < 0 || ::bind(socket, reinterpret_cast<sockaddr*>(&address), sizeof address) != 0 ||
      ::listen(socket, 1024) != 0 ||
      ::getsockname(socket, reinterpret_cast<sockaddr*>(&address), &size) != 0) {
    std::perror("test server");
    std::abort();
  }
  port = ntohs(address.sin_port);
  return socket;
}

std::size_t content_length(std::string_view head) {
  constexpr std::string_view name = "\r\nContent-Length: ";
  const auto at = head.find(name);
  if (at == std::string_view::npos) return 0;
  return std::strtoull(std::string(head.substr(at + name.size(), 20)).c_str(), nullptr, 10);
}

}  // namespace

bool ServerSession::wait_readable() {
  while (!stopping_) {
    pollfd entry{socket_, POLLIN, 0};
    if (::poll(&entry, 1, poll_ms) > 0) return true;
  }
  return false;
}

bool ServerSession::receive() {
  if (!wait_readable()) return false;
  std::array<char, 65536> bytes;
  const ssize_t size = ::recv(socket_, bytes.data(), bytes.size(), 0);
  if (size <= 0) return false;
  buffer_.append(bytes.data(), static_cast<std::size_t>(size));
  return true;
}

std::optional<std::string> ServerSession::read_head() {
  std::size_t end = 0;
  while ((end = buffer_.find("\r\n\r\n")) == std::string::npos) {
    if (!receive()) return std::nullopt;
  }
  std::string head = buffer_.substr(0, end + 4);
  buffer_.erase(0, end + 4);
  return head;
}

std::optional<WireRequest> ServerSession::read_request() {
  auto head = read_head();
  if (!head) return std::nullopt;
  const std::size_t size = content_length(*head);
  while (buffer_.size() < size) {
    if (!receive()) return std::nullopt;
  }
  WireRequest request{std::move(*head), buffer_.substr(0, size)};
  buffer_.erase(0, size);
  return request;
}

bool ServerSession::send(std::string_view bytes) {
  while (!bytes.empty() && !stopping_) {
    pollfd entry{socket_, POLLOUT, 0};
    if (::poll(&entry, 1, poll_ms) <= 0) continue;
    const ssize_t size = ::send(socket_, bytes.data(), bytes.size(), MSG_NOSIGNAL | MSG_DONTWAIT);
    if (size < 0) return false;
    bytes.remove_prefix(static_cast<std::size_t>(size));
  }
  return bytes.empty();
}

bool ServerSession::answer(std::string_view body) {
  return send("HTTP/1.1 200 OK\r\nContent-Length: " + std::to_string(body.size()) + "\r\n\r\n" +
              std::string(body));
}

void ServerSession::reset() {
  const linger abort{1, 0};
  ::setsockopt(socket_, SOL_SOCKET, SO_LINGER, &abort, sizeof abort);
}

void ServerSession::hang() {
  while (!stopping_) {
    pollfd entry{socket_, POLLRDHUP, 0};
    if (::poll(&entry, 1, poll_ms) > 0) return;
  }
}

ScriptedServer::ScriptedServer(Script script)
    : script_(std::move(script)), listener_(listen_on_loopback(port_)) {
  acceptor_ = std::thread([this] { accept_all(); });
}

ScriptedServer::~ScriptedServer() {
  stopping_ = true;
  acceptor_.join();
  for (std::thread& session : sessions_) session.join();
  ::close(listener_);
}

void ScriptedServer::accept_all() {
  while (!stopping_) {
    pollfd entry{listener_, POLLIN, 0};
    if (::poll(&entry, 1, poll_ms) <= 0) continue;
    const int socket = ::accept4(listener_, nullptr, nullptr, SOCK_CLOEXEC);
    if (socket < 0) continue;
    sessions_.emplace_back([this, socket, number = connections_++] {
      ServerSession session(socket, number, stopping_);
      script_(session);
      ::close(socket);
    });
  }
}

ScriptedServer::Script answers(std::string response_body) {
  return [body = std::move(response_body)](ServerSession& session) {
    while (session.read_request()) {
      if (!session.answer(body)) return;
    }
  };
}

std::uint16_t closed_port() {
  std::uint16_t port = 0;
  ::close(listen_on_loopback(port));
  return port;
}

}  // namespace hookworthy::test
