#include "cli/terminal.hpp"

#include <gtest/gtest.h>
#include <unistd.h>

namespace hookworthy::cli {
namespace {

TEST(Terminal, GetsColoursUnlessItsUserIsAgainstThem) {
  EXPECT_TRUE(allows_colours(nullptr, "xterm-256color"));
  EXPECT_TRUE(allows_colours("", "xterm")) << "an empty NO_COLOR says nothing";
  EXPECT_FALSE(allows_colours("1", "xterm"));
  EXPECT_FALSE(allows_colours("0", "xterm")) << "the value does not matter";
}

TEST(Terminal, GetsNoColoursThatItCannotShow) {
  EXPECT_FALSE(allows_colours(nullptr, "dumb"));
  EXPECT_FALSE(allows_colours(nullptr, ""));
  EXPECT_FALSE(allows_colours(nullptr, nullptr));
}

TEST(Terminal, IsNotAPipe) {
  int ends[2];
  ASSERT_EQ(::pipe(ends), 0);
  EXPECT_FALSE(is_terminal(ends[1]));
  EXPECT_FALSE(wants_colours(ends[1]));
  EXPECT_EQ(terminal_columns(ends[1]), 80U);
  ::close(ends[0]);
  ::close(ends[1]);
}

}  // namespace
}  // namespace hookworthy::cli
