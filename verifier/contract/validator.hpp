#pragma once

#include "verifier/contract/contract.hpp"

#include <concepts>
#include <cstddef>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace hookworthy::contract {

/// Bounds on what is read from strangers.
struct ParseLimits {
  std::size_t max_bytes = 16u << 20;
  std::size_t max_depth = 128;
};

/// Parses one JSON text (RFC 8259; no BOM, no trailing bytes, UTF-8 checked; a lone surrogate
/// escape is refused; of duplicate members the last one counts). An integer beyond int64 and uint64
/// becomes the nearest double; a number beyond the doubles, such as 1e400, is refused; one too
/// small becomes 0. The Error says the byte offset. Uses heap, not stack, for depth; never throws
/// on bad text.
Result<Json> parse_json(std::string_view text, const ParseLimits& limits = {});

struct ValidationError {
  std::string pointer;  ///< RFC 6901, into the callback; cut behind 1024 bytes
  /// The JSON Schema keyword that objects; `false` for a schema that is `false`; `relation`,
  /// `discriminator` or `json` for our own rules. `required` and `additionalProperties` point to
  /// the object, a relation to the left side of its conclusion.
  std::string keyword;
  std::string message;  ///< one line for a person
};

struct Judgement {
  bool valid = false;
  /// As given or as the discriminator in the body tells it; nullptr when neither does.
  const CallbackType* type = nullptr;
  std::vector<ValidationError> errors;  ///< at most Validator::max_errors
};

/// Judges callbacks against a contract. Thread-safe; keeps the contract alive.
///
/// Where `anyOf` or `oneOf` finds no match, and one alternative alone is of the value's type, the
/// errors are that alternative's. Other readings of JSON Schema 2020-12: formats are assertions;
/// lengths count code points; numbers are compared without rounding, and `multipleOf` is decimal.
/// An evaluation that is deeper than 2048 schemas or longer than 64 million of them is given up as
/// invalid, with `$ref` as the keyword: only a contract that refers to itself without end does
/// that.
class Validator {
 public:
  static constexpr std::size_t max_errors = 32;

  explicit Validator(std::shared_ptr<const Contract> contract);
  ~Validator();
  Validator(Validator&&) noexcept;
  Validator& operator=(Validator&&) noexcept;

  /// Judges the bytes of one callback. `type`: the type when something else than the body tells it
  /// (a header, the URL, the user); else the discriminator decides, and where the contract has none
  /// in the body, a callback is valid when some type admits it; the errors are then those of the
  /// type that has the fewest.
  Judgement judge(std::string_view body, const CallbackType* type = nullptr) const;
  /// As above for a callback parsed already. A template, so that no text is taken for a JSON
  /// string.
  template <std::same_as<Json> Value>
  Judgement judge(const Value& callback, const CallbackType* type = nullptr) const {
    return judge_value(callback, type);
  }

  /// Whether `value` satisfies all of `schemas` by itself (relations inside it included).
  bool satisfies(const Json& value, std::span<const SchemaId> schemas) const;

 private:
  Judgement judge_value(const Json& callback, const CallbackType* type) const;

  struct Impl;
  std::unique_ptr<const Impl> impl_;
};

/// Whether `text` is of `format`; true for Format::none. Allocates nothing. formats.hpp tells how
/// each format is read where its RFC leaves a choice.
bool matches_format(std::string_view text, Format format);

/// Nanoseconds since 1970-01-01T00:00:00Z of an RFC 3339 date-time as int64 seconds and
/// nanoseconds; nullopt when it is none. Years 0000 to 9999, `T` and `Z` in either case, offsets up
/// to 23:59, any number of fraction digits, of which nine count. Second 60 is admitted at 23:59 UTC
/// on the last day of June and December of any year, and counts as the second after it.
struct Instant {
  std::int64_t seconds;
  std::int32_t nanoseconds;
  friend auto operator<=>(const Instant&, const Instant&) = default;
};
std::optional<Instant> parse_date_time(std::string_view text);

/// All zone and link names of the IANA database that this build knows, sorted by bytes. The table
/// is part of the program (time_zones.inc), so that a machine's tzdata does not change a judgement.
std::span<const std::string_view> iana_time_zones();

}  // namespace hookworthy::contract
