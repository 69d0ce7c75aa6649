#pragma once

#include "verifier/check/tally.hpp"
#include "verifier/result.hpp"

#include <cstdint>
#include <filesystem>

namespace hookworthy::cli {

/// Writes the times of a run into `directory`, for HdrHistogram's own tools: response_time.hlog
/// (log format 1.3, a line for each row of the series, as precise as the series), and
/// response_time.hgrm, service_time.hgrm and send_lag.hgrm (percentiles in milliseconds, as precise
/// as the run's histograms). `started_epoch_ms`: since 1970 UTC. The Error names the file.
Result<void> write_time_files(const std::filesystem::path& directory, const check::Tally& tally,
                              std::int64_t started_epoch_ms);

}  // namespace hookworthy::cli
