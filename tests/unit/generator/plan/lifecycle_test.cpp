#include "tests/unit/generator/plan/contracts.hpp"

#include <filesystem>
#include <fstream>
#include <iterator>
#include <map>
#include <set>
#include <string>
#include <vector>

namespace hookworthy::plan {
namespace {

using contract::Json;
using testing::agrees;
using testing::load;

/// Subscriptions that are upgraded, told by a header, with UUIDs for ids: nothing is named as in
/// the embedded contract.
const char* const subscriptions = R"({
  "openapi": "3.1.0", "info": {"title": "s", "version": "1"},
  "x-hookworthy": {
    "discriminator": {"in": "header", "name": "X-Topic"},
    "lifecycle": {
      "initial": "absent",
      "states": {"active": [{"equals": ["/phase", {"const": "active"}]}, {"is_null": "/ended"}],
                 "gone": [{"equals": ["/phase", {"const": "gone"}]}, {"not_null": "/ended"}]},
      "identity": "/uid", "predecessor": "/replaces", "stable": ["/owner"],
      "transitions": [
        {"callback": "opened", "from": ["absent"], "to": "active", "entity": "/data"},
        {"callback": "closed", "from": ["active"], "to": "gone", "entity": "/data"},
        {"callback": "upgraded", "from": ["active"], "to": "gone", "entity": "/was",
         "successor": "/now", "successor_state": "active"}]}},
  "components": {"schemas": {"Sub": {"type": "object",
    "required": ["uid", "replaces", "phase", "ended", "owner", "plan"],
    "properties": {
      "uid": {"type": "string", "format": "uuid"},
      "replaces": {"type": ["string", "null"], "format": "uuid"},
      "phase": {"enum": ["active", "gone"]},
      "ended": {"type": ["string", "null"], "format": "date-time"},
      "owner": {"type": "object", "required": ["email"], "properties": {
        "email": {"type": "string", "format": "email"}, "vip": {"type": "boolean"}}},
      "plan": {"type": "string", "maxLength": 12}}}}},
  "webhooks": {
    "opened": {"post": {"requestBody": {"content": {"application/json": {"schema": {
      "type": "object", "required": ["data"], "properties": {
        "data": {"$ref": "#/components/schemas/Sub"}}}}}},
      "responses": {"2XX": {"description": "ok"}}}},
    "closed": {"post": {"requestBody": {"content": {"application/json": {"schema": {
      "type": "object", "required": ["data"], "properties": {
        "data": {"$ref": "#/components/schemas/Sub"}}}}}},
      "responses": {"2XX": {"description": "ok"}}}},
    "upgraded": {"post": {"requestBody": {"content": {"application/json": {"schema": {
      "type": "object", "required": ["was", "now"], "properties": {
        "was": {"$ref": "#/components/schemas/Sub"}, "now": {"$ref": "#/components/schemas/Sub"}},
      "x-hookworthy": {"relations": [
        {"id": "linked", "summary": "s", "assert": {"equals": ["/now/replaces", "/was/uid"]}}]}}}}},
      "responses": {"2XX": {"description": "ok"}}}}}})";

TEST(Lifecycle, of_another_contract_makes_chains_too) {
  const auto contract = load(subscriptions);
  ASSERT_TRUE(contract);
  const auto plan = Plan::make(contract, {});
  ASSERT_TRUE(plan) << plan.error().message;
  ASSERT_EQ(plan->count(Kind::chain), Plan::unlimited);
  const contract::Validator validator(contract);
  std::set<std::string> ids;
  std::string body, current;
  Json owner;
  for (std::uint64_t i = 0; i < 2 * plan->period(Kind::chain); ++i) {
    const Case item = plan->at(Kind::chain, i, body);
    ASSERT_TRUE(agrees(validator, *contract, item, body));
    const Json json = *contract::parse_json(body);
    if (item.type == "opened") {
      current = json["data"]["uid"];
      owner = json["data"]["owner"];
      EXPECT_TRUE(ids.insert(current).second);
      EXPECT_TRUE(json["data"]["replaces"].is_null());
      EXPECT_TRUE(json["data"]["ended"].is_null());
    } else if (item.type == "closed") {
      EXPECT_EQ(json["data"]["uid"], current);
      EXPECT_EQ(json["data"]["phase"], "gone");
      EXPECT_FALSE(json["data"]["ended"].is_null());
    } else {
      EXPECT_EQ(json["was"]["uid"], current);
      EXPECT_EQ(json["was"]["phase"], "gone");
      EXPECT_EQ(json["now"]["replaces"], current);
      EXPECT_EQ(json["now"]["owner"], owner);
      current = json["now"]["uid"];
      EXPECT_TRUE(ids.insert(current).second);
    }
  }
}

// Every contract of the repository, with whatever it uses.
TEST(Lifecycle, every_contract_of_the_fixtures_can_be_planned) {
  std::vector<std::filesystem::path> files;
  for (const auto& entry : std::filesystem::directory_iterator(SOURCE_DIR "/fixtures/contracts")) {
    if (entry.path().extension() == ".json") files.push_back(entry.path());
  }
  files.emplace_back(SOURCE_DIR "/tests/integration/differential/vocabulary.json");
  EXPECT_GE(files.size(), 4u);
  for (const auto& file : files) {
    SCOPED_TRACE(file.filename());
    std::ifstream stream(file);
    const auto contract = load(std::string{std::istreambuf_iterator<char>(stream), {}});
    ASSERT_TRUE(contract);
    const auto plan = Plan::make(contract, {});
    ASSERT_TRUE(plan) << plan.error().message;
    const contract::Validator validator(contract);
    std::string body;
    for (const Kind kind :
         {Kind::canonical, Kind::edge, Kind::violation, Kind::random, Kind::chain}) {
      const std::uint64_t count = std::min<std::uint64_t>(plan->count(kind), 3000);
      EXPECT_TRUE(count > 0 || kind == Kind::chain);
      for (std::uint64_t i = 0; i < count; ++i) {
        const Case item = plan->at(kind, i, body);
        ASSERT_TRUE(agrees(validator, *contract, item, body));
      }
    }
  }
}

}  // namespace
}  // namespace hookworthy::plan
