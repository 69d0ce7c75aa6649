#pragma once

#include "verifier/contract/validator.hpp"

#include <cstdint>

// Calendar arithmetic for RFC 3339 date-times, years 0000 to 9999.

namespace hookworthy::plan {

using contract::Instant;

/// The last second of the year 9999 and the first of the year 0, UTC.
inline constexpr std::int64_t last_second = 253402300799;
inline constexpr std::int64_t first_second = -62167219200;

/// Writes `at` as RFC 3339 date-time without quotes, at most 35 bytes (see emit.hpp for `to`).
/// `style` picks offset and digits of the fraction; never loses precision. Within two days of the
/// ends of the calendar it is always `Z`, since the local year could not be written.
char* put_date_time(Instant at, std::uint8_t style, char* to);

/// Writes the day (0 is 1970-01-01) as RFC 3339 full-date.
char* put_date(std::int64_t day, char* to);

}  // namespace hookworthy::plan
