// `hookworthy demo`: the whole path on this machine, nothing to set up.

#include "cli/certification.hpp"
#include "cli/fire.hpp"
#include "cli/options.hpp"
#include "cli/signals.hpp"
#include "fixtures/receiver/receiver.hpp"

#include <fmt/format.h>

namespace hookworthy::cli {
namespace {

struct DemoOptions {
  CertifyOptions certify;
  std::chrono::nanoseconds duration = std::chrono::seconds(3);
  std::string defect;
};

int demo(const DemoOptions& options) {
  const auto contract = load_contract(options.certify.contract);
  if (!contract) return fail(contract.error());
  receiver::Settings settings;
  settings.contract = *contract;
  settings.defect = options.defect;
  settings.signature = receiver_signature(options.certify.signing);
  block_stop_signals();  // the receiver's threads must not take them
  const auto receiver = receiver::Receiver::start(settings);
  if (!receiver) return fail(receiver.error());

  CertifyOptions certification = options.certify;
  certification.target.url = fmt::format("http://127.0.0.1:{}/hooks", receiver->port());
  certification.target.connections = 8;
  if (certification.probe.url.empty()) {
    certification.probe.url =
        fmt::format("http://127.0.0.1:{}{}/{{id}}", receiver->port(), settings.state_path);
  }
  fmt::print(stderr, "Certifying the reference receiver at {} ...\n", certification.target.url);
  const int certified = certify(certification);
  if (certified == exit_usage || certified == exit_interrupted) return certified;

  FireOptions load;
  load.contract = certification.contract;
  load.target = certification.target;
  load.signing = certification.signing;
  load.target.connections = 64;
  // A document on stdout is the certificate alone.
  load.report.format = certification.report.format == "text" ? "text" : "none";
  if (!certification.report.out_directory.empty()) {
    load.report.out_directory = certification.report.out_directory + "/load";
  }
  load.shape.rate = "2000";
  load.shape.duration = options.duration;
  fmt::print(stderr, "\nFiring 2000 callbacks a second at it for {} s ...\n",
             std::chrono::duration<double>(options.duration).count());
  const int fired = fire(load);
  return certified != exit_kept ? certified : fired;
}

}  // namespace

void add_demo(CLI::App& root, Action& action) {
  auto options = std::make_shared<DemoOptions>();
  CLI::App* command = root.add_subcommand(
      "demo", "Start the reference receiver, certify it, run a short load, print the reports");
  add_certify_options(*command, options->certify);
  add_duration(*command, "-d,--duration", options->duration, "of the load (default: 3s)");
  command->add_option("--defect", options->defect, "give the receiver a bug, see receive")
      ->type_name("NAME");
  command->callback([options, &action] { action = [options] { return demo(*options); }; });
}

}  // namespace hookworthy::cli
