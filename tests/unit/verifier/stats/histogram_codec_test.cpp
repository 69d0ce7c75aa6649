#include "verifier/stats/histogram_codec.hpp"

#include "tests/support/must.hpp"
#include "verifier/base64.hpp"

#include <limits>
#include <string>
#include <string_view>

#include <gtest/gtest.h>
#include <zlib.h>

namespace hookworthy::stats {
namespace {

using test::must;

// Written and read back by HdrHistogram for Java 2.1.11; hdr-histogram-js 3 reads the same numbers.
constexpr std::string_view kEmpty = "HISTFAAAACF42pNpmSzMwMDAyAABzFAayGd2M9ixgMH+A1QEAFKmBEw=";
constexpr std::string_view kMicroseconds =
    "HISTFAAAACV42pNpmSzMwMDAygABTBCK+QWQ4P3hHsFg/wEmc1GcCwB45wYA";
constexpr std::string_view kSixtyThreeBits =
    "HISTFAAAACd42pNpmSzMwMDAwwABLFCasf4/BNh/gAic528AAZbVH5KZADQOD2E=";
// Written by hdr-histogram-js 3: 1000, 2000, ... 100000 up to 3.6e9, with its odd offset and ratio.
constexpr std::string_view kJavaScript =
    "HISTFAAAAFt4nJNpmSzMwMBwk4GBgZGBgYGZAQJAbIZrk5cwwPjn+ZnO8jNN5WB6ys60kIXpIzMULWdi+s6IBa1kZKpm"
    "qsSDs5msmayZbMEkebQukzSTLJMsEkkOHwB22ibJ";

std::string header(std::uint32_t payload_bytes, int digits, std::uint64_t lowest,
                   std::uint64_t highest, std::uint64_t ratio = 0x3ff0000000000000) {
  std::string out;
  const auto put = [&out](std::uint64_t value, int bytes) {
    for (int i = bytes; i-- > 0;) {
      out.push_back(static_cast<char>(value >> (8 * i) & 0xff));
    }
  };
  put(0x1c849313, 4);
  put(payload_bytes, 4);
  put(0, 4);
  put(static_cast<std::uint64_t>(digits), 4);
  put(lowest, 8);
  put(highest, 8);
  put(ratio, 8);
  return out;
}

std::string plain(std::string_view payload, int digits = 3, std::uint64_t lowest = 1,
                  std::uint64_t highest = 1000) {
  return header(static_cast<std::uint32_t>(payload.size()), digits, lowest, highest) +
         std::string(payload);
}

std::string compressed(const std::string& bytes) {
  uLongf size = compressBound(bytes.size());
  std::string deflated(size, '\0');
  EXPECT_EQ(compress(reinterpret_cast<Bytef*>(deflated.data()), &size,
                     reinterpret_cast<const Bytef*>(bytes.data()), bytes.size()),
            Z_OK);
  std::string out("\x1c\x84\x93\x14", 4);
  for (int i = 4; i-- > 0;) {
    out.push_back(static_cast<char>(size >> (8 * i) & 0xff));
  }
  return out.append(deflated, 0, size);
}

std::string message_of(std::string_view bytes) {
  const Result<Histogram> decoded = decode_v2(bytes);
  return decoded ? "decoded" : decoded.error().message;
}

TEST(HistogramCodec, PlainBytesAreThoseOfTheFormat) {
  Histogram histogram(HistogramRange{1, 1000, 3});
  histogram.record(1);
  histogram.record_n(5, 100);
  // One zero is 0; runs are negative, so three zeros are ZigZag(-3) = 5; 100 is 200 = 0xc8 0x01.
  const std::string expected = plain(std::string_view("\x00\x02\x05\xc8\x01", 5));
  EXPECT_EQ(encode_v2(histogram), expected);
  EXPECT_EQ(must(decode_v2(expected)), histogram);
}

TEST(HistogramCodec, PlainEqualsThatOfJava) {
  Histogram histogram(HistogramRange{1000, 60'000'000'000, 2});
  histogram.record_n(123'456'789, 5);
  histogram.record(999);
  const Result<Histogram> decoded = decode_base64(kMicroseconds);
  ASSERT_TRUE(decoded.has_value()) << decoded.error().message;
  EXPECT_EQ(*decoded, histogram);
  EXPECT_EQ(decoded->count(), 6U);
  EXPECT_EQ(decoded->min(), 512);
  EXPECT_EQ(decoded->max(), 123'731'967);
  EXPECT_DOUBLE_EQ(decoded->mean().value(), 102'891'648.0);
  EXPECT_DOUBLE_EQ(decoded->stddev().value(), 46014200.388954714);
}

TEST(HistogramCodec, EmptyIsReadAndWritten) {
  EXPECT_EQ(must(decode_base64(kEmpty)), Histogram());
  EXPECT_EQ(must(decode_base64(encode_base64(Histogram()))), Histogram());
  EXPECT_EQ(encode_v2(Histogram()).size(), 41U);
}

TEST(HistogramCodec, ReadsAllSixtyThreeBits) {
  const Result<Histogram> decoded = decode_base64(kSixtyThreeBits);
  ASSERT_TRUE(decoded.has_value()) << decoded.error().message;
  EXPECT_EQ(decoded->count(), (std::uint64_t{1} << 36) + 1);
  EXPECT_EQ(decoded->max(), std::numeric_limits<std::int64_t>::max());
  EXPECT_EQ(decoded->value_at_quantile(0.999), 1000);
}

TEST(HistogramCodec, ReadsTheJavaScriptDialect) {
  const Result<Histogram> decoded = decode_base64(kJavaScript);
  ASSERT_TRUE(decoded.has_value()) << decoded.error().message;
  EXPECT_EQ(decoded->count(), 100U);
  EXPECT_EQ(decoded->value_at_quantile(0.5), 50'015);
  EXPECT_EQ(decoded->value_at_quantile(0.99), 99'007);
  EXPECT_DOUBLE_EQ(decoded->mean().value(), 50'503.62);
}

TEST(HistogramCodec, CompressedTextBeginsAsPeersExpect) {
  EXPECT_TRUE(encode_base64(Histogram()).starts_with("HISTFAAA"));
}

TEST(HistogramCodec, CookiesAreReadWithoutTheirWordSize) {
  std::string bytes = encode_v2(Histogram());
  bytes[3] = '\x03';
  EXPECT_TRUE(decode_v2(bytes).has_value());
  bytes[3] = '\x01';
  EXPECT_NE(message_of(bytes).find("cookie 0x1c849301"), std::string::npos) << message_of(bytes);
}

TEST(HistogramCodec, EveryTruncationIsAnError) {
  Histogram histogram;
  histogram.record_n(1'000'000, 1'000'000);
  for (const std::string& bytes : {encode_v2(histogram), encode_v2_compressed(histogram)}) {
    for (std::size_t size = 0; size < bytes.size(); ++size) {
      EXPECT_FALSE(decode_v2(std::string_view(bytes).substr(0, size)).has_value()) << size;
    }
    EXPECT_FALSE(decode_v2(bytes + '\0').has_value());
  }
}

TEST(HistogramCodec, RefusesImpossibleRanges) {
  for (const auto& [digits, lowest, highest] :
       {std::tuple{0, 1ULL, 1000ULL}, std::tuple{6, 1ULL, 1000ULL}, std::tuple{-1, 1ULL, 1000ULL},
        std::tuple{3, 0ULL, 1000ULL}, std::tuple{3, 1ULL, 1ULL}, std::tuple{3, 1ULL, ~0ULL},
        std::tuple{3, ~0ULL, ~0ULL}}) {
    EXPECT_NE(message_of(plain("\x02", digits, lowest, highest)).find("impossible range"),
              std::string::npos);
  }
}

TEST(HistogramCodec, RefusesHugeHistogramsBeforeTheyAreAllocated) {
  const std::string bytes = plain("\x02", 5, 1, 0x7fffffffffffffff);
  EXPECT_NE(message_of(bytes).find("buckets are more than"), std::string::npos);
}

TEST(HistogramCodec, RefusesScaledHistograms) {
  const std::string bytes = header(1, 3, 1, 1000, 0x4000000000000000) + '\x02';
  EXPECT_NE(message_of(bytes).find("scaled"), std::string::npos);
}

TEST(HistogramCodec, RefusesCountsBeyondTheRange) {
  // 2048 counters: a run of 2048 zeros fits, one of 2049 does not.
  EXPECT_EQ(message_of(plain("\xff\x1f")), "decoded");
  EXPECT_NE(message_of(plain("\x81\x20")).find("2048 counts"), std::string::npos);
  EXPECT_NE(message_of(plain("\xff\x1f\x02")).find("2048 counts"), std::string::npos);
  const std::string longest_run(9, '\xff');
  EXPECT_NE(message_of(plain(longest_run)).find("2048 counts"), std::string::npos);
}

TEST(HistogramCodec, RefusesCountsThatCouldOverflow) {
  // ZigZag of 2^62 - 1 or so, twice.
  const std::string large = std::string("\xfe") + std::string(7, '\xff') + '\x7f';
  EXPECT_NE(message_of(plain(large)).find("more than"), std::string::npos);
  // 2^40 is the most that is read; one more is not.
  const std::string most("\x80\x80\x80\x80\x80\x40", 6);
  EXPECT_EQ(message_of(plain(most)), "decoded");
  EXPECT_NE(message_of(plain(most + '\x02')).find("values"), std::string::npos);
}

TEST(HistogramCodec, RefusesAWordThatIsCutOff) {
  EXPECT_NE(message_of(plain("\x80\x80")).find("cut off"), std::string::npos);
}

TEST(HistogramCodec, StopsInflatingABomb) {
  const std::string bomb = compressed(std::string(kMaxEncodedBytes * 4, '\0'));
  ASSERT_LT(bomb.size(), 100'000U);
  EXPECT_NE(message_of(bomb).find("inflates to more"), std::string::npos);
}

TEST(HistogramCodec, RefusesCompressedGarbage) {
  EXPECT_NE(message_of(compressed("not a histogram")).find("not a V2"), std::string::npos);
  const std::string nested = compressed(compressed(plain("\x02")));
  EXPECT_NE(message_of(nested).find("not a V2"), std::string::npos);
  std::string damaged = encode_v2_compressed(Histogram());
  damaged.back() ^= 1;  // the checksum
  EXPECT_NE(message_of(damaged).find("damaged"), std::string::npos);
}

TEST(HistogramCodec, RefusesTextThatIsNotBase64) {
  EXPECT_FALSE(decode_base64("HISTFAAA*").has_value());
  EXPECT_FALSE(decode_base64("").has_value());
}

}  // namespace
}  // namespace hookworthy::stats
