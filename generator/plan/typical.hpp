#pragma once

#include "generator/plan/instant.hpp"
#include "generator/plan/pattern.hpp"
#include "generator/plan/writer.hpp"

#include <cstdint>
#include <memory>
#include <string_view>
#include <vector>

namespace hookworthy::plan {

/// What typical values look like. Everything but `values` writes JSON itself.
enum class Kin : std::uint8_t {
  values,  ///< one of a list
  boolean,
  integer,
  decimal,
  text,
  sized_text,
  title,
  first_name,
  last_name,
  full_name,
  company,
  phone,
  label,
  uri,
  date_time,
  date,
  time,
  email,
  uuid,
  hostname,
  ipv4,
  ipv6,
  pattern
};

/// Writes typical values of one field, each made of 64 bits of entropy. Immutable once set up.
struct Typical {
  Kin kin = Kin::values;
  std::vector<std::string_view> values;  ///< JSON texts of a Pool, never empty when kin is values
  std::int64_t low = 1;                  ///< integer, decimal: bounds in units of `step`
  std::int64_t high = 1'000'000;
  std::int64_t step = 1;         ///< integer: what is counted in
  unsigned places = 0;           ///< decimal: digits behind the point that a unit has
  std::uint32_t min_length = 0;  ///< sized_text: bytes
  std::uint32_t max_length = 0;
  std::string_view head, tail;  ///< uri: what stands around the token; hostname, email: the domain
  std::shared_ptr<const Pattern> pattern;

  /// Appends one JSON text. Does not allocate.
  void write(std::uint64_t entropy, Writer& out) const;
  /// The same where there is room for most_bytes and slack_bytes (see emit.hpp); nullptr where that
  /// may not be enough. Inline, in put.hpp.
  char* put(std::uint64_t entropy, char* to) const;
  static constexpr std::size_t most_bytes = 448;
  /// The instant that `write` writes for kin date_time.
  static Instant instant(std::uint64_t entropy);
  /// How it is spelled (see write_date_time).
  static std::uint8_t style(std::uint64_t entropy) {
    return static_cast<std::uint8_t>(entropy >> 56);
  }
  /// The index in `values` that `write` picks.
  std::size_t value_index(std::uint64_t entropy) const;
  /// Writes a value that is unique among those of other numbers, where the kin allows it: integers
  /// are `number` itself, texts name it.
  void write_identity(std::uint64_t number, Writer& out) const {
    if (kin != Kin::integer) return write_unique(number, out);
    out.commit(put_number(number, out.reserve(20 + slack_bytes)));
  }

 private:
  static constexpr std::size_t most_affix_bytes = 128;

  char* put_affixed(std::uint64_t entropy, char* to) const;
  void write_long(std::uint64_t entropy, Writer& out) const;
  void write_unique(std::uint64_t number, Writer& out) const;
};

}  // namespace hookworthy::plan
