#pragma once

#include "verifier/report/page.hpp"
#include "verifier/report/summary.hpp"
#include "verifier/stats/histogram.hpp"
#include "verifier/stats/time_series.hpp"

#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include <nlohmann/json.hpp>

// The parts of a page's data; for page_*.cpp alone. The scripts of html/ read them.

namespace hookworthy::report {

using PageJson = nlohmann::ordered_json;

/// One line of ASCII without `<`, `>` and `&`.
[[nodiscard]] std::string markup_safe(const PageJson& json);

/// The room that some part of a page may still take, in bytes of its JSON.
class Room {
 public:
  explicit Room(std::size_t bytes) : left_(bytes) {}
  /// Takes what `part` needs, if there is as much.
  [[nodiscard]] bool take(const PageJson& part);
  /// The same; text that is too long is not even looked at.
  [[nodiscard]] bool take_text(std::string_view text) {
    return text.size() <= left_ && take(PageJson(text));
  }

 private:
  std::size_t left_;
};

/// One line of strangers' text that shows, PageBounds::line_bytes at most.
[[nodiscard]] std::string clean(std::string_view text);

/// As much of a list as a page shows, each item made by `make`.
template <class List, class Make>
[[nodiscard]] PageJson list_of(const List& list, Make make) {
  Room room(PageBounds::list_bytes);
  PageJson json = PageJson::array();
  for (const auto& item : list) {
    PageJson line = make(item);
    if (json.size() == PageBounds::lines || !room.take(line)) break;
    json.push_back(std::move(line));
  }
  return json;
}

/// Figures of a histogram, its curve by percentile, [[1/(1-q), ns], ...], and its bars: `counts`
/// of values from 10^(first/per_decade) ns on.
[[nodiscard]] PageJson times_json(const stats::Histogram& histogram);

/// Columns of equal length; null when there are no rows.
[[nodiscard]] PageJson series_json(std::span<const stats::SeriesRow> rows);

/// Clauses with their evidence, as far as PageBounds allow; those that are violated come first to
/// the evidence.
[[nodiscard]] PageJson clauses_json(const Summary& summary);

/// Type by field: what was tried of what the plan has.
[[nodiscard]] PageJson coverage_json(const Summary& summary);

/// Text of several lines that shows: what is neither printable nor a tab or line feed is U+FFFD.
/// At most `max_bytes` of `bytes` are read. `altered`: something was replaced.
struct Shown {
  std::string text;
  std::size_t read_bytes = 0;
  bool altered = false;
};
[[nodiscard]] Shown shown(std::string_view bytes, std::size_t max_bytes);

}  // namespace hookworthy::report
