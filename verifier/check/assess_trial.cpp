#include "verifier/check/assess_trial.hpp"

#include "verifier/record/codec.hpp"

#include <algorithm>
#include <optional>
#include <span>
#include <string_view>
#include <vector>

namespace hookworthy::check {
namespace {

using record::Attempt;
using record::Cause;
using record::Outcome;
using record::Sight;
using record::Trial;

bool reaches(const Attempt& attempt) {
  if (attempt.outcome == Outcome::unsent || attempt.outcome == Outcome::unfinished) return false;
  switch (attempt.cause) {
    case Cause::refused:
    case Cause::unreachable:
    case Cause::tls:
    case Cause::no_descriptor:
    case Cause::no_port:
      return false;
    default:
      return true;
  }
}

Contact contact_of(const Trial& trial) {
  Contact contact = Contact::none;
  for (const Attempt& attempt : trial.attempts) {
    if (reaches(attempt)) {
      contact = Contact::reached;
      continue;
    }
    if (attempt.cause == Cause::no_descriptor || attempt.cause == Cause::no_port) {
      return Contact::harness;
    }
    return attempt.cause == Cause::none ? Contact::none : Contact::not_reached;
  }
  return contact;
}

std::int64_t median_service_ns(std::span<const Attempt> attempts) {
  std::vector<std::int64_t> times;
  for (const Attempt& attempt : attempts) times.push_back(attempt.service_ns);
  const auto middle = times.begin() + static_cast<std::ptrdiff_t>(times.size() / 2);
  std::ranges::nth_element(times, middle);
  return *middle;
}

bool is_known(const Sight& sight) {
  return sight.status >= 200 && sight.status < 300;
}

/// What a record keeps of a document, so that a run is judged by its record as it was live.
std::string_view recorded(const std::string& document) {
  return std::string_view(document).substr(0, record::max_trial_text_bytes);
}

/// Judges one trial by all clauses.
class TrialJudge {
 public:
  TrialJudge(const Trial& trial, const AnswerTable& answers, bool has_probe)
      : trial_(trial), answers_(answers), ordered_(is_ordered(trial)), has_probe_(has_probe) {}

  TrialAssessment judge() {
    result_.contact = contact_of(trial_);
    if (result_.contact != Contact::reached) {
      miss();
      return result_;
    }
    handling();
    if (ordered_) {
      acceptance();
      chain();
      if (has_probe_ && all_taken()) state();
    } else {
      duplicates();
      order();
      if (has_probe_ && all_taken()) convergence();
    }
    return result_;
  }

 private:
  void test(ClauseId id) { result_.tested.add(id); }
  void break_at(ClauseId id, std::size_t proof) {
    test(id);
    if (result_.broken.has(id)) return;  // the first proof is the one to look at
    result_.broken.add(id);
    result_.proof[static_cast<std::size_t>(id)] = static_cast<std::uint32_t>(proof);
  }
  /// nullopt: no answer, for whatever reason.
  [[nodiscard]] std::optional<Answer> answer(const Attempt& attempt) const {
    if (attempt.outcome != Outcome::response) return std::nullopt;
    return answers_.answer(answers_.type_of(attempt.type), attempt.status);
  }
  [[nodiscard]] static bool is_error(const Attempt& attempt) {
    if (attempt.outcome == Outcome::response) return attempt.status >= 500;
    return attempt.cause != Cause::abandoned;
  }
  /// Neither an answer that the provider understands, nor an error.
  [[nodiscard]] bool is_refused(const Attempt& attempt) const {
    const auto said = answer(attempt);
    return said && *said != Answer::accepted && attempt.status < 500;
  }

  /// Whether the receiver has said of every event that it took it. What it refused it need not
  /// know, and that it refused is other clauses' matter.
  [[nodiscard]] bool all_taken() const {
    return std::ranges::all_of(trial_.attempts, [this](const Attempt& attempt) {
      return std::ranges::any_of(trial_.attempts, [&](const Attempt& other) {
        return other.event == attempt.event && answer(other) == Answer::accepted;
      });
    });
  }

  void miss();
  void handling();
  void acceptance();
  void chain();
  void state();
  void duplicates();
  void duplicate(std::size_t i, bool presumed);
  void order();
  void convergence();

