#pragma once

#include "generator/plan/layout.hpp"
#include "generator/plan/repertoire.hpp"

#include <set>
#include <string>
#include <vector>

namespace hookworthy::plan {

/// Unrolls the schemas of one callback type into a Layout.
class LayoutBuilder {
 public:
  /// `recursions`: how often an object may contain one of the same schemas.
  LayoutBuilder(RepertoireBuilder& repertoires, int recursions)
      : repertoires_(repertoires), recursions_(recursions) {}
  Result<Layout> run(const contract::CallbackType& type);
  /// Whether the last error was that there are too many slots.
  bool overflown() const { return overflown_; }

 private:
  using Ids = std::vector<contract::SchemaId>;
  using Choices = std::vector<std::vector<Ids>>;

  /// Where a value is to stand and what is known about it.
  struct Place {
    std::string_view name;
    std::string_view prefix;
    std::string pointer;
    SlotId parent = no_slot;
    std::uint32_t ordinal = 0;
    bool required = true;
    bool extra = false;
    bool fixed = false;
    bool absent = false;
    bool listed = true;
    const Json* example = nullptr;  ///< from further up
  };
  /// One way of resolving all choices of a value.
  struct Leaf {
    Ids ids;
    Shape shape;
  };

  Result<SlotId> build(const Ids& ids, const Place& place);
  Result<SlotId> build_unguarded(const Ids& ids, const Place& place);
  Result<SlotId> build_leaf(const Leaf& leaf, const Place& place);
  Result<SlotId> build_choice(const Ids& ids, std::vector<Leaf> leaves, const Place& place);
  Result<SlotId> build_object(const Leaf& leaf, const Place& place, const Json* example);
  Result<SlotId> build_array(const Leaf& leaf, const Place& place, const Json* example);
  Result<SlotId> build_members(SlotId object, const Shape& shape, const Json* example);
  void build_extras(SlotId object, const Shape& shape, const Json* example);
  void fix_optional_members(SlotId object, const ContainerRules& rules);
  void set_extra_member(const Shape& shape, ContainerRules& rules);
  std::vector<std::string> extra_names(const Shape& shape, const Json* example,
                                       std::size_t wanted) const;
  void expand(const Ids& ids, Choices resolved, std::vector<Leaf>& out) const;
  SlotId add(Slot::Kind kind, const Place& place);
  void close(SlotId id);
  Error no_value(const Ids& ids, std::string_view why) const;

  RepertoireBuilder& repertoires_;
  Layout layout_;
  int recursions_;
  bool overflown_ = false;
  std::vector<Ids> above_;          ///< the schemas of the values around the current one
  std::vector<Ids> objects_above_;  ///< the schemas of the members of the objects around it
};

}  // namespace hookworthy::plan
