#pragma once

#include "verifier/contract/regex.hpp"
#include "verifier/contract/validator.hpp"

#include <array>
#include <cstdint>
#include <limits>
#include <memory>
#include <optional>
#include <span>
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

/// How a value is read.
enum class Read : std::uint8_t {
  any_text,   ///< a string: well-formed is enough
  date_time,  ///< RFC 3339
  uri,
  time_zone,
  characters,  ///< StringRules::characters says it all
  literal,     ///< one string only: StringRules::literal
  ruled_text,  ///< by StringRules
  number,
  boolean,
  object,
  other
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
  std::string literal;  ///< the only text there is, with a quote behind it; of Read::literal

  /// `text`: decoded, well-formed UTF-8.
  bool admit(std::string_view text) const;
};

struct NumberRules {
  /// The smallest and the largest integer that is admitted, if `decided`.
  std::int64_t low = std::numeric_limits<std::int64_t>::min();
  std::int64_t high = std::numeric_limits<std::int64_t>::max();
  bool decided = true;
  bool any_count = false;  ///< admits all from 1 up to 16 digits
  std::optional<Json> minimum, maximum, exclusive_minimum, exclusive_maximum;
  std::vector<Json> multiples;

  bool admit(std::int64_t value) const {
    return decided ? value >= low && value <= high : admit_exactly(value);
  }
  /// Surely admits what lies between `whole` and the integer above it.
  bool admits_between(std::int64_t whole) const { return decided && whole >= low && whole < high; }
  bool admit_exactly(std::int64_t value) const;
  bool admit_exactly(double value) const;
};

/// What one value has to look like.
struct ValuePlan {
  std::uint8_t types = 0;       ///< bits of Type; others go to the validator
  Read usual = Read::other;     ///< what is tried first
  Read text = Read::any_text;   ///< how a string is read
  bool needs_text = false;      ///< a string is needed decoded
  std::uint16_t slot = none;    ///< where the value is kept for relations and Extract
  std::uint16_t object = none;  ///< index in Plan::objects; none: any object
  std::uint16_t array = none;   ///< index in Plan::arrays; none: any array
  std::uint16_t number = none;
  std::uint16_t string = none;
};

/// One member. Before the first and behind the last one of an object stands one that no text has.
struct alignas(64) MemberPlan {
  static constexpr std::size_t max_quoted = 32;
  /// A comma, the name between quotes, a colon, and the quote that a string begins with where one
  /// is usual; bytes that no text has where that is too long.
  std::array<char, max_quoted> quoted;
  std::uint64_t bit = 0;  ///< its own in ObjectPlan::required; 0: not a named member
  std::uint32_t mask = ~std::uint32_t{0};  ///< a bit for each byte of `quoted` that counts
  std::uint32_t quote = 0;  ///< the bit of the string's quote; 0: another value is usual
  std::uint8_t size = 0;    ///< bytes of `quoted` that count; 0: too long for it
  ValuePlan value;

  MemberPlan() { quoted.fill('\xff'); }
  /// Behind the colon, seen from the comma.
  std::size_t value_at() const { return size - (quote != 0 ? 1u : 0u); }
};

/// Values that are kept while the walk goes on. Left as they are until `kinds` is set: clearing all
/// of them would take as long as reading many values.
struct Slots {
  static constexpr std::size_t most = 64;
  enum class Kind : std::uint8_t { absent, null, boolean, integer, decimal, string, composite };
  struct Span {
    const char* begin;  ///< of the value's bytes; of a string: its text, decoded
    const char* end;
  };

  Slots() noexcept {}
  std::string_view text(std::uint16_t slot) const {
    return {spans[slot].begin, static_cast<std::size_t>(spans[slot].end - spans[slot].begin)};
  }

  std::array<Kind, most> kinds;
  std::array<Span, most> spans;
};

struct ConditionPlan {
  Condition::Op op = Condition::Op::equals;
  std::uint16_t left = none;   ///< none: leads nowhere
  std::uint16_t right = none;  ///< none with `constant` == nullptr: leads nowhere
  const Json* constant = nullptr;
};

struct RelationPlan {
  /// What the walk looks at first: one condition that most callbacks keep.
  enum class Usual : std::uint8_t {
    null,
    not_null,
    text,   ///< the left side is the string `text`
    same,   ///< both sides have the same bytes
    after,  ///< of date-times
    not_before,
    implied,   ///< not null if another is not
    iff_text,  ///< not null exactly if another is the string `text`
    general,   ///< by evaluation
  };
  Usual usual = Usual::general;
  Relation::Form form = Relation::Form::always;
  ConditionPlan premise, conclusion;
  std::string_view text;
};

/// Whether the slots keep the relations; false also when only whole values could tell. Bytes up to
/// `end` may be read of what a slot holds of the callback itself, which begins at `begin`.
bool surely_hold(std::span<const RelationPlan> relations, const Slots& slots, const char* begin,
                 const char* end);

struct ObjectPlan {
  static constexpr std::size_t max_members = 64;
  static constexpr std::uint8_t no_member = 0xff;
  std::uint32_t first_member = 0;
  std::uint16_t members = 0;
  bool linear = false;           ///< names that no hash tells apart
  std::uint8_t hash_shift = 63;  ///< table index = hash >> hash_shift
  std::uint32_t hash_first = 0;  ///< of this object's part of Plan::hash_table
  std::uint64_t hash_factor = 1;
  std::uint64_t required = 0;  ///< a bit per member
  MemberPlan other;            ///< every member that is not named
  bool counts = false;         ///< the next two say something
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
  ValuePlan value;
  std::uint16_t discriminator = none;  ///< slot
  struct Entity {
    std::uint16_t identity = none, predecessor = none, status = none;  ///< slots
  };
  Entity entity, successor;
};

/// Bytes that end or break a plain string, many times over. In memory, since compilers would make
/// them anew for every string.
struct Specials {
  alignas(32) std::array<char, 32> quote, backslash, control;

  Specials() {
    quote.fill('"');
    backslash.fill('\\');
    control.fill('\x1f');
  }
};

struct Plan {
  static constexpr std::size_t max_members = 8192;
  std::vector<RootPlan> roots;  ///< at the index of the callback type
  std::vector<MemberPlan> members;
  std::vector<std::string> names;  ///< of members
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
  std::string discriminator_front;  ///< how a callback begins that names its type first
  Specials specials;
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
