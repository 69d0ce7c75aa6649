#pragma once

#include "generator/pace/schedule.hpp"
#include "verifier/result.hpp"

#include <chrono>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include <CLI/CLI.hpp>

namespace hookworthy::cli {

/// When callbacks are sent: --rate, --duration, --stage, --burst, --arrival.
struct LoadShape {
  std::string rate;                      ///< `2000`, `90/m`, `max`; empty: 100 a second
  std::chrono::nanoseconds duration{0};  ///< 0: 10 s, or what the stages last
  std::vector<std::string> stages;       ///< `30s:100`
  std::string burst;                     ///< `100@1s`
  std::string arrival = "constant";
};
void add_load_shape(CLI::App& command, LoadShape& shape);

/// Parses `2000`, `0.5`, `2000/s`, `90/m`, `10/h`.
Result<pace::Rate> parse_rate(std::string_view text);

/// How many deliveries of the schedule should have been sent by an instant of the run, on average
/// where chance decides. Nothing for a closed loop.
std::optional<double> due_by(const pace::Schedule& schedule, std::int64_t elapsed_ns);

/// The schedule that the options ask for. `seed` is for Poisson arrivals. The Error names the
/// option.
Result<pace::Schedule> make_schedule(const LoadShape& shape, std::uint64_t seed);

}  // namespace hookworthy::cli
