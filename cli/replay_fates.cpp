#include "cli/replay_fates.hpp"

#include <algorithm>
#include <array>
#include <utility>

#include <fmt/format.h>
#include <nlohmann/json.hpp>

namespace hookworthy::cli {
namespace {

constexpr std::array<std::string_view, 4> fate_names{"PASSED", "FIXED", "FAILED", "ERROR"};
constexpr std::size_t max_answer_bytes = 160;

std::string_view name_of(Fate fate) {
  return fate_names[static_cast<std::size_t>(fate)];
}

std::string about(const check::CaseRef& what) {
  return fmt::format("{}{}{} {}", what.type, what.has_field ? " " : "", what.field, what.label);
}

}  // namespace

void Fates::add(const record::Delivery& delivery, bool broke_before,
                const check::AnswerTable& answers) {
  const std::size_t type = answers.type_of(delivery.what.type);
  const check::Assessment now = check::assess(delivery, answers.answer(type, delivery.status));
  Fate fate = broke_before ? Fate::fixed : Fate::passed;
  if (now.contact != check::Contact::reached) {
    fate = Fate::error;
  } else if (!now.broken.empty()) {
    fate = Fate::failed;
  }
  list_.push_back(
      {.id = case_id(delivery.what),
       .fate = fate,
       .what = about(check::CaseRef(delivery.what)),
       .answer = check::describe_response(check::Evidence(delivery), max_answer_bytes)});
}

void Fates::add_error(const check::CaseRef& what, std::string why) {
  list_.push_back({.id = case_id(what.key),
                   .fate = Fate::error,
                   .what = about(what),
                   .answer = std::move(why)});
}

std::uint64_t Fates::count(Fate fate) const {
  return static_cast<std::uint64_t>(std::ranges::count(list_, fate, &CaseFate::fate));
}

void Fates::print(std::uint64_t unsent, bool json) const {
  if (json) {
    nlohmann::ordered_json document{{"schema", "hookworthy/replay/1"},
                                    {"passed", count(Fate::passed)},
                                    {"fixed", count(Fate::fixed)},
                                    {"failed", count(Fate::failed)},
                                    {"error", count(Fate::error)},
                                    {"unsent", unsent},
                                    {"cases", nlohmann::ordered_json::array()}};
    for (const CaseFate& each : list_) {
      document["cases"].push_back({{"case", each.id},
                                   {"result", name_of(each.fate)},
                                   {"what", each.what},
                                   {"answer", each.answer}});
    }
    fmt::print("{}\n", document.dump(2, ' ', false, nlohmann::json::error_handler_t::replace));
    return;
  }
  // A long record's cases that were and are well would bury the others.
  const bool brief = list_.size() > 50;
  for (const CaseFate& each : list_) {
    if (brief && each.fate == Fate::passed) continue;
    fmt::print("{:<6} {} {}: {}\n", name_of(each.fate), each.id, each.what, each.answer);
  }
  fmt::print("{} cases: {} passed, {} fixed, {} failed, {} could not be judged\n", list_.size(),
             count(Fate::passed), count(Fate::fixed), count(Fate::failed), count(Fate::error));
}

}  // namespace hookworthy::cli
