#include "generator/run/load.hpp"

#include <string>

#include <sys/resource.h>

namespace hookworthy::run {

Result<void> ensure_descriptors(std::uint64_t connections) {
  constexpr std::uint64_t other_files = 64;  // records, epoll and timer descriptors, standard ones
  rlimit limit{};
  if (getrlimit(RLIMIT_NOFILE, &limit) != 0) return {};  // no such limit, nothing to keep to
  if (limit.rlim_cur < limit.rlim_max) {
    const rlimit raised{limit.rlim_max, limit.rlim_max};
    if (setrlimit(RLIMIT_NOFILE, &raised) == 0) limit.rlim_cur = limit.rlim_max;
  }
  if (limit.rlim_cur == RLIM_INFINITY || connections + other_files <= limit.rlim_cur) return {};
  return Error{std::to_string(connections) + " connections need " +
               std::to_string(connections + other_files) +
               " file descriptors, but this process may open " + std::to_string(limit.rlim_cur) +
               ": use fewer connections or raise the limit (ulimit -n)"};
}

}  // namespace hookworthy::run
