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
};

/// Why there is no such target: a wrong argument (exit_usage), or nobody there (exit_inconclusive).
struct TargetError {
  Error error;
  ExitCode code;
};

/// Parses, resolves, checks --allow-host and opens one connection. Blocks for the timeout at most,
/// name lookup not counted.
Result<ReadyTarget, TargetError> make_ready(const TargetOptions& options,
                                            const contract::Contract& contract);

/// `now` in UTC as RFC 3339 with seconds, for reports.
std::string utc_now();

}  // namespace hookworthy::cli
