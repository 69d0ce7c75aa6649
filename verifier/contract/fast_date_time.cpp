#include "verifier/contract/fast_text.hpp"

namespace hookworthy::contract::fast {
namespace {

constexpr std::uint64_t word_of(const char (&text)[9]) {
  std::uint64_t word = 0;
  for (int i = 7; i >= 0; --i) word = word << 8 | static_cast<unsigned char>(text[i]);
  return word;
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

// Days since 1970-01-01; `year` is 0 to 9999. Years are taken to begin in March, 400 of them
// earlier, so that the day of a leap year is their last one, and nothing is negative. No branch, as
// none could be predicted.
constexpr std::int64_t days_of(unsigned year, unsigned month, unsigned day) {
  constexpr std::int64_t days_of_400_years = 146'097, from_march_of_0 = 719'468;
  constexpr unsigned january_and_february = 59, the_rest = 306;
  const unsigned early = month <= 2 ? 1 : 0;
  const unsigned since = year + 400 - early;
  const unsigned century = since / 100;
  const std::int64_t leaps = since / 4 - century + century / 4;
  const unsigned in_year = months[month].before + day - 1 +
                           early * (the_rest + january_and_february) - january_and_february;
  return std::int64_t{365} * since + leaps + in_year - days_of_400_years - from_march_of_0;
}

static_assert(days_of(1970, 1, 1) == 0);
static_assert(days_of(2000, 3, 1) == 11'017);
static_assert(days_of(0, 1, 1) == -719'528);
static_assert(days_of(2000, 2, 29) == 11'016);
static_assert(days_of(9999, 12, 31) == 2'932'896);

unsigned digit(const char* at) {
  return static_cast<unsigned char>(*at) - unsigned{'0'};
}

struct Front {
  unsigned year, month, day, hour, minute, second;
};

constexpr std::uint64_t date_form = word_of("0000-00-"), time_form = word_of("00T00:00");

// Of "2025-03-10T14:00:00". Anything of other texts.
Front read_front(const char* at) {
  const std::uint64_t date = pairs(load_8(at) ^ date_form);
  const std::uint64_t time = pairs(load_8(at + 8) ^ time_form);
  return {byte_of(date, 0) * 100 + byte_of(date, 2),
          byte_of(date, 5),
          byte_of(time, 0),
          byte_of(time, 3),
          byte_of(time, 6),
          digit(at + 17) * 10 + digit(at + 18)};
}

// The number that eight digits make.
std::uint64_t number_of(std::uint64_t digits) {
  digits = pairs(digits) & 0x00ff00ff00ff00ff;
  digits = (digits * 100 + (digits >> 16)) & 0x0000ffff0000ffff;
  return (digits * 10000 + (digits >> 32)) & 0xffffffff;
}

}  // namespace

bool is_date_time_front(const char* at) {
  constexpr std::uint64_t date_marks = 0xff0000ff00000000, time_marks = 0x0000ff0000ff0000;
  const std::uint64_t date = load_8(at) ^ date_form;
  const std::uint64_t time = load_8(at + 8) ^ time_form;
  const std::uint64_t bad =
      (date & date_marks) | (time & time_marks) | above_nine(date) | above_nine(time);
  if (bad != 0 || at[16] != ':' || digit(at + 17) > 5 || digit(at + 18) > 9) return false;
  const Front front = read_front(at);
  return front.month - 1 <= 11 && front.day - 1 <= 30 && front.hour <= 23 && front.minute <= 59;
}

bool is_late_day(const char* at) {
  const Front front = read_front(at);
  const bool leap_day = front.month == 2 && is_leap(front.year);
  return front.day <= months[front.month].days + (leap_day ? 1u : 0u);
}

unsigned read_digits(const char* at, std::int64_t& value) {
  constexpr std::int64_t scales[] = {1,       10,        100,        1'000,      10'000,
                                     100'000, 1'000'000, 10'000'000, 100'000'000};
  // The digits in front of others, as if zeros stood before them.
  const auto take = [](std::uint64_t word, unsigned& count) {
    const std::uint64_t other = above_nine(word);
    count = other == 0 ? 8 : static_cast<unsigned>(__builtin_ctzll(other)) / 8;
    return count == 0 ? 0 : static_cast<std::int64_t>(number_of(word << (64 - 8 * count)));
  };
  unsigned count = 0, more = 0;
  value = take(load_8(at) ^ each('0'), count);
  if (count < 8) return count;
  const std::int64_t low = take(load_8(at + 8) ^ each('0'), more);
  value = value * scales[more] + low;
  return count + more;
}

Instant instant_of_date_time(std::string_view text, const char* end) {
  constexpr std::ptrdiff_t reach = 40;
  const char* at = text.data();
  if (end - at < reach) return parse_date_time(text).value_or(Instant{});
  const Front front = read_front(at);
  at += 19;
  // No branches here either, and nothing that compilers take for a reason to make one. Of nine
  // digits, those that are not there are zeros.
  const std::uint64_t fraction = *at == '.' ? ~std::uint64_t{0} : 0;
  const std::uint64_t digits = load_8(at + 1) ^ each('0');
  const std::uint64_t other = above_nine(digits);
  if (other == 0) return parse_date_time(text).value_or(Instant{});
  // The bytes before the first one that is no digit.
  const std::uint64_t kept = digits & (((other & -other) >> 7) - 1) & fraction;
  const auto nanoseconds = static_cast<std::int32_t>(number_of(kept)) * 10;
  at += (1 + static_cast<unsigned>(__builtin_ctzll(other)) / 8) & fraction;
  const std::uint64_t values = pairs(load_8(at + 1) ^ word_of("00:00\0\0\0"));
  // 1 of '+', -1 of '-', 0 of the letter, which is the only one with this bit.
  static_assert(',' - '+' == 1 && ',' - '-' == -1 && ('Z' & 'z' & 0x40) != 0);
  const std::int64_t sign = (',' - *at) & (((*at >> 6) & 1) - 1);
  const std::int64_t offset = sign * (byte_of(values, 0) * 3600 + byte_of(values, 3) * 60);
  const std::int64_t seconds = front.hour * 3600 + front.minute * 60 + front.second;
  return {days_of(front.year, front.month, front.day) * 86'400 + seconds - offset, nanoseconds};
}

}  // namespace hookworthy::contract::fast