  const Trial& trial_;
  const AnswerTable& answers_;
  bool ordered_;
  bool has_probe_;
  TrialAssessment result_;
};

void TrialJudge::miss() {
  result_.missed.add(ClauseId::handles_sequences);
  if (ordered_) result_.missed.add(ClauseId::accepts_sequences);
  if (has_probe_) result_.missed.add(ordered_ ? ClauseId::keeps_state : ClauseId::converges);
}

void TrialJudge::handling() {
  test(ClauseId::handles_sequences);
  for (std::size_t i = 0; i < trial_.attempts.size(); ++i) {
    if (is_error(trial_.attempts[i])) break_at(ClauseId::handles_sequences, i);
  }
}

void TrialJudge::acceptance() {
  bool unanswered = false;
  for (std::size_t i = 0; i < trial_.attempts.size(); ++i) {
    const Attempt& attempt = trial_.attempts[i];
    if (attempt.cause == Cause::abandoned) continue;
    if (attempt.outcome == Outcome::timed_out) {
      unanswered = true;
    } else if (answer(attempt) != Answer::accepted) {
      break_at(ClauseId::accepts_sequences, i);
    }
  }
  if (unanswered && !result_.broken.has(ClauseId::accepts_sequences)) {
    result_.unanswered.add(ClauseId::accepts_sequences);
  } else {
    test(ClauseId::accepts_sequences);
  }
}

void TrialJudge::chain() {
  const std::span<const Attempt> attempts(trial_.attempts);
  const bool timed = std::ranges::all_of(attempts, [](const Attempt& attempt) {
    return attempt.outcome == Outcome::response && attempt.service_ns >= 0;
  });
  if (!timed || attempts.size() < min_chain_links) return;
  test(ClauseId::scales_with_chains);
  const std::int64_t first = median_service_ns(attempts.first(chain_end_links));
  const std::int64_t last = median_service_ns(attempts.last(chain_end_links));
  if (last > chain_floor_ns && last / max_chain_growth > first) {
    break_at(ClauseId::scales_with_chains, attempts.size() - 1);
  }
}

void TrialJudge::state() {
  bool seen = false;
  for (std::size_t i = 0; i < trial_.sights.size(); ++i) {
    const Sight& sight = trial_.sights[i];
    if (sight.status == 0) continue;  // the probe did not answer: nothing is known
    seen = true;
    const bool other_state =
        sight.state && !sight.expected_state.empty() && *sight.state != sight.expected_state;
    if (!is_known(sight) || other_state) break_at(ClauseId::keeps_state, i);
  }
  if (seen) {
    test(ClauseId::keeps_state);
  } else {
    result_.missed.add(ClauseId::keeps_state);
  }
}

void TrialJudge::duplicates() {
  constexpr ClauseId id = ClauseId::duplicate_answered_alike;
  for (std::size_t i = 0; i < trial_.attempts.size(); ++i) {
    if (trial_.attempts[i].duplicate) duplicate(i, false);
  }
  if (result_.broken.has(id)) return;
  for (std::size_t i = 0; i < trial_.attempts.size(); ++i) {
    if (trial_.attempts[i].duplicate) duplicate(i, true);
  }
  if (result_.broken.has(id)) result_.presumed.add(id);
}

/// `presumed`: only of originals whose client did not wait for the answer, else of the others.
void TrialJudge::duplicate(std::size_t i, bool presumed) {
  const Attempt& duplicate = trial_.attempts[i];
  const auto original = std::ranges::find_if(trial_.attempts, [&](const Attempt& attempt) {
    return attempt.event == duplicate.event && !attempt.duplicate;
  });
  if (original == trial_.attempts.end()) return;
  // In its time, the event is one to accept.
  if (presumed != (original->cause == Cause::abandoned && !original->early)) return;
  const auto first = presumed ? Answer::accepted : answer(*original);
  const auto second = answer(duplicate);
  if (is_error(*original) || is_error(duplicate) || !first || !second) return;
  test(ClauseId::duplicate_answered_alike);
  if ((*first == Answer::accepted) == (*second == Answer::accepted)) return;
  // A refusal before, that this one mends: what came between was missing.
  if (*second == Answer::accepted && (!duplicate.together || original->early)) return;
  break_at(ClauseId::duplicate_answered_alike, i);
}

void TrialJudge::order() {
  std::uint32_t latest = 0;  // of the events that overtook others
  for (std::size_t i = 0; i < trial_.attempts.size(); ++i) {
    const Attempt& attempt = trial_.attempts[i];
    const bool late = attempt.event < latest;
    if (attempt.early) latest = std::max(latest, attempt.event);
    if (attempt.duplicate || !(attempt.early || late)) continue;
    if (!answer(attempt) || is_error(attempt)) continue;
    test(ClauseId::accepts_out_of_order);
    const bool mended = std::ranges::any_of(trial_.attempts, [&](const Attempt& other) {
      return other.event == attempt.event && answer(other) == Answer::accepted;
    });
    if (is_refused(attempt) && !mended) break_at(ClauseId::accepts_out_of_order, i);
  }
}

void TrialJudge::convergence() {
  bool seen = false;
  bool lacking = false;
  for (std::size_t i = 0; i < trial_.sights.size(); ++i) {
    const Sight& sight = trial_.sights[i];
    lacking = lacking || sight.ordered_document.empty();
    // What the receiver did not know after ordered delivery is keeps-state's matter.
    if (sight.status == 0 || sight.ordered_document.empty() || sight.ordered_document == "null") {
      continue;
    }
    seen = true;
    if (recorded(sight.document) != recorded(sight.ordered_document)) {
      break_at(ClauseId::converges, i);
    }
  }
  if (seen) {
    test(ClauseId::converges);
  } else if (lacking) {
    // Nothing to compare with, as ordered delivery did not come to an end.
    result_.missed.add(ClauseId::converges);
  }
}

}  // namespace

bool is_ordered(const Trial& trial) {
  std::uint32_t last = 0;
  for (const Attempt& attempt : trial.attempts) {
    if (attempt.duplicate || attempt.early || attempt.together || attempt.event <= last) {
      return false;
    }
    last = attempt.event;
  }
  return true;
}

TrialAssessment assess_trial(const Trial& trial, const AnswerTable& answers, bool has_probe) {
  return TrialJudge(trial, answers, has_probe).judge();
}

}  // namespace hookworthy::check
