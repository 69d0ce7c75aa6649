// Plants faults in small trees: each rule must find its own, and must leave good code alone.

#include "tests/tidy/rules.hpp"

#include <algorithm>
#include <set>

#include <gtest/gtest.h>

namespace hookworthy::tidy {
namespace {

std::string repeat(std::size_t times, const std::string& text) {
  std::string out;
  for (std::size_t i = 0; i < times; ++i) out += text;
  return out;
}

/// A function of so many lines, its signature and closing brace included.
std::string function_of(std::size_t lines) {
  return "int f(int x) {\n" + repeat(lines - 2, "  x += 1;\n") + "}\n";
}

struct Sample {
  std::string rule;  ///< that is asked
  std::string path;
  std::string text;
  std::size_t line = 0;  ///< of the finding, when there is to be one
};

std::vector<Finding> ask(const Sample& sample) {
  const auto rules = all_rules();
  const auto rule =
      std::ranges::find_if(rules, [&](const Rule& each) { return each.name == sample.rule; });
  if (rule == rules.end()) return {{"no such rule: " + sample.rule, 0, ""}};
  return rule->check({{sample.path, sample.text}});
}

std::vector<Sample> layout_faults() {
  return {
      {"top_level", "notes.txt", "", 0},
      {"top_level", "docs/manual.md", "", 0},
      {"top_level", "vendor/a/b.hpp", "", 0},
      {"extensions", "cli/a.h", "", 0},
      {"extensions", "cli/a.cc", "", 0},
      {"include_direction", "verifier/check/a.cpp", "#include \"generator/plan/plan.hpp\"\n", 1},
      {"include_direction", "verifier/contract/a.hpp", "\n#include \"verifier/record/b.hpp\"\n", 2},
      {"include_direction", "verifier/record/a.hpp", "#include \"verifier/contract/b.hpp\"\n", 1},
      {"include_direction", "verifier/stats/a.hpp", "#include \"verifier/record/b.hpp\"\n", 1},
      {"include_direction", "verifier/check/a.hpp", "#include \"verifier/report/b.hpp\"\n", 1},
      {"include_direction", "verifier/a.hpp", "#include \"verifier/check/b.hpp\"\n", 1},
      {"include_direction", "generator/plan/a.cpp", "#include \"verifier/record/b.hpp\"\n", 1},
      {"include_direction", "generator/pace/a.hpp", "#include \"verifier/result.hpp\"\n", 1},
      {"include_direction", "generator/send/a.cpp", "#include \"generator/run/b.hpp\"\n", 1},
      {"include_direction", "generator/run/a.cpp", "#include \"verifier/check/b.hpp\"\n", 1},
      {"include_direction", "generator/explore/a.cpp", "#include \"verifier/report/b.hpp\"\n", 1},
      {"include_direction", "fixtures/receiver/a.cpp", "#include \"generator/plan/b.hpp\"\n", 1},
      {"include_direction", "cli/a.cpp", "#include \"tests/support/b.hpp\"\n", 1},
      {"include_direction", "cli/a.cpp", "#include \"bench/b.hpp\"\n", 1},
      {"include_direction", "bench/a.cpp", "#include \"tests/support/b.hpp\"\n", 1},
      {"include_direction", "cli/a.cpp", "#include \"version.hpp\"\n", 1},
      {"include_direction", "cli/a.cpp", "#include \"cli/../generator/plan/b.hpp\"\n", 1},
      {"include_direction", "verifier/check/a.cpp", "#  include <generator/plan/plan.hpp>\n", 1},
      {"system_headers", "verifier/check/a.cpp", "#include <boost/asio.hpp>\n", 1},
      {"system_headers", "verifier/contract/a.cpp", "#include <boost/beast/http.hpp>\n", 1},
      {"system_headers", "verifier/stats/a.cpp", "#include <sys/socket.h>\n", 1},
      {"system_headers", "verifier/stats/a.cpp", "#include <immintrin.h>\n", 1},
      {"system_headers", "verifier/record/a.cpp", "#include <openssl/ssl.h>\n", 1},
      {"system_headers", "generator/plan/a.cpp", "#include <rapidcheck.h>\n", 1},
      {"system_headers", "generator/pace/a.cpp", "#include <fmt/format.h>\n", 1},
      {"system_headers", "generator/run/a.cpp", "#include <boost/beast/core.hpp>\n", 1},
      {"system_headers", "generator/explore/a.cpp", "#include <boost/asio/post.hpp>\n", 1},
      {"system_headers", "fixtures/receiver/a.cpp", "#include <CLI/CLI.hpp>\n", 1},
      {"system_headers", "cli/a.cpp", "#include <boost/beast/core.hpp>\n", 1},
      {"include_direction", "cli/dashboard/a.cpp", "#include \"generator/run/control.hpp\"\n", 1},
      {"system_headers", "cli/a.cpp", "#include <gtest/gtest.h>\n", 1},
      {"system_headers", "cli/a.cpp", "/* long */ #include <boost/beast.hpp>\n", 1},
  };
}

std::vector<Sample> text_faults() {
  const std::string lines_400 = repeat(400, "int a;\n");
  return {
      {"file_length", "cli/a.cpp", lines_400, 0},
      {"file_length", "script/a.sh", lines_400, 0},
      {"file_length", "tests/unit/a_test.cpp", repeat(600, "int a;\n"), 0},
      {"file_length", "cli/main.cpp", repeat(100, "int a;\n"), 0},
      {"columns", "cli/a.cpp", "\n" + std::string(101, 'a') + "\n", 2},
      {"columns", "cli/a.cpp", "//" + repeat(99, "\xC3\xA4") + "\n", 1},
      {"white_space", "cli/a.cpp", "int a;\n\tint b;\n", 2},
      {"white_space", "README.md", "a\r\n", 1},
      {"white_space", "fixtures/contracts/a.json", "{}", 0},
      {"machine_paths", "cli/a.cpp",
       "auto p = \"/ho"
       "me/user/x\";\n",
       1},
      {"machine_paths", "README.md",
       "\nsee /wo"
       "rk/main\n",
       2},
      {"machine_paths", "script/a",
       "#!/bin/sh\ncd /ro"
       "ot/x\n",
       2},
      {"unfinished_marks", "cli/a.cpp",
       "int a;  // TO"
       "DO later\n",
       1},
      {"unfinished_marks", "README.md",
       "a\nFIX"
       "ME\n",
       2},
      {"unfinished_marks", "script/a.sh",
       "# XX"
       "X: odd\n",
       1},
      {"unfinished_marks", "cli/a.cpp",
       "\n/* a\n Stu"
       "b */\n",
       3},
      {"unfinished_marks", "cli/a.cpp",
       "// Not impl"
       "emented.\n",
       1},
      {"pragma_once", "cli/a.hpp", "#include <string>\n", 0},
      {"pragma_once", "cli/a.hpp", "// #pragma once\nint a;\n", 0},
      {"pragma_once", "cli/a.hpp", "#ifndef A\n#define A\n#pragma once\n#endif\n", 0},
      {"shell_safety", "script/a.sh", "#!/usr/bin/env bash\necho\n", 0},
      {"shell_safety", "script/a", "#!/bin/sh\n# set -euo pipefail\necho\n", 0},
      {"shell_safety", ".ci/a", "#!/bin/bash\nset -e\n", 0},
  };
}

std::vector<Sample> code_faults() {
  return {
      {"libraries_never_print", "verifier/check/a.cpp", "\nvoid f() { std::cout << 1; }\n", 2},
      {"libraries_never_print", "generator/run/a.cpp", "auto& out = std::cerr;\n", 1},
      {"libraries_never_print", "generator/run/a.cpp", "void f() { printf(\"x\"); }\n", 1},
      {"libraries_never_print", "generator/run/a.cpp", "void f() { std::puts(\"x\"); }\n", 1},
      {"libraries_never_print", "verifier/a.hpp", "void f() { std::fputs(s, stderr); }\n", 1},
      {"libraries_never_print", "fixtures/receiver/a.cpp", "void f() { fmt::print(\"x\"); }\n", 1},
      {"libraries_never_exit", "generator/run/a.cpp", "void f() { std::exit(1); }\n", 1},
      {"libraries_never_exit", "generator/run/a.cpp", "void f() {\n  exit (1);\n}\n", 2},
      {"libraries_never_exit", "generator/run/a.cpp", "void f() { ::_exit(1); }\n", 1},
      {"libraries_never_exit", "verifier/check/a.cpp", "void f() { std::abort(); }\n", 1},
      {"no_clocks", "verifier/check/a.cpp", "auto t = std::chrono::steady_clock::now();\n", 1},
      {"no_clocks", "verifier/check/a.cpp", "auto t = system_clock::now();\n", 1},
      {"no_clocks", "generator/plan/a.cpp", "auto t = clock::now();\n", 1},
      {"no_clocks", "generator/pace/a.cpp", "\nauto t = std::time(nullptr);\n", 2},
      {"no_clocks", "verifier/a.hpp", "void f() { clock_gettime(id, &t); }\n", 1},
      {"function_length", "cli/a.cpp", "\n" + function_of(70), 2},
      {"function_length", "tests/unit/a_test.cpp", function_of(70), 1},
      {"function_length", "cli/a.hpp", "class A {\n public:\n" + function_of(70) + "};\n", 3},
  };
}

std::vector<Sample> clean_samples() {
  const std::string comment = "// std::cout << std::exit(1); steady_clock::now();\n";
  const std::string text = "const char* s = \"std::cout << exit(1); x::now()\";\n";
  const std::string raw = "const char* s = R\"x(\n#include \"tests/a.hpp\"\n{ exit(1); )\" )x\";\n";
  return {
      {"top_level", "README.md", ""},
      {"top_level", ".clang-format", ""},
      {"top_level", ".ci/run", ""},
      {"top_level", "script/lib.sh", ""},
      {"extensions", "cli/a.hpp", ""},
      {"include_direction", "verifier/check/a.cpp", "#include \"verifier/record/b.hpp\"\n"},
      {"include_direction", "verifier/record/a.cpp", "#include \"verifier/case.hpp\"\n"},
      {"include_direction", "generator/pace/a.cpp", "#include \"verifier/assert.hpp\"\n"},
      {"include_direction", "generator/pace/a.cpp", "#include \"generator/pace/b.hpp\"\n"},
      {"include_direction", "fixtures/receiver/a.cpp", "#include \"verifier/contract/b.hpp\"\n"},
      {"include_direction", "tests/unit/a_test.cpp", "#include \"tests/support/b.hpp\"\n"},
      {"include_direction", "cli/a.cpp", "// #include \"tests/a.hpp\"\n"},
      {"include_direction", "cli/a.cpp", raw},
      {"system_headers", "verifier/check/a.cpp", "#include <nlohmann/json.hpp>\n#include <map>\n"},
      {"system_headers", "generator/send/a.cpp", "#include <boost/beast/http.hpp>\n"},
      {"system_headers", "cli/dashboard/a.cpp", "#include <boost/beast/http.hpp>\n"},
      {"system_headers", "generator/explore/a.cpp", "#include <rapidcheck.h>\n"},
      {"system_headers", "tests/unit/a_test.cpp", "#include <gtest/gtest.h>\n"},
      {"file_length", "cli/a.cpp", repeat(399, "int a;\n")},
      {"file_length", "tests/unit/a_test.cpp", repeat(599, "int a;\n")},
      {"file_length", "fixtures/contracts/a.json", repeat(5000, "1\n")},
      {"columns", "cli/a.cpp", std::string(100, 'a') + "\n"},
      {"columns", "cli/a.cpp", "//" + repeat(98, "\xC3\xA4") + "\n"},
      {"white_space", "fixtures/corpora/a.json", "{\t}"},
      {"machine_paths", "README.md",
       "GET http://example.com/ho"
       "me/x and /usr/bin/env\n"},
      {"unfinished_marks", "script/a.sh",
       "mktemp -d hookworthy.XX"
       "XX"
       "XX\n"},
      {"unfinished_marks", "cli/a.cpp",
       "using std::place"
       "holders::_1;\n"},
      {"pragma_once", "cli/a.hpp", "// About a.\n#pragma once\n"},
      {"shell_safety", "script/a", "#!/usr/bin/env bash\n# About a.\n\nset -euo pipefail\necho\n"},
      {"libraries_never_print", "cli/a.cpp", "void f() { std::cout << 1; }\n"},
      {"libraries_never_print", "verifier/a.cpp", "void f() { std::snprintf(b, 1, s); }\n"},
      {"libraries_never_print", "verifier/a.cpp", "void f() { fmt::print(out, \"x\"); }\n"},
      {"libraries_never_print", "verifier/a.cpp", comment + text},
      {"libraries_never_print", "verifier/assert.hpp", "#define A std::fprintf(stderr, \"x\")\n"},
      {"libraries_never_exit", "generator/run/a.cpp", "void f() { loop.exit(1); on_exit(2); }\n"},
      {"libraries_never_exit", "generator/run/a.cpp", comment + text + raw},
      {"no_clocks", "generator/run/a.cpp", "auto t = std::chrono::steady_clock::now();\n"},
      {"no_clocks", "verifier/check/a.cpp", comment + text + "int now(); int a = now();\n"},
      {"function_length", "cli/a.cpp", function_of(69) + function_of(69)},
      {"function_length", "cli/a.hpp",
       "class A {\n" + repeat(90, "  int f() { return 1; }\n") + "};\n"},
      {"function_length", "cli/a.cpp", "int a[] = {\n" + repeat(90, "  1,\n") + "};\n"},
  };
}

std::vector<Sample> all_faults() {
  auto all = layout_faults();
  for (const auto& part : {text_faults(), code_faults()}) {
    all.insert(all.end(), part.begin(), part.end());
  }
  return all;
}

TEST(Rules, FindPlantedFaults) {
  for (const auto& fault : all_faults()) {
    SCOPED_TRACE(fault.rule + " in " + fault.path + ":\n" + fault.text.substr(0, 200));
    const auto findings = ask(fault);
    ASSERT_FALSE(findings.empty());
    EXPECT_EQ(findings.front().path, fault.path);
    EXPECT_EQ(findings.front().line, fault.line);
  }
}

TEST(Rules, LeaveGoodFilesAlone) {
  for (const auto& sample : clean_samples()) {
    SCOPED_TRACE(sample.rule + " in " + sample.path + ":\n" + sample.text.substr(0, 200));
    EXPECT_EQ(describe(ask(sample)), "");
  }
}

TEST(Rules, EachHasAPlantedFaultAndAGoodFile) {
  std::set<std::string> names;
  std::set<std::string> found;
  std::set<std::string> left_alone;
  for (const auto& rule : all_rules()) names.insert(rule.name);
  for (const auto& fault : all_faults()) found.insert(fault.rule);
  for (const auto& sample : clean_samples()) left_alone.insert(sample.rule);
  EXPECT_EQ(names, found);
  EXPECT_EQ(names, left_alone);
}

TEST(Rules, DescribeWhere) {
  EXPECT_EQ(describe({{"a.cpp", 3, "wrong"}, {"b.cpp", 0, "long"}}),
            "a.cpp:3: wrong\nb.cpp: long\n");
}

}  // namespace
}  // namespace hookworthy::tidy
