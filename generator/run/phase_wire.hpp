#pragma once

#include "generator/plan/plan.hpp"
#include "generator/plan/protocol_catalogue.hpp"
#include "generator/plan/signer.hpp"
#include "generator/run/wall_clock.hpp"
#include "generator/send/target.hpp"

#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <vector>

namespace hookworthy::run {

/// The callback type that phases below the callback use: of `types` (all if empty) the first that a
/// booking's life can begin with, so that none of its callbacks depends on an earlier one; the
/// first of all if there is none such. Names of types are known ones.
std::size_t entry_type(const contract::Contract& contract, std::span<const std::string> types);

/// What scripts against one destination have in common; keeps the texts that a Wire points to.
class PhaseWire {
 public:
  /// `headers`: the user's, over the contract's own. All arguments but `headers` outlive it;
  /// `signer` may be null.
  PhaseWire(const send::Destination& destination, const plan::Plan& plan, std::size_t type,
            std::span<const send::Header> headers, const plan::Signer* signer, WallClock clock);
  PhaseWire(const PhaseWire&) = delete;
  PhaseWire& operator=(const PhaseWire&) = delete;

  const plan::Wire& wire() const { return wire_; }

 private:
  std::string host_;
  std::string media_type_;
  std::string lines_;  ///< of all other headers
  plan::Wire wire_;
};

/// Index of the n-th canonical callback of a type, behind those that other phases use. `space`
/// tells phases apart.
enum class CanonicalSpace : std::uint8_t { coverage, protocol, signature };
std::uint64_t canonical_index(const contract::Contract& contract, std::size_t type,
                              CanonicalSpace space, std::uint64_t n);

}  // namespace hookworthy::run
