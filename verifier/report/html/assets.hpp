#pragma once

#include <string_view>

// The parts of the page, embedded when the program is built (embed.cmake). None of them holds
// `</script`, `</style` or `<!--`.

namespace hookworthy::report::html {

/// What all pages have, page.html, with places such as `{{data}}` to be filled in.
[[nodiscard]] std::string_view page();
[[nodiscard]] std::string_view style();
/// The sections of each kind of page, and our own scripts, one after the other, that fill them.
[[nodiscard]] std::string_view report_sections();
[[nodiscard]] std::string_view report_script();
[[nodiscard]] std::string_view comparison_sections();
[[nodiscard]] std::string_view comparison_script();
/// Chart.js 3 (https://www.chartjs.org, MIT licence), with its banner.
[[nodiscard]] std::string_view chart_library();

}  // namespace hookworthy::report::html
