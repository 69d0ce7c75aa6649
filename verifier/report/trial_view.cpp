#include "verifier/report/trial_view.hpp"

#include "verifier/check/assess_trial.hpp"
#include "verifier/record/members.hpp"
#include "verifier/record/text.hpp"
#include "verifier/report/units.hpp"

#include <optional>

#include <fmt/format.h>

namespace hookworthy::report {
namespace {

using check::ClauseId;
using record::Attempt;
using record::Sight;

constexpr std::size_t max_text_bytes = 300;
/// Of more attempts the first and the last half of so many are shown.
constexpr std::size_t max_shown_attempts = 24;

std::string readable(std::string_view text) {
  return record::printable(text, max_text_bytes);
}

std::string line_of(const Attempt& attempt) {
  std::string line = fmt::format("{} {}: {}", attempt.event, readable(attempt.type),
                                 check::describe_ending(attempt));
  if (attempt.service_ns >= 0) {
    line += fmt::format(" after {}", duration(static_cast<double>(attempt.service_ns)));
  }
  if (attempt.duplicate) line += ", a duplicate";
  if (attempt.early) line += ", early";
  if (attempt.together) line += ", at once with the one before";
  return line;
}

std::vector<std::string> lines_of(const std::vector<Attempt>& attempts) {
  std::vector<std::string> lines;
  const std::size_t half = max_shown_attempts / 2;
  for (std::size_t i = 0; i < attempts.size(); ++i) {
    if (attempts.size() > max_shown_attempts && i == half) {
      lines.push_back(fmt::format("... {} more ...", attempts.size() - max_shown_attempts));
      i = attempts.size() - half;
    }
    lines.push_back(line_of(attempts[i]));
  }
  return lines;
}

std::string state_of(const Sight& sight) {
  if (sight.status == 0) return "no answer to the probe";
  std::string text = fmt::format("the probe says {}", sight.status);
  if (sight.state) text += fmt::format(", state {}", readable(*sight.state));
  return text;
}

/// Where two documents differ first, and how.
struct Difference {
  std::string pointer, ordered, seen;
};

std::optional<Difference> difference(const Sight& sight) {
  // The reader's limit on nesting keeps diff, which recurses, off the stack's end.
  const auto ordered = record::detail::parse_object(sight.ordered_document, "document");
  const auto seen = record::detail::parse_object(sight.document, "document");
  if (!ordered || !seen) return std::nullopt;
  const nlohmann::json changes = nlohmann::json::diff(*ordered, *seen);
  if (changes.empty()) return std::nullopt;
  const std::string path = changes.front().value("path", "");
  const nlohmann::json::json_pointer pointer(path);
  const auto text = [&pointer](const nlohmann::json& json) {
    const bool there = json.contains(pointer);
    return there ? readable(json.at(pointer).dump(-1, ' ', false,
                                                  nlohmann::json::error_handler_t::replace))
                 : std::string("nothing");
  };
  return Difference{readable(path), text(*ordered), text(*seen)};
}

void show_sight(const Sight& sight, ClauseId clause, TrialView& view) {
  const std::string entity = fmt::format("entity {}", sight.entity);
  if (clause == ClauseId::keeps_state) {
    view.expected = fmt::format("{} known", entity);
    if (!sight.expected_state.empty()) {
      view.expected += fmt::format(", state {}", readable(sight.expected_state));
    }
    view.seen = state_of(sight);
    return;
  }
  if (const auto found = difference(sight)) {
    view.expected = fmt::format("{}, as after ordered delivery: {} at {}", entity, found->ordered,
                                found->pointer);
    view.seen = fmt::format("{} at {}", found->seen, found->pointer);
    return;
  }
  view.expected =
      fmt::format("{}, as after ordered delivery: {}", entity, readable(sight.ordered_document));
  view.seen = sight.document.empty() ? state_of(sight) : readable(sight.document);
}

std::string expectation(ClauseId clause) {
  switch (clause) {
    case ClauseId::accepts_sequences:
      return "accepted";
    case ClauseId::duplicate_answered_alike:
      return "answered like the original";
    case ClauseId::accepts_out_of_order:
      return "accepted, now or when it comes again";
    case ClauseId::scales_with_chains:
      return fmt::format("at most {} times the first links' time, or {}", check::max_chain_growth,
                         duration(static_cast<double>(check::chain_floor_ns)));
    default:
      return "an answer below 500";
  }
}

}  // namespace

TrialView trial_view(const check::TrialEvidence& evidence, ClauseId clause) {
  const record::Trial& trial = evidence.trial;
  TrialView view;
  view.notation = record::printable(trial.notation, 4096);
  view.operation = readable(trial.operation);
  view.attempts = lines_of(trial.attempts);
  view.repeats = trial.repeats;
  view.failures = trial.failures;
  if (evidence.by_sight) {
    if (evidence.proof < trial.sights.size()) {
      show_sight(trial.sights[evidence.proof], clause, view);
    }
    return view;
  }
  view.expected = expectation(clause);
  if (evidence.proof < trial.attempts.size()) view.seen = line_of(trial.attempts[evidence.proof]);
  return view;
}

}  // namespace hookworthy::report
