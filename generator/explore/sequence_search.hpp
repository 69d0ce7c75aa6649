#pragma once

#include "generator/explore/sequence_catalogue.hpp"
#include "generator/explore/sequences.hpp"
#include "generator/plan/sequence.hpp"
#include "verifier/record/trial.hpp"

#include <array>
#include <cstdint>
#include <functional>
#include <map>
#include <set>
#include <string>
#include <string_view>

namespace hookworthy::explore {

/// Delivers sequences, each to entities of its own.
class TrialExecutor {
 public:
  TrialExecutor() = default;
  TrialExecutor(const TrialExecutor&) = delete;
  TrialExecutor& operator=(const TrialExecutor&) = delete;
  virtual ~TrialExecutor() = default;

  /// `operation` is static.
  virtual record::Trial run(const plan::Sequence& sequence, std::string_view operation) = 0;
  /// The trial that ended last may be incomplete, and no other will be delivered.
  virtual bool stopped() = 0;
  /// Of any steady clock.
  virtual std::int64_t now_ns() = 0;
};

/// The search for sequences that fail, without the network. One thread.
class SequenceSearch {
 public:
  /// After so many trials of one operation with a timeout the others are left out: each further
  /// proof costs whole timeouts.
  static constexpr unsigned timeouts_per_operation = 3;
  /// What a timed out delivery costs of SearchLimits::max_candidates.
  static constexpr std::uint64_t timeout_cost = 20;
  /// After so many trials in a row that reached nobody there is no receiver any more.
  static constexpr unsigned lost_in_a_row = 5;

  using Final = std::function<void(const record::Trial&)>;

  /// All arguments but `limits` outlive the search.
  SequenceSearch(const contract::Lifecycle& lifecycle, std::uint64_t seed,
                 const SearchLimits& limits, const TrialFailures& failures, TrialExecutor& executor,
                 const Final& on_final);

  /// Until the trials are used up or the executor has stopped.
  void run();

  std::uint64_t trials() const { return trials_; }
  std::uint64_t candidates() const { return candidates_; }
  const std::map<std::string, std::uint64_t>& transitions() const { return transitions_; }
  const std::map<std::string, std::uint64_t>& operations() const { return operations_; }

 private:
  bool goes_on();
  void explore(const PlannedTrial& planned);
  void count(const PlannedTrial& planned, const record::Trial& trial);
  /// A failing trial with the sequence that it was.
  struct Failure {
    plan::Sequence sequence;
    record::Trial trial;
  };
  Failure shrink(Failure found, std::uint64_t bit);
  /// A run that fails in `bit`; several are tried when chance has a hand in it.
  bool fails_again(Failure& candidate, std::uint64_t bit, std::uint64_t& cost);
  void make_sure(Failure& found, std::uint64_t bit);
  void conclude(Failure found, std::uint64_t bit);

  const contract::Lifecycle& lifecycle_;
  std::uint64_t seed_;
  SearchLimits limits_;
  const TrialFailures& failures_;
  TrialExecutor& executor_;
  const Final& on_final_;
  std::array<std::uint32_t, 64> shrinks_{};         ///< by bit
  std::map<std::string, std::uint64_t> concluded_;  ///< bits by notation
  std::set<std::string> delivered_;                 ///< notations of the search's own trials
  std::map<std::string_view, unsigned> timeouts_;   ///< by operation
  std::map<std::string, std::uint64_t> transitions_, operations_;
  std::uint64_t trials_ = 0;
  std::uint64_t candidates_ = 0;
  unsigned lost_ = 0;
};

}  // namespace hookworthy::explore
