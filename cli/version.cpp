#include "cli/version.hpp"

namespace hookworthy::cli {
std::string_view version() {
  return HOOKWORTHY_VERSION;
}
}  // namespace hookworthy::cli
