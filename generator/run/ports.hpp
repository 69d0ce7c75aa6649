#pragma once

#include "generator/run/load.hpp"

#include <cstdint>
#include <optional>
#include <string>

namespace hookworthy::run {

/// How many connections a machine can have to one address, and for how long a port stays taken when
/// its connection is closed.
struct PortBudget {
  std::uint64_t ports = 28'232;           ///< Linux: 32768 to 60999
  std::int64_t held_ns = 60'000'000'000;  ///< TIME_WAIT of Linux, not configurable

  /// This machine's, from /proc/sys/net/ipv4: ip_local_port_range and tcp_tw_reuse, with which a
  /// port can be taken again after a second (ip-sysctl.rst); its value 2 is for `loopback` alone.
  static PortBudget of_this_machine(bool loopback);
};

/// A warning, with what to do, when a load opens connections faster than ports get free again;
/// nothing for kept connections, Unix sockets, and a closed loop, whose rate nobody knows.
std::optional<std::string> warn_of_ports(const LoadSettings& settings, const PortBudget& budget);

}  // namespace hookworthy::run
