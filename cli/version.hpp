#pragma once

#include <string_view>

namespace hookworthy::cli {

/// The program's version, as CMake's project() states it.
std::string_view version();

}  // namespace hookworthy::cli
