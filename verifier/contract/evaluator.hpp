#pragma once

#include "verifier/contract/contract.hpp"
#include "verifier/contract/regex.hpp"
#include "verifier/contract/validator.hpp"

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

// The inside of Validator: JSON Schema 2020-12 evaluated over compiled schemas.

namespace hookworthy::contract {

/// What is worth computing once per schema. Views and pointers lead into the Contract.
struct CompiledSchema {
  struct Member {
    std::string_view name;
    const SchemaId* schema = nullptr;  ///< nullptr: required, but not among `properties`
    bool required = false;
  };

  const Schema* schema = nullptr;
  std::vector<Member> members;  ///< `properties` and `required`, sorted by name without repetition
  std::optional<Result<Regex>> pattern;
  bool bounds_numbers = false, bounds_strings = false;
  bool looks_into_objects = false, looks_into_arrays = false;
  bool has_applicators = false;  ///< allOf, anyOf, oneOf, not, if, $ref
};

/// One entry per schema of the contract, at its SchemaId.
std::vector<CompiledSchema> compile_schemas(const Contract& contract);

/// Whether the JSON type of `value` is among `types`; 1.0 is an integer.
bool has_type(const Json& value, TypeSet types);

/// A place in a callback: a list through the evaluator's stack frames.
struct Place {
  const Place* parent = nullptr;      ///< nullptr: the root
  const std::string* name = nullptr;  ///< nullptr: an item of an array
  std::size_t index = 0;
};

/// RFC 6901 of `place` with `tail` behind it; cut behind 1024 bytes, since member names are the
/// sender's choice.
std::string pointer_of(const Place& place, const Pointer& tail = {});

/// One evaluation of one value. Not thread-safe; the compiled schemas are only read.
class Evaluator {
 public:
  /// `errors`: where errors go, at most Validator::max_errors in all; nullptr: stop at the first.
  Evaluator(const std::vector<CompiledSchema>& schemas, std::vector<ValidationError>* errors)
      : schemas_(schemas), errors_(errors) {}

  /// Whether `value` satisfies the schema. False as well when the schemas refer to each other
  /// deeper or longer than the bounds below allow: the last error says so.
  bool run(const Json& value, SchemaId id);

 private:
  // The bounds hold for every contract that ends: a callback is 128 levels deep at most.
  static constexpr int max_depth = 2048;
  static constexpr std::uint64_t max_steps = 64'000'000;

  bool check(const Json& value, SchemaId id, const Place& place);
  bool check_keywords(const Json& value, const CompiledSchema& compiled, const Place& place);
  bool check_type(const Json& value, const Schema& schema, const Place& place);
  bool check_number(const Json& value, const Schema& schema, const Place& place);
  bool check_string(const Json& value, const CompiledSchema& compiled, const Place& place);
  bool check_pattern(const std::string& text, const CompiledSchema& compiled, const Place& place);
  bool check_array(const Json& value, const Schema& schema, const Place& place);
  bool check_items(const Json& value, const Schema& schema, const Place& place);
  bool check_object(const Json& value, const CompiledSchema& compiled, const Place& place);
  bool check_members(const Json& value, const CompiledSchema& compiled, const Place& place);
  bool check_member_name(const std::string& name, const Schema& schema, const Place& place);
  bool check_applicators(const Json& value, const Schema& schema, const Place& place);
  bool check_any_of(const Json& value, const Schema& schema, const Place& place);
  bool check_one_of(const Json& value, const Schema& schema, const Place& place);
  bool check_condition(const Json& value, const Schema& schema, const Place& place);
  bool check_relations(const Json& value, const Schema& schema, const Place& place);
  bool explain_no_match(const Json& value, std::span<const SchemaId> alternatives,
                        std::string_view keyword, const Place& place);
  bool admits_type_of(const Json& value, SchemaId id, int depth) const;

  bool silently(const Json& value, SchemaId id, const Place& place);

  bool full() const { return errors_ == nullptr || errors_->size() >= Validator::max_errors; }

  // Returns false. `message` is called only when somebody listens.
  template <class Message>
  bool fail(const Place& place, std::string_view keyword, Message message,
            const Pointer& tail = {}) {
    if (!full()) errors_->push_back({pointer_of(place, tail), std::string(keyword), message()});
    return false;
  }

  const std::vector<CompiledSchema>& schemas_;
  std::vector<ValidationError>* errors_;
  int depth_ = 0;
  std::uint64_t steps_ = 0;
  bool overrun_ = false;
};

}  // namespace hookworthy::contract
