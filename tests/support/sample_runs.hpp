#pragma once

#include "fixtures/contracts/embedded_contract.hpp"
#include "tests/support/deliveries.hpp"
#include "tests/support/must.hpp"
#include "verifier/report/settings.hpp"
#include "verifier/report/summary.hpp"

#include <memory>
#include <string>
#include <vector>

namespace hookworthy::test {

/// A run that can be summed up as it would be live, or written to a record first.
struct SampleRun {
  std::vector<Sent> deliveries;
  std::vector<record::Trial> trials;  ///< told when all deliveries were
  record::Header header;
  report::RunSettings settings;
  check::RunFacts facts;
  std::string record_file;

  static std::shared_ptr<const contract::Contract> contract() {
    static const auto loaded = std::make_shared<const contract::Contract>(
        must(contract::Contract::load(embedded_contract())));
    return loaded;
  }

  SampleRun() {
    // Not the contract's own hash: reports must not change whenever the contract does.
    header = {"1.2.3",
              "certify",
              7,
              {"Bookings", "1.0", std::string(64, 'a')},
              "http://127.0.0.1:8080/hook",
              "2026-01-02T03:04:05Z",
              nlohmann::json::object()};
    facts.duration_ns = 12'345'000'000;
  }

  std::vector<stats::Threshold> thresholds() const {
    std::vector<stats::Threshold> parsed;
    for (const auto& text : settings.thresholds)
      parsed.push_back(must(stats::parse_threshold(text)));
    return parsed;
  }

