#include "cli/progress_line.hpp"

#include "verifier/report/units.hpp"

#include <algorithm>
#include <vector>

#include <fmt/color.h>
#include <fmt/format.h>

namespace hookworthy::cli {
namespace {

constexpr std::size_t min_bar_columns = 12;  ///< with its brackets
constexpr std::size_t max_bar_columns = 32;
constexpr std::string_view gap = "  ";

/// The order in which parts are left out where they do not fit, the last one first.
enum class Rank : std::uint8_t {
  what,
  position,
  failures,
  p99,
  achieved,
  bar,
  in_flight,
  p50,
  planned
};

struct Part {
  Rank rank;
  std::string text;
  fmt::text_style style{};
};

std::string clock_text(double time_s) {
  const auto whole = static_cast<long long>(time_s);
  return fmt::format("{:02}:{:02}", whole / 60, whole % 60);
}

std::string per_second(double rate) {
  return rate < 10 ? fmt::format("{:.1f}/s", rate) : fmt::format("{:.0f}/s", rate);
}

/// 0 .. 1
std::optional<double> fraction(const ProgressView& view) {
  const double done = view.counts ? static_cast<double>(view.now.done) : view.elapsed_s;
  const double all = view.counts ? static_cast<double>(view.now.planned) : view.total_s.value_or(0);
  if (all <= 0) return std::nullopt;
  return std::clamp(done / all, 0.0, 1.0);
}

/// Where the run stands: `00:12 / 00:30`, before it the deliveries where these count.
std::string position(const ProgressView& view) {
  std::string text;
  if (view.counts) {
    text += report::grouped(view.now.done);
    if (view.now.planned > 0) text += " / " + report::grouped(view.now.planned);
    text += gap;
  }
  text += clock_text(view.elapsed_s);
  if (view.total_s) text += " / " + clock_text(*view.total_s);
  return text;
}

/// All that is known, but for the bar, in the order of the line.
std::vector<Part> parts_of(const ProgressView& view) {
  std::vector<Part> parts{{Rank::what, view.what, fmt::emphasis::bold},
                          {Rank::position, position(view)}};
  if (view.planned_per_s) {
    parts.push_back({Rank::planned, "planned " + per_second(*view.planned_per_s)});
  }
  if (view.achieved_per_s) {
    parts.push_back({Rank::achieved, "achieved " + per_second(*view.achieved_per_s)});
  }
  parts.push_back({Rank::in_flight, "in flight " + report::grouped(view.now.in_flight())});
  if (view.p50_ns) parts.push_back({Rank::p50, "p50 " + report::duration(view.p50_ns)});
  if (view.p99_ns) parts.push_back({Rank::p99, "p99 " + report::duration(view.p99_ns)});
  const fmt::text_style calm = fmt::fg(fmt::terminal_color::green);
  const fmt::text_style alarm = fmt::fg(fmt::terminal_color::red);
  if (view.counts) {
    // Cases get no answer on purpose, too: their requests are broken, or retried after a drop.
    parts.push_back({Rank::failures, "unanswered " + report::grouped(view.now.failed)});
  } else {
    parts.push_back({Rank::failures, "failures " + report::grouped(view.now.failed),
                     view.now.failed > 0 ? alarm : calm});
  }
  return parts;
}

std::size_t columns_of(const std::vector<Part>& parts) {
  std::size_t columns = gap.size() * (parts.size() - 1);
  for (const Part& part : parts) columns += part.text.size();
  return columns;
}

std::string bar(double share, std::size_t columns) {
  const std::size_t inner = columns - 2;
  const auto full = static_cast<std::size_t>(share * static_cast<double>(inner));
  return fmt::format("[{:=<{}}{: <{}}]", "", full, "", inner - full);
}

/// Leaves out what does not fit.
void fit(std::vector<Part>& parts, std::size_t columns) {
  while (parts.size() > 1 && columns_of(parts) > columns) {
    parts.erase(std::ranges::max_element(parts, {}, &Part::rank));
  }
  std::string& last = parts.front().text;
  if (last.size() > columns) last.resize(columns);
}

std::string joined(const std::vector<Part>& parts, bool colours) {
  std::string line;
  for (const Part& part : parts) {
    if (&part != &parts.front()) line += gap;
    line += colours ? fmt::format(part.style, "{}", part.text) : part.text;
  }
  return line;
}

}  // namespace

std::string progress_line(const ProgressView& view, std::size_t columns, bool colours) {
  std::vector<Part> parts = parts_of(view);
  const auto share = fraction(view);
  if (share) {
    parts.insert(parts.begin() + 1,
                 {Rank::bar, bar(*share, min_bar_columns), fmt::fg(fmt::terminal_color::cyan)});
  }
  fit(parts, columns);
  const auto found = std::ranges::find(parts, Rank::bar, &Part::rank);
  if (found != parts.end()) {
    const std::size_t room = min_bar_columns + columns - columns_of(parts);
    found->text = bar(*share, std::min(room, max_bar_columns));
  }
  return joined(parts, colours);
}

std::string plain_progress_line(const ProgressView& view) {
  return joined(parts_of(view), false);
}

}  // namespace hookworthy::cli
