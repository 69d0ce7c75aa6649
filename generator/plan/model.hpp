#pragma once

#include "generator/plan/identity.hpp"
#include "generator/plan/layout.hpp"
#include "generator/plan/repertoire.hpp"
#include "generator/plan/solver.hpp"
#include "generator/plan/store.hpp"

#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <vector>

namespace hookworthy::plan {

/// One callback type, ready to make drafts of. Immutable once made; does not move, since its parts
/// refer to each other.
class Model {
 public:
  /// Roles of a slot that holds an entity's id.
  enum class Role : std::uint8_t { entity, successor, predecessor, successor_predecessor };
  static constexpr std::uint64_t roles = 4;

  static Result<std::unique_ptr<Model>> make(const contract::CallbackType& type,
                                             RepertoireBuilder& builder);

  const contract::CallbackType& type() const { return *type_; }
  const Layout& layout() const { return layout_; }
  const Solver& solver() const { return *solver_; }
  const Store& store() const { return store_; }
  /// The slot that tells the type in the body; no_slot when something else does.
  SlotId discriminator() const { return discriminator_; }
  /// Whether drafts have to be judged, since the slots do not say all that the schemas demand.
  bool checked() const { return checked_; }
  /// The canonical callback, without its ids.
  const Draft& base() const { return base_; }

  /// Draws every slot. Relations and ids are not yet taken care of.
  void draw(std::uint64_t entropy, std::span<Choice> draft) const;
  /// Gives ids that no other `n` of this space has to the slots that hold one and are not at an
  /// edge.
  void set_identities(std::uint64_t seed, IdSpace space, std::uint64_t n,
                      std::span<Choice> draft) const;
  /// A random draft that keeps the relations; falls back on the canonical one.
  void make_random(std::uint64_t seed, std::uint64_t index, Draft& draft, std::string& body) const;

  void render(std::span<const Choice> draft, std::string& body) const;
  bool is_valid(std::string_view body) const;

 private:
  struct IdentitySlot {
    SlotId slot;
    Role role;
  };

  Model(const contract::CallbackType& type, RepertoireBuilder& builder)
      : type_(&type), validator_(builder.validator()), store_(builder.store()) {}
  Result<bool> set_up(RepertoireBuilder& builder);
  void find_identities(const contract::Contract& contract);
  void set_canonical(std::span<Choice> draft) const;
  bool find_base();
  void shrink_base();
  bool makes_valid(const Draft& draft) const;
  std::uint64_t distinct_value(const Layout::Step& step, std::uint64_t bits) const;
  void draw_detail(const Layout::Step& step, std::uint64_t bits, Choice& choice) const;

  const contract::CallbackType* type_;
  const contract::Validator& validator_;
  const Store& store_;
  Layout layout_;
  std::optional<Solver> solver_;
  std::vector<IdentitySlot> identities_;
  SlotId discriminator_ = no_slot;
  bool checked_ = false;
  Draft base_;
};

}  // namespace hookworthy::plan
