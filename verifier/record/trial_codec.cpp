#include "verifier/record/codec.hpp"
#include "verifier/record/members.hpp"
#include "verifier/record/text.hpp"

#include <algorithm>
#include <limits>

#include <fmt/format.h>

namespace hookworthy::record {
namespace {

using detail::Members;
using Json = nlohmann::json;

constexpr std::string_view first_member = "{\"trial\":";

void text(std::string& out, std::string_view name, std::string_view value) {
  out += fmt::format(",\"{}\":", name);
  append_json_string(out, value.substr(0, max_trial_text_bytes));
}

void integer(std::string& out, std::string_view name, std::int64_t value) {
  out += fmt::format(",\"{}\":{}", name, value);
}

void flag(std::string& out, std::string_view name, bool value) {
  if (value) out += fmt::format(",\"{}\":true", name);
}

void append_attempt(std::string& out, const Attempt& attempt) {
  out += fmt::format("{{\"sequence\":{},\"event\":{}", attempt.sequence, attempt.event);
  text(out, "type", attempt.type);
  flag(out, "duplicate", attempt.duplicate);
  flag(out, "early", attempt.early);
  flag(out, "together", attempt.together);
  text(out, "outcome", to_string(attempt.outcome));
  if (attempt.cause != Cause::none) text(out, "cause", to_string(attempt.cause));
  if (attempt.status != 0) integer(out, "status", attempt.status);
  if (attempt.service_ns >= 0) {
    integer(out, "service_ns", std::min(attempt.service_ns, max_time_ns));
  }
  out += '}';
}

void append_sight(std::string& out, const Sight& sight, bool with_documents) {
  out += fmt::format("{{\"entity\":{}", sight.entity);
  text(out, "expected_state", sight.expected_state);
  if (sight.status != 0) integer(out, "status", sight.status);
  if (sight.state) text(out, "state", *sight.state);
  const auto document = [&](std::string_view name, const std::string& value) {
    if (with_documents && !value.empty()) text(out, name, value);
  };
  document("document", sight.document);
  document("ordered_document", sight.ordered_document);
  out += '}';
}

template <class Items, class Append>
void append_array(std::string& out, std::string_view name, const Items& items, std::size_t most,
                  const Append& append) {
  out += fmt::format(",\"{}\":[", name);
  for (std::size_t i = 0; i < std::min(items.size(), most); ++i) {
    if (i > 0) out += ',';
    append(items[i]);
  }
  out += ']';
}

void append_line(std::string& out, const Trial& trial, bool with_documents) {
  out += fmt::format("{}{}", first_member, trial.number);
  text(out, "notation", trial.notation);
  text(out, "operation", trial.operation);
  append_array(out, "attempts", trial.attempts, max_trial_attempts,
               [&out](const Attempt& attempt) { append_attempt(out, attempt); });
  append_array(out, "sights", trial.sights, max_trial_sights,
               [&](const Sight& sight) { append_sight(out, sight, with_documents); });
  integer(out, "repeats", trial.repeats);
  integer(out, "failures", trial.failures);
  out += "}\n";
}

/// Reads what may be missing, and must then keep its default.
class Optional {
 public:
  explicit Optional(Members& members) : members_(members) {}

  bool read(const char* name, std::string& value) {
    if (!members_.has(name)) return false;
    members_.read(name, value);
    // A byte that is no UTF-8 is written as the three of U+FFFD.
    if (value.size() > 3 * max_trial_text_bytes) members_.wrong(name);
    return true;
  }
  template <class Number>
  void read(const char* name, Number& value, std::uint64_t most) {
    if (!members_.has(name)) return;
    std::uint64_t read = 0;
    members_.read(name, read);
    if (read > most) return members_.wrong(name);
    value = static_cast<Number>(read);
  }

