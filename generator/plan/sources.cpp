#include "generator/plan/sources.hpp"

namespace hookworthy::plan {
namespace {

std::optional<std::uint64_t> lane_of(const Plan& plan, CaseKey key) {
  if (key.kind != Kind::chain) return std::nullopt;
  return plan.chain_step(key.index).life;
}

}  // namespace

std::optional<Case> SelectionSource::at(std::uint64_t n, std::string& body) {
  if (n >= selection_.count()) return std::nullopt;
  return plan_.at(selection_.kind(), selection_.index_at(n), body);
}

std::optional<std::uint64_t> SelectionSource::lane(std::uint64_t n) {
  if (n >= selection_.count()) return std::nullopt;
  return lane_of(plan_, {selection_.kind(), selection_.index_at(n)});
}

std::optional<Case> MixSource::at(std::uint64_t n, std::string& body) {
  const CaseKey key = mix_.at(n);
  return mix_.plan().at(key.kind, key.index, body);
}

std::optional<std::uint64_t> MixSource::lane(std::uint64_t n) {
  return lane_of(mix_.plan(), mix_.at(n));
}

}  // namespace hookworthy::plan
