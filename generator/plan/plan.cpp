#include "generator/plan/plan.hpp"

#include "generator/plan/plan_impl.hpp"
#include "verifier/assert.hpp"

#include <algorithm>

namespace hookworthy::plan {
namespace {

constexpr std::size_t most_entries = 4'000'000;

IdSpace space_of(Kind kind) {
  switch (kind) {
    case Kind::edge:
      return IdSpace::edge;
    case Kind::violation:
      return IdSpace::violation;
    default:
      return IdSpace::canonical;
  }
}

// One per thread, so that a warm thread allocates nothing.
Draft& scratch() {
  thread_local Draft draft;
  return draft;
}

}  // namespace

Result<bool> Plan::Impl::set_up(const Options& options) {
  seed = options.seed;
  RepertoireBuilder builder(*contract, validator, options.link_host, store);
  for (std::uint32_t type = 0; type < contract->types().size(); ++type) {
    auto model = Model::make(contract->types()[type], builder);
    if (!model) return model.error();
    models.push_back(std::move(*model));
    take_catalogue(type, make_catalogue(*models.back(), store));
    if (edges.size() + violations.size() > most_entries) {
      return Error{
          "the contract has more than 4 million edges and violations up to callback type " +
          contract->types()[type].name + "; split it"};
    }
  }
  bind_fields();
  pairs = std::make_unique<LazyPairs[]>(models.size());
  chain.emplace(*contract, models, seed, store);
  return true;
}

void Plan::Impl::take_catalogue(std::uint32_t type, const Catalogue& catalogue) {
  auto& of_type = ranges.emplace_back();
  const auto take = [&](const std::vector<Entry>& from, std::vector<PlacedEntry>& entries,
                        std::vector<Variation>& names) {
    for (const Entry& entry : from) {
      entries.push_back({entry, type, static_cast<std::uint32_t>(of_type.size())});
      names.push_back({entry.label, entry.expect});
    }
  };
  for (const auto& field : catalogue.fields) {
    const FieldRange range{field.pointer, edges.size(), field.edges.size(), violations.size(),
                           field.violations.size()};
    take(field.edges, edges, edge_names);
    take(field.violations, violations, violation_names);
    of_type.push_back(range);
  }
}

// Only now that nothing moves any more.
void Plan::Impl::bind_fields() {
  const auto holds_id = [this](const PlacedEntry& placed) {
    return models[placed.type]->layout().slot(placed.entry.slot).identity;
  };
  for (const auto& of_type : ranges) {
    auto& bound = fields.emplace_back();
    for (const FieldRange& range : of_type) {
      bound.push_back(
          {range.pointer,
           {edge_names.data() + range.edges, range.edge_count},
           {violation_names.data() + range.violations, range.violation_count},
           std::ranges::any_of(std::span(edges).subspan(range.edges, range.edge_count), holds_id)});
    }
  }
}

Case Plan::Impl::describe(Kind kind, std::uint64_t index) const {
  Case result;
  result.kind = kind;
  result.index = index;
  switch (kind) {
    case Kind::canonical:
    case Kind::random:
      result.type = models[index % models.size()]->type().name;
      break;
    case Kind::edge:
    case Kind::violation: {
      const PlacedEntry& placed = entries(kind)[index];
      result.expect = placed.entry.expect;
      result.type = models[placed.type]->type().name;
      result.field = ranges[placed.type][placed.field].pointer;
      result.has_field = true;
      result.label = placed.entry.label;
      break;
    }
    case Kind::chain:
      result.type = models[chain->model_of(index)]->type().name;
      result.label = chain->label(index);
      break;
    default:
      break;
  }
  return result;
}

Plan::Plan(std::unique_ptr<const Impl> impl) : impl_(std::move(impl)) {}
Plan::~Plan() = default;
Plan::Plan(Plan&&) noexcept = default;
Plan& Plan::operator=(Plan&&) noexcept = default;

Result<Plan> Plan::make(std::shared_ptr<const contract::Contract> contract, Options options) {
  auto impl = std::make_unique<Impl>(std::move(contract));
  const auto done = impl->set_up(options);
  if (!done) return done.error();
  return Plan(std::move(impl));
}

std::uint64_t Plan::count(Kind kind) const {
  switch (kind) {
    case Kind::canonical:
      return impl_->models.size();
    case Kind::edge:
    case Kind::violation:
      return impl_->entries(kind).size();
    case Kind::random:
    case Kind::combination:
      return impl_->models.empty() ? 0 : unlimited;
    case Kind::chain:
      return impl_->chain->empty() ? 0 : unlimited;
    default:
      return 0;
  }
}

Case Plan::describe(Kind kind, std::uint64_t index) const {
  HOOKWORTHY_ASSERT(kind == Kind::canonical || index < count(kind));
  if (kind == Kind::combination) {
    std::string body;
    return combination_at(index, body);
  }
  return impl_->describe(kind, index);
}

bool Plan::exact_bytes(Kind kind, std::uint64_t index) const {
  HOOKWORTHY_ASSERT(index < count(kind));
  if (kind == Kind::combination) return combination_exact(index);
  return kind == Kind::edge && impl_->edges[index].entry.exact_bytes;
}

Case Plan::at(Kind kind, std::uint64_t index, std::string& body) const {
  HOOKWORTHY_ASSERT(kind == Kind::canonical || index < count(kind));
  if (kind == Kind::combination) return combination_at(index, body);
  Draft& draft = scratch();
  if (kind == Kind::random) {
    impl_->models[index % impl_->models.size()]->make_random(impl_->seed, index, draft, body);
    return impl_->describe(kind, index);
  }
  if (kind == Kind::chain) {
    impl_->chain->render(index, body);
    return impl_->describe(kind, index);
  }
  const bool catalogued = kind == Kind::edge || kind == Kind::violation;
  const std::size_t type =
      catalogued ? impl_->entries(kind)[index].type : index % impl_->models.size();
  const Model& model = *impl_->models[type];
  draft = model.base();
  model.set_identities(impl_->seed, space_of(kind), index, draft);
  if (catalogued) {
    const bool applied = apply(model, impl_->entries(kind)[index].entry, draft);
    HOOKWORTHY_ASSERT(applied);
  } else {
    model.solver().settle(draft, {});
  }
  model.render(draft, body);
  return impl_->describe(kind, index);
}

Plan::ChainStep Plan::chain_step(std::uint64_t index) const {
  HOOKWORTHY_ASSERT(index < count(Kind::chain));
  return impl_->chain->locate(index);
}

std::uint64_t Plan::period(Kind kind) const {
  if (kind == Kind::random || kind == Kind::combination) return impl_->models.size();
  if (kind == Kind::chain) return impl_->chain->period();
  return count(kind);
}

std::span<const Field> Plan::fields(std::size_t type) const {
  HOOKWORTHY_ASSERT(type < impl_->fields.size());
  return impl_->fields[type];
}

const contract::Contract& Plan::contract() const {
  return *impl_->contract;
}
std::shared_ptr<const contract::Contract> Plan::shared_contract() const {
  return impl_->contract;
}
std::uint64_t Plan::seed() const {
  return impl_->seed;
}

}  // namespace hookworthy::plan
