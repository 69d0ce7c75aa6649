#include "verifier/record/text.hpp"
#include "verifier/report/page.hpp"
#include "verifier/report/page_parts.hpp"

#include <algorithm>
#include <utility>
#include <vector>

namespace hookworthy::report {
namespace {

/// Of a sequence: what was sent in which manner, and what came of it.
PageJson trial_json(const std::optional<TrialView>& trial) {
  if (!trial) return nullptr;
  std::string attempts;
  for (const auto& attempt : trial->attempts) attempts += clean(attempt) + "\n";
  return {{"notation", clean(trial->notation)},
          {"operation", clean(trial->operation)},
          {"attempts", shown(attempts, PageBounds::request_bytes).text},
          {"expected", clean(trial->expected)},
          {"seen", clean(trial->seen)},
          {"repeats", trial->repeats},
          {"failures", trial->failures}};
}

/// One failure without the long texts.
PageJson outline(const EvidenceView& view) {
  return {{"case", clean(view.case_id)},
          {"after", view.after ? PageJson(clean(*view.after)) : PageJson(nullptr)},
          {"type", clean(view.type)},
          {"field", view.field ? PageJson(clean(*view.field)) : PageJson(nullptr)},
          {"label", clean(view.label)},
          {"expect", view.expect},
          {"response", clean(view.response)},
          {"request", nullptr},
          {"request_bytes", view.request_bytes},
          {"shown_bytes", 0},
          {"altered", false},
          {"trial", trial_json(view.trial)},
          {"replay", ""},
          {"curl", ""}};
}

/// Puts the long texts in as long as there is room: a line to paste is whole or absent.
void add_texts(PageJson& json, const EvidenceView& view, Room& room) {
  Shown request = shown(view.request, PageBounds::request_bytes);
  if (room.take_text(request.text)) {
    json["request"] = std::move(request.text);
    json["shown_bytes"] = request.read_bytes;
    json["altered"] = request.altered;
  }
  const auto& [replay, curl] = view.reproduction;
  if (room.take_text(replay)) json["replay"] = replay;
  if (room.take_text(curl)) json["curl"] = curl;
}

PageJson clause_json(const ClauseView& view, Room& room) {
  const check::ClauseResult& result = view.result;
  const check::Clause& clause = check::clause(result.id);
  PageJson evidence = PageJson::array();
  for (const auto& each : view.evidence) {
    PageJson item = outline(each);
    if (evidence.size() == PageBounds::lines || !room.take(item)) break;
    add_texts(item, each, room);
    evidence.push_back(std::move(item));
  }
  return {{"id", clause.name},
          {"title", clause.title},
          {"rationale", clause.rationale},
          {"level", check::to_string(result.level)},
          {"verdict", check::to_string(result.verdict)},
          {"cases", result.cases},
          {"violations", result.violations},
          {"flaky", result.flaky},
          {"missed", result.missed},
          {"reason", clean(result.reason)},
          {"evidence", std::move(evidence)}};
}

}  // namespace

Shown shown(std::string_view bytes, std::size_t max_bytes) {
  Shown shown;
  std::string_view rest = bytes;
  while (!rest.empty()) {
    std::size_t length = record::utf8_length(rest);
    const std::string_view sequence = rest.substr(0, std::max<std::size_t>(length, 1));
    if (shown.read_bytes + sequence.size() > max_bytes) break;
    if (length > 0 && (record::shows(sequence) || sequence == "\n" || sequence == "\t")) {
      shown.text += sequence;
    } else {
      shown.text += "\xEF\xBF\xBD";
      shown.altered = true;
    }
    shown.read_bytes += sequence.size();
    rest.remove_prefix(sequence.size());
  }
  return shown;
}

PageJson clauses_json(const Summary& summary) {
  // What broke a MUST is worth its room most.
  std::vector<const ClauseView*> order;
  for (const auto& view : summary.clauses) order.push_back(&view);
  std::ranges::stable_sort(order, {}, [](const ClauseView* view) { return view->result.level; });
  Room room(PageBounds::evidence_bytes);
  std::vector<PageJson> made(summary.clauses.size());
  for (const ClauseView* view : order) {
    made[static_cast<std::size_t>(view - summary.clauses.data())] = clause_json(*view, room);
  }
  PageJson json = PageJson::array();
  for (auto& clause : made) json.push_back(std::move(clause));
  return json;
}

}  // namespace hookworthy::report
