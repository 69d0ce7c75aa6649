#pragma once

#include "generator/plan/plan.hpp"

#include <cstdint>
#include <string>
#include <vector>

namespace hookworthy::plan {

/// Callbacks of one type that together hold every pair of edges of two of its fields: a mixed-level
/// covering array of strength two, made greedily row by row (Cohen, Dalal, Fredman, Patton: The
/// AETG System, 1997), with what cannot hold together left out.
///
/// Each field has a few edges in it (levels): those that receivers trip over most first, then those
/// that the fields before did not have. Edges of which a receiver may think either way, those that
/// make a callback more than a KiB larger, and ids, by which receivers know what they have seen
/// before, are left out.
struct PairRows {
  static constexpr std::size_t max_levels = 11;        ///< per field
  static constexpr std::size_t max_all_levels = 2500;  ///< fewer per field where fields are many
  static constexpr std::size_t max_rows = 2000;
  static constexpr std::uint64_t max_tries = 100'000;  ///< callbacks composed to find the rows

  struct Row {
    std::vector<Pick> picks;       ///< distinct fields; compose() takes them
    std::uint64_t first_here = 0;  ///< pairs that no row before holds
  };
  std::vector<std::vector<Pick>> levels;  ///< by field, of those that take part
  std::vector<Row> rows;
  std::uint64_t possible = 0;    ///< pairs that hold together, or of which that is not known
  std::uint64_t impossible = 0;  ///< pairs that the contract does not admit together
};

/// Depends on the contract alone. Takes up to a second for a type of a hundred fields.
PairRows make_pair_rows(const Plan& plan, const Plan::Impl& impl, std::size_t type);

}  // namespace hookworthy::plan
