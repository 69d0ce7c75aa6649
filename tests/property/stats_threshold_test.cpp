#include "tests/support/must.hpp"
#include "verifier/stats/threshold.hpp"

#include <string>
#include <vector>

#include <gtest/gtest.h>
#include <rapidcheck.h>
#include <rapidcheck/gtest.h>

namespace hookworthy::stats {
namespace {

using test::must;

/// A number that a person or a program might write, of any size below 10^9.
double any_amount() {
  return *rc::gen::inRange(0, 1'000'000) * *rc::gen::element(1e-6, 1e-3, 0.1, 1.0, 1e3);
}

Threshold any_threshold() {
  const std::vector<Metric> trends{Metric::response_time, Metric::service_time, Metric::send_lag};
  const std::vector<Metric> others{Metric::accepted, Metric::rejected, Metric::failures,
                                   Metric::timeouts};
  Threshold threshold;
  threshold.comparison =
      *rc::gen::element(Comparison::less, Comparison::less_or_equal, Comparison::greater,
                        Comparison::greater_or_equal, Comparison::equal, Comparison::not_equal);
  if (*rc::gen::arbitrary<bool>()) {
    threshold.type = *rc::gen::nonEmpty(
        rc::gen::container<std::string>(rc::gen::elementOf(std::string("abcxyzABC019_-."))));
  }
  switch (*rc::gen::inRange(0, 3)) {
    case 0:
      threshold.metric = *rc::gen::elementOf(trends);
      threshold.aggregate =
          *rc::gen::element(Aggregate::avg, Aggregate::min, Aggregate::max, Aggregate::med,
                            Aggregate::percentile, Aggregate::count);
      threshold.limit = any_amount() * *rc::gen::element(1.0, 1e3, 1e6);
      break;
    case 1:
      threshold.metric = *rc::gen::elementOf(others);
      threshold.aggregate = *rc::gen::element(Aggregate::rate, Aggregate::count);
      threshold.limit = threshold.aggregate == Aggregate::rate
                            ? *rc::gen::inRange(0, 1'000'001) / 1e6
                            : any_amount();
      break;
    default:
      threshold.metric = Metric::throughput;
      threshold.aggregate = Aggregate::rate;
      threshold.limit = any_amount();
  }
  if (threshold.aggregate == Aggregate::percentile) {
    threshold.percentile = *rc::gen::inRange(0, 100'001) / 1e3;
  }
  return threshold;
}

RC_GTEST_PROP(StatsThreshold, PrintedIsParsedBack, ()) {
  const Threshold threshold = any_threshold();
  const std::string text = to_string(threshold);
  RC_LOG() << text;
  const Result<Threshold> parsed = parse_threshold(text);
  RC_ASSERT(parsed.has_value());
  RC_ASSERT(*parsed == threshold);
  RC_ASSERT(parsed->expression == text);
}

RC_GTEST_PROP(StatsThreshold, AnyTextIsAThresholdOrAnError, ()) {
  std::string text = to_string(any_threshold());
  const int mutations = *rc::gen::inRange(0, 4);
  for (int i = 0; i < mutations; ++i) {
    text[*rc::gen::inRange<std::size_t>(0, text.size())] = *rc::gen::arbitrary<char>();
  }
  const Result<Threshold> parsed = parse_threshold(text);
  if (parsed) {
    RC_ASSERT(must(parse_threshold(to_string(*parsed))) == *parsed);
  } else {
    RC_ASSERT(parsed.error().message.find("column") != std::string::npos);
  }
}

RC_GTEST_PROP(StatsThreshold, WhatIsLeftOverIsAnError, ()) {
  const std::string junk = *rc::gen::elementOf(std::vector<std::string>{"x", " 1", ";", ")", "\n"});
  RC_ASSERT(!parse_threshold(to_string(any_threshold()) + junk).has_value());
}

}  // namespace
}  // namespace hookworthy::stats
