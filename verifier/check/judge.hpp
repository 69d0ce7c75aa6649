#pragma once

#include "verifier/check/assess.hpp"
#include "verifier/check/assess_trial.hpp"
#include "verifier/check/clause.hpp"
#include "verifier/check/evidence.hpp"
#include "verifier/check/recent_bodies.hpp"
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
  std::uint64_t flaky = 0;       ///< failures that did not repeat; no violations
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
  bool has_probe = false;  ///< whether the receiver's state is looked at, as keeps-state needs
};

/// Judges deliveries as they end, in any order, in fixed memory. One per worker (a delivery and its
/// follow-ups have to meet in one judge, or in the one that they are merged into), merged when
/// done.
///
/// A health probe is a case of accepts-after-bad or, behind a case of kind `protocol`, of
/// survives-protocol-faults, never of accepts-canonical. Where the canonical
/// callback of a type was refused without any bad case before it, probes of that type prove nothing
/// and are not counted. A probe that is refused a connection right after a case that was dropped is
/// a violation: the receiver went down on it. Any other refused connection is not.
///
/// A callback to be accepted that was not answered in time is a case of answers-in-time alone: a
/// clause that waits for such answers is inconclusive, if nothing else breaks it.
///
/// A duplicate whose original's client had left is told from one that is refused in any case by the
/// ordered trials: where one refused a callback of that type, it is not counted.
///
/// Rehearsals are judged by the trial that they belong to, or not at all. A trial that broke a
/// clause, but not every time that it was repeated (half of the times if deliveries were under way
/// at once), is flaky and no violation.
class Judge final : public record::Sink {
 public:
  Judge(std::shared_ptr<const contract::Contract> contract, JudgeOptions options);

  void take(const record::Delivery& delivery) override;
  void take_trial(const record::Trial& trial) override;
  /// Adds what another judge of the same contract and options saw.
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
    std::uint64_t unanswered = 0;  ///< of `missed`: no answer came in time
    std::uint64_t timeouts = 0;    ///< of `violations`
    std::uint64_t flaky = 0;
    void add(const ClauseCounts& other);
  };
  /// What counts only by what else is known of its type.
  struct Conditional {
    explicit Conditional(std::size_t most_evidence) : evidence(most_evidence) {}
    ClauseCounts counts;
    EvidenceKeeper evidence;
    void add(const Conditional& other);
  };
  /// What is known of one callback type (the last one: of none).
  struct TypeState {
    explicit TypeState(std::size_t most_evidence)
        : probes{Conditional(most_evidence), Conditional(most_evidence)}, presumed(most_evidence) {}
    std::uint64_t canonical_judged = 0;
    std::uint64_t canonical_broken = 0;  ///< or not answered in time
    std::uint64_t refused_in_order = 0;  ///< ordered trials
    std::array<Conditional, 2> probes;   ///< of accepts_after_bad, of survives_protocol_faults
    Conditional presumed;                ///< of duplicate_answered_alike: TrialAssessment::presumed

    /// Whether a probe of this type can tell anything of the case before it.
    [[nodiscard]] bool probes_count() const { return canonical_broken == 0; }
    [[nodiscard]] bool presumptions_count() const { return refused_in_order == 0; }
  };
  /// A delivery that a probe may follow up.
  struct Recent {
    std::uint64_t sequence = record::Delivery::no_delivery;
    bool dropped = false;
    CaseRef what;
  };
  /// A probe that was refused a connection before the case that it follows up was told of.
  struct RefusedProbe {
    std::size_t type = 0;
    Evidence evidence;
  };

  [[nodiscard]] const Recent* find_recent(std::uint64_t sequence) const;
  void remember(const record::Delivery& delivery, bool dropped);
  void resolve_late(std::uint64_t sequence, const Case& what, bool dropped);
  void judge_refused_probe(const record::Delivery& delivery, std::size_t type,
                           const Recent* preceding);
  void judge(const record::Delivery& delivery, std::size_t type, const Assessment& assessment,
             const CaseRef* preceding);
  void count_missed(std::size_t type, ClauseSet missed);
  void count_unanswered(ClauseSet unanswered);
  void judge_broken(const record::Trial& trial, const TrialAssessment& assessment, ClauseId id);
  void take_rehearsal(const record::Delivery& delivery, Contact contact);
  [[nodiscard]] ClauseResult result_of(ClauseId id) const;
  void add_probes(ClauseResult& result) const;
  void add_presumed(ClauseResult& result) const;
  void require_all_types(ClauseResult& result) const;

  [[nodiscard]] static bool is_of_probes(ClauseId id);
  [[nodiscard]] static ClauseId probe_clause(Kind preceding);
  [[nodiscard]] static Conditional& probes_of(TypeState& type, ClauseId id);
  [[nodiscard]] static const Conditional& probes_of(const TypeState& type, ClauseId id);

  static constexpr std::size_t recent_deliveries = 4096;
  static constexpr std::size_t max_refused_probes = 64;

  JudgeOptions options_;
  AnswerTable answers_;
  std::array<ClauseCounts, clause_count> counts_{};  ///< without those of probes
  std::vector<EvidenceKeeper> evidence_;             ///< by clause; likewise
  std::vector<TypeState> types_;
  std::vector<Recent> recent_;  ///< by sequence modulo recent_deliveries; empty until needed
  std::vector<RefusedProbe> refused_;
  RecentBodies bodies_;      ///< of rehearsals
  bool unresolved_ = false;  ///< some evidence waits for the case that it followed up
  std::uint64_t taken_ = 0;
  std::uint64_t reached_ = 0;
  std::uint64_t not_reached_ = 0;
  std::uint64_t harness_faults_ = 0;
};

}  // namespace hookworthy::check
