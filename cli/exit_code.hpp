#pragma once

namespace hookworthy::cli {

/// What the program tells the shell. 105 is what k6 uses for an interrupted run.
enum ExitCode : int {
  exit_kept = 0,
  exit_violated = 1,
  exit_usage = 2,  ///< usage or contract error
  exit_inconclusive = 3,
  exit_interrupted = 105
};

}  // namespace hookworthy::cli
