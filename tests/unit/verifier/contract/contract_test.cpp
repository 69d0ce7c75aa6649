#include "verifier/contract/contract.hpp"

#include "fixtures/contracts/embedded_contract.hpp"
#include "tests/support/must.hpp"
#include "verifier/contract/json_pointer.hpp"
#include "verifier/contract/shape.hpp"
#include "verifier/contract/validator.hpp"

#include <algorithm>
#include <array>
#include <map>
#include <set>
#include <string>
#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace hookworthy::contract {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;
using ::testing::UnorderedElementsAre;

const Contract& embedded() {
  static const Contract contract = test::must(Contract::load(embedded_contract()));
  return contract;
}

TEST(StatusSet, KnowsCodesAndClasses) {
  const StatusSet set{{"2XX", "404"}};
  EXPECT_TRUE(set.has(200));
  EXPECT_TRUE(set.has(299));
  EXPECT_TRUE(set.has(404));
  for (const unsigned status : {0u, 2u, 20u, 199u, 300u, 400u, 2000u, 4044u}) {
    EXPECT_FALSE(set.has(status)) << status;
  }
  EXPECT_FALSE(StatusSet{}.has(200));
}

TEST(EmbeddedContract, HasTheTypesOfTheProvider) {
  std::map<std::string, std::string> groups;
  for (const CallbackType& type : embedded().types()) {
    groups[type.name] = type.endpoint_group;
    EXPECT_EQ(type.discriminator_value, type.name);
    EXPECT_EQ(type.method, "POST");
    EXPECT_EQ(type.media_type, "application/json");
    EXPECT_EQ(type.provenance, Provenance::documented);
    EXPECT_NE(type.summary, "");
    EXPECT_TRUE(type.accepted.has(204));
    EXPECT_TRUE(type.refused.has(422));
  }
  EXPECT_EQ(groups,
            (std::map<std::string, std::string>{{"new", "new_booking"},
                                                {"cancelled", "booking_cancellation"},
                                                {"woker_removed", "renewal"},
                                                {"worker_assigned", "renewal"},
                                                {"reschedule", "booking_reschedule"},
                                                {"report", "renewal"},
                                                {"custom_fields_or_note_changed", "renewal"},
                                                {"in_work", "renewal"}}));
  EXPECT_THAT(embedded().warnings(), IsEmpty());
}

TEST(EmbeddedContract, KeepsTheProvidersSpelling) {
  ASSERT_NE(embedded().find_type("woker_removed"), nullptr);
  EXPECT_THAT(embedded().find_type("woker_removed")->lookalikes, ElementsAre("worker_removed"));
  EXPECT_EQ(embedded().find_type("worker_removed"), nullptr);
  EXPECT_EQ(embedded().type_of_value("worker_removed"), nullptr);
}

TEST(EmbeddedContract, TellsTypesByTheBody) {
  EXPECT_EQ(embedded().discriminator().place, Discriminator::Place::body);
  EXPECT_EQ(embedded().discriminator().pointer, Pointer{"callback_type"});
  EXPECT_EQ(embedded().delivery().timeout, std::chrono::seconds(10));
  EXPECT_EQ(embedded().delivery().link_host, "example");
  EXPECT_THAT(embedded().sha256(), ::testing::MatchesRegex("[0-9a-f]{64}"));
}

TEST(Contract, HashesTheBytesOfTheDocument) {
  constexpr std::string_view document =
      R"({"openapi":"3.1.0","info":{"title":"t","version":"1"},"webhooks":{"a":{"post":)"
      R"({"requestBody":{"content":{"application/json":{"schema":{}}}}}}}})";
  const Contract contract = test::must(Contract::load(document));
  const Contract spaced = test::must(Contract::load(std::string(document) + "\n"));
  EXPECT_EQ(contract.sha256(), "c1119ab1236cd539f31352d5f2b13acf1ef274d88f5af8308edaefedf26e1046");
  EXPECT_NE(contract.sha256(), spaced.sha256());
}

