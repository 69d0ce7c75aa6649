#pragma once

#include "verifier/contract/validator.hpp"

#include <array>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <string>
#include <string_view>

namespace hookworthy::contract {

/// The fields of a callback that a receiver cannot do without. Views lead into the callback's
/// bytes or into this object: valid as long as both live and neither is used for another callback.
class Extract {
 public:
  /// One entity that the callback speaks of. A number as it is written, a string decoded; empty
  /// when absent, null, neither of both, or unknown to the contract's lifecycle.
  struct Entity {
    std::string_view identity;     ///< Lifecycle::identity
    std::string_view predecessor;  ///< Lifecycle::predecessor
    std::string_view status;       ///< the field that the first condition on a state speaks of
  };

  // Leaves the scratch memory as it is: clearing it would cost more than a field.
  Extract() noexcept {}
  Extract(const Extract&) = delete;
  Extract& operator=(const Extract&) = delete;

  Entity entity;     ///< at Transition::entity
  Entity successor;  ///< at Transition::successor
  /// One pass has judged the callback; false: that was the validator's work.
  bool one_pass = false;

 private:
  friend class FastParser;
  std::array<char, 4096> scratch_;  ///< strings that had escapes
  std::string kept_;                ///< the same, when the validator had to judge
};

/// Judges callbacks as Validator does, many times faster: one pass over the bytes along a plan that
/// is compiled from the contract. It predicts the next member and compares its bytes, so members in
/// the contract's order (or in reverse) cost least.
///
/// What one pass does not admit goes to the validator, so errors are the validator's own: invalid
/// callbacks, oneOf, anyOf, if and not (but `X or null` is fine), uniqueItems, more than 64 named
/// members in one object, members named twice, nesting beyond 64 levels, integers of more than 19
/// digits. Allocates nothing for a callback that it admits. Reads no byte outside of the body.
/// Immutable and thread-safe; keeps the contract alive.
class FastParser {
 public:
  /// Which instructions to use; one that the machine lacks becomes the next simpler.
  enum class Instructions : std::uint8_t { portable, sse2, avx2, best };

  explicit FastParser(std::shared_ptr<const Contract> contract,
                      Instructions instructions = Instructions::best);
  ~FastParser();
  FastParser(FastParser&&) noexcept;
  FastParser& operator=(FastParser&&) noexcept;

  /// As Validator::judge(body, type). `out` is for the fields of a valid callback; of others it
  /// holds nothing.
  Judgement parse(std::string_view body, Extract& out, const CallbackType* type = nullptr) const;

  const Validator& validator() const;
  Instructions instructions() const;  ///< those in use; never `best`

 private:
  struct Impl;
  std::unique_ptr<const Impl> impl_;
};

}  // namespace hookworthy::contract
