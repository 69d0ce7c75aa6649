#include "tests/support/sample_runs.hpp"
#include "verifier/report/write.hpp"

#include <regex>
#include <sstream>
#include <string>

#include <gtest/gtest.h>

namespace hookworthy::report {
namespace {

std::string text_of(const Summary& summary, Colours colours) {
  std::ostringstream out;
  write_text(out, summary, colours);
  return out.str();
}

bool has(const std::string& text, std::string_view part) {
  return text.find(part) != std::string::npos;
}

TEST(Text, ColoursVerdicts) {
  const std::string kept = text_of(test::kept_run().summarize(), Colours::ansi);
  EXPECT_TRUE(has(kept, "Verdict: \x1b[32mKEPT\x1b[0m\n")) << kept;
  EXPECT_TRUE(has(kept, "MUST    \x1b[32mkept          \x1b[0m")) << kept;
  const std::string violated = text_of(test::violated_run().summarize(), Colours::ansi);
  EXPECT_TRUE(has(violated, "Verdict: \x1b[31mVIOLATED\x1b[0m\n")) << violated;
  EXPECT_TRUE(has(violated, "\x1b[31mviolated      \x1b[0m")) << violated;
  const std::string empty = text_of(test::empty_run().summarize(), Colours::ansi);
  EXPECT_TRUE(has(empty, "Verdict: \x1b[33mINCONCLUSIVE\x1b[0m\n")) << empty;
}

TEST(Text, SaysTheSameWithAndWithoutColours) {
  const std::regex escape("\x1b\\[[0-9;]*m");
  for (const auto& summary : {test::kept_run().summarize(), test::violated_run().summarize(),
                              test::empty_run().summarize()}) {
    const std::string plain = text_of(summary, Colours::none);
    EXPECT_FALSE(has(plain, "\x1b"));
    EXPECT_EQ(std::regex_replace(text_of(summary, Colours::ansi), escape, ""), plain);
  }
}

TEST(Text, NamesWhatWasNotTestedOnceByReason) {
  Summary summary = test::kept_run().summarize();
  for (ClauseView& view : summary.clauses) {
    if (view.result.verdict != check::ClauseVerdict::not_tested) continue;
    view.result.reason = view.result.id == check::ClauseId::verifies_signature ? "no secret" : "";
  }
  const std::string text = text_of(summary, Colours::none);
  EXPECT_TRUE(has(text, "\nNot tested    survives-protocol-faults, accepts-valid-http,")) << text;
  EXPECT_TRUE(has(text, "\n              verifies-signature (no secret)\n")) << text;
  for (std::size_t begin = text.find("\nNot tested") + 1, end = 0; text[begin] != '\n';
       begin = end + 1) {
    end = text.find('\n', begin);
    EXPECT_LE(end - begin, 100U) << text.substr(begin, end - begin);
  }
}

}  // namespace
}  // namespace hookworthy::report
