#include "generator/run/sequence_phase.hpp"

#include "fixtures/contracts/embedded_contract.hpp"
#include "tests/support/collecting_sink.hpp"
#include "tests/support/must.hpp"
#include "tests/support/scripted_server.hpp"
#include "verifier/contract/signature.hpp"

#include <algorithm>
#include <array>
#include <atomic>
#include <condition_variable>
#include <functional>
#include <memory>
#include <mutex>
#include <string>
#include <vector>

#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

namespace hookworthy::run {
namespace {

using record::Attempt;
using record::Outcome;
using record::Trial;
using test::must;
using test::ScriptedServer;
using test::ServerSession;
using test::WireRequest;

const plan::Plan& bookings_plan() {
  static const plan::Plan made =
      must(plan::Plan::make(std::make_shared<const contract::Contract>(
                                must(contract::Contract::load(embedded_contract()))),
                            {}));
  return made;
}

std::string response(int status, const std::string& body = "{}") {
  return "HTTP/1.1 " + std::to_string(status) +
         " X\r\nContent-Length: " + std::to_string(body.size()) + "\r\n\r\n" + body;
}

/// A receiver that answers each request as it is told, by one at a time, and remembers them.
class Receiver {
 public:
  using Answer = std::function<std::string(const WireRequest&)>;

  explicit Receiver(Answer answer)
      : answer_(std::move(answer)), server_([this](ServerSession& session) {
          while (const auto request = session.read_request()) {
            const std::lock_guard lock(mutex_);
            requests_.push_back(*request);
            if (!session.send(answer_(*request))) return;
          }
        }) {}

  std::string url() const { return server_.url(); }
  std::string origin() const { return "http://127.0.0.1:" + std::to_string(server_.port()); }
  std::vector<WireRequest> requests() {
    const std::lock_guard lock(mutex_);
    return requests_;
  }

 private:
  std::mutex mutex_;
  Answer answer_;
  std::vector<WireRequest> requests_;
  ScriptedServer server_;
};

/// A runner with all it needs.
struct Stage {
  explicit Stage(const std::string& url) {
    settings.run.destination = must(send::resolve(must(send::Target::parse(url))));
  }
  void probe(const std::string& url) {
    settings.probe = must(StateProbe::make(url, {}));
    settings.probe->destination = must(send::resolve(settings.probe->target));
    settings.probe->settle_ns = 200'000'000;
  }
  Trial run(const std::string& notation) {
    if (!runner) {
      runner.emplace(must(TrialRunner::make(settings, bookings_plan(), sink, control)));
    }
    return runner->run(
        must(plan::parse_notation(notation, *bookings_plan().contract().lifecycle())), "random");
  }

