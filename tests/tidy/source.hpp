#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

namespace hookworthy::tidy {

/// A C++ file taken apart, so that a rule about code does not trip over a comment or a string.
/// All parts have the length and the line breaks of the text; what does not belong is a blank.
struct Source {
  std::string code;      ///< without comments; of literals only the quotes (and R, for raw strings)
  std::string comments;  ///< comments only
};

Source take_apart(std::string_view text);

/// An #include line.
struct Include {
  std::string path;  ///< what stands between the quotes or angles
  bool quoted;       ///< "..." rather than <...>
  std::size_t line;  ///< from 1
};

/// The includes of a file; `source` must be take_apart(text).
std::vector<Include> includes_of(std::string_view text, const Source& source);

/// Where `word` stands in `code` as a whole: not as part of a longer identifier. A word may hold
/// "::" and may end in "(", before which blanks are allowed.
std::vector<std::size_t> find_word(std::string_view code, std::string_view word);

/// The line of an offset, from 1.
std::size_t line_at(std::string_view text, std::size_t offset);

/// A function's extent in lines, from 1, both included.
struct Span {
  std::size_t first;  ///< where its signature begins
  std::size_t last;   ///< where its closing brace is
  std::size_t lines() const { return last - first + 1; }
};

/// The extents of all function bodies outside of other functions, members and namespace-scope
/// lambdas included; a test written with a macro is one too. Found by braces, not by parsing:
/// preprocessor lines are skipped, so both sides of an #if are read one after the other.
std::vector<Span> functions_of(std::string_view code);

}  // namespace hookworthy::tidy
