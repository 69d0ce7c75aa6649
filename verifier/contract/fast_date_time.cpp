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

struct Front {
  unsigned year, month, day, hour, minute, second;
};

// "2025-03-10T14:00:00"
bool read_front(const char* at, Front& front) {
  constexpr std::uint64_t date_form = word_of("0000-00-"), time_form = word_of("00T00:00");
  constexpr std::uint64_t date_marks = 0xff0000ff00000000, time_marks = 0x0000ff0000ff0000;
  const std::uint64_t date = load_8(at) ^ date_form;
  const std::uint64_t time = load_8(at + 8) ^ time_form;
  const unsigned tens = digit(at + 17), ones = digit(at + 18);
  const std::uint64_t bad =
      (date & date_marks) | (time & time_marks) | above_nine(date) | above_nine(time);
  if (bad != 0 || at[16] != ':' || tens > 5 || ones > 9) return false;
  const std::uint64_t date_pairs = pairs(date), time_pairs = pairs(time);
  front.year = byte_of(date_pairs, 0) * 100 + byte_of(date_pairs, 2);
  front.month = byte_of(date_pairs, 5);
  front.day = byte_of(time_pairs, 0);
  front.hour = byte_of(time_pairs, 3);
  front.minute = byte_of(time_pairs, 6);
  front.second = tens * 10 + ones;
  if (front.month - 1 > 11 || front.hour > 23 || front.minute > 59) return false;
  const bool leap_day = front.month == 2 && is_leap(front.year);
  return front.day - 1 < months[front.month].days + (leap_day ? 1u : 0u);
}

}  // namespace

bool is_date_time_front(const char* at) {
  Front front;
  return read_front(at, front) && front.day <= 28;
}

const char* skip_date_time_tail(const char* at) {
  constexpr std::uint64_t zeros = each('0');
  if (*at == '.') {
    const std::uint64_t other = above_nine(load_8(at + 1) ^ zeros);
    // Nine digits are rare enough to be read again by parse_date_time.
    if (other == 0 || (other & 0xff) != 0) return nullptr;
    at += 1 + (__builtin_ctzll(other) >> 3);
  }
  if (*at == 'Z') return at[1] == '"' ? at + 1 : nullptr;
  if (*at != '+' && *at != '-') return nullptr;
  // Behind the sign: "hh:mm", and the quote.
  constexpr std::uint64_t form = word_of("00:00\"\0\0"), marks = 0x0000ff0000ff0000;
  const std::uint64_t word = (load_8(at + 1) ^ form) & 0x0000ffffffffffff;
  const std::uint64_t values = pairs(word);
  const bool good = ((word & marks) | above_nine(word)) == 0 && byte_of(values, 0) <= 23 &&
                    byte_of(values, 3) <= 59;
  return good ? at + 6 : nullptr;
}

std::optional<Instant> instant_of_text(std::string_view text, const char* end) {
  constexpr std::size_t seconds_end = 19;
  Front front;
  const char* at = text.data();
  if (text.size() <= seconds_end || end - at < 40 || !read_front(at, front)) {
    return parse_date_time(text);
  }
  at += seconds_end;
  std::int32_t nanoseconds = 0;
  if (*at == '.') {
    std::int32_t unit = 100'000'000;
    for (++at; digit(at) < 10 && unit > 0; ++at, unit /= 10) {
      nanoseconds += unit * static_cast<std::int32_t>(digit(at));
    }
  }
  int offset = 0;
  const auto left = static_cast<std::size_t>(text.data() + text.size() - at);
  const bool good =
      left == 1 ? *at == 'Z' : left == 6 && (*at == '+' || *at == '-') && read_offset(at, offset);
  if (!good || at[-1] == '.') return parse_date_time(text);
  const std::int64_t seconds = front.hour * 3600 + front.minute * 60 + front.second;
  return Instant{days_of(front.year, front.month, front.day) * 86'400 + seconds - offset,
                 nanoseconds};
}

}  // namespace hookworthy::contract::fast
