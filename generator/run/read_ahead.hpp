#pragma once

#include "generator/plan/source.hpp"

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace hookworthy::run {

/// Takes callbacks from a source some at a time. Between two system calls the processor's caches
/// and predictors are no longer the plan's: one callback then takes half as long again as it does
/// among others. One thread.
class ReadAhead {
 public:
  static constexpr std::size_t most = 32;  ///< bodies that are kept, about 2 kB each

  /// Positions are asked for in steps of `stride`; `source` outlives this.
  ReadAhead(plan::Source& source, std::uint64_t stride) : source_(source), stride_(stride) {}

  /// As Source::at. When nothing is ready, `count` (1 .. most) callbacks are taken from the source
  /// at once. `body` is exchanged for one that was used before.
  std::optional<Case> at(std::uint64_t n, std::string& body, std::size_t count);

 private:
  struct Ready {
    std::optional<Case> what;
    std::string body;
  };

  plan::Source& source_;
  std::uint64_t stride_;
  std::uint64_t position_ = 0;  ///< of ready_[next_]
  std::size_t next_ = 0;
  std::size_t end_ = 0;
  std::vector<Ready> ready_ = std::vector<Ready>(most);
};

}  // namespace hookworthy::run