/// "pointer type|type format bounds provenance" of every field below a schema.
void describe(const std::vector<SchemaId>& ids, const std::string& at,
              std::map<std::string, std::string>& fields) {
  const Shape shape = shape_of(embedded(), ids);
  static constexpr std::array names{"null",   "boolean", "integer", "number",
                                    "string", "array",   "object"};
  static constexpr std::array marks{"?", "documented", "described", "inferred"};
  std::string text;
  for (std::size_t i = 0; i < names.size(); ++i) {
    const auto type = static_cast<Type>(i);
    if (type == Type::integer && shape.types.has(Type::number)) continue;
    if (shape.types.has(type)) text += (text.empty() ? "" : "|") + std::string(names[i]);
  }
  if (shape.format == Format::date_time) text += " date-time";
  if (shape.format == Format::uri) text += " uri";
  if (shape.format == Format::iana_time_zone) text += " iana-time-zone";
  if (shape.minimum) text += " >=" + shape.minimum->dump();
  if (shape.max_length) text += " <=" + std::to_string(*shape.max_length);
  for (const std::string& known : shape.open_enum) text += " " + known;
  fields[at] = text + " " + marks[static_cast<std::size_t>(shape.provenance)];
  for (const Shape::Member& member : shape.members) {
    EXPECT_TRUE(member.required) << at << "/" << member.name;
    describe(member.schemas, at + "/" + member.name, fields);
  }
}

std::map<std::string, std::string> fields_of(std::string_view type, const std::string& root) {
  std::map<std::string, std::string> fields;
  const auto body = embedded().find_type(type)->body;
  for (const auto& member : shape_of(embedded(), std::array{body}).members) {
    describe(member.schemas, "/" + member.name, fields);
  }
  std::map<std::string, std::string> chosen;
  for (const auto& [at, text] : fields) {
    if (at.starts_with(root + "/") && at.find('/', root.size() + 1) == std::string::npos) {
      chosen[at.substr(root.size() + 1)] = text;
    }
  }
  return chosen;
}

using Fields = std::map<std::string, std::string>;

TEST(EmbeddedContract, DescribesEveryFieldOfABooking) {
  EXPECT_EQ(fields_of("new", "/booking"),
            (Fields{{"id", "integer >=1 documented"},
                    {"booking", "object documented"},
                    {"cancel_url", "string uri documented"},
                    {"cancel_url_client", "string uri documented"},
                    {"created_at", "string date-time documented"},
                    {"custom_fields_values", "object documented"},
                    {"first_booking_at", "null|string date-time documented"},
                    {"lesson", "object documented"},
                    {"note", "null|string documented"},
                    {"old_booking_cancel_reason", "null|string documented"},
                    {"old_id", "null|integer >=1 documented"},
                    {"report", "null|object documented"},
                    {"reschedule_url", "string uri documented"},
                    {"reschedule_url_client", "string uri documented"},
                    {"team", "object documented"},
                    {"updated_at", "string date-time documented"},
                    {"venue", "null|string zoom office phone inferred"},
                    {"worker", "null|object inferred"},
                    {"zoom_url", "null|string uri described"}}));
}

TEST(EmbeddedContract, DescribesEveryFieldBelowABooking) {
  EXPECT_EQ(fields_of("new", "/booking/booking"),
            (Fields{{"booked_by_worker", "boolean described"},
                    {"client", "object documented"},
                    {"client_timezone", "string iana-time-zone described"},
                    {"comment", "null|string described"},
                    {"started_at", "string date-time described"},
                    {"processing_status", "string new in_work processed described"},
                    {"ended_at", "string date-time described"},
                    {"status", "string scheduled cancelled finished described"}}));
  const Fields user{
      {"id", "integer >=1 described"},          {"avatar", "null|string uri described"},
      {"domain", "null|string <=63 described"}, {"first_name", "string described"},
      {"full_name", "string described"},        {"phone", "null|string described"}};
  EXPECT_EQ(fields_of("new", "/booking/booking/client"), user);
  EXPECT_EQ(fields_of("new", "/booking/worker"), user);
  EXPECT_EQ(fields_of("cancelled", "/booking/cancelled_by"), user);
  EXPECT_EQ(fields_of("new", "/booking/lesson"), (Fields{{"id", "integer >=1 described"},
                                                         {"description", "null|string described"},
                                                         {"price", "number >=0 described"},
                                                         {"title", "string described"}}));
  EXPECT_EQ(
      fields_of("report", "/booking/report"),
      (Fields{{"description", "string described"}, {"result", "string success fail described"}}));
  EXPECT_EQ(fields_of("new", "/booking/team"),
            (Fields{{"id", "integer >=1 described"}, {"name", "string described"}}));
}

