#pragma once

#include "verifier/report/summary.hpp"

#include <iosfwd>

namespace hookworthy::report {

// Writers check nothing: look at the stream's state for write errors.

/// The JSON document `hookworthy/summary/1`, indented, with a line feed. Numbers that were not
/// measured are null. Keys beyond the documented ones are additions: `coverage`, `interrupted`, and
/// in evidence `type`, `field`, `label`, `expect`, `after`, `request_bytes`, `request_raw`.
void write_json(std::ostream& out, const Summary& summary);

/// The report for people: plain text, UTF-8, no colours.
void write_text(std::ostream& out, const Summary& summary);

}  // namespace hookworthy::report
