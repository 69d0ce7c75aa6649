#include "generator/plan/sequence.hpp"

#include "generator/plan/plan.hpp"
#include "tests/support/must.hpp"
#include "tests/unit/generator/plan/contracts.hpp"
#include "verifier/contract/validator.hpp"

#include <set>
#include <string>
#include <vector>

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

namespace hookworthy::plan {
namespace {

using contract::Json;
using test::must;
using testing::embedded_plan;
using testing::load;

const contract::Lifecycle& life() {
  return *embedded_plan().contract().lifecycle();
}

Sequence parse(std::string_view notation) {
  return must(parse_notation(notation, life()));
}

std::string error_of(std::string_view notation) {
  const auto parsed = parse_notation(notation, life());
  return parsed ? "" : parsed.error().message;
}

/// Any valid sequence of a few events with any sendings.
Sequence arbitrary_sequence() {
  Sequence sequence;
  EntityStates states(life());
  const int wanted = *rc::gen::inRange(1, 12);
  for (int tries = 0; tries < 200 && static_cast<int>(sequence.events.size()) < wanted; ++tries) {
    const auto transition = *rc::gen::inRange<std::uint32_t>(0, life().transitions.size());
    const bool renews = life().transitions[transition].successor.has_value();
    const Event event{transition, *rc::gen::inRange<std::uint32_t>(1, states.count() + 2),
                      renews ? states.count() + 1 : 0};
    if (!states.permits(event)) continue;
    states.apply(event);
    sequence.events.push_back(event);
  }
  RC_PRE(!sequence.events.empty());
  sequence.sendings = in_order(sequence.events.size());
  const int more = *rc::gen::inRange(0, 6);
  for (int i = 0; i < more; ++i) {
    Sending sending;
    sending.event = *rc::gen::inRange<std::uint32_t>(1, sequence.events.size() + 1);
    sending.together = *rc::gen::arbitrary<bool>();
    sending.manner = *rc::gen::element(Sending::Manner::normal, Sending::Manner::abandoned);
    const auto at = *rc::gen::inRange<std::size_t>(1, sequence.sendings.size() + 1);
    sequence.sendings.insert(sequence.sendings.begin() + static_cast<std::ptrdiff_t>(at), sending);
  }
  return sequence;
}

RC_GTEST_PROP(Notation, is_read_as_it_was_written, ()) {
  const Sequence sequence = arbitrary_sequence();
  RC_ASSERT(validate(sequence, life()).has_value());
  const std::string text = to_notation(sequence, life());
  const auto parsed = parse_notation(text, life());
  RC_ASSERT(parsed.has_value());
  RC_ASSERT(*parsed == sequence);
}

RC_GTEST_PROP(Notation, never_takes_what_is_wrong, (const std::string& text)) {
  const auto parsed = parse_notation(text + " / 1", life());
  if (parsed) RC_ASSERT(validate(*parsed, life()).has_value());
}

TEST(Notation, says_all_that_matters) {
  const std::string text = "new:1 reschedule:1>2 new:3 cancelled:2 / 1! 1 3 4|2|2";
  const Sequence sequence = parse(text);
  EXPECT_EQ(to_notation(sequence, life()), text);
  EXPECT_EQ(sequence.entities(), 3u);
  EXPECT_EQ(final_states(sequence, life()),
            (std::vector<std::string_view>{"cancelled", "cancelled", "scheduled"}));
  EXPECT_EQ(sequence.sendings[0].manner, Sending::Manner::abandoned);
  EXPECT_FALSE(sequence.sendings[3].together);
  EXPECT_TRUE(sequence.sendings[4].together);
}

TEST(Notation, refuses_with_a_reason) {
  EXPECT_NE(error_of("new:1"), "");
  EXPECT_NE(error_of(" / 1"), "");
  EXPECT_NE(error_of("new:1 / ").find("nothing is sent"), std::string::npos);
  EXPECT_NE(error_of("new:1 / 2").find("no event 2"), std::string::npos);
  EXPECT_NE(error_of("new:1 in_work:1 / 1").find("event 2 is never sent"), std::string::npos);
  EXPECT_NE(error_of("new:1 / 1!").find("never sent"), std::string::npos);
  EXPECT_NE(error_of("in_work:1 / 1").find("permits"), std::string::npos);
  EXPECT_NE(error_of("new:2 / 1").find("before entity 1"), std::string::npos);
  EXPECT_NE(error_of("new:1 cancelled:1 in_work:1 / 1 2 3").find("in_work:1"), std::string::npos);
  EXPECT_NE(error_of("new:1 reschedule:1>3 / 1 2"), "");
  EXPECT_NE(error_of("new:1 reschedule:1>2 reschedule:1>3 / 1 2 3"), "");
  EXPECT_NE(error_of("new:1 / 1 x").find("'x'"), std::string::npos);
  EXPECT_NE(error_of("new:1 / |1"), "");
  EXPECT_NE(error_of("new:0 / 1"), "");
  EXPECT_NE(error_of("new:1 / 1 99999999999"), "");
}

TEST(Notation, keeps_its_bounds) {
  std::string events = "new:1";
  for (std::size_t i = 0; i < Sequence::max_events; ++i) events += " in_work:1";
  EXPECT_NE(error_of(events + " / 1").find("more than 512 events"), std::string::npos);
  std::string chain = "new:1";
  for (int i = 1; i < 300; ++i) {
    chain += " reschedule:" + std::to_string(i) + ">" + std::to_string(i + 1);
  }
  EXPECT_NE(error_of(chain + " / 1"), "");
  EXPECT_NE(error_of(std::string(2u << 20, ' ')).find("1 MiB"), std::string::npos);
}

struct Told {
  std::string body;
  Case what;
  Json callback;
};

Told tell(const Plan& plan, const Sequence& sequence, std::uint64_t number, std::uint32_t event) {
  Told told;
  told.what = plan.tell(sequence, number, event, told.body);
  told.callback = Json::parse(told.body);
  return told;
}

RC_GTEST_PROP(Telling, makes_valid_callbacks_of_any_sequence, ()) {
  const Plan& plan = embedded_plan();
  static const contract::Validator validator(embedded_plan().shared_contract());
  const Sequence sequence = arbitrary_sequence();
  for (std::uint32_t event = 1; event <= sequence.events.size(); ++event) {
    const Told told = tell(plan, sequence, 7, event);
    RC_ASSERT(told.what.type == life().transitions[sequence.events[event - 1].transition].callback);
    const auto judgement = validator.judge(told.body);
    RC_ASSERT(judgement.valid);
    RC_ASSERT(judgement.type->name == told.what.type);
  }
}

TEST(Telling, gives_each_number_ids_of_its_own_and_nothing_else) {
  const Plan& plan = embedded_plan();
  const Sequence sequence = parse("new:1 in_work:1 reschedule:1>2 cancelled:2 / 1 2 3 4");
  for (std::uint32_t event = 1; event <= 4; ++event) {
    std::string first = tell(plan, sequence, 1, event).body;
    const std::string second = tell(plan, sequence, 2, event).body;
    EXPECT_NE(first, second);
    for (std::uint32_t entity = 1; entity <= 2; ++entity) {
      const std::string from = plan.entity_id(sequence, 1, entity);
      const std::string to = plan.entity_id(sequence, 2, entity);
      for (auto at = first.find(from); at != std::string::npos; at = first.find(from)) {
        first.replace(at, from.size(), to);
      }
    }
    EXPECT_EQ(first, second);
  }
}

TEST(Telling, never_repeats_an_id) {
  const Sequence sequence = parse("new:1 reschedule:1>2 reschedule:2>3 / 1 2 3");
  std::set<std::string> ids;
  for (std::uint64_t number = 0; number < 2000; ++number) {
    for (std::uint32_t entity = 1; entity <= 3; ++entity) {
      const std::string id = embedded_plan().entity_id(sequence, number, entity);
      EXPECT_TRUE(ids.insert(id).second) << id;
    }
  }
}

TEST(Telling, links_the_entities_and_lets_them_grow_older) {
  const Plan& plan = embedded_plan();
  const Sequence sequence =
      parse("new:1 new:2 reschedule:1>3 in_work:2 cancelled:3 reschedule:3>4 / 1 2 3 4 5 6");
  const Json born = tell(plan, sequence, 5, 1).callback["booking"];
  const Json moved = tell(plan, sequence, 5, 3).callback;
  const Json again = tell(plan, sequence, 5, 6).callback;
  EXPECT_EQ(moved["old_booking"]["id"], born["id"]);
  EXPECT_EQ(moved["new_booking"]["old_id"], born["id"]);
  EXPECT_EQ(again["old_booking"]["id"], moved["new_booking"]["id"]);
  EXPECT_EQ(again["old_booking"]["old_id"], born["id"]);
  EXPECT_EQ(again["new_booking"]["old_id"], moved["new_booking"]["id"]);
  EXPECT_EQ(again["old_booking"]["booking"]["status"], "cancelled");
  EXPECT_EQ(again["new_booking"]["booking"]["status"], "scheduled");
  EXPECT_EQ(again["new_booking"]["id"].dump(), plan.entity_id(sequence, 5, 4));

  EXPECT_LT(born["updated_at"], moved["old_booking"]["updated_at"]);
  EXPECT_EQ(moved["new_booking"]["updated_at"], moved["old_booking"]["updated_at"]);
  EXPECT_LT(moved["new_booking"]["updated_at"], again["old_booking"]["updated_at"]);
}

TEST(Telling, does_not_depend_on_what_happens_later_or_elsewhere) {
  const Plan& plan = embedded_plan();
  const Sequence alone = parse("new:1 in_work:1 / 1 2");
  const Sequence more = parse("new:1 in_work:1 new:2 cancelled:1 / 4 2|1 3! 3");
  EXPECT_EQ(tell(plan, alone, 3, 2).body, tell(plan, more, 3, 2).body);
}

TEST(Telling, tells_long_chains_whole) {
  std::string notation = "new:1";
  std::string sendings = " / 1";
  for (int i = 1; i <= 100; ++i) {
    notation += " reschedule:" + std::to_string(i) + ">" + std::to_string(i + 1);
    sendings += " " + std::to_string(i + 1);
  }
  const Sequence sequence = parse(notation + sendings);
  const Json last = tell(embedded_plan(), sequence, 1, 101).callback;
  EXPECT_EQ(last["new_booking"]["id"].dump(), embedded_plan().entity_id(sequence, 1, 101));
  EXPECT_EQ(last["old_booking"]["id"].dump(), embedded_plan().entity_id(sequence, 1, 100));
}

TEST(Telling, needs_a_lifecycle) {
  EXPECT_TRUE(embedded_plan().tells_sequences());
  EXPECT_FALSE(must(Plan::make(load(testing::contract_of("true")), {})).tells_sequences());
}

}  // namespace
}  // namespace hookworthy::plan
