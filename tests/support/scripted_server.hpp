#pragma once

#include <atomic>
#include <cstdint>
#include <functional>
#include <list>
#include <optional>
#include <string>
#include <string_view>
#include <thread>

namespace hookworthy::test {

/// A request as it came over the wire.
struct WireRequest {
  std::string head;  ///< with the empty line
  std::string body;
};

/// One connection of a ScriptedServer, as its script sees it. All calls block; all give up when the
/// server ends.
class ServerSession {
 public:
  ServerSession(int socket, std::uint64_t number, const std::atomic<bool>& stopping)
      : socket_(socket), number_(number), stopping_(stopping) {}

  /// 0 for the first connection of the server.
  std::uint64_t number() const { return number_; }
  /// The next whole request (by its Content-Length); nothing when the client has closed.
  std::optional<WireRequest> read_request();
  /// Only the head; the body stays unread.
  std::optional<std::string> read_head();
  /// False when the client does not take it any more.
  bool send(std::string_view bytes);
  /// A 200 with `body` that keeps the connection.
  bool answer(std::string_view body = "ok");
  /// Makes the close at the end of the script a reset (RST).
  void reset();
  /// Until the client closes or the server ends; reads nothing.
  void hang();

 private:
  bool wait_readable();
  bool receive();

  int socket_;
  std::uint64_t number_;
  const std::atomic<bool>& stopping_;
  std::string buffer_;
};

/// A TCP server on a free loopback port whose every connection runs `script` on a thread of its
/// own and is closed when the script returns.
class ScriptedServer {
 public:
  using Script = std::function<void(ServerSession&)>;

  explicit ScriptedServer(Script script);
  ~ScriptedServer();
  ScriptedServer(const ScriptedServer&) = delete;
  ScriptedServer& operator=(const ScriptedServer&) = delete;

  std::uint16_t port() const { return port_; }
  std::string url() const { return "http://127.0.0.1:" + std::to_string(port_) + "/hook"; }
  std::uint64_t connections() const { return connections_; }

 private:
  void accept_all();

  Script script_;
  std::uint16_t port_ = 0;
  int listener_ = -1;
  std::atomic<bool> stopping_{false};
  std::atomic<std::uint64_t> connections_{0};
  std::list<std::thread> sessions_;
  std::thread acceptor_;
};

/// The script of a server that answers every request.
ScriptedServer::Script answers(std::string response_body = "ok");

/// A loopback port on which nobody listens.
std::uint16_t closed_port();

}  // namespace hookworthy::test
