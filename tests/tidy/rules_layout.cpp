#include "tests/tidy/rules.hpp"
#include "tests/tidy/source.hpp"

#include <algorithm>
#include <array>
#include <string_view>

namespace hookworthy::tidy {
namespace {

using Names = std::vector<std::string_view>;

/// Families of system headers, from harmless to not.
enum Family : unsigned {
  standard = 1U << 0U,  ///< the C++ standard library
  values = 1U << 1U,   ///< Boost's value types, JSON, fmt, digests, compression: no input or output
  network = 1U << 2U,  ///< Boost.Asio and what does the like, TLS
  http = 1U << 3U,     ///< Boost.Beast
  posix = 1U << 4U,    ///< any other header of the C library or the system
  search = 1U << 5U,   ///< RapidCheck
  arguments = 1U << 6U,   ///< CLI11
  test_tools = 1U << 7U,  ///< GoogleTest, Google Benchmark, the benchmarks' peers
  vectors = 1U << 8U,     ///< the compiler's vector instructions
  anything = ~0U
};

/// What the files of a directory may include, besides their own directory.
struct Directory {
  std::string_view path;  ///< prefix; the first that fits counts
  Names includes;         ///< path prefixes of quoted includes
  unsigned headers;       ///< families of system headers
};

const std::vector<Directory>& directories() {
  // verifier/*.hpp, the words that all share, are open to everyone but pace (see below).
  static const std::vector<Directory> table = {
      {"verifier/contract/", {}, standard | values | vectors},
      {"verifier/record/", {}, standard | values},
      {"verifier/stats/", {}, standard | values},
      {"verifier/check/",
       {"verifier/contract/", "verifier/record/", "verifier/stats/"},
       standard | values},
      {"verifier/report/",
       {"verifier/check/", "verifier/record/", "verifier/stats/"},
       standard | values},
      {"verifier/", {}, standard | values},
      {"generator/plan/", {"verifier/contract/"}, standard | values},
      {"generator/pace/", {}, standard},
      {"generator/send/",
       {"generator/plan/", "verifier/record/"},
       standard | values | network | http | posix},
      {"generator/run/",
       {"generator/plan/", "generator/pace/", "generator/send/", "verifier/record/"},
       standard | values | network | posix},
      {"generator/explore/",
       {"generator/plan/", "generator/run/", "verifier/record/"},
       standard | values | search},
      {"generator/", {}, standard},
      {"fixtures/receiver/", {"verifier/contract/"}, standard | values | network | http | posix},
      {"fixtures/", {}, standard},
      // People and Prometheus watch a run over HTTP: a server, which Beast makes safe and small.
      {"cli/dashboard/", {"verifier/"}, standard | values | network | http | posix},
      {"cli/",
       {"verifier/", "generator/", "fixtures/"},
       standard | values | network | posix | arguments},
      {"bench/", {"verifier/", "generator/", "fixtures/", "cli/"}, anything},
      {"tests/", {"verifier/", "generator/", "fixtures/", "cli/", "bench/"}, anything},
  };
  return table;
}

const Directory* directory_of(std::string_view path) {
  for (const auto& directory : directories()) {
    if (path.starts_with(directory.path)) return &directory;
  }
  return nullptr;
}

/// A header right under verifier/: result, assertion, case.
bool is_shared_word(std::string_view include) {
  constexpr std::string_view home = "verifier/";
  return include.starts_with(home) && include.find('/', home.size()) == std::string_view::npos;
}

bool may_include(const Directory& from, std::string_view include) {
  if (include.starts_with(from.path) && from.path != "verifier/" && from.path != "generator/") {
    return true;
  }
  if (from.path == "generator/pace/") return include == "verifier/assert.hpp";
  return is_shared_word(include) || starts_with_any(include, from.includes);
}

Family family_of(std::string_view header) {
  static const Names value_headers = {"boost/", "nlohmann/", "fmt/", "zlib.h", "openssl/"};
  static const Names network_headers = {"boost/asio",   "boost/process", "boost/interprocess",
                                        "openssl/ssl",  "openssl/bio",   "boost/chrono",
                                        "boost/cobalt", "boost/mysql",   "boost/redis",
                                        "boost/fiber",  "boost/thread"};
  static const Names test_headers = {"gtest/",     "gmock/",     "benchmark/", "rapidjson/",
                                     "simdjson.h", "boost/json", "boost/test"};
  if (starts_with_any(header, {"immintrin.h", "emmintrin.h"})) return vectors;
  if (starts_with_any(header, {"boost/beast"})) return http;
  if (starts_with_any(header, network_headers)) return network;
  if (starts_with_any(header, test_headers)) return test_tools;
  if (starts_with_any(header, {"rapidcheck"})) return search;
  if (starts_with_any(header, {"CLI/"})) return arguments;
  if (starts_with_any(header, value_headers)) return values;
  return header.find_first_of("./") == std::string_view::npos ? standard : posix;
}

std::vector<Finding> check_top_level(const Tree& tree) {
  static const Names allowed_directories = {"generator/", "verifier/", "bench/",  "fixtures/",
                                            "tests/",     "cli/",      "script/", ".ci/"};
  static const Names allowed_files = {"CMakeLists.txt", "CMakePresets.json", "README.md"};
  std::vector<Finding> findings;
  for (const auto& file : tree) {
    const bool at_top = file.path.find('/') == std::string::npos;
    const bool allowed =
        at_top ? file.path.starts_with('.') || std::ranges::count(allowed_files, file.path) > 0
               : starts_with_any(file.path, allowed_directories);
    if (!allowed) findings.push_back({file.path, 0, "has no place at the top level"});
  }
  return findings;
}

std::vector<Finding> check_extensions(const Tree& tree) {
  static const Names foreign = {".h", ".cc", ".cxx", ".hh", ".hxx", ".c", ".inl", ".ipp"};
  std::vector<Finding> findings;
  for (const auto& file : tree) {
    // A header for programs in C has to say so to C++.
    if (file.path.ends_with(".h") && file.text.find("extern \"C\"") != std::string::npos) continue;
    if (std::ranges::any_of(foreign, [&](auto end) { return file.path.ends_with(end); })) {
      findings.push_back({file.path, 0, "C++ files here end in .hpp or .cpp"});
    }
  }
  return findings;
}

/// Calls `judge(directory, include)` for every include of every C++ file; a non-empty answer is a
/// finding.
template <class Judge>
std::vector<Finding> check_includes(const Tree& tree, Judge judge) {
  std::vector<Finding> findings;
  for (const auto& file : tree) {
    if (!is_cpp(file)) continue;
    const Directory* directory = directory_of(file.path);
    if (directory == nullptr) continue;  // the top level's rule reports it
    for (const auto& include : includes_of(file.text, take_apart(file.text))) {
      std::string message = judge(*directory, include);
      if (!message.empty()) findings.push_back({file.path, include.line, std::move(message)});
    }
  }
  return findings;
}

std::vector<Finding> check_include_direction(const Tree& tree) {
  return check_includes(tree, [](const Directory& from, const Include& include) -> std::string {
    const bool ours = directory_of(include.path) != nullptr;
    if (!include.quoted) {
      return ours ? "write \"" + include.path + "\", it is ours" : "";
    }
    if (!ours || include.path.find("..") != std::string::npos) {
      return "write \"" + include.path + "\" from the repository's root, or in <>";
    }
    if (may_include(from, include.path)) return "";
    return std::string(from.path) + " may not include " + include.path;
  });
}

std::vector<Finding> check_system_headers(const Tree& tree) {
  return check_includes(tree, [](const Directory& from, const Include& include) -> std::string {
    if (include.quoted || (from.headers & family_of(include.path)) != 0) return "";
    return std::string(from.path) + " may not include <" + include.path + ">";
  });
}

}  // namespace

std::vector<Rule> layout_rules() {
  return {{"top_level", check_top_level},
          {"extensions", check_extensions},
          {"include_direction", check_include_direction},
          {"system_headers", check_system_headers}};
}

}  // namespace hookworthy::tidy
