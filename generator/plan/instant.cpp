#include "generator/plan/instant.hpp"

#include <algorithm>
#include <array>

namespace hookworthy::plan {
namespace {

// Offsets in minutes as they are in daily use, UTC most often.
constexpr std::array<std::int16_t, 16> offsets{0,  0,   0,   0,    0,   0,    0,    60,
                                               60, 120, 180, -300, 330, -480, -210, 540};

struct Civil {
  std::int64_t year;
  unsigned month, day;
};

// Days to year, month, day in the proleptic Gregorian calendar: eras of 400 years that begin on
// 1 March, so that the leap day is the last of its year.
Civil civil_of(std::int64_t day) {
  day += 719468;
  const std::int64_t era = (day >= 0 ? day : day - 146096) / 146097;
  const auto of_era = static_cast<unsigned>(day - era * 146097);
  const unsigned year = (of_era - of_era / 1460 + of_era / 36524 - of_era / 146096) / 365;
  const unsigned of_year = of_era - (365 * year + year / 4 - year / 100);
  const unsigned shifted = (5 * of_year + 2) / 153;
  const unsigned month = shifted < 10 ? shifted + 3 : shifted - 9;
  return {static_cast<std::int64_t>(year) + era * 400 + (month <= 2 ? 1 : 0), month,
          of_year - (153 * shifted + 2) / 5 + 1};
}

void write_fraction(std::uint32_t nanoseconds, unsigned digits, Writer& out) {
  if (nanoseconds % 1'000'000 != 0) digits = std::max(digits, nanoseconds % 1000 != 0 ? 9u : 6u);
  if (nanoseconds != 0) digits = std::max(digits, 3u);
  if (digits == 0) return;
  out.put('.');
  std::uint32_t value = nanoseconds;
  for (unsigned i = digits; i < 9; i += 3) value /= 1000;
  out.padded(value, digits);
}

}  // namespace

void write_date(std::int64_t day, Writer& out) {
  const Civil date = civil_of(day);
  const auto year = static_cast<unsigned>(date.year);
  out.two_digits(year / 100);
  out.two_digits(year % 100);
  out.put('-');
  out.two_digits(date.month);
  out.put('-');
  out.two_digits(date.day);
}

void write_date_time(Instant at, std::uint8_t style, Writer& out) {
  constexpr std::int64_t margin = 2 * 86400;
  const bool near_end = at.seconds > last_second - margin || at.seconds < first_second + margin;
  const int offset = near_end ? 0 : offsets[style % offsets.size()];
  const std::int64_t local = at.seconds + offset * 60;
  const std::int64_t day = (local >= 0 ? local : local - 86399) / 86400;
  const auto of_day = static_cast<unsigned>(local - day * 86400);
  write_date(day, out);
  out.put('T');
  out.two_digits(of_day / 3600);
  out.put(':');
  out.two_digits(of_day / 60 % 60);
  out.put(':');
  out.two_digits(of_day % 60);
  // Half of the senders write no fraction, others milliseconds or microseconds.
  constexpr std::array<unsigned, 4> digits{0, 0, 3, 6};
  write_fraction(static_cast<std::uint32_t>(at.nanoseconds), digits[style / 16 % digits.size()],
                 out);
  if (offset == 0) return out.put('Z');
  out.put(offset < 0 ? '-' : '+');
  const auto minutes = static_cast<unsigned>(offset < 0 ? -offset : offset);
  out.two_digits(minutes / 60);
  out.put(':');
  out.two_digits(minutes % 60);
}

}  // namespace hookworthy::plan
