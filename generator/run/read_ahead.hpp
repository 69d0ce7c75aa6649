#pragma once

#include "generator/plan/source.hpp"
#include "generator/send/clock.hpp"

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace hookworthy::run {

/// Takes callbacks from a source some at a time. Between two system calls the processor's caches
/// and predictors are no longer the plan's: one callback then takes half as long again as it does
/// in a row of others. One thread.
///
/// While a row is made, no answer is read. So a row ends when it has `row_bytes`, and is so long
/// that the one before it would have taken `row_ns`: one callback, where they are slow to make.
class ReadAhead {
 public:
  static constexpr std::size_t most = 32;                ///< callbacks in a row
  static constexpr std::size_t row_bytes = 128u << 10;   ///< the last body may exceed it
  static constexpr std::int64_t row_ns = 100'000;        ///< aimed at, not promised
  static constexpr std::size_t kept_bytes = 256u << 10;  ///< of each body's memory, to be reused

  /// Positions are asked for in steps of `stride`, up to a row beyond the last one that is wanted;
  /// `source` outlives this.
  ReadAhead(plan::Source& source, const send::Clock& clock, std::uint64_t stride)
      : source_(source), clock_(clock), stride_(stride) {}

  /// As Source::at. `in_a_row`: when nothing is ready, take a row. `body` is exchanged for one that
  /// was used before. No step is to be left out: positions would be asked for that lie before
  /// others.
  std::optional<Case> at(std::uint64_t n, std::string& body, bool in_a_row);

 private:
  struct Ready {
    std::optional<Case> what;
    std::string body;
  };

  void take_row(std::uint64_t n);

  plan::Source& source_;
  send::Clock clock_;
  std::uint64_t stride_;
  std::size_t count_ = 4;       ///< of the next row
  std::uint64_t position_ = 0;  ///< of ready_[next_]
  std::size_t next_ = 0;
  std::size_t end_ = 0;
  std::vector<Ready> ready_ = std::vector<Ready>(most);
};

}  // namespace hookworthy::run
