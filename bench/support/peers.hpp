#pragma once

#include "bench/support/callbacks.hpp"

#include <cstddef>
#include <functional>
#include <string>
#include <vector>

namespace hookworthy::bench {

/// Reads body `i` of the set that it was made for; whether it is accepted.
using Reader = std::function<bool(std::size_t i)>;

struct Subject {
  std::string name;
  bool validates = false;  ///< accepts what the contract allows, not all that is JSON
  /// The set outlives the reader.
  std::function<Reader(const CallbackSet& set)> prepare;
};

/// Ours, and other parsers by themselves and with the same validation on top. `memcpy` of the bytes
/// is the limit. All of them give memory back, or use it again, after each callback.
std::vector<Subject> subjects();

}  // namespace hookworthy::bench
