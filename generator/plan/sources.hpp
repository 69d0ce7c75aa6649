#pragma once

#include "generator/plan/mix.hpp"
#include "generator/plan/plan.hpp"
#include "generator/plan/source.hpp"

#include <cstdint>
#include <memory>
#include <optional>
#include <string>

namespace hookworthy::plan {

/// The cases of a selection, once each. Lanes of chain positions are their lives.
class SelectionSource final : public Source {
 public:
  /// Shares the plan and the selection with other sources.
  SelectionSource(std::shared_ptr<const Plan> plan, std::shared_ptr<const Selection> selection)
      : plan_(std::move(plan)), selection_(std::move(selection)) {}

  std::optional<Case> at(std::uint64_t n, std::string& body) override;
  std::optional<std::uint64_t> lane(std::uint64_t n) override;

 private:
  std::shared_ptr<const Plan> plan_;
  std::shared_ptr<const Selection> selection_;
};

/// The cases of a mix, without end. Lanes of chain positions are their lives.
class MixSource final : public Source {
 public:
  MixSource(std::shared_ptr<const Plan> plan, std::shared_ptr<const Mix> mix)
      : plan_(std::move(plan)), mix_(std::move(mix)) {}

  std::optional<Case> at(std::uint64_t n, std::string& body) override;
  std::optional<std::uint64_t> lane(std::uint64_t n) override;

 private:
  std::shared_ptr<const Plan> plan_;
  std::shared_ptr<const Mix> mix_;
};

}  // namespace hookworthy::plan
