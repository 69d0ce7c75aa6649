#include "generator/run/protocol_phase.hpp"

#include "generator/run/phase_wire.hpp"
#include "tests/support/blocking_server.hpp"
#include "tests/support/collecting_sink.hpp"
#include "tests/support/must.hpp"
#include "tests/support/scripted_server.hpp"
#include "tests/unit/generator/run/bookings.hpp"

#include <algorithm>
#include <atomic>
#include <memory>
#include <mutex>
#include <set>
#include <stdexcept>
#include <string>
#include <vector>

#include <gtest/gtest.h>

namespace hookworthy::run {
namespace {

using record::Cause;
using record::Delivery;
using record::Outcome;
using record::Phase;
using test::BlockingPeer;
using test::BlockingServer;
using test::must;

constexpr std::string_view ok = "HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n";

const plan::ProtocolCatalogue& catalogue() {
  static const plan::ProtocolCatalogue made = protocol_catalogue(bookings());
  return made;
}

std::uint64_t index_of(std::string_view label) {
  for (std::uint64_t i = 0; i < catalogue().count(); ++i) {
    if (catalogue().describe(i).label == label) return i;
  }
  throw std::runtime_error("no case " + std::string(label));
}

ProtocolSettings settings_for(const std::string& url) {
  ProtocolSettings settings;
  settings.run.destination = must(send::resolve(must(send::Target::parse(url))));
  return settings;
}

struct Played {
  ScenarioOutcome outcome;
  test::CollectingSink sink;
  Control control;

