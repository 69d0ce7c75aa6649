#include "generator/run/signature_phase.hpp"

#include "tests/support/collecting_sink.hpp"
#include "tests/support/load_run.hpp"
#include "tests/support/must.hpp"
#include "tests/support/scripted_server.hpp"
#include "tests/unit/generator/run/bookings.hpp"

#include <algorithm>
#include <memory>
#include <string>

#include <gtest/gtest.h>

namespace hookworthy::run {
namespace {

using contract::StandardWebhooks;
using record::Delivery;
using record::Outcome;
using test::must;

StandardWebhooks key() {
  return must(StandardWebhooks::make("whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"));
}

std::string lower(std::string text) {
  std::transform(text.begin(), text.end(), text.begin(),
                 [](unsigned char c) { return static_cast<char>(std::tolower(c)); });
  return text;
}

std::string header_of(const std::string& head, const std::string& name) {
  const auto at = lower(head).find("\r\n" + name + ": ");
  if (at == std::string::npos) return "";
  const auto begin = at + name.size() + 4;
  return head.substr(begin, head.find("\r\n", begin) - begin);
}

/// Answers 401 to what is not signed for now.
test::ScriptedServer::Script verifying() {
  return [](test::ServerSession& session) {
    while (const auto request = session.read_request()) {
      const std::string id = header_of(request->head, "webhook-id");
      const std::string time = header_of(request->head, "webhook-timestamp");
      const std::string signature = header_of(request->head, "webhook-signature");
      const bool good =
          key().verify({id, time, signature}, request->body, wall_clock_s()).has_value();
      session.send(good ? "HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n"
                        : "HTTP/1.1 401 No\r\nContent-Length: 0\r\n\r\n");
    }
  };
}

ScenarioSettings settings_for(const test::ScriptedServer& server) {
  ScenarioSettings settings;
  settings.destination = must(send::resolve(must(send::Target::parse(server.url()))));
  return settings;
}

TEST(SignaturePhase, IsAnsweredAsItExpectsByAReceiverThatVerifies) {
  test::ScriptedServer server(verifying());
  const plan::Signer signer(key());
  SignaturePhase phase(bookings(), signer, {});
  test::CollectingSink sink;
  Control control;
  const auto outcome = must(run_scenarios(settings_for(server), phase, sink, control));
  EXPECT_TRUE(outcome.conserved);
  EXPECT_EQ(outcome.counts.planned, phase.deliveries());
  EXPECT_EQ(outcome.counts.answered, phase.deliveries());
  std::uint64_t probes = 0;
  std::uint64_t repeated = 0;
  for (const Delivery& delivery : sink.deliveries) {
    EXPECT_EQ(delivery.status, delivery.what.expect == Expect::accept ? 200 : 401)
        << delivery.what.label;
    EXPECT_EQ(delivery.what.type, "new");
    if (delivery.what.kind == Kind::canonical) {
      EXPECT_NE(delivery.after, Delivery::no_delivery);
      ++probes;
    } else if (delivery.after != Delivery::no_delivery) {
      ++repeated;
    }
  }
  EXPECT_EQ(repeated, 2u);  // sig:retry, sig:duplicate
  EXPECT_EQ(sink.deliveries.size(), phase.catalogue().count() + probes + repeated);
}

TEST(SignaturePhase, RunsChosenCasesAgainWithTheSameBodies) {
  test::ScriptedServer server(verifying());
  const plan::Signer signer(key());
  SignatureSettings settings;
  settings.only = {12, 0};
  test::CollectingSink first;
  test::CollectingSink again;
  ScenarioSettings one_by_one = settings_for(server);
  one_by_one.concurrency = 1;
  for (test::CollectingSink* sink : {&first, &again}) {
    Control control;
    SignaturePhase phase(bookings(), signer, settings);
    must(run_scenarios(one_by_one, phase, *sink, control));
  }
  ASSERT_EQ(first.deliveries.size(), 3u);  // the first case is refused and has a probe
  ASSERT_EQ(again.deliveries.size(), 3u);
  EXPECT_EQ(first.deliveries[0].what.index, 12u);
  EXPECT_EQ(first.deliveries[2].what.index, 0u);
  for (std::size_t i = 0; i < 3; ++i) {
    EXPECT_EQ(first.deliveries[i].request_body, again.deliveries[i].request_body);
  }
}

TEST(SignedScenarios, CarryASignatureOfTheirBody) {
  test::ScriptedServer server(verifying());
  const plan::Signer signer(key());
  const plan::Signer nobody(must(contract::HmacHeader::make("X-Other", "secret")));
  for (const plan::Signer* own : {&signer, &nobody}) {
    ScenarioSettings settings = settings_for(server);
    settings.signer = own;
    /// One step that can use the common head, and one that needs its own.
    class TwoSteps final : public ScenarioSource {
     public:
      bool next(Scenario& scenario) override {
        scenario.steps.clear();
        if (done_) return false;
        done_ = true;
        scenario.steps.push_back({.what = {}, .body = "{}"});
        scenario.steps.push_back({.what = {}, .body = "[]", .headers = {{"X-Own", "1"}}});
        return true;
      }

     private:
      bool done_ = false;
    } source;
    test::CollectingSink sink;
    Control control;
    must(run_scenarios(settings, source, sink, control));
    ASSERT_EQ(sink.deliveries.size(), 2u);
    for (const Delivery& delivery : sink.deliveries) {
      EXPECT_EQ(delivery.status, own == &signer ? 200 : 401);
    }
  }
}

TEST(SignedLoad, CarriesASignatureOfEachBody) {
  test::ScriptedServer server(verifying());
  const plan::Signer signer(key());
  LoadSettings settings = test::load_settings(server.url());
  settings.signer = &signer;
  const test::LoadRun load = test::run_load(settings);
  ASSERT_GT(load.deliveries.size(), 0u);
  for (const Delivery& delivery : load.deliveries) {
    EXPECT_EQ(delivery.status, 200);
    EXPECT_EQ(delivery.request_body, "{\"n\":" + std::to_string(delivery.sequence) + "}");
  }
}

}  // namespace
}  // namespace hookworthy::run
