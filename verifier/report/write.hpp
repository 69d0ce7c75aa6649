#pragma once

#include "verifier/report/summary.hpp"

#include <cstdint>
#include <iosfwd>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace hookworthy::report {

// Writers check nothing: look at the stream's state for write errors.

/// The JSON document `hookworthy/summary/1`, indented, with a line feed. Numbers that were not
/// measured are null. Keys beyond the documented ones are additions: `coverage`, `interrupted`,
/// `record_sha256`, and
/// in clauses `missed`, `flaky`, `reason`, in evidence `type`, `field`, `label`, `expect`, `after`,
/// `request_bytes`, `request_raw`, `trial`.
void write_json(std::ostream& out, const Summary& summary);

/// Whether verdicts are coloured by ANSI escape sequences; the words stay the same.
enum class Colours : std::uint8_t { none, ansi };

/// The report for people: plain text, UTF-8. What was not tested is named once, below the table of
/// clauses. Without `colours`: none.
void write_text(std::ostream& out, const Summary& summary, Colours colours);
void write_text(std::ostream& out, const Summary& summary);

/// JUnit XML, as CI systems read it: one test case per clause and threshold. A broken MUST or
/// threshold is a failure, a MUST without a verdict an error, a broken SHOULD passes with a warning
/// in system-out, and what was not tested is skipped.
void write_junit(std::ostream& out, const Summary& summary);

/// GitHub Flavored Markdown, as job summaries and comments take it: verdict, tables of clauses,
/// thresholds and times, and the first failure of each clause folded away.
void write_markdown(std::ostream& out, const Summary& summary);

/// Workflow commands of GitHub Actions, which become annotations: an error for each broken MUST and
/// threshold, a warning for each broken SHOULD, and the verdict last.
void write_github(std::ostream& out, const Summary& summary);

/// One HTML document that opens offline: everything is in it, nothing is loaded. Below 2 MB.
void write_html(std::ostream& out, const Summary& summary);

/// One way to write a report.
struct Format {
  std::string_view name;  ///< what --format says
  void (*write)(std::ostream& out, const Summary& summary);
};

/// All formats. `text` is for people; every other one is a document of its own.
[[nodiscard]] std::span<const Format> formats();
/// nullptr for a name that is none.
[[nodiscard]] const Format* find_format(std::string_view name);
/// For options and messages.
[[nodiscard]] std::vector<std::string> format_names();

}  // namespace hookworthy::report
