#include "generator/plan/typical.hpp"

#include "generator/plan/entropy.hpp"
#include "generator/plan/vocabulary.hpp"

#include <algorithm>
#include <array>
#include <span>

namespace hookworthy::plan {
namespace {

namespace voc = vocabulary;

constexpr std::string_view hex_digits = "0123456789abcdef";
// Without vowels and look-alikes, as ids in links often are.
constexpr std::string_view token_digits = "bcdfghjkmnpqrtvwxzBCDFGHJKLMNPQR";

std::uint32_t low_bits(std::uint64_t entropy) {
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

char* put_char(char byte, char* to) {
  *to = byte;
  return to + 1;
}

template <std::size_t Size>
char* put_literal(const char (&text)[Size], char* to) {
  std::memcpy(to, text, Size - 1);
  return to + Size - 1;
}

char* put_token(std::uint64_t entropy, unsigned length, char* to) {
  for (unsigned i = 0; i < length; ++i, entropy >>= 5) to[i] = token_digits[entropy & 31];
  return to + length;
}

char* put_hex(std::uint64_t value, unsigned digits, char* to) {
  for (unsigned i = digits; i-- > 0; value >>= 4) to[i] = hex_digits[value & 15];
  return to + digits;
}

char* put_text(std::uint64_t entropy, char* to) {
  to = put_one(voc::sentences(), low_bits(entropy), to);
  const std::uint64_t more = mix(entropy);
  char* const second = put_one(voc::sentences(), low_bits(more >> 8), put_char(' ', to));
  return (more & 3) != 0 ? to : second;
}

char* put_phone(std::uint64_t entropy, char* to) {
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

char* put_decimal(const Typical& typical, std::uint64_t entropy, char* to) {
  constexpr std::array<std::uint32_t, 7> powers{1, 10, 100, 1000, 10'000, 100'000, 1'000'000};
  const auto span = static_cast<std::uint64_t>(typical.high - typical.low) + 1;
  // Most prices are small and round.
  const std::uint64_t units = mix(entropy) % span >> (entropy % 8);
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

char* put_drawn_integer(const Typical& typical, std::uint64_t entropy, char* to) {
  const auto span =
      static_cast<std::uint64_t>(typical.high) - static_cast<std::uint64_t>(typical.low) + 1;
  const std::uint64_t drawn = span == 0 ? entropy : (mix(entropy) % span) >> (entropy % 12);
  return put_integer((typical.low + static_cast<std::int64_t>(drawn)) * typical.step, to);
}

char* put_time(std::uint64_t entropy, char* to) {
  const auto of_day = scale(low_bits(entropy), 86400);
  to = put_char(':', put_two_digits(of_day / 3600, to));
  to = put_char(':', put_two_digits(of_day / 60 % 60, to));
  return put_char('Z', put_two_digits(of_day % 60, to));
}

char* put_uuid(std::uint64_t high, std::uint64_t low, char* to) {
  to = put_char('-', put_hex(high >> 32, 8, to));
  to = put_hex(high >> 16 & 0xffff, 4, to);
  to = put_literal("-4", to);  // version 4, variant 10 (RFC 4122 4.4)
  to = put_char('-', put_hex(high & 0xfff, 3, to));
  to = put_char('-', put_hex(0x8000 | (low >> 48 & 0x3fff), 4, to));
  return put_hex(low & 0xffffffffffff, 12, to);
}

char* put_ipv4(std::uint64_t entropy, char* to) {
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

void write_sized_text(const Typical& typical, std::uint64_t entropy, Writer& out) {
  const std::uint32_t spread = std::min(typical.max_length - typical.min_length, 40u);
  std::uint32_t left = typical.min_length + scale(low_bits(entropy), spread + 1);
  while (left > 0) {
    entropy = mix(entropy);
    const auto word = pick(voc::words(), low_bits(entropy)).view().substr(0, left);
    out.text(word);
    left -= static_cast<std::uint32_t>(word.size());
    if (left > 1) {
      out.put(' ');
      --left;
    }
  }
}

}  // namespace

std::size_t Typical::value_index(std::uint64_t entropy) const {
  return scale(low_bits(entropy), static_cast<std::uint32_t>(values.size()));
}

Instant Typical::instant(std::uint64_t entropy) {
  // 2020 to 2034. Most people book on the quarter of an hour, programs at any time.
  constexpr std::int64_t first = 1577836800;
  constexpr std::uint32_t quarters = 5479 * 96;
  Instant at{first + std::int64_t{scale(low_bits(entropy), quarters)} * 900, 0};
  if ((entropy >> 32 & 3) == 0) {
    at.seconds += static_cast<std::int64_t>(entropy >> 34 & 511);
    if ((entropy >> 43 & 1) != 0) {
      at.nanoseconds = static_cast<std::int32_t>(entropy >> 44 & 511) * 1'000'000;
    }
  }
  return at;
}

char* Typical::put(std::uint64_t entropy, char* to) const {
  const auto bits = low_bits(entropy);
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
      const bool yes = (entropy & 1) != 0;
      std::memcpy(to, yes ? "true " : "false", 5);
      return to + (yes ? 4 : 5);
    }
    case Kin::integer:
      return put_drawn_integer(*this, entropy, to);
    case Kin::decimal:
      return put_decimal(*this, entropy, to);
    case Kin::text:
      return quoted(put_text(entropy, in));
    case Kin::title:
      return quoted(put_one(voc::titles(), bits, in));
    case Kin::first_name:
      return quoted(put_one(voc::first_names(), bits, in));
    case Kin::last_name:
      return quoted(put_one(voc::last_names(), more, in));
    case Kin::full_name:  // of the same entropy as the names beside it
      return quoted(
          put_one(voc::last_names(), more, put_char(' ', put_one(voc::first_names(), bits, in))));
    case Kin::company:
      return quoted(put_one(voc::companies(), bits, in));
    case Kin::phone:
      return quoted(put_phone(entropy, in));
    case Kin::label:
      return quoted(put_one(voc::words(), more, put_char('-', put_one(voc::words(), bits, in))));
    case Kin::date_time:
      return quoted(put_date_time(instant(entropy), style(entropy), in));
    case Kin::date:
      return quoted(put_date(18262 + scale(bits, 5479), in));
    case Kin::time:
      return quoted(put_time(entropy, in));
    case Kin::uuid:
      return quoted(put_uuid(entropy, mix(entropy), in));
    case Kin::ipv4:
      return quoted(put_ipv4(entropy, in));
    case Kin::ipv6:  // RFC 3849
      return quoted(put_hex(1 + (entropy & 0x7fff), 4, put_literal("2001:db8::", in)));
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
char* Typical::put_affixed(std::uint64_t entropy, char* to) const {
  switch (kin) {
    case Kin::uri:
      return put_kept(tail, put_token(entropy, 8, put_kept(head, to)));
    case Kin::email:
      to = put_char('.', put_one(voc::words(), low_bits(entropy), to));
      to = put_char('@', put_token(entropy >> 32, 4, to));
      return put_kept(head, to);
    default:  // hostname
      to = put_char('.', put_one(voc::words(), low_bits(entropy), to));
      return put_kept(head, to);
  }
}

// What has no bound, or one that lies high.
void Typical::write_long(std::uint64_t entropy, Writer& out) const {
  if (kin == Kin::values) return out.text(values[value_index(entropy)]);
  out.put('"');
  const auto bounded = [&](auto put) { out.commit(put(out.reserve(most_bytes + slack_bytes))); };
  switch (kin) {
    case Kin::sized_text:
      write_sized_text(*this, entropy, out);
      break;
    case Kin::pattern:
      pattern->sample(entropy, Pattern::Size::drawn, 12, out);
      break;
    case Kin::uri:
      out.text(head);
      bounded([&](char* to) { return put_token(entropy, 8, to); });
      out.text(tail);
      break;
    default:  // email, hostname
      bounded([&](char* to) { return put_one(voc::words(), low_bits(entropy), to); });
      out.put('.');
      if (kin == Kin::email) {
        bounded([&](char* to) { return put_char('@', put_token(entropy >> 32, 4, to)); });
      }
      out.text(head);
  }
  out.put('"');
}

void Typical::write_unique(std::uint64_t number, Writer& out) const {
  char* to = out.reserve(most_bytes + slack_bytes);
  switch (kin) {
    case Kin::uuid:
      to = put_char('"', put_uuid(mix(number), number, put_char('"', to)));
      return out.commit(to);
    case Kin::text:
    case Kin::sized_text:
    case Kin::title:
    case Kin::label:
      to = put_char('"', put_number(number, put_literal("\"id-", to)));
      return out.commit(to);
    default:
      return write(mix(number), out);
  }
}

}  // namespace hookworthy::plan
