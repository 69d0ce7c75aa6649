#pragma once

#include "generator/plan/candidates.hpp"
#include "generator/plan/store.hpp"
#include "verifier/contract/validator.hpp"
#include "verifier/result.hpp"

#include <map>
#include <span>
#include <string>
#include <string_view>
#include <tuple>
#include <vector>

namespace hookworthy::plan {

/// Fills a Store with repertoires. Fields of equal schemas and equal canonical value share one.
class RepertoireBuilder {
 public:
  /// `link_host`: when not empty, links lead there instead of where the examples lead.
  RepertoireBuilder(const contract::Contract& contract, const contract::Validator& validator,
                    std::string link_host, Store& store);

  /// For a scalar of `shape` (folded from `schemas`). `name`: of the member, a hint for typical
  /// values. `example`: an example from further up, or nullptr. The Error names the schema for
  /// which no value was found.
  Result<RepertoireId> scalar(const Shape& shape, std::span<const contract::SchemaId> schemas,
                              std::string_view name, const Json* example);

  /// For an object, an array or a choice between alternatives: only what of another type can stand
  /// in its place. `like`: a value of the right type.
  Result<RepertoireId> container(const Shape& shape, std::span<const contract::SchemaId> schemas,
                                 const Json& like);

  /// Whether `schemas` admit null.
  bool admits_null(std::span<const contract::SchemaId> schemas) const;
  /// Whether `schemas` admit the JSON text.
  bool admits(std::string_view text, std::span<const contract::SchemaId> schemas) const;

  const contract::Contract& contract() const { return contract_; }
  const contract::Validator& validator() const { return validator_; }
  Store& store() { return store_; }
  std::string_view host() const { return host_; }

 private:
  using Key = std::tuple<std::vector<contract::SchemaId>, std::string, Kin, bool>;

  std::optional<Json> find_canonical(const Shape& shape,
                                     std::span<const contract::SchemaId> schemas,
                                     const Json* example) const;
  Json relocated(const Shape& shape, const Json& value) const;
  enum class Values : std::uint8_t { all, types_only };
  void fill(const FieldContext& field, Values values, Repertoire& repertoire);
  void take_edges(const Candidates& candidates, Repertoire& repertoire);
  void take_violations(const Candidates& candidates, Repertoire& repertoire);
  Literal keep(const Candidate& candidate, bool date_time);
  Result<RepertoireId> add(Key key, const FieldContext& field, Repertoire repertoire,
                           Values values);

  const contract::Contract& contract_;
  const contract::Validator& validator_;
  std::string link_host_;
  std::string host_;
  Store& store_;
  std::map<Key, RepertoireId> known_;
};

/// A guess, by a member's name, of what kind of text it holds; Kin::text when it tells nothing.
Kin kin_of_name(std::string_view name);

/// Ways of drawing typical values for a field, the most telling first. Not all of them yield what
/// the schema admits.
std::vector<Typical> typical_candidates(const FieldContext& field, std::string_view name,
                                        Pool& pool);

/// Values that might serve as the canonical one, the best first. None is null.
std::vector<Json> canonical_candidates(const Shape& shape);

}  // namespace hookworthy::plan
