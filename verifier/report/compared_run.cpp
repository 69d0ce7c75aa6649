#include "verifier/report/compared_run.hpp"

#include "verifier/record/record_reader.hpp"
#include "verifier/report/settings.hpp"
#include "verifier/stats/histogram_codec.hpp"
#include "verifier/stats/hlog.hpp"

#include <algorithm>
#include <optional>

#include <fmt/format.h>
#include <nlohmann/json.hpp>

namespace hookworthy::report {
namespace {

using nlohmann::json;
using record::Delivery;
using record::Outcome;

constexpr double longest_s = 1e9;  ///< of a run, so that a hostile number stays an instant

void put_faults(ComparedRun& run) {
  if (const auto shortfall = check::rate_shortfall(run.harness)) run.faults.push_back(*shortfall);
}

void take(stats::RunSample& sample, const Delivery& delivery, const check::AnswerTable& answers,
          std::int64_t warm_up_ns) {
  const bool ended = delivery.outcome != Outcome::unsent && delivery.outcome != Outcome::unfinished;
  if (delivery.warm_up || delivery.rehearsal || !ended) return;
  const std::int64_t at_ns = delivery.intended_ns - warm_up_ns;
  const bool answered = delivery.outcome == Outcome::response;
  const bool good = answered && answers.answer(answers.type_of(delivery.what.type),
                                               delivery.status) != check::Answer::other;
  sample.outcomes.count_ended(at_ns, !good);
  if (answered) sample.outcomes.count_answers(delivery.done_ns - warm_up_ns, 1);
  if ((!answered && delivery.outcome != Outcome::timed_out) || delivery.done_ns < 0) return;
  sample.response_time.record(at_ns, delivery.done_ns - delivery.intended_ns);
  if (delivery.sent_ns >= 0) {
    sample.service_time.record(at_ns, delivery.done_ns - delivery.sent_ns);
  }
}

/// A member of a document that anyone may have written: null where it is missing.
const json& member(const json& object, const char* name) {
  static const json null;
  if (!object.is_object()) return null;
  const auto found = object.find(name);
  return found == object.end() ? null : *found;
}

std::string text_of(const json& value) {
  return value.is_string() ? value.get<std::string>() : std::string();
}

std::optional<double> number_of(const json& value) {
  return value.is_number() ? std::optional(value.get<double>()) : std::nullopt;
}

std::uint64_t count_of(const json& value) {
  return value.is_number_unsigned() ? value.get<std::uint64_t>() : 0;
}

std::int64_t ns_of(std::optional<double> seconds) {
  return static_cast<std::int64_t>(std::clamp(seconds.value_or(0), 0.0, longest_s) * 1e9);
}

Result<void> put_histogram(const json& document, const char* name, stats::SlicedTimes& times) {
  const json& text = member(member(document, name), "histogram");
  if (!text.is_string()) return {};
  const auto histogram = stats::decode_base64(text.get_ref<const std::string&>());
  if (!histogram) return Error{fmt::format("{}: {}", name, histogram.error().message)};
  times.merge(0, *histogram);
  return {};
}

Result<void> put_log(std::istream& log, stats::SlicedTimes& times) {
  stats::HlogReader reader(log);
  for (;;) {
    const auto next = reader.next();
    if (!next) return Error{next.error().message};
    if (!*next) return {};
    if (!(*next)->tag.empty()) continue;  // of something else than the whole response time
    const auto at_ms = std::min<std::int64_t>((*next)->start_ms, ns_of(longest_s) / 1'000'000);
    times.merge(at_ms * 1'000'000, (*next)->histogram);
  }
}

/// Failures as one slice, of the whole run; answers as the series has them.
void put_outcomes(const json& document, stats::SlicedOutcomes& outcomes) {
  stats::OutcomeSlice whole;
  for (const auto& type : member(document, "by_type")) {
    const auto failed = count_of(member(type, "failed"));
    whole.failures += failed;
    whole.ended += failed + count_of(member(type, "accepted")) + count_of(member(type, "rejected"));
  }
  outcomes.merge(0, whole);
  const json& rows = member(document, "series");
  for (const auto& row : rows) {
    outcomes.count_answers(ns_of(number_of(member(row, "t_s"))), count_of(member(row, "answered")));
  }
}

}  // namespace

Result<ComparedRun> compared_run_from_record(const std::string& name, std::istream& in,
                                             const check::AnswerTable& answers) {
  using record::RecordError;
  auto reader = record::RecordReader::open(in);
  if (!reader) return Error{fmt::format("{}: {}", name, reader.error().message)};
  const record::Header& header = reader->header();
  const auto settings = settings_from_json(header.settings);
  if (!settings) return Error{fmt::format("{}: {}", name, settings.error().message)};
  ComparedRun run{.source = name,
                  .command = header.command,
                  .version = header.version,
                  .target = header.target,
                  .started_at = header.started_at,
                  .contract_sha256 = header.contract.sha256,
                  .harness = {},
                  .faults = {},
                  .sample = {}};
  for (;;) {
    const auto next = reader->next();
    if (!next) {
      const std::string message = fmt::format("{}: {}", name, next.error().message);
      if (next.error().kind != RecordError::Kind::torn) return Error{message};
      run.faults.push_back(message);
      return run;
    }
    if (*next == nullptr) break;
    take(run.sample, **next, answers, settings->warm_up_ns);
  }
  check::RunFacts facts;
  if (const auto read = facts_from_json(reader->trailer()->facts, facts); !read) {
    return Error{fmt::format("{}: facts: {}", name, read.error().message)};
  }
  run.harness = facts.harness;
  run.sample.measured_ns = reader->trailer()->duration_ns - settings->warm_up_ns;
  put_faults(run);
  return run;
}

Result<ComparedRun> compared_run_from_summary(const std::string& name, std::string_view document,
                                              std::istream* log) {
  const json parsed = json::parse(document, nullptr, false);
  if (text_of(member(parsed, "schema")) != "hookworthy/summary/1") {
    return Error{name + ": neither a record nor a hookworthy/summary/1 document"};
  }
  const json& about = member(parsed, "run");
  ComparedRun run{.source = name,
                  .command = text_of(member(about, "command")),
                  .version = text_of(member(about, "version")),
                  .target = text_of(member(about, "target")),
                  .started_at = text_of(member(about, "started_at")),
                  .contract_sha256 = text_of(member(member(about, "contract"), "sha256")),
                  .harness = {},
                  .faults = {},
                  .sample = {}};
  run.harness.planned_per_s = number_of(member(member(parsed, "rate"), "planned_per_s"));
  run.harness.achieved_per_s = number_of(member(member(parsed, "rate"), "achieved_per_s"));
  run.sample.measured_ns = ns_of(number_of(member(about, "duration_s")));
  Result<void> read = log != nullptr
                          ? put_log(*log, run.sample.response_time)
                          : put_histogram(parsed, "response_time", run.sample.response_time);
  if (read) read = put_histogram(parsed, "service_time", run.sample.service_time);
  if (!read) return Error{fmt::format("{}: {}", name, read.error().message)};
  put_outcomes(parsed, run.sample.outcomes);
  put_faults(run);
  return run;
}

}  // namespace hookworthy::report
