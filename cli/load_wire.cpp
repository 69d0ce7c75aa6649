#include "cli/load_wire.hpp"

#include "generator/run/coverage.hpp"
#include "generator/run/ports.hpp"

#include <algorithm>
#include <map>
#include <set>

#include <fmt/format.h>
#include <fmt/ranges.h>

namespace hookworthy::cli {
namespace {

/// URLs by endpoint group or type.
using Urls = std::map<std::string, std::string>;

Result<Urls> parse_urls(const std::vector<std::string>& texts, const contract::Contract& contract) {
  std::set<std::string> known;
  for (const contract::CallbackType& type : contract.types()) {
    known.insert(type.name);
    if (!type.endpoint_group.empty()) known.insert(type.endpoint_group);
  }
  Urls urls;
  for (const std::string& text : texts) {
    const auto equals = text.find('=');
    if (equals == std::string::npos) {
      return Error{fmt::format("--url-for: '{}' is not GROUP=URL", text)};
    }
    const std::string name = text.substr(0, equals);
    if (!known.contains(name)) {
      return Error{fmt::format("--url-for: no endpoint group or type '{}'; the contract has {}",
                               name, fmt::join(known, ", "))};
    }
    if (!urls.emplace(name, text.substr(equals + 1)).second) {
      return Error{fmt::format("--url-for: '{}' stands twice", name)};
    }
  }
  return urls;
}

/// The URL of a type: its own before its group's; empty: the run's.
std::string url_of(const contract::CallbackType& type, const Urls& urls) {
  for (const std::string& name : {type.name, type.endpoint_group}) {
    if (const auto found = urls.find(name); found != urls.end()) return found->second;
  }
  return {};
}

}  // namespace

void add_wire_options(CLI::App& command, WireOptions& options) {
  command
      .add_option("--url-for", options.url_for,
                  "send the callbacks of an endpoint group, or type, to this URL; repeatable")
      ->type_name("GROUP=URL")
      ->allow_extra_args(false);
  auto* const each = command.add_flag("--connections-per-request", options.connection_per_request,
                                      "open a new connection for each callback");
  command
      .add_option("--max-requests-per-connection", options.max_requests,
                  "close a connection after so many callbacks (default: keep it)")
      ->type_name("N")
      ->check(CLI::Range(1u, 1'000'000'000u))
      ->excludes(each);
}

Result<void, TargetError> settle_wire(const WireOptions& options, const TargetOptions& target,
                                      const ReadyTarget& ready, const contract::Contract& contract,
                                      run::LoadSettings& settings) {
  const auto urls = parse_urls(options.url_for, contract);
  if (!urls) return TargetError{urls.error(), exit_usage};
  settings.destination = ready.destination;
  settings.headers = ready.headers;
  settings.timeout_ns = ready.timeout_ns;
  settings.max_requests_per_connection = options.connection_per_request ? 1 : options.max_requests;
  std::map<std::string, std::size_t> destinations{{"", 0}, {target.url, 0}};
  for (const contract::CallbackType& type : contract.types()) {
    const std::string url = url_of(type, *urls);
    if (!destinations.contains(url)) {
      auto destination = make_destination(url, target, ready.timeout_ns);
      if (!destination) return destination.error();
      settings.other_destinations.push_back(std::move(*destination));
      destinations.emplace(url, settings.other_destinations.size());
    }
    settings.routes.push_back({.type = type.name,
                               .destination = destinations.at(url),
                               .method = type.method,
                               .headers = run::contract_headers(contract, type)});
  }
  return {};
}

std::vector<std::string> announce(const run::LoadSettings& settings,
                                  std::vector<std::string> notes) {
  announce(settings.destination);
  for (const send::Destination& other : settings.other_destinations) announce(other);
  const auto budget = run::PortBudget::of_this_machine(settings.destination.is_loopback());
  if (auto warning = run::warn_of_ports(settings, budget)) {
    fmt::print(stderr, "hookworthy: warning: {}\n", *warning);
    notes.push_back(std::move(*warning));
  }
  return notes;
}

std::vector<std::string> notes_of(const WireOptions& options, const ReadyTarget& ready) {
  std::vector<std::string> notes = ready.notes;
  for (const std::string& text : options.url_for) {
    const auto equals = text.find('=');
    notes.push_back(
        fmt::format("callbacks of {} went to {}", text.substr(0, equals), text.substr(equals + 1)));
  }
  return notes;
}

}  // namespace hookworthy::cli
