#pragma once

#include "fixtures/contracts/embedded_contract.hpp"
#include "tests/support/deliveries.hpp"
#include "tests/support/must.hpp"
#include "verifier/check/certificate.hpp"

#include <memory>
#include <stdexcept>
#include <string>
#include <vector>

namespace hookworthy::check {

inline std::shared_ptr<const contract::Contract> embedded() {
  static const auto contract = std::make_shared<const contract::Contract>(
      test::must(contract::Contract::load(embedded_contract())));
  return contract;
}

/// A contract of two types with answers of their own: `narrow` takes 202 and refuses with 422, and
/// is told by a header; `wide` has the defaults.
inline std::shared_ptr<const contract::Contract> two_types() {
  static const auto contract =
      std::make_shared<const contract::Contract>(test::must(contract::Contract::load(R"({
    "openapi": "3.1.0", "info": {"title": "two", "version": "1"},
    "x-hookworthy": {"discriminator": {"in": "header", "name": "X-Event"}},
    "webhooks": {
      "narrow": {"put": {"requestBody": {"content": {"application/vnd.x+json": {"schema": {}}}},
                         "responses": {"202": {"description": "ok"},
                                       "422": {"description": "no"}}}},
      "wide": {"post": {"requestBody": {"content": {"application/json": {"schema": {}}}}}}}})")));
  return contract;
}

inline const ClauseResult& result_of(const std::vector<ClauseResult>& results, ClauseId id) {
  for (const auto& result : results) {
    if (result.id == id) return result;
  }
  throw std::out_of_range("no such clause");
}

}  // namespace hookworthy::check
