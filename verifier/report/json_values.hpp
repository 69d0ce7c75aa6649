#pragma once

#include <cmath>
#include <optional>

#include <nlohmann/json.hpp>

// Values of the documents that this directory writes.

namespace hookworthy::report {

/// null for what was not measured, and for NaN and infinity, which JSON does not have.
[[nodiscard]] inline nlohmann::ordered_json number_or_null(const std::optional<double>& value) {
  if (!value || !std::isfinite(*value)) return nullptr;
  return *value;
}

/// null for what was not measured.
template <class Integer>
[[nodiscard]] nlohmann::ordered_json integer_or_null(const std::optional<Integer>& value) {
  if (!value) return nullptr;
  return *value;
}

}  // namespace hookworthy::report
