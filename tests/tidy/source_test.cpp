// The reading of C++ on which the rules rest, and of trees with and without git.

#include "tests/tidy/source.hpp"

#include "tests/tidy/tree.hpp"

#include <filesystem>
#include <fstream>

#include <gtest/gtest.h>
#include <unistd.h>

namespace hookworthy::tidy {
namespace {

std::string code_of(std::string_view text) {
  return take_apart(text).code;
}

TEST(TakeApart, CommentsAreNoCode) {
  const auto source = take_apart("a; // b\nc; /* d\n e */ f;");
  EXPECT_EQ(source.code, "a;     \nc;     \n      f;");
  EXPECT_EQ(source.comments, "   // b\n   /* d\n e */   ");
}

TEST(TakeApart, ABackslashContinuesAComment) {
  EXPECT_EQ(code_of("// a\\\nb\nc"), "     \n \nc");
}

TEST(TakeApart, LiteralsAreEmptied) {
  EXPECT_EQ(code_of(R"(f("a\"{", '{', '\'');)"), R"(f("    ", ' ', '  ');)");
  EXPECT_EQ(code_of("\"// no\" a"), "\"     \" a");
  EXPECT_EQ(code_of("u8\"x\" L'x'"), "u8\" \" L' '");
}

TEST(TakeApart, DigitSeparatorsAreNoLiterals) {
  EXPECT_EQ(code_of("1'000'000 + 0xFF'FF {"), "1'000'000 + 0xFF'FF {");
}

TEST(TakeApart, RawStringsEndAtTheirDelimiter) {
  EXPECT_EQ(code_of("R\"(a\")\" b"), "R\"    \" b");
  EXPECT_EQ(code_of("u8R\"x(\n)\" // )x\" c"), "u8R\"  \n        \" c");
}

TEST(TakeApart, UnclosedEndsWithTheText) {
  EXPECT_EQ(code_of("/* a"), "    ");
  EXPECT_EQ(code_of("\"a"), "\" ");
  EXPECT_EQ(code_of("\"a\\"), "\"  ");
  EXPECT_EQ(code_of("R\"").size(), 2U);
}

TEST(Includes, AreReadWithTheirLine) {
  const std::string text = "#pragma once\n # include <a/b.h> // \"c\"\n#include \"d.hpp\"\n";
  const auto includes = includes_of(text, take_apart(text));
  ASSERT_EQ(includes.size(), 2U);
  EXPECT_EQ(includes[0].path, "a/b.h");
  EXPECT_FALSE(includes[0].quoted);
  EXPECT_EQ(includes[0].line, 2U);
  EXPECT_EQ(includes[1].path, "d.hpp");
  EXPECT_TRUE(includes[1].quoted);
  EXPECT_EQ(includes[1].line, 3U);
}

TEST(FindWord, FindsWholeWordsOnly) {
  EXPECT_EQ(find_word("exit exit_ _exit exit2 x.exit", "exit"), (std::vector<std::size_t>{0, 25}));
  EXPECT_EQ(find_word("exit; exit (1)", "exit("), (std::vector<std::size_t>{6}));
}

std::vector<std::pair<std::size_t, std::size_t>> spans_of(std::string_view text) {
  std::vector<std::pair<std::size_t, std::size_t>> spans;
  for (const auto& span : functions_of(code_of(text))) spans.emplace_back(span.first, span.last);
  return spans;
}

using Spans = std::vector<std::pair<std::size_t, std::size_t>>;

struct Snippet {
  const char* name;
  const char* text;
  Spans spans;
};

TEST(Functions, AreFoundWithTheirExtent) {
  const std::vector<Snippet> snippets = {
      {"plain", "int a;\nint f() {\n  if (a) {\n  }\n}\nint b;", {{2, 5}}},
      {"two", "void f() {}\nvoid g() {\n}", {{1, 1}, {2, 3}}},
      {"signature over lines", "\nint\nf(int a,\n  int b)\n{\n}", {{2, 6}}},
      {"template", "template <class T>\nvoid f(T t) {\n}", {{1, 3}}},
      {"trailing", "auto f() const noexcept -> std::vector<int> {\n}", {{1, 2}}},
      {"namespace", "namespace a::b {\nvoid f() {\n}\n}\nvoid g() {\n}", {{2, 3}, {5, 6}}},
      {"member", "struct A : B<int> {\n int x{1};\n public:\n  A() {\n  }\n};", {{4, 5}}},
      {"constructor", "A::A(int a)\n  : a_{a}, b_(a),\n  c_{{1}} {\n}", {{1, 4}}},
      {"qualified base", "A::A(int a) : std::base(a) {\n}", {{1, 2}}},
      {"operator", "bool operator==(A a, B b) {\n}\nA& operator=(A a) {\n}", {{1, 2}, {3, 4}}},
      {"call operator", "struct A {\n  void operator()(int x) {\n  }\n};", {{2, 3}}},
      {"default arguments", "void f(A a = {1}, B b = B{2}) {\n}", {{1, 2}}},
      {"test macro", "TEST(Case, Name) {\n  auto f = [] {\n  };\n}", {{1, 4}}},
      {"brace in string", "void f() {\n  s = \"}\"; c = '}'; // }\n}", {{1, 3}}},
      {"raw string", "void f() {\n  s = R\"(\n}\n)\";\n}", {{1, 5}}},
      {"directive", "#define A {\\\n{\nvoid f() {\n#if B }\n#endif\n}", {{3, 6}}},
      {"extern C", "extern \"C\" {\nvoid f() {\n}\n}", {{2, 3}}},
      {"extern C function", "extern \"C\" int f(int a) {\n}", {{1, 2}}},
      {"requires clause", "template <class T>\n  requires C<T>\nvoid f(T t) {\n}", {{1, 4}}},
      {"requires expression",
       "template <class T>\nvoid f(T t) requires requires(T u) { u.x(); } {\n}",
       {{1, 3}}},
      {"lambda", "const auto f = [](int a) {\n};\nvoid g() {\n}", {{1, 2}, {3, 4}}},
      {"lambda in a table", "const T t[] = {\n  {1, [](int a) {\n  }},\n  {2}};", {{2, 3}}},
      {"lambda in a call", "const auto x = make(1, [] {\n});\nvoid f() {\n}", {{1, 2}, {3, 4}}},
  };
  for (const auto& snippet : snippets) {
    SCOPED_TRACE(snippet.name);
    EXPECT_EQ(spans_of(snippet.text), snippet.spans);
  }
}

TEST(Functions, AreNotClassesOrTables) {
  EXPECT_EQ(spans_of("class A final : public B {\n int x;\n};\nenum class E : char {\n a\n};"),
            Spans{});
  EXPECT_EQ(spans_of("const int a[] = {\n 1, 2\n};\nstd::array<int, 2> b{\n 1, 2};"), Spans{});
  EXPECT_EQ(spans_of("const A a = f(B{\n 1,\n 2});\nint f(int);\n"), Spans{});
  EXPECT_EQ(spans_of("template <class T>\nconcept C = true;\nstruct alignas(64) A {\n};"), Spans{});
}

class TemporaryTree : public testing::Test {
 protected:
  TemporaryTree()
      : root_(std::filesystem::temp_directory_path() /
              ("hookworthy it's tidy " + std::to_string(getpid()))) {
    write("cli/a.cpp", "int a;\n");
    write("build/b.cpp", "int b;\n");
  }
  ~TemporaryTree() override { std::filesystem::remove_all(root_); }

