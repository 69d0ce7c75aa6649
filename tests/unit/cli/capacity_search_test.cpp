#include "cli/capacity_search.hpp"

#include <cstdint>
#include <functional>
#include <optional>

#include <gtest/gtest.h>
#include <rapidcheck.h>
#include <rapidcheck/gtest.h>

namespace hookworthy::cli {
namespace {

using End = CapacitySearch::End;
using Settings = CapacitySearch::Settings;

/// Runs the search against a model of a receiver (and harness) until it ends.
CapacitySearch search(const Settings& settings, const std::function<RateVerdict(double)>& model) {
  CapacitySearch search(settings);
  for (int probes = 0; search.next(); ++probes) {
    if (probes > CapacitySearch::max_probes) {
      ADD_FAILURE() << "does not end";
      break;
    }
    search.tell(model(*search.next()));
  }
  return search;
}

std::function<RateVerdict(double)> receiver_of(double capacity) {
  return [capacity](double rate) {
    return rate <= capacity ? RateVerdict::kept : RateVerdict::broken;
  };
}

TEST(CapacitySearch, FindsTheCapacityOfAReceiver) {
  const auto found = search({}, receiver_of(3333));
  EXPECT_EQ(found.end(), End::found);
  EXPECT_TRUE(found.confirmed());
  EXPECT_LE(*found.highest_kept(), 3333);
  EXPECT_GT(*found.lowest_broken(), 3333);
  EXPECT_LE(*found.lowest_broken(), *found.highest_kept() * 1.05);
}

TEST(CapacitySearch, StopsAtTheHighestRateAllowed) {
  const auto found = search({.max_rate = 5000}, receiver_of(1e9));
  EXPECT_EQ(found.end(), End::max_rate);
  EXPECT_EQ(found.highest_kept(), 5000);
  EXPECT_EQ(found.lowest_broken(), std::nullopt);
}

TEST(CapacitySearch, SaysWhenEvenTheLowestRateBreaks) {
  const auto found = search({.min_rate = 100}, receiver_of(10));
  EXPECT_EQ(found.end(), End::min_rate);
  EXPECT_FALSE(found.confirmed());
  EXPECT_EQ(found.highest_kept(), std::nullopt);
  EXPECT_EQ(found.lowest_broken(), 100);
}

TEST(CapacitySearch, SaysWhenTheHarnessIsTheLimit) {
  const auto found = search(
      {}, [](double rate) { return rate > 9000 ? RateVerdict::harness : RateVerdict::kept; });
  EXPECT_EQ(found.end(), End::harness);
  EXPECT_LE(*found.highest_kept(), 9000);
  EXPECT_GT(*found.harness_limit(), 9000);
  EXPECT_LE(*found.harness_limit(), *found.highest_kept() * 1.05);
}

TEST(CapacitySearch, FindsTheReceiversEdgeBelowThatOfTheHarness) {
  const auto found = search({}, [](double rate) {
    return rate > 9000   ? RateVerdict::harness
           : rate > 7000 ? RateVerdict::broken
                         : RateVerdict::kept;
  });
  EXPECT_EQ(found.end(), End::found);
  EXPECT_LE(*found.highest_kept(), 7000);
}

TEST(CapacitySearch, StopsWhenTheReceiverIsGone) {
  int probes = 0;
  const auto found =
      search({}, [&](double) { return ++probes < 3 ? RateVerdict::kept : RateVerdict::no_data; });
  EXPECT_EQ(found.end(), End::no_data);
  EXPECT_EQ(found.highest_kept(), 200);
}

TEST(CapacitySearch, LooksBelowARateThatBreaksAtTheSecondLook) {
  bool lucky = true;
  const auto found = search({}, [&](double rate) {
    if (rate <= 2000) return RateVerdict::kept;
    if (rate > 3000 || !lucky) return RateVerdict::broken;
    lucky = rate < 2900;  // the last one kept above 2900 was luck
    return RateVerdict::kept;
  });
  EXPECT_EQ(found.end(), End::found);
  EXPECT_LE(*found.highest_kept(), 2000 * 1.05);
  EXPECT_GT(*found.lowest_broken(), *found.highest_kept());
}

TEST(CapacitySearch, EndsWhenNoRateIsKeptTwice) {
  CapacitySearch search({.min_rate = 100, .max_rate = 100});
  search.tell(RateVerdict::kept);
  ASSERT_TRUE(search.confirming());
  search.tell(RateVerdict::broken);
  EXPECT_EQ(search.next(), std::nullopt);
  EXPECT_EQ(search.end(), End::unsteady);
}

RC_GTEST_PROP(CapacitySearch, edges_hold_for_any_receiver, ()) {
  const double capacity = *rc::gen::inRange(1, 2'000'000);
  const double harness = *rc::gen::inRange(1, 2'000'000);
  const double precision = *rc::gen::inRange(1, 50) / 100.0;
  const auto found =
      search({.min_rate = 50, .max_rate = 500'000, .precision = precision}, [&](double rate) {
        return rate > harness    ? RateVerdict::harness
               : rate > capacity ? RateVerdict::broken
                                 : RateVerdict::kept;
      });
  const auto kept = found.highest_kept();
  const auto broken = found.lowest_broken();
  if (kept) RC_ASSERT(*kept <= capacity && *kept <= harness);
  if (broken) RC_ASSERT(*broken > capacity);
  if (found.end() == End::found) RC_ASSERT(*broken <= *kept * (1 + precision));
  if (found.end() == End::max_rate) RC_ASSERT(*kept == 500'000);
  RC_ASSERT(kept.has_value() == (std::min(capacity, harness) >= 50));
  RC_ASSERT(found.end() != End::unsteady && found.end() != End::none);
}

RC_GTEST_PROP(CapacitySearch, ends_whatever_it_is_told, ()) {
  const auto seed = *rc::gen::arbitrary<std::uint32_t>();
  std::uint32_t state = seed;
  const auto found = search({}, [&](double) {
    state = state * 1664525 + 1013904223;
    return static_cast<RateVerdict>((state >> 24) % 3);
  });
  RC_ASSERT(found.end() != End::none);
}

}  // namespace
}  // namespace hookworthy::cli