 private:
  Members& members_;
};

constexpr std::uint64_t max_32 = std::numeric_limits<std::uint32_t>::max();

bool flag_of(const Json& json, const char* name, Members& members) {
  const auto it = json.find(name);
  if (it == json.end()) return false;
  if (!it->is_boolean()) members.wrong(name);
  return it->is_boolean() && it->get<bool>();
}

Result<Attempt> attempt_of(const Json& json) {
  if (!json.is_object()) return Error{"an attempt is no object"};
  Attempt attempt;
  Members members(json);
  Optional optional(members);
  members.read("sequence", attempt.sequence);
  optional.read("event", attempt.event, max_32);
  optional.read("type", attempt.type);
  attempt.duplicate = flag_of(json, "duplicate", members);
  attempt.early = flag_of(json, "early", members);
  attempt.together = flag_of(json, "together", members);
  std::string word;
  members.read("outcome", word);
  if (const auto outcome = parse_outcome(word)) {
    attempt.outcome = *outcome;
  } else {
    members.wrong("outcome");
  }
  if (optional.read("cause", word)) {
    if (const auto cause = parse_cause(word)) {
      attempt.cause = *cause;
    } else {
      members.wrong("cause");
    }
  }
  optional.read("status", attempt.status, 999);
  optional.read("service_ns", attempt.service_ns, static_cast<std::uint64_t>(max_time_ns));
  if ((attempt.outcome == Outcome::response) != (attempt.status != 0)) members.wrong("status");
  if (!members.error().empty()) return Error{"an attempt: " + members.error()};
  return attempt;
}

Result<Sight> sight_of(const Json& json) {
  if (!json.is_object()) return Error{"a sight is no object"};
  Sight sight;
  Members members(json);
  Optional optional(members);
  optional.read("entity", sight.entity, max_32);
  optional.read("expected_state", sight.expected_state);
  optional.read("status", sight.status, 999);
  std::string state;
  if (optional.read("state", state)) sight.state = std::move(state);
  optional.read("document", sight.document);
  optional.read("ordered_document", sight.ordered_document);
  if (!members.error().empty()) return Error{"a sight: " + members.error()};
  return sight;
}

template <class Item>
Result<void> read_array(Members& members, const char* name, std::size_t most,
                        std::vector<Item>& items, Result<Item> (*read)(const Json&)) {
  const Json* array = members.array(name);
  if (array == nullptr) return Error{members.error()};
  if (array->size() > most) return Error{fmt::format("\"{}\" has too many items", name)};
  for (const Json& each : *array) {
    auto item = read(each);
    if (!item) return item.error();
    items.push_back(std::move(*item));
  }
  return {};
}

}  // namespace

void append_trial(std::string& out, const Trial& trial) {
  const std::size_t begin = out.size();
  append_line(out, trial, true);
  if (out.size() - begin <= max_line_bytes) return;
  out.resize(begin);
  append_line(out, trial, false);
}

bool is_trial(std::string_view line) {
  return line.starts_with(first_member);
}

Result<Trial> parse_trial(std::string_view line) {
  const auto json = detail::parse_object(line, "trial");
  if (!json) return json.error();
  Trial trial;
  Members members(*json);
  Optional optional(members);
  members.read("trial", trial.number);
  optional.read("notation", trial.notation);
  optional.read("operation", trial.operation);
  optional.read("repeats", trial.repeats, max_32);
  optional.read("failures", trial.failures, max_32);
  if (trial.failures > trial.repeats) members.wrong("failures");
  const auto attempts =
      read_array(members, "attempts", max_trial_attempts, trial.attempts, attempt_of);
  if (!attempts) return Error{"trial: " + attempts.error().message};
  const auto sights = read_array(members, "sights", max_trial_sights, trial.sights, sight_of);
  if (!sights) return Error{"trial: " + sights.error().message};
  if (!members.error().empty()) return Error{"trial: " + members.error()};
  return Result<Trial>(boost::system::in_place_value, std::move(trial));
}

}  // namespace hookworthy::record
