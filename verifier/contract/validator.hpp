#pragma once

#include "verifier/contract/contract.hpp"

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
/// escape is refused; of duplicate members the last one counts). The Error says the byte offset.
Result<Json> parse_json(std::string_view text, const ParseLimits& limits = {});

struct ValidationError {
  std::string pointer;  ///< RFC 6901, into the callback
  std::string
      keyword;  ///< JSON Schema keyword; `relation`, `discriminator` or `json` for our own rules
  std::string message;  ///< one line for a person
};

struct Judgement {
  bool valid = false;
  const CallbackType* type = nullptr;   ///< as the discriminator tells it; nullptr when it does not
  std::vector<ValidationError> errors;  ///< at most Validator::max_errors
};

/// Judges callbacks against a contract. Thread-safe; keeps the contract alive.
class Validator {
 public:
  static constexpr std::size_t max_errors = 32;

  explicit Validator(std::shared_ptr<const Contract> contract);
  ~Validator();
  Validator(Validator&&) noexcept;
  Validator& operator=(Validator&&) noexcept;

  /// Judges the bytes of one callback. `type`: the type when something else than the body tells it
  /// (a header, the URL, the user); else the discriminator decides, and where the contract has none
  /// in the body, a callback is valid when some type admits it.
  Judgement judge(std::string_view body, const CallbackType* type = nullptr) const;
  Judgement judge(const Json& callback, const CallbackType* type = nullptr) const;

  /// Whether `value` satisfies all of `schemas` by itself (relations inside it included).
  bool satisfies(const Json& value, std::span<const SchemaId> schemas) const;

 private:
  struct Impl;
  std::unique_ptr<const Impl> impl_;
};

/// Whether `text` is of `format`; true for Format::none.
bool matches_format(std::string_view text, Format format);

/// Nanoseconds since 1970-01-01T00:00:00Z of an RFC 3339 date-time as int64 seconds and
/// nanoseconds; nullopt when it is none. A leap second counts as the second after it.
struct Instant {
  std::int64_t seconds;
  std::int32_t nanoseconds;
  friend auto operator<=>(const Instant&, const Instant&) = default;
};
std::optional<Instant> parse_date_time(std::string_view text);

/// All zone and link names of the IANA database that this build knows, sorted.
std::span<const std::string_view> iana_time_zones();

}  // namespace hookworthy::contract
