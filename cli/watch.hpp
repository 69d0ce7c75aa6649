#pragma once

#include "cli/bookkeeper.hpp"
#include "cli/dashboard/dashboard.hpp"
#include "cli/signals.hpp"
#include "generator/run/control.hpp"

#include <memory>
#include <optional>

#include <CLI/CLI.hpp>

namespace hookworthy::cli {

/// --dashboard, --metrics, --keep-dashboard
struct WatchOptions {
  WatchAddresses addresses;
  bool keep = false;
};
void add_watch_options(CLI::App& command, WatchOptions& options);

/// Lets people and Prometheus look at a run; does nothing when nobody asked for it.
class Watch {
 public:
  /// Says on stderr what is where. `books` and `control` outlive this. `planned_per_s`: on average.
  static Result<Watch> start(const WatchOptions& options, const Bookkeeper& books,
                             const run::Control& control, std::optional<double> planned_per_s);

  /// The run has ended: closes the books, whose exit code is the answer, and shows the report; with
  /// --keep-dashboard until a signal, unless one has come already.
  int close(Bookkeeper& books, const check::RunFacts& facts, std::int64_t measured_ns,
            const StopSignals& signals);

 private:
  bool keep_ = false;
  std::unique_ptr<Dashboard> dashboard_;  ///< null: nobody asked
};

}  // namespace hookworthy::cli
