#include "generator/run/load.hpp"

#include "generator/run/worker.hpp"
#include "verifier/assert.hpp"

#include <algorithm>
#include <chrono>
#include <limits>
#include <string>
#include <thread>

namespace hookworthy::run {

namespace {

Result<void> check(const LoadSettings& settings, std::size_t sinks) {
  if (settings.threads < 1 || settings.threads > Control::max_workers) {
    return Error{"threads must be 1 to " + std::to_string(Control::max_workers)};
  }
  if (settings.connections < settings.threads) {
    return Error{"each of the " + std::to_string(settings.threads) +
                 " threads needs a connection of its own: use more connections or fewer threads"};
  }
  if (settings.timeout_ns < 1) return Error{"the timeout must be longer than nothing"};
  HOOKWORTHY_ASSERT(sinks == settings.threads);
  HOOKWORTHY_ASSERT(!settings.destination.addresses.empty());
  return ensure_descriptors(std::uint64_t{settings.connections} *
                            (1 + settings.other_destinations.size()));
}

Result<Routes> make_routes(const LoadSettings& settings) {
  std::vector<const send::Destination*> destinations{&settings.destination};
  for (const send::Destination& other : settings.other_destinations) {
    HOOKWORTHY_ASSERT(!other.addresses.empty());
    destinations.push_back(&other);
  }
  std::vector<send::Header> headers = settings.headers;
  if (settings.max_requests_per_connection == 1 && !send::has_header(headers, "Connection")) {
    headers.push_back({"Connection", "close"});  // RFC 9112 9.6
  }
  return Routes::make(destinations, settings.routes, headers);
}

using Workers = std::vector<std::unique_ptr<Worker>>;

void run_threads(Workers& workers) {
  std::vector<std::jthread> threads;
  for (auto& worker : workers) {
    threads.emplace_back([&worker] { worker->run(); });
  }
}

/// What the workers have in common at the end.
struct Totals {
  std::uint64_t end;  ///< first position known not to exist
  std::uint64_t waiting = 0;
  std::int64_t last_sent_ns = 0;
  std::int64_t stopped_ns = std::numeric_limits<std::int64_t>::max();
};

Totals add_up(const LoadSettings& settings, const Workers& workers, LoadOutcome& outcome) {
  Totals totals{.end = settings.positions};
  for (const auto& worker : workers) {
    const Worker::Result& result = worker->result();
    outcome.counts.add(result.counts);
    outcome.duration_ns = std::max(outcome.duration_ns, result.last_done_ns);
    outcome.harness.connections += result.connections;
    totals.end = std::min(totals.end, result.end);
    totals.waiting += result.waiting;
    totals.last_sent_ns = std::max(totals.last_sent_ns, result.last_sent_ns);
    if (result.stopped_ns >= 0) totals.stopped_ns = std::min(totals.stopped_ns, result.stopped_ns);
  }
  outcome.sent = outcome.counts.planned;
  return totals;
}

void plan_of_closed_loop(const Totals& totals, LoadOutcome& outcome) {
  outcome.counts.unsent = totals.waiting;
  outcome.counts.planned += totals.waiting;
  outcome.due = outcome.counts.planned;
  outcome.sending_ns = totals.last_sent_ns;
}

/// Unsent is what the schedule planned and no worker began. Conservation then says that everything
/// that was begun has exactly one outcome.
void plan_of_schedule(const LoadSettings& settings, const Totals& totals, LoadOutcome& outcome) {
  const pace::Schedule& schedule = settings.schedule;
  const std::uint64_t planned = std::min(totals.end, schedule.count());
  outcome.counts.unsent = planned - std::min(planned, outcome.sent);
  outcome.counts.planned = planned;

  const bool all_of_it = planned == schedule.count() || schedule.is_poisson();
  const std::int64_t end_ns = all_of_it ? schedule.duration_ns() : schedule.intended_at(planned);
  const std::int64_t until_ns = std::min(end_ns, totals.stopped_ns);
  outcome.due = planned;
  if (until_ns < end_ns) {
    const auto expected = [&] {  // a Poisson schedule has no closed form: its mean will do
      return static_cast<std::uint64_t>(static_cast<double>(planned) *
                                        static_cast<double>(until_ns) /
                                        static_cast<double>(end_ns));
    };
    outcome.due = std::min(planned, schedule.is_poisson() ? expected() : schedule.due_by(until_ns));
  }
  outcome.sending_ns = std::max(until_ns, totals.last_sent_ns);
  if (until_ns > 0) {
    outcome.planned_per_s = static_cast<double>(outcome.due) * 1e9 / static_cast<double>(until_ns);
  }
}

LoadOutcome sum_up(const LoadSettings& settings, const Workers& workers) {
  LoadOutcome outcome;
  const Totals totals = add_up(settings, workers, outcome);
  if (settings.schedule.is_closed_loop()) {
    plan_of_closed_loop(totals, outcome);
  } else {
    plan_of_schedule(settings, totals, outcome);
  }
  if (outcome.sent > 0 && outcome.sending_ns > 0) {
    outcome.achieved_per_s =
        static_cast<double>(outcome.sent) * 1e9 / static_cast<double>(outcome.sending_ns);
  }
  outcome.conserved = outcome.counts.conserved();
  return outcome;
}

}  // namespace

Result<LoadOutcome> run_load(const LoadSettings& settings, const SourceFactory& make_source,
                             std::span<record::Sink* const> sinks, Control& control) {
  if (const auto checked = check(settings, sinks.size()); !checked) return checked.error();
  const auto routes = make_routes(settings);
  if (!routes) return routes.error();
  control.set_planned(std::min(settings.positions, settings.schedule.count()));

  // The threads need a moment to begin: instant 0 lies ahead, so that the first deliveries are not
  // late already.
  const send::Clock clock(std::chrono::steady_clock::now() + std::chrono::milliseconds(5));
  std::vector<std::unique_ptr<plan::Source>> sources;
  Workers workers;
  for (unsigned k = 0; k < settings.threads; ++k) {
    sources.push_back(make_source(k));
    workers.push_back(
        std::make_unique<Worker>(settings, k, clock, *routes, *sources.back(), *sinks[k], control));
  }
  const UseMeter meter;
  run_threads(workers);
  LoadOutcome outcome = sum_up(settings, workers);
  const std::uint64_t connections = outcome.harness.connections;
  outcome.harness = meter.read();
  outcome.harness.threads = settings.threads;
  outcome.harness.connections = connections;
  outcome.interrupted = control.stop() != Control::Stop::no;
  return outcome;
}

}  // namespace hookworthy::run
