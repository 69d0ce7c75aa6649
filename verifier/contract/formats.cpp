#include "verifier/contract/formats.hpp"

#include "verifier/contract/validator.hpp"

#include <algorithm>

namespace hookworthy::contract {
namespace {

// <cctype> asks the locale.
bool is_digit(char c) {
  return c >= '0' && c <= '9';
}
bool is_alphanumeric(char c) {
  return is_digit(c) || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}
bool is_hex(char c) {
  return is_digit(c) || (c >= 'a' && c <= 'f') || (c >= 'A' && c <= 'F');
}
// RFC 5322 3.2.3
bool is_atom_character(char c) {
  return is_alphanumeric(c) ||
         (c != '\0' && std::string_view("!#$%&'*+-/=?^_`{|}~").find(c) != std::string_view::npos);
}

// The text before the next `separator`, taken off `rest` together with it.
std::string_view take_until(std::string_view& rest, char separator) {
  const std::size_t at = std::min(rest.find(separator), rest.size());
  const std::string_view part = rest.substr(0, at);
  rest.remove_prefix(std::min(at + 1, rest.size()));
  return part;
}

bool is_label(std::string_view label) {
  return !label.empty() && label.size() <= 63 && label.front() != '-' && label.back() != '-' &&
         std::all_of(label.begin(), label.end(),
                     [](char c) { return is_alphanumeric(c) || c == '-'; });
}

bool is_decimal_byte(std::string_view digits) {
  if (digits.empty() || digits.size() > 3 || !std::all_of(digits.begin(), digits.end(), is_digit)) {
    return false;
  }
  if (digits.size() > 1 && digits.front() == '0') return false;
  int value = 0;
  for (const char c : digits) value = value * 10 + (c - '0');
  return value <= 255;
}

// The number of 16-bit groups that `text` writes out, an IPv4 address at the end being two; -1
// when it is malformed. The empty text has none.
int count_groups(std::string_view text, bool ipv4_allowed) {
  int groups = 0;
  while (!text.empty()) {
    if (groups > 8 || text.back() == ':') return -1;
    const std::string_view group = take_until(text, ':');
    if (text.empty() && ipv4_allowed && is_ipv4(group)) return groups + 2;
    if (group.empty() || group.size() > 4 || !std::all_of(group.begin(), group.end(), is_hex)) {
      return -1;
    }
    ++groups;
  }
  return groups;
}

bool is_dot_string(std::string_view text) {
  if (text.empty() || text.size() > 64 || text.back() == '.') return false;
  while (!text.empty()) {
    const std::string_view atom = take_until(text, '.');
    if (atom.empty() || !std::all_of(atom.begin(), atom.end(), is_atom_character)) return false;
  }
  return true;
}

// RFC 5321 4.1.3, without the general form that has no registered use.
bool is_address_literal(std::string_view text) {
  if (text.size() < 2 || text.front() != '[' || text.back() != ']') return false;
  text = text.substr(1, text.size() - 2);
  constexpr std::string_view tag = "IPv6:";
  return text.starts_with(tag) ? is_ipv6(text.substr(tag.size())) : is_ipv4(text);
}

}  // namespace

bool is_uuid(std::string_view text) {
  if (text.size() != 36) return false;
  for (std::size_t i = 0; i < text.size(); ++i) {
    const bool hyphen = i == 8 || i == 13 || i == 18 || i == 23;
    if (hyphen ? text[i] != '-' : !is_hex(text[i])) return false;
  }
  return true;
}

bool is_hostname(std::string_view text) {
  if (text.empty() || text.size() > 253 || text.back() == '.') return false;
  while (!text.empty()) {
    if (!is_label(take_until(text, '.'))) return false;
  }
  return true;
}

bool is_ipv4(std::string_view text) {
  if (text.size() > 15 || text.empty() || text.back() == '.') return false;
  int bytes = 0;
  for (; !text.empty(); ++bytes) {
    if (!is_decimal_byte(take_until(text, '.'))) return false;
  }
  return bytes == 4;
}

bool is_ipv6(std::string_view text) {
  if (text.size() > 45) return false;
  const std::size_t gap = text.find("::");
  if (gap == text.npos) return count_groups(text, true) == 8;
  const int before = count_groups(text.substr(0, gap), false);
  const int after = count_groups(text.substr(gap + 2), true);
  return before >= 0 && after >= 0 && before + after <= 7;
}

bool is_email(std::string_view text) {
  if (text.size() > 254) return false;
  const std::size_t at = text.rfind('@');
  if (at == text.npos) return false;
  const std::string_view domain = text.substr(at + 1);
  return is_dot_string(text.substr(0, at)) && (is_hostname(domain) || is_address_literal(domain));
}

bool is_iana_time_zone(std::string_view text) {
  const auto zones = iana_time_zones();
  return std::binary_search(zones.begin(), zones.end(), text);
}

bool matches_format(std::string_view text, Format format) {
  switch (format) {
    case Format::none:
      return true;
    case Format::date_time:
      return is_date_time(text);
    case Format::date:
      return is_date(text);
    case Format::time:
      return is_time(text);
    case Format::uri:
      return is_uri(text);
    case Format::uri_reference:
      return is_uri_reference(text);
    case Format::email:
      return is_email(text);
    case Format::uuid:
      return is_uuid(text);
    case Format::hostname:
      return is_hostname(text);
    case Format::ipv4:
      return is_ipv4(text);
    case Format::ipv6:
      return is_ipv6(text);
    case Format::iana_time_zone:
      return is_iana_time_zone(text);
  }
  return false;
}

std::string_view format_name(Format format) {
  switch (format) {
    case Format::none:
      return "";
    case Format::date_time:
      return "date-time";
    case Format::date:
      return "date";
    case Format::time:
      return "time";
    case Format::uri:
      return "uri";
    case Format::uri_reference:
      return "uri-reference";
    case Format::email:
      return "email";
    case Format::uuid:
      return "uuid";
    case Format::hostname:
      return "hostname";
    case Format::ipv4:
      return "ipv4";
    case Format::ipv6:
      return "ipv6";
    case Format::iana_time_zone:
      return "iana-time-zone";
  }
  return "";
}

}  // namespace hookworthy::contract
