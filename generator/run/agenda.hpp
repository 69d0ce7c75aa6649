#pragma once

#include "generator/pace/schedule.hpp"
#include "generator/plan/source.hpp"
#include "generator/run/load.hpp"

#include <cstdint>
#include <optional>

namespace hookworthy::run {

/// Which positions of the run one worker takes, and when they are wanted.
///
/// Without lanes, worker k of T takes k, k + T, k + 2 T ... With lanes it walks all positions and
/// takes those whose lane (or, without one, number) falls to it: whole lanes, and all workers
/// together take every position once.
class Agenda {
 public:
  Agenda(const LoadSettings& settings, unsigned worker, plan::Source& source);

  /// There is no next position.
  bool exhausted() const;
  std::uint64_t position() const { return position_; }
  std::optional<std::uint64_t> lane() const { return lane_; }
  /// When the next position is wanted; in a closed loop: always already.
  std::int64_t intended_ns() const;
  void advance();
  /// The source turned out to have no position() and none after it.
  void end_here() { end_ = position_; }
  /// First position that is known not to exist.
  std::uint64_t end() const { return end_; }

 private:
  void step();
  bool falls_to_me();

  plan::Source& source_;
  std::optional<pace::Cursor> cursor_;
  std::uint64_t worker_;
  std::uint64_t workers_;
  bool keep_lanes_;
  std::uint64_t position_;
  std::uint64_t end_;
  std::optional<std::uint64_t> lane_;
};

}  // namespace hookworthy::run
