#include "generator/run/outcome.hpp"

#include <sys/resource.h>

namespace hookworthy::run {

namespace {

double seconds(const timeval& time) {
  return static_cast<double>(time.tv_sec) + static_cast<double>(time.tv_usec) / 1e6;
}

}  // namespace

void Counts::count(record::Outcome outcome) {
  switch (outcome) {
    case record::Outcome::response:
      ++answered;
      break;
    case record::Outcome::transport_error:
      ++failed;
      break;
    case record::Outcome::timed_out:
      ++timed_out;
      break;
    case record::Outcome::unsent:
      ++unsent;
      break;
    case record::Outcome::unfinished:
      ++unfinished;
      break;
  }
}

Counts& Counts::operator+=(const Counts& other) {
  planned += other.planned;
  answered += other.answered;
  failed += other.failed;
  timed_out += other.timed_out;
  unsent += other.unsent;
  unfinished += other.unfinished;
  return *this;
}

UseMeter::UseMeter() : cpu_before_s_(cpu_s()) {}

double UseMeter::cpu_s() {
  rusage use{};
  getrusage(RUSAGE_SELF, &use);
  return seconds(use.ru_utime) + seconds(use.ru_stime);
}

HarnessUse UseMeter::read() const {
  rusage use{};
  getrusage(RUSAGE_SELF, &use);
  HarnessUse harness;
  harness.cpu_s = cpu_s() - cpu_before_s_;
  harness.max_rss_bytes = static_cast<std::uint64_t>(use.ru_maxrss) * 1024;  // KiB, getrusage(2)
  return harness;
}

}  // namespace hookworthy::run
