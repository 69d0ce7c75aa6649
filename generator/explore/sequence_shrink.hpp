#pragma once

#include "generator/plan/sequence.hpp"

#include <rapidcheck.h>

namespace hookworthy::explore {

/// Valid sequences that are simpler than this one, the much simpler ones first: fewer events, fewer
/// sendings, an order nearer to that of the events, nothing at one instant, nobody who leaves,
/// transitions that the contract lists earlier. Going on from any of them ends.
rc::Seq<plan::Sequence> simpler(const plan::Sequence& sequence,
                                const contract::Lifecycle& lifecycle);

}  // namespace hookworthy::explore
