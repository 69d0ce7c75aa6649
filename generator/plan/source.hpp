#pragma once

#include "verifier/case.hpp"

#include <cstdint>
#include <optional>
#include <string>

namespace hookworthy::plan {

/// Where a run takes its callbacks from. Each worker has its own; not thread-safe.
class Source {
 public:
  Source() = default;
  Source(const Source&) = delete;
  Source& operator=(const Source&) = delete;
  virtual ~Source() = default;

  /// Renders the callback of position `n` of the run into `body` (replaced, capacity reused).
  /// Positions are asked for in rising order, not all of them. nullopt: there is no such position.
  virtual std::optional<Case> at(std::uint64_t n, std::string& body) = 0;

  /// Positions with equal lanes have to be delivered one after the other; nullopt: no order asked
  /// for.
  virtual std::optional<std::uint64_t> lane(std::uint64_t /*n*/) { return std::nullopt; }
};

}  // namespace hookworthy::plan
