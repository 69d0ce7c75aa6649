#pragma once

#include <array>
#include <charconv>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace hookworthy {

/// What a case is meant to be.
enum class Kind : std::uint8_t {
  canonical,   ///< the typical callback of a type, as the contract's examples show it
  edge,        ///< one field at an unusual but (as a rule) permitted value
  violation,   ///< exactly one rule of the contract broken
  random,      ///< every field drawn at random from what the contract permits
  chain,       ///< one step of a booking's life: new, reschedule, reschedule, ...
  protocol,    ///< a fault below the callback: malformed bytes, wrong method, slow body ...
  sequence,    ///< a step of an explored sequence of deliveries
  input,       ///< a callback from a file of the user
  signature,   ///< a canonical callback whose signature is right, wrong or missing
  combination  ///< several fields at unusual but permitted values at once
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

namespace detail {
inline constexpr std::array<std::string_view, 10> kind_names{
    "canonical", "edge",     "violation", "random",    "chain",
    "protocol",  "sequence", "input",     "signature", "combination"};
inline constexpr std::array<std::string_view, 3> expect_names{"accept", "reject", "either"};

template <class Enum, std::size_t N>
constexpr std::optional<Enum> parse_name(const std::array<std::string_view, N>& names,
                                         std::string_view text) {
  for (std::size_t i = 0; i < N; ++i) {
    if (names[i] == text) return static_cast<Enum>(i);
  }
  return std::nullopt;
}
}  // namespace detail

constexpr std::string_view to_string(Kind kind) {
  return detail::kind_names[static_cast<std::size_t>(kind)];
}
constexpr std::string_view to_string(Expect expect) {
  return detail::expect_names[static_cast<std::size_t>(expect)];
}
constexpr std::optional<Kind> parse_kind(std::string_view text) {
  return detail::parse_name<Kind>(detail::kind_names, text);
}
constexpr std::optional<Expect> parse_expect(std::string_view text) {
  return detail::parse_name<Expect>(detail::expect_names, text);
}

/// What, with the contract and the seed, is enough to make a case's callback again.
struct CaseKey {
  Kind kind;
  std::uint64_t index;
  friend bool operator==(const CaseKey&, const CaseKey&) = default;
};

/// The stable id of a case, `KIND-INDEX`, for example `edge-153`.
inline std::string case_id(CaseKey key) {
  std::string id(to_string(key.kind));
  id += '-';
  id += std::to_string(key.index);
  return id;
}
inline std::string case_id(const Case& item) {
  return case_id(CaseKey{item.kind, item.index});
}

/// Takes an id apart. nullopt when `id` is not of the form that case_id writes.
inline std::optional<CaseKey> parse_case_id(std::string_view id) {
  const auto dash = id.find('-');
  if (dash == std::string_view::npos) return std::nullopt;
  const auto kind = parse_kind(id.substr(0, dash));
  const auto digits = id.substr(dash + 1);
  std::uint64_t index = 0;
  const auto [end, error] = std::from_chars(digits.data(), digits.data() + digits.size(), index);
  if (!kind || error != std::errc() || end != digits.data() + digits.size()) return std::nullopt;
  return CaseKey{*kind, index};
}

}  // namespace hookworthy
