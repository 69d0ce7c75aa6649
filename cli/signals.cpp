#include "cli/signals.hpp"

#include "cli/exit_code.hpp"

#include <csignal>
#include <cstdlib>
#include <ctime>
#include <utility>

namespace hookworthy::cli {
namespace {

sigset_t stop_signals() {
  sigset_t set;
  sigemptyset(&set);
  sigaddset(&set, SIGINT);
  sigaddset(&set, SIGTERM);
  return set;
}

}  // namespace

void block_stop_signals() {
  const sigset_t set = stop_signals();
  pthread_sigmask(SIG_BLOCK, &set, nullptr);
}

StopSignals::StopSignals(std::function<void()> on_first) : on_first_(std::move(on_first)) {
  const sigset_t set = stop_signals();
  pthread_sigmask(SIG_BLOCK, &set, &previous_mask_);
  waiter_ = std::thread([this] { wait(); });
}

StopSignals::~StopSignals() {
  ending_ = true;
  waiter_.join();
  pthread_sigmask(SIG_SETMASK, &previous_mask_, nullptr);
}

void StopSignals::wait() {
  const sigset_t set = stop_signals();
  while (!ending_) {
    const timespec tick{0, 50'000'000};  // notices the end of the run soon enough
    if (sigtimedwait(&set, nullptr, &tick) < 0) continue;
    if (interrupted_.exchange(true)) std::_Exit(exit_interrupted);
    on_first_();
  }
}

}  // namespace hookworthy::cli
