#pragma once

#include <cstddef>
#include <cstdint>
#include <cstdio>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

namespace hookworthy::plan {

/// Reads the lines of a file one after the other, in memory that is bounded by the longest line.
class LineFile {
 public:
  /// Longest line, without its line feed.
  static constexpr std::size_t max_line_bytes = std::size_t{4} << 20;

  enum class Read : std::uint8_t { line, end, too_long, failed };

  explicit LineFile(const std::string& path);

  bool is_open() const { return file_ != nullptr; }
  /// The next line, without its line feed, is in line(), valid until the next call.
  Read next();
  std::string_view line() const { return line_; }
  /// Number of that line, from 1.
  std::uint64_t number() const { return number_; }
  /// Back to the first line.
  void rewind();

 private:
  /// False: nothing more came.
  bool fill();

  std::unique_ptr<std::FILE, int (*)(std::FILE*)> file_;
  std::vector<char> buffer_;
  std::size_t begin_ = 0;
  std::size_t end_ = 0;
  bool at_end_ = false;
  std::string_view line_;
  std::uint64_t number_ = 0;
};

}  // namespace hookworthy::plan
