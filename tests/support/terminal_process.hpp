#pragma once

#include <chrono>
#include <cstdint>
#include <string>
#include <vector>

namespace hookworthy::test {

/// What a program did on a terminal of its own.
struct Shown {
  int exit_code = -1;  ///< 128 + N: ended by signal N; 128 + 9 when the patience was over
  std::string text;    ///< all that it wrote, escape sequences and `\r\n` included
};

/// Runs the program to its end on a pseudo-terminal: its stdin, stdout and stderr.
Shown run_on_terminal(const std::vector<std::string>& command, std::uint16_t columns = 120,
                      std::chrono::milliseconds patience = std::chrono::minutes(1));

}  // namespace hookworthy::test
