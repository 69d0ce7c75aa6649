#pragma once

#include "verifier/case.hpp"
#include "verifier/record/delivery.hpp"
#include "verifier/record/trial.hpp"

#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace hookworthy::check {

/// A case with text of its own.
struct CaseRef {
  CaseKey key{Kind::canonical, 0};
  Expect expect = Expect::accept;
  std::string type;
  std::string field;
  bool has_field = false;
  std::string label;

  CaseRef() = default;
  explicit CaseRef(const Case& what);
  void assign(const Case& what);  ///< reuses memory
  friend bool operator==(const CaseRef&, const CaseRef&) = default;
};

/// A trial that broke a clause.
struct TrialEvidence {
  record::Trial trial;
  bool by_sight = false;            ///< `proof` is the number of a sight, not of an attempt
  std::uint32_t proof = 0;          ///< what broke the clause
  std::vector<std::string> bodies;  ///< of all attempts, as sent; empty when not all are at hand
};

/// One delivery that broke a clause, or one trial.
struct Evidence {
  static constexpr std::size_t max_request_bytes = std::size_t{256} << 10;

  std::uint64_t sequence = 0;
  CaseRef what;
  /// Sequence of the delivery that this one followed up, and its case if it was seen.
  std::uint64_t after = record::Delivery::no_delivery;
  std::optional<CaseRef> preceding;
  std::string request;              ///< as sent; its first max_request_bytes
  std::uint64_t request_bytes = 0;  ///< of the whole body, which a record may have left out
  record::Outcome outcome = record::Outcome::response;
  record::Phase phase = record::Phase::none;
  record::Cause cause = record::Cause::none;
  std::uint16_t status = 0;
  std::string response;         ///< first bytes of the answer's body, raw
  std::int64_t waited_ns = -1;  ///< from the first byte sent to the end; -1: never sent
  /// Null: a delivery is the proof. Else `what` is of Kind::sequence, with the trial's number and
  /// its operation as label, and type and outcome are those of the attempt that broke the clause.
  std::shared_ptr<const TrialEvidence> trial;

  Evidence() = default;
  explicit Evidence(std::shared_ptr<const TrialEvidence> proof);
  explicit Evidence(const record::Delivery& delivery);
  [[nodiscard]] bool request_cut() const { return request.size() < request_bytes; }
};

/// How a receiver answered, in one line that is safe on a terminal: `400 {"error":"..."}`,
/// `connection closed while reading`, `no answer within 10 s`.
[[nodiscard]] std::string describe_response(const Evidence& evidence, std::size_t max_bytes);

/// How an attempt of a trial ended, in a few words: `409`, `connection reset`, `timed out`.
[[nodiscard]] std::string describe_ending(const record::Attempt& attempt);

/// Keeps little of much evidence: for each distinct (type, field, label) the delivery with the
/// lowest sequence, and of those the `capacity` lowest. So what is kept does not depend on the
/// order in which deliveries end, nor on how workers were merged. A probe is told apart by the case
/// that it followed up.
class EvidenceKeeper {
 public:
  explicit EvidenceKeeper(std::size_t capacity) : capacity_(capacity) {}

  /// Copies the delivery if it is worth keeping. `preceding`: the case that it followed up, or
  /// null. Returns true if it was kept.
  bool offer(const record::Delivery& delivery, const CaseRef* preceding);
  void offer(const Evidence& evidence);
  void merge(const EvidenceKeeper& other);
  /// Tells the kept evidence what delivery `sequence` was, when it is told late.
  void resolve(std::uint64_t sequence, const Case& what);

  /// In order of sequence.
  [[nodiscard]] std::vector<Evidence> sorted() const;

 private:
  struct Key;
  /// Where evidence of this sequence and key has to go; null when it is not worth keeping.
  Evidence* place_for(std::uint64_t sequence, const Key& key);

  std::size_t capacity_;
  std::vector<Evidence> kept_;
};

}  // namespace hookworthy::check
