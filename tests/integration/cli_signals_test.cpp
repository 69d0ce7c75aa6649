// Ctrl-C: what was found up to then is reported, and the exit code says that it was interrupted.

#include "tests/support/program.hpp"

#include <csignal>
#include <filesystem>
#include <string>
#include <thread>

#include <gtest/gtest.h>

namespace hookworthy::test {
namespace {

using nlohmann::json;

/// Starts the command with a record, interrupts it once deliveries show up in that record, and
/// waits for its end.
Ended interrupt(Arguments arguments, const TemporaryDirectory& directory) {
  const std::string record = directory.file("record.ndjson");
  arguments.insert(arguments.end(), {"--record", record, "--format", "json"});
  Process process(command_line(arguments));
  const auto deadline = std::chrono::steady_clock::now() + std::chrono::seconds(60);
  constexpr std::uintmax_t some_bytes = 100'000;  // more than the header: deliveries were made
  std::error_code error;
  while (std::chrono::steady_clock::now() < deadline) {
    const auto size = std::filesystem::file_size(record, error);
    if (!error && size > some_bytes) break;
    std::this_thread::sleep_for(std::chrono::milliseconds(2));
  }
  process.signal(SIGINT);
  return process.finish();
}

void expect_report(const Ended& ended) {
  EXPECT_EQ(ended.exit_code, 105) << ended.err;
  const json summary = json_of(ended);
  EXPECT_EQ(summary.at("interrupted"), true);
  const json& deliveries = summary.at("deliveries");
  EXPECT_GT(deliveries.at("answered"), 0);
  EXPECT_GT(deliveries.at("unsent"), 0);
  EXPECT_EQ(deliveries.at("planned"), deliveries.at("answered").get<std::uint64_t>() +
                                          deliveries.at("failed").get<std::uint64_t>() +
                                          deliveries.at("timed_out").get<std::uint64_t>() +
                                          deliveries.at("unsent").get<std::uint64_t>() +
                                          deliveries.at("unfinished").get<std::uint64_t>());
}

TEST(Interrupt, ReportsWhatWasCertified) {
  const ReceiveCommand receiver;
  const TemporaryDirectory directory;
  // One connection and long texts that are slow: there is always something left to interrupt.
  const Ended ended = interrupt({"certify", receiver.url(), "-c", "1"}, directory);
  expect_report(ended);
  EXPECT_EQ(hookworthy({"report", directory.file("record.ndjson"), "--format", "json"}).exit_code,
            105);
}

TEST(Interrupt, ReportsWhatWasFired) {
  const ReceiveCommand receiver;
  const TemporaryDirectory directory;
  expect_report(interrupt({"fire", receiver.url(), "-R", "1000", "-d", "100s"}, directory));
}

TEST(Interrupt, EndsTheReceiverInOrder) {
  for (const int signal : {SIGINT, SIGTERM}) {
    ReceiveCommand receiver;
    const Ended ended = receiver.stop(signal);
    EXPECT_EQ(ended.exit_code, 0) << ended.err;
    EXPECT_EQ(ended.err, "");
  }
}

}  // namespace
}  // namespace hookworthy::test
