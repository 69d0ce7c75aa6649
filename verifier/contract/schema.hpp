#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include <nlohmann/json.hpp>

namespace hookworthy::contract {

/// A JSON value. Members are kept sorted, numbers as int64, uint64 or double, duplicate members as
/// the last one.
using Json = nlohmann::json;

/// JSON Schema's types (2020-12, 6.1.1). `integer` is any number without a fraction, 1.0 included.
enum class Type : std::uint8_t { null, boolean, integer, number, string, array, object };

/// A set of Type. The loader puts `integer` into every set with `number`, so intersections are
/// exact.
class TypeSet {
 public:
  constexpr TypeSet() = default;
  static constexpr TypeSet all() { return TypeSet(0x7f); }
  constexpr bool has(Type type) const { return (bits_ & bit(type)) != 0; }
  constexpr void add(Type type) { bits_ = static_cast<std::uint8_t>(bits_ | bit(type)); }
  constexpr void remove(Type type) { bits_ = static_cast<std::uint8_t>(bits_ & ~bit(type)); }
  constexpr bool empty() const { return bits_ == 0; }
  constexpr std::uint8_t bits() const { return bits_; }
  friend constexpr bool operator==(TypeSet, TypeSet) = default;
  friend constexpr TypeSet operator&(TypeSet a, TypeSet b) {
    return TypeSet(static_cast<std::uint8_t>(a.bits_ & b.bits_));
  }

 private:
  explicit constexpr TypeSet(std::uint8_t bits) : bits_(bits) {}
  static constexpr std::uint8_t bit(Type type) {
    return static_cast<std::uint8_t>(1u << static_cast<unsigned>(type));
  }
  std::uint8_t bits_ = 0;
};

/// Formats that are asserted, not only annotated. Any other format is a warning of the loader.
enum class Format : std::uint8_t {
  none,
  date_time,      ///< RFC 3339 5.6 date-time, years 0000 to 9999, leap second 60 admitted
  date,           ///< RFC 3339 full-date
  time,           ///< RFC 3339 full-time
  uri,            ///< RFC 3986 URI (with scheme)
  uri_reference,  ///< RFC 3986 URI-reference
  email,          ///< RFC 5321 Mailbox, dot-string local part
  uuid,           ///< RFC 4122
  hostname,       ///< RFC 1123
  ipv4,           ///< RFC 2673 3.2 dotted quad
  ipv6,           ///< RFC 4291 2.2
  iana_time_zone  ///< a zone or link name of the IANA time zone database (x-hookworthy's own
                  ///< format)
};

/// Where a name or rule of the contract comes from (x-provenance).
enum class Provenance : std::uint8_t { unstated, documented, described, inferred };

/// Index of a schema in its Contract.
using SchemaId = std::uint32_t;

struct Property {
  std::string name;
  SchemaId schema;
};

/// RFC 6901 reference tokens, unescaped; empty: the whole value.
using Pointer = std::vector<std::string>;

/// The right side of a condition: a value of the same callback or a constant.
struct Operand {
  std::optional<Pointer> at;
  Json constant;
};

/// One statement about values of a callback. Pointers are relative to the schema that carries the
/// relation. A condition whose pointers lead nowhere, or whose operands have the wrong type, does
/// not apply (the schema's own keywords object to that).
struct Condition {
  enum class Op : std::uint8_t { equals, differs, is_null, not_null, after, not_before };
  Op op;
  Pointer left;
  Operand right;  ///< unused for is_null and not_null
};

/// A rule across fields (x-hookworthy.relations). The conclusion's left side is the field that
/// follows from the others: a generator adjusts it first.
struct Relation {
  enum class Form : std::uint8_t { always, implies, iff };
  std::string id;       ///< stable name, such as `meeting-ends-after-start`
  std::string summary;  ///< one sentence for a person
  Provenance provenance = Provenance::unstated;
  Form form = Form::always;
  std::optional<Condition> premise;  ///< set for implies and iff
  Condition conclusion;
};

/// One JSON Schema (2020-12) of the document as written: `$ref` and `allOf` are not folded in, see
/// shape.hpp for that. Absent keywords are nullopt or empty.
struct Schema {
  std::string pointer;  ///< where it stands in the document, RFC 6901
  bool never = false;   ///< the boolean schema `false`

  TypeSet types = TypeSet::all();
  std::optional<std::vector<Json>> enumeration;
  std::optional<Json> constant;

  std::optional<std::uint64_t> min_length, max_length;  ///< code points
  std::optional<std::string> pattern;                   ///< ECMA-262 source, not anchored
  Format format = Format::none;

  std::optional<Json> minimum, maximum, exclusive_minimum, exclusive_maximum, multiple_of;

  std::vector<Property> properties;  ///< in document order
  std::vector<std::string> required;
  std::optional<SchemaId> additional_properties, property_names;
  std::optional<std::uint64_t> min_properties, max_properties;

  std::optional<SchemaId> items;  ///< for the items behind prefix_items
  std::vector<SchemaId> prefix_items;
  std::optional<std::uint64_t> min_items, max_items;
  bool unique_items = false;

  std::vector<SchemaId> all_of, any_of, one_of;
  std::optional<SchemaId> not_schema, if_schema, then_schema, else_schema, ref;

  std::string title, description;
  std::vector<Json> examples;  ///< `examples`, then `example`, then `default`
  Provenance provenance = Provenance::unstated;
  std::vector<std::string> open_enum;  ///< x-hookworthy.open_enum: known values, more may come
  std::vector<Relation> relations;     ///< x-hookworthy.relations
};

}  // namespace hookworthy::contract
