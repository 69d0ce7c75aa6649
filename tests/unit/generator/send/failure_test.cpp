#include "generator/send/failure.hpp"

#include <boost/asio/error.hpp>
#include <boost/asio/ssl/error.hpp>
#include <boost/beast/http/error.hpp>
#include <gtest/gtest.h>

namespace hookworthy::send {
namespace {

using record::Cause;
namespace net = boost::asio::error;
namespace http = boost::beast::http;
using boost::system::error_code;

TEST(Failure, EveryErrorHasItsCause) {
  EXPECT_EQ(cause_of(error_code()), Cause::none);
  EXPECT_EQ(cause_of(net::connection_refused), Cause::refused);
  EXPECT_EQ(cause_of(net::host_unreachable), Cause::unreachable);
  EXPECT_EQ(cause_of(net::connection_reset), Cause::reset);
  EXPECT_EQ(cause_of(net::eof), Cause::closed);
  EXPECT_EQ(cause_of(net::broken_pipe), Cause::broken_pipe);
  EXPECT_EQ(cause_of(net::no_descriptors), Cause::no_descriptor);
  EXPECT_EQ(cause_of(error_code(ENFILE, boost::system::system_category())), Cause::no_descriptor);
  EXPECT_EQ(cause_of(error_code(EADDRNOTAVAIL, boost::system::system_category())), Cause::no_port);
  EXPECT_EQ(cause_of(http::make_error_code(http::error::header_limit)), Cause::header_limit);
  EXPECT_EQ(cause_of(http::make_error_code(http::error::body_limit)), Cause::body_limit);
  EXPECT_EQ(cause_of(http::make_error_code(http::error::partial_message)), Cause::closed);
  EXPECT_EQ(cause_of(http::make_error_code(http::error::bad_chunk)), Cause::malformed);
  EXPECT_EQ(cause_of(boost::asio::ssl::error::stream_truncated), Cause::closed);
  EXPECT_EQ(cause_of(error_code(1, net::get_ssl_category())), Cause::tls);
  EXPECT_EQ(cause_of(error_code(ENOMEM, boost::system::system_category())), Cause::other);
}

}  // namespace
}  // namespace hookworthy::send
