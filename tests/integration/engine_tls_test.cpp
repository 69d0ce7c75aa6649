// Loads over TLS: who is believed, what a handshake that goes wrong is called, and that sessions
// are taken up again.

#include "tests/support/load_run.hpp"
#include "tests/support/program.hpp"
#include "tests/support/scripted_server.hpp"
#include "tests/support/tls_server.hpp"

#include <chrono>

#include <gtest/gtest.h>

namespace hookworthy {
namespace {

using namespace std::chrono_literals;
using record::Cause;
using record::Outcome;
using record::Phase;
using test::must;
using test::second;
using test::TestAuthority;
using test::TlsServer;

class Tls : public testing::Test {
 protected:
  send::TlsSettings trusting() const {
    send::TlsSettings settings;
    settings.ca_file = directory_.write("ca.pem", authority_.certificate());
    return settings;
  }
  send::TlsSettings with_identity(const test::Identity& identity) const {
    send::TlsSettings settings = trusting();
    settings.cert_file = directory_.write("own.pem", identity.certificate);
    settings.key_file = directory_.write("own.key", identity.key);
    return settings;
  }
  static send::Destination to(const std::string& url, const send::TlsSettings& tls) {
    send::ConnectTo here;
    here.host = "127.0.0.1";
    return must(send::resolve(must(send::Target::parse(url)), here, tls));
  }
  static run::LoadSettings load(const send::Destination& destination) {
    run::LoadSettings settings;
    settings.destination = destination;
    settings.schedule = pace::Schedule::constant({100, second}, second / 5).value();
    settings.connections = 2;
    settings.timeout_ns = 10 * second;
    settings.drain_ns = 10 * second;
    return settings;
  }
  static std::string refusal(const send::Destination& destination) {
    const auto alive = send::probe(destination, 5s);
    return alive ? "" : alive.error().message;
  }

