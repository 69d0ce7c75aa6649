#include "verifier/contract/formats.hpp"
#include "verifier/contract/validator.hpp"

#include <chrono>
#include <cstdint>

namespace hookworthy::contract {
namespace {

// Reads from the front of a text; every function says whether it found what it wants.
class Scanner {
 public:
  explicit Scanner(std::string_view text) : at_(text.data()), end_(text.data() + text.size()) {}

  bool at_end() const { return at_ == end_; }

  bool digits(int count, int& value) {
    if (end_ - at_ < count) return false;
    value = 0;
    for (int i = 0; i < count; ++i, ++at_) {
      if (!is_digit(*at_)) return false;
      value = value * 10 + (*at_ - '0');
    }
    return true;
  }

  bool one_of(char a, char b) {
    if (at_end() || (*at_ != a && *at_ != b)) return false;
    ++at_;
    return true;
  }

  bool one(char wanted) { return one_of(wanted, wanted); }

  // One or more digits; those beyond a nanosecond are cut off.
  bool fraction(std::int32_t& nanoseconds) {
    if (at_end() || !is_digit(*at_)) return false;
    nanoseconds = 0;
    for (std::int32_t unit = 100'000'000; !at_end() && is_digit(*at_); ++at_, unit /= 10) {
      nanoseconds += unit * (*at_ - '0');
    }
    return true;
  }

 private:
  static bool is_digit(char c) { return c >= '0' && c <= '9'; }

  const char* at_;
  const char* end_;
};

constexpr std::int64_t seconds_per_day = 86'400;
constexpr std::int64_t minutes_per_day = 1'440;

bool scan_date(Scanner& scan, std::chrono::year_month_day& date) {
  int year = 0, month = 0, day = 0;
  if (!scan.digits(4, year) || !scan.one('-') || !scan.digits(2, month) || !scan.one('-') ||
      !scan.digits(2, day)) {
    return false;
  }
  date = std::chrono::year(year) / month / day;
  return date.ok();
}

struct Time {
  int minute_of_day_utc = 0;  // may be below 0 or above 1439: another day in UTC
  int second = 0;             // 60 only when the minute is 23:59 UTC
  std::int32_t nanoseconds = 0;
};

bool scan_offset(Scanner& scan, int& minutes) {
  minutes = 0;
  if (scan.one_of('Z', 'z')) return true;
  const bool east = scan.one('+');
  int hour = 0, minute = 0;
  if (!east && !scan.one('-')) return false;
  if (!scan.digits(2, hour) || !scan.one(':') || !scan.digits(2, minute)) return false;
  if (hour > 23 || minute > 59) return false;
  minutes = (east ? 1 : -1) * (hour * 60 + minute);
  return true;
}

bool scan_time(Scanner& scan, Time& time) {
  int hour = 0, minute = 0, offset = 0;
  if (!scan.digits(2, hour) || !scan.one(':') || !scan.digits(2, minute) || !scan.one(':') ||
      !scan.digits(2, time.second)) {
    return false;
  }
  if (hour > 23 || minute > 59 || time.second > 60) return false;
  if (scan.one('.') && !scan.fraction(time.nanoseconds)) return false;
  if (!scan_offset(scan, offset)) return false;
  time.minute_of_day_utc = hour * 60 + minute - offset;
  if (time.second < 60) return true;
  return (time.minute_of_day_utc + 2 * minutes_per_day) % minutes_per_day == minutes_per_day - 1;
}

// Leap seconds are put at the end of June or December UTC (ITU-R TF.460). Which years had one is
// announced half a year ahead at most, so any year is taken.
bool leap_second_may_end(std::chrono::sys_days day_utc) {
  using std::chrono::June, std::chrono::December;
  const std::chrono::year_month_day date(day_utc);
  return (date.month() == June && date.day() == std::chrono::day(30)) ||
         (date.month() == December && date.day() == std::chrono::day(31));
}

}  // namespace

std::optional<Instant> parse_date_time(std::string_view text) {
  Scanner scan(text);
  std::chrono::year_month_day date;
  Time time;
  if (!scan_date(scan, date) || !scan.one_of('T', 't') || !scan_time(scan, time) ||
      !scan.at_end()) {
    return std::nullopt;
  }
  const std::chrono::sys_days day(date);
  if (time.second == 60) {
    const bool day_before = time.minute_of_day_utc < 0;
    const bool day_after = time.minute_of_day_utc >= minutes_per_day;
    if (!leap_second_may_end(day + std::chrono::days(day_after - day_before))) return std::nullopt;
  }
  const std::int64_t days = day.time_since_epoch().count();
  return Instant{days * seconds_per_day + time.minute_of_day_utc * 60 + time.second,
                 time.nanoseconds};
}

bool is_date_time(std::string_view text) {
  return parse_date_time(text).has_value();
}

bool is_date(std::string_view text) {
  Scanner scan(text);
  std::chrono::year_month_day date;
  return scan_date(scan, date) && scan.at_end();
}

bool is_time(std::string_view text) {
  Scanner scan(text);
  Time time;
  return scan_time(scan, time) && scan.at_end();
}

}  // namespace hookworthy::contract
