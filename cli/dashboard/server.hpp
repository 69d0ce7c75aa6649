#pragma once

#include "verifier/result.hpp"

#include <atomic>
#include <chrono>
#include <functional>
#include <memory>
#include <set>
#include <string>
#include <thread>
#include <vector>

#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/steady_timer.hpp>

namespace hookworthy::cli {

class ServerSession;

/// What an address serves.
struct Role {
  bool page = false;     ///< `/` and `/events`
  bool metrics = false;  ///< `/metrics`
};

/// A small HTTP server on a thread of its own, with a low priority: it is an onlooker. Serves a
/// page, the news of that page as server-sent events (HTML Living Standard, section 9.2), and
/// metrics. Bounded: so many clients, short request heads, no request bodies, deadlines; a client
/// that reads slowly misses news. On a loopback address it answers only requests whose Host is one
/// too, so that no web page elsewhere can read it through a name of its own (DNS rebinding).
class Server {
 public:
  static constexpr std::size_t max_clients = 32;
  static constexpr std::size_t max_head_bytes = 8192;
  static constexpr std::chrono::seconds deadline{20};  ///< of reading a request, of one writing
  static constexpr std::chrono::seconds news_interval{1};

  /// Called on the server's thread only. Each gives a whole body; `news`: one line.
  struct Content {
    std::function<std::string()> page;
    std::function<std::string()> news;
    std::function<std::string()> metrics;
    std::string page_policy;  ///< Content-Security-Policy
  };

  explicit Server(Content content);
  ~Server();
  Server(const Server&) = delete;
  Server& operator=(const Server&) = delete;

  /// Begins to listen; the answer is the address with its real port. Before start() only.
  Result<boost::asio::ip::tcp::endpoint> listen(const boost::asio::ip::tcp::endpoint& address,
                                                Role role);
  void start();
  /// Sends the latest news to all who listen, now. Any thread.
  void tell();
  /// Sends what is still to be sent, for `patience` at most, and ends the thread.
  void stop(std::chrono::milliseconds patience);

 private:
  friend class ServerSession;
  struct Door {
    boost::asio::ip::tcp::acceptor acceptor;
    Role role;
    bool loopback;
  };

  void accept(Door& door);
  void wait_for_news();
  void tell_now();
  void left(ServerSession* session);

  Content content_;
  std::set<ServerSession*> sessions_;  ///< they own themselves, with the context's help
  boost::asio::io_context context_{1};
  boost::asio::steady_timer timer_{context_};
  std::vector<std::unique_ptr<Door>> doors_;
  std::atomic<bool> ending_{false};
  std::atomic<bool> busy_{false};  ///< something is still to be sent
  std::thread thread_;
};

}  // namespace hookworthy::cli
