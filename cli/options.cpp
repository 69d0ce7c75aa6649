#include "cli/options.hpp"

#include "cli/target.hpp"
#include "cli/units.hpp"
#include "fixtures/contracts/embedded_contract.hpp"

#include <cerrno>
#include <cstdio>
#include <cstring>

#include <fmt/core.h>
#include <fmt/ranges.h>

namespace hookworthy::cli {
namespace {

constexpr std::size_t max_contract_bytes = 16u << 20;

void add_transport_options(CLI::App& command, TransportOptions& options) {
  auto* const elsewhere =
      command
          .add_option(
              "--connect-to", options.connect_to,
              "connect to this address; requests and certificates still name the URL's host")
          ->type_name("HOST:PORT")
          ->check([](const std::string& text) {
            const auto parsed = parse_connect_to(text);
            return parsed ? std::string() : parsed.error().message;
          });
  command.add_option("--unix-socket", options.unix_socket, "connect to this Unix socket instead")
      ->type_name("PATH")
      ->excludes(elsewhere);
  auto* const roots = command
                          .add_option("--cacert", options.ca_file,
                                      "https: trust the CAs in this file (PEM) and no others "
                                      "(default: the system's)")
                          ->type_name("FILE");
  command
      .add_option("--cert", options.cert_file,
                  "https: show this certificate (PEM, with its chain) to the receiver")
      ->type_name("FILE");
  command
      .add_option("--key", options.key_file,
                  "https: the private key of --cert (PEM; default: in the same file)")
      ->type_name("FILE");
  command
      .add_flag("--insecure", options.insecure,
                "https: take any certificate, of anybody; the report says so")
      ->excludes(roots);
}

}  // namespace

void add_contract_option(CLI::App& command, ContractOptions& options) {
  command
      .add_option("--contract", options.contract_file,
                  "OpenAPI 3.1 document with webhooks (default: the embedded contract)")
      ->type_name("FILE");
}

void add_plan_options(CLI::App& command, ContractOptions& options) {
  add_contract_option(command, options);
  command
      .add_option("--seed", options.seed,
                  "what is generated depends on contract and seed alone (default: 1)")
      ->check(not_negative)
      ->type_name("N");
  command.add_option("--type", options.types, "only these callback types (default: all)")
      ->type_name("T[,T]")
      ->delimiter(',')
      ->allow_extra_args(false);
}

CLI::Option* add_duration(CLI::App& command, const std::string& name,
                          std::chrono::nanoseconds& value, const std::string& help) {
  const auto parse = [&value](const std::string& text) {
    const auto duration = parse_duration(text);
    if (!duration) throw CLI::ValidationError(duration.error().message);
    value = *duration;
  };
  return command.add_option_function<std::string>(name, parse, help)->type_name("TIME");
}

void add_target_options(CLI::App& command, TargetOptions& options, unsigned default_connections) {
  command.add_option("URL", options.url, "where callbacks are sent, http://host:port/path")
      ->required();
  add_delivery_options(command, options, default_connections);
}

void add_delivery_options(CLI::App& command, TargetOptions& options, unsigned default_connections) {
  options.connections = default_connections;
  command
      .add_option("-H,--header", options.headers, "request header to add or replace; repeatable")
      ->type_name("'Name: value'")
      ->allow_extra_args(false);
  add_duration(command, "--timeout", options.timeout,
               "deadline of one delivery, connecting included (default: the contract's)");
  command
      .add_option("-c,--connections", options.connections,
                  fmt::format("connections at most (default: {})", default_connections))
      ->type_name("N")
      ->check(CLI::Range(1u, 100'000u));
  command
      .add_option("--allow-host", options.allowed_hosts,
                  "permit this host, which is not this machine's loopback, as a target")
      ->type_name("HOST")
      ->allow_extra_args(false);
  add_transport_options(command, options.transport);
}

Result<std::ifstream> open_file(const std::string& path) {
  errno = 0;
  std::ifstream file(path, std::ios::binary);
  // A directory opens, and fails only when it is read.
  if (file) file.peek();
  if (!file.is_open() || file.bad()) {
    return Error{fmt::format("{}: {}", path, std::strerror(errno != 0 ? errno : EISDIR))};
  }
  file.clear();
  return file;
}

Result<std::string> read_file(const std::string& path, std::size_t max_bytes) {
  auto file = open_file(path);
  if (!file) return file.error();
  std::string text;
  char block[1 << 16];
  while (file->read(block, sizeof block) || file->gcount() > 0) {
    text.append(block, static_cast<std::size_t>(file->gcount()));
    if (text.size() > max_bytes) {
      return Error{fmt::format("{}: larger than {} bytes", path, max_bytes)};
    }
  }
  return text;
}

Result<std::shared_ptr<const contract::Contract>> load_contract(const ContractOptions& options) {
  std::string bytes;
  std::string_view document = embedded_contract();
  if (!options.contract_file.empty()) {
    auto read = read_file(options.contract_file, max_contract_bytes);
    if (!read) return read.error();
    bytes = std::move(*read);
    document = bytes;
  }
  auto loaded = contract::Contract::load(document);
  if (!loaded) {
    const std::string name =
        options.contract_file.empty() ? "embedded contract" : options.contract_file;
    return Error{fmt::format("{}: {}", name, loaded.error().message)};
  }
  for (const std::string& warning : loaded->warnings()) {
    fmt::print(stderr, "hookworthy: warning: {}\n", warning);
  }
  return std::make_shared<const contract::Contract>(std::move(*loaded));
}

Result<void> check_types(const contract::Contract& contract,
                         const std::vector<std::string>& types) {
  for (const std::string& name : types) {
    if (contract.find_type(name) != nullptr) continue;
    std::vector<std::string> known;
    for (const auto& type : contract.types()) known.push_back(type.name);
    return Error{fmt::format("--type: no callback type '{}'; the contract has {}", name,
                             fmt::join(known, ", "))};
  }
  return {};
}

std::string not_negative(const std::string& text) {
  return text.starts_with('-') ? text + " is negative" : std::string();
}

int fail(const Error& error, int code) {
  fmt::print(stderr, "hookworthy: {}\n", error.message);
  return code;
}

}  // namespace hookworthy::cli
