#include "cli/terminal.hpp"

#include <cstdlib>
#include <string_view>

#include <sys/ioctl.h>
#include <unistd.h>

namespace hookworthy::cli {
namespace {

bool is_smart(const char* term) {
  const std::string_view name = term == nullptr ? "" : term;
  return !name.empty() && name != "dumb";
}

}  // namespace

bool allows_colours(const char* no_color, const char* term) {
  return (no_color == nullptr || *no_color == '\0') && is_smart(term);
}

bool is_terminal(int file) {
  return ::isatty(file) == 1 && is_smart(std::getenv("TERM"));
}

bool wants_colours(int file) {
  return ::isatty(file) == 1 && allows_colours(std::getenv("NO_COLOR"), std::getenv("TERM"));
}

std::size_t terminal_columns(int file) {
  constexpr std::size_t usual = 80;
  winsize size{};
  if (::ioctl(file, TIOCGWINSZ, &size) != 0 || size.ws_col == 0) return usual;
  return size.ws_col;
}

}  // namespace hookworthy::cli
