// Which way the program connects, as a user asks for it: TLS, Unix sockets, other addresses,
// connection policies and several URLs.

#include "tests/support/local_server.hpp"
#include "tests/support/program.hpp"
#include "tests/support/scripted_server.hpp"
#include "tests/support/tls_server.hpp"

#include <string>

#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/local/stream_protocol.hpp>
#include <gtest/gtest.h>

namespace hookworthy::test {
namespace {

using nlohmann::json;
using UnixServer = LocalServer<boost::asio::local::stream_protocol>;
using TcpServer = LocalServer<boost::asio::ip::tcp>;

/// Twenty callbacks; what became of them.
Ended fire(const std::string& url, Arguments more) {
  Arguments arguments{"fire", url, "-R", "100", "-d", "200ms", "--format", "json"};
  arguments.insert(arguments.end(), more.begin(), more.end());
  return hookworthy(arguments);
}

/// A busy machine may fail to hold the rate: then the run is inconclusive, but complete.
void expect_all_answered(const Ended& ended) {
  EXPECT_TRUE(ended.exit_code == 0 || ended.exit_code == 3) << ended.err;
  EXPECT_EQ(json_of(ended).at("deliveries").at("answered"), 20) << ended.err;
}

struct Https {
  TemporaryDirectory directory;
  TestAuthority authority;
  TlsServer server{{authority.issue()}};
  std::string roots = directory.write("ca.pem", authority.certificate());
};

TEST(CliTls, FiresAtATrustedReceiver) {
  Https https;
  const std::string record = https.directory.file("record.ndjson");
  const Ended ended = fire(
      https.server.url(),
      {"--cacert", https.roots, "--connect-to", "127.0.0.1:" + std::to_string(https.server.port()),
       "--max-requests-per-connection", "5", "-c", "1", "--record", record});
  expect_all_answered(ended);
  EXPECT_EQ(https.server.requests(), 20u);
  EXPECT_EQ(https.server.handshakes(), 5u) << "the probe's and four";
  EXPECT_EQ(https.server.resumed(), 3u);
  EXPECT_NE(https.directory.read("record.ndjson").find("\"handshake_ns\":"), std::string::npos);
}

TEST(CliTls, SaysWhichFlagHelps) {
  Https https;
  const Arguments here{"--connect-to", "127.0.0.1:" + std::to_string(https.server.port())};
  for (const std::string command : {"fire", "certify"}) {
    Arguments arguments{command, https.server.url()};
    arguments.insert(arguments.end(), here.begin(), here.end());
    expect_refusal(hookworthy(arguments), 3, "--cacert");
  }
  expect_refusal(fire(https.server.url("127.0.0.9"), {"--cacert", https.roots, here[0], here[1]}),
                 3, "not for '127.0.0.9'");
  expect_refusal(fire(https.server.url(), {"--cacert", https.directory.file("none.pem")}), 2,
                 "none.pem");
  expect_refusal(fire(https.server.url(), {"--cert", https.roots}), 2, "--key");
}

TEST(CliTls, InsecureIsSaidInTheReport) {
  Https https;
  const Ended ended = fire(https.server.url("127.0.0.1"), {"--insecure"});
  expect_all_answered(ended);
  EXPECT_NE(json_of(ended).at("reasons").dump().find("--insecure"), std::string::npos)
      << json_of(ended).at("reasons");
}

TEST(CliTls, ShowsACertificate) {
  Https https;
  TlsServer strict({https.authority.issue(), https.authority.certificate()});
  const Identity own = https.authority.issue();
  const std::string both = https.directory.write("both.pem", own.certificate + own.key);
  const Arguments trusting{"--cacert", https.roots};
  expect_refusal(fire(strict.url("127.0.0.1"), trusting), 3, "--cert FILE --key FILE");
  expect_all_answered(fire(strict.url("127.0.0.1"), {"--cacert", https.roots, "--cert", both}));
  expect_all_answered(
      fire(strict.url("127.0.0.1"),
           {"--cacert", https.roots, "--cert", https.directory.write("c.pem", own.certificate),
            "--key", https.directory.write("k.pem", own.key)}));
}

TEST(CliTls, CertifiesWithAllPhasesAndReplays) {
  Https https;
  const std::string out = https.directory.file("out");
  const Ended ended = hookworthy({"certify", https.server.url("127.0.0.1"), "--cacert", https.roots,
                                  "--phases", "coverage,protocol", "--cases", "30", "--type", "new",
                                  "--out", out, "--format", "json", "--budget", "15s"});
  const json certificate = json_of(ended);
  EXPECT_GT(certificate.at("deliveries").at("answered"), 20) << ended.err;
  EXPECT_GT(https.server.requests(), 20u);
  const Ended again = hookworthy({"replay", out + "/record.ndjson", "--case", "canonical-0",
                                  "--cacert", https.roots, "--format", "json"});
  EXPECT_EQ(again.exit_code, 0) << again.err;
  EXPECT_EQ(json_of(again).at("passed"), 1);
}

TEST(CliConnect, GoesThroughAUnixSocket) {
  const TemporaryDirectory directory;
  const std::string path = directory.file("hook.sock");
  UnixServer server{boost::asio::local::stream_protocol::endpoint(path)};
  const Ended ended = fire("http://receiver.example/hook", {"--unix-socket", path});
  expect_all_answered(ended);
  EXPECT_EQ(server.requests(), 20u);
  EXPECT_NE(ended.err.find("http://receiver.example/hook is unix:" + path), std::string::npos)
      << ended.err;
  const Ended certified = hookworthy({"certify", "http://receiver.example/", "--unix-socket", path,
                                      "--cases", "5", "--format", "json"});
  EXPECT_GE(json_of(certified).at("deliveries").at("answered"), 5) << certified.err;
  expect_refusal(fire("http://a.example/", {"--unix-socket", directory.file("none")}), 3, "none");
}

TEST(CliConnect, ReachesIPv6) {
  const boost::asio::ip::tcp::endpoint any_port(boost::asio::ip::address_v6::loopback(), 0);
  boost::asio::io_context io;
  boost::system::error_code error;
  boost::asio::ip::tcp::acceptor trial(io);
  trial.open(any_port.protocol(), error);
  if (!error) trial.bind(any_port, error);
  if (error) GTEST_SKIP() << "no IPv6 here: " << error.message();
  TcpServer server(any_port);
  const std::string port = std::to_string(server.endpoint().port());
  expect_all_answered(fire("http://[::1]:" + port + "/", {}));
  expect_all_answered(fire("http://receiver.example/", {"--connect-to", "[::1]:" + port}));
  EXPECT_EQ(server.requests(), 40u);
}

TEST(CliConnect, GoesElsewhereOnlyWhereItMay) {
  expect_refusal(fire("http://127.0.0.1/", {"--connect-to", "192.0.2.1:80"}), 2, "--allow-host");
  for (const char* address : {"", "host", ":80", "host:", "host:0", "host:65536", "::1:80",
                              "a b:80", "[::1]", "http://a:80"}) {
    expect_refusal(fire("http://127.0.0.1/", {"--connect-to", address}), 2, "--connect-to");
  }
}

TEST(CliConnect, OpensAsManyConnectionsAsItIsTold) {
  ScriptedServer server(answers());
  expect_all_answered(fire(server.url(), {"--connections-per-request"}));
  EXPECT_EQ(server.connections(), 21u) << "one more for the probe";
  ScriptedServer other(answers());
  expect_all_answered(fire(other.url(), {"-c", "1", "--max-requests-per-connection", "10"}));
  EXPECT_EQ(other.connections(), 3u);
  EXPECT_EQ(fire(other.url(), {"--max-requests-per-connection", "0"}).exit_code, 2);
}

TEST(CliRoutes, SendEachGroupToItsUrl) {
  const boost::asio::ip::tcp::endpoint loopback(boost::asio::ip::address_v4::loopback(), 0);
  TcpServer usual(loopback);
  TcpServer renewal(loopback);
  TcpServer report(loopback);
  const auto url = [](const TcpServer& server) {
    return "http://127.0.0.1:" + std::to_string(server.endpoint().port()) + "/hook";
  };
  const Ended ended =
      fire(url(usual), {"--mix", "canonical=1", "--url-for", "renewal=" + url(renewal), "--url-for",
                        "report=" + url(report), "--loop"});
  EXPECT_EQ(ended.exit_code, 2) << "--loop without --input";
  const Ended routed =
      fire(url(usual), {"--mix", "canonical=1", "--url-for", "renewal=" + url(renewal), "--url-for",
                        "report=" + url(report)});
  expect_all_answered(routed);
  const json by_type = json_of(routed).at("by_type");
  const auto count = [&](const char* type) {
    return by_type.contains(type) ? by_type.at(type).at("accepted").get<std::uint64_t>() : 0;
  };
  EXPECT_EQ(report.requests(), count("report")) << "a type before its group";
  EXPECT_EQ(renewal.requests(), count("woker_removed") + count("worker_assigned") +
                                    count("custom_fields_or_note_changed") + count("in_work"));
  EXPECT_EQ(usual.requests() + renewal.requests() + report.requests(), 20u);
  EXPECT_GT(renewal.requests(), 0u);
  EXPECT_NE(json_of(routed).at("reasons").dump().find("callbacks of renewal went to"),
            std::string::npos);
}

TEST(CliRoutes, RefuseWhatCannotBe) {
  ScriptedServer server(answers());
  const std::string closed = "http://127.0.0.1:" + std::to_string(closed_port()) + "/";
  expect_refusal(fire(server.url(), {"--url-for", "strange=" + server.url()}), 2, "'strange'");
  expect_refusal(fire(server.url(), {"--url-for", "renewal"}), 2, "GROUP=URL");
  expect_refusal(fire(server.url(), {"--url-for", "renewal=http://192.0.2.1/"}), 2, "--allow-host");
  expect_refusal(fire(server.url(), {"--url-for", "renewal=" + closed}), 3, "refused");
}

TEST(CliRoutes, ContractsMethodAndHeaderTellTheType) {
  std::atomic<int> posts{0};
  std::atomic<int> puts{0};
  ScriptedServer server([&](ServerSession& session) {
    while (const auto request = session.read_request()) {
      const std::string& head = request->head;
      if (head.starts_with("POST") && head.find("X-Event: parcel.sent\r\n") != head.npos) ++posts;
      if (head.starts_with("PUT") && head.find("X-Event: parcel.lost\r\n") != head.npos &&
          head.find("Content-Type: application/vnd.courier+json\r\n") != head.npos) {
        ++puts;
      }
      if (!session.answer()) return;
    }
  });
  const Ended ended =
      fire(server.url(),
           {"--contract", SOURCE_DIR "/fixtures/contracts/header-discriminator.openapi.json",
            "--type", "parcel_sent,parcel_lost"});
  expect_all_answered(ended);
  EXPECT_EQ(posts + puts, 20);
  EXPECT_GT(posts, 0);
  EXPECT_GT(puts, 0);
}

}  // namespace
}  // namespace hookworthy::test