  void write(const std::string& path, const std::string& text) {
    std::filesystem::create_directories((root_ / path).parent_path());
    std::ofstream(root_ / path) << text;
  }

  std::filesystem::path root_;
};

TEST_F(TemporaryTree, IsWalkedWithoutGit) {
  const auto tree = load_tree(root_);
  ASSERT_EQ(tree.size(), 1U);
  EXPECT_EQ(tree[0].path, "cli/a.cpp");
  EXPECT_EQ(tree[0].text, "int a;\n");
}

TEST_F(TemporaryTree, IsWalkedWhenGitCannotSay) {
  write(".git/HEAD", "not a repository\n");
  EXPECT_EQ(load_tree(root_).size(), 1U);
}

TEST(Tree, KnowsKindsOfFiles) {
  EXPECT_TRUE(is_shell({"script/test", "#!/usr/bin/env bash\n"}));
  EXPECT_FALSE(is_shell({"tests/a.py", "#!/usr/bin/env python3\n"}));
  EXPECT_TRUE(is_code({"fixtures/CMakeLists.txt", ""}));
  EXPECT_FALSE(is_code({"fixtures/contracts/a.json", ""}));
  EXPECT_TRUE(is_text({"fixtures/contracts/a.json", ""}));
  EXPECT_FALSE(is_text({"fixtures/corpora/a.json", ""}));
  EXPECT_FALSE(is_text({"fixtures/corpora/a.bin", ""}));
}

}  // namespace
}  // namespace hookworthy::tidy
