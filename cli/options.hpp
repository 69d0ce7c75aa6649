#pragma once

#include "cli/exit_code.hpp"
#include "verifier/contract/contract.hpp"
#include "verifier/result.hpp"

#include <chrono>
#include <cstdint>
#include <fstream>
#include <functional>
#include <memory>
#include <string>
#include <vector>

#include <CLI/CLI.hpp>

namespace hookworthy::cli {

/// What a parsed command line asks for; the subcommand that was given sets it.
using Action = std::function<int()>;

/// --contract, --seed, --type
struct ContractOptions {
  std::string contract_file;  ///< empty: the embedded contract
  std::uint64_t seed = 1;
  std::vector<std::string> types;
};
void add_contract_option(CLI::App& command, ContractOptions& options);
void add_plan_options(CLI::App& command, ContractOptions& options);

/// Which way connections go, and whom they trust: --connect-to, --unix-socket, --cacert, --cert,
/// --key, --insecure
struct TransportOptions {
  std::string connect_to;   ///< `host:port`
  std::string unix_socket;  ///< path
  std::string ca_file;
  std::string cert_file;
  std::string key_file;
  bool insecure = false;
};

/// Where deliveries go and how: URL, -H, --timeout, -c, -t, --allow-host, and the transport
struct TargetOptions {
  std::string url;
  std::vector<std::string> headers;
  std::chrono::nanoseconds timeout{0};  ///< 0: the contract's
  unsigned connections = 0;             ///< 0: the command's default
  unsigned threads = 1;
  std::vector<std::string> allowed_hosts;
  TransportOptions transport;
};
void add_target_options(CLI::App& command, TargetOptions& options, unsigned default_connections);

/// The same without the URL.
void add_delivery_options(CLI::App& command, TargetOptions& options, unsigned default_connections);

/// Adds an option whose value is a duration such as `10s`.
CLI::Option* add_duration(CLI::App& command, const std::string& name,
                          std::chrono::nanoseconds& value, const std::string& help);

/// Reads --contract or the embedded contract; the loader's warnings go to stderr, one line each.
Result<std::shared_ptr<const contract::Contract>> load_contract(const ContractOptions& options);

/// An error that names the known types when `types` has an unknown one.
Result<void> check_types(const contract::Contract& contract, const std::vector<std::string>& types);

/// A CLI11 check: CLI11 itself takes -1 for the largest unsigned number.
std::string not_negative(const std::string& text);

/// Says `hookworthy: MESSAGE` on stderr, in one line, and returns `code`.
int fail(const Error& error, int code = exit_usage);

/// Opens a file for reading. The Error names it; a directory is an error too.
Result<std::ifstream> open_file(const std::string& path);

/// The whole of a file, at most `max_bytes`. The Error names the file.
Result<std::string> read_file(const std::string& path, std::size_t max_bytes);

// One per file of this directory: they add their subcommand to `root`.
void add_bench(CLI::App& root, Action& action);
void add_capacity(CLI::App& root, Action& action);
void add_certify(CLI::App& root, Action& action);
void add_compare(CLI::App& root, Action& action);
void add_completion(CLI::App& root, Action& action);
void add_contract(CLI::App& root, Action& action);
void add_demo(CLI::App& root, Action& action);
void add_fire(CLI::App& root, Action& action);
void add_generate(CLI::App& root, Action& action);
void add_help(CLI::App& root, Action& action);
void add_receive(CLI::App& root, Action& action);
void add_replay(CLI::App& root, Action& action);
void add_report(CLI::App& root, Action& action);
void add_validate(CLI::App& root, Action& action);

/// All of these, in the order in which --help lists them. `action` must outlive `root`.
void add_commands(CLI::App& root, Action& action);

}  // namespace hookworthy::cli
