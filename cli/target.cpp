#include "cli/target.hpp"

#include <algorithm>
#include <charconv>
#include <chrono>
#include <ctime>

#include <fmt/chrono.h>
#include <fmt/format.h>

namespace hookworthy::cli {
namespace {

// A dead target should be told soon, however patient the deliveries are.
constexpr std::int64_t longest_probe_ns = 5'000'000'000;

Result<send::Destination> look_up(const send::Target& target, const TransportOptions& options) {
  send::ConnectTo connect_to;
  if (!options.connect_to.empty()) {
    auto parsed = parse_connect_to(options.connect_to);
    if (!parsed) return Error{"--connect-to: " + parsed.error().message};
    connect_to = std::move(*parsed);
  }
  connect_to.unix_socket = options.unix_socket;
  return send::resolve(target, connect_to,
                       {.ca_file = options.ca_file,
                        .cert_file = options.cert_file,
                        .key_file = options.key_file,
                        .insecure = options.insecure});
}

bool only_for_https(const TransportOptions& options) {
  return options.insecure || !options.ca_file.empty() || !options.cert_file.empty() ||
         !options.key_file.empty();
}

/// A file that cannot be read or a flag that is wrong is the user's; an unknown host may be known
/// tomorrow.
ExitCode code_of(const Error& error) {
  return error.message.starts_with("--") ? exit_usage : exit_inconclusive;
}

}  // namespace

Result<send::ConnectTo> parse_connect_to(const std::string& text) {
  const auto colon = text.rfind(':');
  const std::string host = text.substr(0, std::min(colon, text.size()));
  const bool bracketed = host.size() > 2 && host.front() == '[' && host.back() == ']';
  const bool plain = !host.empty() && host.find_first_of("[]:/ ") == std::string::npos;
  send::ConnectTo parsed;
  const char* const begin = text.data() + host.size() + (colon == std::string::npos ? 0 : 1);
  const char* const end = text.data() + text.size();
  const auto [rest, error] = std::from_chars(begin, end, parsed.port);
  if ((!bracketed && !plain) || error != std::errc() || rest != end || parsed.port == 0) {
    return Error{fmt::format("'{}' is not HOST:PORT, such as 127.0.0.1:8080 or [::1]:8080", text)};
  }
  parsed.host = bracketed ? host.substr(1, host.size() - 2) : host;
  return parsed;
}

Result<send::Destination, TargetError> make_destination(const std::string& url,
                                                        const TargetOptions& options,
                                                        std::int64_t timeout_ns) {
  const auto target = send::Target::parse(url);
  if (!target) return TargetError{target.error(), exit_usage};
  auto destination = look_up(*target, options.transport);
  if (!destination) return TargetError{destination.error(), code_of(destination.error())};
  if (const auto allowed = send::check_allowed(*destination, options.allowed_hosts); !allowed) {
    return TargetError{allowed.error(), exit_usage};
  }
  const std::chrono::nanoseconds patience(std::min(timeout_ns, longest_probe_ns));
  if (const auto alive = send::probe(*destination, patience); !alive) {
    return TargetError{alive.error(), exit_inconclusive};
  }
  return std::move(*destination);
}

Result<ReadyTarget, TargetError> make_ready(const TargetOptions& options,
                                            const contract::Contract& contract) {
  ReadyTarget ready;
  for (const std::string& text : options.headers) {
    auto header = send::parse_header(text);
    if (!header) return TargetError{header.error(), exit_usage};
    ready.headers.push_back(std::move(*header));
  }
  ready.timeout_ns =
      options.timeout.count() > 0 ? options.timeout.count() : contract.delivery().timeout.count();
  auto destination = make_destination(options.url, options, ready.timeout_ns);
  if (!destination) return destination.error();
  ready.destination = std::move(*destination);
  if (!ready.destination.target.tls && only_for_https(options.transport)) {
    ready.notes.push_back("--cacert, --cert, --key and --insecure mean nothing for an http:// URL");
  } else if (options.transport.insecure) {
    ready.notes.push_back("--insecure: the receiver's certificate was not verified");
  }
  return ready;
}

std::vector<std::string> words_of(const TransportOptions& options) {
  std::vector<std::string> words;
  const auto append = [&](const char* flag, const std::string& value) {
    if (!value.empty()) words.insert(words.end(), {flag, value});
  };
  append("--connect-to", options.connect_to);
  append("--unix-socket", options.unix_socket);
  append("--cacert", options.ca_file);
  append("--cert", options.cert_file);
  append("--key", options.key_file);
  if (options.insecure) words.emplace_back("--insecure");
  return words;
}

void announce(const send::Destination& destination) {
  std::string addresses;
  for (const send::Address& address : destination.addresses) {
    addresses += (addresses.empty() ? "" : ", ") + address.text;
  }
  fmt::print(stderr, "hookworthy: {} is {}\n", destination.target.url, addresses);
}

std::string utc_now() {
  return fmt::format("{:%Y-%m-%dT%H:%M:%SZ}", fmt::gmtime(std::time(nullptr)));
}

}  // namespace hookworthy::cli
