#pragma once

#include "generator/plan/mix.hpp"
#include "generator/plan/plan.hpp"
#include "generator/plan/source.hpp"

#include <cstdint>
#include <optional>
#include <string>

namespace hookworthy::plan {

/// The cases of a selection, once each. Lanes of chain positions are their lives.
class SelectionSource final : public Source {
 public:
  /// `plan` and `selection` are shared with other sources and must outlive them.
  SelectionSource(const Plan& plan, const Selection& selection)
      : plan_(plan), selection_(selection) {}

  std::optional<Case> at(std::uint64_t n, std::string& body) override;
  std::optional<std::uint64_t> lane(std::uint64_t n) override;

 private:
  const Plan& plan_;
  const Selection& selection_;
};

/// The cases of a mix, without end. Lanes of chain positions are their lives.
class MixSource final : public Source {
 public:
  /// `mix` is shared with other sources and must outlive them.
  explicit MixSource(const Mix& mix) : mix_(mix) {}

  std::optional<Case> at(std::uint64_t n, std::string& body) override;
  std::optional<std::uint64_t> lane(std::uint64_t n) override;

 private:
  const Mix& mix_;
};

}  // namespace hookworthy::plan
