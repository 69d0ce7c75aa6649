#pragma once

#include "verifier/check/assess.hpp"
#include "verifier/check/clause.hpp"
#include "verifier/check/evidence.hpp"
#include "verifier/contract/contract.hpp"
#include "verifier/record/delivery.hpp"

#include <array>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

namespace hookworthy::check {

enum class ClauseVerdict : std::uint8_t { kept, violated, inconclusive, not_tested };
[[nodiscard]] std::string_view to_string(ClauseVerdict verdict);

/// What became of one clause.
struct ClauseResult {
  ClauseId id = ClauseId::conservation;
  Level level = Level::must;
  ClauseVerdict verdict = ClauseVerdict::not_tested;
  std::uint64_t cases = 0;       ///< deliveries that it was judged on
  std::uint64_t violations = 0;  ///< of them; exact, however little evidence is kept
  std::uint64_t missed = 0;      ///< planned cases of it that could not be judged
  std::string reason;            ///< why inconclusive; or what else has to be known; may be empty
  std::vector<Evidence> evidence;
};

struct JudgeOptions {
  Profile profile = Profile::standard;
  ClauseSet clauses = ClauseSet::all();  ///< others are left out of the results
  /// Types whose canonical callback is planned: accepts-canonical is inconclusive until each of
  /// them was judged.
  std::vector<std::string> canonical_types;
  std::size_t evidence_per_clause = 5;
};

/// Judges deliveries as they end, in any order, in fixed memory. One per worker (a delivery and its
/// follow-ups have to meet in one judge, or in the one that they are merged into), merged when
/// done.
///
/// A health probe is a case of accepts-after-bad, never of accepts-canonical. Where the canonical
/// callback of a type was refused without any bad case before it, probes of that type prove nothing
/// and are not counted. A probe that is refused a connection right after a case that was dropped is
/// a violation: the receiver went down on it. Any other refused connection is not.
class Judge final : public record::Sink {
 public:
  Judge(std::shared_ptr<const contract::Contract> contract, JudgeOptions options);
  ~Judge() override;

  void take(const record::Delivery& delivery) override;
  void merge(const Judge& other);

  /// All chosen clauses but `conservation`, which is for the run's books, in catalogue order.
  [[nodiscard]] std::vector<ClauseResult> results() const;

  [[nodiscard]] const JudgeOptions& options() const { return options_; }
  [[nodiscard]] std::uint64_t taken() const { return taken_; }
  [[nodiscard]] std::uint64_t reached() const { return reached_; }
  /// Deliveries that met no receiver, and those that the harness failed to send.
  [[nodiscard]] std::uint64_t not_reached() const { return not_reached_; }
  [[nodiscard]] std::uint64_t harness_faults() const { return harness_faults_; }
  /// Violations of a clause that are timeouts: doubtful when the harness fell short.
  [[nodiscard]] std::uint64_t timeouts_of(ClauseId id) const;

 private:
  struct ClauseCounts {
    std::uint64_t cases = 0;
    std::uint64_t violations = 0;
    std::uint64_t missed = 0;
    std::uint64_t timeouts = 0;  ///< of `violations`
    void add(const ClauseCounts& other);
  };
  /// What is known of one callback type (the last one: of none).
  struct TypeState {
    std::uint64_t canonical_judged = 0;
    std::uint64_t canonical_broken = 0;
    ClauseCounts probes;
  };
  /// A delivery that another one may follow up.
  struct Recent;
  /// A probe that was refused a connection before its preceding case was told of.
  struct Refused;

  [[nodiscard]] Recent* find_recent(std::uint64_t sequence) const;
  void remember(const record::Delivery& delivery, const Assessment& assessment);
  void take_refused_probe(const record::Delivery& delivery, std::size_t type);
  void count(const record::Delivery& delivery, std::size_t type, const Assessment& assessment,
             const CaseRef* preceding);
  void resolve_late(const record::Delivery& delivery, bool dropped);
  [[nodiscard]] bool probes_prove_nothing(const TypeState& state) const;
  [[nodiscard]] ClauseResult result_of(ClauseId id) const;
  void judge_probes(ClauseResult& result) const;
  void judge_canonical(ClauseResult& result) const;

  std::shared_ptr<const contract::Contract> contract_;
  JudgeOptions options_;
  AnswerTable answers_;
  std::array<ClauseCounts, clause_count> counts_{};
  std::vector<EvidenceKeeper> evidence_;
  std::vector<TypeState> types_;
  std::vector<Recent> recent_;  ///< ring, by sequence
  std::vector<Refused> refused_;
  std::uint64_t taken_ = 0;
  std::uint64_t reached_ = 0;
  std::uint64_t not_reached_ = 0;
  std::uint64_t harness_faults_ = 0;
};

}  // namespace hookworthy::check
