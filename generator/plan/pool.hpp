#pragma once

#include <memory>
#include <string>
#include <string_view>
#include <unordered_set>
#include <vector>

namespace hookworthy::plan {

/// Strings kept once and for good, close together. Views stay valid as long as the pool lives, also
/// when it is moved, and `slack_bytes` (emit.hpp) behind the begin of each can be read. Not
/// thread-safe while it grows.
class Pool {
 public:
  std::string_view keep(std::string_view text);

 private:
  std::vector<std::unique_ptr<char[]>> blocks_;
  char* free_ = nullptr;  ///< in the last block
  std::size_t room_ = 0;  ///< bytes from there on
  std::unordered_set<std::string_view> known_;
};

}  // namespace hookworthy::plan
