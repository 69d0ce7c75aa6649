#include "cli/progress.hpp"

#include "cli/terminal.hpp"

#include <cstdio>
#include <utility>

#include <fmt/format.h>
#include <unistd.h>

namespace hookworthy::cli {
namespace {

using Clock = Progress::Clock;
constexpr auto rewriting_period = std::chrono::milliseconds(100);
constexpr auto printing_period = std::chrono::seconds(10);
constexpr auto rate_window = std::chrono::seconds(1);
constexpr auto times_period = std::chrono::seconds(1);

double seconds(std::chrono::nanoseconds duration) {
  return std::chrono::duration<double>(duration).count();
}

std::uint64_t since(std::uint64_t now, std::uint64_t before) {
  return now > before ? now - before : 0;
}

}  // namespace

Progress::Progress(const run::Control& control, Options options)
    : control_(control),
      options_(std::move(options)),
      base_(control.snapshot()),
      rewrites_(is_terminal(STDERR_FILENO)),
      samples_{sample()},
      thread_([this] { loop(); }) {}

Progress::~Progress() {
  {
    const std::lock_guard lock(mutex_);
    ending_ = true;
  }
  end_.notify_all();
  thread_.join();
  if (rewrites_) std::fputs("\r\033[K", stderr);
}

void Progress::loop() {
  if (rewrites_) {
    rewrite_lines();
  } else {
    print_lines();
  }
}

void Progress::rewrite_lines() {
  const bool colours = wants_colours(STDERR_FILENO);
  while (wait(rewriting_period)) {
    // The last column stays free: some terminals begin a new line as soon as it is written.
    const std::size_t columns = terminal_columns(STDERR_FILENO) - 1;
    fmt::print(stderr, "\r\033[K{}", progress_line(look(), columns, colours));
  }
}

void Progress::print_lines() {
  while (wait(printing_period)) fmt::print(stderr, "{}\n", plain_progress_line(look()));
}

bool Progress::wait(std::chrono::nanoseconds duration) {
  std::unique_lock lock(mutex_);
  return !end_.wait_for(lock, duration, [this] { return ending_; });
}

Progress::Sample Progress::sample() const {
  Sample now{.at = Clock::now(), .sent = control_.snapshot().sent};
  if (options_.due) now.due = options_.due((now.at - options_.began) / std::chrono::nanoseconds(1));
  return now;
}

ProgressView Progress::look() {
  const run::Snapshot counts = control_.snapshot();
  const Sample now = sample();
  ProgressView view{.what = options_.what,
                    .now = {.planned = since(counts.planned, base_.done),
                            .sent = since(counts.sent, base_.sent),
                            .done = since(counts.done, base_.done),
                            .failed = since(counts.failed, base_.failed)},
                    .counts = options_.counts,
                    .elapsed_s = seconds(now.at - options_.began)};
  if (options_.total.count() > 0) view.total_s = seconds(options_.total);

  const Sample& before = samples_.front();
  if (const double passed_s = seconds(now.at - before.at); passed_s > 0) {
    view.achieved_per_s = static_cast<double>(since(now.sent, before.sent)) / passed_s;
    if (now.due && before.due) view.planned_per_s = (*now.due - *before.due) / passed_s;
  }
  samples_.push_back(now);
  while (samples_.size() > 1 && now.at - samples_.front().at > rate_window) samples_.pop_front();

  if (options_.response_time && now.at - timed_at_ >= times_period) {
    const stats::Histogram times = options_.response_time();
    p50_ns_ = times.value_at_quantile(0.5);
    p99_ns_ = times.value_at_quantile(0.99);
    timed_at_ = now.at;
  }
  view.p50_ns = p50_ns_;
  view.p99_ns = p99_ns_;
  return view;
}

}  // namespace hookworthy::cli
