#include "cli/load_shape.hpp"

#include "cli/options.hpp"
#include "cli/units.hpp"

#include <algorithm>
#include <charconv>
#include <cmath>
#include <optional>

#include <fmt/format.h>

namespace hookworthy::cli {
namespace {

constexpr std::chrono::nanoseconds default_duration = std::chrono::seconds(10);
constexpr double fastest_per_s = 1e7;

std::optional<double> parse_number(std::string_view text) {
  double value = 0;
  const auto [end, error] =
      std::from_chars(text.data(), text.data() + text.size(), value, std::chars_format::fixed);
  if (error != std::errc() || end != text.data() + text.size()) return std::nullopt;
  return value;
}

Error not_a_rate(std::string_view text) {
  return Error{fmt::format("--rate: '{}' is not a rate; write 2000, 0.5, 90/m or max", text)};
}

/// One `[duration]:[target rate]`; a duration of 0s jumps to the rate.
struct ParsedStage {
  std::int64_t duration_ns;
  std::uint64_t per_1000s;
};

Result<ParsedStage> parse_stage(std::string_view text) {
  const auto colon = text.find(':');
  if (colon == std::string_view::npos) {
    return Error{fmt::format("--stage: '{}' is not [duration]:[rate], such as 30s:100", text)};
  }
  const std::string_view time = text.substr(0, colon), rate = text.substr(colon + 1);
  std::int64_t duration_ns = 0;
  if (time != "0" && time != "0s") {
    const auto duration = parse_duration(time);
    if (!duration) return Error{"--stage: " + duration.error().message};
    duration_ns = duration->count();
  }
  const auto number = parse_number(rate);
  if (!number || *number < 0 || *number > fastest_per_s) {
    return Error{fmt::format("--stage: '{}' is not a rate per second", rate)};
  }
  return ParsedStage{duration_ns, static_cast<std::uint64_t>(std::llround(*number * 1000))};
}

Result<pace::Schedule> staged(const LoadShape& shape) {
  std::uint64_t current = 0;
  if (!shape.rate.empty()) {
    const auto start = parse_rate(shape.rate);
    if (!start) return start.error();
    current = static_cast<std::uint64_t>(std::llround(start->per_second() * 1000));
  }
  std::vector<pace::Stage> stages;
  for (const std::string& text : shape.stages) {
    const auto parsed = parse_stage(text);
    if (!parsed) return parsed.error();
    if (parsed->duration_ns > 0) {
      stages.push_back({.from_per_1000s = current,
                        .to_per_1000s = parsed->per_1000s,
                        .duration_ns = parsed->duration_ns});
    }
    current = parsed->per_1000s;
  }
  const auto schedule = pace::Schedule::stages(stages);
  if (!schedule || schedule->count() == 0) {
    return Error{"--stage: the stages plan no callback at all, or last too long"};
  }
  return *schedule;
}

Result<pace::Schedule> bursts(const LoadShape& shape, std::int64_t duration_ns) {
  const auto at = shape.burst.find('@');
  std::uint64_t size = 0;
  const char* begin = shape.burst.data();
  const char* end = begin + (at == std::string::npos ? 0 : at);
  const auto [stop, error] = std::from_chars(begin, end, size);
  if (at == std::string::npos || error != std::errc() || stop != end || size == 0) {
    return Error{
        fmt::format("--burst: '{}' is not [size]@[interval], such as 100@1s", shape.burst)};
  }
  const auto interval = parse_duration(std::string_view(shape.burst).substr(at + 1));
  if (!interval) return Error{"--burst: " + interval.error().message};
  const auto schedule = pace::Schedule::burst(
      {.events = size, .period_ns = static_cast<std::uint64_t>(interval->count())}, duration_ns);
  if (!schedule) return Error{"--burst: too many callbacks, or too long an interval"};
  return *schedule;
}

}  // namespace

void add_load_shape(CLI::App& command, LoadShape& shape) {
  command
      .add_option(
          "-R,--rate", shape.rate,
          "callbacks per second, 2000 or 90/m, whatever the receiver does (open loop); max: "
          "as fast as connections get free (default: 100)")
      ->type_name("RATE");
  add_duration(command, "-d,--duration", shape.duration, "how long to send (default: 10s)");
  auto* stage = command
                    .add_option("-s,--stage", shape.stages,
                                "go in a straight line to RATE within TIME, 0s jumps; repeatable; "
                                "starts from --rate, or 0")
                    ->type_name("TIME:RATE")
                    ->allow_extra_args(false);
  command.add_option("--burst", shape.burst, "N callbacks at once, every TIME")
      ->type_name("N@TIME")
      ->excludes(stage);
  command
      .add_option("--arrival", shape.arrival,
                  "constant: equal gaps; poisson: independent arrivals (default: constant)")
      ->check(CLI::IsMember({"constant", "poisson"}));
}

Result<pace::Rate> parse_rate(std::string_view text) {
  std::string_view number = text;
  std::int64_t unit_ns = second_ns;
  if (const auto slash = text.find('/'); slash != std::string_view::npos) {
    const std::string_view unit = text.substr(slash + 1);
    number = text.substr(0, slash);
    if (unit == "m" || unit == "min") {
      unit_ns = 60 * second_ns;
    } else if (unit == "h") {
      unit_ns = 3600 * second_ns;
    } else if (unit != "s") {
      return not_a_rate(text);
    }
  }
  const auto value = parse_number(number);
  if (!value || !(*value > 0)) return not_a_rate(text);
  if (*value * 1e9 / static_cast<double>(unit_ns) > fastest_per_s) {
    return Error{
        fmt::format("--rate: {} is more than {:.0f} a second; use max", text, fastest_per_s)};
  }
  if (*value == std::floor(*value)) {
    return pace::Rate{static_cast<std::uint64_t>(*value), static_cast<std::uint64_t>(unit_ns)};
  }
  // Decimal rates stay exact: 0.5/s is 500 arrivals in 1000 s.
  const auto thousandths = static_cast<std::uint64_t>(std::llround(*value * 1000));
  if (thousandths == 0 || unit_ns > 60 * second_ns) return not_a_rate(text);
  return pace::Rate{thousandths, static_cast<std::uint64_t>(unit_ns) * 1000};
}

Result<pace::Schedule> make_schedule(const LoadShape& shape, std::uint64_t seed) {
  const std::int64_t duration_ns =
      shape.duration.count() > 0 ? shape.duration.count() : default_duration.count();
  if (duration_ns > pace::Schedule::max_duration_ns) return Error{"--duration: at most 720h"};
  if (shape.arrival == "poisson" &&
      (shape.rate == "max" || !shape.stages.empty() || !shape.burst.empty())) {
    return Error{"--arrival poisson needs a plain --rate, no stages, bursts or max"};
  }
  if (!shape.stages.empty()) {
    if (shape.duration.count() > 0)
      return Error{"--duration: the stages say how long; leave it out"};
    if (shape.rate == "max") return Error{"--rate max has no stages"};
    return staged(shape);
  }
  if (!shape.burst.empty()) {
    if (!shape.rate.empty()) return Error{"--burst says the rate; leave --rate out"};
    return bursts(shape, duration_ns);
  }
  if (shape.rate == "max") return *pace::Schedule::closed_loop(duration_ns);
  const auto rate = parse_rate(shape.rate.empty() ? "100" : shape.rate);
  if (!rate) return rate.error();
  const auto schedule = shape.arrival == "poisson"
                            ? pace::Schedule::poisson(*rate, duration_ns, seed)
                            : pace::Schedule::constant(*rate, duration_ns);
  if (!schedule || schedule->count() == 0) {
    return Error{"--rate and --duration plan no callback at all, or too many"};
  }
  return *schedule;
}

std::optional<double> due_by(const pace::Schedule& schedule, std::int64_t elapsed_ns) {
  if (schedule.is_closed_loop()) return std::nullopt;
  const std::int64_t now_ns = std::clamp<std::int64_t>(elapsed_ns, 0, schedule.duration_ns());
  if (!schedule.is_poisson()) return static_cast<double>(schedule.due_by(now_ns));
  return static_cast<double>(schedule.count()) * static_cast<double>(now_ns) /
         static_cast<double>(schedule.duration_ns());
}

}  // namespace hookworthy::cli
