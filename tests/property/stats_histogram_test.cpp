#include "tests/support/must.hpp"
#include "verifier/base64.hpp"
#include "verifier/stats/histogram.hpp"
#include "verifier/stats/histogram_codec.hpp"

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <string>
#include <vector>

#include <gtest/gtest.h>
#include <rapidcheck.h>
#include <rapidcheck/gtest.h>

namespace hookworthy::stats {
namespace {

using test::must;

constexpr std::int64_t kHour_ns = 3'600'000'000'000;

/// Values of every order of magnitude up to `highest_ns`, as latencies have.
rc::Gen<std::int64_t> value_up_to(std::int64_t highest_ns) {
  return rc::gen::mapcat(rc::gen::inRange(1, 44), [highest_ns](int bits) {
    const std::int64_t end = std::min((std::int64_t{1} << bits), highest_ns + 1);
    return rc::gen::inRange<std::int64_t>(0, end);
  });
}

rc::Gen<std::vector<std::int64_t>> values() {
  return rc::gen::container<std::vector<std::int64_t>>(value_up_to(kHour_ns));
}

rc::Gen<HistogramRange> any_range() {
  return rc::gen::apply(
      [](int low_bits, std::int64_t factor, int digits) {
        const std::int64_t lowest = (std::int64_t{1} << low_bits) + low_bits;
        return HistogramRange{lowest, lowest * factor, digits};
      },
      rc::gen::inRange(0, 12), rc::gen::inRange<std::int64_t>(2, 1'000'000'000),
      rc::gen::inRange(1, 5));
}

Histogram recorded(const std::vector<std::int64_t>& values, HistogramRange range = {}) {
  Histogram histogram(range);
  for (const std::int64_t value : values) {
    histogram.record(value);
  }
  return histogram;
}

RC_GTEST_PROP(StatsHistogram, QuantileIsCloseToTheExactOrderStatistic, ()) {
  std::vector<std::int64_t> sorted = *rc::gen::nonEmpty(values());
  const int digits = *rc::gen::inRange(1, 5);
  const double q = *rc::gen::inRange(0, 1001) / 1000.0;
  const Histogram histogram = recorded(sorted, HistogramRange{1, kHour_ns, digits});
  std::sort(sorted.begin(), sorted.end());
  // Integer arithmetic: q is exactly a number of thousandths.
  const auto thousandths = static_cast<std::size_t>(std::llround(q * 1000));
  const std::size_t rank = std::max<std::size_t>(1, (thousandths * sorted.size() + 999) / 1000);
  const auto exact = static_cast<double>(sorted[rank - 1]);
  const auto said = static_cast<double>(histogram.value_at_quantile(q).value());
  RC_ASSERT(std::abs(said - exact) <= exact * std::pow(10.0, -digits));
  // Above 0 the highest equivalent is said, so a quantile never flatters.
  if (q > 0.0) {
    RC_ASSERT(said >= exact);
  }
}

RC_GTEST_PROP(StatsHistogram, ValuesLieInTheirBucket, ()) {
  const HistogramRange range = *any_range();
  const std::int64_t value = *value_up_to(range.highest_ns);
  const Histogram histogram = recorded({value}, range);
  RC_ASSERT(histogram.min().value() <= value);
  RC_ASSERT(histogram.max().value() >= value);
  RC_ASSERT(histogram.lowest_equivalent(value) == histogram.min().value());
  RC_ASSERT(histogram.count_at_or_below(value) == 1U);
  RC_ASSERT(histogram.count_at_or_below(histogram.min().value() - 1) == 0U);
}

RC_GTEST_PROP(StatsHistogram, MergeIsRecordingAll, ()) {
  const std::vector<std::int64_t> left = *values();
  const std::vector<std::int64_t> right = *values();
  Histogram merged = recorded(left);
  merged.merge(recorded(right));
  std::vector<std::int64_t> all = left;
  all.insert(all.end(), right.begin(), right.end());
  RC_ASSERT(merged == recorded(all));
}

RC_GTEST_PROP(StatsHistogram, MergeIntoACoarserRangeIsRecordingAll, ()) {
  const std::vector<std::int64_t> values_ns = *values();
  const HistogramRange coarse{1 << *rc::gen::inRange(0, 11), kHour_ns, *rc::gen::inRange(1, 4)};
  Histogram merged(coarse);
  merged.merge(recorded(values_ns));
  RC_ASSERT(merged == recorded(values_ns, coarse));
}

RC_GTEST_PROP(StatsHistogram, MergeOfAnyRangeLosesNoValue, ()) {
  const Histogram other = recorded(*values(), *any_range());
  Histogram merged(*any_range());
  merged.merge(other);
  RC_ASSERT(merged.count() == other.count());
  std::uint64_t sum = 0;
  merged.for_each_recorded([&sum](const Bucket& bucket) { sum += bucket.count; });
  RC_ASSERT(sum == other.count());
}

RC_GTEST_PROP(StatsHistogram, EncodingLosesNothing, ()) {
  const HistogramRange range = *any_range();
  Histogram histogram(range);
  for (const std::int64_t value : *values()) {
    histogram.record_n(value, *rc::gen::inRange<std::uint64_t>(1, std::uint64_t{1} << 30));
  }
  RC_ASSERT(must(decode_v2(encode_v2(histogram))) == histogram);
  const Histogram decoded = must(decode_base64(encode_base64(histogram)));
  RC_ASSERT(decoded == histogram);
  RC_ASSERT(decoded.max() == histogram.max());
  RC_ASSERT(decoded.mean() == histogram.mean());
}

RC_GTEST_PROP(StatsHistogram, DecodingMutatedBytesIsAValueOrAnError, ()) {
  const Histogram histogram = recorded(*values());
  const bool plain = *rc::gen::arbitrary<bool>();
  std::string bytes = plain ? encode_v2(histogram) : encode_v2_compressed(histogram);
  const int mutations = *rc::gen::inRange(1, 6);
  for (int i = 0; i < mutations; ++i) {
    // Mostly in the header, where the sizes are.
    const std::size_t end =
        *rc::gen::arbitrary<bool>() ? std::min<std::size_t>(48, bytes.size()) : bytes.size();
    bytes[*rc::gen::inRange<std::size_t>(0, end)] = *rc::gen::arbitrary<char>();
  }
  const Result<Histogram> decoded = decode_v2(bytes);
  RC_CLASSIFY(decoded.has_value(), "decoded");
  if (decoded) {
    RC_ASSERT(decoded->counts().size() <= kMaxDecodedCounts);
    RC_ASSERT(decoded->count() <= kMaxDecodedTotal);
    RC_ASSERT(must(decode_v2(encode_v2(*decoded))) == *decoded);
  } else {
    RC_ASSERT(!decoded.error().message.empty());
  }
}

RC_GTEST_PROP(StatsHistogram, Base64GivesBackTheBytes, (const std::string& bytes)) {
  std::string decoded;
  RC_ASSERT(from_base64(to_base64(bytes), decoded));
  RC_ASSERT(decoded == bytes);
}

RC_GTEST_PROP(StatsHistogram, Base64TextIsCanonical, ()) {
  const auto alphabet = rc::gen::elementOf(std::string("AQgwZz09+/=x"));
  const std::string text = *rc::gen::container<std::string>(alphabet);
  std::string bytes;
  if (from_base64(text, bytes)) RC_ASSERT(to_base64(bytes) == text);
}

}  // namespace
}  // namespace hookworthy::stats
