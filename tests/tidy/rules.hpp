#pragma once

#include "tests/tidy/tree.hpp"

#include <cstddef>
#include <string>
#include <vector>

namespace hookworthy::tidy {

/// One breach of a rule.
struct Finding {
  std::string path;
  std::size_t line;  ///< from 1; 0 when the whole file is meant
  std::string message;
};

/// What must hold for every file of the tree. No file is excepted by name.
struct Rule {
  const char* name;  ///< an identifier
  std::vector<Finding> (*check)(const Tree& tree);
};

std::vector<Rule> layout_rules();  ///< the top level, who may include whom, what system headers
std::vector<Rule> text_rules();    ///< sizes, white space, marks, scripts
std::vector<Rule> code_rules();    ///< what libraries may not do, lengths of functions
std::vector<Rule> all_rules();     ///< all of these

/// One line per finding: `path:line: message`.
std::string describe(const std::vector<Finding>& findings);

}  // namespace hookworthy::tidy
