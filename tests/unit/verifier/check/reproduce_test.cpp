#include "verifier/check/reproduce.hpp"

#include "tests/unit/verifier/check/judged.hpp"
#include "verifier/record/text.hpp"

#include <cstdio>
#include <stdexcept>
#include <string>
#include <string_view>

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

namespace hookworthy::check {
namespace {

using namespace std::string_literals;
using test::Sent;

/// What a POSIX shell prints for `command`.
std::string shell(const std::string& command) {
  std::FILE* pipe = ::popen(command.c_str(), "r");
  if (pipe == nullptr) throw std::runtime_error("no shell");
  std::string out;
  for (int c = std::fgetc(pipe); c != EOF; c = std::fgetc(pipe)) out += static_cast<char>(c);
  if (::pclose(pipe) != 0) throw std::runtime_error("failed: " + command);
  return out;
}

/// Any bytes, with those that shells care about in plenty.
rc::Gen<std::string> nasty_bytes() {
  return rc::gen::container<std::string>(rc::gen::weightedOneOf<char>(
      {{3, rc::gen::arbitrary<char>()},
       {2, rc::gen::elementOf("'\"\\$`%!\n\r\t ~*#;&|<>(){}[]-=?0123456789\x1B\x7F\xC2\x9B"s)},
       {1, rc::gen::just('\0')}}));
}

TEST(PrintfCommand, SpeaksPlainlyWhereItCan) {
  EXPECT_EQ(printf_command(R"({"a":1})"), R"(printf '%s' '{"a":1}')");
  EXPECT_EQ(printf_command("it's"), R"(printf '%s' 'it'\''s')");
  EXPECT_EQ(printf_command("\xD0\xB6"), "printf '%s' '\xD0\xB6'");
  EXPECT_EQ(printf_command("a\n"), R"(printf 'a\012')");
  EXPECT_EQ(printf_command("100%\n"), R"(printf '100\045\012')");
  EXPECT_EQ(printf_command(""), "printf ''");
}

TEST(PrintfCommand, SurvivesTheShellByteByByte) {
  std::string all;
  for (int c = 0; c < 256; ++c) all += static_cast<char>(c);
  EXPECT_EQ(shell(printf_command(all)), all);
  for (const std::string& bytes :
       {"-n\n"s, "-"s, "--"s, "%s"s, "\\"s, "\\n"s, "'"s, "''"s, "$HOME"s, "\0"s,
        "\0"
        "1"s,
        "\n"s, "a\n\n"s, "\x1B[2J"s, "\xFF"s, ""s}) {
    EXPECT_EQ(shell(printf_command(bytes)), bytes) << testing::PrintToString(bytes);
  }
}

RC_GTEST_PROP(PrintfCommand, RoundTripsThroughTheShell, ()) {
  const std::string bytes = *nasty_bytes();
  const std::string command = printf_command(bytes);
  RC_ASSERT(shell(command) == bytes);
  RC_ASSERT(record::printable(command, command.size()) == command);
}

RC_GTEST_PROP(ShellQuote, RoundTripsThroughTheShell, ()) {
  std::string text = *nasty_bytes();
  std::erase(text, '\0');
  RC_ASSERT(shell("printf '%s' " + shell_quote(text)) == text);
}

Evidence evidence_of(Sent sent) {
  return Evidence(sent.get());
}

Sent edge() {
  Sent sent;
  sent.of(Kind::edge, 153, Expect::accept).at("/booking/comment", "null");
  sent.request = R"({"a":"it's"})";
  return sent;
}

RunContext context() {
  RunContext run;
  run.target = "http://127.0.0.1:8080/hook?a=1&b=2";
  run.seed = 7;
  return run;
}

TEST(Reproduce, ReplaysFromTheSeed) {
  const auto lines = reproduce(evidence_of(edge()), context(), *embedded());
  EXPECT_EQ(lines.replay,
            "hookworthy replay --case edge-153 --seed 7 'http://127.0.0.1:8080/hook?a=1&b=2'");
  EXPECT_EQ(lines.curl,
            R"(printf '%s' '{"a":"it'\''s"}' | curl -sS -i -X POST -H 'Content-Type: )"
            R"(application/json' --data-binary @- 'http://127.0.0.1:8080/hook?a=1&b=2')");
}

TEST(Reproduce, ReplaysFromTheRecordWhereThereIsOne) {
  auto run = context();
  run.record_file = "my record.ndjson";
  const auto lines = reproduce(evidence_of(edge()), run, *embedded());
  EXPECT_EQ(lines.replay, "hookworthy replay 'my record.ndjson' --case edge-153");
}

TEST(Reproduce, SaysContractAndHeadersAgain) {
  auto run = context();
  run.contract_file = "c.json";
  run.headers = {"X-Key: a b"};
  const auto lines = reproduce(evidence_of(edge()), run, *embedded());
  EXPECT_NE(lines.replay.find(" --seed 7 --contract c.json -H 'X-Key: a b' "), std::string::npos);
  EXPECT_NE(lines.curl.find(" -H 'Content-Type: application/json' -H 'X-Key: a b' "),
            std::string::npos);
  run.headers = {"content-TYPE: text/plain"};
  const auto own = reproduce(evidence_of(edge()), run, *embedded());
  EXPECT_EQ(own.curl.find("application/json"), std::string::npos) << "the user's own counts";
}

TEST(Reproduce, GoesTheSameWayAgain) {
  auto run = context();
  run.transport = {"--connect-to", "[::1]:80", "--cacert", "my ca.pem", "--insecure"};
  const auto lines = reproduce(evidence_of(edge()), run, *embedded());
  EXPECT_NE(lines.replay.find(" --connect-to '[::1]:80' --cacert 'my ca.pem' --insecure "),
            std::string::npos)
      << lines.replay;
  EXPECT_NE(lines.curl.find(" --connect-to '::[::1]:80' --cacert 'my ca.pem' --insecure "),
            std::string::npos)
      << lines.curl;
  run.transport = {"--insecure", "--output", "/etc/passwd", "--cacert"};
  const auto safe = reproduce(evidence_of(edge()), run, *embedded());
  EXPECT_NE(safe.curl.find("--insecure"), std::string::npos);
  EXPECT_EQ(safe.curl.find("--output"), std::string::npos) << "a record may be anyone's";
  EXPECT_EQ(safe.replay.find("passwd"), std::string::npos);
}

/// Cases of all kinds are signed in a run with a secret, not only those about signatures.
TEST(Reproduce, SignsAsTheRunDid) {
  auto run = context();
  run.target = "http://h/";
  run.signing = {"--secret"};
  const auto standard = reproduce(evidence_of(edge()), run, *embedded());
  EXPECT_EQ(standard.replay,
            R"(hookworthy replay --case edge-153 --secret "$SECRET" --seed 7 http://h/)");
  EXPECT_NE(standard.curl.find(R"( -H 'webhook-id: '"${ID}" -H 'webhook-timestamp: '"${TIMESTAMP}")"
                               R"( -H 'webhook-signature: '"${SIGNATURE}" --data-binary)"),
            std::string::npos)
      << standard.curl;
  run.signing = {"--hmac-header", "X-Sig$", "--hmac-prefix", "sha256="};
  const auto plain = reproduce(evidence_of(edge()), run, *embedded());
  EXPECT_EQ(plain.replay,
            "hookworthy replay --case edge-153 --hmac-header 'X-Sig$' --hmac-secret \"$SECRET\" "
            "--hmac-prefix sha256= --seed 7 http://h/");
  EXPECT_NE(plain.curl.find(R"( -H 'X-Sig$: sha256='"${SIGNATURE}" )"), std::string::npos)
      << plain.curl;
  run.record_file = "r.ndjson";
  run.signing = {"--hmac-header", "X-Sig"};
  EXPECT_EQ(reproduce(evidence_of(edge()), run, *embedded()).replay,
            "hookworthy replay r.ndjson --case edge-153 --hmac-header X-Sig --hmac-secret "
            "\"$SECRET\"");
}

TEST(Reproduce, TellsTheSignaturesOfTwoLinesApart) {
  Sent bad = edge();
  bad.of(Kind::violation, 9, Expect::reject);
  Sent sent;
  sent.probe_of(4);
  Evidence evidence = evidence_of(sent);
  evidence.preceding = CaseRef(bad.get().what);
  auto run = context();
  run.signing = {"--hmac-header", "X-Sig"};
  const auto lines = reproduce(evidence, run, *embedded());
  EXPECT_LT(lines.curl.find("\"${SIGNATURE_1}\""), lines.curl.find("; printf")) << lines.curl;
  EXPECT_NE(lines.curl.find("\"${SIGNATURE_2}\""), std::string::npos) << lines.curl;
}

TEST(Reproduce, TakesNoFlagsOfSigningThatItDoesNotKnow) {
  auto run = context();
  for (const std::vector<std::string>& words :
       {std::vector<std::string>{"--output"},
        {"--secret", "x"},
        {"--hmac-header"},
        {"--hmac-header", "X-Sig", "--output", "/etc/passwd"}}) {
    run.signing = words;
    const auto lines = reproduce(evidence_of(edge()), run, *embedded());
    EXPECT_EQ(lines.replay, reproduce(evidence_of(edge()), context(), *embedded()).replay);
    EXPECT_EQ(lines.curl, reproduce(evidence_of(edge()), context(), *embedded()).curl);
  }
}

TEST(Reproduce, UsesMethodMediaTypeAndHeaderOfTheType) {
  const auto lines = reproduce(evidence_of(edge().typed("narrow")), context(), *two_types());
  EXPECT_NE(lines.curl.find("curl -sS -i -X PUT -H 'Content-Type: application/vnd.x+json' "
                            "-H 'X-Event: narrow' "),
            std::string::npos)
      << lines.curl;
}

TEST(Reproduce, MakesLongBodiesAgain) {
  Sent sent = edge();
  sent.request.clear();
  while (sent.request.size() <= max_inline_body_bytes) sent.request += "abc";
  const auto lines = reproduce(evidence_of(sent), context(), *embedded());
  EXPECT_TRUE(
      lines.curl.starts_with("hookworthy generate --kind edge --index 153 --seed 7 | curl "))
      << lines.curl;
  // A body from a file of the user stands nowhere else.
  sent.of(Kind::input, 3, Expect::accept);
  EXPECT_TRUE(
      reproduce(evidence_of(sent), context(), *embedded()).curl.starts_with("printf '%s' abc"));
}

TEST(Reproduce, SaysNothingWhereThereIsNoWay) {
  Sent sent = edge();
  sent.of(Kind::input, 3, Expect::accept);
  Evidence evidence = evidence_of(sent);
  EXPECT_EQ(reproduce(evidence, context(), *embedded()).replay, "");
  evidence.request_bytes += 1;  // its end is missing
  EXPECT_EQ(reproduce(evidence, context(), *embedded()).curl, "");
}

TEST(Reproduce, SendsTheBadCaseBeforeTheProbe) {
  Sent bad = edge();
  bad.of(Kind::violation, 9, Expect::reject);
  Sent sent;
  sent.probe_of(4);
  Evidence evidence = evidence_of(sent);
  evidence.preceding = CaseRef(bad.get().what);
  const auto lines = reproduce(evidence, context(), *embedded());
  EXPECT_TRUE(lines.replay.starts_with(
      "hookworthy replay --case violation-9 --case canonical-0 --seed 7 "));
  EXPECT_TRUE(
      lines.curl.starts_with("hookworthy generate --kind violation --index 9 --seed 7 | curl "));
  EXPECT_NE(lines.curl.find("; printf '%s' '{"), std::string::npos);
}

TEST(Reproduce, IsHarmlessWhateverARecordSays) {
  auto run = context();
  run.target = "http://x/\x1B[2J'; rm -rf $HOME; '"s;
  run.headers = {"A: \0b"s};
  const auto lines = reproduce(evidence_of(edge()), run, *embedded());
  for (const auto& line : {lines.replay, lines.curl}) {
    EXPECT_EQ(record::printable(line, line.size()), line);
    EXPECT_NE(line.find("'\\''; rm -rf $HOME; '\\'''"), std::string::npos) << line;
  }
}

}  // namespace
}  // namespace hookworthy::check
