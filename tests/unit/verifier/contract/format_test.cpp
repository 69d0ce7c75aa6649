#include "verifier/contract/validator.hpp"

#include <string>
#include <vector>

#include <gtest/gtest.h>

namespace hookworthy::contract {
namespace {

struct Table {
  const char* name;
  Format format;
  std::vector<std::string> good, bad;
};

void PrintTo(const Table& table, std::ostream* out) {
  *out << table.name;
}

class Formats : public ::testing::TestWithParam<Table> {};

TEST_P(Formats, admits_what_the_standard_admits) {
  for (const auto& text : GetParam().good) {
    EXPECT_TRUE(matches_format(text, GetParam().format)) << text;
  }
}

TEST_P(Formats, refuses_the_rest) {
  for (const auto& text : GetParam().bad) {
    EXPECT_FALSE(matches_format(text, GetParam().format)) << text;
  }
}

const std::string label_63(63, 'a');

INSTANTIATE_TEST_SUITE_P(
    Names, Formats,
    ::testing::Values(
        Table{"date_time",
              Format::date_time,
              {"2024-02-29T23:59:59Z", "1970-01-01T00:00:00+14:00", "9999-12-31T23:59:59-12:00",
               "0000-01-01T00:00:00Z", "2024-01-01t00:00:00z", "2024-01-01T00:00:00.1Z",
               "2024-01-01T00:00:00.123456789012Z", "2024-01-01T00:00:00+23:59",
               "2024-01-01T00:00:00-00:00", "2016-12-31T23:59:60Z", "1990-12-31T15:59:60-08:00",
               "2015-07-01T08:59:60.5+09:00", "2000-02-29T00:00:00Z"},
              {"",
               "2024-02-30T00:00:00Z",
               "2023-02-29T00:00:00Z",
               "1900-02-29T00:00:00Z",
               "2024-13-01T00:00:00Z",
               "2024-00-01T00:00:00Z",
               "2024-01-00T00:00:00Z",
               "2024-01-01 00:00:00Z",
               "2024-01-01T24:00:00Z",
               "2024-01-01T00:60:00Z",
               "2024-01-01T00:00:61Z",
               "2024-01-01T00:00:00",
               "2024-01-01T00:00:00.Z",
               "2024-01-01T00:00:00,5Z",
               "2024-01-01T00:00:00+24:00",
               "2024-01-01T00:00:00+00:60",
               "2024-01-01T00:00:00+0000",
               "2024-01-01T00:00:00+00",
               "2024-01-01T00:00Z",
               "24-01-01T00:00:00Z",
               "12024-01-01T00:00:00Z",
               "2024-1-1T00:00:00Z",
               "2024-01-01T00:00:00ZZ",
               " 2024-01-01T00:00:00Z",
               "2024-01-01T00:00:00Z ",
               "2016-12-31T23:58:60Z",
               "2016-12-30T23:59:60Z",
               "2016-12-31T22:59:60Z",
               "2015-06-30T23:59:60+09:00",
               "2024-01-01",
               "２024-01-01T00:00:00Z"}},
        Table{"date",
              Format::date,
              {"2024-02-29", "0000-12-31", "9999-01-01"},
              {"", "2023-02-29", "2024-2-9", "2024-02-29T", "20240229", "2024-06-31"}},
        Table{"time",
              Format::time,
              {"00:00:00Z", "23:59:59.999+01:00", "23:59:60Z", "00:29:60+00:30", "12:00:00z"},
              {"", "24:00:00Z", "12:00:00", "12:00Z", "12:00:60Z", "23:59:60+00:30", "12:00:00.Z"}},
        Table{"uri",
              Format::uri,
              {"https://a.example/", "http://[2001:db8::1]:8080/p?q#f", "mailto:a@b.example",
               "urn:x:y", "a:", "https://a.example/%D0%B6", "https://xn--e1afmkfd.example/",
               "file:///etc", "tel:+1-816-555-1212", "http://user:pw@h/", "http://a:",
               "http://a:99999999/", "http://1.2.3.4.5/", "http:///p", "http://[vF.a:b]:1/",
               "a:b:c", "a://@:/", "x:?q/?#f/?", "https://a.example/" + std::string(8000, 'x')},
              {"",
               "/relative",
               "a.example",
               "//a.example",
               "http://a b/",
               "http://a/%zz",
               "http://a/%4",
               "http://[::1",
               "http://[1.2.3.4]/",
               "http://a/<b>",
               "1http://a/",
               "http://пример.example/",
               "http://a:1x/",
               "http://[::1]x",
               "http://[::1",
               "http://a@b@c/",
               "http://[v.a]/",
               "http://[v1.]/",
               "http://[vg.a]/",
               "http://a/^",
               "http://a/[b]",
               "http://a/?[x]",
               "http://a/#a#b",
               "x://u%zz@h",
               "http://a[b/",
               "http://[::1%25eth0]/",
               "http://a:port/",
               ":a",
               "http://a/\n",
               "http://a/`"}},
        Table{"uri_reference",
              Format::uri_reference,
              {"", "/a/b", "?q", "#f", "//a.example/", "../a", "a/b:c", "https://a.example/",
               "//a:1/b", "./a:b", "?a:b", "1/2"},
              {"a b", "%", "/<", "1:b", "\\\\a", "#a#b", "1.2:3/", "//a:b", "?[", ":"}},
        Table{"email",
              Format::email,
              {"a@b", "a.b+c@d.example", "!#$%&'*+-/=?^_`{|}~@a.example", "a@[127.0.0.1]",
               "a@[IPv6:::1]", std::string(64, 'a') + "@b.example"},
              {"", "a", "@b", "a@", ".a@b", "a.@b", "a..b@c", "a b@c", "a@b..c", "a@-b", "a@b@c",
               "a@[1.2.3]", "a@[::1]", std::string(65, 'a') + "@b.example", "ä@b.example",
               "\"a\"@b.example", "a@b."}},
        Table{"uuid",
              Format::uuid,
              {"2EB8AA08-aa98-11ea-b4aa-73b441d16380", "00000000-0000-0000-0000-000000000000"},
              {"", "2eb8aa08-aa98-11ea-b4aa73b441d16380", "2eb8aa08aa9811eab4aa73b441d16380",
               "2eb8aa08-aa98-11ea-b4aa-73b441d1638", "2eb8aa08-aa98-11ea-b4aa-73b441d1638g",
               "{eb8aa08-aa98-11ea-b4aa-73b441d16380", "2eb8aa08-aa98-11e-ab4aa-73b441d16380"}},
        Table{"hostname",
              Format::hostname,
              {"a", "a.example", "1.2.3.4", "xn--e1afmkfd.example", "a-b", label_63, "A.B"},
              {"", ".", "a.", ".a", "a..b", "-a", "a-", "a_b", label_63 + "a", "a b", "ä",
               label_63 + "." + label_63 + "." + label_63 + "." + label_63}},
        Table{"ipv4",
              Format::ipv4,
              {"0.0.0.0", "255.255.255.255", "10.1.2.3"},
              {"", "1.2.3", "1.2.3.4.5", "256.1.1.1", "1.2.3.", ".1.2.3", "01.2.3.4", "1.2.3.4 ",
               "0x1.2.3.4", "1..2.3", "1.2.3.-4"}},
        Table{"ipv6",
              Format::ipv6,
              {"::", "::1", "1::", "1:2:3:4:5:6:7:8", "1:2:3:4:5:6:7::", "::2:3:4:5:6:7:8",
               "::ffff:1.2.3.4", "1:2:3:4:5:6:1.2.3.4", "2001:DB8::a", "1::8"},
              {"", ":", ":::", "1:2:3:4:5:6:7", "1:2:3:4:5:6:7:8:9", "1::2::3",
               "12345::", "1:2:3:4:5:6:7:8::", "::1.2.3", "1.2.3.4", "1.2.3.4::", "::%eth0",
               "g::", "1:", ":1", "1:2:3:4:5:6:7:1.2.3.4", "::1:", "[::1]"}},
        Table{"iana_time_zone",
              Format::iana_time_zone,
              {"Europe/Berlin", "UTC", "Etc/GMT+12", "America/Argentina/Buenos_Aires",
               "America/Buenos_Aires", "US/Pacific", "EST5EDT", "Europe/Kyiv", "Europe/Kiev"},
              {"", "Europe", "europe/berlin", "Europe/Berlin ", "Factory", "localtime", "posix/UTC",
               "Mars/Olympus", "+03:00", "Europe/Atlantis"}},
        Table{"none", Format::none, {"", "anything"}, {}}),
    [](const auto& table) { return std::string(table.param.name); });

TEST(Formats, survive_every_prefix_and_nul) {
  const std::string text("2024-01-01T00:00:00.5+01:00");
  for (std::size_t length = 0; length < text.size(); ++length) {
    EXPECT_FALSE(matches_format(text.substr(0, length), Format::date_time)) << length;
  }
  for (int format = 0; format <= static_cast<int>(Format::iana_time_zone); ++format) {
    const bool admitted = matches_format(std::string(3, '\0'), static_cast<Format>(format));
    EXPECT_EQ(admitted, static_cast<Format>(format) == Format::none) << format;
  }
}

Instant instant(std::string_view text) {
  const auto parsed = parse_date_time(text);
  EXPECT_TRUE(parsed) << text;
  return parsed.value_or(Instant{});
}

TEST(ParseDateTime, counts_from_1970_in_utc) {
  EXPECT_EQ(instant("1970-01-01T00:00:00Z"), (Instant{0, 0}));
  EXPECT_EQ(instant("1969-12-31T23:59:59.25Z"), (Instant{-1, 250'000'000}));
  EXPECT_EQ(instant("2024-02-29T12:30:00+05:30"), instant("2024-02-29T07:00:00Z"));
  EXPECT_EQ(instant("2023-12-31T23:00:00-02:00"), instant("2024-01-01T01:00:00Z"));
  EXPECT_EQ(instant("2001-09-09T01:46:40Z").seconds, 1'000'000'000);
  EXPECT_EQ(instant("0000-01-01T00:00:00Z").seconds, -62'167'219'200);
  EXPECT_EQ(instant("9999-12-31T23:59:59Z").seconds, 253'402'300'799);
}

TEST(ParseDateTime, keeps_nine_digits_of_the_fraction) {
  EXPECT_EQ(instant("1970-01-01T00:00:00.000000001Z").nanoseconds, 1);
  EXPECT_EQ(instant("1970-01-01T00:00:00.1234567899Z").nanoseconds, 123'456'789);
  EXPECT_EQ(instant("1970-01-01T00:00:00.5Z").nanoseconds, 500'000'000);
}

TEST(ParseDateTime, a_leap_second_is_the_second_after_it) {
  EXPECT_EQ(instant("2016-12-31T23:59:60Z"), instant("2017-01-01T00:00:00Z"));
  EXPECT_EQ(instant("1990-12-31T15:59:60-08:00"), instant("1991-01-01T00:00:00Z"));
}

}  // namespace
}  // namespace hookworthy::contract
