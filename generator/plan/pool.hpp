#pragma once

#include <string>
#include <string_view>
#include <unordered_set>

namespace hookworthy::plan {

/// Strings kept once and for good. Views stay valid as long as the pool lives, also when it is
/// moved. Not thread-safe while it grows.
class Pool {
 public:
  std::string_view keep(std::string text) { return *strings_.insert(std::move(text)).first; }
  std::string_view keep(std::string_view text) { return keep(std::string(text)); }
  std::string_view keep(const char* text) { return keep(std::string(text)); }

 private:
  std::unordered_set<std::string> strings_;  // nodes do not move, so neither do the bytes
};

}  // namespace hookworthy::plan
