#pragma once

#include "generator/plan/plan.hpp"
#include "generator/run/scenario.hpp"

#include <cstdint>
#include <map>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace hookworthy::run {

struct CoverageSettings {
  std::vector<std::string> types;               ///< empty: all
  std::uint64_t max_cases = ~std::uint64_t{0};  ///< health probes not counted
};

/// Every canonical callback, edge and violation of a plan, each a scenario of its own.
///
/// The order makes a run that is cut short worth most: all canonical callbacks, then the first
/// variation of every field of every type, then every field's second one, and so on. A case that a
/// receiver need not accept is followed on the same connection by a canonical callback (a health
/// probe), because a receiver that was upset by it shows that only afterwards.
class Coverage final : public ScenarioSource {
 public:
  /// Once so many deliveries of one label have timed out, that label's other cases are skipped: a
  /// receiver that hangs on it has been proven guilty, and each further proof costs a whole
  /// timeout.
  static constexpr std::uint32_t timeouts_per_label = 5;
  /// After so many refused connections in a row there is no receiver any more.
  static constexpr std::uint32_t refusals_in_a_row = 40;

  /// `plan` must outlive this. `settings.types` are known types.
  Coverage(const plan::Plan& plan, CoverageSettings settings);

  bool next(Scenario& scenario) override;
  void ended(Scenario& scenario, std::size_t step, const record::Delivery& delivery) override;
  bool finite() const override { return true; }

  std::uint64_t cases() const { return order_.size(); }
  /// Deliveries that a whole run makes, probes included; an upper bound when labels are skipped.
  std::uint64_t deliveries() const { return deliveries_; }
  /// (label, cases skipped) of each label that timed out too often.
  std::vector<std::pair<std::string, std::uint64_t>> skipped() const;
  bool target_lost() const { return refusals_ >= refusals_in_a_row; }

 private:
  struct Entry {
    Kind kind;
    std::uint64_t index;
  };
  struct LabelState {
    std::uint32_t timeouts = 0;
    std::uint64_t skipped = 0;
  };

  bool skips(const Case& item);
  void add_probe(Scenario& scenario, const Case& item, std::uint64_t position);

  const plan::Plan& plan_;
  std::vector<Entry> order_;
  std::size_t position_ = 0;
  std::uint64_t deliveries_ = 0;
  std::uint32_t refusals_ = 0;
  std::map<std::pair<Kind, std::string_view>, LabelState> labels_;
};

/// The headers that the contract has for callbacks of `type`: content type and, where a
/// header tells the type, that header.
std::vector<send::Header> contract_headers(const contract::Contract& contract,
                                           const contract::CallbackType& type);

}  // namespace hookworthy::run
