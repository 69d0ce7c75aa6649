#pragma once

#include "verifier/contract/fast_plan.hpp"
#include "verifier/contract/shape.hpp"

#include <cstdint>
#include <map>
#include <memory>
#include <span>
#include <string>
#include <vector>

// The inside of compile_plan.

namespace hookworthy::contract::fast {

using Ids = std::vector<SchemaId>;

/// A place below the value at hand that has to be kept in a slot. `slot` learns which one.
struct Wanted {
  std::span<const std::string> rest;
  std::uint16_t* slot;
  bool text = true;  ///< not only whether it is null
};

/// One compilation of one contract.
class Compiler {
 public:
  Compiler(const Contract& contract, const Validator& validator)
      : contract_(contract), validator_(validator) {}

  Plan compile();

 private:
  // Beyond it a value goes to the validator: schemas may contain themselves.
  static constexpr unsigned max_depth = 12;

  ValuePlan value(const Ids& ids, const std::vector<Wanted>& wanted, unsigned depth);
  void keep(ValuePlan& plan, const std::vector<Wanted>& wanted);
  void strings(ValuePlan& plan, const Shape& shape);
  void numbers(ValuePlan& plan, const Shape& shape);
  void arrays(ValuePlan& plan, const Shape& shape, unsigned depth);
  void objects(ValuePlan& plan, const Shape& shape, const std::vector<Wanted>& wanted,
               unsigned depth);
  void members(ObjectPlan& object, const Shape& shape, const std::vector<Wanted>& wanted,
               unsigned depth);
  void name_members(ObjectPlan& object, const std::vector<Shape::Member>& members,
                    const Shape& shape);
  void hash_members(ObjectPlan& object);
  bool try_factor(const ObjectPlan& object, std::vector<std::uint8_t>& table) const;
  void keep_relations(ObjectPlan& object, std::vector<RelationPlan> relations);
  RootPlan root(const CallbackType& type);
  void want_fields(RootPlan& root, const CallbackType& type, std::vector<Wanted>& wanted);
  void want(std::vector<Wanted>& wanted, Pointer pointer, std::uint16_t& slot);
  const Shape& shape(const Ids& ids);

  const Contract& contract_;
  const Validator& validator_;
  std::map<Ids, Shape> shapes_;
  std::vector<std::unique_ptr<Pointer>> pointers_;  ///< that Wanted lead into
  unsigned repeated_ = 0;  ///< not 0: the value at hand may occur several times
  std::uint16_t slots_ = 0;
  bool too_many_slots_ = false;
  Plan plan_;
};

/// The index of `item` behind `list`; none when there are too many.
template <class T>
std::uint16_t add(std::vector<T>& list, const T& item) {
  if (list.size() >= none) return none;
  list.push_back(item);
  return static_cast<std::uint16_t>(list.size() - 1);
}

inline void drop(ValuePlan& plan, Type type) {
  plan.types = static_cast<std::uint8_t>(plan.types & ~bit(type));
}

inline bool has(const ValuePlan& plan, Type type) {
  return (plan.types & bit(type)) != 0;
}

}  // namespace hookworthy::contract::fast
