#pragma once

#include "verifier/check/clause.hpp"
#include "verifier/contract/contract.hpp"
#include "verifier/record/delivery.hpp"

#include <bitset>
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace hookworthy::check {

/// What a status means to the provider.
enum class Answer : std::uint8_t {
  accepted,  ///< in the type's `accepted` set
  refused,   ///< in its `refused` set
  other      ///< neither: 5xx, redirects ...
};

/// The promised answers of a contract, ready for the load path: no allocation, no text matching.
/// Immutable; any thread.
class AnswerTable {
 public:
  explicit AnswerTable(const contract::Contract& contract);

  /// Number of a callback type: its index in Contract::types(). no_type() for any other name.
  [[nodiscard]] std::size_t type_of(std::string_view name) const;
  [[nodiscard]] std::size_t no_type() const { return names_.size(); }
  [[nodiscard]] std::size_t types() const { return names_.size(); }
  [[nodiscard]] const std::string& name(std::size_t type) const { return names_[type]; }

  /// `type`: up to and including no_type(), which takes 2xx as accepted and 4xx as refused.
  [[nodiscard]] Answer answer(std::size_t type, unsigned status) const;

 private:
  static constexpr std::size_t statuses = 1000;
  static constexpr std::uint16_t no_number = 0xFFFF;
  /// Cheap, since every delivery asks: a few bytes of the name tell most names apart.
  [[nodiscard]] static std::size_t hash_of(std::string_view name);
  struct Row {
    std::bitset<statuses> accepted;
    std::bitset<statuses> refused;
  };
  std::vector<std::string> names_;
  std::vector<std::uint16_t> numbers_;  ///< by hash of the name, open addressing; a power of two
  std::vector<Row> rows_;               ///< one per type, then no_type()
};

/// Whom the end of a delivery speaks of.
enum class Contact : std::uint8_t {
  reached,      ///< the receiver got (part of) the request: what followed is its doing
  not_reached,  ///< refused, unreachable, no name, no TLS, no connection in time: nothing to judge
  harness,      ///< the harness had no descriptor, no port or no free connection
  none          ///< unsent or unfinished
};
[[nodiscard]] Contact contact_of(const record::Delivery& delivery);

/// A canonical callback that follows up another delivery: is the receiver still sane? It counts to
/// accepts-after-bad in place of accepts-canonical; behind a protocol fault, which only a judge
/// knows of, to survives-protocol-faults.
[[nodiscard]] bool is_health_probe(const record::Delivery& delivery);

/// What one delivery says by itself.
struct Assessment {
  Contact contact = Contact::none;
  ClauseSet tested;  ///< clauses that this delivery is a case of
  ClauseSet broken;  ///< of `tested`
  ClauseSet missed;  ///< clauses of which it would have been a case, had the receiver been reached
  ClauseSet unanswered;  ///< the same, had it answered in time
};

/// The rules:
///   accept, not answered with an accepted status (5xx and drops included) breaks
///   accepts-canonical, accepts-after-bad (health probes) or accepts-edges (all other kinds);
///   a deadline that passed leaves them unanswered, as nobody knows what the answer would have
///   been, but breaks accepts-after-bad and accepts-valid-http: silence is what a receiver that is
///   stuck in what came before sounds like;
///   reject, answered below 500 with a status that is not a refusal, breaks rejects-violations
///   (5xx, drops and timeouts are not its matter); a 5xx, or a connection closed or reset without a
///   readable answer, breaks never-5xx-or-drop; a deadline that passed while writing or reading
///   breaks answers-in-time.
/// Cases of kind `protocol` have rules by their label's group, the text before its colon:
///   accept belongs to accepts-valid-http; reject to rejects-malformed-json (json),
///   limits-body-size (limit) or rejects-bad-requests (type, method, frame, stall); any 4xx
///   refuses; 501 refuses in method and frame (RFC 9110 15.6.2), 505 in frame (15.6.6), 503 and 504
///   in stall, 503 and 507 in limit; in frame, stall and limit a dropped connection refuses as
///   well, and in limit a deadline may pass while writing; how `abort` ends is of no interest.
/// Cases of kind `signature` belong to checks-timestamp (labels `sig:time-...`), else to
/// accepts-good-signature or verifies-signature; an accepted status breaks a reject.
/// Cause::abandoned is the client's doing and breaks nothing but an accept.
[[nodiscard]] Assessment assess(const record::Delivery& delivery, Answer answer);

}  // namespace hookworthy::check
