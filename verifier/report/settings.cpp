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

/// Rows of [type, field, edges, violations].
Json fields_to_json(const std::vector<check::FieldGoal>& fields) {
  Json rows = Json::array();
  for (const auto& goal : fields) {
    rows.push_back({goal.type, goal.field, goal.edges, goal.violations});
  }
  return rows;
}

/// False when `json` is something else.
bool fields_from_json(const Json& json, std::vector<check::FieldGoal>& fields) {
  if (!json.is_array() || json.size() > check::CoverageGoal::max_fields) return false;
  for (const Json& row : json) {
    if (!row.is_array() || row.size() != 4 || !row[0].is_string() || !row[1].is_string() ||
        !fits<std::uint64_t>(row[2]) || !fits<std::uint64_t>(row[3])) {
      return false;
    }
    fields.push_back({row[0].get<std::string>(), row[1].get<std::string>(),
                      row[2].get<std::uint64_t>(), row[3].get<std::uint64_t>()});
  }
  return true;
}

Json explored_to_json(const std::vector<check::Explored>& explored) {
  Json list = Json::array();
  for (const check::Explored& each : explored) {
    list.push_back({{"what", each.what}, {"tried", each.tried}, {"by_name", each.by_name}});
    if (each.of) list.back()["of"] = *each.of;
  }
  return list;
}

bool explored_from_json(const Json& json, std::vector<check::Explored>& explored) {
  constexpr std::size_t max_explored = 16;
  if (!json.is_array() || json.size() > max_explored) return false;
  for (const Json& each : json) {
    if (!each.is_object()) return false;
    Reader reader(each);
    std::optional<std::uint64_t> tried;
    check::Explored item;
    reader.read("what", item.what);
    reader.read("tried", tried);
    reader.read("of", item.of);
    const auto names = each.find("by_name");
    if (!reader.result() || !tried || names == each.end() || !names->is_object() ||
        names->size() > max_list) {
      return false;
    }
    item.tried = *tried;
    for (const auto& [name, count] : names->items()) {
      if (!fits<std::uint64_t>(count)) return false;
      item.by_name.emplace(name, count.get<std::uint64_t>());
    }
    explored.push_back(std::move(item));
  }
  return true;
}

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
                {"violations", or_null(settings.goal.violations)},
                {"by_field", fields_to_json(settings.goal.by_field)}}},
              {"contract_file", settings.contract_file},
              {"headers", settings.headers},
              {"warm_up_ns", settings.warm_up_ns},
              {"probe", settings.probe},
              {"probe_pointers", settings.probe_pointers},
              {"transport", settings.transport},
              {"signing", settings.signing}};
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
  reader.read("probe", settings.probe);
  reader.read("probe_pointers", settings.probe_pointers);
  reader.read("transport", settings.transport);
  reader.read("signing", settings.signing);
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
    const auto fields = it->find("by_field");
    const bool sound = fields == it->end() || fields_from_json(*fields, settings.goal.by_field);
    if (!goal.result() || !sound) reader.wrong("goal");
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
              {"explored", explored_to_json(facts.explored)},
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
  const auto explored = json.find("explored");
  if (explored != json.end() && !explored_from_json(*explored, facts.explored)) {
    reader.wrong("explored");
  }
  return reader.result();
}

}  // namespace hookworthy::report
