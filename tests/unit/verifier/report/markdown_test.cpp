#include "verifier/report/markdown.hpp"

#include <string>

#include <gtest/gtest.h>

namespace hookworthy::report {
namespace {

TEST(Markdown, TextIsNeverMarkup) {
  EXPECT_EQ(markdown_text("a|b"), "a&#124;b");
  EXPECT_EQ(markdown_text("<b>&"), "&#60;b&#62;&#38;");
  EXPECT_EQ(markdown_text("@all [x](y) `z`"), "&#64;all &#91;x&#93;&#40;y&#41; &#96;z&#96;");
  EXPECT_EQ(markdown_text("http://x"), "http&#58;//x");
  EXPECT_EQ(markdown_text("two\nlines"), "two lines");
}

TEST(Markdown, CodeStaysInItsCell) {
  EXPECT_EQ(markdown_code("p(99)<50ms"), "<code>p&#40;99&#41;&#60;50ms</code>");
}

TEST(Markdown, BlockCannotBeLeft) {
  EXPECT_EQ(markdown_block("a</pre>\n\n# b"), "<pre>\na&#60;/pre&#62;\n\n# b\n</pre>\n");
}

}  // namespace
}  // namespace hookworthy::report
