#pragma once

#include "generator/plan/plan.hpp"

#include <cstdint>
#include <optional>
#include <vector>

namespace hookworthy::plan {

/// Numbers sets of at most `most` of `edges` things, without holes: the empty set, then all sets of
/// one, of two ... Sets of the same size are numbered by the combinatorial number system (Knuth,
/// The Art of Computer Programming 4A, 7.2.1.3).
class Subsets {
 public:
  /// Sets larger than this are not numbered, nor any for which numbers would go beyond 2^46.
  static constexpr unsigned most = 4;

  explicit Subsets(std::uint64_t edges);

  /// Of the largest sets that are numbered.
  unsigned largest() const { return largest_; }
  /// How many sets there are, >= 1.
  std::uint64_t count() const { return count_; }
  /// `members`: ascending, each below `edges`, no two equal. nullopt: too many.
  std::optional<std::uint64_t> number_of(const std::vector<std::uint64_t>& members) const;
  /// The members in ascending order; number < count().
  std::vector<std::uint64_t> set_of(std::uint64_t number) const;

 private:
  std::uint64_t edges_;
  unsigned largest_ = 0;
  std::uint64_t count_ = 1;
};

}  // namespace hookworthy::plan
