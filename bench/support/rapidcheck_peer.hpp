#pragma once

#include <nlohmann/json.hpp>
#include <rapidcheck/Gen.h>

namespace hookworthy::bench {

/// Valid random callbacks of the built-in contract, `reschedule` aside, written as one would with
/// RapidCheck and nlohmann: generators that are made once and combined to a DOM. Texts are from
/// short lists, and of the relations across fields it keeps those that bind these types; it has
/// none of the edges that the plan's random callbacks have.
rc::Gen<nlohmann::json> rapidcheck_callbacks();

}  // namespace hookworthy::bench
