#pragma once

#include "verifier/result.hpp"

#include <string>

#include <boost/asio/ip/tcp.hpp>

namespace hookworthy::cli {

/// Reads `127.0.0.1:8081`, `[::1]:8081`, `localhost:8081` or `8081`, which means 127.0.0.1. Port 0
/// is any free one. Names other than localhost are not looked up: the Error says so.
Result<boost::asio::ip::tcp::endpoint> parse_address(const std::string& text);

}  // namespace hookworthy::cli
