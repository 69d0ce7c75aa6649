#pragma once

#include "verifier/contract/regex.hpp"
#include "verifier/contract/validator.hpp"

#include <array>
#include <cstdint>
#include <limits>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

// The inside of FastParser: a contract compiled into what one pass over the bytes has to look for.
// A plan admits too little rather than too much: what it does not admit, the validator judges.

namespace hookworthy::contract::fast {

inline constexpr std::uint16_t none = 0xffff;

constexpr std::uint8_t bit(Type type) {
  return static_cast<std::uint8_t>(1u << static_cast<unsigned>(type));
}

class ZoneTable;

/// A set of ASCII characters without quote, backslash and control characters, in the form that one
/// look-up per byte needs, and in the form that two shuffles per vector need: a character c is in
/// the set when low[c & 15] & high[c >> 4] is not 0.
struct CharClass {
  alignas(16) std::array<std::uint8_t, 16> low{}, high{};
  std::array<bool, 256> member{};

  void add(unsigned char c);
};

/// How strings are judged.
enum class Text : std::uint8_t {
  any,        ///< well-formed is enough
  date_time,  ///< RFC 3339
  uri,
  time_zone,
  characters,  ///< StringRules::characters says it all
  rules        ///< by StringRules
};

/// A pattern that says which characters may come first, between and last, and how many there may
/// be: ^A{n,m}$, ^AB{n,m}$ or ^A(B*C)?$, with A, B and C one ASCII character or class each.
struct Characters {
  CharClass all;  ///< what may stand anywhere
  std::array<bool, 256> first{}, middle{}, last{};
  bool uniform = false;  ///< what may stand anywhere may stand between
  std::uint64_t min = 0, max = 0;

  /// A single character has to be in `first` only.
  bool match(std::string_view text) const;
  /// The same for a text whose characters are all in `all`, if `uniform`.
  bool match_ends(std::string_view text) const {
    if (text.size() < min || text.size() > max) return false;
    if (text.empty()) return true;
    return first[static_cast<unsigned char>(text.front())] &&
           (text.size() == 1 || last[static_cast<unsigned char>(text.back())]);
  }
};

struct StringRules {
  std::uint64_t min_length = 0, max_length = std::numeric_limits<std::uint64_t>::max();
  std::optional<std::vector<std::string>> enumeration;
  Format format = Format::none;
  std::optional<Characters> characters;
  std::vector<Regex> patterns;

  /// `text`: decoded, well-formed UTF-8.
  bool admit(std::string_view text) const;
};

struct NumberRules {
  /// What the bounds make of integers, if `decided`.
  std::int64_t low = std::numeric_limits<std::int64_t>::min();
  std::int64_t high = std::numeric_limits<std::int64_t>::max();
  bool decided = true;
  std::optional<Json> minimum, maximum, exclusive_minimum, exclusive_maximum;
  std::vector<Json> multiples;

  bool admit(std::int64_t value) const {
    return decided ? value >= low && value <= high : admit_exactly(value);
  }
  bool admit(double value) const {
    return decided && value > static_cast<double>(low) && value < static_cast<double>(high)
               ? true
               : admit_exactly(value);
  }
  bool admit_exactly(std::int64_t value) const;
  bool admit_exactly(double value) const;
};

/// What one value has to look like.
struct ValuePlan {
  std::uint8_t types = 0;  ///< bits of Type; others go to the validator
  Text text = Text::any;
  bool needs_text = false;      ///< a string is needed decoded
  std::uint16_t slot = none;    ///< where the value is kept for relations and Extract
  std::uint16_t object = none;  ///< index in Plan::objects; none: any object
  std::uint16_t array = none;   ///< index in Plan::arrays; none: any array
  std::uint16_t number = none;
  std::uint16_t string = none;
};

/// One named member. `quoted` is the name between quotes with a colon behind it.
struct alignas(64) MemberPlan {
  static constexpr std::size_t max_quoted = 32;
  std::array<char, max_quoted> quoted{};
  std::uint32_t mask = 0;      ///< a bit for each byte of `quoted`; 0: too long for it
  std::uint8_t size = 0;       ///< bytes of `quoted`; 0: too long for it
  std::uint8_t name_size = 0;  ///< bytes of `name`
  ValuePlan value;
  const char* name = nullptr;  ///< in Plan::names
};

/// One side of a condition, kept while the pass goes on. Left as it is until `kind` is set:
/// clearing all of them would take as long as reading many values.
struct Slot {
  enum class Kind : std::uint8_t { absent, null, boolean, integer, decimal, string, composite };
  Slot() noexcept {}
  Kind kind;
  bool has_instant;  ///< of a string
  const char* begin;
  const char* end;
  const char* text_begin;  ///< of a string: decoded
  std::size_t text_size;
  Instant instant;  ///< of a string of format date-time

