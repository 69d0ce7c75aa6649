#pragma once

#include "verifier/case.hpp"
#include "verifier/contract/shape.hpp"

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

// Values worth trying, per kind of value. Whether a schema admits them is not decided here: edges
// that it refuses and violations that it admits are dropped by whoever asks for candidates.

namespace hookworthy::plan {

using contract::Json;
using contract::Shape;

struct Candidate {
  std::string label;
  std::string text;  ///< JSON bytes
  Expect expect = Expect::accept;
  std::string stand_in = {};  ///< JSON to be admitted in place of `text`; empty: text itself
  bool exact_bytes = false;   ///< as Plan::exact_bytes
  bool random = true;         ///< small and harmless enough for random callbacks
};
using Candidates = std::vector<Candidate>;

/// What is known about the field.
struct FieldContext {
  const Shape& shape;
  Json canonical;         ///< a valid value that is not null
  std::string_view host;  ///< for links: a host name
};

/// `utf8` as JSON string with the escapes that RFC 8259 7 demands.
std::string quote(std::string_view utf8);

// Edges. Only those of the kinds of value that the shape admits.
void add_value_edges(const FieldContext& field, Candidates& out);   ///< enumerations, booleans
void add_string_edges(const FieldContext& field, Candidates& out);  ///< free text and its bounds
void add_number_edges(const FieldContext& field, Candidates& out);
void add_time_edges(const FieldContext& field, Candidates& out);     ///< formats of time
void add_address_edges(const FieldContext& field, Candidates& out);  ///< other formats

// Violations. Each is meant to break one keyword.
void add_type_violations(const FieldContext& field, Candidates& out);
void add_value_violations(const FieldContext& field, Candidates& out);
void add_string_violations(const FieldContext& field, Candidates& out);
void add_number_violations(const FieldContext& field, Candidates& out);
void add_time_violations(const FieldContext& field, Candidates& out);
void add_address_violations(const FieldContext& field, Candidates& out);

/// A value that a schema of this format admits, to fall back on. Empty for Format::none.
std::string_view sample_of(contract::Format format);

}  // namespace hookworthy::plan
