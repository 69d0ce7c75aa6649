#include "tests/support/process.hpp"

#include <cerrno>
#include <csignal>
#include <stdexcept>
#include <thread>

#include <fcntl.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

namespace hookworthy::test {
namespace {

constexpr auto tick = std::chrono::milliseconds(2);

int memory_file(const char* name) {
  const int file = ::memfd_create(name, MFD_CLOEXEC);
  if (file < 0) throw std::runtime_error("memfd_create failed");
  return file;
}

std::string contents(int file) {
  std::string text;
  char block[1 << 16];
  for (;;) {
    const ssize_t size = ::pread(file, block, sizeof block, static_cast<off_t>(text.size()));
    if (size <= 0) return text;
    text.append(block, static_cast<std::size_t>(size));
  }
}

/// Runs in the child between fork and exec: only calls that are safe there.
[[noreturn]] void become(char* const* arguments, int in, int out, int err) {
  ::prctl(PR_SET_PDEATHSIG, SIGKILL);
  // A shell may have started the tests with SIGINT ignored, which would be inherited.
  ::signal(SIGINT, SIG_DFL);
  ::signal(SIGTERM, SIG_DFL);
  sigset_t none;
  sigemptyset(&none);
  ::sigprocmask(SIG_SETMASK, &none, nullptr);
  ::dup2(in, STDIN_FILENO);
  ::dup2(out, STDOUT_FILENO);
  ::dup2(err, STDERR_FILENO);
  ::execv(arguments[0], arguments);
  ::_exit(127);
}

}  // namespace

Process::Process(const std::vector<std::string>& command, std::string_view input)
    : in_(memory_file("stdin")), out_(memory_file("stdout")), err_(memory_file("stderr")) {
  while (!input.empty()) {
    const ssize_t size = ::write(in_, input.data(), input.size());
    if (size <= 0) throw std::runtime_error("cannot write the input");
    input.remove_prefix(static_cast<std::size_t>(size));
  }
  ::lseek(in_, 0, SEEK_SET);
  // Pieces of output never overwrite each other, whoever in the program writes them.
  ::fcntl(out_, F_SETFL, O_APPEND);
  ::fcntl(err_, F_SETFL, O_APPEND);
  std::vector<char*> arguments;
  for (const std::string& argument : command) {
    arguments.push_back(const_cast<char*>(argument.c_str()));
  }
  arguments.push_back(nullptr);
  pid_ = ::fork();
  if (pid_ < 0) throw std::runtime_error("fork failed");
  if (pid_ == 0) become(arguments.data(), in_, out_, err_);
}

Process::~Process() {
  if (!has_ended()) {
    ::kill(pid_, SIGKILL);
    ::waitpid(pid_, nullptr, 0);
  }
  for (const int file : {in_, out_, err_}) ::close(file);
}

bool Process::has_ended() {
  if (!ended_) ended_ = ::waitpid(pid_, &status_, WNOHANG) == pid_;
  return ended_;
}

std::string Process::out() const {
  return contents(out_);
}

std::string Process::err() const {
  return contents(err_);
}

bool Process::wait_for_out(std::string_view text, std::chrono::milliseconds patience) {
  return wait_for(out_, text, patience);
}

bool Process::wait_for_err(std::string_view text, std::chrono::milliseconds patience) {
  return wait_for(err_, text, patience);
}

bool Process::wait_for(int stream, std::string_view text, std::chrono::milliseconds patience) {
  const auto deadline = std::chrono::steady_clock::now() + patience;
  for (;;) {
    const bool last = has_ended() || std::chrono::steady_clock::now() >= deadline;
    if (contents(stream).find(text) != std::string::npos) return true;
    if (last) return false;
    std::this_thread::sleep_for(tick);
  }
}

void Process::signal(int number) const {
  if (!ended_) ::kill(pid_, number);
}

Ended Process::finish(std::chrono::milliseconds patience) {
  const auto deadline = std::chrono::steady_clock::now() + patience;
  while (!has_ended()) {
    if (std::chrono::steady_clock::now() >= deadline) {
      ::kill(pid_, SIGKILL);
      ::waitpid(pid_, &status_, 0);
      ended_ = true;
      break;
    }
    std::this_thread::sleep_for(tick);
  }
  const int code = WIFEXITED(status_) ? WEXITSTATUS(status_) : 128 + WTERMSIG(status_);
  return {.exit_code = code, .out = contents(out_), .err = contents(err_)};
}

}  // namespace hookworthy::test
