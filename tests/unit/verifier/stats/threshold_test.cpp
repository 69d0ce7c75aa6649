#include "verifier/stats/threshold.hpp"

#include <map>
#include <string>
#include <utility>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace hookworthy::stats {
namespace {

using testing::HasSubstr;

Threshold parsed(std::string_view text) {
  Result<Threshold> threshold = parse_threshold(text);
  EXPECT_TRUE(threshold.has_value()) << threshold.error().message;
  return threshold ? *threshold : Threshold{};
}

std::string error_of(std::string_view text) {
  const Result<Threshold> threshold = parse_threshold(text);
  return threshold ? "no error" : threshold.error().message;
}

TEST(ThresholdParse, ReadsEveryPart) {
  const Threshold threshold = parsed("response_time{type:new}: p(99.9)<=1.5s");
  EXPECT_EQ(threshold.metric, Metric::response_time);
  EXPECT_EQ(threshold.type, "new");
  EXPECT_EQ(threshold.aggregate, Aggregate::percentile);
  EXPECT_EQ(threshold.percentile, 99.9);
  EXPECT_EQ(threshold.comparison, Comparison::less_or_equal);
  EXPECT_EQ(threshold.limit, 1.5e9);
  EXPECT_EQ(threshold.expression, "response_time{type:new}: p(99.9)<=1.5s");
}

TEST(ThresholdParse, SpacesDoNotMatter) {
  EXPECT_EQ(parsed("send_lag{type:new}:max>=2ms"),
            parsed("  send_lag\t{ type : new } :  max  >=  2 ms "));
  EXPECT_EQ(parsed("send_lag:p(9)<1"), parsed("send_lag : p ( 9 ) < 1 ms"));
}

class ThresholdUnit : public testing::TestWithParam<std::pair<const char*, double>> {};

TEST_P(ThresholdUnit, IsNanoseconds) {
  EXPECT_EQ(parsed(std::string("send_lag: max<") + GetParam().first).limit, GetParam().second);
}

INSTANTIATE_TEST_SUITE_P(All, ThresholdUnit,
                         testing::Values(std::pair("7ns", 7.0), std::pair("7us", 7e3),
                                         std::pair("7ms", 7e6), std::pair("7s", 7e9),
                                         std::pair("7m", 420e9), std::pair("7", 7e6),
                                         std::pair("0.25", 250e3), std::pair("0", 0.0)));

class ThresholdOperator : public testing::TestWithParam<std::pair<const char*, Comparison>> {};

TEST_P(ThresholdOperator, IsRead) {
  const auto& [text, comparison] = GetParam();
  EXPECT_EQ(parsed(std::string("failures: count") + text + "3").comparison, comparison);
}

INSTANTIATE_TEST_SUITE_P(All, ThresholdOperator,
                         testing::Values(std::pair("<", Comparison::less),
                                         std::pair("<=", Comparison::less_or_equal),
                                         std::pair(">", Comparison::greater),
                                         std::pair(">=", Comparison::greater_or_equal),
                                         std::pair("==", Comparison::equal),
                                         std::pair("!=", Comparison::not_equal)));

class ThresholdWrong : public testing::TestWithParam<std::pair<const char*, const char*>> {};

TEST_P(ThresholdWrong, SaysWhereAndWhatIsKnown) {
  const auto& [text, message] = GetParam();
  EXPECT_THAT(error_of(text), HasSubstr(message));
}

INSTANTIATE_TEST_SUITE_P(
    All, ThresholdWrong,
    testing::Values(
        std::pair("", "column 1: unknown metric ''"),
        std::pair(" responsetime: avg<1",
                  "column 2: unknown metric 'responsetime'; known are "
                  "response_time, service_time, send_lag, accepted, "
                  "rejected, failures, timeouts, throughput"),
        std::pair("failures: p(99)<1",
                  "column 11: 'failures' has no aggregate 'p'; known are "
                  "count, rate"),
        std::pair("send_lag: rate<1", "known are avg, min, max, med, p(N), count"),
        std::pair("throughput: count>1", "'throughput' has no aggregate 'count'; known are rate"),
        std::pair("send_lag: p99<1", "no aggregate 'p99'"),
        std::pair("send_lag: p(100.1)<1", "column 13: a percentile is written p(N)"),
        std::pair("send_lag: p(-1)<1", "N from 0 to 100"),
        std::pair("send_lag: p(nan)<1", "N from 0 to 100"),
        std::pair("send_lag: p()<1", "N from 0 to 100"),
        std::pair("send_lag: p<1", "N from 0 to 100"),
        std::pair("send_lag: p(9<1", "column 14: ')' expected"),
        std::pair("send_lag max<1", "column 10: ':' expected"),
        std::pair("send_lag{kind:new}: max<1", "column 10: a tag is written {type:NAME}"),
        std::pair("send_lag{type}: max<1", "'type' is the only key"),
        std::pair("send_lag{type:}: max<1", "column 15: a tag"),
        std::pair("send_lag{type:new: max<1", "column 18: a tag"),
        std::pair("send_lag{type:new,type:old}: max<1", "column 18: a tag"),
        std::pair("send_lag{}: max<1", "a tag is written"),
        std::pair("send_lag: max=1",
                  "column 14: an operator expected; known are <, <=, >, >=, "
                  "==, !="),
        std::pair("send_lag: max<", "column 15: a number expected"),
        std::pair("send_lag: max<-1", "a number expected"),
        std::pair("send_lag: max<inf", "a number expected"),
        std::pair("send_lag: max<1e999", "a number expected"),
        std::pair("send_lag: max<1e17s", "too large"),
        std::pair("send_lag: max<1h", "column 16: unknown unit 'h'; known are ns, us, ms, s, m"),
        std::pair("send_lag: max<1ms2", "column 18: '2' is left over"),
        std::pair("send_lag: max<1ms and avg<1", "column 19: 'and avg<1' is left over"),
        std::pair("send_lag: max<1 000", "'000' is left over"),
        std::pair("send_lag: count<1ms", "column 18: 'ms' is left over"),
        std::pair("failures: rate<5", "column 16: the rate of 'failures' is a share"),
        std::pair("failures: rate<5%", "is a share of deliveries, from 0 to 1"),
        std::pair("failures: rate<0.5%", "'%' is left over")));

TEST(ThresholdParse, BoundsTheText) {
  EXPECT_THAT(error_of("send_lag: max<1" + std::string(1000, ' ')), HasSubstr("longer than"));
}

TEST(ThresholdPrint, IsCanonical) {
  EXPECT_EQ(to_string(parsed("response_time{type:new}:p(99.90)<50")),
            "response_time{type:new}: p(99.9)<50ms");
  EXPECT_EQ(to_string(parsed("send_lag: avg != 2m")), "send_lag: avg!=120s");
  EXPECT_EQ(to_string(parsed("send_lag: max<1500us")), "send_lag: max<1.5ms");
  EXPECT_EQ(to_string(parsed("send_lag: max<0")), "send_lag: max<0ns");
  EXPECT_EQ(to_string(parsed("failures: rate<0.001")), "failures: rate<0.001");
  EXPECT_EQ(to_string(parsed("throughput: rate>=1000")), "throughput: rate>=1000");
  EXPECT_EQ(to_string(parsed("send_lag: count>10")), "send_lag: count>10");
}

/// Everything measured is set by the test; the rest has no data.
struct FakeSource : MetricSource {
  std::map<std::pair<Metric, std::string>, Histogram> histograms;
  std::map<std::pair<Metric, std::string>, Counter> counters;
  std::int64_t elapsed = 0;

