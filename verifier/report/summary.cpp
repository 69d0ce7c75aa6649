#include "verifier/report/summary.hpp"

#include "verifier/record/text.hpp"

#include <algorithm>
#include <utility>

namespace hookworthy::report {
namespace {

constexpr std::size_t max_response_bytes = 300;

EvidenceView view_of(const check::Evidence& evidence, check::ClauseId clause,
                     const check::RunContext& context, const contract::Contract& contract) {
  EvidenceView view;
  view.case_id = case_id(evidence.what.key);
  // What a probe's failure is about is the case before it.
  const check::CaseRef& about = evidence.preceding ? *evidence.preceding : evidence.what;
  if (evidence.preceding) view.after = case_id(evidence.preceding->key);
  view.type = about.type;
  if (about.has_field) view.field = about.field;
  view.label = about.label;
  view.expect = to_string(evidence.what.expect);
  view.request = evidence.request;
  view.request_bytes = evidence.request_bytes;
  view.response = check::describe_response(evidence, max_response_bytes);
  view.reproduction = check::reproduce(evidence, context, contract);
  if (evidence.trial) {
    view.trial = trial_view(*evidence.trial, clause);
    view.response = view.trial->seen;
  }
  return view;
}

std::vector<ErrorCount> errors_of(const check::Tally& tally) {
  std::vector<ErrorCount> errors;
  for (std::size_t p = 0; p < check::Tally::phases; ++p) {
    for (std::size_t c = 0; c < check::Tally::causes; ++c) {
      const auto phase = static_cast<record::Phase>(p);
      const auto cause = static_cast<record::Cause>(c);
      const std::uint64_t count = tally.error_count(phase, cause);
      if (count == 0) continue;
      const auto name = cause == record::Cause::none ? "timed_out" : record::to_string(cause);
      errors.push_back({std::string(record::to_string(phase)), std::string(name), count});
    }
  }
  std::ranges::stable_sort(errors, std::greater{}, &ErrorCount::count);
  return errors;
}

std::vector<TypeLine> types_of(const check::Tally& tally) {
  std::vector<TypeLine> lines;
  for (std::size_t i = 0; i < tally.answers().types(); ++i) {
    const check::TypeCounts& counts = tally.by_type()[i];
    if (counts.ended() > 0) lines.push_back({tally.answers().name(i), counts});
  }
  return lines;
}

/// What a tally alone can say.
Summary figures_of(const record::Header& header, const check::Tally& tally,
                   const contract::Contract& contract) {
  Summary summary;
  summary.run = header;
  summary.deliveries = tally.counts();
  summary.times = tally.times();
  summary.series = tally.series().rows();
  for (unsigned status = 0; status < check::Tally::statuses; ++status) {
    if (const auto count = tally.status_count(status); count > 0) summary.status[status] = count;
  }
  summary.errors = errors_of(tally);
  summary.by_type = types_of(tally);
  for (const auto& type : contract.types()) summary.types.push_back(type.name);
  return summary;
}

}  // namespace

Summary summarize_running(const record::Header& header, const check::Tally& tally,
                          const contract::Contract& contract) {
  return figures_of(header, tally, contract);
}

Summary summarize(const record::Header& header, const check::Tally& tally,
                  const check::Judge& judge, const check::RunFacts& facts, const Gates& gates,
                  const check::RunContext& context, const contract::Contract& contract) {
  check::Certificate certificate = check::make_certificate(judge, tally, facts, gates.thresholds);
  Summary summary = figures_of(header, tally, contract);
  summary.duration_ns = facts.duration_ns;
  summary.deliveries = facts.counts;
  summary.harness = facts.harness;
  for (auto& result : certificate.clauses) {
    ClauseView view;
    for (const auto& evidence : result.evidence) {
      view.evidence.push_back(view_of(evidence, result.id, context, contract));
    }
    result.evidence.clear();
    view.result = std::move(result);
    summary.clauses.push_back(std::move(view));
  }
  summary.thresholds = std::move(certificate.thresholds);
  summary.coverage = tally.coverage();
  summary.goal = gates.goal;
  summary.explored = facts.explored;
  summary.verdict = certificate.verdict;
  summary.reasons = std::move(certificate.reasons);
  summary.interrupted = certificate.interrupted;
  return summary;
}

}  // namespace hookworthy::report
