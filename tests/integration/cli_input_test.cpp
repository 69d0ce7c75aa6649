// `hookworthy fire --input`: the user's own callbacks, and what is wrong with them.

#include "tests/support/program.hpp"
#include "tests/support/scripted_server.hpp"

#include <mutex>
#include <string>
#include <vector>

#include <gtest/gtest.h>

namespace hookworthy::test {
namespace {

using nlohmann::json;

/// Keeps the bodies that it is sent.
struct BodyServer {
  std::mutex mutex;
  std::vector<std::string> bodies;
  ScriptedServer server{[this](ServerSession& session) {
    while (const auto request = session.read_request()) {
      {
        const std::lock_guard lock(mutex);
        bodies.push_back(request->body);
      }
      if (!session.answer()) return;
    }
  }};
};

Ended fire_file(const std::string& url, const std::string& file, Arguments more = {}) {
  Arguments arguments{"fire", url, "--input", file, "-R", "100", "--format", "json"};
  if (more.empty()) more = {"-d", "1s", "-c", "1"};
  arguments.insert(arguments.end(), more.begin(), more.end());
  return hookworthy(arguments);
}

TEST(FireInput, SendsAFileOnceInItsOrder) {
  BodyServer receiver;
  const TemporaryDirectory directory;
  const std::string file =
      directory.write("in.ndjson", "{\"n\": 1}\n\n  {\"n\": 2.50,\"n\":\"}\"}  \r\n[3]");
  const Ended ended = fire_file(receiver.server.url(), file);
  EXPECT_EQ(json_of(ended).at("deliveries").at("planned"), 3) << ended.err;
  EXPECT_EQ(receiver.bodies,
            (std::vector<std::string>{"{\"n\": 1}", "{\"n\": 2.50,\"n\":\"}\"}", "[3]"}));
}

TEST(FireInput, BeginsAgain) {
  BodyServer receiver;
  const TemporaryDirectory directory;
  const std::string file = directory.write("in.ndjson", "1\n2\n3\n");
  const Ended ended =
      fire_file(receiver.server.url(), file, {"--loop", "-t", "2", "-c", "2", "-d", "100ms"});
  EXPECT_EQ(json_of(ended).at("deliveries").at("answered"), 10) << ended.err;
  EXPECT_EQ(std::count(receiver.bodies.begin(), receiver.bodies.end(), "1"), 4);
  EXPECT_EQ(std::count(receiver.bodies.begin(), receiver.bodies.end(), "3"), 3);
}

TEST(FireInput, TakesWhatGeneratePrints) {
  const ReceiveCommand receiver;
  const TemporaryDirectory directory;
  const Ended made = hookworthy({"generate", "--kind", "violation", "--labels", "--count", "50"});
  ASSERT_EQ(made.exit_code, 0);
  const std::string record = directory.file("record.ndjson");
  const Ended ended = fire_file(receiver.url(), directory.write("in.ndjson", made.out),
                                {"-d", "1s", "--record", record});
  const json summary = json_of(ended);
  EXPECT_EQ(summary.at("deliveries").at("answered"), 50) << ended.err;
  for (const json& clause : summary.at("clauses")) {
    if (clause.at("id") != "rejects-violations") continue;
    EXPECT_EQ(clause.at("verdict"), "kept") << clause;
    EXPECT_GT(clause.at("cases"), 0);
  }
  const std::vector<std::string> lines = lines_of(directory.read("record.ndjson"));
  EXPECT_EQ(json::parse(lines.at(1)).at("kind"), "input");
}

TEST(FireInput, SendsExactBytesOfALabelledLine) {
  BodyServer receiver;
  const TemporaryDirectory directory;
  const std::string file = directory.write(
      "in.ndjson",
      "{\"case\": \"edge-1\", \"type\": \"new\", \"expect\": \"either\", \"raw\": \"/wAiCg==\"}\n"
      "{\"case\":\"x\",\"type\":\"\",\"expect\":\"reject\",\"callback\": {\"a\" : [ \"}\\\"\" ]} "
      "}");
  const Ended ended = fire_file(receiver.server.url(), file);
  EXPECT_EQ(json_of(ended).at("deliveries").at("answered"), 2) << ended.err;
  ASSERT_EQ(receiver.bodies.size(), 2u);
  EXPECT_EQ(receiver.bodies[0], std::string("\xff\0\"\n", 4));
  EXPECT_EQ(receiver.bodies[1], "{\"a\" : [ \"}\\\"\" ]}");
}

TEST(FireInput, JudgesPlainCallbacksByTheContract) {
  ScriptedServer refusing([](ServerSession& session) {
    while (session.read_request()) {
      if (!session.send("HTTP/1.1 400 No\r\nContent-Length: 0\r\n\r\n")) return;
    }
  });
  const TemporaryDirectory directory;
  const Ended made =
      hookworthy({"generate", "--type", "new", "--kind", "canonical", "--count", "1"});
  const Ended violated = fire_file(refusing.url(), directory.write("in.ndjson", made.out));
  EXPECT_EQ(violated.exit_code, 1) << "a callback that keeps the contract has to be accepted";
  const Ended other = fire_file(refusing.url(), directory.write("other.ndjson", "{\"a\": 1}\n"));
  EXPECT_NE(other.exit_code, 1) << "of what breaks it nobody knows";
}

TEST(FireInput, SaysWhichLineIsWrong) {
  BodyServer receiver;
  const TemporaryDirectory directory;
  const auto refused = [&](const std::string& text, std::string_view says) {
    const Ended ended = fire_file(receiver.server.url(), directory.write("in.ndjson", text));
    EXPECT_EQ(ended.exit_code, 2);
    EXPECT_EQ(ended.out, "");
    EXPECT_EQ(lines_of(ended.err).size(), 1u);
    EXPECT_NE(ended.err.find(says), std::string::npos) << ended.err;
  };
  refused("{}\n{\"a\":}\n", "line 2: not JSON");
  refused("{}\n\n\n\xff\n", "line 4: not JSON");
  refused("{}\n\"" + std::string(5 << 20, 'x') + "\"\n", "line 2: longer than");
  refused("\n \n", "no callback in it");
  refused("{\"case\":\"edge-1\",\"type\":\"strange\",\"callback\":{}}\n", "line 1: its type");
  refused("{\"case\":\"edge-1\",\"expect\":\"maybe\",\"callback\":{}}\n", "line 1");
  refused("{\"case\":\"edge-1\",\"raw\":\"?\"}\n", "line 1");
  EXPECT_EQ(receiver.bodies.size(), 0u);
  for (const std::string& file : {directory.file("missing"), directory.file(""), std::string("-"),
                                  std::string("/dev/null")}) {
    const Ended ended = fire_file(receiver.server.url(), file);
    EXPECT_EQ(ended.exit_code, 2);
    EXPECT_NE(ended.err.find("--input " + file), std::string::npos) << ended.err;
  }
}

TEST(FireChains, KeepTheirOrderUnlessToldOtherwise) {
  for (const bool reorder : {false, true}) {
    // Slow enough for several deliveries of one booking to be due at once.
    ScriptedServer server([](ServerSession& session) {
      while (session.read_request()) {
        std::this_thread::sleep_for(std::chrono::milliseconds(50));
        if (!session.answer()) return;
      }
    });
    Arguments arguments{"fire", server.url(), "--mix", "chain=1", "--burst",  "8@10s",
                        "-d",   "1ms",        "-c",    "8",       "--format", "json"};
    if (reorder) arguments.push_back("--reorder");
    const Ended ended = hookworthy(arguments);
    EXPECT_EQ(json_of(ended).at("deliveries").at("planned"), 8) << ended.err;
    if (reorder) {
      EXPECT_EQ(server.connections(), 9u) << "all at once, and the probe";
    } else {
      EXPECT_LT(server.connections(), 9u) << "callbacks of one booking wait for each other";
    }
  }
}

}  // namespace
}  // namespace hookworthy::test
