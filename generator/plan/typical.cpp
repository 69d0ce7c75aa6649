#include "generator/plan/typical.hpp"

#include "generator/plan/entropy.hpp"
#include "generator/plan/vocabulary.hpp"

#include <algorithm>
#include <array>
#include <span>

namespace hookworthy::plan {
namespace {

constexpr std::string_view hex_digits = "0123456789abcdef";
// Without vowels and look-alikes, as ids in links often are.
constexpr std::string_view token_digits = "bcdfghjkmnpqrtvwxzBCDFGHJKLMNPQR";

std::uint32_t low_bits(std::uint64_t entropy) {
  return static_cast<std::uint32_t>(entropy);
}

std::string_view pick(std::span<const std::string_view> list, std::uint32_t bits) {
  return list[scale(bits, static_cast<std::uint32_t>(list.size()))];
}

void write_token(std::uint64_t entropy, unsigned length, Writer& out) {
  for (unsigned i = 0; i < length; ++i, entropy >>= 5) out.put(token_digits[entropy & 31]);
}

void write_hex(std::uint64_t value, unsigned digits, Writer& out) {
  for (unsigned i = digits; i-- > 0;) out.put(hex_digits[value >> (4 * i) & 15]);
}

void write_text(std::uint64_t entropy, Writer& out) {
  const auto sentences = vocabulary::sentences();
  out.text(pick(sentences, low_bits(entropy)));
  const std::uint64_t more = mix(entropy);
  if ((more & 3) != 0) return;
  out.put(' ');
  out.text(pick(sentences, low_bits(more >> 8)));
}

void write_sized_text(const Typical& typical, std::uint64_t entropy, Writer& out) {
  const std::uint32_t spread = std::min(typical.max_length - typical.min_length, 40u);
  std::uint32_t left = typical.min_length + scale(low_bits(entropy), spread + 1);
  while (left > 0) {
    entropy = mix(entropy);
    const auto word = pick(vocabulary::words(), low_bits(entropy)).substr(0, left);
    out.text(word);
    left -= static_cast<std::uint32_t>(word.size());
    if (left > 1) {
      out.put(' ');
      --left;
    }
  }
}

void write_phone(std::uint64_t entropy, Writer& out) {
  constexpr std::array<std::string_view, 8> heads{"+1555", "+44 20 ", "+3519",  "+49 30",
                                                  "+7495", "8 800 ",  "+81-3-", "0"};
  out.text(pick(heads, low_bits(entropy)));
  out.padded((entropy >> 32) % 10'000'000, 7);
}

void write_decimal(const Typical& typical, std::uint64_t entropy, Writer& out) {
  const auto span = static_cast<std::uint64_t>(typical.high - typical.low) + 1;
  // Most prices are small and round.
  std::uint64_t units = mix(entropy) % span >> (entropy % 8);
  const std::int64_t value = typical.low + static_cast<std::int64_t>(units);
  if (value < 0) out.put('-');
  auto magnitude = static_cast<std::uint64_t>(value < 0 ? -value : value) *
                   static_cast<std::uint64_t>(typical.step);
  std::uint64_t scale_by = 1;
  for (unsigned i = 0; i < typical.places; ++i) scale_by *= 10;
  out.integer(static_cast<std::int64_t>(magnitude / scale_by));
  std::uint64_t fraction = magnitude % scale_by;
  unsigned digits = typical.places;
  if (fraction == 0) return;
  while (fraction % 10 == 0) {
    fraction /= 10;
    --digits;
  }
  out.put('.');
  out.padded(fraction, digits);
}

void write_integer(const Typical& typical, std::uint64_t entropy, Writer& out) {
  const auto span =
      static_cast<std::uint64_t>(typical.high) - static_cast<std::uint64_t>(typical.low) + 1;
  const std::uint64_t drawn = span == 0 ? entropy : (mix(entropy) % span) >> (entropy % 12);
  out.integer((typical.low + static_cast<std::int64_t>(drawn)) * typical.step);
}

void write_time(std::uint64_t entropy, Writer& out) {
  const auto of_day = scale(low_bits(entropy), 86400);
  out.two_digits(of_day / 3600);
  out.put(':');
  out.two_digits(of_day / 60 % 60);
  out.put(':');
  out.two_digits(of_day % 60);
  out.put('Z');
}

void write_uuid(std::uint64_t high, std::uint64_t low, Writer& out) {
  write_hex(high >> 32, 8, out);
  out.put('-');
  write_hex(high >> 16 & 0xffff, 4, out);
  out.text("-4");  // version 4, variant 10 (RFC 4122 4.4)
  write_hex(high & 0xfff, 3, out);
  out.put('-');
  write_hex(0x8000 | (low >> 48 & 0x3fff), 4, out);
  out.put('-');
  write_hex(low & 0xffffffffffff, 12, out);
}

void write_ipv4(std::uint64_t entropy, Writer& out) {
  // The networks that RFC 5737 sets aside for documentation.
  constexpr std::array<std::string_view, 3> networks{"192.0.2.", "198.51.100.", "203.0.113."};
  out.text(networks[entropy % networks.size()]);
  out.integer(static_cast<std::int64_t>(entropy >> 32 & 255));
}

// The kins whose value stands between quotes.
void write_quoted(const Typical& typical, std::uint64_t entropy, Writer& out) {
  namespace voc = vocabulary;
  const auto high_bits = static_cast<std::uint32_t>(entropy >> 32);
  switch (typical.kin) {
    case Kin::text:
      return write_text(entropy, out);
    case Kin::sized_text:
      return write_sized_text(typical, entropy, out);
    case Kin::title:
      return out.text(pick(voc::titles(), low_bits(entropy)));
    case Kin::first_name:
      return out.text(pick(voc::first_names(), low_bits(entropy)));
    case Kin::last_name:
      return out.text(pick(voc::last_names(), high_bits));
    case Kin::full_name:  // of the same entropy as the names beside it
      out.text(pick(voc::first_names(), low_bits(entropy)));
      out.put(' ');
      return out.text(pick(voc::last_names(), high_bits));
    case Kin::company:
      return out.text(pick(voc::companies(), low_bits(entropy)));
    case Kin::phone:
      return write_phone(entropy, out);
    case Kin::label:
      out.text(pick(voc::words(), low_bits(entropy)));
      out.put('-');
      return out.text(pick(voc::words(), high_bits));
    case Kin::uri:
      out.text(typical.head);
      write_token(entropy, 8, out);
      return out.text(typical.tail);
    case Kin::date_time:
      return write_date_time(Typical::instant(entropy), Typical::style(entropy), out);
    case Kin::date:
      return write_date(18262 + scale(low_bits(entropy), 5479), out);
    case Kin::time:
      return write_time(entropy, out);
    case Kin::email:
      out.text(pick(voc::words(), low_bits(entropy)));
      out.put('.');
      write_token(entropy >> 32, 4, out);
      out.put('@');
      return out.text(typical.head);
    case Kin::uuid:
      return write_uuid(entropy, mix(entropy), out);
    case Kin::hostname:
      out.text(pick(voc::words(), low_bits(entropy)));
      out.put('.');
      return out.text(typical.head);
    case Kin::ipv4:
      return write_ipv4(entropy, out);
    case Kin::ipv6:
      out.text("2001:db8::");  // RFC 3849
      write_hex(1 + (entropy & 0x7fff), 4, out);
      return;
    default:
      return typical.pattern->sample(entropy, Pattern::Size::drawn, 12, out);
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

void Typical::write(std::uint64_t entropy, Writer& out) const {
  switch (kin) {
    case Kin::values:
      return out.text(values[value_index(entropy)]);
    case Kin::boolean:
      return out.text((entropy & 1) != 0 ? "true" : "false");
    case Kin::integer:
      return write_integer(*this, entropy, out);
    case Kin::decimal:
      return write_decimal(*this, entropy, out);
    default:
      break;
  }
  out.put('"');
  write_quoted(*this, entropy, out);
  out.put('"');
}

void Typical::write_identity(std::uint64_t number, Writer& out) const {
  switch (kin) {
    case Kin::integer:
      return out.integer(static_cast<std::int64_t>(number));
    case Kin::uuid:
      out.put('"');
      write_uuid(mix(number), number, out);
      return out.put('"');
    case Kin::text:
    case Kin::sized_text:
    case Kin::title:
    case Kin::label:
      out.text("\"id-");
      out.integer(static_cast<std::int64_t>(number));
      return out.put('"');
    default:
      return write(mix(number), out);
  }
}

}  // namespace hookworthy::plan
