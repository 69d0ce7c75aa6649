// `hookworthy receive`: runs the reference receiver until it is told to stop.

#include "cli/options.hpp"
#include "cli/signals.hpp"
#include "cli/signing.hpp"
#include "fixtures/receiver/defect.hpp"
#include "fixtures/receiver/receiver.hpp"

#include <condition_variable>
#include <cstdio>
#include <mutex>

#include <fmt/format.h>

namespace hookworthy::cli {
namespace {

struct ReceiveOptions {
  ContractOptions contract;
  std::string address = "127.0.0.1";
  std::uint16_t port = 8080;
  unsigned threads = 1;
  std::string path;
  std::string defect;
  bool list_defects = false;
  std::string format = "text";
  SigningOptions signing;
};

int list_defects(const std::string& format) {
  if (format == "text") {
    fmt::print("{:<38} {:<28} {}\n", "DEFECT", "CLAUSE THAT OBJECTS", "WHAT IS WRONG");
  }
  for (const receiver::Defect& defect : receiver::defects()) {
    if (format == "text") {
      const std::string clause = defect.profile == "standard"
                                     ? std::string(defect.clause)
                                     : fmt::format("{} ({})", defect.clause, defect.profile);
      fmt::print("{:<38} {:<28} {}{}\n", defect.name, clause, defect.summary,
                 defect.needs_secret ? " Needs --secret or --hmac-header." : "");
    } else {
      fmt::print(R"({{"defect": "{}", "clause": "{}", "profile": "{}", "needs_secret": {}, )"
                 R"("summary": "{}"}})"
                 "\n",
                 defect.name, defect.clause, defect.profile, defect.needs_secret, defect.summary);
    }
  }
  return exit_kept;
}

int receive(const ReceiveOptions& options) {
  if (options.list_defects) return list_defects(options.format);
  const auto contract = load_contract(options.contract);
  if (!contract) return fail(contract.error());

  std::mutex mutex;
  std::condition_variable stopped;
  bool stop = false;
  const StopSignals signals([&] {
    const std::lock_guard lock(mutex);
    stop = true;
    stopped.notify_one();
  });
  receiver::Settings settings;
  settings.address = options.address;
  settings.port = options.port;
  settings.threads = options.threads;
  settings.contract = *contract;
  settings.defect = options.defect;
  settings.callback_path = options.path;
  settings.signature = receiver_signature(options.signing);
  auto started = receiver::Receiver::start(settings);
  if (!started) return fail(started.error());
  const bool bracketed = options.address.find(':') != std::string::npos;
  fmt::print("listening on http://{}{}{}:{}{}\n", bracketed ? "[" : "", options.address,
             bracketed ? "]" : "", started->port(), options.path.empty() ? "/" : options.path);
  std::fflush(stdout);
  std::unique_lock lock(mutex);
  stopped.wait(lock, [&] { return stop; });
  started->stop();
  return exit_kept;
}

}  // namespace

void add_receive(CLI::App& root, Action& action) {
  auto options = std::make_shared<ReceiveOptions>();
  CLI::App* command = root.add_subcommand(
      "receive", "Run the reference receiver, with one known defect if you like");
  add_contract_option(*command, options->contract);
  command->add_option("--address", options->address, "numeric address (default: 127.0.0.1)")
      ->type_name("ADDRESS");
  command->add_option("-p,--port", options->port, "0: a free one (default: 8080)")
      ->type_name("PORT");
  command->add_option("-t,--threads", options->threads, "threads that serve (default: 1)")
      ->type_name("N")
      ->check(CLI::Range(1u, 64u));
  command->add_option("--path", options->path, "take callbacks on this path only (default: any)")
      ->type_name("/PATH");
  add_signing_options(*command, options->signing);
  command->add_option("--defect", options->defect, "switch on one bug, see --list-defects")
      ->type_name("NAME");
  command->add_flag("--list-defects", options->list_defects,
                    "print each defect and the clause that must object to it");
  command
      ->add_option("--format", options->format, "of --list-defects: text, or json (one per line)")
      ->check(CLI::IsMember({"text", "json"}));
  command->footer(
      "POST callbacks to it; GET /bookings/{id} tells what it knows of a booking.\n"
      "Ends in order on SIGINT and SIGTERM.");
  command->callback([options, &action] { action = [options] { return receive(*options); }; });
}

}  // namespace hookworthy::cli
