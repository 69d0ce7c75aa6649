#include "generator/run/protocol_phase.hpp"

#include "fixtures/receiver/receiver.hpp"
#include "tests/support/collecting_sink.hpp"
#include "tests/support/must.hpp"
#include "tests/unit/generator/plan/contracts.hpp"

#include <algorithm>
#include <memory>
#include <string>

#include <gtest/gtest.h>

namespace hookworthy::run {
namespace {

using plan::testing::embedded_plan;
using record::Cause;
using record::Delivery;
using record::Outcome;
using test::must;

const plan::ProtocolCatalogue& catalogue() {
  static const plan::ProtocolCatalogue made =
      protocol_catalogue(embedded_plan(), {}, {.oversize_bytes = 8u << 20});
  return made;
}

ProtocolSettings settings_for(const std::string& url) {
  ProtocolSettings settings;
  settings.run.destination = must(send::resolve(must(send::Target::parse(url))));
  settings.run.concurrency = 8;
  return settings;
}

struct Played {
  ScenarioOutcome outcome;
  test::CollectingSink sink;
  const std::vector<Delivery>& deliveries() const { return sink.deliveries; }
};

std::unique_ptr<Played> run(const ProtocolSettings& settings) {
  auto done = std::make_unique<Played>();
  Control control;
  done->outcome = must(run_protocol(settings, embedded_plan(), catalogue(), done->sink, control));
  return done;
}

std::string describe(const Delivery& delivery) {
  return std::string(delivery.what.label) + ": " + std::string(to_string(delivery.outcome)) + " " +
         std::to_string(delivery.status) + " " + std::string(to_string(delivery.phase)) + " " +
         std::string(to_string(delivery.cause)) + " " + std::string(delivery.response_excerpt);
}

std::string_view group_of(const Delivery& delivery) {
  return delivery.what.label.substr(0, delivery.what.label.find(':'));
}

bool is_status_class(const Delivery& delivery, int hundreds) {
  return delivery.outcome == Outcome::response && delivery.status / 100 == hundreds;
}

/// What the catalogue says of a group.
bool is_worthy(const Delivery& delivery) {
  const std::string_view group = group_of(delivery);
  const bool framing = group == "frame" || group == "stall" || group == "limit" || group == "abort";
  const bool no_answer = delivery.outcome == Outcome::transport_error && framing;
  switch (delivery.what.expect) {
    case Expect::accept:
      return is_status_class(delivery, 2);
    case Expect::reject:
      return is_status_class(delivery, 4) || no_answer;
    case Expect::either:
      return is_status_class(delivery, 2) || is_status_class(delivery, 4) || no_answer;
  }
  return false;
}

TEST(ProtocolPhase, FindsNothingWrongWithAWorthyReceiver) {
  receiver::Settings receiving;
  receiving.contract = embedded_plan().shared_contract();
  const auto receiver = must(receiver::Receiver::start(receiving));
  const auto done =
      run(settings_for("http://127.0.0.1:" + std::to_string(receiver.port()) + "/hook"));
  EXPECT_TRUE(done->outcome.conserved);
  EXPECT_FALSE(done->outcome.out_of_budget);
  EXPECT_EQ(done->outcome.counts.planned, 2 * catalogue().count());
  EXPECT_EQ(done->outcome.scenarios, catalogue().count());
  EXPECT_EQ(done->outcome.next_sequence, 2 * catalogue().count());
  std::uint64_t probes = 0;
  for (const Delivery& delivery : done->deliveries()) {
    if (delivery.what.kind == Kind::protocol) {
      EXPECT_TRUE(is_worthy(delivery)) << describe(delivery);
      EXPECT_EQ(delivery.what.type, "new");
    } else {
      EXPECT_EQ(delivery.what.kind, Kind::canonical);
      EXPECT_NE(delivery.after, Delivery::no_delivery);
      EXPECT_EQ(delivery.status, 200) << describe(delivery);
      EXPECT_FALSE(delivery.reused_connection);
      ++probes;
    }
  }
  EXPECT_EQ(probes, catalogue().count());
}

}  // namespace
}  // namespace hookworthy::run
