#include "generator/run/read_ahead.hpp"

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
    body = std::to_string(n);
    Case what;
    what.index = n;
    return what;
  }

  std::vector<std::uint64_t> asked;

 private:
  std::uint64_t count_;
};

TEST(ReadAhead, GivesEachPositionItsCallback) {
  Numbers source(1'000);
  ReadAhead ahead(source, 3);
  std::string body;
  for (std::uint64_t n = 1; n < 1'000; n += 3) {
    // As many as a worker wants at a time, which changes while it runs.
    const auto what = ahead.at(n, body, n % 7 == 0 ? 1 : 1 + n % ReadAhead::most);
    ASSERT_TRUE(what);
    EXPECT_EQ(what->index, n);
    EXPECT_EQ(body, std::to_string(n));
  }
}

TEST(ReadAhead, AsksTheSourceForSoManyInARow) {
  Numbers source(100);
  ReadAhead ahead(source, 2);
  std::string body;
  ahead.at(1, body, 3);
  EXPECT_THAT(source.asked, ElementsAre(1, 3, 5));
  ahead.at(3, body, 3);
  ahead.at(5, body, 3);
  EXPECT_THAT(source.asked, ElementsAre(1, 3, 5));
  ahead.at(7, body, 1);
  EXPECT_THAT(source.asked, ElementsAre(1, 3, 5, 7));
}

TEST(ReadAhead, UsesUpWhatIsReadyBeforeItAsksForOne) {
  Numbers source(100);
  ReadAhead ahead(source, 1);
  std::string body;
  ahead.at(0, body, 3);
  source.asked.clear();
  EXPECT_EQ(ahead.at(1, body, 1)->index, 1U);
  EXPECT_EQ(ahead.at(2, body, 1)->index, 2U);
  EXPECT_THAT(source.asked, IsEmpty());
}

TEST(ReadAhead, ForgetsWhatIsSkipped) {
  Numbers source(100);
  ReadAhead ahead(source, 1);
  std::string body;
  ahead.at(0, body, 4);
  EXPECT_EQ(ahead.at(50, body, 4)->index, 50U);
  EXPECT_EQ(body, "50");
  EXPECT_EQ(ahead.at(51, body, 1)->index, 51U);
  EXPECT_EQ(ahead.at(60, body, 1)->index, 60U);
  EXPECT_EQ(body, "60");
}

TEST(ReadAhead, TellsTheEndWhenItIsReachedAndNotBefore) {
  Numbers source(2);
  ReadAhead ahead(source, 1);
  std::string body;
  EXPECT_TRUE(ahead.at(0, body, 8));
  EXPECT_TRUE(ahead.at(1, body, 8));
  EXPECT_FALSE(ahead.at(2, body, 8));
  EXPECT_THAT(source.asked, ElementsAre(0, 1, 2));
}

}  // namespace
}  // namespace hookworthy::run
