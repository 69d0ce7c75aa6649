#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace hookworthy::contract {

/// What a case is meant to be.
enum class Kind : std::uint8_t {
  canonical,  ///< the typical callback of a type, as the contract's examples show it
  edge,       ///< one field at an unusual but (as a rule) permitted value
  violation,  ///< exactly one rule of the contract broken
  random,     ///< every field drawn at random from what the contract permits
  chain,      ///< one step of a booking's life: new, reschedule, reschedule, ...
  protocol,   ///< a fault below the callback: malformed bytes, wrong method, slow body ...
  sequence,   ///< a step of an explored sequence of deliveries
  input       ///< a callback from a file of the user
};

/// What a worthy receiver does with a case.
enum class Expect : std::uint8_t { accept, reject, either };

/// A callback's intent, without its bytes. All views point into the plan (or the decoded record)
/// that made the case and live as long as it does; the struct itself is trivially copyable.
struct Case {
  Kind kind = Kind::canonical;
  Expect expect = Expect::accept;
  std::uint64_t index =
      0;  ///< position among the cases of its kind; with contract and seed it names the bytes
  std::string_view type;  ///< callback type, a key of the contract's `webhooks`; empty when of none
  std::string_view
      field;  ///< JSON pointer (RFC 6901) of the field under test; empty: the callback as a whole
  bool has_field = false;  ///< tells the root pointer "" (RFC 6901) from "no field"
  std::string_view
      label;  ///< stable name of the edge, violation or step, such as `null` or `missing`
};

std::string_view to_string(Kind kind);
std::string_view to_string(Expect expect);
std::optional<Kind> parse_kind(std::string_view text);
std::optional<Expect> parse_expect(std::string_view text);

/// The case's stable id, `KIND-INDEX`, for example `edge-153`. With contract and seed it is enough
/// to make the callback again.
std::string case_id(const Case& item);

/// Takes an id apart. nullopt when `id` is not of the form that case_id writes.
struct CaseKey {
  Kind kind;
  std::uint64_t index;
};
std::optional<CaseKey> parse_case_id(std::string_view id);

}  // namespace hookworthy::contract
