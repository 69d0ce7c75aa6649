#include "tests/support/terminal_process.hpp"

#include <algorithm>
#include <csignal>
#include <stdexcept>

#include <poll.h>
#include <pty.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

namespace hookworthy::test {

Shown run_on_terminal(const std::vector<std::string>& command, std::uint16_t columns,
                      std::chrono::milliseconds patience) {
  std::vector<char*> arguments;
  for (const std::string& argument : command) {
    arguments.push_back(const_cast<char*>(argument.c_str()));
  }
  arguments.push_back(nullptr);
  const winsize size{.ws_row = 24, .ws_col = columns, .ws_xpixel = 0, .ws_ypixel = 0};
  int terminal = -1;
  const pid_t child = ::forkpty(&terminal, nullptr, nullptr, &size);
  if (child < 0) throw std::runtime_error("forkpty failed");
  if (child == 0) {
    ::prctl(PR_SET_PDEATHSIG, SIGKILL);
    ::execv(arguments[0], arguments.data());
    ::_exit(127);
  }
  Shown shown;
  const auto deadline = std::chrono::steady_clock::now() + patience;
  for (;;) {
    const auto left = std::chrono::duration_cast<std::chrono::milliseconds>(
        deadline - std::chrono::steady_clock::now());
    pollfd ready{.fd = terminal, .events = POLLIN, .revents = 0};
    if (::poll(&ready, 1, static_cast<int>(std::max<std::int64_t>(left.count(), 0))) <= 0) {
      ::kill(child, SIGKILL);
      break;
    }
    char block[4096];
    // An error is how a terminal says that nobody has it open any more.
    const ssize_t bytes = ::read(terminal, block, sizeof block);
    if (bytes <= 0) break;
    shown.text.append(block, static_cast<std::size_t>(bytes));
  }
  int status = 0;
  ::waitpid(child, &status, 0);
  ::close(terminal);
  shown.exit_code = WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
  return shown;
}

}  // namespace hookworthy::test
