#include "cli/progress.hpp"

#include <cstdio>
#include <utility>

#include <fmt/format.h>
#include <unistd.h>

namespace hookworthy::cli {
namespace {

using Clock = std::chrono::steady_clock;
constexpr auto refresh = std::chrono::milliseconds(250);

double seconds(Clock::duration duration) {
  return std::chrono::duration<double>(duration).count();
}

std::string clock_text(double elapsed_s) {
  const auto whole = static_cast<long long>(elapsed_s);
  return fmt::format("{:02}:{:02}", whole / 60, whole % 60);
}

}  // namespace

std::string progress_line(const std::string& what, const run::Snapshot& now,
                          const run::Snapshot& previous, double since_previous_s, double elapsed_s,
                          double total_s) {
  std::string line = fmt::format("{}  {}", what, now.done);
  if (now.planned > 0) line += fmt::format(" / {}", now.planned);
  if (since_previous_s > 0) {
    const auto answered = static_cast<double>(now.done - previous.done);
    line += fmt::format("  {:.0f}/s", answered / since_previous_s);
  }
  line += fmt::format("  in flight {}  failures {}  {}", now.in_flight(), now.failed,
                      clock_text(elapsed_s));
  if (total_s > 0) line += fmt::format(" / {}", clock_text(total_s));
  return line;
}

Progress::Progress(const run::Control& control, std::string what, std::chrono::nanoseconds total)
    : control_(control), what_(std::move(what)), total_(total) {
  if (isatty(STDERR_FILENO) == 1) thread_ = std::thread([this] { loop(); });
}

Progress::~Progress() {
  if (!thread_.joinable()) return;
  ending_ = true;
  thread_.join();
  std::fputs("\r\033[K", stderr);
}

void Progress::loop() {
  const Clock::time_point start = Clock::now();
  Clock::time_point last = start;
  run::Snapshot previous;
  while (!ending_) {
    std::this_thread::sleep_for(refresh);
    const Clock::time_point now = Clock::now();
    const run::Snapshot snapshot = control_.snapshot();
    const std::string line = progress_line(what_, snapshot, previous, seconds(now - last),
                                           seconds(now - start), seconds(total_));
    fmt::print(stderr, "\r\033[K{}", line);
    std::fflush(stderr);
    previous = snapshot;
    last = now;
  }
}

}  // namespace hookworthy::cli
