#include "generator/explore/sequence_search.hpp"

#include "generator/explore/sequence_shrink.hpp"

#include <algorithm>
#include <utility>

#include <rapidcheck/shrinkable/Create.h>

namespace hookworthy::explore {
namespace {

using plan::Sequence;
using record::Attempt;
using record::Trial;

/// What is tried of a candidate that does not fail each time.
constexpr unsigned racing_tries = 3;

bool races(const Sequence& sequence) {
  return std::any_of(sequence.sendings.begin(), sequence.sendings.end(), [](const auto& sending) {
    return sending.together || sending.manner == plan::Sending::Manner::abandoned;
  });
}

std::uint64_t timeouts(const Trial& trial) {
  return static_cast<std::uint64_t>(std::count_if(
      trial.attempts.begin(), trial.attempts.end(),
      [](const Attempt& attempt) { return attempt.outcome == record::Outcome::timed_out; }));
}

bool reached_nobody(const Trial& trial) {
  return std::all_of(trial.attempts.begin(), trial.attempts.end(), [](const Attempt& attempt) {
    return attempt.cause == record::Cause::refused || attempt.cause == record::Cause::unreachable;
  });
}

std::string_view operation_of(const Sequence& sequence, std::string_view otherwise) {
  return is_plain(sequence) ? sequence_operations().front() : otherwise;
}

/// The name as it stands in the catalogue, which outlives all trials.
std::string_view known_operation(std::string_view name) {
  const auto names = sequence_operations();
  const auto found = std::find(names.begin(), names.end(), name);
  return found == names.end() ? names.back() : *found;
}

}  // namespace

SequenceSearch::SequenceSearch(const contract::Lifecycle& lifecycle, std::uint64_t seed,
                               const SearchLimits& limits, const TrialFailures& failures,
                               TrialExecutor& executor, const Final& on_final)
    : lifecycle_(lifecycle),
      seed_(seed),
      limits_(limits),
      failures_(failures),
      executor_(executor),
      on_final_(on_final) {}

bool SequenceSearch::goes_on() {
  return trials_ < limits_.max_trials && lost_ < lost_in_a_row && !executor_.stopped();
}

void SequenceSearch::run() {
  for (const PlannedTrial& planned : systematic_trials(lifecycle_)) {
    if (!goes_on()) return;
    explore(planned);
  }
  // Some random ones repeat others, so there may be fewer new ones than are asked for.
  const std::uint64_t tries = 2 * limits_.max_trials;
  for (std::uint64_t n = 0; n < tries && goes_on(); ++n) {
    const PlannedTrial planned = random_trial(lifecycle_, seed_, n);
    if (!planned.sequence.events.empty()) explore(planned);
  }
}

void SequenceSearch::explore(const PlannedTrial& planned) {
  if (timeouts_[planned.operation] >= timeouts_per_operation) return;
  if (!delivered_.insert(to_notation(planned.sequence, lifecycle_)).second) return;
  Trial trial = executor_.run(planned.sequence, planned.operation);
  if (executor_.stopped()) return;
  count(planned, trial);
  const std::uint64_t bits = failures_(trial);
  if (bits == 0) return on_final_(trial);
  for (unsigned bit = 0; bit < shrinks_.size(); ++bit) {
    const std::uint64_t mask = std::uint64_t{1} << bit;
    if ((bits & mask) == 0 || shrinks_[bit] >= limits_.shrinks_per_failure) continue;
    ++shrinks_[bit];
    conclude({planned.sequence, trial}, mask);
  }
}

void SequenceSearch::count(const PlannedTrial& planned, const Trial& trial) {
  ++trials_;
  ++operations_[std::string(planned.operation)];
  std::set<std::string_view> types;
  for (const Attempt& attempt : trial.attempts) types.insert(attempt.type);
  for (const std::string_view type : types) ++transitions_[std::string(type)];
  if (timeouts(trial) > 0) ++timeouts_[planned.operation];
  lost_ = reached_nobody(trial) ? lost_ + 1 : 0;
}

bool SequenceSearch::fails_again(Failure& candidate, std::uint64_t bit, std::uint64_t& cost) {
  const std::string_view operation =
      operation_of(candidate.sequence, known_operation(candidate.trial.operation));
  const unsigned tries = races(candidate.sequence) ? racing_tries : 1;
  for (unsigned i = 0; i < tries; ++i) {
    Trial trial = executor_.run(candidate.sequence, operation);
    if (executor_.stopped()) return false;
    ++candidates_;
    cost += 1 + timeout_cost * timeouts(trial);
    if ((failures_(trial) & bit) == 0) continue;
    candidate.trial = std::move(trial);
    return true;
  }
  return false;
}

SequenceSearch::Failure SequenceSearch::shrink(Failure found, std::uint64_t bit) {
  std::set<std::string> tried{to_notation(found.sequence, lifecycle_)};
  const std::int64_t end_ns = executor_.now_ns() + limits_.max_shrink_ns;
  std::uint64_t cost = timeout_cost * timeouts(found.trial);
  // RapidCheck's tree of ever simpler sequences; the first child that fails is gone on from.
  auto at = rc::shrinkable::shrinkRecur(
      found.sequence, [this](const Sequence& sequence) { return simpler(sequence, lifecycle_); });
  for (bool shrunk = true; shrunk;) {
    shrunk = false;
    auto children = at.shrinks();
    for (auto child = children.next(); child; child = children.next()) {
      const bool late = executor_.now_ns() >= end_ns || executor_.stopped();
      if (late || cost >= limits_.max_candidates) return found;
      Failure candidate{child->value(), found.trial};
      if (!tried.insert(to_notation(candidate.sequence, lifecycle_)).second) continue;
      if (!fails_again(candidate, bit, cost)) continue;
      found = std::move(candidate);
      at = *child;
      shrunk = true;
      break;
    }
  }
  return found;
}

/// The trial that is shown is one that failed; how often that is so says whether it is flaky.
void SequenceSearch::make_sure(Failure& found, std::uint64_t bit) {
  const std::uint32_t wanted = races(found.sequence) ? limits_.racing_repeats : limits_.repeats;
  const std::string_view operation =
      operation_of(found.sequence, known_operation(found.trial.operation));
  const std::int64_t end_ns = executor_.now_ns() + limits_.max_shrink_ns;
  std::uint32_t repeats = 0;
  std::uint32_t failed = 0;
  for (; repeats < wanted && (repeats == 0 || executor_.now_ns() < end_ns); ++repeats) {
    Trial trial = executor_.run(found.sequence, operation);
    if (executor_.stopped()) break;
    ++candidates_;
    if ((failures_(trial) & bit) == 0) continue;
    ++failed;
    found.trial = std::move(trial);
  }
  // Without any time to try again, the run that failed is all there is.
  found.trial.repeats = std::max(repeats, 1u);
  found.trial.failures = repeats == 0 ? 1 : failed;
}

void SequenceSearch::conclude(Failure found, std::uint64_t bit) {
  found = shrink(std::move(found), bit);
  std::uint64_t& known = concluded_[to_notation(found.sequence, lifecycle_)];
  if ((known & bit) != 0) return;
  make_sure(found, bit);
  known |= bit | failures_(found.trial);
  on_final_(found.trial);
}

}  // namespace hookworthy::explore
