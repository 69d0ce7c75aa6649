#include "verifier/record/text.hpp"
#include "verifier/report/write.hpp"

#include <algorithm>
#include <ostream>
#include <string_view>

#include <fmt/format.h>

namespace hookworthy::report {
namespace {

/// Whether XML 1.0 (section 2.2) has this well-formed UTF-8 sequence as a character. JSON and
/// terminals are more lenient, but one bad character makes the whole document unreadable.
bool is_xml_character(std::string_view sequence) {
  if (sequence.size() == 1) {
    const auto byte = static_cast<unsigned char>(sequence[0]);
    return byte >= 0x20 || byte == '\t' || byte == '\n' || byte == '\r';
  }
  return sequence != "\xEF\xBF\xBE" && sequence != "\xEF\xBF\xBF";
}

/// Bytes of anybody as character data or attribute value.
std::string escape(std::string_view text) {
  constexpr std::string_view replacement = "\xEF\xBF\xBD";
  std::string out;
  while (!text.empty()) {
    const std::size_t length = record::utf8_length(text);
    const auto sequence = text.substr(0, length == 0 ? 1 : length);
    text.remove_prefix(sequence.size());
    if (length == 0 || !is_xml_character(sequence)) {
      out += replacement;
    } else if (sequence == "&") {
      out += "&amp;";
    } else if (sequence == "<") {
      out += "&lt;";
    } else if (sequence == ">") {
      out += "&gt;";
    } else if (sequence == "\"") {
      out += "&quot;";
    } else if (sequence == "\t" || sequence == "\n" || sequence == "\r") {
      // Raw ones would become spaces in an attribute.
      out += fmt::format("&#{};", static_cast<int>(sequence[0]));
    } else {
      out += sequence;
    }
  }
  return out;
}

/// Like escape, but lines stay lines.
std::string escape_lines(std::string_view text) {
  std::string out;
  for (;;) {
    const std::size_t end = text.find('\n');
    out += escape(text.substr(0, end));
    if (end == std::string_view::npos) return out;
    out += '\n';
    text.remove_prefix(end + 1);
  }
}

enum class Ending { passed, warning, failure, error, skipped };

struct TestCase {
  std::string group;
  std::string name;
  Ending ending = Ending::passed;
  std::string type;     ///< MUST, SHOULD or threshold
  std::string message;  ///< one line
  std::string detail;   ///< lines
};

std::string detail_of(const ClauseView& view) {
  std::string detail;
  for (const EvidenceView& evidence : view.evidence) {
    detail += fmt::format("{}{} {} {}, expected: {}\nanswer: {}\n",
                          evidence.after ? *evidence.after + ", then " : "", evidence.case_id,
                          evidence.type, evidence.field.value_or("") + " " + evidence.label,
                          evidence.expect, evidence.response);
    if (evidence.trial) {
      detail += evidence.trial->notation + "\n";
      for (const auto& attempt : evidence.trial->attempts) detail += "  " + attempt + "\n";
      detail += "expected: " + evidence.trial->expected + "\n";
    }
    const auto& lines = evidence.reproduction;
    if (lines.replay.empty() && lines.curl.empty()) continue;
    detail += "Reproduce with:\n";
    for (const auto& command : {lines.replay, lines.curl}) {
      if (!command.empty()) detail += "  " + command + "\n";
    }
  }
  return detail;
}

TestCase test_case(const ClauseView& view) {
  const check::ClauseResult& result = view.result;
  const check::Clause& clause = check::clause(result.id);
  TestCase test{.group = fmt::format("clauses.{}", check::to_string(result.level)),
                .name = std::string(clause.name),
                .type = std::string(check::to_string(result.level)),
                .message = result.reason,
                .detail = {}};
  const bool must = result.level == check::Level::must;
  switch (result.verdict) {
    case check::ClauseVerdict::kept:
      break;
    case check::ClauseVerdict::violated:
      test.ending = must ? Ending::failure : Ending::warning;
      test.message = fmt::format("{}: violated in {} of {} cases", clause.title, result.violations,
                                 result.cases);
      test.detail = detail_of(view);
      break;
    case check::ClauseVerdict::inconclusive:
      test.ending = must ? Ending::error : Ending::skipped;
      break;
    case check::ClauseVerdict::not_tested:
      test.ending = Ending::skipped;
      if (test.message.empty()) test.message = "not tested";
      break;
  }
  return test;
}

TestCase test_case(const stats::ThresholdResult& result) {
  TestCase test{.group = "thresholds",
                .name = result.expression,
                .type = "threshold",
                .message = {},
                .detail = {}};
  if (result.verdict == stats::ThresholdVerdict::no_data) {
    test.ending = Ending::error;
    test.message = "no data";
  } else if (result.verdict == stats::ThresholdVerdict::violated) {
    test.ending = Ending::failure;
    test.message = result.value ? fmt::format("not met: {:.6g}", *result.value) : "not met";
  }
  return test;
}

std::vector<TestCase> test_cases(const Summary& summary) {
  std::vector<TestCase> tests;
  bool told = false;
  for (const auto& view : summary.clauses) tests.push_back(test_case(view));
  for (const auto& result : summary.thresholds) tests.push_back(test_case(result));
  for (const auto& test : tests) told = told || test.ending == Ending::error;
  // A run that proves nothing must not look green, whatever its parts say.
  if (summary.verdict == check::Verdict::inconclusive && !told) {
    TestCase run{.group = "run",
                 .name = "verdict",
                 .ending = Ending::error,
                 .type = "run",
                 .message = "inconclusive",
                 .detail = {}};
    for (const auto& reason : summary.reasons) run.detail += reason + "\n";
    tests.push_back(std::move(run));
  }
  return tests;
}

std::string element_of(const TestCase& test) {
  const auto failed = [&test](std::string_view element) {
    return fmt::format("      <{0} type=\"{1}\" message=\"{2}\">{3}</{0}>\n", element,
                       escape(test.type), escape(test.message), escape_lines(test.detail));
  };
  switch (test.ending) {
    case Ending::passed:
      return "";
    case Ending::warning:
      return fmt::format("      <system-out>warning: {}\n{}</system-out>\n",
                         escape_lines(test.message), escape_lines(test.detail));
    case Ending::failure:
      return failed("failure");
    case Ending::error:
      return failed("error");
    case Ending::skipped:
      return fmt::format("      <skipped message=\"{}\"/>\n", escape(test.message));
  }
  return "";
}

std::string property(std::string_view name, std::string_view value) {
  return fmt::format("      <property name=\"{}\" value=\"{}\"/>\n", name, escape(value));
}

std::string junit_document(const Summary& summary) {
  const auto tests = test_cases(summary);
  const auto count = [&tests](Ending ending) {
    return std::count_if(tests.begin(), tests.end(),
                         [ending](const TestCase& test) { return test.ending == ending; });
  };
  const double time_s = summary.duration_ns ? static_cast<double>(*summary.duration_ns) / 1e9 : 0.0;
  const std::string totals = fmt::format(
      "tests=\"{}\" failures=\"{}\" errors=\"{}\" skipped=\"{}\" time=\"{:.3f}\"", tests.size(),
      count(Ending::failure), count(Ending::error), count(Ending::skipped), time_s);
  const record::Header& run = summary.run;
  std::string out = "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n";
  out += fmt::format("<testsuites name=\"hookworthy\" {}>\n", totals);
  // The times of JUnit have no zone letter.
  std::string_view started = run.started_at;
  if (started.ends_with('Z')) started.remove_suffix(1);
  out +=
      fmt::format("  <testsuite name=\"{}\" timestamp=\"{}\" {}>\n",
                  escape("hookworthy " + run.command + " " + run.target), escape(started), totals);
  out += "    <properties>\n";
  out += property("verdict", check::to_string(summary.verdict));
  out += property("version", run.version);
  out += property("seed", std::to_string(run.seed));
  out += property("target", run.target);
  out += property("contract", run.contract.title + " " + run.contract.version);
  out += property("contract_sha256", run.contract.sha256);
  out += "    </properties>\n";
  for (const TestCase& test : tests) {
    const std::string element = element_of(test);
    const std::string head = fmt::format("    <testcase classname=\"hookworthy.{}\" name=\"{}\"",
                                         escape(test.group), escape(test.name));
    out += element.empty() ? head + "/>\n" : head + ">\n" + element + "    </testcase>\n";
  }
  return out + "  </testsuite>\n</testsuites>\n";
}

}  // namespace

void write_junit(std::ostream& out, const Summary& summary) {
  out << junit_document(summary);
}

}  // namespace hookworthy::report
