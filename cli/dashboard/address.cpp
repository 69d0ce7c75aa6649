#include "cli/dashboard/address.hpp"

#include <charconv>
#include <cstdint>

#include <fmt/format.h>

namespace hookworthy::cli {

Result<boost::asio::ip::tcp::endpoint> parse_address(const std::string& text) {
  const auto colon = text.rfind(':');
  std::string host = colon == std::string::npos ? "127.0.0.1" : text.substr(0, colon);
  const std::string digits = colon == std::string::npos ? text : text.substr(colon + 1);
  std::uint16_t port = 0;
  const auto [end, failed] = std::from_chars(digits.data(), digits.data() + digits.size(), port);
  if (failed != std::errc{} || end != digits.data() + digits.size()) {
    return Error{fmt::format("'{}' is no address such as 127.0.0.1:8081", text)};
  }
  if (host == "localhost") host = "127.0.0.1";
  const bool bracketed = host.size() > 2 && host.front() == '[' && host.back() == ']';
  if (bracketed) host = host.substr(1, host.size() - 2);
  boost::system::error_code wrong;
  const auto address = boost::asio::ip::make_address(host, wrong);
  if (wrong || address.is_v6() != bracketed) {
    return Error{
        fmt::format("'{}' is no IP address of this machine; say 127.0.0.1:{}", host, port)};
  }
  return boost::asio::ip::tcp::endpoint(address, port);
}

}  // namespace hookworthy::cli
