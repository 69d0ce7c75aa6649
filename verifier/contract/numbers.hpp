#pragma once

#include "verifier/contract/schema.hpp"

#include <compare>

// Exact arithmetic on JSON numbers and an exact order of JSON values. Pure, thread-safe. An
// integer is held as int64 or uint64, everything else as a finite double; no operation here rounds.

namespace hookworthy::contract {

/// Compares two numbers by value: 1 and 1.0 are equal, 2^53+1 and 2^53 as a double are not.
/// Precondition: both are numbers.
std::strong_ordering compare_numbers(const Json& a, const Json& b);

/// Whether a number has no fraction: 1.0 is an integer (JSON Schema 2020-12, 6.1.1).
bool is_integral(const Json& number);

/// Whether `value` is `divisor` times an integer. Doubles count as the shortest decimal that
/// denotes them, and the division is exact in decimal: 0.07 is a multiple of 0.01, 0.0701 and
/// 0.30000000000000004 are not, without any tolerance. Precondition: numbers, divisor > 0.
bool is_multiple_of(const Json& value, const Json& divisor);

/// A total order of JSON values in which values are equal exactly when JSON Schema calls them
/// equal: numbers by value, objects regardless of the order of members.
std::strong_ordering compare_values(const Json& a, const Json& b);

inline bool equal_values(const Json& a, const Json& b) {
  return compare_values(a, b) == std::strong_ordering::equal;
}

}  // namespace hookworthy::contract
