#include "cli/dashboard/session.hpp"

#include <utility>

#include <boost/asio/buffer.hpp>
#include <boost/asio/ip/address.hpp>
#include <boost/asio/write.hpp>
#include <boost/beast/http/read.hpp>
#include <boost/beast/http/write.hpp>

namespace hookworthy::cli {

namespace net = boost::asio;
namespace http = boost::beast::http;
using boost::system::error_code;

namespace {

void set_common(auto& response) {
  response.set(http::field::cache_control, "no-store");
  response.set("X-Content-Type-Options", "nosniff");
  response.set("Referrer-Policy", "no-referrer");
  response.set("Cross-Origin-Resource-Policy", "same-origin");
}

}  // namespace

std::string event_of(std::string_view line) {
  return "data: " + std::string(line) + "\n\n";
}

bool names_loopback(std::string_view host) {
  const auto colon = host.rfind(':');
  if (colon != std::string_view::npos && host.find(']', colon) == std::string_view::npos) {
    host = host.substr(0, colon);
  }
  if (host == "localhost" || host == "[::1]") return true;
  error_code wrong;
  const auto address = net::ip::make_address_v4(host, wrong);
  return !wrong && address.is_loopback();
}

ServerSession::ServerSession(net::ip::tcp::socket socket, Server& server, Role role, bool loopback)
    : stream_(std::move(socket)),
      watchdog_(stream_.get_executor()),
      server_(server),
      role_(role),
      loopback_(loopback) {
  parser_.header_limit(Server::max_head_bytes);
  parser_.body_limit(0);
}

ServerSession::~ServerSession() {
  server_.left(this);
}

void ServerSession::start() {
  stream_.expires_after(Server::deadline);
  http::async_read(stream_, buffer_, parser_,
                   [self = shared_from_this()](const error_code& error, std::size_t) {
                     if (error == http::error::header_limit || error == http::error::body_limit ||
                         error == http::error::buffer_overflow) {
                       self->send(http::status::request_header_fields_too_large, "text/plain",
                                  "the request is too large\n");
                     } else if (!error) {
                       self->answer(self->parser_.get());
                     }
                   });
}

void ServerSession::answer(const Request& request) {
  head_only_ = request.method() == http::verb::head;
  if (request.method() != http::verb::get && !head_only_) {
    return send(http::status::method_not_allowed, "text/plain", "only GET and HEAD\n");
  }
  const auto host = request[http::field::host];
  if (loopback_ && !names_loopback({host.data(), host.size()})) {
    return send(http::status::forbidden, "text/plain", "this server is for its own machine only\n");
  }
  const std::string_view target(request.target().data(), request.target().size());
  answer_get(target.substr(0, target.find('?')));
}

void ServerSession::answer_get(std::string_view path) {
  if (role_.page && path == "/") {
    return send(http::status::ok, "text/html; charset=utf-8", server_.content_.page());
  }
  if (role_.page && path == "/events" && !head_only_) return begin_news();
  if (role_.metrics && path == "/metrics") {
    return send(http::status::ok, "text/plain; version=0.0.4; charset=utf-8",
                server_.content_.metrics());
  }
  send(http::status::not_found, "text/plain",
       role_.page ? "nothing here; the dashboard is at /\n" : "nothing here; see /metrics\n");
}

void ServerSession::send(http::status status, std::string_view type, std::string body) {
  response_.emplace(status, 11);
  set_common(*response_);
  response_->set(http::field::content_type, type);
  if (status == http::status::ok && role_.page && type.starts_with("text/html")) {
    response_->set("Content-Security-Policy",
                   server_.content_.page_policy + "; frame-ancestors 'none'");
  }
  response_->keep_alive(false);
  response_->body() = std::move(body);
  response_->prepare_payload();
  stream_.expires_after(Server::deadline);
  writing_ = true;
  const auto done = [self = shared_from_this()](const error_code&, std::size_t) {
    self->writing_ = false;
    error_code ignored;
    self->stream_.socket().shutdown(net::ip::tcp::socket::shutdown_send, ignored);
  };
  if (head_only_) {
    head_.emplace(*response_);
    http::async_write_header(stream_, *head_, done);
  } else {
    http::async_write(stream_, *response_, done);
  }
}

void ServerSession::begin_news() {
  constexpr std::string_view head =
      "HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\nCache-Control: no-store\r\n"
      "X-Content-Type-Options: nosniff\r\nCross-Origin-Resource-Policy: same-origin\r\n"
      "Connection: close\r\n\r\n";
  // Deadlines are the watchdog's from now on: reading may take forever, writing may not.
  stream_.expires_never();
  listens_ = true;
  wait_for_end();
  tell(std::make_shared<const std::string>(std::string(head) + event_of(server_.content_.news())));
}

/// A client that stays sends nothing more; this notices when it leaves.
void ServerSession::wait_for_end() {
  stream_.socket().async_read_some(
      net::buffer(nothing_), [self = shared_from_this()](const error_code& error, std::size_t) {
        if (!error) return self->wait_for_end();
        self->close();
      });
}

void ServerSession::tell(std::shared_ptr<const std::string> news) {
  next_news_ = std::move(news);
  if (!writing_) write_news();
}

void ServerSession::write_news() {
  news_ = std::move(next_news_);
  next_news_.reset();
  writing_ = true;
  watchdog_.expires_after(Server::deadline);
  watchdog_.async_wait([self = shared_from_this()](const error_code& error) {
    if (!error) self->close();
  });
  net::async_write(stream_.socket(), net::buffer(*news_),
                   [self = shared_from_this()](const error_code& error, std::size_t) {
                     self->writing_ = false;
                     self->watchdog_.cancel();
                     if (error) return self->close();
                     if (self->next_news_) self->write_news();
                   });
}

void ServerSession::close() {
  listens_ = false;
  next_news_.reset();
  watchdog_.cancel();
  error_code ignored;
  stream_.socket().close(ignored);
}

}  // namespace hookworthy::cli
