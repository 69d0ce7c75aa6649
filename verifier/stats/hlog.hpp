#pragma once

#include "verifier/result.hpp"
#include "verifier/stats/histogram.hpp"

#include <cstddef>
#include <cstdint>
#include <iosfwd>
#include <optional>
#include <string>
#include <string_view>

namespace hookworthy::stats {

/// One line of a HdrHistogram log: the values of one interval.
struct HlogInterval {
  std::int64_t start_ms = 0;   ///< since the log's own zero (its StartTime or BaseTime), as written
  std::int64_t length_ms = 0;  ///< >= 0
  std::string tag;             ///< empty: none. No comma, white space or control character
  Histogram histogram;
};

/// Writes HdrHistogram's log format 1.3 (.hlog), which its log processor, plotters and libraries
/// read. Header first: write_header; then any number of intervals. Interval_Max is in milliseconds.
class HlogWriter {
 public:
  /// `out` must outlive the writer. Check its state for write errors.
  explicit HlogWriter(std::ostream& out) : out_(out) {}

  /// One comment line; line breaks in `text` become spaces.
  void write_comment(std::string_view text);
  /// Version, StartTime (`start_epoch_ms`: milliseconds since 1970-01-01 UTC) and the legend.
  void write_header(std::int64_t start_epoch_ms);
  /// One interval. A tag that the format cannot hold is a programmer's error (see valid_hlog_tag).
  void write_interval(std::int64_t start_ms, std::int64_t length_ms, std::string_view tag,
                      const Histogram& histogram);

 private:
  std::ostream& out_;
};

/// True if `tag` can stand in a log: 1 to 100 characters, no comma, space or control character.
[[nodiscard]] bool valid_hlog_tag(std::string_view tag);

/// Reads a .hlog, one interval at a time; memory is bounded by one line and one histogram.
class HlogReader {
 public:
  static constexpr std::size_t kMaxLineBytes = std::size_t{16} << 20;

  /// `in` must outlive the reader.
  explicit HlogReader(std::istream& in) : in_(in) {}

  /// The next interval, or nullopt at the end of the input. Comments, legend and blank lines are
  /// skipped. After an Error (which names the line) the reader stands at the following line.
  [[nodiscard]] Result<std::optional<HlogInterval>> next();

  /// The log's StartTime in milliseconds since the epoch, once its line was read.
  [[nodiscard]] std::optional<std::int64_t> start_epoch_ms() const { return start_epoch_ms_; }

 private:
  enum class Line { read, end, too_long };
  [[nodiscard]] Line read_line();
  [[nodiscard]] Result<HlogInterval> parse_interval() const;
  [[nodiscard]] Error error(std::string_view what) const;
  void parse_comment();

  std::istream& in_;
  std::string line_;
  std::size_t line_number_ = 0;
  std::optional<std::int64_t> start_epoch_ms_;
};

}  // namespace hookworthy::stats
