#pragma once

#include "verifier/report/comparison.hpp"
#include "verifier/report/summary.hpp"

#include <cstddef>
#include <cstdint>
#include <iosfwd>
#include <string>
#include <string_view>

namespace hookworthy::report {

/// What a page is.
enum class PageKind : std::uint8_t {
  report,      ///< a file that needs nobody
  dashboard,   ///< the same, served by somebody who sends news
  comparison,  ///< of two runs, a file too
};

/// How a report's page stands to its run.
struct PageState {
  bool live = false;            ///< on a dashboard
  bool running = false;         ///< the run goes on: no verdict yet
  std::uint64_t in_flight = 0;  ///< of a running one
};

/// Bounds on what a page carries, in bytes of its JSON: whatever was delivered, a page stays below
/// 2 MB. What does not fit is left out, and the page says so.
struct PageBounds {
  static constexpr std::size_t request_bytes = std::size_t{8} << 10;  ///< of one request
  static constexpr std::size_t evidence_bytes = 700'000;              ///< of all evidence
  static constexpr std::size_t matrix_bytes = 300'000;                ///< of the coverage matrix
  static constexpr std::size_t label_bytes = 250'000;  ///< of the labels that its cells list
  static constexpr std::size_t labels = 60;            ///< of one cell
  static constexpr std::size_t list_bytes = 60'000;    ///< of reasons, types, thresholds, each
  static constexpr std::size_t lines = 200;            ///< of reasons, types, thresholds
  static constexpr std::size_t line_bytes = 500;       ///< of one of those
};

/// What a page shows, as one line of JSON: pure ASCII, and without `<`, `>` and `&`, so that it may
/// stand in markup, in a script block and in an event stream. Strangers' bytes are text in it that
/// shows: control characters and direction marks are U+FFFD.
[[nodiscard]] std::string page_data(const Summary& summary, const PageState& state = {});
/// The same of a comparison.
[[nodiscard]] std::string page_data(const ComparisonReport& report);

/// The Content-Security-Policy of a page: its own scripts and style by their hashes, no network;
/// a dashboard may ask its own server for news.
[[nodiscard]] std::string page_policy(PageKind kind);

/// One HTML document with everything in it. `data`: of page_data(), for a page of this kind.
void write_page(std::ostream& out, std::string_view data, PageKind kind);

}  // namespace hookworthy::report