TEST(EmbeddedContract, DescribesTheEnvelopes) {
  for (const CallbackType& type : embedded().types()) {
    const Shape shape = shape_of(embedded(), std::array{type.body});
    const bool reschedule = type.name == "reschedule";
    EXPECT_EQ(shape.members.size(), reschedule ? 3u : 2u);
    EXPECT_EQ(shape.additional_allowed, !reschedule) << type.name;
  }
  EXPECT_EQ(fields_of("reschedule", ""), (Fields{{"callback_type", "string documented"},
                                                 {"new_booking", "object inferred"},
                                                 {"old_booking", "object inferred"}}));
  Fields more = fields_of("cancelled", "/booking");
  for (const auto& [name, text] : fields_of("new", "/booking")) {
    EXPECT_EQ(more[name], text) << name;
    more.erase(name);
  }
  EXPECT_EQ(more, (Fields{{"cancel_reason", "null|string described"},
                          {"cancelled_by", "object documented"}}));
}

TEST(EmbeddedContract, StatesEveryRule) {
  std::set<std::string> ids;
  for (const Schema& schema : embedded().schemas()) {
    for (const Relation& relation : schema.relations) {
      ids.insert(relation.id);
      EXPECT_NE(relation.summary, "");
      EXPECT_NE(relation.provenance, Provenance::unstated) << relation.id;
    }
  }
  EXPECT_THAT(ids,
              UnorderedElementsAre(
                  "meeting-ends-after-start", "booking-updated-after-created", "cancelled-status",
                  "report-has-report", "worker-assigned-has-worker", "woker-removed-no-worker",
                  "in-work-status", "zoom-url-iff-venue-zoom", "reschedule-reason-needs-old-id",
                  "reschedule-links-ids", "reschedule-new-id", "reschedule-old-cancelled",
                  "reschedule-new-scheduled", "reschedule-same-client", "reschedule-same-team",
                  "reschedule-same-lesson", "reschedule-same-first-booking"));
}

TEST(EmbeddedContract, TellsTheLifeOfABooking) {
  ASSERT_TRUE(embedded().lifecycle());
  const Lifecycle& life = *embedded().lifecycle();
  EXPECT_EQ(life.initial, "none");
  EXPECT_EQ(life.identity, Pointer{"id"});
  EXPECT_EQ(life.predecessor, Pointer{"old_id"});
  EXPECT_EQ(life.version, Pointer{"updated_at"});
  std::vector<std::string> stable;
  for (const Pointer& pointer : life.stable) stable.push_back(to_string(pointer));
  EXPECT_THAT(stable, ElementsAre("/booking/client", "/team", "/lesson", "/first_booking_at"));
  ASSERT_EQ(life.states.size(), 2u);
  EXPECT_EQ(life.states.at("cancelled").at(0).right.constant, Json("cancelled"));
  ASSERT_EQ(life.transitions.size(), embedded().types().size());
  for (const auto& step : life.transitions) {
    EXPECT_EQ(step.from.front(), step.callback == "new" ? "none" : "scheduled") << step.callback;
    EXPECT_EQ(step.successor.has_value(), step.callback == "reschedule");
  }
  const auto& reschedule = life.transitions.back();
  EXPECT_EQ(reschedule.callback, "reschedule");
  EXPECT_THAT(reschedule.from, ElementsAre("scheduled", "cancelled"));
  EXPECT_EQ(reschedule.to, "cancelled");
  EXPECT_EQ(to_string(reschedule.entity), "/old_booking");
  EXPECT_EQ(to_string(*reschedule.successor), "/new_booking");
  EXPECT_EQ(reschedule.successor_state, "scheduled");
  ASSERT_EQ(life.carries.size(), 1u);
  EXPECT_EQ(life.carries[0].from_callback, "cancelled");
  EXPECT_EQ(to_string(life.carries[0].from), "/booking/cancel_reason");
  EXPECT_EQ(to_string(life.carries[0].to), "/new_booking/old_booking_cancel_reason");
}

TEST(EmbeddedContract, GivesOnlyValidExamples) {
  const auto contract = std::make_shared<const Contract>(embedded());
  const Validator validator(contract);
  std::size_t examples = 0;
  for (SchemaId id = 0; id < contract->schemas().size(); ++id) {
    for (const Json& example : contract->schema(id).examples) {
      ++examples;
      EXPECT_TRUE(validator.satisfies(example, std::array{id}))
          << contract->schema(id).pointer << ": " << example;
    }
  }
  EXPECT_GT(examples, 60u);
}

TEST(EmbeddedContract, LinksToReservedHostsOnly) {
  for (const Schema& schema : embedded().schemas()) {
    if (schema.format != Format::uri) continue;
    for (const Json& example : schema.examples) {
      if (example.is_null()) continue;
      EXPECT_THAT(example.get<std::string>(),
                  ::testing::ContainsRegex("^https://([a-z]+[.])*[a-z]+[.]example/"));
    }
  }
}

}  // namespace
}  // namespace hookworthy::contract
