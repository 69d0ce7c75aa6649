#include "verifier/stats/hgrm.hpp"

#include <sstream>

#include <gtest/gtest.h>

namespace hookworthy::stats {
namespace {

// Byte for byte what HdrHistogram for Java 2.1.11 writes for the same values and options.
TEST(Hgrm, EqualsThatOfJava) {
  Histogram histogram(HistogramRange{1000, 60'000'000'000, 2});
  histogram.record_n(123'456'789, 5);
  histogram.record(999);
  std::ostringstream out;
  write_hgrm(out, histogram, {1e3, 2});
  EXPECT_EQ(out.str(),
            "       Value     Percentile TotalCount 1/(1-Percentile)\n"
            "\n"
            "        1.02 0.000000000000          1           1.00\n"
            "   123731.97 0.250000000000          6           1.33\n"
            "   123731.97 1.000000000000          6\n"
            "#[Mean    =    102891.65, StdDeviation   =     46014.20]\n"
            "#[Max     =    123731.97, Total count    =            6]\n"
            "#[Buckets =           20, SubBuckets     =          256]\n");
}

TEST(Hgrm, RowsHalveTheDistanceToTheEnd) {
  Histogram histogram;
  for (std::int64_t value = 1; value <= 4; ++value) {
    histogram.record(value);
  }
  std::ostringstream out;
  write_hgrm(out, histogram, {1.0, 1});
  EXPECT_EQ(out.str(),
            "       Value     Percentile TotalCount 1/(1-Percentile)\n"
            "\n"
            "       1.000 0.000000000000          1           1.00\n"
            "       2.000 0.500000000000          2           2.00\n"
            "       3.000 0.750000000000          3           4.00\n"
            "       4.000 0.875000000000          4           8.00\n"
            "       4.000 1.000000000000          4\n"
            "#[Mean    =        2.500, StdDeviation   =        1.118]\n"
            "#[Max     =        4.000, Total count    =            4]\n"
            "#[Buckets =           32, SubBuckets     =         2048]\n");
}

TEST(Hgrm, EmptySaysNone) {
  std::ostringstream out;
  write_hgrm(out, Histogram());
  EXPECT_EQ(out.str(),
            "       Value     Percentile TotalCount 1/(1-Percentile)\n"
            "\n"
            "#[Mean    =         none, StdDeviation   =         none]\n"
            "#[Max     =         none, Total count    =            0]\n"
            "#[Buckets =           32, SubBuckets     =         2048]\n");
}

}  // namespace
}  // namespace hookworthy::stats
