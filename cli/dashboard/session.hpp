#pragma once

#include "cli/dashboard/server.hpp"

#include <array>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include <boost/beast/core/flat_buffer.hpp>
#include <boost/beast/core/tcp_stream.hpp>
#include <boost/beast/http/empty_body.hpp>
#include <boost/beast/http/parser.hpp>
#include <boost/beast/http/serializer.hpp>
#include <boost/beast/http/string_body.hpp>

namespace hookworthy::cli {

/// Whether a Host header names this machine's loopback: 127.x.x.x, [::1] or localhost, with any
/// port.
[[nodiscard]] bool names_loopback(std::string_view host);

/// One line as an event of a stream.
[[nodiscard]] std::string event_of(std::string_view line);

/// One client of the server: one request, one answer; or news as long as it stays. Lives as long as
/// an operation on its socket. Server's thread only.
class ServerSession : public std::enable_shared_from_this<ServerSession> {
 public:
  ServerSession(boost::asio::ip::tcp::socket socket, Server& server, Role role, bool loopback);
  ~ServerSession();

  void start();
  [[nodiscard]] bool listens() const { return listens_; }
  [[nodiscard]] bool writing() const { return writing_; }
  /// The next news; replaces what could not be sent yet.
  void tell(std::shared_ptr<const std::string> news);

 private:
  using Request = boost::beast::http::request<boost::beast::http::empty_body>;

  void answer(const Request& request);
  void answer_get(std::string_view path);
  void send(boost::beast::http::status status, std::string_view type, std::string body);
  void begin_news();
  void write_news();
  void wait_for_end();
  void close();

  boost::beast::tcp_stream stream_;
  boost::asio::steady_timer watchdog_;
  std::array<char, 64> nothing_{};  ///< what a client sends while it listens is not looked at
  Server& server_;
  Role role_;
  bool loopback_;
  bool listens_ = false;
  bool writing_ = false;
  bool head_only_ = false;
  boost::beast::flat_buffer buffer_{Server::max_head_bytes};
  boost::beast::http::request_parser<boost::beast::http::empty_body> parser_;
  std::optional<boost::beast::http::response<boost::beast::http::string_body>> response_;
  std::optional<boost::beast::http::serializer<false, boost::beast::http::string_body>> head_;
  std::shared_ptr<const std::string> news_, next_news_;
};

}  // namespace hookworthy::cli
