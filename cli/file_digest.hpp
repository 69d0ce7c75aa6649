#pragma once

#include <string>

namespace hookworthy::cli {

/// SHA-256 of a file's bytes, 64 hex digits; empty when it cannot be read. Memory: one block.
std::string file_sha256(const std::string& path);

}  // namespace hookworthy::cli
