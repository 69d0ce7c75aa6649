#pragma once

#include "cli/options.hpp"
#include "cli/target.hpp"
#include "generator/run/sequence_phase.hpp"
#include "verifier/result.hpp"

#include <optional>
#include <string>
#include <vector>

#include <CLI/CLI.hpp>

namespace hookworthy::cli {

/// --probe and --probe-pointer: where the receiver tells what it knows of one entity.
struct ProbeOptions {
  std::string url;  ///< with `{id}`; empty: none
  std::vector<std::string> pointers;
};
void add_probe_options(CLI::App& command, ProbeOptions& options);

/// Checks and looks up the probe, which has to pass --allow-host as the target has to. The user's
/// headers go along if it is the same host. nullopt when none was asked for.
Result<std::optional<run::StateProbe>, TargetError> make_probe(const ProbeOptions& options,
                                                               const TargetOptions& target,
                                                               const ReadyTarget& ready);

}  // namespace hookworthy::cli
