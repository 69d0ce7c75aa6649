#pragma once

#include "verifier/report/comparison.hpp"

#include <nlohmann/json.hpp>

// What `hookworthy/compare/1` and the page of a comparison both say.

namespace hookworthy::report {

[[nodiscard]] nlohmann::ordered_json change_json(const stats::Change& change);
[[nodiscard]] nlohmann::ordered_json gate_json(const stats::GateResult& result);

}  // namespace hookworthy::report
