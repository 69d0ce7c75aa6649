#include "verifier/record/text.hpp"
#include "verifier/report/units.hpp"
#include "verifier/report/write.hpp"

#include <algorithm>
#include <iterator>
#include <map>
#include <ostream>
#include <string_view>
#include <utility>
#include <vector>

#include <fmt/color.h>
#include <fmt/format.h>

namespace hookworthy::report {
namespace {

constexpr std::size_t max_line_bytes = 300;  ///< of what others wrote: names, URLs, requests
constexpr std::size_t max_columns = 100;     ///< of a list of names
constexpr std::string_view nothing_measured = "no data";

std::string one_line(std::string_view text) {
  return record::printable(text, max_line_bytes);
}

/// Gathers the report as text; each function writes one block.
class Text {
 public:
  Text(const Summary& summary, Colours colours) : summary_(summary), colours_(colours) {}

  [[nodiscard]] std::string write() {
    head();
    clauses();
    for (const auto& clause : summary_.clauses) evidence(clause);
    thresholds();
    figures();
    times();
    outcomes();
    harness();
    return fmt::to_string(out_);
  }

 private:
  template <class... Args>
  void line(fmt::format_string<Args...> format, Args&&... args) {
    fmt::format_to(std::back_inserter(out_), format, std::forward<Args>(args)...);
    out_.push_back('\n');
  }
  /// `Name         text`
  void row(std::string_view name, std::string_view text) { line("{:<14}{}", name, text); }
  void gap() { out_.push_back('\n'); }
  /// `word` as it is, or in the colour; pad it before.
  [[nodiscard]] std::string in(fmt::terminal_color colour, std::string_view word) const {
    if (colours_ == Colours::none) return std::string(word);
    return fmt::format(fmt::fg(colour), "{}", word);
  }

  void head();
  void clauses();
  void not_tested();
  void evidence(const ClauseView& clause);
  void trial(const TrialView& view);
  void indented(std::string_view lines);
  void thresholds();
  void figures();
  void times();
  void time_row(std::string_view name, const stats::Histogram& histogram);
  void outcomes();
  void harness();

