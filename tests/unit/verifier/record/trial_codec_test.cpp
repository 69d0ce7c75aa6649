#include "tests/support/deliveries.hpp"
#include "tests/support/must.hpp"
#include "verifier/record/codec.hpp"
#include "verifier/record/record_reader.hpp"
#include "verifier/record/record_writer.hpp"

#include <filesystem>
#include <fstream>
#include <sstream>
#include <string>

#include <gtest/gtest.h>
#include <unistd.h>

namespace hookworthy::record {
namespace {

Trial some_trial() {
  Trial trial;
  trial.number = 12;
  trial.notation = "new:1 reschedule:1>2 / 1 2|2";
  trial.operation = "duplicate";
  trial.attempts.resize(3);
  Attempt& first = trial.attempts[0];
  first.sequence = 40;
  first.event = 1;
  first.type = "new";
  first.outcome = Outcome::response;
  first.status = 201;
  first.service_ns = 1'234'567;
  Attempt& second = trial.attempts[1];
  second.sequence = 41;
  second.event = 2;
  second.type = "reschedule";
  second.early = true;
  second.outcome = Outcome::transport_error;
  second.cause = Cause::reset;
  second.service_ns = 5;
  Attempt& third = trial.attempts[2];
  third.sequence = 42;
  third.event = 2;
  third.type = "reschedule";
  third.duplicate = true;
  third.together = true;
  trial.sights.resize(2);
  trial.sights[0] = {1, "cancelled", 200, "", "{\"a\":\"\xC3\xA4\"}", "{}"};
  trial.sights[1].entity = 2;
  trial.sights[1].expected_state = "scheduled";
  trial.repeats = 3;
  trial.failures = 2;
  return trial;
}

std::string line_of(const Trial& trial) {
  std::string line;
  append_trial(line, trial);
  EXPECT_EQ(line.find('\n'), line.size() - 1) << "one line";
  line.pop_back();
  return line;
}

TEST(TrialCodec, ReadsWhatItWrote) {
  const std::string line = line_of(some_trial());
  EXPECT_TRUE(is_trial(line));
  EXPECT_FALSE(is_trailer(line));
  EXPECT_EQ(test::must(parse_trial(line)), some_trial());
  EXPECT_EQ(test::must(parse_trial(line_of(Trial{}))), Trial{});
}

TEST(TrialCodec, LeavesOutWhatIsTooMuch) {
  Trial trial;
  trial.attempts.resize(max_trial_attempts + 1);
  trial.sights.resize(max_trial_sights + 1);
  trial.notation = std::string(max_trial_text_bytes + 1, 'x');
  const Trial read = test::must(parse_trial(line_of(trial)));
  EXPECT_EQ(read.attempts.size(), max_trial_attempts);
  EXPECT_EQ(read.sights.size(), max_trial_sights);
  EXPECT_EQ(read.notation.size(), max_trial_text_bytes);
}

TEST(TrialCodec, KeepsALineWithinItsLimit) {
  Trial trial;
  trial.sights.resize(max_trial_sights);
  for (Sight& sight : trial.sights) sight.document = std::string(max_trial_text_bytes, '"');
  const std::string line = line_of(trial);
  EXPECT_LE(line.size(), max_line_bytes);
  EXPECT_EQ(test::must(parse_trial(line)).sights.front().document, "");
}

TEST(TrialCodec, RefusesWhatIsNoTrial) {
  const std::string good = line_of(some_trial());
  for (const auto& [from, to] : std::vector<std::pair<std::string, std::string>>{
           {"\"response\"", "\"answer\""},
           {"\"status\":201", "\"status\":20100"},
           {"\"status\":201", "\"status\":\"201\""},
           {"\"early\":true", "\"early\":1"},
           {"\"cause\":\"reset\"", "\"cause\":\"fate\""},
           {"\"failures\":2", "\"failures\":4"},
           {"\"sights\":[", "\"sights\":[7,"},
           {"\"attempts\":[", "\"attempts\":[null,"},
           {"\"attempts\":[", "\"attempt\":["},
           {"{\"trial\":12", "{\"trial\":-1"},
           {"\"event\":1", "\"event\":4294967296"}}) {
    std::string line = good;
    const auto at = line.find(from);
    ASSERT_NE(at, std::string::npos) << from;
    line.replace(at, from.size(), to);
    EXPECT_FALSE(parse_trial(line).has_value()) << line;
  }
  EXPECT_FALSE(parse_trial("[]").has_value());
  std::string many = "{\"trial\":1,\"sights\":[],\"attempts\":[";
  for (std::size_t i = 0; i <= max_trial_attempts; ++i) {
    many += std::string(i > 0 ? "," : "") + R"({"sequence":1,"outcome":"unsent"})";
  }
  EXPECT_FALSE(parse_trial(many + "]}").has_value());
}

/// Keeps what a reader tells.
class Told final : public Sink {
 public:
  void take(const Delivery&) override {}
  void take_trial(const Trial& trial) override { trials.push_back(trial); }
  std::vector<Trial> trials;
};

TEST(TrialCodec, StandsBetweenTheDeliveriesOfARecord) {
  const std::string path =
      (std::filesystem::temp_directory_path() / ("hookworthy-trial-" + std::to_string(::getpid())))
          .string();
  auto file = test::must(RecordFile::create(path, Header{}));
  {
    RecordWriter writer(*file);
    test::Sent rehearsed;
    rehearsed.delivery.rehearsal = true;
    writer.take(rehearsed.get());
    writer.take_trial(some_trial());
    writer.take(test::Sent().sequence(1).get());
  }
  Trailer trailer;
  trailer.counts.planned = trailer.counts.answered = 2;
  ASSERT_TRUE(file->close(trailer).has_value());

  std::ifstream in(path, std::ios::binary);
  auto reader = RecordReader::open(in);
  ASSERT_TRUE(reader.has_value());
  Told told;
  reader->tell_trials_to(&told);
  const auto first = reader->next();
  ASSERT_TRUE(first.has_value() && *first != nullptr);
  EXPECT_TRUE((*first)->rehearsal);
  const auto second = reader->next();
  ASSERT_TRUE(second.has_value() && *second != nullptr);
  EXPECT_FALSE((*second)->rehearsal);
  const auto end = reader->next();
  ASSERT_TRUE(end.has_value());
  EXPECT_EQ(*end, nullptr);
  ASSERT_EQ(told.trials.size(), 1U);
  EXPECT_EQ(told.trials.front(), some_trial());
  std::filesystem::remove(path);
}

}  // namespace
}  // namespace hookworthy::record
