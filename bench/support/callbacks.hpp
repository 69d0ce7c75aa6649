#pragma once

#include "generator/plan/plan.hpp"
#include "verifier/contract/contract.hpp"

#include <memory>
#include <string>
#include <vector>

namespace hookworthy::bench {

/// Callbacks of one kind, to be parsed one after the other.
struct CallbackSet {
  std::string name;
  std::vector<std::string> bodies;
  std::size_t bytes = 0;  ///< of all bodies
  bool valid = true;
};

std::shared_ptr<const contract::Contract> embedded();
const plan::Plan& callbacks();

/// `canonical`, `random`, and the edges that a parser may feel: `reversed`, `pretty`, `escaped`,
/// `unicode`, `long` strings, `sorted` members; then `violations`, and the canonical callback of
/// each type by its name. Each set has a few hundred bodies, so that a branch predictor does not
/// learn them by heart. Made once.
const std::vector<CallbackSet>& callback_sets();

}  // namespace hookworthy::bench