  const Histogram* histogram(Metric metric, const std::optional<std::string>& type) const override {
    const auto found = histograms.find({metric, type.value_or("")});
    return found == histograms.end() ? nullptr : &found->second;
  }
  std::optional<Counter> counter(Metric metric,
                                 const std::optional<std::string>& type) const override {
    const auto found = counters.find({metric, type.value_or("")});
    return found == counters.end() ? std::nullopt : std::optional(found->second);
  }
  std::int64_t elapsed_ns() const override { return elapsed; }
};

ThresholdVerdict verdict(std::string_view text, const FakeSource& source) {
  return evaluate(parsed(text), source).verdict;
}

TEST(ThresholdEvaluate, WithoutDataNothingIsKept) {
  FakeSource source;
  for (int round = 0; round < 2; ++round) {
    for (const char* text : {"response_time: p(99)<1m", "response_time: count>=0",
                             "failures: rate<1", "failures: count==0", "throughput: rate>=0"}) {
      const ThresholdResult result = evaluate(parsed(text), source);
      EXPECT_EQ(result.verdict, ThresholdVerdict::no_data) << text;
      EXPECT_EQ(result.value, std::nullopt) << text;
      EXPECT_EQ(result.expression, text);
    }
    // The second round has places for data, but still none in them.
    source.histograms[{Metric::response_time, ""}];
    source.counters[{Metric::failures, ""}];
    source.counters[{Metric::throughput, ""}] = {0, 0};
    source.elapsed = 1'000'000'000;
  }
}

TEST(ThresholdEvaluate, TrendsComeFromTheHistogram) {
  FakeSource source;
  Histogram& histogram = source.histograms[{Metric::send_lag, ""}];
  for (std::int64_t value = 1; value <= 100; ++value) {
    histogram.record(value);
  }
  for (const auto& [aggregate, value] :
       {std::pair("avg", 50.5), std::pair("min", 1.0), std::pair("max", 100.0),
        std::pair("med", 50.0), std::pair("p(99)", 99.0), std::pair("p(0)", 1.0),
        std::pair("p(100)", 100.0), std::pair("count", 100.0)}) {
    const Threshold threshold = parsed(std::string("send_lag: ") + aggregate + "<0");
    EXPECT_EQ(evaluate(threshold, source).value, value) << aggregate;
  }
}

TEST(ThresholdEvaluate, EveryComparisonHasItsEdge) {
  FakeSource source;
  source.histograms[{Metric::send_lag, ""}].record(100);
  for (const auto& [text, below, equal, above] :
       {std::tuple("<", false, false, true), std::tuple("<=", false, true, true),
        std::tuple(">", true, false, false), std::tuple(">=", true, true, false),
        std::tuple("==", false, true, false), std::tuple("!=", true, false, true)}) {
    for (const auto& [limit, kept] :
         {std::pair("99ns", below), std::pair("100ns", equal), std::pair("101ns", above)}) {
      EXPECT_EQ(verdict(std::string("send_lag: max") + text + limit, source),
                kept ? ThresholdVerdict::kept : ThresholdVerdict::violated)
          << text << limit;
    }
  }
}

TEST(ThresholdEvaluate, CountersAreSharesOrCounts) {
  FakeSource source;
  source.counters[{Metric::failures, ""}] = {1, 1000};
  EXPECT_EQ(verdict("failures: rate<=0.001", source), ThresholdVerdict::kept);
  EXPECT_EQ(verdict("failures: rate<0.001", source), ThresholdVerdict::violated);
  EXPECT_EQ(verdict("failures: count==0", source), ThresholdVerdict::violated);
  source.counters[{Metric::failures, ""}] = {0, 1000};
  EXPECT_EQ(verdict("failures: count==0", source), ThresholdVerdict::kept);
}

TEST(ThresholdEvaluate, ThroughputIsPerSecond) {
  FakeSource source;
  source.counters[{Metric::throughput, ""}] = {3000, 3000};
  source.elapsed = 1'500'000'000;
  EXPECT_EQ(evaluate(parsed("throughput: rate>=2000"), source).value, 2000.0);
  EXPECT_EQ(verdict("throughput: rate>2000", source), ThresholdVerdict::violated);
  source.elapsed = 0;
  EXPECT_EQ(verdict("throughput: rate>=0", source), ThresholdVerdict::no_data);
}

TEST(ThresholdEvaluate, TagsSelect) {
  FakeSource source;
  source.histograms[{Metric::response_time, ""}].record(1);
  source.histograms[{Metric::response_time, "new"}].record(1'000);
  EXPECT_EQ(verdict("response_time: max<10ns", source), ThresholdVerdict::kept);
  EXPECT_EQ(verdict("response_time{type:new}: max<10ns", source), ThresholdVerdict::violated);
  EXPECT_EQ(verdict("response_time{type:old}: max<10ns", source), ThresholdVerdict::no_data);
}

TEST(ThresholdEvaluate, AThresholdMadeByHandIsPrinted) {
  Threshold threshold;
  threshold.limit = 5e6;
  EXPECT_EQ(evaluate(threshold, FakeSource()).expression, "response_time: avg<5ms");
}

}  // namespace
}  // namespace hookworthy::stats
