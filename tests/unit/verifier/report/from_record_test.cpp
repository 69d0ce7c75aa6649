#include "verifier/report/from_record.hpp"

#include "tests/support/sample_runs.hpp"
#include "verifier/record/codec.hpp"
#include "verifier/report/write.hpp"

#include <algorithm>
#include <sstream>
#include <string>
#include <vector>

#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

namespace hookworthy::report {
namespace {

using Json = nlohmann::json;
using test::SampleRun;

Json written_json(const Summary& summary) {
  std::ostringstream out;
  write_json(out, summary);
  return Json::parse(out.str());
}

std::string record_of(SampleRun& run) {
  record::Header header = run.header;
  header.settings = to_json(run.settings);
  std::string text;
  record::append_header(text, header);
  for (auto& sent : run.deliveries) record::append_delivery(text, sent.get(), true);
  for (const auto& trial : run.trials) record::append_trial(text, trial);
  record::append_trailer(
      text, {run.facts.counts, run.facts.duration_ns.value_or(0), facts_to_json(run.facts)});
  return text;
}

SampleRun with_real_hash(SampleRun run) {
  run.header.contract.sha256 = SampleRun::contract()->sha256();
  return run;
}

Result<Summary> read(const std::vector<std::string>& texts, const Rejudge& rejudge = {}) {
  std::vector<std::istringstream> streams;
  for (const auto& text : texts) streams.emplace_back(text);
  std::vector<RecordSource> sources;
  for (auto& stream : streams) {
    sources.push_back({"r" + std::to_string(sources.size()) + ".ndjson", &stream});
  }
  return summary_from_records(sources, SampleRun::contract(), rejudge);
}

TEST(FromRecord, SaysWhatWasSaidLive) {
  for (auto run : {test::kept_run(), test::violated_run(), test::broken_sequences_run()}) {
    run = with_real_hash(std::move(run));
    run.record_file = "r0.ndjson";
    const auto again = read({record_of(run)});
    ASSERT_TRUE(again) << again.error().message;
    EXPECT_EQ(written_json(*again), written_json(run.summarize()));
  }
}

TEST(FromRecord, JudgesAnewByOtherGates) {
  auto run = with_real_hash(test::violated_run());
  Rejudge rejudge;
  rejudge.profile = check::Profile::standard;
  rejudge.thresholds = std::vector{test::must(stats::parse_threshold("accepted: count>=2"))};
  const auto summary = read({record_of(run)}, rejudge);
  ASSERT_TRUE(summary) << summary.error().message;
  const Json json = written_json(*summary);
  EXPECT_EQ(json["clauses"][4]["id"], "rejects-violations");
  EXPECT_EQ(json["clauses"][4]["level"], "SHOULD");
  ASSERT_EQ(json["thresholds"].size(), 1U);
  EXPECT_EQ(json["thresholds"][0]["kept"], true);
}

TEST(FromRecord, MergesShards) {
  auto whole = with_real_hash(test::kept_run());
  whole.facts.harness.planned_per_s = 98.5;
  SampleRun first = whole;
  SampleRun second = whole;
  first.deliveries.clear();
  second.deliveries.clear();
  for (const auto& sent : whole.deliveries) {
    // A case and its probe stay together.
    const bool to_first = sent.delivery.sequence % 2 == 0 && sent.delivery.sequence < 1000;
    (to_first ? first : second).deliveries.push_back(sent);
  }
  for (SampleRun* run : {&first, &second}) {
    run->facts.counts = {};
    run->facts.counts.planned = run->facts.counts.answered = run->deliveries.size();
  }
  second.facts.duration_ns = *whole.facts.duration_ns / 2;
  const auto merged = read({record_of(first), record_of(second)});
  ASSERT_TRUE(merged) << merged.error().message;
  Json one = written_json(whole.summarize());
  Json both = written_json(*merged);
  EXPECT_EQ(both["rate"]["planned_per_s"], 197.0);
  EXPECT_EQ(both["harness"]["connections"], 16);
  for (const char* name : {"rate", "harness"}) {
    one.erase(name);
    both.erase(name);
  }
  EXPECT_EQ(both, one);
}

TEST(FromRecord, JudgesATornRecordAsFarAsItGoes) {
  auto run = with_real_hash(test::kept_run());
  std::string text = record_of(run);
  text.resize(text.size() / 2);
  const auto summary = read({text});
  ASSERT_TRUE(summary) << summary.error().message;
  EXPECT_EQ(summary->verdict, check::Verdict::inconclusive);
  ASSERT_FALSE(summary->reasons.empty());
  EXPECT_TRUE(std::ranges::any_of(summary->reasons, [](const std::string& reason) {
    return reason.starts_with("r0.ndjson: torn, line ");
  })) << summary->reasons[0];
  EXPECT_GT(summary->deliveries.answered, 100U);
  EXPECT_FALSE(summary->duration_ns);
}

TEST(FromRecord, RefusesWhatIsNotSound) {
  auto run = with_real_hash(test::kept_run());
  const std::string good = record_of(run);
  const auto message = [](const Result<Summary>& summary) {
    return summary ? "accepted" : summary.error().message;
  };
  EXPECT_NE(message(read({good + good})).find("something follows the trailer"), std::string::npos);
  EXPECT_NE(message(read({"{}\n"})).find("not a record"), std::string::npos);
  std::string altered = good;
  altered.erase(good.find('\n'), good.find('\n', good.find('\n') + 1) - good.find('\n'));
  EXPECT_NE(message(read({altered})).find("counts other deliveries"), std::string::npos);
  EXPECT_EQ(message(read({})), "no record given");

  SampleRun foreign = test::kept_run();
  EXPECT_EQ(message(read({good, record_of(foreign)})),
            "r1.ndjson: was made with another contract (sha256 aaaaaaaaaaaa, not " +
                SampleRun::contract()->sha256().substr(0, 12) + "): give its file with --contract");
}

TEST(FromRecord, RefusesSettingsAndFactsOfTheWrongType) {
  auto run = with_real_hash(test::kept_run());
  const std::string good = record_of(run);
  const auto with = [&good](const std::string& from, const std::string& to) {
    std::string text = good;
    const auto at = text.find(from);
    EXPECT_NE(at, std::string::npos) << from;
    return text.replace(at, from.size(), to);
  };
  for (const auto& text :
       {with("\"profile\":\"standard\"", "\"profile\":\"lenient\""),
        with("\"profile\":\"standard\"", "\"profile\":7"),
        with("\"headers\":[]", "\"headers\":[1]"), with("\"headers\":[]", "\"headers\":{}"),
        with("\"warm_up_ns\":0", "\"warm_up_ns\":-1"),
        with("\"warm_up_ns\":0", "\"warm_up_ns\":18446744073709551615"),
        with("\"thresholds\":[]", "\"thresholds\":[\"nonsense\"]"),
        with("\"edges\":1200", "\"edges\":\"all\""),
        with("\"by_field\":[]", "\"by_field\":[[\"new\",\"/a\",-1,0]]"),
        with("\"cpu_s\":1.25", "\"cpu_s\":\"x\""), with("\"threads\":1", "\"threads\":4294967296"),
        with("\"notes\":[]", "\"notes\":null"),
        with("\"interrupted\":false", "\"interrupted\":0")}) {
    const auto summary = read({text});
    ASSERT_FALSE(summary);
    EXPECT_TRUE(summary.error().message.starts_with("r0.ndjson: ")) << summary.error().message;
  }
}

TEST(Settings, RoundTrip) {
  RunSettings settings;
  settings.profile = check::Profile::strict;
  settings.canonical_types = {"new", "report"};
  settings.thresholds = {"accepted: rate>0.9"};
  settings.goal = {8, 301, std::nullopt, 0, {{"new", "/booking/comment", 5, 2}}};
  settings.contract_file = "c.json";
  settings.headers = {"A: b"};
  settings.transport = {"--insecure"};
  settings.signing = {"--hmac-header", "X-Sig"};
  settings.warm_up_ns = 5;
  settings.clauses = {"accepts-edges"};
  const auto again = settings_from_json(to_json(settings));
  ASSERT_TRUE(again) << again.error().message;
  EXPECT_EQ(*again, settings);
  EXPECT_EQ(*settings_from_json(Json::object()), RunSettings{});
}

TEST(Settings, FactsRoundTrip) {
  check::RunFacts facts;
  facts.harness = {1.5, 2.0, 0.25, 3, 4, 5, true, true};
  facts.notes = {"n"};
  facts.faults = {"f", "g"};
  check::RunFacts again;
  ASSERT_TRUE(facts_from_json(facts_to_json(facts), again));
  EXPECT_EQ(again.harness, facts.harness);
  EXPECT_EQ(again.notes, facts.notes);
  EXPECT_EQ(again.faults, facts.faults);
}

}  // namespace
}  // namespace hookworthy::report
