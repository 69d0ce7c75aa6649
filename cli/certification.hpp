#pragma once

#include "cli/bookkeeper.hpp"
#include "cli/options.hpp"
#include "cli/signing.hpp"
#include "cli/state_probe.hpp"
#include "cli/watch.hpp"
#include "generator/run/outcome.hpp"

#include <chrono>
#include <cstdint>
#include <string>
#include <vector>

namespace hookworthy::cli {

struct CertifyOptions {
  ContractOptions contract;
  TargetOptions target;
  ReportOptions report;
  std::string profile = "standard";
  std::uint64_t cases = ~std::uint64_t{0};
  std::chrono::nanoseconds budget{0};
  std::vector<std::string> phases;            ///< names; empty: all that can run
  std::vector<std::string> clauses;           ///< names; empty: all
  std::vector<std::string> excluded_clauses;  ///< names
  bool list_clauses = false;
  SigningOptions signing;
  WatchOptions watch;
  ProbeOptions probe;
};

/// All options of certify but those of the target, which `demo` brings itself.
void add_certify_options(CLI::App& command, CertifyOptions& options);

/// Certifies options.target and reports; returns the exit code.
int certify(const CertifyOptions& options);

record::Counts to_record_counts(const run::Counts& counts);
check::HarnessFacts harness_facts(const run::HarnessUse& use);

}  // namespace hookworthy::cli
