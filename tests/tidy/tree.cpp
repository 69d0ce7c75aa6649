#include "tests/tidy/tree.hpp"

#include <algorithm>
#include <array>
#include <cstdio>
#include <fstream>
#include <iterator>
#include <memory>

#include <sys/wait.h>

namespace hookworthy::tidy {
namespace {

namespace fs = std::filesystem;

/// A path as one word of a shell command.
std::string quoted(const std::string& text) {
  std::string out = "'";
  for (const char c : text) {
    if (c == '\'') {
      out += "'\\''";
    } else {
      out += c;
    }
  }
  return out + "'";
}

/// The paths that git knows, or nothing when git cannot say.
std::vector<std::string> paths_by_git(const fs::path& root) {
  // Without its own .git the tree may lie in somebody else's repository, which knows nothing of it.
  if (!fs::exists(root / ".git")) return {};
  const std::string dir = quoted(root.string());
  // The owner of a checkout in a container is often another user, which git refuses by default.
  const std::string command =
      "git -c safe.directory=" + dir + " -C " + dir + " ls-files -z 2>/dev/null";
  std::FILE* pipe = popen(command.c_str(), "r");
  if (pipe == nullptr) return {};
  std::string output;
  std::array<char, 4096> buffer{};
  while (const auto n = std::fread(buffer.data(), 1, buffer.size(), pipe)) {
    output.append(buffer.data(), n);
  }
  if (pclose(pipe) != 0) return {};
  std::vector<std::string> paths;
  for (std::size_t at = 0; at < output.size();) {
    const auto end = output.find('\0', at);
    paths.push_back(output.substr(at, end - at));
    at = end + 1;
  }
  return paths;
}

std::vector<std::string> paths_by_walking(const fs::path& root) {
  static constexpr std::array<std::string_view, 4> skipped = {".git", "build", "out",
                                                              "node_modules"};
  std::vector<std::string> paths;
  for (auto it = fs::recursive_directory_iterator(root); it != fs::end(it); ++it) {
    if (it->is_directory() && std::ranges::count(skipped, it->path().filename().string()) > 0) {
      it.disable_recursion_pending();
    } else if (it->is_regular_file()) {
      paths.push_back(it->path().lexically_relative(root).generic_string());
    }
  }
  return paths;
}

bool ends_with_any(std::string_view text, const std::vector<std::string_view>& suffixes) {
  return std::ranges::any_of(suffixes, [&](auto suffix) { return text.ends_with(suffix); });
}

}  // namespace

Tree load_tree(const fs::path& root) {
  auto paths = paths_by_git(root);
  if (paths.empty()) paths = paths_by_walking(root);
  std::ranges::sort(paths);
  Tree tree;
  for (auto& path : paths) {
    std::ifstream in(root / path, std::ios::binary);
    if (!in || fs::is_directory(root / path)) continue;
    std::string text{std::istreambuf_iterator<char>(in), {}};
    tree.push_back({std::move(path), std::move(text)});
  }
  return tree;
}

bool starts_with_any(std::string_view text, const std::vector<std::string_view>& prefixes) {
  return std::ranges::any_of(prefixes, [&](auto prefix) { return text.starts_with(prefix); });
}

std::string_view file_name(std::string_view path) {
  return path.substr(path.rfind('/') + 1);  // npos + 1 is 0
}

bool is_cpp(const File& file) {
  return ends_with_any(file.path, {".cpp", ".hpp"});
}

bool is_shell(const File& file) {
  if (file.path.ends_with(".sh")) return true;
  const std::string_view line = std::string_view(file.text).substr(0, file.text.find('\n'));
  return line.starts_with("#!") && line.ends_with("sh");
}

bool is_code(const File& file) {
  return is_cpp(file) || is_shell(file) || file_name(file.path) == "CMakeLists.txt" ||
         ends_with_any(file.path, {".cmake", ".py", ".js", ".mjs"});
}

bool is_text(const File& file) {
  if (starts_with_any(file.path, {"fixtures/callbacks/", "fixtures/corpora/", "tests/golden/"})) {
    return is_code(file);
  }
  return is_code(file) || ends_with_any(file.path, {".json", ".md", ".txt", ".yml", ".html"});
}

}  // namespace hookworthy::tidy
