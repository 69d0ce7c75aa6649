#pragma once

#include "verifier/stats/comparison.hpp"

#include <cmath>
#include <cstdint>
#include <random>

namespace hookworthy::test {

/// A receiver of which every moment is known.
struct SimulatedReceiver {
  double median_ns = 2e6;
  double spread = 0.5;        ///< of the logarithm, from one delivery to the next
  double drift = 0.03;        ///< of the logarithm, from one second to the next
  double added_ns = 0;        ///< to every answer
  double failure_rate = 0.0;  ///< share of deliveries
  int seconds = 20;
  int per_second = 500;
};

/// One run of it: log-normal times whose median is another one in each second.
inline stats::RunSample simulate(const SimulatedReceiver& receiver, std::uint64_t seed) {
  std::mt19937_64 random(seed);
  std::normal_distribution<double> normal;
  std::uniform_real_distribution<double> share;
  stats::RunSample sample;
  constexpr std::int64_t second = 1'000'000'000;
  for (int s = 0; s < receiver.seconds; ++s) {
    const double level = receiver.median_ns * std::exp(receiver.drift * normal(random));
    for (int i = 0; i < receiver.per_second; ++i) {
      const std::int64_t at = s * second + i * (second / receiver.per_second);
      const bool failed = share(random) < receiver.failure_rate;
      const double time_ns = level * std::exp(receiver.spread * normal(random)) + receiver.added_ns;
      sample.outcomes.count_ended(at, failed);
      sample.outcomes.count_answers(at, failed ? 0 : 1);
      sample.service_time.record(at, static_cast<std::int64_t>(time_ns));
      sample.response_time.record(at, static_cast<std::int64_t>(time_ns) + 20'000);
    }
  }
  sample.measured_ns = receiver.seconds * second;
  return sample;
}

}  // namespace hookworthy::test
