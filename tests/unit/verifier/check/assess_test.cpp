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
Sent of(Kind kind) {
  return Sent().of(kind, 1, Expect::accept);
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

void expect_judged(const std::vector<Row>& table) {
  for (const auto& row : table) {
    const Assessment assessment = judged(row.sent);
    EXPECT_EQ(assessment.contact, Contact::reached) << row.name;
    EXPECT_EQ(assessment.tested, set_of(row.tested)) << row.name;
    EXPECT_EQ(assessment.broken, set_of(row.broken)) << row.name;
    EXPECT_TRUE(assessment.missed.empty()) << row.name;
    EXPECT_TRUE(assessment.unanswered.empty()) << row.name;
  }
}

constexpr Id no5xx = Id::never_5xx_or_drop;
constexpr Id in_time = Id::answers_in_time;

TEST(Assess, JudgesCallbacksToBeAccepted) {
  constexpr Id canon = Id::accepts_canonical;
  constexpr Id edges = Id::accepts_edges;
  constexpr Id after = Id::accepts_after_bad;
  expect_judged({
      {"canonical 200", canonical(), {canon, no5xx, in_time}, {}},
      {"canonical 204", canonical().answered(204), {canon, no5xx, in_time}, {}},
      {"canonical 400", canonical().answered(400), {canon, no5xx, in_time}, {canon}},
      {"canonical 302", canonical().answered(302), {canon, no5xx, in_time}, {canon}},
      {"canonical 500", canonical().answered(500), {canon, no5xx, in_time}, {canon, no5xx}},
      {"edge 200", edge(), {edges, no5xx, in_time}, {}},
      {"edge 422", edge().answered(422), {edges, no5xx, in_time}, {edges}},
      {"edge closed", edge().failed(Phase::read, Cause::closed), {edges, no5xx}, {edges, no5xx}},
      {"random", of(Kind::random).answered(400), {edges, no5xx, in_time}, {edges}},
      {"chain", of(Kind::chain).answered(400), {edges, no5xx, in_time}, {edges}},
      {"input", of(Kind::input).answered(400), {edges, no5xx, in_time}, {edges}},
      {"probe 200", probe(), {after, no5xx, in_time}, {}},
      {"probe 400", probe().answered(400), {after, no5xx, in_time}, {after}},
      {"probe reset", probe().failed(Phase::read, Cause::reset), {after, no5xx}, {after, no5xx}},
      {"probe timed out", probe().timed_out(), {after, in_time}, {after, in_time}},
  });
}

TEST(Assess, DoesNotGuessWhatTheAnswerWouldHaveBeen) {
  for (auto& [sent, clause] :
       {std::pair{canonical().timed_out(Phase::write), Id::accepts_canonical},
        {edge().timed_out(), Id::accepts_edges},
        {of(Kind::signature).timed_out(), Id::accepts_good_signature}}) {
    const Assessment assessment = judged(sent);
    EXPECT_EQ(assessment.tested, set_of({in_time}));
    EXPECT_EQ(assessment.broken, set_of({in_time}));
    EXPECT_EQ(assessment.unanswered, set_of({clause}));
    EXPECT_TRUE(assessment.missed.empty());
  }
}

TEST(Assess, JudgesAllOthers) {
  constexpr Id rejects = Id::rejects_violations;
  expect_judged({
      {"either 200", either(), {no5xx, in_time}, {}},
      {"either 400", either().answered(400), {no5xx, in_time}, {}},
      {"either 503", either().answered(503), {no5xx, in_time}, {no5xx}},
      {"either reset", either().failed(Phase::write, Cause::reset), {no5xx}, {no5xx}},
      {"either garbage", either().failed(Phase::read, Cause::malformed), {no5xx}, {no5xx}},
      {"either no end", either().failed(Phase::read, Cause::header_limit), {no5xx}, {no5xx}},
      {"violation 400", violation().answered(400), {rejects, no5xx, in_time}, {}},
      {"violation 200", violation(), {rejects, no5xx, in_time}, {rejects}},
      {"violation 302", violation().answered(302), {rejects, no5xx, in_time}, {rejects}},
      {"violation 500", violation().answered(500), {no5xx, in_time}, {no5xx}},
      {"violation hangs", violation().timed_out(), {in_time}, {in_time}},
      {"violation closed", violation().failed(Phase::read, Cause::closed), {no5xx}, {no5xx}},
  });
}

Sent fault(std::string label, Expect expect = Expect::reject) {
  return Sent().of(Kind::protocol, 0, expect).at("", std::move(label)).answered(400);
}

TEST(Assess, JudgesProtocolFaultsWithAnAnswer) {
  constexpr Id http = Id::accepts_valid_http;
  constexpr Id json = Id::rejects_malformed_json;
  constexpr Id bad = Id::rejects_bad_requests;
  constexpr Id size = Id::limits_body_size;
  const auto good = [](const char* label) { return fault(label, Expect::accept); };
  expect_judged({
      {"http 200", good("http:chunked").answered(200), {http, no5xx, in_time}, {}},
      {"http 411", good("http:chunked").answered(411), {http, no5xx, in_time}, {http}},
      {"http 500", good("http:chunked").answered(500), {http, no5xx, in_time}, {http, no5xx}},
      {"http hangs", good("http:chunked").timed_out(), {http, in_time}, {http, in_time}},
      {"json 400", fault("json:cut"), {json, no5xx, in_time}, {}},
      {"json 200", fault("json:cut").answered(200), {json, no5xx, in_time}, {json}},
      {"json 302", fault("json:cut").answered(302), {json, no5xx, in_time}, {json}},
      {"json 500", fault("json:cut").answered(500), {no5xx, in_time}, {no5xx}},
      {"json 501", fault("json:cut").answered(501), {no5xx, in_time}, {no5xx}},
      {"type 415", fault("type:none").answered(415), {bad, no5xx, in_time}, {}},
      {"type 200", fault("type:none").answered(200), {bad, no5xx, in_time}, {bad}},
      {"method 302", fault("method:GET").answered(302), {bad, no5xx, in_time}, {}},
      {"method 501", fault("method:GET").answered(501), {bad, no5xx, in_time}, {}},
      {"method 505", fault("method:GET").answered(505), {no5xx, in_time}, {no5xx}},
      {"method 200", fault("method:GET").answered(200), {bad, no5xx, in_time}, {bad}},
      {"frame 505", fault("frame:version").answered(505), {bad, no5xx, in_time}, {}},
      {"frame 200", fault("frame:version").answered(200), {bad, no5xx, in_time}, {bad}},
      {"stall 504", fault("stall:body").answered(504), {bad, no5xx, in_time}, {}},
      {"limit 413", fault("limit:body-chunked").answered(413), {size, no5xx, in_time}, {}},
      {"limit 507", fault("limit:body-chunked").answered(507), {size, no5xx, in_time}, {}},
      {"limit 200", fault("limit:body-chunked").answered(200), {size, no5xx, in_time}, {size}},
      {"either", fault("limit:target", Expect::either).answered(200), {no5xx, in_time}, {}},
      {"abort 500", fault("abort:body", Expect::either).answered(500), {}, {}},
  });
}

TEST(Assess, JudgesProtocolFaultsWithoutAnAnswer) {
  constexpr Id bad = Id::rejects_bad_requests;
  constexpr Id size = Id::limits_body_size;
  constexpr auto read = Phase::read;
  constexpr auto write = Phase::write;
  expect_judged({
      {"json closed", fault("json:deep").failed(read, Cause::closed), {no5xx}, {no5xx}},
      {"json hangs", fault("json:deep").timed_out(), {in_time}, {in_time}},
      {"frame closed", fault("frame:length").failed(read, Cause::closed), {bad, no5xx}, {}},
      {"frame garbage", fault("frame:length").failed(read, Cause::malformed), {bad, no5xx}, {}},
      {"stall left", fault("stall:body").failed(read, Cause::abandoned), {bad}, {}},
      {"json left", fault("json:cut").failed(read, Cause::abandoned), {}, {}},
      {"limit reset", fault("limit:body-length").failed(write, Cause::reset), {size, no5xx}, {}},
      {"limit slow line", fault("limit:body-length").timed_out(write), {in_time}, {}},
      {"limit hangs", fault("limit:body-length").timed_out(read), {in_time}, {in_time}},
      {"abort left", fault("abort:x", Expect::either).failed(read, Cause::abandoned), {}, {}},
      {"abort closed", fault("abort:x", Expect::either).failed(read, Cause::closed), {}, {}},
  });
}

TEST(Assess, JudgesSignatures) {
  constexpr Id good = Id::accepts_good_signature;
  constexpr Id verifies = Id::verifies_signature;
  constexpr Id time = Id::checks_timestamp;
  const auto sig = [](const char* label, Expect expect) {
    return Sent().of(Kind::signature, 0, expect).at("", label);
  };
  const auto accept = Expect::accept;
  const auto reject = Expect::reject;
  expect_judged({
      {"good 200", sig("sig:good", accept), {good, no5xx, in_time}, {}},
      {"good 401", sig("sig:good", accept).answered(401), {good, no5xx, in_time}, {good}},
      {"cut 401", sig("sig:cut", reject).answered(401), {verifies, no5xx, in_time}, {}},
      {"cut 200", sig("sig:cut", reject), {verifies, no5xx, in_time}, {verifies}},
      {"cut 500", sig("sig:cut", reject).answered(500), {no5xx, in_time}, {no5xx}},
      {"late 200", sig("sig:time-old", reject), {time, no5xx, in_time}, {time}},
      {"near 401", sig("sig:time-near", accept).answered(401), {time, no5xx, in_time}, {time}},
  });
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
  EXPECT_EQ(names, (std::vector<std::string>{"accepts-canonical",
                                             "accepts-edges",
                                             "never-5xx-or-drop",
                                             "answers-in-time",
                                             "rejects-violations",
                                             "accepts-after-bad",
                                             "survives-protocol-faults",
                                             "accepts-valid-http",
                                             "rejects-malformed-json",
                                             "rejects-bad-requests",
                                             "limits-body-size",
                                             "accepts-good-signature",
                                             "verifies-signature",
                                             "checks-timestamp",
                                             "accepts-sequences",
                                             "handles-sequences",
                                             "duplicate-answered-alike",
                                             "accepts-out-of-order",
                                             "keeps-state",
                                             "converges",
                                             "scales-with-chains",
                                             "conservation"}));
  EXPECT_FALSE(parse_clause("nonsense"));
  for (const auto& each : clauses()) {
    const bool is_should = each.id == Id::rejects_violations ||
                           each.id == Id::rejects_malformed_json ||
                           each.id == Id::rejects_bad_requests || each.id == Id::limits_body_size ||
                           each.id == Id::scales_with_chains || each.id == Id::accepts_out_of_order;
    EXPECT_EQ(level_of(each.id, Profile::standard), is_should ? Level::should : Level::must);
    EXPECT_EQ(level_of(each.id, Profile::strict),
              each.id == Id::accepts_out_of_order ? Level::should : Level::must);
  }
  EXPECT_EQ(parse_profile("strict"), Profile::strict);
  EXPECT_FALSE(parse_profile("lenient"));
}

}  // namespace
}  // namespace hookworthy::check
