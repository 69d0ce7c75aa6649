#pragma once

#include "cli/dashboard/view.hpp"

#include <string>

namespace hookworthy::cli {

/// The run's figures in Prometheus' text format 0.0.4
/// (https://prometheus.io/docs/instrumenting/exposition_formats/): names that begin with
/// hookworthy_, seconds as unit, cumulative buckets.
[[nodiscard]] std::string metrics_text(const View& view);

}  // namespace hookworthy::cli
