// Whatever is wrong with what the user gave: one line that says so, and the exit code of its kind.

#include "tests/support/program.hpp"

#include <string>

#include <gtest/gtest.h>

namespace hookworthy::test {
namespace {

TEST(BadInput, MissingContract) {
  const TemporaryDirectory directory;
  const std::string missing = directory.file("missing.json");
  for (const Arguments& command :
       {Arguments{"generate"}, Arguments{"validate"}, Arguments{"receive", "--port", "0"},
        Arguments{"contract", "show"}, Arguments{"certify", "http://127.0.0.1:1/"},
        Arguments{"fire", "http://127.0.0.1:1/"}}) {
    Arguments arguments = command;
    arguments.insert(arguments.end(), {"--contract", missing});
    expect_refusal(hookworthy(arguments), 2, missing);
  }
  expect_refusal(hookworthy({"contract", "check", missing}), 2, missing);
}

TEST(BadInput, ContractThatIsNone) {
  const TemporaryDirectory directory;
  for (const char* text : {"", "{", "[]", "{}", R"({"openapi": "3.1.0"})",
                           R"({"openapi": "3.1.0", "webhooks": {"a": 7}})", "\xff\xfe"}) {
    const std::string file = directory.write("contract.json", text);
    expect_refusal(hookworthy({"contract", "check", file}), 2, file);
    expect_refusal(hookworthy({"generate", "--contract", file}), 2, file);
  }
}

TEST(BadInput, UrlThatIsNone) {
  for (const char* url :
       {"", "nonsense", "127.0.0.1:80", "ftp://127.0.0.1/", "http://", "http://127.0.0.1:99999/",
        "http://127.0.0.1:x/", "http://127.0.0.1/ a"}) {
    expect_refusal(hookworthy({"certify", url}), 2);
    expect_refusal(hookworthy({"fire", url, "-d", "1s"}), 2);
  }
}

TEST(BadInput, UnknownNames) {
  const std::string url = "http://127.0.0.1:1/";
  expect_refusal(hookworthy({"certify", url, "--type", "worker_removed"}), 2, "worker_removed");
  expect_refusal(hookworthy({"fire", url, "--type", "new,strange"}), 2, "strange");
  expect_refusal(hookworthy({"validate", "--type", "strange"}, "{}\n"), 2, "strange");
  expect_refusal(hookworthy({"certify", url, "--profile", "lax"}), 2, "lax");
  expect_refusal(hookworthy({"certify", url, "--format", "smoke"}), 2, "smoke");
  expect_refusal(hookworthy({"receive", "--port", "0", "--defect", "strange"}), 2, "strange");
}

TEST(BadInput, UsageThatIsNone) {
  expect_refusal(hookworthy({}), 2, "--help");
  expect_refusal(hookworthy({"strange"}), 2, "--help");
  expect_refusal(hookworthy({"contract"}), 2, "--help");
  expect_refusal(hookworthy({"certify"}), 2, "certify --help");
  expect_refusal(hookworthy({"certify", "http://127.0.0.1:1/", "--strange"}), 2, "--strange");
  expect_refusal(hookworthy({"certify", "http://127.0.0.1:1/", "--budget", "long"}), 2, "long");
  expect_refusal(hookworthy({"certify", "http://127.0.0.1:1/", "--timeout", "0"}), 2);
  expect_refusal(hookworthy({"generate", "--seed", "one"}), 2, "--seed");
  expect_refusal(hookworthy({"receive", "--port", "70000"}), 2, "70000");
}

TEST(BadInput, CommandThatIsNone) {
  expect_refusal(hookworthy({}), 2, "subcommand");
  expect_refusal(hookworthy({"frie"}), 2, "there is no command 'frie' (see 'hookworthy --help')");
  expect_refusal(hookworthy({"frie", "http://127.0.0.1:1/", "-R", "1"}), 2, "'frie'");
  expect_refusal(hookworthy({"contract", "shwo"}), 2,
                 "there is no command 'shwo' (see 'hookworthy contract --help')");
  expect_refusal(hookworthy({"fire", "http://127.0.0.1:1/", "again"}), 2, "again");
}

TEST(BadInput, PortInUse) {
  ReceiveCommand receiver;
  const std::string port = std::to_string(receiver.port());
  expect_refusal(hookworthy({"receive", "--port", port}), 2, port);
  const Ended ended = receiver.stop();
  EXPECT_EQ(ended.exit_code, 0) << ended.err;
}

TEST(BadInput, TargetThatIsDown) {
  ReceiveCommand receiver;
  const std::string url = receiver.url();
  receiver.stop();
  expect_refusal(hookworthy({"certify", url}), 3, std::to_string(receiver.port()));
  expect_refusal(hookworthy({"fire", url}), 3, std::to_string(receiver.port()));
}

TEST(BadInput, TargetThatIsSomebodyElses) {
  for (const char* url : {"http://192.0.2.1/", "http://[2001:db8::1]:8080/hooks"}) {
    expect_refusal(hookworthy({"certify", url}), 2, "--allow-host");
    expect_refusal(hookworthy({"fire", url}), 2, "--allow-host");
  }
  expect_refusal(hookworthy({"fire", "http://192.0.2.1/", "--allow-host", "192.0.2.2"}), 2,
                 "--allow-host");
}

TEST(BadInput, OutputThatCannotBeWritten) {
  const ReceiveCommand receiver;
  const TemporaryDirectory directory;
  const std::string file = directory.write("file", "in the way");
  expect_refusal(hookworthy({"certify", receiver.url(), "--out", file + "/below"}), 2, file);
  expect_refusal(hookworthy({"certify", receiver.url(), "--record", directory.file("")}), 2,
                 directory.file(""));
}

TEST(Help, IsNoError) {
  for (const Arguments& arguments :
       {Arguments{"--help"}, Arguments{"certify", "--help"}, Arguments{"--version"}}) {
    const Ended ended = hookworthy(arguments);
    EXPECT_EQ(ended.exit_code, 0);
    EXPECT_NE(ended.out, "");
    EXPECT_EQ(ended.err, "");
  }
}

}  // namespace
}  // namespace hookworthy::test
