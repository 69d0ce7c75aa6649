#pragma once

#include "verifier/contract/schema.hpp"

#include <optional>
#include <string>
#include <string_view>

// The scanners behind matches_format. None allocates, throws or reads past its text; all take time
// linear in the length (time zones: logarithmic in their number). Thread-safe.

namespace hookworthy::contract {

bool is_date_time(std::string_view text);
/// RFC 3339 full-date; days are checked against month and leap year.
bool is_date(std::string_view text);
/// RFC 3339 full-time; 60 seconds only where the time is 23:59 in UTC.
bool is_time(std::string_view text);
/// RFC 3986 URI: has a scheme; ASCII only, other characters are percent-encoded.
bool is_uri(std::string_view text);
/// RFC 3986 4.1
bool is_uri_reference(std::string_view text);
bool is_uuid(std::string_view text);
/// RFC 1123 2.1: labels of 1 to 63 letters, digits and inner hyphens, 253 bytes at most, no dot at
/// the end. Punycode is not decoded.
bool is_hostname(std::string_view text);
/// Four decimal bytes. A leading zero is refused, since many readers take it for octal.
bool is_ipv4(std::string_view text);
/// RFC 4291 2.2, without a zone.
bool is_ipv6(std::string_view text);
/// RFC 5321 4.1.2 Mailbox with a dot-string of at most 64 bytes; 254 bytes in all.
bool is_email(std::string_view text);
bool is_iana_time_zone(std::string_view text);

/// The JSON Schema name of a format: `date-time`, `iana-time-zone`; empty for none.
std::string_view format_name(Format format);

}  // namespace hookworthy::contract
