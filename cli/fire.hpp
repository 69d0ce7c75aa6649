#pragma once

#include "cli/bookkeeper.hpp"
#include "cli/load_shape.hpp"
#include "cli/load_source.hpp"
#include "cli/load_wire.hpp"
#include "cli/options.hpp"
#include "cli/signing.hpp"
#include "cli/watch.hpp"

#include <chrono>
#include <string>
#include <vector>

namespace hookworthy::cli {

struct FireOptions {
  ContractOptions contract;
  TargetOptions target;
  ReportOptions report;
  SigningOptions signing;
  LoadShape shape;
  WireOptions wire;
  SourceOptions source;
  std::chrono::nanoseconds warm_up{0};
  std::vector<std::string> thresholds;
  bool abort_on_fail = false;
  WatchOptions watch;
};

/// All options of fire but those of the target, which `demo` brings itself.
void add_fire_options(CLI::App& command, FireOptions& options);

/// Fires at options.target and reports; returns the exit code.
int fire(const FireOptions& options);

}  // namespace hookworthy::cli
