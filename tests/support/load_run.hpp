#pragma once

#include "generator/run/load.hpp"
#include "tests/support/collecting_sink.hpp"
#include "tests/support/must.hpp"
#include "tests/support/plain_source.hpp"

#include <algorithm>
#include <cstdint>
#include <memory>
#include <set>
#include <string>
#include <vector>

namespace hookworthy::test {

constexpr std::int64_t millisecond = 1'000'000;
constexpr std::int64_t second = 1'000 * millisecond;

inline run::LoadSettings load_settings(const std::string& url) {
  run::LoadSettings settings;
  settings.destination = must(send::resolve(must(send::Target::parse(url))));
  settings.schedule = pace::Schedule::constant({200, second}, second / 2).value();
  settings.connections = 4;
  settings.timeout_ns = 2 * second;
  return settings;
}

/// A load run with everything that it told.
struct LoadRun {
  run::LoadOutcome outcome;
  std::vector<record::Delivery> deliveries;  ///< in order of their sequence
  std::vector<std::unique_ptr<CollectingSink>> sinks;

  std::uint64_t count(record::Outcome wanted) const {
    return static_cast<std::uint64_t>(
        std::count_if(deliveries.begin(), deliveries.end(),
                      [&](const record::Delivery& d) { return d.outcome == wanted; }));
  }
  /// Law of conservation, from the sinks' side: what was told is what was counted, once each.
  bool told_once_each() const {
    std::set<std::uint64_t> sequences;
    for (const record::Delivery& delivery : deliveries) sequences.insert(delivery.sequence);
    const run::Counts& counts = outcome.counts;
    return sequences.size() == deliveries.size() && outcome.conserved &&
           count(record::Outcome::response) == counts.answered &&
           count(record::Outcome::transport_error) == counts.failed &&
           count(record::Outcome::timed_out) == counts.timed_out &&
           count(record::Outcome::unfinished) == counts.unfinished &&
           count(record::Outcome::unsent) <= counts.unsent;
  }
};

inline LoadRun run_load(const run::LoadSettings& settings, const run::SourceFactory& make_source,
                        run::Control& control) {
  LoadRun result;
  std::vector<record::Sink*> sinks;
  for (unsigned k = 0; k < settings.threads; ++k) {
    result.sinks.push_back(std::make_unique<CollectingSink>());
    sinks.push_back(result.sinks.back().get());
  }
  result.outcome = must(run::run_load(settings, make_source, sinks, control));
  for (const auto& sink : result.sinks) {
    result.deliveries.insert(result.deliveries.end(), sink->deliveries.begin(),
                             sink->deliveries.end());
  }
  std::sort(result.deliveries.begin(), result.deliveries.end(),
            [](const auto& a, const auto& b) { return a.sequence < b.sequence; });
  return result;
}

inline LoadRun run_load(const run::LoadSettings& settings) {
  run::Control control;
  return run_load(
      settings, [](unsigned) { return std::make_unique<PlainSource>(); }, control);
}

}  // namespace hookworthy::test
