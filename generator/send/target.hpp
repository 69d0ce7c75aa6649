#pragma once

#include "verifier/result.hpp"

#include <array>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace hookworthy::send {

/// A request header, `Name: value`.
struct Header {
  std::string name;
  std::string value;
};

/// Takes `Name: value` (as curl's -H) apart. The Error says what is wrong: no colon, a name that is
/// not a token (RFC 9110 5.6.2), or control characters in the value (RFC 9110 5.5).
Result<Header> parse_header(std::string_view text);

/// Where callbacks go, as a URL says it (RFC 3986).
struct Target {
  std::string url;          ///< as given
  std::string scheme;       ///< `http` or `https`
  std::string host;         ///< name, or address without brackets
  std::uint16_t port = 80;  ///< given, or the scheme's default
  std::string path;         ///< path and query in the form of a request line, at least `/`
  std::string host_header;  ///< host, in brackets if IPv6, and port unless it is the default
  bool tls = false;

  /// The Error is one line: not a URL, scheme must be http or https, no host, bad port,
  /// user information and fragments are refused.
  static Result<Target> parse(std::string_view url);
};

class Tls;

/// How the peer of an `https` target is verified, and how it may verify us.
struct TlsSettings {
  std::string ca_file{};    ///< PEM; trusted instead of the system's roots; empty: those
  std::string cert_file{};  ///< PEM, our own certificate and its chain; empty: none
  std::string key_file{};   ///< PEM, of our own certificate; empty: it is in cert_file
  bool insecure = false;    ///< take any certificate, for any host
};

/// One socket address of a target, TCP over IPv4 or IPv6, or a Unix socket.
struct Address {
  alignas(8) std::array<std::byte, 128> bytes{};  ///< sockaddr_in, sockaddr_in6 or sockaddr_un
  std::uint32_t size = 0;
  std::uint16_t family = 0;  ///< AF_INET, AF_INET6 or AF_UNIX
  bool loopback = false;     ///< 127.0.0.0/8, ::1, the same mapped into IPv6, or a Unix socket
  std::string text;          ///< `127.0.0.1:8080`, `[::1]:8080`, `unix:/run/app.sock`
};

/// A target together with the addresses that its name stood for at the start of the run.
struct Destination {
  Target target;
  std::vector<Address> addresses;  ///< in the resolver's order; never empty
  std::string connect_host;        ///< the host that is connected to, if not the URL's
  std::shared_ptr<const Tls> tls;  ///< of an `https` target, and only of one

  /// Every address is on this machine.
  bool is_loopback() const;
};

/// Overrides of where to connect to; the request still names the URL's host.
struct ConnectTo {
  std::string host{};         ///< empty: the URL's
  std::uint16_t port = 0;     ///< 0: the URL's
  std::string unix_socket{};  ///< path; when not empty, nothing is resolved
};

/// Looks the name up, once for the run, and reads the files that TLS needs. Blocks. The Error names
/// the host or the file, and the reason.
Result<Destination> resolve(const Target& target, const ConnectTo& connect_to = {},
                            const TlsSettings& tls = {});

/// The tool sends hostile input: everything that is not loopback has to be allowed by name.
/// Allowed when every address is loopback, or when `allowed_hosts` has the host that is connected
/// to (compared without case). The Error says which flag allows it.
Result<void> check_allowed(const Destination& destination,
                           std::span<const std::string> allowed_hosts);

/// Opens one connection, with the handshake of TLS, and closes it, so that a dead target, or one
/// whose certificate is not trusted, is told in one line before a run begins. Blocks for at most
/// `timeout` in total.
Result<void> probe(const Destination& destination, std::chrono::nanoseconds timeout);

}  // namespace hookworthy::send
