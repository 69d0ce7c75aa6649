#include "verifier/report/schema.hpp"

#include "verifier/case.hpp"
#include "verifier/record/delivery.hpp"

#include <set>
#include <string>

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

namespace hookworthy::report {
namespace {

using Json = nlohmann::json;
using testing::IsSupersetOf;
using testing::UnorderedElementsAreArray;

Json schema(std::string_view name) {
  const Schema* found = find_schema(name);
  return found == nullptr ? Json() : Json::parse(found->document);
}

/// The names of an enumeration from `first` to `last`.
template <class Enum>
std::set<std::string> names(Enum first, Enum last) {
  std::set<std::string> all;
  for (int i = static_cast<int>(first); i <= static_cast<int>(last); ++i) {
    all.emplace(to_string(static_cast<Enum>(i)));
  }
  return all;
}

TEST(Schemas, AreKnownByTheirFilesNames) {
  std::set<std::string_view> known;
  for (const Schema& each : schemas()) known.insert(each.name);
  EXPECT_THAT(known, IsSupersetOf({"summary", "capacity", "compare", "replay", "parser-bench",
                                   "validate-line", "generate-line", "clause-line", "defect-line",
                                   "record-line"}));
  EXPECT_EQ(find_schema("nothing"), nullptr);
  EXPECT_EQ(find_schema(""), nullptr);
}

TEST(Schemas, SayWhatTheyAre) {
  for (const Schema& each : schemas()) {
    const Json document = Json::parse(each.document);
    EXPECT_EQ(document.at("$schema"), "https://json-schema.org/draft/2020-12/schema") << each.name;
    EXPECT_EQ(document.at("$id"), "urn:hookworthy:" + std::string(each.name) + ":1");
    if (each.name.ends_with("-line")) continue;
    EXPECT_EQ(document.at("properties").at("schema").at("const"),
              "hookworthy/" + std::string(each.name) + "/1");
  }
}

TEST(Schemas, KnowEveryNameOfTheProgram) {
  const auto kinds = names(Kind::canonical, Kind::combination);
  const auto phases = names(record::Phase::queue, record::Phase::read);
  const auto causes = names(record::Cause::refused, record::Cause::other);
  const Json line = schema("record-line").at("$defs");
  const Json& delivery = line.at("delivery").at("properties");
  EXPECT_THAT(delivery.at("kind").at("enum"), UnorderedElementsAreArray(kinds));
  EXPECT_THAT(delivery.at("phase").at("enum"), UnorderedElementsAreArray(phases));
  EXPECT_THAT(line.at("cause").at("enum"), UnorderedElementsAreArray(causes));
  EXPECT_THAT(
      line.at("outcome").at("enum"),
      UnorderedElementsAreArray(names(record::Outcome::response, record::Outcome::unfinished)));

  const Json summary = schema("summary");
  const Json& error = summary.at("properties").at("errors").at("items").at("properties");
  auto told = causes;
  told.insert("timed_out");
  EXPECT_THAT(summary.at("$defs").at("kind").at("enum"), UnorderedElementsAreArray(kinds));
  EXPECT_THAT(error.at("phase").at("enum"), UnorderedElementsAreArray(phases));
  EXPECT_THAT(error.at("cause").at("enum"), UnorderedElementsAreArray(told));
}

}  // namespace
}  // namespace hookworthy::report
