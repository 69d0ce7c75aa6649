#include "cli/target.hpp"

#include <algorithm>
#include <chrono>
#include <ctime>

#include <fmt/chrono.h>
#include <fmt/format.h>

namespace hookworthy::cli {
namespace {

// A dead target should be told soon, however patient the deliveries are.
constexpr std::int64_t longest_probe_ns = 5'000'000'000;

}  // namespace

Result<ReadyTarget, TargetError> make_ready(const TargetOptions& options,
                                            const contract::Contract& contract) {
  ReadyTarget ready;
  for (const std::string& text : options.headers) {
    auto header = send::parse_header(text);
    if (!header) return TargetError{header.error(), exit_usage};
    ready.headers.push_back(std::move(*header));
  }
  const auto target = send::Target::parse(options.url);
  if (!target) return TargetError{target.error(), exit_usage};
  auto destination = send::resolve(*target);
  if (!destination) return TargetError{destination.error(), exit_inconclusive};
  ready.destination = std::move(*destination);
  if (const auto allowed = send::check_allowed(ready.destination, options.allowed_hosts);
      !allowed) {
    return TargetError{allowed.error(), exit_usage};
  }
  ready.timeout_ns =
      options.timeout.count() > 0 ? options.timeout.count() : contract.delivery().timeout.count();
  const std::chrono::nanoseconds patience(std::min(ready.timeout_ns, longest_probe_ns));
  if (const auto alive = send::probe(ready.destination, patience); !alive) {
    return TargetError{alive.error(), exit_inconclusive};
  }
  return ready;
}

std::string utc_now() {
  return fmt::format("{:%Y-%m-%dT%H:%M:%SZ}", fmt::gmtime(std::time(nullptr)));
}

}  // namespace hookworthy::cli
