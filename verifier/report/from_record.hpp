#pragma once

#include "verifier/record/record_reader.hpp"
#include "verifier/report/settings.hpp"
#include "verifier/report/summary.hpp"
#include "verifier/result.hpp"

#include <istream>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <vector>

namespace hookworthy::report {

/// A record to be judged again.
struct RecordSource {
  std::string name;            ///< file name, for messages and replay lines
  std::istream* in = nullptr;  ///< not owned
};

/// What overrides the records' own settings.
struct Rejudge {
  std::optional<check::Profile> profile;
  std::optional<std::vector<stats::Threshold>> thresholds;
};

/// Judges one or several records anew and merges them into one summary. They must be of one
/// contract, the given one: else an Error that names the file. A torn record is judged as far as it
/// goes and makes the run inconclusive; one that was altered or is malformed is an Error. Several
/// records are taken for shards of one run, side by side: counts and rates add up, the duration is
/// the longest. Run facts are those of the first.
[[nodiscard]] Result<Summary> summary_from_records(
    std::span<const RecordSource> sources, std::shared_ptr<const contract::Contract> contract,
    const Rejudge& rejudge);

}  // namespace hookworthy::report
