#include "verifier/record/text.hpp"
#include "verifier/report/write.hpp"

#include <ostream>
#include <string>
#include <string_view>

#include <fmt/format.h>

// Workflow commands of GitHub Actions: `::error title=T::message`. In a message %, CR and LF are
// written %25, %0D and %0A; in a property's value also : and , as %3A and %2C
// (https://docs.github.com/actions/reference/workflow-commands-for-github-actions).

namespace hookworthy::report {
namespace {

constexpr std::size_t max_bytes = 1000;

std::string escape(std::string_view text, std::string_view special) {
  std::string out;
  for (const char c : text) {
    if (special.find(c) == special.npos) {
      out += c;
    } else {
      out += fmt::format("%{:02X}", static_cast<unsigned char>(c));
    }
  }
  return out;
}

void write_command(std::ostream& out, std::string_view level, std::string_view title,
                   std::string_view message) {
  const std::string safe_title = record::printable(title, max_bytes);
  const std::string safe_message = record::printable(message, max_bytes);
  out << fmt::format("::{} title={}::{}\n", level, escape(safe_title, "%\r\n:,"),
                     escape(safe_message, "%\r\n"));
}

void write_clause(std::ostream& out, const ClauseView& view) {
  const check::ClauseResult& result = view.result;
  if (result.verdict != check::ClauseVerdict::violated) return;
  const check::Clause& clause = check::clause(result.id);
  std::string message =
      fmt::format("{} ({}): {} of {} cases", clause.title, check::to_string(result.level),
                  result.violations, result.cases);
  if (!view.evidence.empty()) {
    const EvidenceView& first = view.evidence.front();
    message += fmt::format("; first: {}, answer: {}", first.case_id, first.response);
  }
  write_command(out, result.level == check::Level::must ? "error" : "warning", clause.name,
                message);
}

}  // namespace

void write_github(std::ostream& out, const Summary& summary) {
  for (const ClauseView& clause : summary.clauses) write_clause(out, clause);
  for (const stats::ThresholdResult& result : summary.thresholds) {
    if (result.verdict == stats::ThresholdVerdict::kept) continue;
    const bool broken = result.verdict == stats::ThresholdVerdict::violated;
    write_command(out, broken ? "error" : "warning", "threshold",
                  result.expression + (broken ? " is not met" : ": no data"));
  }
  std::string why;
  for (const std::string& reason : summary.reasons) why += (why.empty() ? "" : "; ") + reason;
  const bool kept = summary.verdict == check::Verdict::kept;
  const bool violated = summary.verdict == check::Verdict::violated;
  write_command(
      out,
      kept       ? "notice"
      : violated ? "error"
                 : "warning",
      "hookworthy",
      fmt::format("{}{}{}", check::to_string(summary.verdict), why.empty() ? "" : ": ", why));
}

}  // namespace hookworthy::report
