// `hookworthy fire`: loads a receiver at an open-loop rate, every callback different, every answer
// judged.

#include <charconv>
#include <cmath>

#include <fmt/format.h>

#include "cli/certification.hpp"
#include "cli/options.hpp"
#include "cli/progress.hpp"
#include "cli/signals.hpp"
#include "cli/target.hpp"
#include "cli/units.hpp"
#include "generator/plan/mix.hpp"
#include "generator/plan/sources.hpp"
#include "generator/run/load.hpp"

namespace hookworthy::cli {
namespace {

struct FireOptions {
  ContractOptions contract;
  TargetOptions target;
  ReportOptions report;
  std::string rate = "100";
  std::chrono::nanoseconds duration = std::chrono::seconds(10);
  std::chrono::nanoseconds warm_up{0};
  std::string arrival = "constant";
  std::string mix = "valid=1";
  std::vector<std::string> thresholds;
};
