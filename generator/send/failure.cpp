#include "generator/send/failure.hpp"

#include <array>
#include <cerrno>

#include <boost/asio/error.hpp>
#include <boost/asio/ssl/error.hpp>
#include <boost/beast/http/error.hpp>

namespace hookworthy::send {

namespace {

using boost::system::error_code;
using record::Cause;

error_code system(int number) {
  return {number, boost::system::system_category()};
}

const auto& table() {
  namespace net = boost::asio::error;
  namespace http = boost::beast::http;
  struct Row {
    error_code code;
    Cause cause;
  };
  static const std::array rows{
      Row{net::connection_refused, Cause::refused},
      Row{net::host_unreachable, Cause::unreachable},
      Row{net::network_unreachable, Cause::unreachable},
      Row{net::network_down, Cause::unreachable},
      Row{net::timed_out, Cause::unreachable},  // the kernel gave up, before our deadline
      Row{system(ENOENT), Cause::unreachable},
      Row{net::connection_reset, Cause::reset},
      Row{net::connection_aborted, Cause::reset},
      Row{net::eof, Cause::closed},
      Row{boost::asio::ssl::error::stream_truncated, Cause::closed},
      Row{http::make_error_code(http::error::partial_message), Cause::closed},
      Row{net::broken_pipe, Cause::broken_pipe},
      Row{net::no_descriptors, Cause::no_descriptor},
      Row{system(ENFILE), Cause::no_descriptor},
      Row{system(EADDRNOTAVAIL), Cause::no_port},
      Row{http::make_error_code(http::error::header_limit), Cause::header_limit},
      Row{http::make_error_code(http::error::body_limit), Cause::body_limit},
  };
  return rows;
}

}  // namespace

Cause cause_of(const error_code& error) {
  if (!error) return Cause::none;
  for (const auto& row : table()) {
    if (row.code == error) return row.cause;
  }
  // Whatever else the parser objects to is not HTTP/1.x.
  static const auto& parser =
      boost::beast::http::make_error_code(boost::beast::http::error::bad_version).category();
  if (error.category() == parser) return Cause::malformed;
  if (error.category() == boost::asio::error::get_ssl_category() ||
      error.category() == boost::asio::ssl::error::get_stream_category()) {
    return Cause::tls;
  }
  return Cause::other;
}

}  // namespace hookworthy::send
