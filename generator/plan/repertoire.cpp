#include "generator/plan/repertoire.hpp"

#include "verifier/assert.hpp"

#include <algorithm>
#include <limits>
#include <set>

namespace hookworthy::plan {
namespace {

using contract::SchemaId;
using contract::Type;

constexpr std::size_t largest_random_edge = 256;

bool is_own_type(const Json& canonical, std::string_view label) {
  if (label == "type:string") return canonical.is_string();
  if (label == "type:integer" || label == "type:number") return canonical.is_number();
  if (label == "type:boolean") return canonical.is_boolean();
  if (label == "type:array") return canonical.is_array();
  return label == "type:object" && canonical.is_object();
}

// A string without escapes, as nearly all candidates are; some are long.
bool is_plain_string(std::string_view text) {
  if (text.size() < 2 || text.front() != '"' || text.back() != '"') return false;
  bool plain = true;
  for (const char c : text.substr(1, text.size() - 2)) {
    plain = plain & (c >= 0x20) & (c < 0x7f) & (c != '"') & (c != '\\');
  }
  return plain;
}

std::string schema_name(const contract::Contract& contract, std::span<const SchemaId> schemas) {
  return schemas.empty() ? "(the empty schema)" : contract.schema(schemas.front()).pointer;
}

}  // namespace

RepertoireBuilder::RepertoireBuilder(const contract::Contract& contract,
                                     const contract::Validator& validator, std::string link_host,
                                     Store& store)
    : contract_(contract), validator_(validator), link_host_(std::move(link_host)), store_(store) {
  const std::string& suffix = contract.delivery().link_host;
  host_ = !link_host_.empty() ? link_host_ : "www." + (suffix.empty() ? "example" : suffix);
}

bool RepertoireBuilder::admits(std::string_view text, std::span<const SchemaId> schemas) const {
  if (is_plain_string(text)) {
    return validator_.satisfies(Json(text.substr(1, text.size() - 2)), schemas);
  }
  const auto value = contract::parse_json(text);
  return value && validator_.satisfies(*value, schemas);
}

bool RepertoireBuilder::admits_null(std::span<const SchemaId> schemas) const {
  return validator_.satisfies(Json(nullptr), schemas);
}

Json RepertoireBuilder::relocated(const Shape& shape, const Json& value) const {
  const bool link = shape.format == contract::Format::uri && value.is_string();
  if (link_host_.empty() || !link) return value;
  auto text = value.get<std::string>();
  const auto slashes = text.find("://");
  if (slashes == std::string::npos) return value;
  const auto end = std::min(text.find_first_of("/?#", slashes + 3), text.size());
  return text.replace(slashes + 3, end - slashes - 3, link_host_);
}

std::optional<Json> RepertoireBuilder::find_canonical(const Shape& shape,
                                                      std::span<const SchemaId> schemas,
                                                      const Json* example) const {
  const auto fits = [&](const Json& value) {
    return !value.is_null() && !value.is_structured() && validator_.satisfies(value, schemas);
  };
  if (example != nullptr && fits(relocated(shape, *example))) return relocated(shape, *example);
  for (const Json& value : canonical_candidates(shape)) {
    if (fits(relocated(shape, value))) return relocated(shape, value);
  }
  return std::nullopt;
}

Result<RepertoireId> RepertoireBuilder::scalar(const Shape& shape,
                                               std::span<const SchemaId> schemas,
                                               std::string_view name, const Json* example) {
  const auto canonical = find_canonical(shape, schemas, example);
  if (!canonical && !admits_null(schemas)) {
    return Error{"no value found that the schema " + schema_name(contract_, schemas) +
                 " admits; give it an example"};
  }
  const FieldContext field{shape, canonical.value_or(Json(nullptr)), host_};
  Key key{{schemas.begin(), schemas.end()}, field.canonical.dump(), kin_of_name(name), true};
  if (const auto known = known_.find(key); known != known_.end()) return known->second;

  Repertoire repertoire;
  repertoire.schemas = std::get<0>(key);
  repertoire.canonical = store_.pool.keep(std::get<1>(key));
  repertoire.date_time = shape.format == contract::Format::date_time;
  if (repertoire.date_time && field.canonical.is_string()) {
    repertoire.canonical_instant =
        contract::parse_date_time(field.canonical.get_ref<const std::string&>());
  }
  for (Typical& typical : typical_candidates(field, name, store_.pool)) {
    bool fits = true;
    for (std::uint64_t i = 0; i < 32 && fits; ++i) {
      std::string text;
      Writer writer(text);
      typical.write(i * 0x9e3779b97f4a7c15u + (i << 59), writer);
      fits = admits(writer.view(), schemas);
    }
    if (!fits) continue;
    repertoire.typical = std::move(typical);
    break;
  }
  if (repertoire.typical.kin == Kin::values && repertoire.typical.values.empty()) {
    repertoire.typical.values = {repertoire.canonical};
  }
  return add(std::move(key), field, std::move(repertoire), Values::all);
}

Result<RepertoireId> RepertoireBuilder::container(const Shape& shape,
                                                  std::span<const SchemaId> schemas,
                                                  const Json& like) {
  Key key{{schemas.begin(), schemas.end()}, like.dump(), Kin::values, false};
  if (const auto known = known_.find(key); known != known_.end()) return known->second;
  const FieldContext field{shape, like, host_};
  Repertoire repertoire;
  repertoire.schemas = std::get<0>(key);
  repertoire.typical.values = {repertoire.canonical};
  return add(std::move(key), field, std::move(repertoire), Values::types_only);
}

Result<RepertoireId> RepertoireBuilder::add(Key key, const FieldContext& field,
                                            Repertoire repertoire, Values values) {
  if (store_.repertoires.size() > std::numeric_limits<RepertoireId>::max()) {
    return Error{"the contract has more than 65536 different fields"};
  }
  fill(field, values, repertoire);
  const auto id = static_cast<RepertoireId>(store_.repertoires.size());
  store_.repertoires.push_back(std::move(repertoire));
  known_.emplace(std::move(key), id);
  return id;
}

void RepertoireBuilder::fill(const FieldContext& field, Values values, Repertoire& repertoire) {
  Candidates edges;
  Candidates violations;
  add_type_violations(field, violations);
  // A value of the right type may break something else, but not the type; only fractions are a
  // wrong type where integers are the right one.
  std::erase_if(violations, [&](const Candidate& candidate) {
    const bool fraction = candidate.label == "type:number" && !field.shape.types.has(Type::number);
    return is_own_type(field.canonical, candidate.label) && !fraction;
  });
  for (const Candidate& candidate : violations) {
    if (!admits(candidate.text, repertoire.schemas)) continue;
    edges.push_back(candidate);
    edges.back().expect = Expect::accept;
  }
  if (values == Values::all) {
    add_value_edges(field, edges);
    add_string_edges(field, edges);
    add_number_edges(field, edges);
    add_time_edges(field, edges);
    add_address_edges(field, edges);
    add_value_violations(field, violations);
    add_string_violations(field, violations);
    add_number_violations(field, violations);
    add_time_violations(field, violations);
    add_address_violations(field, violations);
  }
  take_edges(edges, repertoire);
  take_violations(violations, repertoire);
}

Literal RepertoireBuilder::keep(const Candidate& candidate, bool date_time) {
  Literal literal;
  literal.label = store_.pool.keep(candidate.label);
  literal.text = store_.pool.keep(candidate.text);
  literal.expect = candidate.expect;
  literal.exact_bytes = candidate.exact_bytes;
  const bool quoted = date_time && candidate.text.size() > 2 && candidate.text.front() == '"';
  if (quoted) {
    literal.instant = contract::parse_date_time(literal.text.substr(1, literal.text.size() - 2));
  }
  return literal;
}

void RepertoireBuilder::take_edges(const Candidates& candidates, Repertoire& repertoire) {
  std::set<std::string_view> labels;
  // The same value under a second name would be the same callback, byte by byte, where it is an
  // entity's id; and nothing new anywhere else.
  std::set<std::string_view> texts;
  for (const Candidate& candidate : candidates) {
    if (labels.contains(candidate.label) || texts.contains(candidate.text)) continue;
    const auto& judged = candidate.stand_in.empty() ? candidate.text : candidate.stand_in;
    if (!admits(judged, repertoire.schemas)) continue;
    labels.insert(candidate.label);
    texts.insert(candidate.text);
    const bool random = candidate.random && candidate.expect == Expect::accept &&
                        candidate.text.size() <= largest_random_edge;
    if (random && repertoire.edges.size() <= std::numeric_limits<std::uint16_t>::max()) {
      repertoire.random_edges.push_back(static_cast<std::uint16_t>(repertoire.edges.size()));
    }
    repertoire.edges.push_back(keep(candidate, repertoire.date_time));
  }
}

void RepertoireBuilder::take_violations(const Candidates& candidates, Repertoire& repertoire) {
  std::set<std::string_view> labels;
  for (const Candidate& candidate : candidates) {
    if (labels.contains(candidate.label) || admits(candidate.text, repertoire.schemas)) continue;
    labels.insert(candidate.label);
    repertoire.violations.push_back(keep(candidate, repertoire.date_time));
  }
}

}  // namespace hookworthy::plan
