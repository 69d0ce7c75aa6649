#include "cli/watch.hpp"

#include <chrono>
#include <thread>
#include <utility>

#include <fmt/format.h>

namespace hookworthy::cli {
namespace {

using Clock = std::chrono::steady_clock;

View look(const Bookkeeper& books, const run::Control& control,
          const std::optional<double>& planned_per_s, Clock::time_point start) {
  View view;
  view.summary = books.running_summary();
  const run::Snapshot now = control.snapshot();
  const auto elapsed = Clock::now() - start;
  view.in_flight = now.in_flight();
  view.summary.deliveries.planned = now.planned;
  view.summary.duration_ns = std::chrono::nanoseconds(elapsed).count();
  view.summary.harness.planned_per_s = planned_per_s;
  const double elapsed_s = std::chrono::duration<double>(elapsed).count();
  if (elapsed_s > 0) {
    view.summary.harness.achieved_per_s = static_cast<double>(now.sent) / elapsed_s;
  }
  return view;
}

}  // namespace

void add_watch_options(CLI::App& command, WatchOptions& options) {
  command
      .add_option("--dashboard", options.addresses.dashboard,
                  "serve the report of the run while it goes on, such as 127.0.0.1:8081; port 0: "
                  "any free one")
      ->type_name("ADDRESS:PORT");
  command.add_flag("--keep-dashboard", options.keep, "serve it after the run too, until Ctrl-C");
  command
      .add_option("--metrics", options.addresses.metrics,
                  "serve /metrics for Prometheus while the run goes on")
      ->type_name("ADDRESS:PORT");
}

Result<Watch> Watch::start(const WatchOptions& options, const Bookkeeper& books,
                           const run::Control& control, std::optional<double> planned_per_s) {
  Watch watch;
  if (options.addresses.dashboard.empty() && options.addresses.metrics.empty()) {
    if (options.keep) return Error{"--keep-dashboard: there is no --dashboard to keep"};
    return watch;
  }
  watch.keep_ = options.keep;
  auto dashboard =
      Dashboard::open(options.addresses, [&books, &control, planned_per_s, start = Clock::now()] {
        return look(books, control, planned_per_s, start);
      });
  if (!dashboard) return dashboard.error();
  watch.dashboard_ = std::move(*dashboard);
  for (const auto& line : watch.dashboard_->lines()) fmt::print(stderr, "{}\n", line);
  return watch;
}

int Watch::close(Bookkeeper& books, const check::RunFacts& facts, std::int64_t measured_ns,
                 const StopSignals& signals) {
  if (!dashboard_) return books.close(facts, measured_ns);
  dashboard_->hold();
  const int code = books.close(facts, measured_ns);
  dashboard_->finish(books.summary());
  if (keep_ && !signals.interrupted()) {
    fmt::print(stderr, "The dashboard stays until Ctrl-C.\n");
    while (!signals.interrupted()) std::this_thread::sleep_for(std::chrono::milliseconds(50));
  }
  dashboard_->close();
  return code;
}

}  // namespace hookworthy::cli
