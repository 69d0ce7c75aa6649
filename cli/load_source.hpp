#pragma once

#include "cli/options.hpp"
#include "generator/plan/input.hpp"
#include "generator/plan/mix.hpp"
#include "generator/plan/plan.hpp"
#include "generator/plan/source.hpp"
#include "verifier/contract/contract.hpp"

#include <cstdint>
#include <memory>
#include <optional>
#include <string>

#include <CLI/CLI.hpp>

namespace hookworthy::cli {

/// Where a load takes its callbacks from: --mix, --input, --loop, --reorder.
struct SourceOptions {
  std::string mix;    ///< empty: `valid=1`
  std::string input;  ///< file; empty: the plan
  bool loop = false;
  bool reorder = false;
};
void add_source_options(CLI::App& command, SourceOptions& options);

/// The callbacks of a load: generated as the mix says, or read from a file. Outlives the run.
class LoadSource {
 public:
  /// `plan` outlives this. Reads the file once. The Error names the option or the file and line.
  static Result<LoadSource> make(const SourceOptions& options, const ContractOptions& of,
                                 const plan::Plan& plan,
                                 std::shared_ptr<const contract::Contract> contract);

  /// Whether deliveries have an order to be kept.
  bool has_lanes() const { return mix_ && !reorder_ && mix_->has_lanes(); }
  /// LoadSettings::positions
  std::uint64_t positions() const;
  /// For one worker.
  std::unique_ptr<plan::Source> make_source() const;

 private:
  LoadSource() = default;

  std::optional<plan::Mix> mix_;
  std::optional<plan::Input> input_;
  bool loop_ = false;
  bool reorder_ = false;
};

}  // namespace hookworthy::cli
