#include "verifier/check/assess.hpp"

#include "tests/unit/verifier/check/judged.hpp"

#include <initializer_list>
#include <string>
#include <vector>

#include <gtest/gtest.h>

namespace hookworthy::check {
namespace {

using record::Cause;
using record::Outcome;
using record::Phase;
using test::Sent;
using Id = ClauseId;

ClauseSet set_of(std::initializer_list<Id> ids) {
  ClauseSet set;
  for (const Id id : ids) set.add(id);
  return set;
}

Assessment judged(Sent sent) {
  const AnswerTable answers(*embedded());
  const auto& delivery = sent.get();
  return assess(delivery, answers.answer(answers.type_of(delivery.what.type), delivery.status));
}

Sent canonical() {
  return Sent();
}
Sent edge() {
  return Sent().of(Kind::edge, 1, Expect::accept).at("/a", "null");
}
Sent either() {
  return Sent().of(Kind::edge, 2, Expect::either).at("/a", "NUL");
}
Sent violation() {
  return Sent().of(Kind::violation, 3, Expect::reject).at("/a", "missing");
}
Sent probe() {
  return Sent().probe_of(7);
}

struct Row {
  const char* name;
  Sent sent;
  std::initializer_list<Id> tested;
  std::initializer_list<Id> broken;
};

TEST(Assess, JudgesWhatReachedTheReceiver) {
  const std::vector<Row> table = {
      {"canonical 200",
       canonical(),
       {Id::accepts_canonical, Id::never_5xx_or_drop, Id::answers_in_time},
       {}},
      {"canonical 204",
       canonical().answered(204),
       {Id::accepts_canonical, Id::never_5xx_or_drop, Id::answers_in_time},
       {}},
      {"canonical 400",
       canonical().answered(400),
       {Id::accepts_canonical, Id::never_5xx_or_drop, Id::answers_in_time},
       {Id::accepts_canonical}},
      {"canonical 302",
       canonical().answered(302),
       {Id::accepts_canonical, Id::never_5xx_or_drop, Id::answers_in_time},
       {Id::accepts_canonical}},
      {"canonical 500",
       canonical().answered(500),
       {Id::accepts_canonical, Id::never_5xx_or_drop, Id::answers_in_time},
       {Id::accepts_canonical, Id::never_5xx_or_drop}},
      {"edge 200", edge(), {Id::accepts_edges, Id::never_5xx_or_drop, Id::answers_in_time}, {}},
      {"edge 422",
       edge().answered(422),
       {Id::accepts_edges, Id::never_5xx_or_drop, Id::answers_in_time},
       {Id::accepts_edges}},
      {"edge closed",
       edge().failed(Phase::read, Cause::closed),
       {Id::accepts_edges, Id::never_5xx_or_drop},
       {Id::accepts_edges, Id::never_5xx_or_drop}},
      {"edge timed out",
       edge().timed_out(),
       {Id::accepts_edges, Id::answers_in_time},
       {Id::accepts_edges, Id::answers_in_time}},
      {"random 400",
       Sent().of(Kind::random, 1, Expect::accept).answered(400),
       {Id::accepts_edges, Id::never_5xx_or_drop, Id::answers_in_time},
       {Id::accepts_edges}},
      {"chain 400",
       Sent().of(Kind::chain, 1, Expect::accept).answered(400),
       {Id::accepts_edges, Id::never_5xx_or_drop, Id::answers_in_time},
       {Id::accepts_edges}},
      {"either 200", either(), {Id::never_5xx_or_drop, Id::answers_in_time}, {}},
      {"either 400", either().answered(400), {Id::never_5xx_or_drop, Id::answers_in_time}, {}},
      {"either 503",
       either().answered(503),
       {Id::never_5xx_or_drop, Id::answers_in_time},
       {Id::never_5xx_or_drop}},
      {"either reset",
       either().failed(Phase::write, Cause::reset),
       {Id::never_5xx_or_drop},
       {Id::never_5xx_or_drop}},
      {"either garbage",
       either().failed(Phase::read, Cause::malformed),
       {Id::never_5xx_or_drop},
       {Id::never_5xx_or_drop}},
      {"violation 400",
       violation().answered(400),
       {Id::rejects_violations, Id::never_5xx_or_drop, Id::answers_in_time},
       {}},
      {"violation 200",
       violation(),
       {Id::rejects_violations, Id::never_5xx_or_drop, Id::answers_in_time},
       {Id::rejects_violations}},
      {"violation 302",
       violation().answered(302),
       {Id::rejects_violations, Id::never_5xx_or_drop, Id::answers_in_time},
       {Id::rejects_violations}},
      {"violation 500",
       violation().answered(500),
       {Id::never_5xx_or_drop, Id::answers_in_time},
       {Id::never_5xx_or_drop}},
      {"violation hangs", violation().timed_out(), {Id::answers_in_time}, {Id::answers_in_time}},
      {"violation closed",
       violation().failed(Phase::read, Cause::closed),
       {Id::never_5xx_or_drop},
       {Id::never_5xx_or_drop}},
      {"probe 200",
       probe(),
       {Id::accepts_after_bad, Id::never_5xx_or_drop, Id::answers_in_time},
       {}},
      {"probe 400",
       probe().answered(400),
       {Id::accepts_after_bad, Id::never_5xx_or_drop, Id::answers_in_time},
       {Id::accepts_after_bad}},
      {"write timeout",
       canonical().timed_out(Phase::write),
       {Id::accepts_canonical, Id::answers_in_time},
       {Id::accepts_canonical, Id::answers_in_time}},
  };
  for (const auto& row : table) {
    const Assessment assessment = judged(row.sent);
    EXPECT_EQ(assessment.contact, Contact::reached) << row.name;
    EXPECT_EQ(assessment.tested, set_of(row.tested)) << row.name;
    EXPECT_EQ(assessment.broken, set_of(row.broken)) << row.name;
    EXPECT_TRUE(assessment.missed.empty()) << row.name;
  }
}

TEST(Assess, BlamesNobodyForWhatDidNotReachTheReceiver) {
  const std::vector<std::pair<Sent, Contact>> table = {
      {edge().failed(Phase::connect, Cause::refused), Contact::not_reached},
      {edge().failed(Phase::connect, Cause::unreachable), Contact::not_reached},
      {edge().failed(Phase::connect, Cause::reset), Contact::not_reached},
      {edge().failed(Phase::resolve, Cause::other), Contact::not_reached},
      {edge().failed(Phase::handshake, Cause::tls), Contact::not_reached},
      {edge().timed_out(Phase::connect), Contact::not_reached},
      {edge().failed(Phase::connect, Cause::no_descriptor), Contact::harness},
      {edge().failed(Phase::connect, Cause::no_port), Contact::harness},
      {edge().timed_out(Phase::queue), Contact::harness},
      {edge().ended(Outcome::unsent), Contact::none},
      {edge().ended(Outcome::unfinished, Phase::read), Contact::none},
  };
  for (std::size_t i = 0; i < table.size(); ++i) {
    const Assessment assessment = judged(table[i].first);
    EXPECT_EQ(assessment.contact, table[i].second) << i;
    EXPECT_TRUE(assessment.tested.empty()) << i;
    EXPECT_TRUE(assessment.broken.empty()) << i;
    EXPECT_EQ(assessment.missed,
              set_of({Id::accepts_edges, Id::never_5xx_or_drop, Id::answers_in_time}))
        << i;
  }
}

TEST(AnswerTable, TakesThePromisedAnswersOfEachType) {
  const AnswerTable answers(*two_types());
  const std::size_t narrow = answers.type_of("narrow");
  const std::size_t wide = answers.type_of("wide");
  ASSERT_NE(narrow, answers.no_type());
  EXPECT_EQ(answers.answer(narrow, 202), Answer::accepted);
  EXPECT_EQ(answers.answer(narrow, 200), Answer::other);
  EXPECT_EQ(answers.answer(narrow, 422), Answer::refused);
  EXPECT_EQ(answers.answer(narrow, 400), Answer::other);
  EXPECT_EQ(answers.answer(wide, 200), Answer::accepted);
  EXPECT_EQ(answers.answer(wide, 499), Answer::refused);
  EXPECT_EQ(answers.answer(wide, 503), Answer::other);
  EXPECT_EQ(answers.type_of("nobody"), answers.no_type());
  EXPECT_EQ(answers.answer(answers.no_type(), 299), Answer::accepted);
  EXPECT_EQ(answers.answer(answers.no_type(), 404), Answer::refused);
  for (const unsigned status : {0U, 99U, 600U, 999U, 1000U, 65535U}) {
    EXPECT_EQ(answers.answer(wide, status), Answer::other) << status;
  }
}

TEST(Clauses, HaveStableNamesAndLevels) {
  std::vector<std::string> names;
  for (const auto& each : clauses()) {
    names.emplace_back(each.name);
    EXPECT_EQ(parse_clause(each.name), each.id);
    EXPECT_FALSE(each.title.empty());
    EXPECT_FALSE(each.rationale.empty());
  }
  EXPECT_EQ(names, (std::vector<std::string>{
                       "accepts-canonical", "accepts-edges", "never-5xx-or-drop", "answers-in-time",
                       "rejects-violations", "accepts-after-bad", "conservation"}));
  EXPECT_FALSE(parse_clause("nonsense"));
  for (const auto& each : clauses()) {
    const bool is_should = each.id == Id::rejects_violations;
    EXPECT_EQ(level_of(each.id, Profile::standard), is_should ? Level::should : Level::must);
    EXPECT_EQ(level_of(each.id, Profile::strict), Level::must);
  }
  EXPECT_EQ(parse_profile("strict"), Profile::strict);
  EXPECT_FALSE(parse_profile("lenient"));
}

}  // namespace
}  // namespace hookworthy::check
