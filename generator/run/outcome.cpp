#include "generator/run/outcome.hpp"

#include <sys/resource.h>

namespace hookworthy::run {

namespace {

double seconds(const timeval& time) {
  return static_cast<double>(time.tv_sec) + static_cast<double>(time.tv_usec) / 1e6;
}

}  // namespace

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
