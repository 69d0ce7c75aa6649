#include "fixtures/contracts/embedded_contract.hpp"
#include "fixtures/receiver/receiver.hpp"
#include "generator/explore/random.hpp"
#include "tests/support/collecting_sink.hpp"
#include "tests/support/must.hpp"

#include <algorithm>
#include <memory>
#include <string>

#include <gtest/gtest.h>

namespace hookworthy::explore {
namespace {

using test::must;

std::uint64_t refused(const record::Delivery& delivery) {
  if (delivery.outcome != record::Outcome::response) return 1;
  const bool accepted = delivery.status / 100 == 2;
  return accepted || delivery.what.expect != Expect::accept ? 0 : delivery.status;
}

struct Searched {
  RandomOutcome outcome;
  test::CollectingSink sink;
};

std::unique_ptr<Searched> search(const std::string& defect, std::uint64_t draws) {
  const auto contract = std::make_shared<const contract::Contract>(
      must(contract::Contract::load(embedded_contract())));
  receiver::Settings receiving;
  receiving.contract = contract;
  receiving.defect = defect;
  const auto receiver = must(receiver::Receiver::start(receiving));
  const auto plan = must(plan::Plan::make(contract, {}));
  RandomSettings settings;
  settings.run.destination = must(send::resolve(
      must(send::Target::parse("http://127.0.0.1:" + std::to_string(receiver.port()) + "/hook"))));
  settings.types = {"new"};
  settings.draws = draws;
  auto done = std::make_unique<Searched>();
  run::Control control;
  done->outcome = must(search_random(plan, settings, refused, done->sink, control));
  return done;
}

TEST(RandomPhase, finds_nothing_wrong_with_a_worthy_receiver) {
  const auto done = search("", 300);
  EXPECT_TRUE(done->outcome.findings.empty());
  EXPECT_GT(done->outcome.drawn_cases, 100u);
  EXPECT_TRUE(done->outcome.run.conserved);
  EXPECT_GT(done->outcome.pairs.covered, 0u);
  EXPECT_EQ(done->sink.deliveries.size(), done->outcome.pair_cases + done->outcome.drawn_cases);
  for (const auto& delivery : done->sink.deliveries) EXPECT_FALSE(delivery.rehearsal);
}

TEST(RandomPhase, shrinks_a_defect_of_one_field_to_that_field) {
  const auto done = search("rejects-null-comment", 3000);
  ASSERT_EQ(done->outcome.findings.size(), 1u);
  const RandomFinding& finding = done->outcome.findings.front();
  EXPECT_EQ(finding.state, RandomFinding::State::confirmed);
  EXPECT_EQ(finding.notation, "/booking/booking/comment=null");
  EXPECT_EQ(finding.repeats, finding.failures);
  // What is judged is one delivery: the minimal case.
  std::uint64_t judged = 0;
  for (const auto& delivery : done->sink.deliveries) {
    if (delivery.rehearsal || refused(delivery) == 0) continue;
    ++judged;
    EXPECT_EQ(delivery.sequence, finding.sequence);
    EXPECT_EQ(case_id(delivery.what), case_id(finding.what));
  }
  EXPECT_EQ(judged, 1u);
}

}  // namespace
}  // namespace hookworthy::explore
