#pragma once

#include "verifier/contract/schema.hpp"

#include <cstdint>

// The meaning of x-hookworthy.relations. Pure, thread-safe.

namespace hookworthy::contract {

/// Whether a condition is true of a value; unknown when it does not apply to it.
enum class Truth : std::uint8_t { unknown, no, yes };

/// Pointers are resolved inside `value`. `after` and `not_before` compare RFC 3339 date-times down
/// to the nanosecond and are unknown for anything else; `equals` and `differs` compare any two
/// values (1 equals 1.0); a pointer that leads nowhere makes every condition unknown.
Truth evaluate(const Condition& condition, const Json& value);

/// Whether `value` keeps the relation. One whose premise or conclusion is unknown is kept.
bool holds(const Relation& relation, const Json& value);

}  // namespace hookworthy::contract
