#include "generator/plan/instant.hpp"

#include "generator/plan/emit.hpp"

#include <algorithm>
#include <array>

namespace hookworthy::plan {
namespace {

struct Offset {
  std::int16_t minutes;
  std::uint8_t size;
  std::array<char, 8> text;
};

constexpr Offset offset_of(int minutes) {
  if (minutes == 0) return {0, 1, {'Z'}};
  const int size = minutes < 0 ? -minutes : minutes;
  const auto digit = [](int value) { return static_cast<char>('0' + value % 10); };
  return {static_cast<std::int16_t>(minutes),
          6,
          {minutes < 0 ? '-' : '+', digit(size / 600), digit(size / 60), ':', digit(size % 60 / 10),
           digit(size % 60)}};
}

// As they are in daily use, UTC most often.
constexpr std::array<Offset, 16> offsets{
    offset_of(0),   offset_of(0),    offset_of(0),    offset_of(0),
    offset_of(0),   offset_of(0),    offset_of(0),    offset_of(60),
    offset_of(60),  offset_of(120),  offset_of(180),  offset_of(-300),
    offset_of(330), offset_of(-480), offset_of(-210), offset_of(540)};

// Half of the senders write no fraction, others milliseconds or microseconds.
constexpr std::array<unsigned, 4> usual_digits{0, 0, 3, 6};

struct Civil {
  std::uint32_t year, month, day;
};

// Days to year, month, day in the proleptic Gregorian calendar, after Neri and Schneider,
// "Euclidean affine functions and their application to calendar algorithms" (2022): years begin on
// 1 March, and both the year of a century and the month of a year are linear in the day, rounded
// down, so a multiplication and a shift each. Centuries are counted from four before the year 0,
// so that nothing is negative.
Civil civil_of(std::int64_t day) {
  const auto quarters = 4 * static_cast<std::uint32_t>(day + 719468 + 146097) + 3;
  const std::uint32_t century = quarters / 146097;
  const std::uint64_t years = std::uint64_t{2939745} * (quarters % 146097 | 3);
  const auto year = static_cast<std::uint32_t>(years >> 32);
  const std::uint32_t of_year = static_cast<std::uint32_t>(years) / 2939745 / 4;
  const std::uint32_t months = 2141 * of_year + 197913;
  const std::uint32_t late = of_year >= 306 ? 1 : 0;  // January and February: of the next year
  return {100 * century + year - 400 + late, (months >> 16) - 12 * late,
          (months & 0xffff) / 2141 + 1};
}

char* put_fraction(std::uint32_t nanoseconds, unsigned usual, char* to) {
  if (nanoseconds == 0) {  // as most are
    constexpr std::array<char, 8> zeros{'.', '0', '0', '0', '0', '0', '0', '0'};
    static_assert(*std::max_element(usual_digits.begin(), usual_digits.end()) < zeros.size());
    std::memcpy(to, zeros.data(), zeros.size());
    return to + usual + (usual != 0 ? 1 : 0);
  }
  unsigned needed = 3;
  if (nanoseconds % 1'000'000 != 0) needed = nanoseconds % 1000 != 0 ? 9 : 6;
  const unsigned digits = std::max(usual, needed);
  *to = '.';
  put_digits(nanoseconds % 10, 1, put_digits(nanoseconds / 10, 8, to + 1));
  return to + 1 + digits;
}

}  // namespace

char* put_date(std::int64_t day, char* to) {
  const Civil date = civil_of(day);
  to = put_two_digits(date.year / 100, to);
  to = put_two_digits(date.year % 100, to);
  *to++ = '-';
  to = put_two_digits(date.month, to);
  *to++ = '-';
  return put_two_digits(date.day, to);
}

char* put_date_time(Instant at, std::uint8_t style, char* to) {
  constexpr std::int64_t margin = 2 * 86400;
  const bool near_end = at.seconds > last_second - margin || at.seconds < first_second + margin;
  const Offset& offset = offsets[near_end ? 0 : style % offsets.size()];
  // From the first day of the calendar on, and a day before, for nothing to be negative.
  constexpr std::int64_t origin = first_second - 86400;
  const auto local = static_cast<std::uint64_t>(at.seconds + offset.minutes * 60 - origin);
  const auto of_day = static_cast<std::uint32_t>(local % 86400);
  to = put_date(static_cast<std::int64_t>(local / 86400) + origin / 86400, to);
  *to++ = 'T';
  to = put_two_digits(of_day / 3600, to);
  *to++ = ':';
  to = put_two_digits(of_day / 60 % 60, to);
  *to++ = ':';
  to = put_two_digits(of_day % 60, to);
  to = put_fraction(static_cast<std::uint32_t>(at.nanoseconds),
                    usual_digits[style / 16 % usual_digits.size()], to);
  std::memcpy(to, offset.text.data(), offset.text.size());
  return to + offset.size;
}

}  // namespace hookworthy::plan
