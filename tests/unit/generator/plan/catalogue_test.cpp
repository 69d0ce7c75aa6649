#include "tests/unit/generator/plan/contracts.hpp"

#include <algorithm>
#include <map>
#include <set>
#include <string>
#include <vector>

namespace hookworthy::plan {
namespace {

using testing::agrees;
using testing::embedded_plan;
using testing::type_of;

const Field* find_field(const Plan& plan, std::string_view type, std::string_view pointer) {
  for (const Field& field : plan.fields(type_of(plan, type))) {
    if (field.pointer == pointer) return &field;
  }
  return nullptr;
}

bool has_label(std::span<const Variation> variations, std::string_view label) {
  return std::any_of(variations.begin(), variations.end(),
                     [&](const Variation& variation) { return variation.label == label; });
}

std::optional<Expect> expectation(std::span<const Variation> variations, std::string_view label) {
  for (const Variation& variation : variations) {
    if (variation.label == label) return variation.expect;
  }
  return std::nullopt;
}

/// The bytes of the case of a kind with this type, field and label.
std::string body_of(const Plan& plan, Kind kind, std::string_view type, std::string_view field,
                    std::string_view label) {
  std::string body;
  for (std::uint64_t i = 0; i < plan.count(kind); ++i) {
    const Case item = plan.describe(kind, i);
    if (item.type != type || item.field != field || item.label != label) continue;
    plan.at(kind, i, body);
    return body;
  }
  ADD_FAILURE() << "no " << to_string(kind) << " " << label << " for " << field << " of " << type;
  return body;
}

contract::Json json_of(const std::string& body) {
  const auto value = contract::parse_json(body);
  EXPECT_TRUE(value) << body.substr(0, 200);
  return value ? *value : contract::Json();
}

void expect_agreement(Kind kind, std::uint64_t most) {
  const Plan& plan = embedded_plan();
  const contract::Validator validator(plan.shared_contract());
  std::string body;
  const std::uint64_t count = std::min(plan.count(kind), most);
  for (std::uint64_t i = 0; i < count; ++i) {
    const Case item = plan.at(kind, i, body);
    ASSERT_TRUE(agrees(validator, plan.contract(), item, body));
  }
}

TEST(Catalogue, every_canonical_callback_is_valid) {
  expect_agreement(Kind::canonical, Plan::unlimited);
}
TEST(Catalogue, every_edge_is_judged_as_expected) {
  expect_agreement(Kind::edge, Plan::unlimited);
}
TEST(Catalogue, every_violation_is_judged_as_expected) {
  expect_agreement(Kind::violation, Plan::unlimited);
}
TEST(Catalogue, random_callbacks_are_valid) {
  expect_agreement(Kind::random, 20'000);
}

TEST(Catalogue, a_callback_of_each_type_is_canonical) {
  const Plan& plan = embedded_plan();
  ASSERT_EQ(plan.count(Kind::canonical), plan.contract().types().size());
  std::set<std::string_view> types;
  for (std::uint64_t i = 0; i < plan.count(Kind::canonical); ++i) {
    types.insert(plan.describe(Kind::canonical, i).type);
  }
  EXPECT_EQ(types.size(), plan.contract().types().size());
}

// What the schemas of every field admit, told by the validator's view of the schemas and not by the
// plan's own.
TEST(Catalogue, every_nullable_field_has_null_and_every_other_one_is_rejected_with_it) {
  const Plan& plan = embedded_plan();
  std::size_t nullable = 0;
  std::size_t strict = 0;
  for (std::size_t type = 0; type < plan.contract().types().size(); ++type) {
    for (const Field& field : plan.fields(type)) {
      const bool admitted = expectation(field.edges, "null") == Expect::accept;
      const bool refused = expectation(field.violations, "null") == Expect::reject;
      EXPECT_FALSE(admitted && refused) << field.pointer;
      nullable += admitted ? 1 : 0;
      strict += refused ? 1 : 0;
      const auto& name = plan.contract().types()[type].name;
      const bool said_by_relation = field.pointer.find("/worker") != field.pointer.npos ||
                                    field.pointer.ends_with("report") ||
                                    field.pointer.ends_with("old_id") ||
                                    field.pointer.ends_with("old_booking_cancel_reason");
      EXPECT_TRUE(admitted || refused || said_by_relation) << name << " " << field.pointer;
    }
  }
  EXPECT_GT(nullable, 100u);
  EXPECT_GT(strict, 150u);
}

TEST(Catalogue, the_null_comment_is_an_edge_of_every_type) {
  const Plan& plan = embedded_plan();
  for (const auto& type : plan.contract().types()) {
    const std::string start = type.name == "reschedule" ? "/new_booking" : "/booking";
    const auto body =
        json_of(body_of(plan, Kind::edge, type.name, start + "/booking/comment", "null"));
    EXPECT_TRUE(body.at(contract::Json::json_pointer(start + "/booking/comment")).is_null());
  }
}

TEST(Catalogue, every_field_of_every_type_can_be_missing_and_of_another_type) {
  const Plan& plan = embedded_plan();
  for (std::size_t type = 0; type < plan.contract().types().size(); ++type) {
    const auto& name = plan.contract().types()[type].name;
    for (const Field& field : plan.fields(type)) {
      if (field.violations.empty()) {
        // Only what stands below the expert that the callback says was removed.
        EXPECT_TRUE(name == "woker_removed" && field.pointer.starts_with("/booking/worker"))
            << name << " " << field.pointer;
        continue;
      }
      const bool free_name = field.pointer.find("/custom_fields_values/") != field.pointer.npos;
      EXPECT_EQ(has_label(field.violations, "missing"), !field.pointer.empty() && !free_name)
          << name << " " << field.pointer;
      const auto types = std::count_if(
          field.violations.begin(), field.violations.end(),
          [](const Variation& variation) { return variation.label.starts_with("type:"); });
      EXPECT_GE(types, 4) << name << " " << field.pointer;
    }
  }
}

TEST(Catalogue, strings_have_all_edges_of_text) {
  const Field* field = find_field(embedded_plan(), "new", "/booking/note");
  ASSERT_NE(field, nullptr);
  for (const char* label :
       {"null", "empty", "one-char", "64-kib", "white-space", "all-escapes", "nul-escape", "astral",
        "combining", "right-to-left", "line-separator", "lone-high-surrogate", "lone-low-surrogate",
        "text-null", "surrogate-pair-escape"}) {
    EXPECT_TRUE(has_label(field->edges, label)) << label;
  }
  EXPECT_EQ(expectation(field->edges, "nul-escape"), Expect::either);
  EXPECT_EQ(expectation(field->edges, "lone-high-surrogate"), Expect::either);
  EXPECT_EQ(expectation(field->edges, "astral"), Expect::accept);
  const auto body = json_of(body_of(embedded_plan(), Kind::edge, "new", "/booking/note", "64-kib"));
  EXPECT_EQ(body["booking"]["note"].get_ref<const std::string&>().size(), 65536u);
}

TEST(Catalogue, numbers_and_integers_have_all_their_edges) {
  const Field* id = find_field(embedded_plan(), "new", "/booking/id");
  ASSERT_NE(id, nullptr);
  for (const char* label : {"1", "2^31-1", "2^31", "2^53-1", "2^53+1", "2^63-1", "1.0", "1e0"}) {
    EXPECT_TRUE(has_label(id->edges, label)) << label;
  }
  EXPECT_EQ(expectation(id->edges, "1.0"), Expect::either);
  EXPECT_TRUE(has_label(id->violations, "below-minimum"));
  const Field* price = find_field(embedded_plan(), "new", "/booking/lesson/price");
  ASSERT_NE(price, nullptr);
  for (const char* label : {"0", "0.01", "1e15", "exponent", "trailing-zeros", "minus-0"}) {
    EXPECT_TRUE(has_label(price->edges, label)) << label;
  }
  const auto body = body_of(embedded_plan(), Kind::edge, "new", "/booking/id", "2^53+1");
  EXPECT_NE(body.find(R"("id":9007199254740993,)"), std::string::npos);
}

TEST(Catalogue, date_times_have_all_their_edges) {
  const Field* field = find_field(embedded_plan(), "new", "/booking/booking/started_at");
  ASSERT_NE(field, nullptr);
  for (const char* label :
       {"zulu",        "offset-plus-14", "offset-minus-12",   "fraction-1",
        "fraction-2",  "fraction-3",     "fraction-4",        "fraction-5",
        "fraction-6",  "fraction-7",     "fraction-8",        "fraction-9",
        "leap-day",    "dst-gap",        "dst-overlap-first", "dst-overlap-second",
        "1970",        "9999",           "leap-second",       "lower-case-t",
        "lower-case-z"}) {
    EXPECT_TRUE(has_label(field->edges, label)) << label;
  }
  EXPECT_EQ(expectation(field->edges, "leap-second"), Expect::either);
  for (const char* label : {"format:no-offset", "format:february-30", "format:month-13"}) {
    EXPECT_TRUE(has_label(field->violations, label)) << label;
  }
}

TEST(Catalogue, every_time_zone_is_an_edge) {
  const Field* field = find_field(embedded_plan(), "new", "/booking/booking/client_timezone");
  ASSERT_NE(field, nullptr);
  for (const std::string_view zone : contract::iana_time_zones()) {
    EXPECT_TRUE(has_label(field->edges, "zone:" + std::string(zone))) << zone;
  }
  EXPECT_TRUE(has_label(field->violations, "format:unknown"));
}

TEST(Catalogue, links_objects_and_the_whole_callback_have_all_their_edges) {
  const Field* link = find_field(embedded_plan(), "new", "/booking/cancel_url");
  ASSERT_NE(link, nullptr);
  for (const char* label : {"long-2048", "long-8192", "percent-encoded", "idn", "ipv6-host",
                            "query", "fragment", "userinfo"}) {
    EXPECT_TRUE(has_label(link->edges, label)) << label;
  }
  const Field* values = find_field(embedded_plan(), "new", "/booking/custom_fields_values");
  ASSERT_NE(values, nullptr);
  for (const char* label : {"empty", "1000-members", "extra-member", "reversed-members",
                            "shuffled-members", "duplicate-member"}) {
    EXPECT_TRUE(has_label(values->edges, label)) << label;
  }
  EXPECT_EQ(expectation(values->edges, "duplicate-member"), Expect::either);
  const Field* root = find_field(embedded_plan(), "new", "");
  ASSERT_NE(root, nullptr);
  EXPECT_TRUE(has_label(root->edges, "white-space-between-tokens"));
  EXPECT_TRUE(has_label(root->edges, "pretty-printed"));
}

TEST(Catalogue, enumerations_show_each_value_and_an_unknown_one) {
  const Field* venue = find_field(embedded_plan(), "new", "/booking/venue");
  ASSERT_NE(venue, nullptr);
  for (const char* label : {"null", "value:zoom", "value:office", "value:phone"}) {
    EXPECT_TRUE(has_label(venue->edges, label)) << label;
  }
  EXPECT_EQ(expectation(venue->edges, "unknown"), Expect::either);
}

TEST(Catalogue, what_a_relation_forbids_is_no_edge) {
  const Plan& plan = embedded_plan();
  EXPECT_FALSE(has_label(find_field(plan, "report", "/booking/report")->edges, "null"));
  EXPECT_FALSE(has_label(find_field(plan, "worker_assigned", "/booking/worker")->edges, "null"));
  EXPECT_FALSE(has_label(find_field(plan, "cancelled", "/booking/booking/status")->edges,
                         "value:scheduled"));
  EXPECT_TRUE(has_label(find_field(plan, "new", "/booking/report")->edges, "null"));
}

TEST(Catalogue, every_relation_is_broken_alone) {
  const Plan& plan = embedded_plan();
  const contract::Validator validator(plan.shared_contract());
  std::map<std::string, int> broken;
  std::string body;
  for (std::uint64_t i = 0; i < plan.count(Kind::violation); ++i) {
    if (!plan.describe(Kind::violation, i).label.starts_with("relation:")) continue;
    const Case item = plan.at(Kind::violation, i, body);
    const auto judgement = validator.judge(body);
    ASSERT_EQ(judgement.errors.size(), 1u) << case_id(item) << " " << item.label << "\n" << body;
    EXPECT_EQ(judgement.errors[0].keyword, "relation");
    std::string id(item.label.substr(item.label.find(':') + 1));
    id.resize(std::min(id.size(), id.find(':')));
    EXPECT_TRUE(judgement.errors[0].message.starts_with(id + ":")) << judgement.errors[0].message;
    ++broken[id];
  }
  std::set<std::string> relations;
  for (const auto& schema : plan.contract().schemas()) {
    for (const auto& relation : schema.relations) relations.insert(relation.id);
  }
  EXPECT_GE(relations.size(), 15u);
  for (const auto& id : relations) EXPECT_GT(broken[id], 0) << id;
}

TEST(Catalogue, violations_other_than_of_relations_break_one_field) {
  const Plan& plan = embedded_plan();
  const contract::Validator validator(plan.shared_contract());
  std::string body;
  for (std::uint64_t i = 0; i < plan.count(Kind::violation); ++i) {
    const Case item = plan.at(Kind::violation, i, body);
    const bool envelope =
        item.field.empty() || item.field == "/callback_type" || item.label == "empty-object";
    if (envelope) continue;
    const auto judgement = validator.judge(body);
    for (const auto& error : judgement.errors) {
      // A relation may complain as well, of the field itself or of the one that has to equal it.
      const bool about_it = error.pointer == item.field || error.keyword == "relation" ||
                            (item.label == "missing" && item.field.starts_with(error.pointer));
      ASSERT_TRUE(about_it) << case_id(item) << " " << item.field << " " << item.label << ": "
                            << error.pointer << " " << error.keyword << " " << error.message;
    }
  }
}

TEST(Catalogue, the_type_can_be_unknown_and_misspelled) {
  const Plan& plan = embedded_plan();
  const auto body = json_of(body_of(plan, Kind::violation, "woker_removed", "/callback_type",
                                    "lookalike:worker_removed"));
  EXPECT_EQ(body["callback_type"], "worker_removed");
  for (const auto& type : plan.contract().types()) {
    body_of(plan, Kind::violation, type.name, "/callback_type", "unknown");
  }
}

TEST(Catalogue, a_reschedule_can_have_two_or_four_fields) {
  const Plan& plan = embedded_plan();
  for (const char* field : {"/callback_type", "/new_booking", "/old_booking"}) {
    EXPECT_EQ(json_of(body_of(plan, Kind::violation, "reschedule", field, "missing")).size(), 2u);
  }
  EXPECT_EQ(json_of(body_of(plan, Kind::violation, "reschedule", "", "extra-member")).size(), 4u);
}

TEST(Catalogue, an_edge_drags_related_fields_along) {
  const Plan& plan = embedded_plan();
  auto body = json_of(body_of(plan, Kind::edge, "new", "/booking/booking/started_at", "9999"));
  EXPECT_EQ(body["booking"]["booking"]["started_at"], "9999-12-31T23:59:59Z");
  body = json_of(body_of(plan, Kind::edge, "new", "/booking/venue", "value:office"));
  EXPECT_TRUE(body["booking"]["zoom_url"].is_null());
  body = json_of(body_of(plan, Kind::edge, "reschedule", "/old_booking/id", "2^53+1"));
  EXPECT_EQ(body["new_booking"]["old_id"], 9007199254740993);
  body = json_of(
      body_of(plan, Kind::edge, "reschedule", "/new_booking/booking/client/first_name", "astral"));
  EXPECT_EQ(body["old_booking"]["booking"]["client"], body["new_booking"]["booking"]["client"]);
}

TEST(Catalogue, decorations_do_what_their_names_say) {
  const Plan& plan = embedded_plan();
  const auto edge = [&](std::string_view label) {
    return body_of(plan, Kind::edge, "new", "", label);
  };
  EXPECT_TRUE(edge("reversed-members").starts_with(R"({"booking":{)"));
  EXPECT_EQ(json_of(edge("1000-members")).size(), 1002u);
  EXPECT_EQ(json_of(edge("extra-member")).size(), 3u);
  const std::string doubled = edge("duplicate-member");
  EXPECT_NE(doubled.find("callback_type"), doubled.rfind("callback_type"));
  EXPECT_NE(edge("pretty-printed").find("\n  \"booking\": {\n"), std::string::npos);
  for (const char gap : {' ', '\t', '\n', '\r'}) {
    EXPECT_NE(edge("white-space-between-tokens").find(gap), std::string::npos);
  }
}

TEST(Catalogue, cases_whose_point_is_in_their_bytes_are_marked) {
  const Plan& plan = embedded_plan();
  std::set<std::string_view> exact;
  for (std::uint64_t i = 0; i < plan.count(Kind::edge); ++i) {
    if (plan.exact_bytes(Kind::edge, i)) exact.insert(plan.describe(Kind::edge, i).label);
  }
  const std::set<std::string_view> expected{"1.0",
                                            "1e0",
                                            "duplicate-member",
                                            "lone-high-surrogate",
                                            "lone-low-surrogate",
                                            "pretty-printed",
                                            "white-space-between-tokens"};
  EXPECT_EQ(exact, expected);
}

// A receiver that has seen a callback may call the same bytes a duplicate, and rightly so.
TEST(Catalogue, no_two_callbacks_of_one_type_are_the_same) {
  const Plan& plan = embedded_plan();
  std::set<std::pair<std::string_view, std::size_t>> seen;
  std::string body;
  for (const Kind kind : {Kind::canonical, Kind::edge, Kind::violation}) {
    for (std::uint64_t i = 0; i < plan.count(kind); ++i) {
      const Case item = plan.at(kind, i, body);
      EXPECT_TRUE(seen.emplace(item.type, std::hash<std::string>()(body)).second)
          << case_id(item) << ' ' << item.field << ' ' << item.label;
    }
  }
}

TEST(Catalogue, labels_are_unique_per_field_and_kind) {
  const Plan& plan = embedded_plan();
  for (const Kind kind : {Kind::edge, Kind::violation}) {
    std::set<std::tuple<std::string_view, std::string_view, std::string_view>> seen;
    for (std::uint64_t i = 0; i < plan.count(kind); ++i) {
      const Case item = plan.describe(kind, i);
      EXPECT_TRUE(seen.insert({item.type, item.field, item.label}).second)
          << item.type << item.field << item.label;
      EXPECT_FALSE(item.label.empty());
      EXPECT_EQ(item.expect == Expect::reject, kind == Kind::violation);
    }
  }
}

}  // namespace
}  // namespace hookworthy::plan
