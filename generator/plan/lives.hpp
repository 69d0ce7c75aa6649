#pragma once

#include "generator/plan/pool.hpp"
#include "verifier/contract/contract.hpp"

#include <cstdint>
#include <string_view>
#include <vector>

namespace hookworthy::plan {

/// One callback of a life.
struct LifeStep {
  enum class Role : std::uint8_t { birth, renewal, other };
  Role role = Role::other;
  std::uint32_t transition = 0;  ///< index in Lifecycle::transitions
  std::uint32_t link = 0;  ///< number of the entity that it speaks of; of a renewal, the new one
  std::string_view label;  ///< `link-2` when it makes that entity, else `on-link-2`
};

/// What happens to an entity and those that replace it, from the first callback to the last.
struct Life {
  std::vector<LifeStep> steps;
  std::uint32_t links = 0;
  std::uint64_t first_step = 0;  ///< of all steps of the period
  std::uint64_t first_link = 0;  ///< of all links of the period
};

/// Lives of several lengths and courses as the transitions permit them: one, two, ten and a
/// hundred renewals; some end in another state, some are renewed from there, some have other
/// callbacks in between. Empty when nothing is born or nothing is renewed. Labels go to `pool`.
std::vector<Life> plan_lives(const contract::Lifecycle& lifecycle, Pool& pool);

}  // namespace hookworthy::plan
