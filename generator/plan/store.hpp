#pragma once

#include "generator/plan/choice.hpp"
#include "generator/plan/pool.hpp"
#include "generator/plan/typical.hpp"
#include "verifier/case.hpp"
#include "verifier/contract/schema.hpp"

#include <optional>
#include <string_view>
#include <vector>

namespace hookworthy::plan {

/// A value with a name.
struct Literal {
  std::string_view label;
  std::string_view text;  ///< JSON bytes
  Expect expect = Expect::accept;
  bool exact_bytes = false;  ///< as Plan::exact_bytes
  std::optional<Instant> instant;
};

/// All values that the plan has for one field: what schemas admit and what they forbid.
struct Repertoire {
  std::vector<contract::SchemaId> schemas;  ///< all of them apply
  std::string_view canonical;               ///< JSON text; empty for objects and arrays
  std::optional<Instant> canonical_instant;
  Typical typical;                          ///< unused for objects and arrays
  std::vector<Literal> edges;               ///< admitted, or it is open whether
  std::vector<Literal> violations;          ///< refused
  std::vector<std::uint16_t> random_edges;  ///< indices of edges that random callbacks may use
  bool date_time = false;
};

/// What drafts refer to, with texts of `pool`. Immutable once the plan is made.
struct Store {
  Pool pool;
  std::vector<Repertoire> repertoires;
  std::vector<std::string_view> constants;  ///< JSON texts that relations ask for

  /// Appends the value of a scalar's choice that is not absent, or of any choice of mode edge,
  /// broken, constant or null.
  void write(const Choice& choice, Writer& out) const;
  /// The same where there is room for Typical::most_bytes and slack_bytes (see emit.hpp); nullptr
  /// where that may not be enough. Inline, in put.hpp.
  char* put(const Choice& choice, char* to) const;
  /// The bytes that `write` would append, where they stand ready; nullopt when they are computed.
  std::optional<std::string_view> text_of(const Choice& choice) const;
  /// The instant of a date-time; nullopt when the choice is no date-time.
  std::optional<Instant> instant_of(const Choice& choice) const;
};

}  // namespace hookworthy::plan
