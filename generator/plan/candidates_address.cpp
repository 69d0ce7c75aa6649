#include "generator/plan/candidates.hpp"

#include <algorithm>
#include <array>
#include <span>

namespace hookworthy::plan {
namespace {

using contract::Format;

struct Row {
  std::string_view label, text;
};

// `*` stands for the host of links.
constexpr auto uri_edges = std::to_array<Row>({
    {"host-only", "https://*"},
    {"http", "http://*/"},
    {"port", "https://*:8443/a"},
    {"query", "https://*/a?x=1&y=&z=a%26b"},
    {"fragment", "https://*/a#part-2"},
    {"query-and-fragment", "https://*/?q=1#!/path"},
    {"percent-encoded", "https://*/%D0%BF%D1%80%D0%B8/%20%2F?x=%F0%9F%98%80"},
    {"idn", "https://xn--e1afmkfd.example/a"},  // RFC 5891: the A-label of a Cyrillic name
    {"ipv4-host", "http://192.0.2.1/a"},
    {"ipv6-host", "https://[2001:db8::1]:8443/a"},
    {"userinfo", "https://user:pass@*/a"},
    {"upper-case-scheme", "HTTPS://*/A"},
    {"dot-segments", "https://*/a/./b/../c//d"},
    {"sub-delimiters", "https://*/a;v=1,2/(b)!$&'*+="},
    {"mailto", "mailto:info@*"},
});
constexpr auto uri_violations = std::to_array<Row>({
    {"format:empty", ""},
    {"format:space", "https://*/a b"},
    {"format:no-scheme", "*/a"},
    {"format:relative", "/a/b"},
    {"format:bad-percent", "https://*/%zz"},
    {"format:bad-port", "https://*:port/"},
    {"format:open-bracket", "https://[2001:db8::1/a"},
    {"format:words", "not a link"},
});

constexpr auto reference_edges = std::to_array<Row>(
    {{"relative", "/a/b?x=1#y"}, {"empty-path", "?x=1"}, {"no-scheme", "//*/a"}});

constexpr auto email_edges = std::to_array<Row>({
    {"plus-tag", "a.b+tag@*"},
    {"one-char-local", "a@*"},
    {"apostrophe", "o'neill@*"},
    {"all-atom-characters", "!#$%&'*+-/=?^_`{|}~@*"},
    {"longest-local", "aaaaaaaaaabbbbbbbbbbccccccccccddddddddddeeeeeeeeeeffffffffffgggg@*"},
    {"sub-domain", "a@b.c.d.*"},
});
constexpr auto email_violations = std::to_array<Row>({{"format:empty", ""},
                                                      {"format:no-at", "a.example"},
                                                      {"format:two-ats", "a@b@*"},
                                                      {"format:no-local", "@*"},
                                                      {"format:space", "a b@*"},
                                                      {"format:double-dot", "a..b@*"}});

constexpr auto uuid_edges = std::to_array<Row>({
    {"nil", "00000000-0000-0000-0000-000000000000"},
    {"max", "ffffffff-ffff-ffff-ffff-ffffffffffff"},
    {"upper-case", "6BA7B810-9DAD-11D1-80B4-00C04FD430C8"},
    {"version-1", "6ba7b810-9dad-11d1-80b4-00c04fd430c8"},
    {"version-7", "017f22e2-79b0-7cc3-98c4-dc0c0c07398f"},
});
constexpr auto uuid_violations = std::to_array<Row>({
    {"format:empty", ""},
    {"format:no-hyphens", "6ba7b8109dad11d180b400c04fd430c8"},
    {"format:braces", "{6ba7b810-9dad-11d1-80b4-00c04fd430c8}"},
    {"format:bad-digit", "6ba7b810-9dad-11d1-80b4-00c04fd430cg"},
    {"format:too-short", "6ba7b810-9dad-11d1-80b4-00c04fd430c"},
});

constexpr auto hostname_edges = std::to_array<Row>({
    {"one-label", "localhost"},
    {"digits", "123.example"},
    {"punycode", "xn--e1afmkfd.example"},
    {"longest-label", "aaaaaaaaaabbbbbbbbbbccccccccccddddddddddeeeeeeeeeeffffffffffggg.example"},
});
constexpr auto hostname_violations = std::to_array<Row>({{"format:empty", ""},
                                                         {"format:underscore", "a_b.example"},
                                                         {"format:leading-hyphen", "-a.example"},
                                                         {"format:empty-label", "a..example"}});

constexpr auto ipv4_edges = std::to_array<Row>(
    {{"zeros", "0.0.0.0"}, {"broadcast", "255.255.255.255"}, {"loopback", "127.0.0.1"}});
constexpr auto ipv4_violations = std::to_array<Row>({{"format:empty", ""},
                                                     {"format:256", "192.0.2.256"},
                                                     {"format:three-parts", "192.0.2"},
                                                     {"format:ipv6", "2001:db8::1"}});

constexpr auto ipv6_edges = std::to_array<Row>({{"unspecified", "::"},
                                                {"loopback", "::1"},
                                                {"full", "2001:0db8:0000:0000:0000:0000:0000:0001"},
                                                {"upper-case", "2001:DB8::A"},
                                                {"ipv4-mapped", "::ffff:192.0.2.1"}});
constexpr auto ipv6_violations = std::to_array<Row>({{"format:empty", ""},
                                                     {"format:two-gaps", "2001::db8::1"},
                                                     {"format:bad-digit", "2001:db8::g"},
                                                     {"format:ipv4", "192.0.2.1"}});

std::string with_host(std::string_view text, std::string_view host) {
  const auto at = text.find('*');
  // Only the first star is a host, and none behind the place where hosts stand.
  if (at == std::string_view::npos) return std::string(text);
  std::string result(text.substr(0, at));
  result += host;
  return result += text.substr(at + 1);
}

// An address whose local part holds a star of its own.
std::string with_last_host(std::string_view text, std::string_view host) {
  if (!text.ends_with('*')) return std::string(text);
  return std::string(text.substr(0, text.size() - 1)) + std::string(host);
}

void add(Candidates& out, std::span<const Row> rows, Expect expect, std::string_view host,
         bool host_last = false) {
  for (const Row& row : rows) {
    const std::string text = host_last ? with_last_host(row.text, host) : with_host(row.text, host);
    const bool random = expect == Expect::accept;
    out.push_back({std::string(row.label), quote(text), expect, {}, false, random});
  }
}

void add_long_uris(std::string_view host, Candidates& out) {
  const std::string start = "https://" + std::string(host) + "/";
  for (const auto& [label, size] : {std::pair{"long-2048", 2048u}, std::pair{"long-8192", 8192u}}) {
    std::string text = start;
    while (text.size() < size) text += "segment-0123456789/";
    text.resize(size);
    out.push_back({label, quote(text), Expect::accept, {}, false, false});
  }
}

}  // namespace

void add_address_edges(const FieldContext& field, Candidates& out) {
  if (field.shape.enumeration) return;
  switch (field.shape.format) {
    case Format::uri_reference:
      add(out, reference_edges, Expect::accept, field.host);
      [[fallthrough]];
    case Format::uri:
      add(out, uri_edges, Expect::accept, field.host);
      return add_long_uris(field.host, out);
    case Format::email:
      return add(out, email_edges, Expect::accept, field.host, true);
    case Format::uuid:
      return add(out, uuid_edges, Expect::accept, field.host);
    case Format::hostname:
      return add(out, hostname_edges, Expect::accept, field.host);
    case Format::ipv4:
      return add(out, ipv4_edges, Expect::accept, field.host);
    case Format::ipv6:
      return add(out, ipv6_edges, Expect::accept, field.host);
    default:
      return;
  }
}

void add_address_violations(const FieldContext& field, Candidates& out) {
  if (field.shape.enumeration) return;
  switch (field.shape.format) {
    case Format::uri:
    case Format::uri_reference:
      return add(out, uri_violations, Expect::reject, field.host);
    case Format::email:
      return add(out, email_violations, Expect::reject, field.host, true);
    case Format::uuid:
      return add(out, uuid_violations, Expect::reject, field.host);
    case Format::hostname:
      return add(out, hostname_violations, Expect::reject, field.host);
    case Format::ipv4:
      return add(out, ipv4_violations, Expect::reject, field.host);
    case Format::ipv6:
      return add(out, ipv6_violations, Expect::reject, field.host);
    default:
      return;
  }
}

std::string_view sample_of(Format format) {
  switch (format) {
    case Format::none:
      return {};
    case Format::date_time:
      return "2025-03-10T14:00:00Z";
    case Format::date:
      return "2025-03-10";
    case Format::time:
      return "14:00:00Z";
    case Format::uri:
    case Format::uri_reference:
      return "https://www.example/a/b";
    case Format::email:
      return "someone@mail.example";
    case Format::uuid:
      return "6f1c1f0e-3c8e-4c55-9d4f-0c2a6b1d7e11";
    case Format::hostname:
      return "www.example";
    case Format::ipv4:
      return "192.0.2.17";
    case Format::ipv6:
      return "2001:db8::17";
    case Format::iana_time_zone:
      return "Europe/Lisbon";
  }
  return {};
}

}  // namespace hookworthy::plan
