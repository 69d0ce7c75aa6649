#include "generator/run/scenario.hpp"
#include "tests/support/load_run.hpp"
#include "tests/support/must.hpp"
#include "tests/support/scripted_server.hpp"

#include <functional>
#include <map>
#include <memory>
#include <set>
#include <string>

#include <gtest/gtest.h>

namespace hookworthy {
namespace {

using record::Delivery;
using record::Outcome;
using run::Scenario;
using run::Step;
using test::millisecond;
using test::must;
using test::ScriptedServer;
using test::ServerSession;

class Scenarios final : public run::ScenarioSource {
 public:
  Scenarios(std::uint64_t scenarios, std::size_t steps) : count_(scenarios), steps_(steps) {}

  bool next(Scenario& scenario) override {
    if (given == count_) return false;
    scenario.id = given++;
    scenario.steps.assign(steps_, Step{});
    for (std::size_t i = 0; i < steps_; ++i) {
      scenario.steps[i].body = std::to_string(scenario.id) + "." + std::to_string(i);
      if (i > 0) scenario.steps[i].after = static_cast<std::uint32_t>(i - 1);
    }
    if (prepare) prepare(scenario);
    return true;
  }
  void ended(Scenario& scenario, std::size_t step, const Delivery& delivery) override {
    ++told;
    if (after_step) after_step(scenario, step, delivery);
  }
  bool finite() const override { return is_finite; }

  std::function<void(Scenario&)> prepare;
  std::function<void(Scenario&, std::size_t, const Delivery&)> after_step;
  bool is_finite = true;
  std::uint64_t given = 0;
  std::uint64_t told = 0;

