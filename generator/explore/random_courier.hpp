#pragma once

#include "generator/plan/plan.hpp"
#include "generator/run/scenario.hpp"
#include "verifier/case.hpp"
#include "verifier/record/delivery.hpp"
#include "verifier/result.hpp"

#include <cstdint>
#include <span>
#include <string>
#include <vector>

namespace hookworthy::explore {

/// A combination on its way to the receiver, and what became of it.
struct Shot {
  Case what{};  ///< its label may point to `label`
  std::string label;
  std::string body;
  bool rehearsal = false;  ///< whether it succeeds or not
  bool judged = false;     ///< no rehearsal even if it fails
  bool done = false;       ///< it was sent, and its outcome is known
  std::uint64_t key = 0;   ///< what the predicate made of it; 0: fine
  std::uint64_t sequence = record::Delivery::no_delivery;
  record::Outcome outcome = record::Outcome::unsent;
  std::uint16_t status = 0;
};

/// Takes shots to a receiver.
class Courier {
 public:
  Courier() = default;
  Courier(const Courier&) = delete;
  Courier& operator=(const Courier&) = delete;
  virtual ~Courier() = default;

  /// Sends all, in any order, and fills in what became of them. Not all may be `done`: then there
  /// was no time left. The Error says why nothing could be sent.
  virtual Result<void> send(std::span<Shot> shots) = 0;
  /// The share of the budget that is used up, from 0 to 1; 1 as well once the user wants an end.
  virtual double spent() const = 0;
};

}  // namespace hookworthy::explore
