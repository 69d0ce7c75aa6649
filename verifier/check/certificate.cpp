#include "verifier/check/certificate.hpp"

#include "verifier/record/text.hpp"

#include <algorithm>
#include <array>
#include <utility>

#include <fmt/format.h>

namespace hookworthy::check {
namespace {

using record::Counts;
using stats::ThresholdVerdict;

constexpr std::array<std::string_view, 3> verdict_names{"kept", "violated", "inconclusive"};
constexpr std::size_t max_note_bytes = 500;

ClauseResult judge_conservation(const Counts& books, const Counts& seen) {
  ClauseResult result;
  result.id = ClauseId::conservation;
  result.cases = books.planned;
  if (books.planned == 0 && seen.planned == 0) return result;
  const bool agree = books.answered == seen.answered && books.failed == seen.failed &&
                     books.timed_out == seen.timed_out && books.unfinished == seen.unfinished &&
                     books.unsent >= seen.unsent;
  result.verdict = ClauseVerdict::kept;
  if (!books.conserved()) {
    result.verdict = ClauseVerdict::inconclusive;
    result.reason = fmt::format("{} deliveries were planned, but {} are accounted for",
                                books.planned, books.ended());
  } else if (!agree) {
    result.verdict = ClauseVerdict::inconclusive;
    result.reason = "the run counted other outcomes than the deliveries that were judged";
  }
  return result;
}

/// Gathers why a run is violated or inconclusive while its parts are looked at.
class Combiner {
 public:
  Combiner(const Judge& judge, const Tally& tally, const RunFacts& facts)
      : judge_(judge),
        tally_(tally),
        facts_(facts),
        rate_shortfall_(rate_shortfall(facts.harness)) {}

  void add_clause(ClauseResult result);
  void add_threshold(const stats::Threshold& threshold);
  void add_harness();
  [[nodiscard]] Certificate finish();

 private:
  void violated(std::string reason) { violations_.push_back(std::move(reason)); }
  void doubt(std::string reason) { doubts_.push_back(std::move(reason)); }

