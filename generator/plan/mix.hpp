#pragma once

#include "generator/plan/plan.hpp"
#include "verifier/case.hpp"
#include "verifier/result.hpp"

#include <array>
#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace hookworthy::plan {

/// How much of each kind a run sends. Weights are shares of their sum.
struct Weights {
  struct Share {
    Kind kind;
    double weight;  ///< > 0, finite
  };
  std::vector<Share> shares;  ///< no kind twice, in the order in which they were given
};

/// Reads `valid=0.9,edge=0.09,violation=0.01`. Names: valid (random callbacks), canonical, edge,
/// violation, chain. Weights of 0 are left out. The Error says what is wrong and what is known.
Result<Weights> parse_mix(std::string_view text);

/// A sequence of cases of several kinds without end. Position n is in closed form, so that any
/// shard of a run, and any single position, can be made alone. Immutable; thread-safe.
///
/// Of every `table_size` positions that begin at a multiple of it, each kind has exactly its share,
/// to the nearest 1/table_size and at least one; the order in between depends on the seed. Endless
/// kinds are taken in their order, finite ones again and again, each time all of them in a shuffled
/// order.
class Mix {
 public:
  static constexpr std::uint32_t table_size = 10'000;

  /// Only of the types named; empty: all. `plan` must outlive the mix. The Error names an unknown
  /// type, or a kind of which there is no case.
  static Result<Mix> make(const Plan& plan, const Weights& weights,
                          std::span<const std::string> types = {});

  CaseKey at(std::uint64_t n) const;
  /// Positions of a kind in each round of the table.
  std::uint32_t share(Kind kind) const;
  /// Whether some positions belong to lives, whose order has to be kept.
  bool has_lanes() const { return share(Kind::chain) > 0; }
  const Plan& plan() const { return *plan_; }

 private:
  struct Part {
    Selection selection;
    std::uint32_t count = 0;  ///< positions per round
  };
  struct Position {
    std::uint16_t part = 0;
    std::uint16_t rank = 0;  ///< among the positions of its part in this round
  };

  Mix() = default;
  void fill_table(std::uint64_t seed);

  const Plan* plan_ = nullptr;
  std::uint64_t seed_ = 0;
  std::vector<Part> parts_;
  std::vector<Position> table_;
};

}  // namespace hookworthy::plan
