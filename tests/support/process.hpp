#pragma once

#include <chrono>
#include <string>
#include <string_view>
#include <vector>

#include <sys/types.h>

namespace hookworthy::test {

/// How a program ended, and all that it printed.
struct Ended {
  int exit_code = -1;  ///< 127: not started; 128 + N: ended by signal N
  std::string out;
  std::string err;
};

/// A running program. Its standard streams are files in memory, so that it never waits for a
/// reader. Killed when this goes away, and by the system when the test's thread does.
class Process {
 public:
  /// `command`: the program's path and its arguments; `input`: its whole standard input.
  explicit Process(const std::vector<std::string>& command, std::string_view input = {});
  ~Process();
  Process(const Process&) = delete;
  Process& operator=(const Process&) = delete;

  pid_t pid() const { return pid_; }
  /// What has been printed on stdout up to now.
  std::string out() const;
  std::string err() const;  ///< likewise on stderr
  /// Waits for `text` on stdout. False: the program ended or the time ran out before.
  bool wait_for_out(std::string_view text, std::chrono::milliseconds patience);
  bool wait_for_err(std::string_view text, std::chrono::milliseconds patience);
  /// Sends the signal, unless the program has ended.
  void signal(int number) const;
  /// Waits for the end; kills the program when the time runs out.
  Ended finish(std::chrono::milliseconds patience = std::chrono::minutes(2));

 private:
  bool has_ended();
  bool wait_for(int stream, std::string_view text, std::chrono::milliseconds patience);

  pid_t pid_ = -1;
  int in_ = -1, out_ = -1, err_ = -1;
  bool ended_ = false;
  int status_ = 0;
};

}  // namespace hookworthy::test
