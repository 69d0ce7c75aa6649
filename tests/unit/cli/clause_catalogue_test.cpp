// The README's table of clauses and the program's say the same.

#include "fixtures/receiver/defect.hpp"
#include "verifier/check/clause.hpp"

#include <fstream>
#include <iterator>
#include <string>

#include <gtest/gtest.h>

namespace hookworthy::cli {
namespace {

std::string row_of(const check::Clause& clause) {
  std::string row = "| `" + std::string(clause.name) + "` | " +
                    std::string(check::to_string(clause.level)) +
                    (clause.level != clause.strict_level ? ", MUST in `strict`" : "") + " | " +
                    std::string(clause.title) + " | " + std::string(clause.rationale) + " | ";
  bool first = true;
  for (const receiver::Defect& defect : receiver::defects()) {
    if (defect.clause != clause.name) continue;
    row += std::string(first ? "`" : ", `") + std::string(defect.name) + "`";
    first = false;
  }
  return row + " |\n";
}

TEST(ClauseCatalogue, StandsInTheReadmeAsTheProgramHasIt) {
  std::string expected;
  for (const check::Clause& clause : check::clauses()) expected += row_of(clause);
  std::ifstream in(std::string(SOURCE_DIR) + "/README.md", std::ios::binary);
  const std::string readme{std::istreambuf_iterator<char>(in), {}};
  const std::string head =
      "| id | level | a worthy receiver | why | proven by the defect |\n|---|---|---|---|---|\n";
  const auto table = readme.find(head);
  ASSERT_NE(table, std::string::npos);
  const auto begin = table + head.size();
  EXPECT_EQ(readme.substr(begin, readme.find("\n\n", begin) + 1 - begin), expected);
}

TEST(ClauseCatalogue, HasAClauseForEachDefect) {
  for (const receiver::Defect& defect : receiver::defects()) {
    EXPECT_TRUE(check::parse_clause(defect.clause)) << defect.name << ": " << defect.clause;
    EXPECT_TRUE(check::parse_profile(defect.profile)) << defect.name;
  }
}

}  // namespace
}  // namespace hookworthy::cli
