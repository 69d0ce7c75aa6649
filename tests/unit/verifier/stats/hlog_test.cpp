#include "verifier/stats/hlog.hpp"

#include "tests/support/must.hpp"
#include "verifier/stats/histogram_codec.hpp"

#include <sstream>
#include <string>

#include <gtest/gtest.h>

namespace hookworthy::stats {
namespace {

using test::must;

// Written by HdrHistogram for Java 2.1.11.
constexpr const char* kJavaLog =
    "#c\n"
    "#[Histogram log format version 1.3]\n"
    "#[StartTime: 1441812279.474 (seconds since epoch), Wed Sep 09 15:24:39 UTC 2015]\n"
    "\"StartTimestamp\",\"Interval_Length\",\"Interval_Max\",\"Interval_Compressed_Histogram\"\n"
    "Tag=A,0.127,1.007,123.732,HISTFAAAACV42pNpmSzMwMDAygABTBCK+QWQ4P3hHsFg/wEmc1GcCwB45wYA\n"
    "1.127,1.007,9223372036854.775,"
    "HISTFAAAACd42pNpmSzMwMDAwwABLFCasf4/BNh/gAic528AAZbVH5KZADQOD2E=\n";

Histogram some_values() {
  Histogram histogram;
  histogram.record(1'000);
  histogram.record_n(2'000'000, 7);
  return histogram;
}

std::string hlog_error(const std::string& text) {
  std::istringstream in(text);
  const auto interval = HlogReader(in).next();
  return interval ? "no error" : interval.error().message;
}

TEST(Hlog, WritesTheFormat) {
  std::ostringstream out;
  HlogWriter writer(out);
  writer.write_comment("two\nlines");
  writer.write_header(1'441'812'279'074);
  writer.write_interval(127, 1'007, "new", some_values());
  writer.write_interval(1'134, 1'000, "", Histogram());
  EXPECT_EQ(out.str(),
            "#two lines\n"
            "#[Histogram log format version 1.3]\n"
            "#[StartTime: 1441812279.074 (seconds since epoch), 2015-09-09T15:24:39.074Z]\n"
            "\"StartTimestamp\",\"Interval_Length\",\"Interval_Max\","
            "\"Interval_Compressed_Histogram\"\n"
            "Tag=new,0.127,1.007,2.001," +
                encode_base64(some_values()) + "\n1.134,1.000,0.000," + encode_base64(Histogram()) +
                "\n");
}

TEST(Hlog, ReadsWhatItWrote) {
  std::stringstream stream;
  HlogWriter writer(stream);
  writer.write_header(1'000);
  writer.write_interval(127, 1'007, "new", some_values());
  HlogReader reader(stream);
  EXPECT_EQ(reader.start_epoch_ms(), std::nullopt);
  const auto interval = reader.next();
  ASSERT_TRUE(interval.has_value() && interval->has_value());
  EXPECT_EQ((*interval)->start_ms, 127);
  EXPECT_EQ((*interval)->length_ms, 1'007);
  EXPECT_EQ((*interval)->tag, "new");
  EXPECT_EQ((*interval)->histogram, some_values());
  EXPECT_EQ(reader.start_epoch_ms(), 1'000);
  const auto end = reader.next();
  ASSERT_TRUE(end.has_value());
  EXPECT_FALSE(end->has_value());
}

TEST(Hlog, ReadsALogOfJava) {
  std::istringstream in(kJavaLog);
  HlogReader reader(in);
  const auto first = reader.next();
  ASSERT_TRUE(first.has_value() && first->has_value());
  EXPECT_EQ((*first)->tag, "A");
  EXPECT_EQ((*first)->start_ms, 127);
  EXPECT_EQ((*first)->histogram.max(), 123'731'967);
  EXPECT_EQ(reader.start_epoch_ms(), 1'441'812'279'474);
  const auto next = reader.next();
  ASSERT_TRUE(next.has_value() && next->has_value());
  EXPECT_EQ((*next)->tag, "");
  EXPECT_EQ((*next)->histogram.count(), (std::uint64_t{1} << 36) + 1);
  EXPECT_FALSE(must(reader.next()).has_value());
}

TEST(Hlog, TakesForeignLineEndsAndNoLastLineEnd) {
  const std::string line = "0.5,1,2.0," + encode_base64(some_values());
  std::istringstream in("#x\r\n\r\n" + line + "\r\n" + line);
  HlogReader reader(in);
  EXPECT_EQ(must(reader.next()).value().start_ms, 500);
  EXPECT_EQ(must(reader.next()).value().length_ms, 1'000);
  EXPECT_FALSE(must(reader.next()).has_value());
  EXPECT_FALSE(must(reader.next()).has_value());
}

TEST(Hlog, ErrorsNameTheLine) {
  const std::string payload = encode_base64(some_values());
  EXPECT_EQ(hlog_error("#x\n1,2\n"), "hlog line 2: not start,length,max,histogram");
  EXPECT_EQ(hlog_error("Tag=,1,2,3," + payload), "hlog line 1: bad tag");
  EXPECT_EQ(hlog_error("Tag=a"), "hlog line 1: bad tag");
  EXPECT_EQ(hlog_error("Tag=a b,1,2,3," + payload), "hlog line 1: bad tag");
  for (const char* numbers : {"x,2,3,", "-1,2,3,", "1,nan,3,", "1,2,inf,", "1,2,3x,", "1e3,2,3,",
                              "1000000000001,2,3,", ",,,"}) {
    EXPECT_EQ(hlog_error(numbers + payload),
              "hlog line 1: start, length and max must be decimal numbers");
  }
  EXPECT_EQ(hlog_error("1,2,3,HIST=").find("hlog line 1: base64"), 0U);
}

TEST(Hlog, GoesOnAfterAnError) {
  std::istringstream in("garbage\n1,2,3," + encode_base64(some_values()) + "\n");
  HlogReader reader(in);
  EXPECT_FALSE(reader.next().has_value());
  EXPECT_EQ(must(reader.next()).value().start_ms, 1'000);
}

TEST(Hlog, BoundsTheLine) {
  std::istringstream in(std::string(HlogReader::kMaxLineBytes + 1, '#') + "\n#ok\n");
  HlogReader reader(in);
  EXPECT_FALSE(reader.next().has_value());
  EXPECT_FALSE(must(reader.next()).has_value());
}

TEST(Hlog, TagsAreWordsWithoutCommas) {
  EXPECT_TRUE(valid_hlog_tag("woker_removed"));
  EXPECT_FALSE(valid_hlog_tag(""));
  EXPECT_FALSE(valid_hlog_tag("a,b"));
  EXPECT_FALSE(valid_hlog_tag("a b"));
  EXPECT_FALSE(valid_hlog_tag("a\n"));
  EXPECT_FALSE(valid_hlog_tag(std::string(101, 'a')));
}

}  // namespace
}  // namespace hookworthy::stats
