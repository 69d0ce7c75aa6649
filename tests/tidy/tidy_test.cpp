// Holds this repository to its own rules.

#include "tests/tidy/rules.hpp"

#include <algorithm>
#include <ostream>

#include <gtest/gtest.h>

namespace hookworthy::tidy {

/// For the names of tests.
void PrintTo(const Rule& rule, std::ostream* out) {
  *out << rule.name;
}

namespace {

const Tree& repository() {
  static const Tree tree = load_tree(SOURCE_DIR);
  return tree;
}

bool has(const Tree& tree, std::string_view path) {
  return std::ranges::any_of(tree, [&](const File& file) { return file.path == path; });
}

TEST(Repository, IsFound) {
  EXPECT_TRUE(has(repository(), "CMakeLists.txt"));
  EXPECT_TRUE(has(repository(), "tests/tidy/tidy_test.cpp"));
  EXPECT_TRUE(has(repository(), "cli/main.cpp"));
}

class RepositoryKeeps : public testing::TestWithParam<Rule> {};

TEST_P(RepositoryKeeps, Rule) {
  const auto findings = GetParam().check(repository());
  EXPECT_TRUE(findings.empty()) << describe(findings);
}

INSTANTIATE_TEST_SUITE_P(, RepositoryKeeps, testing::ValuesIn(all_rules()),
                         [](const auto& each) { return std::string(each.param.name); });

}  // namespace
}  // namespace hookworthy::tidy
