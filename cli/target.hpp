#pragma once

#include "cli/options.hpp"
#include "generator/send/limits.hpp"
#include "generator/send/target.hpp"

#include <cstdint>
#include <string>
#include <vector>

namespace hookworthy::cli {

/// A target that was looked up, is allowed, and took a connection.
struct ReadyTarget {
  send::Destination destination;
  std::vector<send::Header> headers;  ///< of -H
  std::int64_t timeout_ns;
  std::vector<std::string> notes;  ///< for the report, one line each
};

/// Why there is no such target: a wrong argument (exit_usage), or nobody there (exit_inconclusive).
struct TargetError {
  Error error;
  ExitCode code;
};

/// Parses, resolves, checks --allow-host and opens one connection, with the handshake of TLS.
/// Blocks for the timeout at most, name lookup not counted.
Result<ReadyTarget, TargetError> make_ready(const TargetOptions& options,
                                            const contract::Contract& contract);

/// The same for a further URL of the same run.
Result<send::Destination, TargetError> make_destination(const std::string& url,
                                                        const TargetOptions& options,
                                                        std::int64_t timeout_ns);

/// Takes the value of --connect-to apart: `host:port`, with brackets around IPv6.
Result<send::ConnectTo> parse_connect_to(const std::string& text);

/// The options as they are given on a command line, flags and values.
std::vector<std::string> words_of(const TransportOptions& options);

/// Says on stderr which addresses the URL stands for in this run.
void announce(const send::Destination& destination);

/// `now` in UTC as RFC 3339 with seconds, for reports.
std::string utc_now();

}  // namespace hookworthy::cli
