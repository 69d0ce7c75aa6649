#pragma once

#include "generator/plan/entropy.hpp"
#include "generator/plan/store.hpp"
#include "generator/plan/typical.hpp"
#include "generator/plan/vocabulary.hpp"

#include <array>
#include <cstdint>
#include <cstring>
#include <span>
#include <string_view>

// Store::put and Typical::put, inline: they are most of the work of a random callback, so they
// belong into the renderer's loop.

namespace hookworthy::plan {
namespace emit {

inline constexpr std::string_view hex_digits = "0123456789abcdef";
// All pairs of the characters of tokens: without vowels and look-alikes, as ids in links often are.
inline constexpr auto token_pairs = [] {
  constexpr std::string_view digits = "bcdfghjkmnpqrtvwxzBCDFGHJKLMNPQR";
  std::array<std::array<char, 2>, 1024> pairs{};
  for (std::size_t i = 0; i < pairs.size(); ++i) pairs[i] = {digits[i % 32], digits[i / 32]};
  return pairs;
}();

inline std::uint32_t low_bits(std::uint64_t entropy) {
  return static_cast<std::uint32_t>(entropy);
}

template <typename Text>
const Text& pick(std::span<const Text> list, std::uint32_t bits) {
  return list[scale(bits, static_cast<std::uint32_t>(list.size()))];
}

template <typename Text>
char* put_one(std::span<const Text> list, std::uint32_t bits, char* to) {
  return put_cell(pick(list, bits), to);
}

inline char* put_char(char byte, char* to) {
  *to = byte;
  return to + 1;
}

template <std::size_t Size>
char* put_literal(const char (&text)[Size], char* to) {
  std::memcpy(to, text, Size - 1);
  return to + Size - 1;
}

/// `length` is even.
inline char* put_token(std::uint64_t entropy, unsigned length, char* to) {
  for (unsigned i = 0; i < length; i += 2, entropy >>= 10) {
    std::memcpy(to + i, token_pairs[entropy & 1023].data(), 2);
  }
  return to + length;
}

inline char* put_hex(std::uint64_t value, unsigned digits, char* to) {
  for (unsigned i = digits; i-- > 0; value >>= 4) to[i] = hex_digits[value & 15];
  return to + digits;
}

inline char* put_text(std::uint64_t entropy, char* to) {
  to = put_one(vocabulary::sentences(), low_bits(entropy), to);
  const std::uint64_t more = mix(entropy);
  char* const second = put_one(vocabulary::sentences(), low_bits(more >> 8), put_char(' ', to));
  return (more & 3) != 0 ? to : second;
}

inline char* put_phone(std::uint64_t entropy, char* to) {
  constexpr std::array<Cell<7>, 8> heads{{{{'+', '1', '5', '5', '5'}, 5},
                                          {{'+', '4', '4', ' ', '2', '0', ' '}, 7},
                                          {{'+', '3', '5', '1', '9'}, 5},
                                          {{'+', '4', '9', ' ', '3', '0'}, 6},
                                          {{'+', '7', '4', '9', '5'}, 5},
                                          {{'8', ' ', '8', '0', '0', ' '}, 6},
                                          {{'+', '8', '1', '-', '3', '-'}, 6},
                                          {{'0'}, 1}}};
  to = put_one(std::span<const Cell<7>>(heads), low_bits(entropy), to);
  return put_digits(static_cast<std::uint32_t>((entropy >> 32) % 10'000'000), 7, to);
}

inline char* put_decimal(const Typical& typical, std::uint64_t entropy, char* to) {
  constexpr std::array<std::uint32_t, 7> powers{1, 10, 100, 1000, 10'000, 100'000, 1'000'000};
  const auto span = static_cast<std::uint64_t>(typical.high - typical.low) + 1;
  // Most prices are small and round.
  const std::uint64_t units = mix(entropy) % span >> (entropy / 2 % 8);
  const std::int64_t value = typical.low + static_cast<std::int64_t>(units);
  *to = '-';
  to += value < 0 ? 1 : 0;
  const auto magnitude = static_cast<std::uint64_t>(value < 0 ? -value : value) *
                         static_cast<std::uint64_t>(typical.step);
  const std::uint32_t scale_by = powers[typical.places];
  to = put_number(magnitude / scale_by, to);
  auto fraction = static_cast<std::uint32_t>(magnitude % scale_by);
  unsigned digits = typical.places;
  if (fraction == 0) return to;
  while (fraction % 10 == 0) {
    fraction /= 10;
    --digits;
  }
  return put_digits(fraction, digits, put_char('.', to));
}

inline char* put_drawn_integer(const Typical& typical, std::uint64_t entropy, char* to) {
  const auto span =
      static_cast<std::uint64_t>(typical.high) - static_cast<std::uint64_t>(typical.low) + 1;
  const std::uint64_t drawn = span == 0 ? entropy : (mix(entropy) % span) >> (entropy / 2 % 12);
  return put_integer((typical.low + static_cast<std::int64_t>(drawn)) * typical.step, to);
}

inline char* put_time(std::uint64_t entropy, char* to) {
  const auto of_day = scale(low_bits(entropy), 86400);
  to = put_char(':', put_two_digits(of_day / 3600, to));
  to = put_char(':', put_two_digits(of_day / 60 % 60, to));
  return put_char('Z', put_two_digits(of_day % 60, to));
}

inline char* put_uuid(std::uint64_t high, std::uint64_t low, char* to) {
  to = put_char('-', put_hex(high >> 32, 8, to));
  to = put_hex(high >> 16 & 0xffff, 4, to);
  to = put_literal("-4", to);  // version 4, variant 10 (RFC 4122 4.4)
  to = put_char('-', put_hex(high & 0xfff, 3, to));
  to = put_char('-', put_hex(0x8000 | (low >> 48 & 0x3fff), 4, to));
  return put_hex(low & 0xffffffffffff, 12, to);
}

inline char* put_ipv4(std::uint64_t entropy, char* to) {
  // The networks that RFC 5737 sets aside for documentation.
  switch (entropy % 3) {
    case 0:
      to = put_literal("192.0.2.", to);
      break;
    case 1:
      to = put_literal("198.51.100.", to);
      break;
    default:
      to = put_literal("203.0.113.", to);
  }
  return put_number(entropy >> 32 & 255, to);
}

inline constexpr std::string_view null_text = "null";

}  // namespace emit

inline std::size_t Typical::value_index(std::uint64_t entropy) const {
  return scale(emit::low_bits(entropy), static_cast<std::uint32_t>(values.size()));
}

inline Instant Typical::instant(std::uint64_t entropy) {
  // 2020 to 2034. Most people book on the quarter of an hour, programs at any time.
  constexpr std::int64_t first = 1577836800;
  constexpr std::uint32_t quarters = 5479 * 96;
  Instant at{first + std::int64_t{scale(emit::low_bits(entropy), quarters)} * 900, 0};
  if ((entropy >> 32 & 3) == 0) {
    at.seconds += static_cast<std::int64_t>(entropy >> 34 & 511);
    if ((entropy >> 43 & 1) != 0) {
      at.nanoseconds = static_cast<std::int32_t>(entropy >> 44 & 511) * 1'000'000;
    }
  }
  return at;
}

[[gnu::always_inline]] inline char* Typical::put(std::uint64_t entropy, char* to) const {
  const auto bits = emit::low_bits(entropy);
  const auto more = static_cast<std::uint32_t>(entropy >> 32);
  const auto quoted = [to](char* end) {
    *to = *end = '"';
    return end + 1;
  };
  char* const in = to + 1;
  switch (kin) {
    case Kin::values: {
      const std::string_view text = values[value_index(entropy)];
      return text.size() <= most_bytes ? put_kept(text, to) : nullptr;
    }
    case Kin::boolean: {
      const bool yes = (entropy & 2) != 0;
      std::memcpy(to, yes ? "true " : "false", 5);
      return to + (yes ? 4 : 5);
    }
    case Kin::integer:
      return emit::put_drawn_integer(*this, entropy, to);
    case Kin::decimal:
      return emit::put_decimal(*this, entropy, to);
    case Kin::text:
      return quoted(emit::put_text(entropy, in));
    case Kin::title:
      return quoted(emit::put_one(vocabulary::titles(), bits, in));
    case Kin::first_name:
      return quoted(emit::put_one(vocabulary::first_names(), bits, in));
    case Kin::last_name:
      return quoted(emit::put_one(vocabulary::last_names(), more, in));
    case Kin::full_name:  // of the same entropy as the names beside it
      return quoted(
          emit::put_one(vocabulary::last_names(), more,
                        emit::put_char(' ', emit::put_one(vocabulary::first_names(), bits, in))));
    case Kin::company:
      return quoted(emit::put_one(vocabulary::companies(), bits, in));
    case Kin::phone:
      return quoted(emit::put_phone(entropy, in));
    case Kin::label:
      return quoted(
          emit::put_one(vocabulary::words(), more,
                        emit::put_char('-', emit::put_one(vocabulary::words(), bits, in))));
    case Kin::date_time:
      return quoted(put_date_time(instant(entropy), style(entropy), in));
    case Kin::date:
      return quoted(put_date(18262 + scale(bits, 5479), in));
    case Kin::time:
      return quoted(emit::put_time(entropy, in));
    case Kin::uuid:
      return quoted(emit::put_uuid(entropy, mix(entropy), in));
    case Kin::ipv4:
      return quoted(emit::put_ipv4(entropy, in));
    case Kin::ipv6:  // RFC 3849
      return quoted(emit::put_hex(1 + (entropy & 0x7fff), 4, emit::put_literal("2001:db8::", in)));
    case Kin::uri:
    case Kin::email:
    case Kin::hostname:
      if (head.size() + tail.size() > most_affix_bytes) return nullptr;
      return quoted(put_affixed(entropy, in));
    case Kin::sized_text:
    case Kin::pattern:
      break;
  }
  return nullptr;
}

// Those with a part that is the contract's.
inline char* Typical::put_affixed(std::uint64_t entropy, char* to) const {
  switch (kin) {
    case Kin::uri:
      return put_kept(tail, emit::put_token(entropy, 8, put_kept(head, to)));
    case Kin::email:
      to = emit::put_char('.', emit::put_one(vocabulary::words(), emit::low_bits(entropy), to));
      to = emit::put_char('@', emit::put_token(entropy >> 32, 4, to));
      return put_kept(head, to);
    default:  // hostname
      to = emit::put_char('.', emit::put_one(vocabulary::words(), emit::low_bits(entropy), to));
      return put_kept(head, to);
  }
}

[[gnu::always_inline]] inline char* Store::put(const Choice& choice, char* to) const {
  const Repertoire& repertoire = repertoires[choice.repertoire];
  const auto kept = [to](std::string_view text) {
    return text.size() <= Typical::most_bytes ? put_kept(text, to) : nullptr;
  };
  // The usual ones first: they are better predicted apart from the others.
  if (choice.mode == Mode::typical) return repertoire.typical.put(choice.value, to);
  if (choice.mode == Mode::canonical) return kept(repertoire.canonical);
  switch (choice.mode) {
    case Mode::null:
      std::memcpy(to, emit::null_text.data(), 4);
      return to + 4;
    case Mode::identity:
      if (repertoire.typical.kin != Kin::integer) return nullptr;
      return put_number(choice.value, to);
    case Mode::instant:
      *to = '"';
      to = put_date_time(
          {static_cast<std::int64_t>(choice.value), static_cast<std::int32_t>(choice.detail)},
          choice.style, to + 1);
      *to = '"';
      return to + 1;
    default:
      return kept(*text_of(choice));
  }
}

}  // namespace hookworthy::plan