 private:
  std::uint64_t count_;
  std::size_t steps_;
};

run::ScenarioSettings settings_for(const ScriptedServer& server) {
  run::ScenarioSettings settings;
  settings.destination = must(send::resolve(must(send::Target::parse(server.url()))));
  settings.concurrency = 3;
  return settings;
}

struct Run {
  run::ScenarioOutcome outcome;
  test::CollectingSink sink;
};

std::unique_ptr<Run> run_all(const run::ScenarioSettings& settings, Scenarios& source) {
  auto result = std::make_unique<Run>();
  run::Control control;
  result->outcome = must(run::run_scenarios(settings, source, result->sink, control));
  EXPECT_TRUE(result->outcome.conserved);
  std::set<std::uint64_t> sequences;
  for (const Delivery& delivery : result->sink.deliveries) sequences.insert(delivery.sequence);
  EXPECT_EQ(sequences.size(), result->outcome.counts.planned);
  EXPECT_EQ(result->sink.deliveries.size(), result->outcome.counts.planned);
  return result;
}

TEST(EngineScenario, StepsGoOneAfterTheOtherOnOneConnection) {
  ScriptedServer server(test::answers());
  Scenarios source(20, 3);
  const auto result = run_all(settings_for(server), source);
  EXPECT_EQ(result->outcome.scenarios, 20u);
  EXPECT_EQ(result->outcome.counts.answered, 60u);
  EXPECT_EQ(result->outcome.next_sequence, 60u);
  EXPECT_FALSE(result->outcome.out_of_budget);
  EXPECT_LE(server.connections(), 3u);
  EXPECT_EQ(source.told, 60u);

  std::map<std::uint64_t, const Delivery*> by_sequence;
  for (const Delivery& delivery : result->sink.deliveries) {
    by_sequence[delivery.sequence] = &delivery;
  }
  for (const Delivery& delivery : result->sink.deliveries) {
    if (delivery.request_body.ends_with(".0")) {
      EXPECT_EQ(delivery.after, Delivery::no_delivery);
      continue;
    }
    const Delivery& before = *by_sequence.at(delivery.after);
    EXPECT_GE(delivery.sent_ns, before.done_ns);
    EXPECT_EQ(delivery.connection, before.connection);
    EXPECT_EQ(delivery.request_body.substr(0, delivery.request_body.find('.')),
              before.request_body.substr(0, before.request_body.find('.')));
  }
}

TEST(EngineScenario, SequencesGoOnFromAnEarlierRun) {
  ScriptedServer server(test::answers());
  Scenarios source(2, 1);
  auto settings = settings_for(server);
  settings.first_sequence = 100;
  const auto result = run_all(settings, source);
  EXPECT_EQ(result->outcome.next_sequence, 102u);
  for (const Delivery& delivery : result->sink.deliveries) EXPECT_GE(delivery.sequence, 100u);
}

TEST(EngineScenario, AStepMayHaveItsOwnMethodAndHeaders) {
  std::string head;
  ScriptedServer server([&](ServerSession& session) {
    while (const auto request = session.read_request()) {
      head = request->head;
      if (!session.answer()) return;
    }
  });
  Scenarios source(1, 1);
  source.prepare = [](Scenario& scenario) {
    scenario.steps[0].method = "PUT";
    scenario.steps[0].headers = {{"X-Common", "mine"}, {"Content-Type", "text/plain"}};
  };
  auto settings = settings_for(server);
  settings.headers = {{"X-Common", "theirs"}, {"X-Other", "kept"}};
  run_all(settings, source);
  EXPECT_TRUE(head.starts_with("PUT /hook HTTP/1.1\r\n"));
  EXPECT_NE(head.find("X-Common: mine\r\n"), std::string::npos);
  EXPECT_EQ(head.find("theirs"), std::string::npos);
  EXPECT_NE(head.find("X-Other: kept\r\n"), std::string::npos);
  EXPECT_NE(head.find("Content-Type: text/plain\r\n"), std::string::npos);
}

TEST(EngineScenario, AFailedStepDoesNotEndItsScenario) {
  ScriptedServer server([](ServerSession& session) {
    while (const auto request = session.read_request()) {
      if (request->body.ends_with(".1")) return;  // the connection dies with it
      if (!session.answer()) return;
    }
  });
  Scenarios source(5, 3);
  const auto result = run_all(settings_for(server), source);
  EXPECT_EQ(result->outcome.counts.answered, 10u);
  EXPECT_EQ(result->outcome.counts.failed, 5u);
}

TEST(EngineScenario, TheSourceMayDropAndAddSteps) {
  ScriptedServer server(test::answers());
  Scenarios source(4, 3);
  source.after_step = [](Scenario& scenario, std::size_t step, const Delivery&) {
    if (step != 0) return;
    if (scenario.id % 2 == 0) {
      scenario.steps.resize(1);
    } else {
      scenario.steps.push_back(scenario.steps.back());
    }
  };
  const auto result = run_all(settings_for(server), source);
  EXPECT_EQ(result->outcome.counts.planned, 2u * 1 + 2u * 4);
  EXPECT_EQ(result->outcome.counts.answered, result->outcome.counts.planned);
}

TEST(EngineScenario, AFreshConnectionIsFresh) {
  ScriptedServer server(test::answers());
  Scenarios source(1, 4);
  source.prepare = [](Scenario& scenario) {
    for (Step& step : scenario.steps) step.fresh_connection = true;
  };
  run_all(settings_for(server), source);
  EXPECT_EQ(server.connections(), 4u);
}

TEST(EngineScenario, AStepMayWaitAndHaveItsOwnTimeout) {
  ScriptedServer server([](ServerSession& session) {
    while (const auto request = session.read_request()) {
      if (request->body.ends_with(".1")) session.hang();
      if (!session.answer()) return;
    }
  });
  Scenarios source(1, 2);
  source.prepare = [](Scenario& scenario) {
    scenario.steps[1].delay_ns = 30 * millisecond;
    scenario.steps[1].timeout_ns = 50 * millisecond;
  };
  const auto result = run_all(settings_for(server), source);
  ASSERT_EQ(result->sink.deliveries.size(), 2u);
  const Delivery& late = result->sink.deliveries[1];
  EXPECT_EQ(late.outcome, Outcome::timed_out);
  EXPECT_GE(late.intended_ns, result->sink.deliveries[0].done_ns + 30 * millisecond);
  EXPECT_GE(late.sent_ns, late.intended_ns);
}

TEST(EngineScenario, WhatTheBudgetDoesNotReachIsUnsent) {
  ScriptedServer server([](ServerSession& session) {
    session.read_request();
    session.hang();
  });
  for (const bool finite : {true, false}) {
    Scenarios source(50, 2);
    source.is_finite = finite;
    auto settings = settings_for(server);
    settings.budget_ns = 50 * millisecond;
    settings.grace_ns = 10 * millisecond;
    const auto result = run_all(settings, source);
    EXPECT_TRUE(result->outcome.out_of_budget);
    EXPECT_FALSE(result->outcome.interrupted);
    EXPECT_EQ(result->outcome.counts.unfinished, 3u);
    EXPECT_EQ(result->outcome.counts.unsent, finite ? 97u : 3u);
    EXPECT_EQ(result->outcome.scenarios, 3u);
  }
}

TEST(EngineScenario, AStopEndsIt) {
  ScriptedServer server(test::answers());
  Scenarios source(1'000'000, 1);
  source.is_finite = false;
  run::Control control;
  source.after_step = [&](Scenario&, std::size_t, const Delivery&) {
    if (source.told == 10) control.request_stop();
  };
  test::CollectingSink sink;
  const auto outcome = must(run::run_scenarios(settings_for(server), source, sink, control));
  EXPECT_TRUE(outcome.interrupted);
  EXPECT_TRUE(outcome.conserved);
  EXPECT_GE(outcome.counts.answered, 10u);
  EXPECT_LT(outcome.scenarios, 1'000'000u);
}

TEST(EngineScenario, ASourceWithoutScenariosEndsAtOnce) {
  ScriptedServer server(test::answers());
  Scenarios none(0, 1);
  EXPECT_EQ(run_all(settings_for(server), none)->outcome.counts.planned, 0u);
  Scenarios empty(5, 0);
  EXPECT_EQ(run_all(settings_for(server), empty)->outcome.counts.planned, 0u);
}

}  // namespace
}  // namespace hookworthy
