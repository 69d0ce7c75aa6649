#include "verifier/stats/hlog.hpp"

#include "verifier/assert.hpp"
#include "verifier/stats/histogram_codec.hpp"

#include <algorithm>
#include <array>
#include <charconv>
#include <chrono>
#include <cmath>
#include <istream>
#include <ostream>
#include <utility>

#include <fmt/format.h>

namespace hookworthy::stats {
namespace {

constexpr std::string_view kStartTime = "#[StartTime: ";
constexpr std::string_view kTag = "Tag=";
constexpr std::size_t kMaxTagBytes = 100;

std::string seconds(std::int64_t ms) {
  HOOKWORTHY_ASSERT(ms >= 0);
  return fmt::format("{}.{:03}", ms / 1000, ms % 1000);
}

/// "2026-01-31T23:59:59.001Z"
std::string utc_time(std::int64_t epoch_ms) {
  using namespace std::chrono;
  const sys_time<milliseconds> time{milliseconds{epoch_ms}};
  const auto midnight = floor<days>(time);
  const year_month_day date{midnight};
  const hh_mm_ss clock{time - midnight};
  return fmt::format("{:04}-{:02}-{:02}T{:02}:{:02}:{:02}.{:03}Z", static_cast<int>(date.year()),
                     static_cast<unsigned>(date.month()), static_cast<unsigned>(date.day()),
                     clock.hours().count(), clock.minutes().count(), clock.seconds().count(),
                     clock.subseconds().count());
}

/// A decimal number, the whole of `text`; nullopt if it is negative or not finite.
std::optional<double> parse_number(std::string_view text) {
  double value = 0.0;
  const char* end = text.data() + text.size();
  const auto [stop, code] = std::from_chars(text.data(), end, value, std::chars_format::fixed);
  const bool whole = code == std::errc{} && stop == end;
  return whole && value >= 0.0 && std::isfinite(value) ? std::optional(value) : std::nullopt;
}

/// Seconds as milliseconds; bounded, so that sums of a start and a length cannot overflow.
std::optional<std::int64_t> parse_seconds(std::string_view text) {
  constexpr double max_seconds = 1e12;
  const std::optional<double> value = parse_number(text);
  return value && *value <= max_seconds ? std::optional<std::int64_t>(std::llround(*value * 1e3))
                                        : std::nullopt;
}

}  // namespace

bool valid_hlog_tag(std::string_view tag) {
  return !tag.empty() && tag.size() <= kMaxTagBytes &&
         std::all_of(tag.begin(), tag.end(), [](char c) {
           return static_cast<unsigned char>(c) > ' ' && c != ',' && c != '\x7f';
         });
}

void HlogWriter::write_comment(std::string_view text) {
  std::string line(text);
  std::replace_if(
      line.begin(), line.end(), [](char c) { return c == '\n' || c == '\r'; }, ' ');
  out_ << '#' << line << '\n';
}

void HlogWriter::write_header(std::int64_t start_epoch_ms) {
  write_comment("[Histogram log format version 1.3]");
  write_comment(fmt::format("[StartTime: {} (seconds since epoch), {}]", seconds(start_epoch_ms),
                            utc_time(start_epoch_ms)));
  out_ << R"("StartTimestamp","Interval_Length","Interval_Max","Interval_Compressed_Histogram")"
       << '\n';
}

void HlogWriter::write_interval(std::int64_t start_ms, std::int64_t length_ms, std::string_view tag,
                                const Histogram& histogram) {
  HOOKWORTHY_ASSERT(tag.empty() || valid_hlog_tag(tag));
  // The format has no other word for "no maximum" than zero, and its readers do not use the column.
  const double max_ms = static_cast<double>(histogram.max().value_or(0)) / 1e6;
  const std::string label = tag.empty() ? std::string() : fmt::format("{}{},", kTag, tag);
  out_ << fmt::format("{}{},{},{:.3f},{}\n", label, seconds(start_ms), seconds(length_ms), max_ms,
                      encode_base64(histogram));
}

Result<std::optional<HlogInterval>> HlogReader::next() {
  while (true) {
    const Line status = read_line();
    if (status == Line::too_long) {
      return error(fmt::format("longer than {} bytes", kMaxLineBytes));
    }
    if (status == Line::end) {
      if (in_.bad()) {
        return error("cannot be read");
      }
      return std::optional<HlogInterval>();
    }
    if (line_.starts_with('#')) {
      parse_comment();
    } else if (!line_.empty() && !line_.starts_with('"')) {
      Result<HlogInterval> interval = parse_interval();
      if (!interval) {
        return interval.error();
      }
      return std::optional<HlogInterval>(*std::move(interval));
    }
  }
}

/// std::getline has no bound: a file without a line break would be read whole into memory.
HlogReader::Line HlogReader::read_line() {
  line_.clear();
  ++line_number_;
  std::streambuf* buffer = in_.rdbuf();
  int next = in_.good() ? buffer->sbumpc() : std::char_traits<char>::eof();
  if (next == std::char_traits<char>::eof()) {
    in_.setstate(std::ios::eofbit);
    return Line::end;
  }
  bool too_long = false;
  for (; next != std::char_traits<char>::eof() && next != '\n'; next = buffer->sbumpc()) {
    too_long = too_long || line_.size() == kMaxLineBytes;
    if (!too_long) {
      line_.push_back(static_cast<char>(next));
    }
  }
  if (!line_.empty() && line_.back() == '\r') {
    line_.pop_back();
  }
  return too_long ? Line::too_long : Line::read;
}

Result<HlogInterval> HlogReader::parse_interval() const {
  std::string_view rest = line_;
  std::string tag;
  if (rest.starts_with(kTag)) {
    const std::size_t comma = rest.find(',');
    tag = rest.substr(kTag.size(), comma == rest.npos ? comma : comma - kTag.size());
    if (comma == rest.npos || !valid_hlog_tag(tag)) {
      return error("bad tag");
    }
    rest.remove_prefix(comma + 1);
  }
  std::array<std::string_view, 3> fields;
  for (std::string_view& field : fields) {
    const std::size_t comma = rest.find(',');
    if (comma == rest.npos) {
      return error("not start,length,max,histogram");
    }
    field = rest.substr(0, comma);
    rest.remove_prefix(comma + 1);
  }
  const auto start_ms = parse_seconds(fields[0]);
  const auto length_ms = parse_seconds(fields[1]);
  if (!start_ms || !length_ms || !parse_number(fields[2])) {
    return error("start, length and max must be decimal numbers");
  }
  Result<Histogram> histogram = decode_base64(rest);
  if (!histogram) {
    return error(histogram.error().message);
  }
  return HlogInterval{*start_ms, *length_ms, std::move(tag), *std::move(histogram)};
}

/// Only StartTime matters here; a comment that cannot be read is still a comment.
void HlogReader::parse_comment() {
  if (line_.starts_with(kStartTime)) {
    const std::string_view rest = std::string_view(line_).substr(kStartTime.size());
    start_epoch_ms_ = parse_seconds(rest.substr(0, rest.find(' ')));
  }
}

Error HlogReader::error(std::string_view what) const {
  return Error{fmt::format("hlog line {}: {}", line_number_, what)};
}

}  // namespace hookworthy::stats
