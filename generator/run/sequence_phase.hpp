#pragma once

#include "generator/plan/plan.hpp"
#include "generator/plan/sequence.hpp"
#include "generator/run/control.hpp"
#include "generator/run/scenario.hpp"
#include "generator/send/target.hpp"
#include "verifier/record/delivery.hpp"
#include "verifier/record/trial.hpp"
#include "verifier/result.hpp"

#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace hookworthy::run {

/// Where the receiver tells what it knows of one entity.
struct StateProbe {
  static constexpr std::size_t max_document_bytes = std::size_t{64} << 10;

  /// `url` holds `{id}` exactly once, in its path or query. `pointers` (RFC 6901; empty: `/state`)
  /// lead to the state in the answer: the first of them that finds a text counts. The Error says
  /// what is wrong with either. `destination` still has to be resolved: from `target`.
  static Result<StateProbe> make(std::string_view url, std::span<const std::string> pointers);

  send::Target target;            ///< with `{id}` as 0, for resolving
  send::Destination destination;  ///< must be set before a run
  std::vector<send::Header> headers;
  std::string path_before, path_after;  ///< around the id
  std::vector<std::string> pointers;
  std::int64_t timeout_ns = 5'000'000'000;  ///< of one question
  /// How long the receiver may take to settle after the last answer.
  std::int64_t settle_ns = 1'000'000'000;
};

struct SequenceSettings {
  /// destination, timeout, budget, headers, signer, limits and first_sequence are used.
  ScenarioSettings run;
  std::optional<StateProbe> probe;
};

/// Delivers sequences, one at a time, and looks at what the receiver made of them. Blocks, on the
/// caller's thread. Memory does not depend on the number of trials, but on the different lists of
/// events that are looked at (at most max_baselines are kept).
///
/// Deliveries are of Kind::sequence, their index is the trial's number and their label the
/// operation; all are rehearsals: a Trial is judged as a whole.
class TrialRunner {
 public:
  static constexpr std::size_t max_baselines = 256;

  /// All arguments outlive the runner. Trial numbers count from `first_number`. The Error says why
  /// nothing could be sent: settings out of range, headers that cannot be sent.
  static Result<TrialRunner> make(const SequenceSettings& settings, const plan::Plan& plan,
                                  record::Sink& sink, Control& control,
                                  std::uint64_t first_number = 1);
  ~TrialRunner();
  TrialRunner(TrialRunner&&) noexcept;
  TrialRunner& operator=(TrialRunner&&) noexcept;

  /// Delivers a valid sequence about entities that the receiver has not heard of before. With a
  /// probe, the events of what is not plain are delivered in order once or twice more, if that was
  /// not done before, to learn what the receiver shows then, and once more when a trial ends
  /// differently. Without an ordered delivery that was accepted whole (2xx), its sights have no
  /// ordered_document. When the run stops meanwhile, what is left of the trial is unsent. Does not
  /// tell the sink of the trial.
  ///
  /// Deliveries that were refused (4xx) are tried once more at the end, in the order of their
  /// events, if any was sent out of order and they were not accepted in another sending.
  ///
  /// `operation`: a static text.
  record::Trial run(const plan::Sequence& sequence, std::string_view operation);

  /// The budget is over, or the user wants it to stop: trials that end from now on say nothing.
  [[nodiscard]] bool stopped() const;
  /// Since make().
  [[nodiscard]] std::int64_t now_ns() const;
  /// What was delivered so far; scenarios are trials, baselines included.
  [[nodiscard]] ScenarioOutcome outcome() const;

 private:
  struct Impl;
  explicit TrialRunner(std::unique_ptr<Impl> impl);
  std::unique_ptr<Impl> impl_;
};

}  // namespace hookworthy::run
