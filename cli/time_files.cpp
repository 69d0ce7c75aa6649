#include "cli/time_files.hpp"

#include "verifier/stats/hgrm.hpp"
#include "verifier/stats/hlog.hpp"

#include <cerrno>
#include <cstring>
#include <fstream>
#include <functional>

#include <fmt/format.h>

namespace hookworthy::cli {
namespace {

Result<void> write_to(const std::filesystem::path& path,
                      const std::function<void(std::ostream&)>& write) {
  std::ofstream file(path, std::ios::binary | std::ios::trunc);
  if (file) write(file);
  file.close();
  if (!file) return Error{fmt::format("{}: {}", path.string(), std::strerror(errno))};
  return {};
}

void write_log(std::ostream& out, const stats::TimeSeries& series, std::int64_t started_epoch_ms) {
  constexpr std::int64_t ms = 1'000'000;
  stats::HlogWriter writer(out);
  writer.write_comment("[Response times in nanoseconds, from the intended instant]");
  writer.write_header(started_epoch_ms);
  const auto rows = series.rows();
  for (std::size_t i = 0; i < rows.size(); ++i) {
    const stats::Histogram times = series.response_times(i);
    if (times.empty()) continue;  // as the warm-up
    writer.write_interval(rows[i].start_ns / ms, rows[i].width_ns / ms, "", times);
  }
}

}  // namespace

Result<void> write_time_files(const std::filesystem::path& directory, const check::Tally& tally,
                              std::int64_t started_epoch_ms) {
  const auto logged = write_to(directory / "response_time.hlog", [&](std::ostream& out) {
    write_log(out, tally.series(), started_epoch_ms);
  });
  if (!logged) return logged;
  const check::Times& times = tally.times();
  for (const auto& [name, histogram] : {std::pair{"response_time.hgrm", &times.response_time},
                                        {"service_time.hgrm", &times.service_time},
                                        {"send_lag.hgrm", &times.send_lag}}) {
    const auto written =
        write_to(directory / name, [&](std::ostream& out) { stats::write_hgrm(out, *histogram); });
    if (!written) return written;
  }
  return {};
}

}  // namespace hookworthy::cli
