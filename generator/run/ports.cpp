#include "generator/run/ports.hpp"

#include <algorithm>
#include <fstream>

#include <sys/socket.h>

namespace hookworthy::run {

namespace {

/// Most arrivals within any `window_ns`, looked for in steps of a part of it. A Poisson schedule
/// has no closed form: its mean will do.
std::uint64_t busiest(const pace::Schedule& schedule, std::int64_t window_ns) {
  const std::int64_t duration_ns = schedule.duration_ns();
  if (duration_ns <= window_ns) return schedule.count();
  if (schedule.is_poisson()) {
    return static_cast<std::uint64_t>(static_cast<double>(schedule.count()) *
                                      static_cast<double>(window_ns) /
                                      static_cast<double>(duration_ns));
  }
  constexpr std::int64_t looks = 1000;
  std::uint64_t most = 0;
  for (std::int64_t i = 0; i <= looks; ++i) {
    const std::int64_t from_ns = (duration_ns - window_ns) / looks * i;
    most = std::max(most, schedule.due_by(from_ns + window_ns) - schedule.due_by(from_ns));
  }
  return most;
}

}  // namespace

PortBudget PortBudget::of_this_machine(bool loopback) {
  PortBudget budget;
  std::uint64_t first = 0;
  std::uint64_t last = 0;
  std::ifstream range("/proc/sys/net/ipv4/ip_local_port_range");
  if (range >> first >> last && last >= first) budget.ports = last - first + 1;
  int reuse = 0;
  std::ifstream("/proc/sys/net/ipv4/tcp_tw_reuse") >> reuse;
  if (reuse == 1 || (reuse == 2 && loopback)) budget.held_ns = 1'000'000'000;
  return budget;
}

std::optional<std::string> warn_of_ports(const LoadSettings& settings, const PortBudget& budget) {
  const std::uint64_t per_connection = settings.max_requests_per_connection;
  if (per_connection == 0 || settings.schedule.is_closed_loop()) return std::nullopt;
  if (settings.destination.addresses.front().family == AF_UNIX) return std::nullopt;
  const std::uint64_t destinations = 1 + settings.other_destinations.size();
  const std::uint64_t opened =
      std::min(busiest(settings.schedule, budget.held_ns), settings.positions) / per_connection;
  if (opened <= budget.ports * destinations) return std::nullopt;
  return std::to_string(opened) + " connections would be opened within " +
         std::to_string(budget.held_ns / 1'000'000'000) + " s, for which a closed one can keep " +
         "its port, but there are " + std::to_string(budget.ports) +
         " ports for one address: some deliveries may fail with no_port; use fewer connections "
         "(--max-requests-per-connection), a lower rate, a wider net.ipv4.ip_local_port_range, or "
         "net.ipv4.tcp_tw_reuse=1";
}

}  // namespace hookworthy::run