  const Summary& summary_;
  Colours colours_;
  fmt::memory_buffer out_;
};

constexpr fmt::terminal_color good = fmt::terminal_color::green;
constexpr fmt::terminal_color bad = fmt::terminal_color::red;
constexpr fmt::terminal_color open = fmt::terminal_color::yellow;

fmt::terminal_color colour_of(check::Verdict verdict) {
  return verdict == check::Verdict::kept ? good : verdict == check::Verdict::violated ? bad : open;
}

fmt::terminal_color colour_of(check::ClauseVerdict verdict) {
  return verdict == check::ClauseVerdict::kept       ? good
         : verdict == check::ClauseVerdict::violated ? bad
                                                     : open;
}

fmt::terminal_color colour_of(stats::ThresholdVerdict verdict) {
  return verdict == stats::ThresholdVerdict::kept       ? good
         : verdict == stats::ThresholdVerdict::violated ? bad
                                                        : open;
}

void Text::head() {
  const record::Header& run = summary_.run;
  std::string verdict(check::to_string(summary_.verdict));
  std::ranges::transform(verdict, verdict.begin(),
                         [](char c) { return c >= 'a' && c <= 'z' ? char(c - 'a' + 'A') : c; });
  line("Verdict: {}", in(colour_of(summary_.verdict), verdict));
  for (const auto& reason : summary_.reasons) line("  - {}", reason);
  gap();
  row("Run", fmt::format("{} {}", one_line(run.command), one_line(run.target)));
  row("Contract",
      fmt::format("{} {} (sha256 {})", one_line(run.contract.title), one_line(run.contract.version),
                  one_line(run.contract.sha256.substr(0, 12))));
  row("Made by", fmt::format("hookworthy {}, seed {}", one_line(run.version), run.seed));
  row("Started", one_line(run.started_at) +
                     (summary_.duration_ns ? ", took " + duration(summary_.duration_ns) : ""));
}

bool is_tested(const ClauseView& view) {
  return view.result.verdict != check::ClauseVerdict::not_tested;
}

void Text::clauses() {
  if (summary_.clauses.empty()) return;
  gap();
  if (std::ranges::any_of(summary_.clauses, is_tested)) {
    line("{:<8}{:<14}{:>10}{:>12}  {}", "Clause", "verdict", "cases", "violations", "what");
  }
  for (const auto& view : summary_.clauses) {
    if (!is_tested(view)) continue;
    const auto& result = view.result;
    const check::Clause& clause = check::clause(result.id);
    const auto verdict = fmt::format("{:<14}", check::to_string(result.verdict));
    line("{:<8}{}{:>10}{:>12}  {:<26}{}", check::to_string(result.level),
         in(colour_of(result.verdict), verdict), grouped(result.cases), grouped(result.violations),
         clause.name, clause.title);
    if (!result.reason.empty()) line("{:46}({})", "", one_line(result.reason));
  }
  not_tested();
}

/// `words`, which are written with spaces between, in lines of at most `columns`.
std::vector<std::string> wrapped(const std::vector<std::string>& words, std::size_t columns) {
  std::vector<std::string> lines;
  for (const std::string& word : words) {
    if (lines.empty() || lines.back().size() + 1 + word.size() > columns) {
      lines.push_back(word);
    } else {
      lines.back() += " " + word;
    }
  }
  return lines;
}

/// A run leaves out most clauses that it is not about, so these get no rows of their own: their
/// names, and once for all of them the reason why.
void Text::not_tested() {
  constexpr std::size_t name_columns = 14;
  std::vector<std::pair<std::string, std::vector<std::string>>> groups;
  for (const auto& view : summary_.clauses) {
    if (is_tested(view)) continue;
    const std::string& reason = view.result.reason;
    auto group = std::ranges::find(groups, reason, [](const auto& each) { return each.first; });
    if (group == groups.end()) group = groups.insert(groups.end(), {reason, {}});
    if (!group->second.empty()) group->second.back() += ",";
    group->second.emplace_back(check::clause(view.result.id).name);
  }
  std::string_view name = "Not tested";
  for (auto& [reason, words] : groups) {
    if (!reason.empty()) words.push_back("(" + one_line(reason) + ")");
    for (const auto& each : wrapped(words, max_columns - name_columns)) {
      row(std::exchange(name, ""), each);
    }
  }
}

/// What a case is about: `new /booking/comment, null`.
std::string subject_of(const EvidenceView& view) {
  std::string subject = one_line(view.type);
  if (view.field) subject += view.field->empty() ? " as a whole" : " " + one_line(*view.field);
  if (!view.label.empty()) subject += ", " + one_line(view.label);
  return subject;
}

void Text::evidence(const ClauseView& clause) {
  if (clause.evidence.empty()) return;
  gap();
  const auto& result = clause.result;
  line("{} ({}), {} of {}:", check::clause(result.id).name, check::to_string(result.level),
       clause.evidence.size(), counted(result.violations, "violation"));
  for (const auto& view : clause.evidence) {
    const std::string about = subject_of(view);
    if (view.trial) {
      line("  {} ({}):", view.case_id, view.trial->operation);
    } else if (view.after) {
      line("  {} ({}), then {}", *view.after, about, view.case_id);
    } else {
      line("  {} ({}), expected: {}", view.case_id, about, view.expect);
    }
    if (view.trial) trial(*view.trial);
    if (!view.trial) line("    answer:  {}", view.response);
    if (!view.request.empty()) {
      line("    request: {} ({} bytes)", record::printable(view.request, max_line_bytes),
           grouped(view.request_bytes));
    }
    if (view.reproduction.replay.empty() && view.reproduction.curl.empty()) continue;
    line("    Reproduce with:");
    for (const auto& command : {view.reproduction.replay, view.reproduction.curl}) {
      if (!command.empty()) indented(command);
    }
  }
}

void Text::trial(const TrialView& view) {
  line("    events / sending: {}", view.notation);
  for (const auto& attempt : view.attempts) line("      {}", attempt);
  line("    expected: {}", view.expected);
  line("    seen:     {}", view.seen);
  if (view.repeats > 0) line("    failed {} of {} times it was tried", view.failures, view.repeats);
}

void Text::indented(std::string_view lines) {
  for (;;) {
    const std::size_t end = lines.find('\n');
    line("      {}", lines.substr(0, end));
    if (end == std::string_view::npos) return;
    lines.remove_prefix(end + 1);
  }
}

std::string threshold_value(const stats::ThresholdResult& result) {
  if (!result.value) return std::string(nothing_measured);
  const auto parsed = stats::parse_threshold(result.expression);
  if (parsed && stats::is_trend(parsed->metric) && parsed->aggregate != stats::Aggregate::count) {
    return duration(*result.value);
  }
  return fmt::format("{:.6g}", *result.value);
}

void Text::thresholds() {
  if (summary_.thresholds.empty()) return;
  gap();
  line("{:<22}{:>14}  {}", "Threshold", "value", "expression");
  for (const auto& result : summary_.thresholds) {
    const std::string_view verdict = result.verdict == stats::ThresholdVerdict::kept ? "kept"
                                     : result.verdict == stats::ThresholdVerdict::violated
                                         ? "violated"
                                         : nothing_measured;
    line("{}{:>14}  {}", in(colour_of(result.verdict), fmt::format("{:<22}", verdict)),
         threshold_value(result), one_line(result.expression));
  }
}

/// `8 of 8 types`, or `8 types` where nobody knows how many there are.
std::string share(std::uint64_t tried, const std::optional<std::uint64_t>& of,
                  const std::string& noun) {
  if (!of) return counted(tried, noun);
  return grouped(tried) + " of " + counted(*of, noun);
}

/// The members that were sent as null, `comment, note, worker`: receivers stumble over these most.
/// One that the receiver did not take says so.
std::string nulls(const check::Coverage& coverage) {
  std::map<std::string, bool> members;  // name -> whether a clause was broken
  for (const auto& [key, counter] : coverage.entries()) {
    if (key.kind != Kind::edge || key.label != "null" || counter.tried == 0) continue;
    members[one_line(key.field.substr(key.field.rfind('/') + 1))] |= counter.violated > 0;
  }
  std::string list;
  for (const auto& [name, broken] : members) {
    list += fmt::format("{}{}{}", list.empty() ? "" : ", ", name, broken ? " (not taken)" : "");
  }
  return list;
}

void Text::figures() {
  const auto totals = summary_.coverage.totals();
  const auto of_kind = [&](Kind kind) { return totals.cases[static_cast<std::size_t>(kind)]; };
  std::string coverage = share(totals.types, summary_.goal.types, "type");
  if (totals.fields > 0 || summary_.goal.fields) {
    coverage += ", " + share(totals.fields, summary_.goal.fields, "field");
  }
  if (of_kind(Kind::edge) > 0 || summary_.goal.edges) {
    coverage += ", " + share(of_kind(Kind::edge), summary_.goal.edges, "edge");
  }
  if (of_kind(Kind::violation) > 0 || summary_.goal.violations) {
    coverage += ", " + share(of_kind(Kind::violation), summary_.goal.violations, "violation");
  }
  for (const check::Explored& each : summary_.explored) {
    coverage += fmt::format(", {}{} {}", grouped(each.tried),
                            each.of ? " of " + grouped(*each.of) : "", one_line(each.what));
  }
  gap();
  row("Coverage", coverage);
  if (const std::string members = nulls(summary_.coverage); !members.empty()) {
    row("Sent as null", members);
  }
  const record::Counts& counts = summary_.deliveries;
  row("Deliveries",
      fmt::format(
          "{} planned {} {} answered + {} failed + {} timed out + {} unsent + {} unfinished",
          grouped(counts.planned), counts.conserved() ? "=" : "is not", grouped(counts.answered),
          grouped(counts.failed), grouped(counts.timed_out), grouped(counts.unsent),
          grouped(counts.unfinished)));
  const auto& [planned, achieved] =
      std::pair(summary_.harness.planned_per_s, summary_.harness.achieved_per_s);
  std::string rates = planned ? rate(*planned) + " planned, " : "";
  rates += achieved ? rate(*achieved) + " achieved" : std::string(nothing_measured);
  if (planned && achieved && *planned > 0) {
    rates += fmt::format(" ({:.2f} %)", 100 * *achieved / *planned);
  }
  row("Rate", rates);
}

void Text::time_row(std::string_view name, const stats::Histogram& histogram) {
  if (histogram.empty()) {
    line("{:<14}{:>10}", name, nothing_measured);
    return;
  }
  line("{:<14}{:>10}{:>10}{:>10}{:>10}{:>10}{:>10}", name, grouped(histogram.count()),
       duration(histogram.value_at_quantile(0.5)), duration(histogram.value_at_quantile(0.9)),
       duration(histogram.value_at_quantile(0.99)), duration(histogram.value_at_quantile(0.999)),
       duration(histogram.max()));
}

void Text::times() {
  gap();
  line("{:<14}{:>10}{:>10}{:>10}{:>10}{:>10}{:>10}", "Time", "count", "p50", "p90", "p99", "p99.9",
       "max");
  time_row("response_time", summary_.times.response_time);
  time_row("service_time", summary_.times.service_time);
  time_row("send_lag", summary_.times.send_lag);
}

void Text::outcomes() {
  gap();
  std::string statuses;
  for (const auto& [status, count] : summary_.status) {
    statuses += fmt::format("{}{}: {}", statuses.empty() ? "" : ", ", status, grouped(count));
  }
  row("Status", statuses.empty() ? nothing_measured : statuses);
  std::string errors;
  for (const auto& error : summary_.errors) {
    errors += fmt::format("{}{} in {}: {}", errors.empty() ? "" : ", ", error.cause, error.phase,
                          grouped(error.count));
  }
  row("Errors", errors.empty() ? "none" : errors);
  if (summary_.by_type.empty()) return;
  gap();
  line("{:<32}{:>10}{:>10}{:>10}", "Type", "accepted", "rejected", "failed");
  for (const auto& [type, counts] : summary_.by_type) {
    line("{:<32}{:>10}{:>10}{:>10}", one_line(type), grouped(counts.accepted),
         grouped(counts.rejected), grouped(counts.failed));
  }
}

void Text::harness() {
  const check::HarnessFacts& harness = summary_.harness;
  std::string text = harness.cpu_s ? duration(*harness.cpu_s * 1e9) + " CPU" : "CPU: no data";
  if (harness.max_rss_bytes) text += ", " + bytes(*harness.max_rss_bytes) + " at most";
  if (harness.threads) text += ", " + counted(*harness.threads, "thread");
  if (harness.connections) text += ", " + counted(*harness.connections, "connection") + " opened";
  const auto lag = summary_.times.send_lag.value_at_quantile(0.99);
  text += lag ? ", send lag p99 " + duration(lag) : ", send lag: no data";
  gap();
  row("Harness", text);
}

}  // namespace

void write_text(std::ostream& out, const Summary& summary, Colours colours) {
  out << Text(summary, colours).write();
}

void write_text(std::ostream& out, const Summary& summary) {
  write_text(out, summary, Colours::none);
}

}  // namespace hookworthy::report
