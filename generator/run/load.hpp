#pragma once

#include "generator/pace/schedule.hpp"
#include "generator/plan/signer.hpp"
#include "generator/plan/source.hpp"
#include "generator/run/control.hpp"
#include "generator/run/outcome.hpp"
#include "generator/run/routes.hpp"
#include "generator/send/limits.hpp"
#include "generator/send/target.hpp"
#include "verifier/record/delivery.hpp"
#include "verifier/result.hpp"

#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <span>
#include <vector>

namespace hookworthy::run {

/// What a load run does. Durations are nanoseconds.
struct LoadSettings {
  send::Destination destination{};
  std::vector<send::Destination> other_destinations{};  ///< that routes may name
  std::vector<Route> routes{};  ///< of callback types; one without a route goes to `destination`
  pace::Schedule schedule{};
  unsigned threads = 1;  ///< 1 .. Control::max_workers
  /// Deliveries in flight at most, at least one per thread; each has one connection per
  /// destination, opened when needed.
  unsigned connections = 64;
  /// After so many exchanges a connection is closed; 1: a new one for each, and requests say
  /// `Connection: close`; 0: as many as the receiver allows.
  std::uint32_t max_requests_per_connection = 0;
  std::int64_t timeout_ns = 10'000'000'000;  ///< of a delivery: connect, write and read together
  std::int64_t warm_up_ns = 0;  ///< deliveries intended before it carry Delivery::warm_up
  /// After the schedule's end, deliveries that still wait for a connection are sent for so long;
  /// the rest is unsent.
  std::int64_t drain_ns = 250'000'000;
  /// After a stop was asked for, what is in flight has so long to end; the rest is unfinished.
  std::int64_t grace_ns = 2'000'000'000;
  /// Ask Source::lane and keep the order of each lane. Lanes then decide which worker takes a
  /// position, so that a lane never leaves its worker.
  bool keep_lanes = false;
  /// Positions 0 .. positions-1 exist in the source; fewer than the schedule's arrivals end it
  /// early.
  std::uint64_t positions = ~std::uint64_t{0};
  std::vector<send::Header> headers{};  ///< over the defaults; a name given twice is sent twice
  /// Signs each delivery as it is sent; null: nobody does. Must outlive the run.
  const plan::Signer* signer = nullptr;
  send::Limits limits{};
  /// Unsent deliveries told to each worker's sink one by one; the rest is in Counts::unsent alone.
  std::uint64_t unsent_reports = 1000;
};

struct LoadOutcome {
  Counts counts;
  std::uint64_t sent = 0;        ///< deliveries begun
  std::uint64_t due = 0;         ///< arrivals whose instant had come when the run ended
  std::int64_t duration_ns = 0;  ///< from the start to the last outcome
  std::int64_t sending_ns = 0;   ///< from the start to the end of the schedule or to the last send
  /// Arrivals that the schedule wanted per second while it ran; nothing for a closed loop.
  std::optional<double> planned_per_s;
  std::optional<double> achieved_per_s;  ///< sent / sending_ns; nothing when nothing was sent
  bool conserved = false;                ///< counts.conserved(), law 4
  bool interrupted = false;              ///< Control asked to stop
  HarnessUse harness;
};

/// Makes the source of worker k; called before the threads start, on the caller's thread.
using SourceFactory = std::function<std::unique_ptr<plan::Source>(unsigned worker)>;

/// Sends a load and blocks until every delivery has its outcome. `sinks` has one per thread, each
/// called by its worker's thread only; all are idle again when this returns. The Error says why the
/// run could not begin: settings out of range, too few descriptors.
/// Does not probe the target: a target that refuses makes failed deliveries.
Result<LoadOutcome> run_load(const LoadSettings& settings, const SourceFactory& make_source,
                             std::span<record::Sink* const> sinks, Control& control);

/// Raises the soft limit of descriptors to the hard one. The Error says what is needed and how to
/// get it when `connections` (and some more for files) do not fit.
Result<void> ensure_descriptors(std::uint64_t connections);

}  // namespace hookworthy::run
