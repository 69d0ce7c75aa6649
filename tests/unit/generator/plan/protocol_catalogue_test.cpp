#include "generator/plan/protocol_catalogue.hpp"

#include "generator/plan/protocol_fault.hpp"
#include "verifier/contract/validator.hpp"

#include <algorithm>
#include <optional>
#include <set>
#include <stdexcept>
#include <string>

#include <gtest/gtest.h>

namespace hookworthy::plan {
namespace {

constexpr std::string_view callback =
    R"({"callback_type":"new","booking":{"id":12,"note":"a \"b\" c","tags":[1,-2e3,null,true]}})";
constexpr std::string_view other =
    R"({"callback_type":"new","booking":{"id":1345,"note":"","tags":[1,-2.5e3,null,true]}})";

ProtocolCatalogue catalogue(std::string_view method = "POST") {
  return ProtocolCatalogue(callback, "new", method, {.oversize_bytes = 1 << 20});
}

Wire wire() {
  return {.path = "/hook?a=1", .host = "receiver.example:8080"};
}

std::optional<std::uint64_t> find(const ProtocolCatalogue& from, std::string_view label) {
  for (std::uint64_t i = 0; i < from.count(); ++i) {
    if (from.describe(i).label == label) return i;
  }
  return std::nullopt;
}

Script script_of(std::string_view label) {
  const auto from = catalogue();
  const auto index = find(from, label);
  if (!index) throw std::runtime_error("no fault " + std::string(label));
  return from.script(*index, wire(), callback, other);
}

/// All that a script sends, where it sends little.
std::string bytes_of(const Script& script) {
  std::string out;
  for (const Act& act : script.acts) out += act.bytes;
  return out;
}

std::string_view group_of(std::string_view label) {
  return label.substr(0, label.find(':'));
}

contract::ParseLimits deep() {
  return {.max_bytes = 16u << 20, .max_depth = 1'000'000};
}

TEST(ProtocolCatalogue, NamesEveryCaseOnce) {
  const auto from = catalogue();
  const std::set<std::string_view> groups{"json",  "type",  "method", "http",
                                          "frame", "stall", "limit",  "abort"};
  std::set<std::string_view> labels;
  std::set<std::string_view> seen;
  for (std::uint64_t i = 0; i < from.count(); ++i) {
    const Case item = from.describe(i);
    EXPECT_EQ(item.kind, Kind::protocol);
    EXPECT_EQ(item.index, i);
    EXPECT_EQ(item.type, "new");
    EXPECT_FALSE(item.has_field);
    EXPECT_TRUE(labels.insert(item.label).second) << item.label;
    EXPECT_TRUE(std::all_of(item.label.begin(), item.label.end(), [](char c) {
      return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '-' || c == ':' || c == '.';
    })) << item.label;
    seen.insert(group_of(item.label));
    if (item.expect == Expect::accept) {
      EXPECT_EQ(group_of(item.label), "http") << item.label;
    }
    if (group_of(item.label) == "http") {
      EXPECT_NE(item.expect, Expect::reject) << item.label;
    }
  }
  EXPECT_EQ(seen, groups);
}

TEST(ProtocolCatalogue, DependsOnTheStructureOnly) {
  const ProtocolCatalogue one(callback, "new", "POST", {});
  const ProtocolCatalogue two(other, "new", "POST", {});
  ASSERT_EQ(one.count(), two.count());
  for (std::uint64_t i = 0; i < one.count(); ++i) {
    EXPECT_EQ(one.describe(i).label, two.describe(i).label);
    EXPECT_EQ(one.describe(i).expect, two.describe(i).expect);
  }
}

TEST(ProtocolCatalogue, LeavesTheContractsOwnMethodAlone) {
  EXPECT_TRUE(find(catalogue("POST"), "method:put"));
  EXPECT_FALSE(find(catalogue("POST"), "method:post"));
  EXPECT_FALSE(find(catalogue("PUT"), "method:put"));
  EXPECT_TRUE(find(catalogue("PUT"), "method:post"));
}

// What must be refused must be no JSON, and what need not be must be JSON: judged by the parser of
// the contract, which shares nothing with the catalogue.
TEST(ProtocolCatalogue, BreaksJsonWhereItSaysSo) {
  const auto from = catalogue();
  int broken = 0;
  for (std::uint64_t i = 0; i < from.count(); ++i) {
    const Case item = from.describe(i);
    if (group_of(item.label) != "json") continue;
    const Script script = from.script(i, wire(), callback, other);
    const bool parses = contract::parse_json(script.body, deep()).has_value();
    if (item.expect == Expect::reject) {
      EXPECT_FALSE(parses) << item.label << ": " << script.body.substr(0, 300);
      ++broken;
    } else if (item.label != "json:byte-order-mark" && item.label != "json:utf-16" &&
               item.label != "json:huge-exponent" && item.label != "json:huge-integer" &&
               item.label != "json:long-number") {
      EXPECT_TRUE(parses) << item.label;  // the others are beyond what the parser holds
    }
    EXPECT_TRUE(bytes_of(script).ends_with(script.body)) << item.label;
  }
  EXPECT_GT(broken, 80);
}

