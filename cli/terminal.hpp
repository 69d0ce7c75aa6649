#pragma once

#include <cstddef>

namespace hookworthy::cli {

/// Whether a terminal may be sent colours, by the values of NO_COLOR and TERM (null: not set): not
/// when NO_COLOR is set and not empty (https://no-color.org), nor when TERM is `dumb` or not set.
bool allows_colours(const char* no_color, const char* term);

// `file`: a file descriptor, such as STDERR_FILENO.

/// A terminal that can do more than print lines one below the other.
bool is_terminal(int file);
/// A terminal whose user has nothing against colours.
bool wants_colours(int file);
/// Columns of the terminal's window as it is now; 80 when not known.
std::size_t terminal_columns(int file);

}  // namespace hookworthy::cli
