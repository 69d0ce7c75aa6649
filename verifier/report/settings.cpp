#include "verifier/report/settings.hpp"

#include <optional>
#include <string_view>
#include <type_traits>
#include <utility>

#include <fmt/format.h>

namespace hookworthy::report {
namespace {

using Json = nlohmann::json;

/// Bounds on lists in a record's header, which is read from a file.
constexpr std::size_t max_list = 10'000;

/// Whether `json` holds a number that Number can hold, none of ours being negative.
template <class Number>
bool fits(const Json& json) {
  if constexpr (std::is_floating_point_v<Number>) {
    return json.is_number();
  } else if (json.is_number_unsigned()) {
    return std::in_range<Number>(json.get<std::uint64_t>());
  } else {
    return json.is_number_integer() && std::in_range<Number>(json.get<std::int64_t>());
  }
}

/// Reads members that may be missing; remembers the first of a wrong type.
class Reader {
 public:
  explicit Reader(const Json& json) : json_(json) {}

  void read(const char* name, std::string& value) {
    const Json* found = find(name);
    if (found == nullptr) return;
    if (!found->is_string()) return wrong(name);
    value = found->get<std::string>();
  }
  void read(const char* name, bool& value) {
    const Json* found = find(name);
    if (found == nullptr) return;
    if (!found->is_boolean()) return wrong(name);
    value = found->get<bool>();
  }
  template <class Number>
  void read(const char* name, std::optional<Number>& value) {
    const Json* found = find(name);
    if (found == nullptr || found->is_null()) return;
    if (!fits<Number>(*found)) return wrong(name);
    value = found->get<Number>();
  }
  void read(const char* name, std::vector<std::string>& value) {
    const Json* found = find(name);
    if (found == nullptr) return;
    if (!found->is_array() || found->size() > max_list) return wrong(name);
    value.clear();
    for (const Json& item : *found) {
      if (!item.is_string()) return wrong(name);
      value.push_back(item.get<std::string>());
    }
  }
  void wrong(std::string_view name) {
    if (error_.empty()) error_ = fmt::format("\"{}\" is of the wrong type", name);
  }
  [[nodiscard]] Result<void> result() const {
    if (!error_.empty()) return Error{error_};
    return {};
  }

 private:
  const Json* find(const char* name) const {
    if (!json_.is_object()) return nullptr;
    const auto it = json_.find(name);
    return it == json_.end() ? nullptr : &*it;
  }

  const Json& json_;
  std::string error_;
};

template <class Number>
Json or_null(const std::optional<Number>& value) {
  return value ? Json(*value) : Json(nullptr);
}

}  // namespace

check::ClauseSet clause_set(const RunSettings& settings) {
  if (settings.clauses.empty()) return check::ClauseSet::all();
  check::ClauseSet set;
  for (const auto& name : settings.clauses) {
    if (const auto id = check::parse_clause(name)) set.add(*id);
  }
  return set;
}

Json to_json(const RunSettings& settings) {
  return Json{{"profile", check::to_string(settings.profile)},
              {"canonical_types", settings.canonical_types},
              {"clauses", settings.clauses},
              {"thresholds", settings.thresholds},
              {"goal",
               {{"types", or_null(settings.goal.types)},
                {"fields", or_null(settings.goal.fields)},
                {"edges", or_null(settings.goal.edges)},
                {"violations", or_null(settings.goal.violations)}}},
              {"contract_file", settings.contract_file},
              {"headers", settings.headers},
              {"warm_up_ns", settings.warm_up_ns}};
}

Result<RunSettings> settings_from_json(const Json& json) {
  RunSettings settings;
  Reader reader(json);
  std::string profile(check::to_string(settings.profile));
  reader.read("profile", profile);
  if (const auto known = check::parse_profile(profile)) {
    settings.profile = *known;
  } else {
    reader.wrong("profile");
  }
  reader.read("canonical_types", settings.canonical_types);
  reader.read("clauses", settings.clauses);
  reader.read("thresholds", settings.thresholds);
  reader.read("contract_file", settings.contract_file);
  reader.read("headers", settings.headers);
  std::optional<std::uint64_t> warm_up_ns;
  reader.read("warm_up_ns", warm_up_ns);
  constexpr std::uint64_t max_warm_up_ns = std::uint64_t{1} << 61;
  if (warm_up_ns.value_or(0) > max_warm_up_ns) reader.wrong("warm_up_ns");
  settings.warm_up_ns = static_cast<std::int64_t>(warm_up_ns.value_or(0));
  if (const auto it = json.find("goal"); it != json.end()) {
    Reader goal(*it);
    goal.read("types", settings.goal.types);
    goal.read("fields", settings.goal.fields);
    goal.read("edges", settings.goal.edges);
    goal.read("violations", settings.goal.violations);
    if (!goal.result()) reader.wrong("goal");
  }
  if (const auto result = reader.result(); !result) return result.error();
  return settings;
}

Json facts_to_json(const check::RunFacts& facts) {
  const check::HarnessFacts& harness = facts.harness;
  return Json{{"planned_per_s", or_null(harness.planned_per_s)},
              {"achieved_per_s", or_null(harness.achieved_per_s)},
              {"cpu_s", or_null(harness.cpu_s)},
              {"max_rss_bytes", or_null(harness.max_rss_bytes)},
              {"threads", or_null(harness.threads)},
              {"connections", or_null(harness.connections)},
              {"interrupted", harness.interrupted},
              {"out_of_budget", harness.out_of_budget},
              {"notes", facts.notes},
              {"faults", facts.faults}};
}

Result<void> facts_from_json(const Json& json, check::RunFacts& facts) {
  Reader reader(json);
  check::HarnessFacts& harness = facts.harness;
  reader.read("planned_per_s", harness.planned_per_s);
  reader.read("achieved_per_s", harness.achieved_per_s);
  reader.read("cpu_s", harness.cpu_s);
  reader.read("max_rss_bytes", harness.max_rss_bytes);
  reader.read("threads", harness.threads);
  reader.read("connections", harness.connections);
  reader.read("interrupted", harness.interrupted);
  reader.read("out_of_budget", harness.out_of_budget);
  reader.read("notes", facts.notes);
  reader.read("faults", facts.faults);
  return reader.result();
}

}  // namespace hookworthy::report
