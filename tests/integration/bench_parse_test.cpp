// `hookworthy bench parse`: with the parsers built in, with a plugin, and as a gate of a build.

#include "tests/support/program.hpp"

#include <fstream>
#include <string>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace hookworthy::test {
namespace {

using nlohmann::json;
using testing::HasSubstr;

Ended bench_parse(Arguments more) {
  Arguments arguments{"bench", "parse", "--callbacks", "32", "--rounds", "3", "--round-ms", "1"};
  arguments.insert(arguments.end(), more.begin(), more.end());
  return hookworthy(arguments);
}

const json& parser_of(const json& document, const std::string& name) {
  for (const json& parser : document.at("parsers")) {
    if (parser.at("name") == name) return parser;
  }
  throw std::runtime_error("no parser " + name);
}

TEST(BenchParse, measures_the_parsers_that_are_built_in) {
  const Ended ended = bench_parse({"--format", "json"});
  ASSERT_EQ(ended.exit_code, 0) << ended.err;
  const json document = json_of(ended);
  EXPECT_EQ(document.at("schema"), "hookworthy/parser-bench/1");
  EXPECT_EQ(document.at("verdict"), "kept");
  EXPECT_EQ(document.at("run").at("callbacks"), 32);
  ASSERT_EQ(document.at("parsers").size(), 3u);
  for (const json& parser : document.at("parsers")) {
    EXPECT_EQ(parser.at("kind"), "built-in");
    EXPECT_GT(parser.at("ns_per_callback"), 0.0);
    EXPECT_GT(parser.at("gigabytes_per_s"), 0.0);
    EXPECT_GT(parser.at("p50_ns"), 0);
    EXPECT_GE(parser.at("p99_ns"), parser.at("p50_ns"));
    EXPECT_GT(parser.at("agreement").at("edges").at("of"), 1000);
    EXPECT_GT(parser.at("agreement").at("violations").at("of"), 1000);
  }
  // Those that know the contract agree with it; one that knows JSON only forbids nothing.
  for (const char* name : {"hookworthy", "hookworthy validator"}) {
    const json& agreement = parser_of(document, name).at("agreement");
    EXPECT_EQ(agreement.at("edges").at("agreed"), agreement.at("edges").at("of"));
    EXPECT_EQ(agreement.at("violations").at("agreed"), agreement.at("violations").at("of"));
    EXPECT_EQ(parser_of(document, name).at("disagreements"), json::array());
  }
  const json& reference = parser_of(document, "nlohmann accept");
  EXPECT_LT(reference.at("agreement").at("violations").at("agreed"),
            reference.at("agreement").at("violations").at("of"));
  EXPECT_EQ(reference.at("times_reference"), 1.0);
#ifndef __SANITIZE_ADDRESS__
  EXPECT_EQ(parser_of(document, "hookworthy").at("allocations_per_callback"), 0.0);
  EXPECT_GT(parser_of(document, "hookworthy validator").at("allocations_per_callback"), 1.0);
#endif
}

TEST(BenchParse, measures_a_plugin_beside_them) {
  const Ended ended = bench_parse({"--plugin", EXAMPLE_PARSER, "--format", "json"});
  ASSERT_EQ(ended.exit_code, 0) << ended.err;
  const json document = json_of(ended);
  const json& example = parser_of(document, "example");
  EXPECT_EQ(example.at("kind"), "plugin");
  const json& agreement = example.at("agreement");
  EXPECT_EQ(agreement.at("edges").at("agreed"), agreement.at("edges").at("of"));
  // It notices wrong types of callbacks, and no wrong field.
  EXPECT_GT(agreement.at("violations").at("agreed"), 0);
  EXPECT_LT(agreement.at("violations").at("agreed"), agreement.at("violations").at("of"));
  EXPECT_FALSE(example.at("disagreements").empty());
  EXPECT_TRUE(example.at("disagreements")[0].get<std::string>().starts_with("violation-"));
}

TEST(BenchParse, prints_a_table_for_people) {
  const Ended ended = bench_parse({"--plugin", EXAMPLE_PARSER});
  ASSERT_EQ(ended.exit_code, 0) << ended.err;
  for (const char* part : {"GB/s", "p99", "allocs", "example", "nlohmann accept", "disagrees"}) {
    EXPECT_THAT(ended.out, HasSubstr(part));
  }
}

TEST(BenchParse, is_a_gate_against_a_baseline) {
  const TemporaryDirectory directory;
  const std::string path = directory.file("baseline.json");
  const auto write = [&](double multiple, const char* name) {
    std::ofstream(path) << json{{"schema", "hookworthy/parser-bench/1"},
                                {"parsers", {{{"name", name}, {"times_reference", multiple}}}}};
  };
  const auto gate = [&](const char* share) {
    return bench_parse({"--plugin", EXAMPLE_PARSER, "--baseline", path, "--max-regression", share,
                        "--no-agreement", "--format", "json"});
  };
  // No parser takes a thousandth of the reference's time, and none a million times as much.
  write(1e-3, "example");
  const Ended slower = gate("5%");
  EXPECT_EQ(slower.exit_code, 1) << slower.err;
  EXPECT_EQ(json_of(slower).at("verdict"), "violated");
  EXPECT_EQ(parser_of(json_of(slower), "example").at("agreement"), nullptr);
  EXPECT_GT(json_of(slower).at("changes")[0].at("slower"), 0.05);
  write(1e6, "example");
  EXPECT_EQ(gate("0%").exit_code, 0);
  write(1, "another");
  EXPECT_EQ(gate("5%").exit_code, 2);
  EXPECT_THAT(gate("5%").err, HasSubstr("no parser called 'example'"));
}

TEST(BenchParse, says_what_is_wrong_with_a_baseline_or_a_share) {
  const TemporaryDirectory directory;
  const std::string path = directory.file("baseline.json");
  for (const char* text : {"", "[]", "{\"schema\":\"x\"}",
                           R"({"schema":"hookworthy/parser-bench/1","parsers":[{"name":1}]})"}) {
    std::ofstream(path) << text;
    const Ended ended = bench_parse({"--baseline", path});
    EXPECT_EQ(ended.exit_code, 2) << text;
    EXPECT_THAT(ended.err, HasSubstr("baseline.json")) << text;
  }
  for (const char* share : {"", "fast", "-5%", "%"}) {
    EXPECT_EQ(bench_parse({"--max-regression", share}).exit_code, 2) << share;
  }
}

TEST(BenchParse, says_what_a_plugin_lacks) {
  const Ended nowhere = bench_parse({"--plugin", "./no-such-library.so"});
  EXPECT_EQ(nowhere.exit_code, 2);
  EXPECT_THAT(nowhere.err, HasSubstr("no-such-library.so"));
  const Ended nameless = bench_parse({"--plugin", NAMELESS_PARSER});
  EXPECT_EQ(nameless.exit_code, 2);
  EXPECT_THAT(nameless.err, HasSubstr("hookworthy_parser_name"));
}

}  // namespace
}  // namespace hookworthy::test
