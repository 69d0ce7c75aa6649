#pragma once

#include "fixtures/contracts/embedded_contract.hpp"
#include "generator/plan/plan.hpp"
#include "tests/support/must.hpp"

#include <memory>

namespace hookworthy::run {

/// A plan of the embedded contract for seed 1, made once per program.
inline const plan::Plan& bookings() {
  static const plan::Plan made =
      test::must(plan::Plan::make(std::make_shared<const contract::Contract>(
                                      test::must(contract::Contract::load(embedded_contract()))),
                                  {}));
  return made;
}

}  // namespace hookworthy::run
