#include "verifier/contract/formats.hpp"

#include <array>
#include <cstdint>

// RFC 3986, appendix A. Boost.URL 1.81 does not say that a path behind an authority has to start
// with a slash, and so takes http://a:port/ for a URI.

namespace hookworthy::contract {
namespace {

constexpr std::uint8_t alpha = 1, digit = 2, hex = 4, unreserved = 8, sub_delim = 16;

constexpr std::array<std::uint8_t, 256> classify() {
  std::array<std::uint8_t, 256> classes{};
  const auto mark = [&](std::string_view characters, std::uint8_t bits) {
    for (const char c : characters) classes[static_cast<unsigned char>(c)] |= bits;
  };
  mark("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz", alpha | unreserved);
  mark("0123456789", digit | unreserved);
  mark("0123456789abcdefABCDEF", hex);
  mark("-._~", unreserved);
  mark("!$&'()*+,;=", sub_delim);
  return classes;
}

bool is(char c, std::uint8_t bits) {
  static constexpr auto classes = classify();
  return (classes[static_cast<unsigned char>(c)] & bits) != 0;
}

// Whether all of `text` is unreserved, sub-delims, pct-encoded or among `extra`.
bool is_made_of(std::string_view text, std::string_view extra) {
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (is(text[i], unreserved | sub_delim) || extra.find(text[i]) != extra.npos) continue;
    if (text[i] != '%' || text.size() - i < 3 || !is(text[i + 1], hex) || !is(text[i + 2], hex)) {
      return false;
    }
    i += 2;
  }
  return true;
}

bool all_are(std::string_view text, std::uint8_t bits) {
  for (const char c : text) {
    if (!is(c, bits)) return false;
  }
  return true;
}

bool is_scheme(std::string_view text) {
  if (text.empty() || !is(text.front(), alpha)) return false;
  for (const char c : text) {
    if (!is(c, alpha | digit) && c != '+' && c != '-' && c != '.') return false;
  }
  return true;
}

// Between the brackets: an IPv6 address, or "v" hex "." and what a version yet unknown may need.
bool is_ip_literal(std::string_view text) {
  if (text.empty() || (text.front() != 'v' && text.front() != 'V')) return is_ipv6(text);
  const std::size_t dot = text.find('.');
  if (dot == text.npos || dot == 1 || dot + 1 == text.size()) return false;
  const std::string_view address = text.substr(dot + 1);
  return all_are(text.substr(1, dot - 1), hex) && is_made_of(address, ":") &&
         address.find('%') == address.npos;
}

bool is_authority(std::string_view text) {
  if (const std::size_t at = text.find('@'); at != text.npos) {
    if (!is_made_of(text.substr(0, at), ":")) return false;
    text.remove_prefix(at + 1);
  }
  std::size_t host_end = 0;
  if (!text.empty() && text.front() == '[') {
    const std::size_t close = text.find(']');
    if (close == text.npos || !is_ip_literal(text.substr(1, close - 1))) return false;
    host_end = close + 1;
  } else {
    host_end = text.find(':');
    if (!is_made_of(text.substr(0, host_end), "")) return false;
    if (host_end == text.npos) return true;
  }
  const std::string_view rest = text.substr(host_end);
  return rest.empty() || (rest.front() == ':' && all_are(rest.substr(1), digit));
}

// relative-part, and hier-part, which differ only in the first segment's colon.
bool is_hierarchy(std::string_view text) {
  if (text.starts_with("//")) {
    const std::string_view rest = text.substr(2);
    const std::size_t path = rest.find('/');
    if (!is_authority(rest.substr(0, path))) return false;
    if (path == rest.npos) return true;
    text = rest.substr(path);
  }
  return is_made_of(text, ":@/");
}

// Takes off the query and the fragment. False when they are malformed.
bool take_tail(std::string_view& text) {
  for (const char mark : {'#', '?'}) {
    const std::size_t at = text.find(mark);
    if (at == text.npos) continue;
    if (!is_made_of(text.substr(at + 1), ":@/?")) return false;
    text = text.substr(0, at);
  }
  return true;
}

}  // namespace

bool is_uri(std::string_view text) {
  if (!take_tail(text)) return false;
  const std::size_t colon = text.find(':');
  return colon != text.npos && is_scheme(text.substr(0, colon)) &&
         is_hierarchy(text.substr(colon + 1));
}

bool is_uri_reference(std::string_view text) {
  if (is_uri(text)) return true;
  if (!take_tail(text)) return false;
  // Before the first slash a colon would end a scheme.
  const std::string_view first = text.substr(0, text.find('/'));
  return first.find(':') == first.npos && is_hierarchy(text);
}

}  // namespace hookworthy::contract