  SequenceSettings settings;
  test::CollectingSink sink;
  Control control;
  std::optional<TrialRunner> runner;
};

std::vector<int> statuses(const Trial& trial) {
  std::vector<int> found;
  for (const Attempt& attempt : trial.attempts) found.push_back(attempt.status);
  return found;
}

std::string flags(const Trial& trial) {
  std::string text;
  for (const Attempt& attempt : trial.attempts) {
    text += std::to_string(attempt.event);
    if (attempt.duplicate) text += 'd';
    if (attempt.early) text += 'e';
    if (attempt.together) text += 't';
    text += ' ';
  }
  return text;
}

TEST(TrialRunner, DeliversInOrderAndTellsOfEachAttempt) {
  Receiver receiver([](const WireRequest&) { return response(202); });
  Stage stage(receiver.url());
  const Trial trial = stage.run("new:1 in_work:1 reschedule:1>2 / 1 2 2 3");
  EXPECT_EQ(trial.number, 1u);
  EXPECT_EQ(trial.notation, "new:1 in_work:1 reschedule:1>2 / 1 2 2 3");
  EXPECT_EQ(trial.operation, "random");
  EXPECT_EQ(statuses(trial), (std::vector{202, 202, 202, 202}));
  EXPECT_EQ(flags(trial), "1 2 2d 3 ");
  EXPECT_EQ(trial.attempts[1].type, "in_work");
  EXPECT_GE(trial.attempts[1].service_ns, 0);
  EXPECT_TRUE(trial.sights.empty());

  const auto requests = receiver.requests();
  ASSERT_EQ(requests.size(), 4u);
  EXPECT_EQ(requests[1].body, requests[2].body);
  ASSERT_EQ(stage.sink.deliveries.size(), 4u);
  for (std::size_t i = 0; i < 4; ++i) {
    const auto& delivery = stage.sink.deliveries[i];
    EXPECT_EQ(delivery.request_body, requests[i].body);
    EXPECT_EQ(delivery.what.kind, Kind::sequence);
    EXPECT_EQ(delivery.what.index, 1u);
    EXPECT_EQ(delivery.what.label, "random");
    EXPECT_EQ(delivery.what.type, trial.attempts[i].type);
    EXPECT_TRUE(delivery.rehearsal);
    EXPECT_EQ(delivery.sequence, trial.attempts[i].sequence);
  }
  const ScenarioOutcome outcome = stage.runner->outcome();
  EXPECT_TRUE(outcome.conserved);
  EXPECT_EQ(outcome.counts.answered, 4u);
  EXPECT_EQ(outcome.next_sequence, 4u);
  EXPECT_EQ(outcome.scenarios, 1u);
}

TEST(TrialRunner, HasThemAllUnderWayAtOneInstant) {
  // Nobody is answered before all have come: so they do not wait for each other.
  constexpr int wanted = 4;
  std::mutex mutex;
  std::condition_variable all_came;
  int came = 0;
  ScriptedServer server([&](ServerSession& session) {
    const auto request = session.read_request();
    if (!request) return;
    std::unique_lock lock(mutex);
    ++came;
    all_came.notify_all();
    const bool all =
        all_came.wait_for(lock, std::chrono::seconds(20), [&] { return came >= wanted; });
    session.send(response(all ? 200 : 500));
  });
  Stage stage(server.url());
  const Trial trial = stage.run("new:1 in_work:1 / 1|2|2|1");
  EXPECT_EQ(statuses(trial), (std::vector{200, 200, 200, 200}));
  EXPECT_EQ(flags(trial), "1 2et 2det 1dt ");
  EXPECT_EQ(server.connections(), 4u);
}

TEST(TrialRunner, LeavesWithoutTheAnswerAndTriesAgain) {
  Receiver receiver([](const WireRequest&) { return response(200); });
  Stage stage(receiver.url());
  const Trial trial = stage.run("new:1 / 1! 1");
  ASSERT_EQ(trial.attempts.size(), 2u);
  EXPECT_EQ(trial.attempts[0].outcome, Outcome::transport_error);
  EXPECT_EQ(trial.attempts[0].cause, record::Cause::abandoned);
  EXPECT_EQ(trial.attempts[1].status, 200);
  EXPECT_TRUE(trial.attempts[1].duplicate);
  const auto requests = receiver.requests();
  ASSERT_EQ(requests.size(), 2u);
  EXPECT_EQ(requests[0].body, requests[1].body);
}

TEST(TrialRunner, GivesWhatWasRefusedOutOfOrderASecondChance) {
  // A receiver that takes nothing about bookings that it does not know.
  bool knows = false;
  Receiver receiver([&](const WireRequest& request) {
    const bool is_new = request.body.find(R"("callback_type":"new")") != std::string::npos;
    knows = knows || is_new;
    return response(knows ? 200 : 404);
  });
  Stage stage(receiver.url());
  const Trial trial = stage.run("new:1 in_work:1 cancelled:1 / 3 2 1");
  EXPECT_EQ(statuses(trial), (std::vector{404, 404, 200, 200, 200}));
  EXPECT_EQ(flags(trial), "3e 2e 1 2d 3d ");
}

TEST(TrialRunner, GivesNoSecondChanceToWhatIsRefusedInOrder) {
  Receiver receiver([](const WireRequest&) { return response(422); });
  Stage stage(receiver.url());
  EXPECT_EQ(flags(stage.run("new:1 in_work:1 / 1 2 2")), "1 2 2d ");
}

TEST(TrialRunner, SignsDuplicatesAsTheyWereAndRetriesAnew) {
  Receiver receiver([](const WireRequest&) { return response(200); });
  Stage stage(receiver.url());
  const plan::Signer signer(
      must(contract::StandardWebhooks::make("whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw")));
  stage.settings.run.signer = &signer;
  stage.run("new:1 in_work:1 / 1 1 2! 2");
  const auto requests = receiver.requests();
  ASSERT_EQ(requests.size(), 4u);
  EXPECT_EQ(requests[0].head, requests[1].head);
  for (const WireRequest& request : requests) {
    EXPECT_NE(request.head.find("webhook-signature: v1,"), std::string::npos);
  }
}

TEST(TrialRunner, LooksAtTheStateOnceItHasSettled) {
  // Remembers which entity was told of how often, and a time that changes by itself.
  std::map<std::string, int> told;
  int clock = 0;
  Receiver receiver([&](const WireRequest& request) {
    if (request.head.starts_with("GET /bookings/")) {
      const auto end = request.head.find(' ', 14);
      const std::string id = request.head.substr(14, end - 14);
      if (!told.contains(id)) return response(404);
      return response(200, R"({"state":"scheduled","id":)" + id + R"(,"told":)" +
                               std::to_string(told[id]) + R"(,"at":)" +
                               std::to_string(1000 + told[id] + 10 * clock) + "}");
    }
    ++clock;
    const auto body = nlohmann::json::parse(request.body);
    ++told[body["booking"]["id"].dump()];
    return response(200);
  });
  Stage stage(receiver.url());
  stage.probe(receiver.origin() + "/bookings/{id}");
  const Trial once = stage.run("new:1 / 1");
  ASSERT_EQ(once.sights.size(), 1u);
  EXPECT_EQ(once.sights[0].state, "scheduled");
  EXPECT_EQ(once.sights[0].expected_state, "scheduled");
  EXPECT_EQ(once.sights[0].status, 200);
  EXPECT_EQ(once.sights[0].ordered_document, "");

  const Trial twice = stage.run("new:1 / 1 1");
  ASSERT_EQ(twice.sights.size(), 1u);
  EXPECT_EQ(twice.sights[0].document, R"({"id":"#1","state":"scheduled","told":2})");
  EXPECT_EQ(twice.sights[0].ordered_document, R"({"id":"#1","state":"scheduled","told":1})");
  EXPECT_TRUE(stage.runner->outcome().conserved);
}

/// A delivery in order that failed half way does not say where others should end.
TEST(TrialRunner, ComparesWithNothingButWhatWasAcceptedWhole) {
  int deliveries = 0;
  Receiver receiver([&](const WireRequest& request) {
    if (request.head.starts_with("GET ")) return response(200, R"({"state":"scheduled"})");
    return response(++deliveries == 2 ? 503 : 200);
  });
  Stage stage(receiver.url());
  stage.probe(receiver.origin() + "/bookings/{id}");
  const Trial without = stage.run("new:1 in_work:1 / 1 1 2");
  ASSERT_EQ(without.sights.size(), 1u);
  EXPECT_EQ(without.sights[0].document, R"({"state":"scheduled"})");
  EXPECT_EQ(without.sights[0].ordered_document, "");
  // The next one tries again.
  const Trial with = stage.run("new:1 in_work:1 / 1 2 2");
  ASSERT_EQ(with.sights.size(), 1u);
  EXPECT_EQ(with.sights[0].ordered_document, R"({"state":"scheduled"})");
}

TEST(TrialRunner, TellsWhatIsNotKnownFromWhatIsNotAnswered) {
  for (const int status : {404, 503}) {
    Receiver receiver([&](const WireRequest& request) {
      return response(request.head.starts_with("GET") ? status : 200);
    });
    Stage stage(receiver.url());
    stage.probe(receiver.origin() + "/bookings/{id}");
    const Trial trial = stage.run("new:1 / 1 1");
    ASSERT_EQ(trial.sights.size(), 1u);
    EXPECT_EQ(trial.sights[0].status, status);
    EXPECT_EQ(trial.sights[0].document, status == 404 ? "null" : "");
    EXPECT_FALSE(trial.sights[0].state);
  }
}

TEST(TrialRunner, KeepsItsBooksWhenItIsStopped) {
  Stage* running = nullptr;
  Receiver receiver([&](const WireRequest&) {
    running->control.request_stop();
    return response(200);
  });
  Stage stage(receiver.url());
  running = &stage;
  const Trial trial = stage.run("new:1 in_work:1 / 1 2|2");
  EXPECT_TRUE(stage.runner->stopped());
  ASSERT_EQ(trial.attempts.size(), 3u);
  EXPECT_EQ(trial.attempts[0].outcome, Outcome::response);
  EXPECT_EQ(trial.attempts[1].outcome, Outcome::unsent);
  EXPECT_EQ(trial.attempts[2].outcome, Outcome::unsent);
  const ScenarioOutcome outcome = stage.runner->outcome();
  EXPECT_TRUE(outcome.conserved);
  EXPECT_TRUE(outcome.interrupted);
  EXPECT_EQ(outcome.counts.unsent, 2u);
  EXPECT_EQ(stage.sink.deliveries.size(), 3u);
}

TEST(TrialRunner, SendsNothingAfterTheBudget) {
  Stage stage("http://127.0.0.1:" + std::to_string(test::closed_port()));
  stage.settings.run.budget_ns = 1;
  EXPECT_EQ(stage.run("new:1 / 1|1").attempts[1].outcome, Outcome::unsent);
  EXPECT_TRUE(stage.runner->outcome().out_of_budget);
}

TEST(TrialRunner, SaysThatNobodyListens) {
  Stage stage("http://127.0.0.1:" + std::to_string(test::closed_port()));
  const Trial trial = stage.run("new:1 in_work:1 / 1 2|2 2!");
  for (const Attempt& attempt : trial.attempts) {
    EXPECT_EQ(attempt.outcome, Outcome::transport_error);
    EXPECT_EQ(attempt.cause, record::Cause::refused);
  }
  EXPECT_TRUE(stage.runner->outcome().conserved);
}

TEST(TrialRunner, DoesNotWaitForEver) {
  ScriptedServer server([](ServerSession& session) {
    session.read_request();
    session.hang();
  });
  Stage stage(server.url());
  stage.settings.run.timeout_ns = 50'000'000;
  const Trial trial = stage.run("new:1 / 1 1|1");
  for (const Attempt& attempt : trial.attempts) EXPECT_EQ(attempt.outcome, Outcome::timed_out);
}

TEST(StateProbe, NeedsOnePlaceForTheId) {
  const auto probe = must(StateProbe::make("http://host:81/a/{id}?x=1", {}));
  EXPECT_EQ(probe.path_before, "/a/");
  EXPECT_EQ(probe.path_after, "?x=1");
  EXPECT_EQ(probe.target.host, "host");
  EXPECT_EQ(probe.target.port, 81);
  EXPECT_EQ(probe.pointers, std::vector<std::string>{"/state"});
  const std::array<std::string, 1> pointer{"/data/status"};
  EXPECT_EQ(must(StateProbe::make("http://h/?q={id}", pointer)).pointers.front(), pointer.front());
  EXPECT_FALSE(StateProbe::make("http://host/a", {}));
  EXPECT_FALSE(StateProbe::make("http://host/{id}/{id}", {}));
  EXPECT_FALSE(StateProbe::make("http://{id}/a", {}));
  EXPECT_FALSE(StateProbe::make("host/{id}", {}));
  const std::array<std::string, 1> wrong{"state"};
  EXPECT_FALSE(StateProbe::make("http://host/{id}", wrong));
}

}  // namespace
}  // namespace hookworthy::run
