#include "verifier/contract/fast_text.hpp"

namespace hookworthy::contract::fast {
namespace {

constexpr std::uint64_t each(std::uint64_t byte) {
  return byte * 0x0101010101010101u;
}

constexpr std::uint64_t word_of(const char (&text)[9]) {
  std::uint64_t word = 0;
  for (int i = 7; i >= 0; --i) word = word << 8 | static_cast<unsigned char>(text[i]);
  return word;
}

// 0 when every byte of `word`, whose digits were reduced by '0', is at most 9.
constexpr std::uint64_t above_nine(std::uint64_t word) {
  return ((word + each(0x7f - 9)) | word) & each(0x80);
}

// Of digits d0 d1 d2 ... in bytes: d0 d1 as a number in byte 0, d1 d2 in byte 1, and so on.
constexpr std::uint64_t pairs(std::uint64_t digits) {
  return digits * 10 + (digits >> 8);
}

constexpr unsigned byte_of(std::uint64_t word, unsigned index) {
  return static_cast<unsigned>(word >> (8 * index)) & 0xff;
}

struct Month {
  std::uint8_t days;
  std::uint16_t before;  // days of the year before it
};

constexpr std::array<Month, 13> months{{{0, 0},
                                        {31, 0},
                                        {28, 31},
                                        {31, 59},
                                        {30, 90},
                                        {31, 120},
                                        {30, 151},
                                        {31, 181},
                                        {31, 212},
                                        {30, 243},
                                        {31, 273},
                                        {30, 304},
                                        {31, 334}}};

constexpr bool is_leap(unsigned year) {
  return year % 4 == 0 && (year % 100 != 0 || year % 400 == 0);
}

// Days since 1970-01-01; `year` is 0 to 9999.
constexpr std::int64_t days_of(unsigned year, unsigned month, unsigned day) {
  constexpr std::int64_t from_year_0 = 719'528;
  // Years before this one that were leap years; the year 0 is one.
  const std::int64_t leaps =
      year == 0 ? 0 : (year - 1) / 4 - (year - 1) / 100 + (year - 1) / 400 + 1;
  const unsigned in_year = months[month].before + day - 1 + (month > 2 && is_leap(year) ? 1 : 0);
  return std::int64_t{365} * year + leaps + in_year - from_year_0;
}

static_assert(days_of(1970, 1, 1) == 0);
static_assert(days_of(2000, 3, 1) == 11'017);
static_assert(days_of(0, 1, 1) == -719'528);

unsigned digit(const char* at) {
  return static_cast<unsigned char>(*at) - unsigned{'0'};
}

// "+hh:mm" or "-hh:mm"
bool read_offset(const char* at, int& seconds) {
  if (digit(at + 1) > 9 || digit(at + 2) > 9 || digit(at + 4) > 9 || digit(at + 5) > 9)
    return false;
  const unsigned hour = digit(at + 1) * 10 + digit(at + 2);
  const unsigned minute = digit(at + 4) * 10 + digit(at + 5);
  if (at[3] != ':' || hour > 23 || minute > 59) return false;
  const auto magnitude = static_cast<int>(hour * 3600 + minute * 60);
  seconds = *at == '-' ? -magnitude : magnitude;
  return true;
}

}  // namespace

const char* read_date_time(const char* at, Instant& instant) {
  constexpr std::uint64_t date_form = word_of("0000-00-"), time_form = word_of("00T00:00");
  constexpr std::uint64_t date_marks = 0xff0000ff00000000, time_marks = 0x0000ff0000ff0000;
  const std::uint64_t date = load_8(at) ^ date_form;
  const std::uint64_t time = load_8(at + 8) ^ time_form;
  const unsigned tens = digit(at + 17), ones = digit(at + 18);
  const std::uint64_t bad =
      (date & date_marks) | (time & time_marks) | above_nine(date) | above_nine(time);
  if (bad != 0 || at[16] != ':' || tens > 5 || ones > 9) return nullptr;
  const std::uint64_t date_pairs = pairs(date), time_pairs = pairs(time);
  const unsigned year = byte_of(date_pairs, 0) * 100 + byte_of(date_pairs, 2);
  const unsigned month = byte_of(date_pairs, 5), day = byte_of(time_pairs, 0);
  const unsigned hour = byte_of(time_pairs, 3), minute = byte_of(time_pairs, 6);
  if (month - 1 > 11 || hour > 23 || minute > 59) return nullptr;
  const unsigned days = months[month].days + (month == 2 && is_leap(year) ? 1u : 0u);
  if (day - 1 >= days) return nullptr;

  const char* next = at + 19;
  std::int32_t nanoseconds = 0;
  if (*next == '.') {
    std::int32_t unit = 100'000'000;
    for (++next; digit(next) < 10; ++next, unit /= 10) {
      if (unit == 0) return nullptr;
      nanoseconds += unit * static_cast<std::int32_t>(digit(next));
    }
    if (next == at + 20 || next > at + 29) return nullptr;
  }
  // At most 29 bytes are read by now, which leaves 3: an offset needs 6 and the quote 1.
  int offset = 0;
  if (*next == 'Z') {
    ++next;
  } else if ((*next == '+' || *next == '-') && next <= at + 25) {
    if (!read_offset(next, offset)) return nullptr;
    next += 6;
  } else {
    return nullptr;
  }
  if (*next != '"') return nullptr;
  instant.seconds =
      days_of(year, month, day) * 86'400 + hour * 3600 + minute * 60 + tens * 10 + ones - offset;
  instant.nanoseconds = nanoseconds;
  return next;
}

}  // namespace hookworthy::contract::fast
