#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <string_view>

namespace hookworthy::check {

/// One thing that can be required of a receiver, or of the harness that judges it.
enum class ClauseId : std::uint8_t {
  accepts_canonical,
  accepts_edges,
  never_5xx_or_drop,
  answers_in_time,
  rejects_violations,
  accepts_after_bad,
  survives_protocol_faults,
  accepts_valid_http,
  rejects_malformed_json,
  rejects_bad_requests,
  limits_body_size,
  accepts_good_signature,
  verifies_signature,
  checks_timestamp,
  accepts_sequences,
  handles_sequences,
  duplicate_answered_alike,
  accepts_out_of_order,
  keeps_state,
  converges,
  scales_with_chains,
  conservation
};
inline constexpr std::size_t clause_count = 22;

/// RFC 2119: a receiver is unworthy when it breaks a MUST; a broken SHOULD is only reported.
enum class Level : std::uint8_t { must, should };

/// How strict to be: `strict` raises some SHOULDs to MUST.
enum class Profile : std::uint8_t { standard, strict };

struct Clause {
  ClauseId id;
  std::string_view name;   ///< stable, such as `accepts-edges`: what reports and options say
  std::string_view title;  ///< one line: what the receiver does
  Level level;             ///< in the standard profile
  Level strict_level;
  std::string_view rationale;  ///< why a receiver has to, in one or two sentences
};

/// All clauses, in the order of reports; clauses()[i].id == ClauseId(i).
[[nodiscard]] std::span<const Clause> clauses();
[[nodiscard]] const Clause& clause(ClauseId id);
[[nodiscard]] std::optional<ClauseId> parse_clause(std::string_view name);
[[nodiscard]] Level level_of(ClauseId id, Profile profile);

[[nodiscard]] std::string_view to_string(Level level);      ///< "MUST", "SHOULD"
[[nodiscard]] std::string_view to_string(Profile profile);  ///< "standard", "strict"
[[nodiscard]] std::optional<Profile> parse_profile(std::string_view text);

/// A set of clauses.
class ClauseSet {
 public:
  constexpr ClauseSet() = default;
  static constexpr ClauseSet all() { return ClauseSet((std::uint64_t{1} << clause_count) - 1); }
  constexpr void add(ClauseId id) { bits_ |= bit(id); }
  constexpr void remove(ClauseId id) { bits_ &= ~bit(id); }
  [[nodiscard]] constexpr bool has(ClauseId id) const { return (bits_ & bit(id)) != 0; }
  [[nodiscard]] constexpr bool empty() const { return bits_ == 0; }
  friend constexpr bool operator==(ClauseSet, ClauseSet) = default;
  friend constexpr ClauseSet operator&(ClauseSet a, ClauseSet b) {
    return ClauseSet(a.bits_ & b.bits_);
  }

 private:
  static_assert(clause_count < 64);
  explicit constexpr ClauseSet(std::uint64_t bits) : bits_(bits) {}
  static constexpr std::uint64_t bit(ClauseId id) {
    return std::uint64_t{1} << static_cast<unsigned>(id);
  }
  std::uint64_t bits_ = 0;
};

}  // namespace hookworthy::check
