#include "generator/run/probe_document.hpp"

#include <string>
#include <vector>

#include <gtest/gtest.h>

namespace hookworthy::run {
namespace {

using nlohmann::json;

TEST(ProbeDocument, TakesWhatIsNoJsonForAText) {
  EXPECT_EQ(read_document(R"({"a":1})"), (json{{"a", 1}}));
  EXPECT_EQ(read_document("cancelled"), json("cancelled"));
  EXPECT_EQ(read_document("\xff\xfe"), json());
}

TEST(ProbeDocument, DoesNotLetTheReceiverChooseTheDepth) {
  const std::string deep = std::string(30'000, '[') + std::string(30'000, ']');
  EXPECT_EQ(read_document(deep), json(deep));
  const std::string fair = std::string(100, '[') + std::string(100, ']');
  EXPECT_TRUE(read_document(fair).is_array());
}

TEST(ProbeDocument, NumbersIdsWhereverTheyStand) {
  const std::vector<std::string> ids{"217", "42"};
  const json before = json::parse(R"({"id": 42, "old": "217", "n": 2170, "217": [217, true],
      "url": "/bookings/217?x=42", "text": "x217 and 4217"})");
  EXPECT_EQ(with_numbered_ids(before, ids),
            json::parse(R"({"id": "#2", "old": "#1", "n": 2170, "#1": ["#1", true],
      "url": "/bookings/#1?x=#2", "text": "x217 and 4217"})"));
}

TEST(ProbeDocument, DropsWhatChangesByItself) {
  const json a =
      json::parse(R"({"at": 1, "s": "x", "l": [{"t": 1, "k": 2}], "gone": 0, "n": [1]})");
  const json b =
      json::parse(R"({"at": 2, "s": "x", "l": [{"t": 3, "k": 2}], "new": 0, "n": [1, 2]})");
  Volatile changing;
  add_differences(a, b, changing);
  EXPECT_EQ(changing, (Volatile{"/at", "/l/*/t", "/gone", "/new", "/n"}));
  EXPECT_EQ(without(a, changing), json::parse(R"({"s": "x", "l": [{"k": 2}]})"));
  EXPECT_EQ(without(b, changing), without(a, changing));
  // Also in a document with more items, and never more than that.
  const json c = json::parse(R"({"s": "y", "l": [{"t": 1, "k": 2}, {"t": 5, "k": 7}]})");
  EXPECT_EQ(without(c, changing), json::parse(R"({"s": "y", "l": [{"k": 2}, {"k": 7}]})"));
}

TEST(ProbeDocument, EscapesNamesAndKnowsItemsAndRoots) {
  Volatile changing;
  add_differences(json{{"a/b~c", 1}}, json{{"a/b~c", 2}}, changing);
  EXPECT_EQ(changing, (Volatile{"/a~1b~0c"}));
  EXPECT_EQ(without(json{{"a/b~c", 7}}, changing), json::object());
  changing.clear();
  add_differences(json{1, 2}, json{1, 3}, changing);
  EXPECT_EQ(without(json{1, 9}, changing), (json{nullptr, nullptr}));
  changing.clear();
  add_differences(json("x"), json("y"), changing);
  EXPECT_EQ(without(json("z"), changing), json());
}

}  // namespace
}  // namespace hookworthy::run
