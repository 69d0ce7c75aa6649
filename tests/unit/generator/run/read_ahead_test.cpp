#include "generator/run/read_ahead.hpp"

#include <algorithm>
#include <chrono>
#include <thread>
#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace hookworthy::run {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

/// `count` callbacks, each of which is its position's number.
class Numbers final : public plan::Source {
 public:
  explicit Numbers(std::uint64_t count) : count_(count) {}

  std::optional<Case> at(std::uint64_t n, std::string& body) override {
    asked.push_back(n);
    if (n >= count_) return std::nullopt;
    std::this_thread::sleep_for(pause);
    body = std::to_string(n);
    if (n >= long_from && n < long_to) body.resize(1u << 20, ' ');
    Case what;
    what.index = n;
    return what;
  }

  /// How many were asked for since the last call.
  std::size_t take_asked() {
    const std::size_t count = asked.size();
    asked.clear();
    return count;
  }

  std::vector<std::uint64_t> asked;
  std::uint64_t long_from = 0;
  std::uint64_t long_to = 0;
  std::chrono::milliseconds pause{0};

 private:
  std::uint64_t count_;
};

TEST(ReadAhead, GivesEachPositionItsCallback) {
  Numbers source(1'000);
  source.long_from = 500;
  source.long_to = 510;
  ReadAhead ahead(source, send::Clock(), 3);
  std::string body;
  for (std::uint64_t n = 1; n < 1'000; n += 3) {
    const auto what = ahead.at(n, body, n % 7 != 0);
    ASSERT_TRUE(what);
    EXPECT_EQ(what->index, n);
    EXPECT_EQ(body.substr(0, body.find(' ')), std::to_string(n));
  }
  EXPECT_TRUE(std::is_sorted(source.asked.begin(), source.asked.end()));
  EXPECT_EQ(std::adjacent_find(source.asked.begin(), source.asked.end()), source.asked.end());
}

TEST(ReadAhead, TakesRowsOfTheStride) {
  Numbers source(100);
  ReadAhead ahead(source, send::Clock(), 2);
  std::string body;
  ahead.at(1, body, true);
  EXPECT_THAT(source.asked, ElementsAre(1, 3, 5, 7));
  source.asked.clear();
  for (const std::uint64_t n : {3, 5, 7}) EXPECT_EQ(ahead.at(n, body, false)->index, n);
  EXPECT_THAT(source.asked, IsEmpty());
  ahead.at(9, body, false);
  EXPECT_THAT(source.asked, ElementsAre(9));
}

TEST(ReadAhead, TakesOneAtATimeFromASlowSource) {
  Numbers source(100);
  source.pause = std::chrono::milliseconds(1);
  ReadAhead ahead(source, send::Clock(), 1);
  std::string body;
  for (std::uint64_t n = 0; n < 4; ++n) ahead.at(n, body, true);
  source.take_asked();
  ahead.at(4, body, true);
  EXPECT_EQ(source.take_asked(), 1u);
  ahead.at(5, body, true);
  EXPECT_EQ(source.take_asked(), 1u);
}

TEST(ReadAhead, ForgetsWhatIsSkipped) {
  Numbers source(100);
  ReadAhead ahead(source, send::Clock(), 1);
  std::string body;
  ahead.at(0, body, true);
  EXPECT_EQ(ahead.at(50, body, true)->index, 50u);
  EXPECT_EQ(body, "50");
  EXPECT_EQ(ahead.at(51, body, true)->index, 51u);
  EXPECT_EQ(ahead.at(90, body, false)->index, 90u);
  EXPECT_EQ(body, "90");
}

TEST(ReadAhead, EndsARowWithALongBodyAndLetsItsMemoryGo) {
  Numbers source(100);
  source.long_from = 2;
  source.long_to = 3;
  ReadAhead ahead(source, send::Clock(), 1);
  std::string body;
  for (std::uint64_t n = 0; n < 3; ++n) ahead.at(n, body, true);
  EXPECT_THAT(source.asked, ElementsAre(0, 1, 2));
  EXPECT_GE(body.capacity(), 1u << 20);
  for (std::uint64_t n = 3; n < 100; ++n) {
    ahead.at(n, body, true);
    EXPECT_LE(body.capacity(), ReadAhead::kept_bytes);
  }
}

TEST(ReadAhead, TellsTheEndWhenItIsReachedAndNotBefore) {
  Numbers source(2);
  ReadAhead ahead(source, send::Clock(), 1);
  std::string body;
  EXPECT_TRUE(ahead.at(0, body, true));
  EXPECT_TRUE(ahead.at(1, body, true));
  EXPECT_FALSE(ahead.at(2, body, true));
  EXPECT_THAT(source.asked, ElementsAre(0, 1, 2));
}

}  // namespace
}  // namespace hookworthy::run