  report::Summary summarize() {
    check::JudgeOptions options;
    options.profile = settings.profile;
    options.canonical_types = settings.canonical_types;
    options.has_probe = !settings.probe.empty();
    check::Judge judge(contract(), options);
    check::Tally tally(contract());
    for (auto& sent : deliveries) {
      judge.take(sent.get());
      tally.take(sent.get());
    }
    for (const auto& trial : trials) judge.take_trial(trial);
    tally.set_measured_ns(facts.duration_ns.value_or(0) - settings.warm_up_ns);
    check::RunContext context;
    context.target = header.target;
    context.seed = header.seed;
    context.record_file = record_file;
    context.headers = settings.headers;
    context.probe = settings.probe;
    return report::summarize(header, tally, judge, facts, {thresholds(), settings.goal}, context,
                             *contract());
  }
};

/// All as it should be.
inline SampleRun kept_run() {
  SampleRun run;
  std::uint64_t sequence = 0;
  for (const auto& type : SampleRun::contract()->types()) {
    run.deliveries.push_back(Sent().sequence(sequence++).typed(type.name));
    run.settings.canonical_types.push_back(type.name);
  }
  for (std::uint64_t i = 0; i < 1200; ++i) {
    const auto at = static_cast<std::int64_t>(sequence) * 1'000'000;
    run.deliveries.push_back(Sent()
                                 .sequence(sequence++)
                                 .of(Kind::edge, i, Expect::accept)
                                 .at("/booking/f" + std::to_string(i % 30), std::to_string(i))
                                 .times(at, at + 20'000, at + 520'000 + 1000 * std::int64_t(i)));
  }
  run.deliveries.push_back(Sent()
                               .sequence(sequence++)
                               .of(Kind::violation, 0, Expect::reject)
                               .at("/booking", "missing")
                               .answered(422));
  run.deliveries.push_back(Sent().sequence(sequence).probe_of(sequence - 1));
  run.settings.goal = {8, 31, 1200, 1};
  run.facts.counts.planned = run.facts.counts.answered = run.deliveries.size();
  run.facts.harness = {std::nullopt, 98.1, 1.25, 14'900'000, 1, 8, false, false};
  return run;
}

/// Every clause broken, hostile answers, a threshold not met, and a budget that was too short.
inline SampleRun violated_run() {
  using record::Cause;
  using record::Outcome;
  using record::Phase;
  SampleRun run;
  run.header.command = "fire";
  run.settings.profile = check::Profile::strict;
  run.settings.thresholds = {"response_time: p(99)<50ms", "failures: rate<0.01",
                             "response_time{type:report}: max<1s"};
  run.deliveries = {
      Sent().sequence(0),
      Sent().sequence(1).typed("cancelled").answered(404, "\x1B[31mno\xFF such\npath"),
      Sent()
          .sequence(2)
          .of(Kind::edge, 153, Expect::accept)
          .at("/booking/comment", "null")
          .answered(400, R"({"error":"comment must be a string"})"),
      Sent()
          .sequence(3)
          .of(Kind::edge, 154, Expect::either)
          .at("/booking/comment", "U+0000")
          .answered(500, "Internal Server Error"),
      Sent()
          .sequence(4)
          .of(Kind::edge, 155, Expect::accept)
          .at("", "pretty printed")
          .failed(Phase::read, Cause::closed),
      Sent().sequence(5).of(Kind::violation, 9, Expect::reject).at("/callback_type", "missing"),
      Sent()
          .sequence(6)
          .of(Kind::violation, 10, Expect::reject)
          .at("/booking", "null")
          .timed_out()
          .times(0, 1'000'000, 10'000'000'000),
      Sent().sequence(7).probe_of(6).answered(503),
      Sent()
          .sequence(8)
          .of(Kind::edge, 156, Expect::accept)
          .at("/booking/id", "2^31")
          .ended(Outcome::unsent)
          .times(0, -1, -1),
      Sent().sequence(9).failed(Phase::connect, Cause::refused).times(0, 0, 1000)};
  run.deliveries[4].request = "{\n  \"a\": \"\xFF\x01it's\"\n}";
  run.facts.counts = {10, 6, 2, 1, 1, 0};
  run.facts.harness = {2000.0, 1999.5, 0.5, 20'000'000, 2, 64, false, true};
  run.facts.notes = {"label \"missing\": 3 cases skipped after 5 timeouts"};
  return run;
}

/// Adds a trial that failed in some of its repeats: callbacks of these types, one event each but
/// where two are the same, all accepted.
inline record::Trial& add_trial(SampleRun& run, const char* notation, const char* operation,
                                const std::vector<std::string>& types, std::uint32_t repeats,
                                std::uint32_t failures) {
  record::Trial& trial = run.trials.emplace_back();
  trial.number = run.trials.size();
  trial.notation = notation;
  trial.operation = operation;
  trial.repeats = repeats;
  trial.failures = failures;
  for (const std::string& type : types) {
    const bool again = !trial.attempts.empty() && trial.attempts.back().type == type;
    record::Attempt& attempt = trial.attempts.emplace_back();
    attempt.sequence = run.deliveries.size();
    attempt.event = static_cast<std::uint32_t>(again ? 1 : trial.attempts.size());
    attempt.type = type;
    attempt.duplicate = attempt.together = again;
    attempt.outcome = record::Outcome::response;
    attempt.status = 200;
    attempt.service_ns = 1'000'000;
    Sent sent;
    sent.sequence(attempt.sequence).typed(type).of(Kind::sequence, trial.number, Expect::accept);
    sent.label = operation;
    sent.request = R"({"callback_type":")" + type + R"(","booking":{"id":)" +
                   std::to_string(1000 + trial.number) + "}}";
    sent.delivery.rehearsal = true;
    run.deliveries.push_back(std::move(sent));
  }
  return trial;
}

/// A sequence that is refused, one that ends otherwise than in order, and one that does so at
/// times.
inline SampleRun broken_sequences_run() {
  SampleRun run;
  run.settings.probe = "http://127.0.0.1:8080/bookings/{id}";
  record::Trial& refused =
      add_trial(run, "new:1 cancelled:1 / 1 2", "ordered", {"new", "cancelled"}, 3, 3);
  refused.attempts.back().status = 409;
  run.deliveries.back().answered(409, "no such\nbooking");
  for (const std::uint32_t failures : {4U, 1U}) {
    record::Trial& doubled =
        add_trial(run, "new:1 / 1|1", "duplicate-in-flight", {"new", "new"}, 5, failures);
    record::Sight& sight = doubled.sights.emplace_back();
    sight.entity = 1;
    sight.expected_state = "scheduled";
    sight.status = 200;
    sight.state = "scheduled";
    sight.document = R"({"id":"#1","callbacks":2})";
    sight.ordered_document = R"({"id":"#1","callbacks":1})";
  }
  run.facts.counts.planned = run.facts.counts.answered = run.deliveries.size();
  return run;
}

/// Nothing happened at all.
inline SampleRun empty_run() {
  SampleRun run;
  run.facts.duration_ns.reset();
  run.settings.thresholds = {"response_time: p(99)<50ms"};
  run.facts.harness.interrupted = true;
  return run;
}

}  // namespace hookworthy::test