  test::TemporaryDirectory directory_;
  TestAuthority authority_;
};

TEST_F(Tls, DeliversToAServerOfATrustedAuthority) {
  TlsServer server({authority_.issue()});
  const auto destination = to(server.url(), trusting());
  EXPECT_EQ(refusal(destination), "");
  const auto result = test::run_load(load(destination));
  EXPECT_TRUE(result.told_once_each());
  EXPECT_EQ(result.outcome.counts.answered, 20u);
  EXPECT_EQ(server.requests(), 20u);
  EXPECT_EQ(server.server_name(), "localhost");
  EXPECT_EQ(server.protocol(), "http/1.1");
  for (const auto& delivery : result.deliveries) {
    EXPECT_EQ(delivery.handshake_ns > 0, !delivery.reused_connection);
  }
}

TEST_F(Tls, SendsNoNameForAnAddressAndChecksTheAddress) {
  TlsServer server({authority_.issue()});
  EXPECT_EQ(refusal(to(server.url("127.0.0.1"), trusting())), "");
  EXPECT_EQ(server.server_name(), "");
  const std::string wrong = refusal(to(server.url("127.0.0.9"), trusting()));
  EXPECT_NE(wrong.find("not for '127.0.0.9'"), std::string::npos) << wrong;
}

TEST_F(Tls, TakesUpItsSessionAgain) {
  for (const bool old : {false, true}) {
    TlsServer server({.identity = authority_.issue(), .only_tls_1_2 = old});
    auto settings = load(to(server.url(), trusting()));
    settings.connections = 1;
    settings.max_requests_per_connection = 1;
    const auto result = test::run_load(settings);
    EXPECT_EQ(result.outcome.counts.answered, 20u);
    EXPECT_EQ(server.handshakes(), 20u);
    EXPECT_EQ(server.resumed(), 19u) << "TLS 1.2: " << old;
  }
}

TEST_F(Tls, RefusesAnUnknownAuthority) {
  const TestAuthority other("another");
  TlsServer server({other.issue()});
  const auto destination = to(server.url(), trusting());
  const std::string wrong = refusal(destination);
  EXPECT_NE(wrong.find("--cacert"), std::string::npos) << wrong;
  const auto result = test::run_load(load(destination));
  EXPECT_TRUE(result.told_once_each());
  for (const auto& delivery : result.deliveries) {
    EXPECT_EQ(delivery.outcome, Outcome::transport_error);
    EXPECT_EQ(delivery.phase, Phase::handshake);
    EXPECT_EQ(delivery.cause, Cause::tls);
  }
  EXPECT_EQ(server.requests(), 0u);
}

TEST_F(Tls, TheSystemsRootsDoNotKnowTheTestsAuthority) {
  TlsServer server({authority_.issue()});
  const std::string wrong = refusal(to(server.url(), {}));
  EXPECT_NE(wrong.find("CA that is not trusted here"), std::string::npos) << wrong;
}

TEST_F(Tls, RefusesASelfSignedCertificateUnlessInsecure) {
  TlsServer server({TestAuthority::self_signed()});
  const std::string wrong = refusal(to(server.url(), trusting()));
  EXPECT_NE(wrong.find("self-signed"), std::string::npos) << wrong;
  send::TlsSettings insecure;
  insecure.insecure = true;
  const auto result = test::run_load(load(to(server.url(), insecure)));
  EXPECT_EQ(result.outcome.counts.answered, 20u);
}

TEST_F(Tls, RefusesACertificateOfAnotherHost) {
  TlsServer server({authority_.issue({.names = "DNS:hooks.example"})});
  const std::string wrong = refusal(to(server.url(), trusting()));
  EXPECT_NE(wrong.find("not for 'localhost'"), std::string::npos) << wrong;
}

TEST_F(Tls, ConnectsElsewhereForTheNameOfTheUrl) {
  TlsServer server({authority_.issue({.names = "DNS:hooks.example"})});
  const auto destination = to(server.url("hooks.example"), trusting());
  const auto result = test::run_load(load(destination));
  EXPECT_EQ(result.outcome.counts.answered, 20u);
  EXPECT_EQ(server.server_name(), "hooks.example");
}

TEST_F(Tls, RefusesAnExpiredCertificate) {
  TlsServer server({authority_.issue({.from_s = -7200, .until_s = -3600})});
  const std::string wrong = refusal(to(server.url(), trusting()));
  EXPECT_NE(wrong.find("has expired"), std::string::npos) << wrong;
}

TEST_F(Tls, ShowsItsOwnCertificate) {
  for (const bool old : {false, true}) {
    TlsServer server({authority_.issue(), authority_.certificate(), old});
    const auto destination = to(server.url(), with_identity(authority_.issue()));
    EXPECT_EQ(refusal(destination), "");
    const auto result = test::run_load(load(destination));
    EXPECT_EQ(result.outcome.counts.answered, 20u);
    const std::string wrong = refusal(to(server.url(), trusting()));
    EXPECT_NE(wrong.find("--cert FILE --key FILE"), std::string::npos) << wrong;
  }
}

TEST_F(Tls, SaysWhatIsWrongWithAFile) {
  const auto error_of = [](const send::TlsSettings& settings) {
    const auto made =
        send::resolve(must(send::Target::parse("https://127.0.0.1:1/")), {}, settings);
    return made ? "" : made.error().message;
  };
  send::TlsSettings settings;
  settings.ca_file = directory_.file("missing.pem");
  EXPECT_EQ(error_of(settings).rfind("--cacert " + settings.ca_file, 0), 0u);
  settings = trusting();
  settings.cert_file = directory_.write("own.pem", authority_.issue().certificate);
  EXPECT_NE(error_of(settings).find("--key FILE"), std::string::npos) << error_of(settings);
  settings.key_file = directory_.write("other.key", authority_.issue().key);
  EXPECT_NE(error_of(settings).find("--key"), std::string::npos) << "a key of another certificate";
  settings.cert_file.clear();
  EXPECT_NE(error_of(settings).find("--cert FILE"), std::string::npos);
}

TEST_F(Tls, AHandshakeThatHangsTimesOutAtItsDeadline) {
  test::ScriptedServer server([](test::ServerSession& session) { session.hang(); });
  const auto destination =
      to("https://localhost:" + std::to_string(server.port()) + "/", trusting());
  auto settings = load(destination);
  settings.timeout_ns = second / 5;
  const auto result = test::run_load(settings);
  EXPECT_EQ(result.outcome.counts.timed_out, 20u);
  for (const auto& delivery : result.deliveries) {
    EXPECT_EQ(delivery.phase, Phase::handshake);
    EXPECT_EQ(delivery.done_ns, delivery.sent_ns + second / 5);
  }
  const auto alive = send::probe(destination, 200ms);
  ASSERT_FALSE(alive);
  EXPECT_NE(alive.error().message.find("no answer to the TLS handshake"), std::string::npos);
}

TEST_F(Tls, AServerThatClosesInTheHandshake) {
  test::ScriptedServer closing([](test::ServerSession&) {});
  const auto destination =
      to("https://localhost:" + std::to_string(closing.port()) + "/", trusting());
  const auto result = test::run_load(load(destination));
  EXPECT_TRUE(result.told_once_each());
  for (const auto& delivery : result.deliveries) {
    EXPECT_EQ(delivery.outcome, Outcome::transport_error);
    EXPECT_EQ(delivery.phase, Phase::handshake);
    EXPECT_TRUE(delivery.cause == Cause::closed || delivery.cause == Cause::reset);
  }
  EXPECT_NE(refusal(destination).find("during the TLS handshake"), std::string::npos)
      << refusal(destination);
}

TEST_F(Tls, AServerThatDoesNotSpeakTls) {
  test::ScriptedServer server([](test::ServerSession& session) {
    session.send("HTTP/1.1 400 Bad Request\r\nContent-Length: 0\r\n\r\n");
    session.hang();
  });
  const std::string wrong =
      refusal(to("https://localhost:" + std::to_string(server.port()) + "/", trusting()));
  EXPECT_NE(wrong.find("http://"), std::string::npos) << wrong;
}

}  // namespace
}  // namespace hookworthy