  std::string_view raw() const { return {begin, static_cast<std::size_t>(end - begin)}; }
  std::string_view text() const { return {text_begin, text_size}; }
  void set_text(std::string_view text) {
    text_begin = text.data();
    text_size = text.size();
  }
};

struct ConditionPlan {
  Condition::Op op = Condition::Op::equals;
  std::uint16_t left = none;   ///< none: leads nowhere
  std::uint16_t right = none;  ///< none with `constant` == nullptr: leads nowhere
  const Json* constant = nullptr;
};

struct RelationPlan {
  Relation::Form form = Relation::Form::always;
  ConditionPlan premise, conclusion;
};

/// Whether the slots keep the relation; false also when only whole values could tell.
bool surely_holds(const RelationPlan& relation, const Slot* slots);

struct ObjectPlan {
  static constexpr std::size_t max_members = 64;
  static constexpr std::uint8_t no_member = 0xff;
  std::uint32_t first_member = 0;
  std::uint16_t members = 0;
  bool closed = false;           ///< no other members
  bool linear = false;           ///< names that no hash tells apart
  std::uint8_t hash_shift = 63;  ///< table index = hash >> hash_shift
  std::uint32_t hash_first = 0;  ///< of this object's part of Plan::hash_table
  std::uint64_t hash_factor = 1;
  std::uint64_t required = 0;  ///< a bit per member
  ValuePlan additional;
  std::uint64_t min_members = 0, max_members_admitted = std::numeric_limits<std::uint64_t>::max();
  std::uint32_t first_relation = 0, first_reset = 0;
  std::uint16_t relations = 0, resets = 0;  ///< relations; slots to forget when it opens
};

struct ArrayPlan {
  std::vector<ValuePlan> prefix;
  ValuePlan items;
  std::uint64_t min_items = 0, max_items = std::numeric_limits<std::uint64_t>::max();
};

struct RootPlan {
  static constexpr std::size_t max_slots = 64;
  ValuePlan value;
  std::uint16_t slots = 0;             ///< slots in use
  std::uint16_t discriminator = none;  ///< slot
  struct Entity {
    std::uint16_t identity = none, predecessor = none, status = none;  ///< slots
  };
  Entity entity, successor;
};

struct Plan {
  static constexpr std::size_t max_members = 8192;
  std::vector<RootPlan> roots;  ///< at the index of the callback type
  std::vector<MemberPlan> members;
  std::vector<std::unique_ptr<std::string>> names;
  std::vector<ObjectPlan> objects;
  std::vector<ArrayPlan> arrays;
  std::vector<NumberRules> numbers;
  std::vector<StringRules> strings;
  std::vector<RelationPlan> relations;
  std::vector<std::unique_ptr<Json>> constants;
  std::vector<std::uint16_t> resets;
  std::vector<std::uint8_t> hash_table;
  /// The body's discriminator in quotes, to look for the type; empty: none in the body.
  std::string discriminator_name;
  ArrayPlan free_array;      ///< any array
  ObjectPlan free_object;    ///< any object
  CharClass uri_characters;  ///< that stand for themselves behind "https://", and '/' and '?'
  const ZoneTable* zones = nullptr;
};

/// `contract` has to outlive the plan. `validator` is of the same contract.
Plan compile_plan(const Contract& contract, const Validator& validator);

/// The field of an entity that the first condition on a state speaks of; nullptr: none.
const Pointer* status_pointer(const Lifecycle& life);

/// The pattern as Characters, when it is of that simple kind.
std::optional<Characters> parse_characters(std::string_view pattern);

/// A hash of the bytes at both ends and the length; the member tables are built on it.
std::uint64_t hash_name(const char* name, std::size_t size);

}  // namespace hookworthy::contract::fast