  const Judge& judge_;
  const Tally& tally_;
  const RunFacts& facts_;
  std::optional<std::string> rate_shortfall_;
  Certificate certificate_;
  std::vector<std::string> violations_;
  std::vector<std::string> doubts_;
  std::vector<std::string> notes_;
};

void Combiner::add_clause(ClauseResult result) {
  const auto name = clause(result.id).name;
  if (result.verdict == ClauseVerdict::violated && rate_shortfall_ &&
      judge_.timeouts_of(result.id) == result.violations) {
    result.verdict = ClauseVerdict::inconclusive;
    result.reason = "only timeouts, while the harness itself fell short";
  }
  if (result.level == Level::must) {
    if (result.verdict == ClauseVerdict::violated) {
      violated(
          fmt::format("{}: violated in {} of {} cases", name, result.violations, result.cases));
    } else if (result.verdict == ClauseVerdict::inconclusive) {
      doubt(fmt::format("{}: {}", name, result.reason));
    }
  }
  certificate_.clauses.push_back(std::move(result));
}

void Combiner::add_threshold(const stats::Threshold& threshold) {
  auto result = stats::evaluate(threshold, tally_);
  const auto expression = record::printable(result.expression, max_note_bytes);
  if (result.verdict == ThresholdVerdict::no_data) {
    doubt(fmt::format("threshold \"{}\": no data", expression));
  } else if (result.verdict == ThresholdVerdict::violated) {
    const auto lag = lag_shortfall(threshold, tally_);
    if (rate_shortfall_) {
      doubt(fmt::format("threshold \"{}\" is not met, but the harness fell short", expression));
    } else if (lag) {
      doubt(fmt::format("threshold \"{}\" is not met, but {}", expression, *lag));
    } else {
      violated(fmt::format("threshold \"{}\" is not met", expression));
    }
  }
  certificate_.thresholds.push_back(std::move(result));
}

void Combiner::add_harness() {
  if (rate_shortfall_) doubt(*rate_shortfall_);
  if (judge_.reached() == 0) doubt("nothing was judged: no delivery reached the receiver");
  if (judge_.not_reached() > 0) {
    doubt(
        fmt::format("the receiver could not be reached by {} of {} deliveries: is it running, and "
                    "is the URL right?",
                    judge_.not_reached(), facts_.counts.planned));
  }
  if (judge_.harness_faults() > 0) {
    doubt(
        fmt::format("{} deliveries got no connection from the harness itself: raise "
                    "--connections or the descriptor limit (ulimit -n), or lower the rate",
                    judge_.harness_faults()));
  }
  for (const auto& fault : facts_.faults) doubt(record::printable(fault, max_note_bytes));
  const Counts& counts = facts_.counts;
  if (facts_.harness.interrupted) {
    doubt(fmt::format("interrupted after {} of {} deliveries",
                      counts.answered + counts.failed + counts.timed_out, counts.planned));
  } else if (counts.unsent > 0) {
    notes_.push_back(fmt::format(
        "{} of {} planned deliveries were not sent{}", counts.unsent, counts.planned,
        facts_.harness.out_of_budget ? ": the time budget was over; raise --budget to send all"
                                     : ""));
  }
  for (const auto& note : facts_.notes) notes_.push_back(record::printable(note, max_note_bytes));
}

Certificate Combiner::finish() {
  certificate_.verdict = !violations_.empty() ? Verdict::violated
                         : !doubts_.empty()   ? Verdict::inconclusive
                                              : Verdict::kept;
  certificate_.interrupted = facts_.harness.interrupted;
  for (auto* reasons : {&violations_, &doubts_, &notes_}) {
    for (auto& reason : *reasons) certificate_.reasons.push_back(std::move(reason));
  }
  return std::move(certificate_);
}

}  // namespace

std::string_view to_string(Verdict verdict) {
  return verdict_names[static_cast<std::size_t>(verdict)];
}

std::optional<std::string> rate_shortfall(const HarnessFacts& harness) {
  if (!harness.planned_per_s || *harness.planned_per_s <= 0) return std::nullopt;
  const double planned = *harness.planned_per_s;
  const double achieved = harness.achieved_per_s.value_or(0);
  if (achieved >= min_achieved_share * planned) return std::nullopt;
  return fmt::format(
      "the harness held {:.1f}/s of the planned {:.1f}/s ({:.1f} %): raise --connections or "
      "--threads, or lower the rate",
      achieved, planned, 100 * achieved / planned);
}

std::optional<std::string> lag_shortfall(const stats::Threshold& threshold,
                                         const stats::MetricSource& source) {
  if (threshold.metric != stats::Metric::response_time ||
      threshold.aggregate == stats::Aggregate::count) {
    return std::nullopt;
  }
  const stats::Histogram* lag = source.histogram(stats::Metric::send_lag, threshold.type);
  const auto p99 = lag != nullptr ? lag->value_at_quantile(0.99) : std::nullopt;
  if (!p99 || static_cast<double>(*p99) <= max_lag_share * threshold.limit) return std::nullopt;
  stats::Threshold without_lag = threshold;
  without_lag.metric = stats::Metric::service_time;
  if (stats::evaluate(without_lag, source).verdict != ThresholdVerdict::kept) return std::nullopt;
  return fmt::format(
      "the harness sent late (send lag p99 {:.3g} ms) and the receiver's own time keeps it: raise "
      "--connections or --threads, or lower the rate",
      static_cast<double>(*p99) / 1e6);
}

Certificate make_certificate(const Judge& judge, const Tally& tally, const RunFacts& facts,
                             std::span<const stats::Threshold> thresholds) {
  Combiner combiner(judge, tally, facts);
  for (auto& result : judge.results()) combiner.add_clause(std::move(result));
  if (judge.options().clauses.has(ClauseId::conservation)) {
    combiner.add_clause(judge_conservation(facts.counts, tally.counts()));
  }
  for (const auto& threshold : thresholds) combiner.add_threshold(threshold);
  combiner.add_harness();
  return combiner.finish();
}

}  // namespace hookworthy::check
