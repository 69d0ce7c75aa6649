#pragma once

#include <filesystem>
#include <string>
#include <string_view>
#include <vector>

namespace hookworthy::tidy {

/// One file of the repository.
struct File {
  std::string path;  ///< from the repository's root, with '/' between parts
  std::string text;  ///< all bytes
};

using Tree = std::vector<File>;

/// Reads every file under version control below `root`. Where there is no git (a source archive),
/// every file but those in directories that are built or fetched: build, out, node_modules.
/// Files that git knows but that are gone are left out. Sorted by path.
Tree load_tree(const std::filesystem::path& root);

bool starts_with_any(std::string_view text, const std::vector<std::string_view>& prefixes);

/// What follows the last '/' of a path.
std::string_view file_name(std::string_view path);

/// C++ source: .cpp or .hpp.
bool is_cpp(const File& file);

/// A shell script: by its name (.sh) or by its first line.
bool is_shell(const File& file);

/// Anything that is written by hand in a programming language: C++, shell, CMake, Python,
/// JavaScript.
bool is_code(const File& file);

/// Code, or text that people read: JSON, Markdown, plain text. Corpora, recorded callbacks and
/// golden output are data: their bytes are what they are.
bool is_text(const File& file);

}  // namespace hookworthy::tidy