TEST(ProtocolCatalogue, TruncatesBehindEveryToken) {
  const auto ends = token_ends(callback);
  std::uint64_t n = 0;
  for (const std::size_t end : ends) {
    const Script script = script_of("json:truncated-after-token-" + std::to_string(++n));
    EXPECT_EQ(script.body, callback.substr(0, end));
  }
  EXPECT_FALSE(find(catalogue(), "json:truncated-after-token-" + std::to_string(n + 1)));
}

TEST(TokenEnds, KnowsStringsNumbersAndMarks) {
  EXPECT_EQ(token_ends(R"({"a":[1,"x\"]"],"b":-1.5e3})"),
            (std::vector<std::size_t>{1, 4, 5, 6, 7, 8, 14, 15, 16, 19, 20, 26}));
  EXPECT_EQ(token_ends(" { } "), (std::vector<std::size_t>{2}));
  EXPECT_TRUE(token_ends("").empty());
  EXPECT_TRUE(token_ends("17").empty());
  EXPECT_TRUE(token_ends("\"open").empty());
  EXPECT_TRUE(token_ends("\"\\").empty());
}

TEST(WithMember, AddsToAnObjectAtItsEnd) {
  EXPECT_EQ(with_member(R"({"a":{}})", "1"), R"({"a":{},"hookworthy":1})");
  EXPECT_EQ(with_member("{}", "1"), R"({"hookworthy":1})");
  EXPECT_EQ(with_member(" { } ", "1"), R"( { "hookworthy":1} )");
  EXPECT_EQ(with_member("[{}]", "1"), "[1]");
  EXPECT_EQ(with_member("", "1"), "[1]");
}

TEST(Chunked, CutsABody) {
  EXPECT_EQ(chunked("0123456789abcdefX", 16), "10\r\n0123456789abcdef\r\n1\r\nX\r\n0\r\n\r\n");
  EXPECT_EQ(chunked("", 7), "0\r\n\r\n");
}

TEST(OrdinaryScript, IsAWholeRequest) {
  Wire own = wire();
  own.media_type = "application/vnd.example+json";
  own.headers = [](std::string_view body, std::string& lines) {
    lines += "X-Size: " + std::to_string(body.size()) + "\r\n";
  };
  EXPECT_EQ(bytes_of(ordinary_script(own, "[1]")),
            "POST /hook?a=1 HTTP/1.1\r\nHost: receiver.example:8080\r\nUser-Agent: hookworthy\r\n"
            "Accept: */*\r\nContent-Type: application/vnd.example+json\r\nContent-Length: 3\r\n"
            "X-Size: 3\r\n\r\n[1]");
}

TEST(ProtocolCatalogue, AsksForHeadersOfEveryMessage) {
  const auto from = catalogue();
  Wire own = wire();
  std::vector<std::string> bodies;
  own.headers = [&](std::string_view body, std::string& lines) {
    bodies.emplace_back(body);
    lines += "X-Signed: yes\r\n";
  };
  const Script script = from.script(find(from, "http:pipelined").value(), own, callback, other);
  EXPECT_EQ(bodies, (std::vector<std::string>{std::string(callback), std::string(other)}));
  EXPECT_EQ(script.answers, 2u);
}

TEST(ProtocolCatalogue, StreamsWhatIsTooLarge) {
  for (const std::string_view label : {"limit:body-announced", "limit:body-chunked"}) {
    const Script script = script_of(label);
    std::uint64_t kept = 0;
    std::uint64_t sent = 0;
    for (const Act& act : script.acts) {
      kept += act.bytes.size();
      sent += act.bytes.size() * act.count;
    }
    EXPECT_LT(kept, 100'000u) << label;
    EXPECT_GT(sent, 1u << 20) << label;
  }
  const Script announced = script_of("limit:body-announced");
  const std::uint64_t length =
      announced.acts.at(1).bytes.size() * announced.acts.at(1).count + callback.size();
  EXPECT_NE(announced.acts.front().bytes.find("Content-Length: " + std::to_string(length) + "\r\n"),
            std::string::npos);
}

TEST(ProtocolCatalogue, LeavesInTheMiddle) {
  EXPECT_EQ(script_of("abort:after-connecting").acts.size(), 1u);
  EXPECT_EQ(script_of("abort:in-body").acts.back().kind, Act::Kind::leave);
  EXPECT_EQ(script_of("abort:in-body-by-reset").acts.back().kind, Act::Kind::reset);
  EXPECT_TRUE(bytes_of(script_of("abort:before-answer")).ends_with(callback));
  EXPECT_TRUE(
      bytes_of(script_of("abort:in-body")).ends_with(callback.substr(0, callback.size() / 2)));
  EXPECT_TRUE(script_of("method:head").answers_to_head);
  EXPECT_FALSE(script_of("method:get").answers_to_head);
}

TEST(ProtocolCatalogue, KeepsWhatMayKillForTheEnd) {
  const auto from = catalogue();
  bool alone = false;
  for (std::uint64_t i = 0; i < from.count(); ++i) {
    if (alone) {
      EXPECT_TRUE(from.alone(i)) << from.describe(i).label;
    }
    alone = from.alone(i);
  }
  EXPECT_TRUE(alone);
}

}  // namespace
}  // namespace hookworthy::plan
