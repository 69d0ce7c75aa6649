#include "cli/dashboard/metrics.hpp"

#include "verifier/record/text.hpp"

#include <array>
#include <cstdint>
#include <iterator>
#include <optional>
#include <string_view>

#include <fmt/format.h>

namespace hookworthy::cli {
namespace {

constexpr std::size_t max_label_bytes = 300;
/// Upper bounds of the buckets.
constexpr std::array<std::int64_t, 19> bounds_ns{
    50'000,        100'000,        250'000,        500'000,       1'000'000,
    2'500'000,     5'000'000,      10'000'000,     25'000'000,    50'000'000,
    100'000'000,   250'000'000,    500'000'000,    1'000'000'000, 2'500'000'000,
    5'000'000'000, 10'000'000'000, 30'000'000'000, 60'000'000'000};

/// A label's value: backslash, quote and line feed are escaped; what does not show is replaced.
std::string label(std::string_view value) {
  std::string text;
  for (const char c : record::printable(value, max_label_bytes)) {
    if (c == '\\' || c == '"') text += '\\';
    text += c;
  }
  return text;
}

class Metrics {
 public:
  void head(std::string_view name, std::string_view type, std::string_view help) {
    line("# HELP hookworthy_{} {}", name, help);
    line("# TYPE hookworthy_{} {}", name, type);
  }
  template <class... Args>
  void line(fmt::format_string<Args...> format, Args&&... args) {
    fmt::format_to(std::back_inserter(out_), format, std::forward<Args>(args)...);
    out_.push_back('\n');
  }
  void gauge(std::string_view name, std::string_view help, const std::optional<double>& value) {
    if (!value) return;  // what was not measured has no sample
    head(name, "gauge", help);
    line("hookworthy_{} {}", name, *value);
  }
  void histogram(std::string_view name, std::string_view help, const stats::Histogram& histogram) {
    head(name, "histogram", help);
    for (const std::int64_t bound : bounds_ns) {
      line("hookworthy_{}_bucket{{le=\"{}\"}} {}", name, static_cast<double>(bound) / 1e9,
           histogram.count_at_or_below(bound));
    }
    line("hookworthy_{}_bucket{{le=\"+Inf\"}} {}", name, histogram.count());
    const double sum_ns = histogram.mean().value_or(0.0) * static_cast<double>(histogram.count());
    line("hookworthy_{}_sum {}", name, sum_ns / 1e9);
    line("hookworthy_{}_count {}", name, histogram.count());
  }
  [[nodiscard]] std::string text() const { return fmt::to_string(out_); }

 private:
  fmt::memory_buffer out_;
};

void outcomes(Metrics& metrics, const report::Summary& summary) {
  const record::Counts& counts = summary.deliveries;
  metrics.head("deliveries_total", "counter", "Deliveries by how they ended.");
  const std::array<std::pair<std::string_view, std::uint64_t>, 5> ends{
      {{"answered", counts.answered},
       {"failed", counts.failed},
       {"timed_out", counts.timed_out},
       {"unsent", counts.unsent},
       {"unfinished", counts.unfinished}}};
  for (const auto& [outcome, count] : ends) {
    metrics.line("hookworthy_deliveries_total{{outcome=\"{}\"}} {}", outcome, count);
  }
  metrics.head("responses_total", "counter", "Answers by their status.");
  for (const auto& [status, count] : summary.status) {
    metrics.line("hookworthy_responses_total{{code=\"{}\"}} {}", status, count);
  }
  metrics.head("transport_errors_total", "counter", "Deliveries without an answer, by cause.");
  for (const auto& error : summary.errors) {
    metrics.line("hookworthy_transport_errors_total{{phase=\"{}\",cause=\"{}\"}} {}",
                 label(error.phase), label(error.cause), error.count);
  }
}

}  // namespace

std::string metrics_text(const View& view) {
  const report::Summary& summary = view.summary;
  Metrics metrics;
  metrics.head("run_info", "gauge", "What is run; always 1.");
  metrics.line("hookworthy_run_info{{version=\"{}\",command=\"{}\",target=\"{}\",seed=\"{}\"}} 1",
               label(summary.run.version), label(summary.run.command), label(summary.run.target),
               summary.run.seed);
  metrics.gauge("running", "1 while the run goes on, then 0.", view.running ? 1.0 : 0.0);
  outcomes(metrics, summary);
  metrics.gauge("in_flight_deliveries", "Sent, and without an outcome yet.",
                static_cast<double>(view.in_flight));
  metrics.gauge("planned_deliveries_per_second", "The rate that was asked for, on average.",
                summary.harness.planned_per_s);
  metrics.gauge("achieved_deliveries_per_second", "The rate of sending since the start.",
                summary.harness.achieved_per_s);
  metrics.histogram("response_time_seconds",
                    "From the instant at which a delivery was due to its answer or deadline.",
                    summary.times.response_time);
  metrics.histogram("service_time_seconds", "From the first byte sent to the answer or deadline.",
                    summary.times.service_time);
  metrics.histogram("send_lag_seconds", "How late the harness itself began to send.",
                    summary.times.send_lag);
  return metrics.text();
}

}  // namespace hookworthy::cli
