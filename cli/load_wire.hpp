#pragma once

#include "cli/target.hpp"
#include "generator/run/load.hpp"
#include "verifier/contract/contract.hpp"

#include <cstdint>
#include <string>
#include <vector>

#include <CLI/CLI.hpp>

namespace hookworthy::cli {

/// How a load uses its connections, and which callbacks go where: --url-for,
/// --connections-per-request, --max-requests-per-connection.
struct WireOptions {
  std::vector<std::string> url_for;  ///< `GROUP=URL`
  bool connection_per_request = false;
  std::uint32_t max_requests = 0;  ///< of a connection; 0: no limit
};
void add_wire_options(CLI::App& command, WireOptions& options);

/// Settles destination, headers, routes and connection policy of a load. Opens a connection to each
/// further URL. Fails with what is wrong with an option, or with a URL.
Result<void, TargetError> settle_wire(const WireOptions& options, const TargetOptions& target,
                                      const ReadyTarget& ready, const contract::Contract& contract,
                                      run::LoadSettings& settings);

/// What the report has to say of it.
std::vector<std::string> notes_of(const WireOptions& options, const ReadyTarget& ready);

/// Says on stderr which addresses are used, and warns if there may be too few ports for them.
/// Returns `notes` with the warning.
std::vector<std::string> announce(const run::LoadSettings& settings,
                                  std::vector<std::string> notes);

}  // namespace hookworthy::cli
