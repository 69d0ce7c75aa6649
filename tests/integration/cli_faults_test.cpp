// Receivers that misbehave, as the user of the program sees them.

#include "tests/support/program.hpp"
#include "tests/support/scripted_server.hpp"

#include <algorithm>
#include <string>

#include <gtest/gtest.h>

namespace hookworthy::test {
namespace {

using nlohmann::json;

bool has_control_characters(const std::string& text) {
  return std::any_of(text.begin(), text.end(), [](unsigned char c) {
    return (c < 0x20 && c != '\n' && c != '\t') || c == 0x7f;
  });
}

TEST(CliFaults, WhatAReceiverSaysCannotDriveTheTerminal) {
  ScriptedServer server([](ServerSession& session) {
    while (session.read_request()) {
      if (!session.send("HTTP/1.1 500 \x1b[31mno\r\nX-Red: \x1b[31m\r\nContent-Length: 19\r\n\r\n"
                        "\x1b]0;title\x07\x1b[2J\r\n\x9b\x7f.")) {
        return;
      }
    }
  });
  const TemporaryDirectory directory;
  const std::string out = directory.file("out");
  for (const std::string format : {"text", "json"}) {
    for (const Arguments& command :
         {Arguments{"fire", server.url(), "-d", "200ms"},
          Arguments{"certify", server.url(), "--phases", "coverage,protocol", "--cases", "20",
                    "--out", out}}) {
      Arguments arguments = command;
      arguments.insert(arguments.end(), {"--format", format});
      const Ended ended = hookworthy(arguments);
      EXPECT_EQ(ended.exit_code, 1) << ended.err;
      EXPECT_FALSE(has_control_characters(ended.out)) << ended.out;
      EXPECT_FALSE(has_control_characters(ended.err)) << ended.err;
    }
  }
}

TEST(CliFaults, ARunGoesOnWhenTheReceiverGoesAway) {
  ScriptedServer server([](ServerSession& session) {
    if (session.number() > 2) return;  // the probe and two connections: afterwards the door is shut
    for (int i = 0; i < 5 && session.read_request(); ++i) session.answer();
  });
  const Ended ended =
      hookworthy({"fire", server.url(), "-R", "100", "-d", "500ms", "-c", "2", "--format", "json"});
  EXPECT_EQ(ended.exit_code, 1) << ended.err;
  const json deliveries = json_of(ended).at("deliveries");
  EXPECT_EQ(deliveries.at("planned"), 50);
  EXPECT_GT(deliveries.at("answered"), 0);
  EXPECT_GT(deliveries.at("failed"), 0);
  EXPECT_NE(ended.err, "");
}

TEST(CliFaults, MemoryStaysFlatUnderEndlessAnswers) {
  ScriptedServer server([](ServerSession& session) {
    if (!session.read_request()) return;
    session.send("HTTP/1.1 200 OK\r\n\r\n");
    while (session.send(std::string(65536, 'x'))) {
    }
  });
  const Ended ended =
      hookworthy({"fire", server.url(), "-R", "50", "-d", "1s", "-c", "4", "--format", "json"});
  const json summary = json_of(ended);
  EXPECT_EQ(summary.at("deliveries").at("answered"), 0);
  EXPECT_EQ(summary.at("errors").at(0).at("cause"), "body_limit") << summary.at("errors");
  EXPECT_LT(summary.at("harness").at("max_rss_bytes"), 1u << 30);
}

}  // namespace
}  // namespace hookworthy::test
