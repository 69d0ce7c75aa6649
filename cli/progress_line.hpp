#pragma once

#include "generator/run/control.hpp"

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>

namespace hookworthy::cli {

/// What a progress line tells. Nothing stands for: not known.
struct ProgressView {
  std::string what;     ///< such as `fire`; ASCII
  run::Snapshot now;    ///< since the line's beginning
  bool counts = false;  ///< progress is deliveries of those planned, not time of the total
  double elapsed_s = 0;
  std::optional<double> total_s{};
  std::optional<double> planned_per_s{};   ///< lately
  std::optional<double> achieved_per_s{};  ///< lately
  std::optional<std::int64_t> p50_ns{};    ///< of response_time so far
  std::optional<std::int64_t> p99_ns{};
};

/// One line without its end, at most `columns` wide (escape sequences have no width): a bar where
/// the end is known, and as many of the other parts as fit, the most telling ones first.
/// `colours`: with ANSI colours.
std::string progress_line(const ProgressView& view, std::size_t columns, bool colours);

/// The same in full, without bar and colours, for logs.
std::string plain_progress_line(const ProgressView& view);

}  // namespace hookworthy::cli
