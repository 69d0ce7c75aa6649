#pragma once

#include "fixtures/contracts/embedded_contract.hpp"
#include "tests/support/must.hpp"
#include "verifier/contract/contract.hpp"

namespace hookworthy::explore {

/// The lifecycle of the embedded contract.
inline const contract::Lifecycle& life() {
  static const contract::Contract contract =
      test::must(contract::Contract::load(embedded_contract()));
  return *contract.lifecycle();
}

}  // namespace hookworthy::explore