  /// By label, the first of them; the probe after it by `probe_of`.
  const Delivery& of(std::string_view label) const {
    const auto found = std::find_if(sink.deliveries.begin(), sink.deliveries.end(),
                                    [&](const Delivery& one) { return one.what.label == label; });
    if (found == sink.deliveries.end()) throw std::runtime_error("no delivery");
    return *found;
  }
  const Delivery& probe_of(std::string_view label) const {
    const auto sequence = of(label).sequence;
    const auto found = std::find_if(sink.deliveries.begin(), sink.deliveries.end(),
                                    [&](const Delivery& one) { return one.after == sequence; });
    if (found == sink.deliveries.end()) throw std::runtime_error("no probe");
    return *found;
  }
};

std::unique_ptr<Played> run(const ProtocolSettings& settings) {
  auto done = std::make_unique<Played>();
  done->outcome = must(run_protocol(settings, bookings(), catalogue(), done->sink, done->control));
  EXPECT_TRUE(done->outcome.conserved);
  EXPECT_EQ(done->outcome.counts.planned, done->sink.deliveries.size());
  std::set<std::uint64_t> sequences;
  for (const Delivery& delivery : done->sink.deliveries) sequences.insert(delivery.sequence);
  EXPECT_EQ(sequences.size(), done->sink.deliveries.size());
  return done;
}

TEST(ProtocolPhase, FollowsEachFaultByAProbeOnItsOwnConnection) {
  test::ScriptedServer server(test::answers());
  ProtocolSettings settings = settings_for(server.url());
  settings.only = {index_of("json:nan"), index_of("http:connection-close")};
  settings.run.concurrency = 1;
  settings.run.first_sequence = 100;
  const auto done = run(settings);
  ASSERT_EQ(done->sink.deliveries.size(), 4u);
  EXPECT_EQ(done->outcome.next_sequence, 104u);
  EXPECT_EQ(done->outcome.scenarios, 2u);
  EXPECT_EQ(done->outcome.counts.answered, 4u);
  EXPECT_EQ(server.connections(), 4u);
  const Delivery& fault = done->sink.deliveries[0];
  const Delivery& probe = done->sink.deliveries[1];
  EXPECT_EQ(fault.sequence, 100u);
  EXPECT_EQ(fault.what.kind, Kind::protocol);
  EXPECT_EQ(fault.what.label, "json:nan");
  EXPECT_EQ(fault.after, Delivery::no_delivery);
  EXPECT_EQ(fault.status, 200);
  EXPECT_EQ(fault.response_excerpt, "ok");
  EXPECT_TRUE(fault.request_body.ends_with("NaN}")) << fault.request_body;
  EXPECT_GT(fault.request_bytes, fault.request_body.size());
  EXPECT_EQ(probe.what.kind, Kind::canonical);
  EXPECT_EQ(probe.what.expect, Expect::accept);
  EXPECT_EQ(probe.after, 100u);
  EXPECT_LE(fault.done_ns, probe.intended_ns);
  std::string again;
  EXPECT_EQ(bookings().at(Kind::canonical, probe.what.index, again).type, "new");
  EXPECT_EQ(probe.request_body, again);
}

TEST(ProtocolPhase, MakesACaseTheSameWhateverElseIsRun) {
  test::ScriptedServer server(test::answers());
  ProtocolSettings all = settings_for(server.url());
  all.run.concurrency = 3;
  all.only = {index_of("json:form"), index_of("json:two-values"), index_of("http:chunked")};
  ProtocolSettings one = all;
  one.only = {index_of("json:two-values")};
  const auto first = run(all);
  const auto again = run(one);
  EXPECT_EQ(first->of("json:two-values").request_body, again->of("json:two-values").request_body);
  EXPECT_EQ(first->probe_of("json:two-values").request_body,
            again->probe_of("json:two-values").request_body);
}

TEST(ProtocolPhase, ProbesAfterItsClientLeft) {
  BlockingServer server([](BlockingPeer& peer) {
    const std::string head = peer.read_until("\r\n\r\n");
    if (head.ends_with("\r\n\r\n")) peer.write(ok);
    peer.read_all();
  });
  ProtocolSettings settings = settings_for(server.url());
  settings.only = {index_of("abort:in-head")};
  const auto done = run(settings);
  const Delivery& fault = done->of("abort:in-head");
  EXPECT_EQ(fault.outcome, Outcome::transport_error);
  EXPECT_EQ(fault.cause, Cause::abandoned);
  EXPECT_EQ(done->probe_of("abort:in-head").status, 200);
}

TEST(ProtocolPhase, CarriesTheUsersHeadersAndSignatures) {
  std::mutex mutex;
  std::vector<std::string> heads;
  test::ScriptedServer server([&](test::ServerSession& session) {
    while (const auto request = session.read_request()) {
      const std::lock_guard lock(mutex);
      heads.push_back(request->head);
      session.answer();
    }
  });
  const plan::Signer signer(must(contract::HmacHeader::make("X-Signature", "secret")));
  ProtocolSettings settings = settings_for(server.url());
  settings.only = {index_of("http:connection-close")};
  settings.run.signer = &signer;
  settings.run.headers = {{"Authorization", "Bearer x"},
                          {"host", "other.example"},
                          {"Content-Type", "application/vnd.example+json"},
                          {"Content-Length", "1"}};
  run(settings);
  ASSERT_EQ(heads.size(), 2u);
  for (const std::string& head : heads) {
    EXPECT_NE(head.find("\r\nAuthorization: Bearer x\r\n"), std::string::npos) << head;
    EXPECT_NE(head.find("\r\nX-Signature: "), std::string::npos) << head;
    EXPECT_NE(head.find("\r\nHost: other.example\r\n"), std::string::npos) << head;
    EXPECT_NE(head.find("\r\nContent-Type: application/vnd.example+json\r\n"), std::string::npos);
    EXPECT_EQ(head.find("Content-Length: 1\r\n"), std::string::npos) << head;
    EXPECT_EQ(head.find("host: "), std::string::npos) << head;
  }
}

TEST(ProtocolPhase, RunsDangerousCasesAlone) {
  std::atomic<int> open = 0;
  std::atomic<int> beside_a_deep_one = 0;
  BlockingServer server([&](BlockingPeer& peer) {
    ++open;
    peer.read_until("\r\n\r\n");
    const std::string start = peer.read(4);
    if (start == "[[[[" && open > 1) ++beside_a_deep_one;
    --open;  // before the answer: after it, the next one may come
    peer.write(ok);
    peer.read_all();
  });
  ProtocolSettings settings = settings_for(server.url());
  settings.run.concurrency = 8;
  settings.only = {index_of("json:nan"),           index_of("json:infinity"),
                   index_of("json:deep-unclosed"), index_of("json:form"),
                   index_of("json:deep-root"),     index_of("json:xml")};
  const auto done = run(settings);
  EXPECT_EQ(done->outcome.counts.answered, 12u);
  EXPECT_EQ(beside_a_deep_one, 0);
}

TEST(ProtocolPhase, SparesItselfFurtherProofsOfAGroupThatHangs) {
  test::ScriptedServer server([](test::ServerSession& session) {
    const auto request = session.read_request();
    if (request &&
        request->head.find("\r\nContent-Type: application/json\r\n") != std::string::npos) {
      session.answer();
    }
    session.hang();
  });
  ProtocolSettings settings = settings_for(server.url());
  settings.run.timeout_ns = 20'000'000;
  settings.run.concurrency = 1;
  for (const std::string_view label :
       {"xml", "form", "text-plain", "octets", "missing", "multipart", "no-slash"}) {
    settings.only.push_back(index_of("type:" + std::string(label)));
  }
  const auto done = run(settings);
  EXPECT_EQ(done->outcome.counts.timed_out, timeouts_per_group);
  EXPECT_EQ(done->outcome.counts.answered, timeouts_per_group);
  EXPECT_EQ(done->outcome.counts.unsent, 4u);
  EXPECT_EQ(done->of("type:multipart").outcome, Outcome::unsent);
  EXPECT_EQ(done->probe_of("type:multipart").outcome, Outcome::unsent);
}

TEST(ProtocolPhase, GivesUpWhenNobodyListensAnyMore) {
  ProtocolSettings settings =
      settings_for("http://127.0.0.1:" + std::to_string(test::closed_port()) + "/");
  const auto done = run(settings);
  EXPECT_EQ(done->outcome.counts.planned, 2 * catalogue().count());
  EXPECT_GE(done->outcome.counts.failed, 40u);
  EXPECT_LT(done->outcome.counts.failed, 60u);
  EXPECT_EQ(done->outcome.counts.unsent,
            done->outcome.counts.planned - done->outcome.counts.failed);
}

TEST(ProtocolPhase, LeavesOverWhatTheBudgetDoesNotReachFor) {
  test::ScriptedServer server([](test::ServerSession& session) { session.hang(); });
  ProtocolSettings settings = settings_for(server.url());
  settings.run.budget_ns = 20'000'000;
  settings.run.grace_ns = 20'000'000;
  settings.run.concurrency = 2;
  settings.only = {index_of("json:nan"), index_of("json:form"), index_of("json:xml")};
  const auto done = run(settings);
  EXPECT_TRUE(done->outcome.out_of_budget);
  EXPECT_FALSE(done->outcome.interrupted);
  EXPECT_EQ(done->outcome.counts.unfinished, 2u);
  EXPECT_EQ(done->outcome.counts.unsent, 4u);
}

TEST(ProtocolPhase, StopsWhenAskedTo) {
  test::ScriptedServer server([](test::ServerSession& session) { session.hang(); });
  ProtocolSettings settings = settings_for(server.url());
  settings.only = {index_of("json:nan")};
  Played done;
  done.control.request_stop();
  done.control.request_stop();
  done.outcome = must(run_protocol(settings, bookings(), catalogue(), done.sink, done.control));
  EXPECT_TRUE(done.outcome.interrupted);
  EXPECT_TRUE(done.outcome.conserved);
  EXPECT_EQ(done.outcome.counts.answered, 0u);
}

TEST(ProtocolPhase, RefusesSettingsThatMakeNoSense) {
  test::ScriptedServer server(test::answers());
  test::CollectingSink sink;
  Control control;
  const auto refuses = [&](auto change) {
    ProtocolSettings settings = settings_for(server.url());
    change(settings);
    return !run_protocol(settings, bookings(), catalogue(), sink, control).has_value();
  };
  EXPECT_TRUE(refuses([](auto& settings) { settings.run.concurrency = 0; }));
  EXPECT_TRUE(refuses([](auto& settings) { settings.run.timeout_ns = 0; }));
  EXPECT_TRUE(refuses([](auto& settings) { settings.run.destination.target.tls = true; }));
  EXPECT_TRUE(refuses([](auto& settings) { settings.only = {catalogue().count()}; }));
  EXPECT_TRUE(sink.deliveries.empty());
}

TEST(EntryType, IsOneThatALifeBeginsWith) {
  const contract::Contract& contract = bookings().contract();
  EXPECT_EQ(contract.types()[entry_type(contract, {})].name, "new");
  const std::vector<std::string> late{"report", "cancelled"};
  const std::string& name = contract.types()[entry_type(contract, late)].name;
  EXPECT_TRUE(name == "report" || name == "cancelled");
  const std::vector<std::string> both{"report", "new"};
  EXPECT_EQ(contract.types()[entry_type(contract, both)].name, "new");
}

}  // namespace
}  // namespace hookworthy::run
