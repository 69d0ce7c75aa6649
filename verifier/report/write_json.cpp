#include "verifier/base64.hpp"
#include "verifier/record/text.hpp"
#include "verifier/report/json_values.hpp"
#include "verifier/report/write.hpp"
#include "verifier/stats/histogram_codec.hpp"

#include <cstdint>
#include <ostream>

#include <nlohmann/json.hpp>

namespace hookworthy::report {
namespace {

using Json = nlohmann::ordered_json;  // members in the order of the documentation

Json text_or_null(const std::string& text) {
  return text.empty() ? Json(nullptr) : Json(text);
}

Json run_json(const Summary& summary) {
  const record::Header& run = summary.run;
  Json duration = nullptr;
  if (summary.duration_ns) duration = static_cast<double>(*summary.duration_ns) / 1e9;
  return {{"command", run.command},
          {"version", run.version},
          {"seed", run.seed},
          {"target", run.target},
          {"contract",
           {{"title", run.contract.title},
            {"version", run.contract.version},
            {"sha256", run.contract.sha256}}},
          {"started_at", run.started_at},
          {"duration_s", std::move(duration)}};
}

Json deliveries_json(const record::Counts& counts) {
  return {{"planned", counts.planned}, {"answered", counts.answered},
          {"failed", counts.failed},   {"timed_out", counts.timed_out},
          {"unsent", counts.unsent},   {"unfinished", counts.unfinished}};
}

Json histogram_json(const stats::Histogram& histogram) {
  Json json{{"count", histogram.count()}, {"min_ns", integer_or_null(histogram.min())}};
  const auto mean = histogram.mean();
  json["mean_ns"] = mean ? Json(std::llround(*mean)) : Json(nullptr);
  json["p50_ns"] = integer_or_null(histogram.value_at_quantile(0.5));
  json["p90_ns"] = integer_or_null(histogram.value_at_quantile(0.9));
  json["p99_ns"] = integer_or_null(histogram.value_at_quantile(0.99));
  json["p99_9_ns"] = integer_or_null(histogram.value_at_quantile(0.999));
  json["max_ns"] = integer_or_null(histogram.max());
  json["histogram"] = histogram.empty() ? Json(nullptr) : Json(stats::encode_base64(histogram));
  return json;
}

Json trial_json(const TrialView& view) {
  return {{"notation", view.notation}, {"operation", view.operation}, {"attempts", view.attempts},
          {"expected", view.expected}, {"seen", view.seen},           {"repeats", view.repeats},
          {"failures", view.failures}};
}

Json evidence_json(const EvidenceView& view) {
  Json json{{"case", view.case_id},
            {"request", view.request},
            {"response", view.response},
            {"replay", text_or_null(view.reproduction.replay)},
            {"curl", text_or_null(view.reproduction.curl)},
            {"type", view.type},
            {"field", view.field ? Json(*view.field) : Json(nullptr)},
            {"label", view.label},
            {"expect", view.expect},
            {"after", view.after ? Json(*view.after) : Json(nullptr)},
            {"request_bytes", view.request_bytes}};
  if (view.trial) json["trial"] = trial_json(*view.trial);
  if (!record::is_utf8(view.request)) json["request_raw"] = to_base64(view.request);
  return json;
}

Json clause_json(const ClauseView& view) {
  const check::ClauseResult& result = view.result;
  const check::Clause& clause = check::clause(result.id);
  Json evidence = Json::array();
  for (const auto& each : view.evidence) evidence.push_back(evidence_json(each));
  return {{"id", clause.name},
          {"title", clause.title},
          {"level", check::to_string(result.level)},
          {"verdict", check::to_string(result.verdict)},
          {"cases", result.cases},
          {"violations", result.violations},
          {"evidence", std::move(evidence)},
          {"missed", result.missed},
          {"flaky", result.flaky},
          {"reason", text_or_null(result.reason)}};
}

Json threshold_json(const stats::ThresholdResult& result) {
  Json kept = nullptr;
  if (result.verdict != stats::ThresholdVerdict::no_data) {
    kept = result.verdict == stats::ThresholdVerdict::kept;
  }
  return {{"expression", result.expression},
          {"value", number_or_null(result.value)},
          {"kept", std::move(kept)}};
}

Json tried_of(std::uint64_t tried, const std::optional<std::uint64_t>& of) {
  return {{"tried", tried}, {"of", integer_or_null(of)}};
}

/// type -> field -> kind -> {labels, tried, violated}. "*", which is no JSON pointer, stands for
/// cases that test no field.
Json fields_json(const check::Coverage& coverage) {
  // Sorted, so that two reports can be compared line by line.
  nlohmann::json types = nlohmann::json::object();
  for (const auto& [key, counter] : coverage.entries()) {
    const std::string field = key.has_field ? key.field : "*";
    auto& cell = types[key.type][field][std::string(to_string(key.kind))];
    if (cell.is_null()) cell = {{"labels", 0}, {"tried", 0}, {"violated", 0}};
    cell["labels"] = cell["labels"].get<std::uint64_t>() + 1;
    cell["tried"] = cell["tried"].get<std::uint64_t>() + counter.tried;
    cell["violated"] = cell["violated"].get<std::uint64_t>() + counter.violated;
  }
  return Json(types);
}

Json coverage_json(const Summary& summary) {
  const auto totals = summary.coverage.totals();
  const auto of_kind = [&](Kind kind) { return totals.cases[static_cast<std::size_t>(kind)]; };
  Json cases = Json::object();
  for (std::size_t i = 0; i < totals.cases.size(); ++i) {
    if (totals.cases[i] > 0) cases[std::string(detail::kind_names[i])] = totals.cases[i];
  }
  Json json{{"types", tried_of(totals.types, summary.goal.types)},
            {"fields", tried_of(totals.fields, summary.goal.fields)},
            {"edges", tried_of(of_kind(Kind::edge), summary.goal.edges)},
            {"violations", tried_of(of_kind(Kind::violation), summary.goal.violations)},
            {"cases", std::move(cases)},
            {"not_listed", summary.coverage.overflow()},
            {"by_type", fields_json(summary.coverage)}};
  for (const check::Explored& each : summary.explored) {
    json[each.what] = tried_of(each.tried, each.of);
    if (!each.by_name.empty()) json[each.what]["by_name"] = each.by_name;
  }
  return json;
}

Json series_json(const std::vector<stats::SeriesRow>& rows) {
  Json json = Json::array();
  for (const stats::SeriesRow& row : rows) {
    json.push_back({{"t_s", static_cast<double>(row.start_ns) / 1e9},
                    {"width_s", static_cast<double>(row.width_ns) / 1e9},
                    {"planned", row.planned},
                    {"sent", row.sent},
                    {"answered", row.answered},
                    {"failed", row.failed},
                    {"timed_out", row.timed_out},
                    {"in_flight", row.in_flight},
                    {"p50_ns", integer_or_null(row.p50_ns)},
                    {"p90_ns", integer_or_null(row.p90_ns)},
                    {"p99_ns", integer_or_null(row.p99_ns)},
                    {"max_ns", integer_or_null(row.max_ns)},
                    {"send_lag_p99_ns", integer_or_null(row.lag_p99_ns)},
                    {"send_lag_max_ns", integer_or_null(row.lag_max_ns)}});
  }
  return json;
}

Json document(const Summary& summary) {
  Json json{{"schema", "hookworthy/summary/1"},
            {"run", run_json(summary)},
            {"deliveries", deliveries_json(summary.deliveries)},
            {"rate",
             {{"planned_per_s", number_or_null(summary.harness.planned_per_s)},
              {"achieved_per_s", number_or_null(summary.harness.achieved_per_s)}}}};
  json["response_time"] = histogram_json(summary.times.response_time);
  json["service_time"] = histogram_json(summary.times.service_time);
  json["send_lag"] = histogram_json(summary.times.send_lag);
  json["status"] = Json::object();
  for (const auto& [status, count] : summary.status) json["status"][std::to_string(status)] = count;
  json["errors"] = Json::array();
  for (const auto& error : summary.errors) {
    json["errors"].push_back(
        {{"phase", error.phase}, {"cause", error.cause}, {"count", error.count}});
  }
  json["by_type"] = Json::object();
  for (const auto& [type, counts] : summary.by_type) {
    json["by_type"][type] = {
        {"accepted", counts.accepted}, {"rejected", counts.rejected}, {"failed", counts.failed}};
  }
  json["clauses"] = Json::array();
  for (const auto& clause : summary.clauses) json["clauses"].push_back(clause_json(clause));
  json["thresholds"] = Json::array();
  for (const auto& result : summary.thresholds)
    json["thresholds"].push_back(threshold_json(result));
  json["harness"] = {{"cpu_s", number_or_null(summary.harness.cpu_s)},
                     {"max_rss_bytes", integer_or_null(summary.harness.max_rss_bytes)},
                     {"threads", integer_or_null(summary.harness.threads)},
                     {"connections", integer_or_null(summary.harness.connections)}};
  json["verdict"] = check::to_string(summary.verdict);
  json["reasons"] = summary.reasons;
  json["interrupted"] = summary.interrupted;
  json["coverage"] = coverage_json(summary);
  json["series"] = series_json(summary.series);
  json["record_sha256"] = text_or_null(summary.record_sha256);
  return json;
}

}  // namespace

void write_json(std::ostream& out, const Summary& summary) {
  out << document(summary).dump(2, ' ', false, Json::error_handler_t::replace) << '\n';
}

}  // namespace hookworthy::report
