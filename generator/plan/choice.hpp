#pragma once

#include <bit>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <type_traits>
#include <vector>

namespace hookworthy::plan {

/// Where in a Layout; 0 is the root.
using SlotId = std::uint32_t;
inline constexpr SlotId no_slot = ~SlotId{0};

/// Index of a Repertoire in its Store.
using RepertoireId = std::uint16_t;

/// How a slot gets its value.
enum class Mode : std::uint8_t {
  canonical,  ///< as the contract's examples show it
  typical,    ///< drawn; `value` is the entropy
  edge,       ///< `detail` is an index in Repertoire::edges
  broken,     ///< `detail` is an index in Repertoire::violations
  null,       ///< null
  absent,     ///< the member is left out
  instant,    ///< date-time: `value` seconds since 1970, `detail` nanoseconds
  identity,   ///< `value` is a number that no other case uses
  constant    ///< `detail` is an index in Store::constants
};

/// How an object's members, or all of a callback, are written.
enum class Decoration : std::uint8_t {
  none,
  reversed,
  shuffled,
  duplicate,        ///< the first member once more at the end
  extra,            ///< one member more that the contract does not name
  thousand,         ///< 1000 such members
  empty_key,        ///< a member named ""
  unicode_key,      ///< a member whose name needs escapes and has several scripts
  without_members,  ///< no member at all
  white_space,      ///< white space between all tokens; the root only
  pretty            ///< indented, one member per line; the root only
};

/// The choice for one slot. It names its repertoire, so the choice of one scalar slot may be
/// copied to another one and yields the same bytes there.
struct Choice {
  Mode mode = Mode::canonical;
  std::uint8_t style = 0;  ///< objects: Decoration; instants: how it is spelled
  RepertoireId repertoire = 0;
  /// Arrays in canonical or typical mode: number of items. Choices between alternatives: which.
  std::uint32_t detail = 0;
  std::uint64_t value = 0;
  friend bool operator==(const Choice&, const Choice&) = default;

  /// Sets all of it, style and detail to 0; two stores instead of five.
  void set(Mode new_mode, RepertoireId new_repertoire, std::uint64_t new_value) {
    const std::uint64_t head =
        std::uint64_t{new_repertoire} << 16 | static_cast<std::uint64_t>(new_mode);
    std::memcpy(static_cast<void*>(this), &head, sizeof(head));
    value = new_value;
  }
};

// Choice::set relies on it.
static_assert(std::endian::native == std::endian::little && std::is_trivially_copyable_v<Choice> &&
              sizeof(Choice) == 16 && offsetof(Choice, mode) == 0 &&
              offsetof(Choice, repertoire) == 2 && offsetof(Choice, value) == 8);

/// One choice per slot of a Layout: all that is needed to render a callback.
using Draft = std::vector<Choice>;

}  // namespace hookworthy::plan
