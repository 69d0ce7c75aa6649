#pragma once

#include "generator/plan/catalogue.hpp"
#include "generator/plan/chain.hpp"
#include "generator/plan/model.hpp"
#include "generator/plan/pairs.hpp"
#include "generator/plan/plan.hpp"
#include "verifier/contract/validator.hpp"

#include <memory>
#include <mutex>
#include <optional>
#include <vector>

namespace hookworthy::plan {

/// An entry of the catalogue with the type and field that it belongs to.
struct PlacedEntry {
  Entry entry;
  std::uint32_t type;
  std::uint32_t field;
};

/// Whether two edges of one type cannot be seen both: they are of the same value, or one takes away
/// the place of the other.
bool overlap(const Layout& layout, const Entry& a, const Entry& b);

/// The covering array of one type, made when it is first asked for.
struct LazyPairs {
  std::once_flag once;
  PairRows rows;
};

struct Plan::Impl {
  explicit Impl(std::shared_ptr<const contract::Contract> from)
      : contract(std::move(from)), validator(contract) {}

  Result<bool> set_up(const Options& options);
  void take_catalogue(std::uint32_t type, const Catalogue& catalogue);
  void bind_fields();
  const std::vector<PlacedEntry>& entries(Kind kind) const {
    return kind == Kind::edge ? edges : violations;
  }
  Case describe(Kind kind, std::uint64_t index) const;

  /// The fields of one type: where their entries begin, and after `bind_fields` the public view.
  struct FieldRange {
    std::string_view pointer;
    std::size_t edges, edge_count, violations, violation_count;
  };

  std::shared_ptr<const contract::Contract> contract;
  contract::Validator validator;
  Store store;
  std::uint64_t seed = 1;
  std::vector<std::unique_ptr<Model>> models;  ///< one per callback type
  std::vector<PlacedEntry> edges, violations;
  std::vector<Variation> edge_names, violation_names;  ///< of the entries, in the same order
  std::vector<std::vector<FieldRange>> ranges;
  std::vector<std::vector<Field>> fields;
  std::optional<Chain> chain;
  mutable std::unique_ptr<LazyPairs[]> pairs;  ///< by type
};

}  // namespace hookworthy::plan
