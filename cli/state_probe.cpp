#include "cli/state_probe.hpp"

#include <chrono>
#include <utility>

namespace hookworthy::cli {

void add_probe_options(CLI::App& command, ProbeOptions& options) {
  CLI::Option* url =
      command
          .add_option("--probe", options.url,
                      "GET this to see what the receiver knows of an entity, {id} in it")
          ->type_name("URL");
  command
      .add_option("--probe-pointer", options.pointers,
                  "JSON pointer of the state in the probe's answer; repeatable, the first that "
                  "finds a text counts (default: /state)")
      ->type_name("POINTER")
      ->allow_extra_args(false)
      ->needs(url);
}

Result<std::optional<run::StateProbe>, TargetError> make_probe(const ProbeOptions& options,
                                                               const TargetOptions& target,
                                                               const ReadyTarget& ready) {
  using Made = Result<std::optional<run::StateProbe>, TargetError>;
  if (options.url.empty()) return Made(std::optional<run::StateProbe>());
  auto probe = run::StateProbe::make(options.url, options.pointers);
  if (!probe) return TargetError{Error{"--probe: " + probe.error().message}, exit_usage};
  auto destination = send::resolve(probe->target);
  if (!destination) {
    return TargetError{Error{"--probe: " + destination.error().message}, exit_inconclusive};
  }
  if (const auto allowed = send::check_allowed(*destination, target.allowed_hosts); !allowed) {
    return TargetError{Error{"--probe: " + allowed.error().message}, exit_usage};
  }
  constexpr std::chrono::seconds patience(5);
  if (const auto alive = send::probe(*destination, patience); !alive) {
    return TargetError{Error{"--probe: " + alive.error().message}, exit_inconclusive};
  }
  probe->destination = std::move(*destination);
  // Whoever else is asked has no business with credentials for the receiver.
  if (probe->target.host_header == ready.destination.target.host_header) {
    probe->headers = ready.headers;
  }
  return Made(std::optional<run::StateProbe>(std::move(*probe)));
}

}  // namespace hookworthy::cli
