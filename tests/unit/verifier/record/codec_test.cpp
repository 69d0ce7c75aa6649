#include "verifier/record/codec.hpp"

#include "tests/support/deliveries.hpp"
#include "verifier/record/text.hpp"

#include <cstdlib>
#include <limits>
#include <new>
#include <string>
#include <string_view>

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

namespace {

// Every allocation of this program is counted, so that the load path can be held to none.
std::size_t allocations = 0;

}  // namespace

// Not inlined, or the compiler sees malloc meet delete and free meet new, and objects.
[[gnu::noinline]] void* operator new(std::size_t size) {
  ++allocations;
  if (void* memory = std::malloc(size)) return memory;
  throw std::bad_alloc();
}
[[gnu::noinline]] void operator delete(void* memory) noexcept {
  std::free(memory);
}
[[gnu::noinline]] void operator delete(void* memory, std::size_t) noexcept {
  std::free(memory);
}

namespace hookworthy::record {
namespace {

using test::Sent;

std::string line_of(const Delivery& delivery, bool with_body = true) {
  std::string line;
  append_delivery(line, delivery, with_body);
  EXPECT_TRUE(line.ends_with("}\n"));
  EXPECT_EQ(line.find('\n'), line.size() - 1) << "one line";
  line.pop_back();
  return line;
}

Header some_header() {
  return {"1.2.3",
          "certify",
          std::numeric_limits<std::uint64_t>::max(),
          {"Bookings \"x\"", "2", std::string(64, 'a')},
          "http://127.0.0.1:1/\n",
          "2026-01-02T03:04:05Z",
          {{"profile", "strict"}, {"nested", {1, 2.5, nullptr}}}};
}

TEST(Codec, WritesCompactLinesWithTheWordsOfTheDesign) {
  Sent sent;
  sent.sequence(7).of(Kind::edge, 153, Expect::accept).at("/a", "null").answered(400, "no");
  sent.probe_of(3).times(-5, 10, 20);
  sent.delivery.reused_connection = true;
  sent.delivery.warm_up = true;
  sent.delivery.handshake_ns = 6;
  EXPECT_EQ(
      line_of(sent.get()),
      R"({"sequence":7,"case":"edge-153","kind":"edge","index":153,"type":"new","field":"/a",)"
      R"("label":"null","expect":"accept","outcome":"response","status":400,)"
      R"("intended_ns":-5,"sent_ns":10,"done_ns":20,"handshake_ns":6,"after":3,)"
      R"("connection":0,"reused":true,"warm_up":true,"request_bytes":23,"response_bytes":2,)"
      R"("request":"{\"callback_type\":\"new\"}","response":"no"})");
}

TEST(Codec, SaysNothingOfWhatDidNotHappen) {
  Sent sent;
  sent.ended(Outcome::unsent).times(0, -1, -1);
  EXPECT_EQ(line_of(sent.get(), false),
            R"({"sequence":0,"case":"canonical-0","kind":"canonical","index":0,"type":"new",)"
            R"("field":null,"label":"","expect":"accept","outcome":"unsent","intended_ns":0,)"
            R"("connection":0,"request_bytes":23,"response_bytes":0})");
}

TEST(Codec, HeaderAndTrailerRoundTrip) {
  std::string line;
  append_header(line, some_header());
  ASSERT_TRUE(line.starts_with(R"({"hookworthy_record":1,"version":"1.2.3","command":"certify",)"));
  const auto header = parse_header(line);
  ASSERT_TRUE(header) << header.error().message;
  EXPECT_EQ(*header, some_header());

  const Trailer trailer{{6, 1, 2, 3, 0, 0}, 123, {{"cpu_s", 1.5}}};
  line.clear();
  append_trailer(line, trailer);
  ASSERT_TRUE(is_trailer(line));
  const auto read = parse_trailer(line);
  ASSERT_TRUE(read) << read.error().message;
  EXPECT_EQ(*read, trailer);
}

template <class Enum>
rc::Gen<Enum> enumerator(Enum last) {
  return rc::gen::map(rc::gen::inRange(0, static_cast<int>(last) + 1),
                      [](int value) { return static_cast<Enum>(value); });
}

/// Any text, and now and then what breaks codecs.
rc::Gen<std::string> hostile() {
  using namespace std::string_literals;
  return rc::gen::oneOf(
      rc::gen::string<std::string>(),
      rc::gen::element("\"},{"s, "\\"s, "\n"s, "\0"s, "\xED\xA0\x80"s, "\xFF\xFE"s, "\xC2\x85"s,
                       "\xE2\x80\xA8"s, "\xF0\x9F\x98\x80"s, "\xF0\x9F"s, std::string(5000, '\1')));
}

Sent any_delivery() {
  Sent sent;
  sent.type = *hostile();
  sent.field = *hostile();
  sent.label = *hostile();
  sent.request = *hostile();
  sent.response = *hostile();
  sent.response.resize(std::min(sent.response.size(), max_recorded_response_bytes));
  Delivery& d = sent.delivery;
  d.sequence = *rc::gen::arbitrary<std::uint64_t>();
  d.what.kind = *enumerator(Kind::input);
  d.what.expect = *enumerator(Expect::either);
  d.what.index = *rc::gen::arbitrary<std::uint64_t>();
  d.what.has_field = *rc::gen::arbitrary<bool>();
  if (!d.what.has_field) sent.field.clear();
  d.after = *rc::gen::arbitrary<std::uint64_t>();
  d.outcome = *enumerator(Outcome::unfinished);
  d.phase = *enumerator(Phase::read);
  d.cause = *enumerator(Cause::other);
  d.status = 0;
  if (d.outcome == Outcome::response) d.status = *rc::gen::inRange<std::uint16_t>(100, 1000);
  d.connection = *rc::gen::arbitrary<std::uint32_t>();
  d.reused_connection = *rc::gen::arbitrary<bool>();
  d.warm_up = *rc::gen::arbitrary<bool>();
  d.intended_ns = *rc::gen::inRange<std::int64_t>(-max_time_ns, max_time_ns);
  d.sent_ns = *rc::gen::inRange<std::int64_t>(-1, max_time_ns);
  d.done_ns = *rc::gen::inRange<std::int64_t>(-1, max_time_ns);
  d.handshake_ns = *rc::gen::inRange<std::int64_t>(-1, max_time_ns);
  return sent;
}

/// Text as it comes back: bytes that are not UTF-8 are replaced, but in bodies.
std::string replaced(std::string_view text) {
  std::string quoted;
  append_json_string(quoted, text);
  return nlohmann::json::parse(quoted).get<std::string>();
}

RC_GTEST_PROP(Codec, DeliveriesRoundTrip, ()) {
  DeliveryParser parser;
  for (int i = 0; i < 3; ++i) {  // nothing is left over from the line before
    Sent sent = any_delivery();
    const Delivery& d = sent.get();
    const auto read = parser.parse(line_of(d));
    RC_ASSERT(read.has_value());
    RC_ASSERT(read->sequence == d.sequence);
    RC_ASSERT(read->what.kind == d.what.kind);
    RC_ASSERT(read->what.expect == d.what.expect);
    RC_ASSERT(read->what.index == d.what.index);
    RC_ASSERT(read->what.has_field == d.what.has_field);
    RC_ASSERT(read->what.type == replaced(d.what.type));
    RC_ASSERT(read->what.field == replaced(d.what.field));
    RC_ASSERT(read->what.label == replaced(d.what.label));
    RC_ASSERT(read->after == d.after);
    RC_ASSERT(read->outcome == d.outcome);
    RC_ASSERT(read->phase == d.phase);
    RC_ASSERT(read->cause == d.cause);
    RC_ASSERT(read->status == d.status);
    RC_ASSERT(read->connection == d.connection);
    RC_ASSERT(read->reused_connection == d.reused_connection);
    RC_ASSERT(read->warm_up == d.warm_up);
    RC_ASSERT(read->intended_ns == d.intended_ns);
    RC_ASSERT(read->handshake_ns == d.handshake_ns);
    RC_ASSERT(read->sent_ns == d.sent_ns);
    RC_ASSERT(read->done_ns == d.done_ns);
    RC_ASSERT(read->request_bytes == d.request_bytes);
    RC_ASSERT(read->response_bytes == d.response_bytes);
    RC_ASSERT(read->request_body == d.request_body);
    RC_ASSERT(read->response_excerpt == d.response_excerpt);
  }
}

TEST(Codec, SkipsMembersOfLaterVersions) {
  std::string line = line_of(Sent().get());
  line.insert(1, R"("new":{"sequence":9,"deep":[[{"a":1}],"x"]},"other":null,)");
  DeliveryParser parser;
  const auto read = parser.parse(line);
  ASSERT_TRUE(read) << read.error().message;
  EXPECT_EQ(read->sequence, 0U);
  EXPECT_EQ(read->what.type, "new");
}

TEST(Codec, RefusesWrongMembers) {
  const std::string good = line_of(Sent().get());
  const auto with = [&good](std::string_view from, std::string_view to) {
    std::string line = good;
    const auto at = line.find(from);
    EXPECT_NE(at, std::string::npos) << from;
    return line.replace(at, from.size(), to);
  };
  DeliveryParser parser;
  for (const auto& line : {with("\"sequence\":0", "\"sequence\":-1"),
                           with("\"sequence\":0", "\"sequence\":1.5"),
                           with("\"sequence\":0", "\"sequence\":\"0\""),
                           with("\"sequence\":0", "\"sequence\":[0]"),
                           with("\"sequence\":0", "\"sequence\":99999999999999999999"),
                           with("\"sequence\":0,", ""),
                           with("\"sequence\":0", "\"sequence\":0,\"sequence\":0"),
                           with("canonical-0", "canonical-1"),
                           with("\"kind\":\"canonical\"", "\"kind\":\"x\""),
                           with("\"expect\":\"accept\"", "\"expect\":null"),
                           with("response\"", "answer\""),
                           with("\"status\":200", "\"status\":1000"),
                           with("\"status\":200", "\"status\":99"),
                           with("\"status\":200,", ""),
                           with("\"connection\":0", "\"connection\":4294967296"),
                           with("\"done_ns\":1000000", "\"done_ns\":9223372036854775807"),
                           with("\"done_ns\":1000000", "\"done_ns\":-1"),
                           with("\"intended_ns\":0,", ""),
                           with("\"request\":", "\"request_raw\":"),
                           with("\"intended_ns\":0", "\"intended_ns\":true"),
                           good + "x",
                           good.substr(0, good.size() - 1),
                           std::string("[]"),
                           std::string("null"),
                           std::string("1"),
                           std::string(),
                           std::string("{}"),
                           std::string(100'000, '[')}) {
    const auto read = parser.parse(line);
    ASSERT_FALSE(read) << line.substr(0, 300);
    EXPECT_FALSE(read.error().message.empty());
  }
  EXPECT_TRUE(parser.parse(good)) << "a bad line leaves no trace";
}

TEST(Codec, RefusesWrongHeadersAndTrailers) {
  std::string good;
  append_header(good, some_header());
  for (const std::string& line :
       {std::string("{}"), std::string("{\"sequence\":0}"),
        std::string("\x7F"
                    "ELF"),
        std::string("{\"hookworthy_record\":1}"), std::string("{\"hookworthy_record\":2}"),
        good.substr(0, good.size() - 3), "{\"hookworthy_record\":" + std::string(100'000, '['),
        std::string(R"({"hookworthy_record":1,"settings":[]})")}) {
    const auto header = parse_header(line);
    ASSERT_FALSE(header) << line.substr(0, 100);
    EXPECT_FALSE(header.error().message.empty());
  }
  for (const std::string_view line :
       {R"({"trailer":{}})", R"({"trailer":1,"duration_ns":1,"facts":{}})",
        R"({"trailer":{"planned":-1},"duration_ns":1,"facts":{}})"}) {
    EXPECT_FALSE(parse_trailer(line)) << line;
  }
}

TEST(Codec, LeavesOutBodiesThatAreTooLong) {
  Sent sent;
  sent.request.assign(max_recorded_body_bytes + 1, 'x');
  EXPECT_LT(line_of(sent.get()).size(), 1000U);
  // The worst that still goes in: every byte an escape of six.
  sent.request.assign(max_recorded_body_bytes, '\x01');
  const std::string line = line_of(sent.get());
  EXPECT_LT(line.size(), max_line_bytes);
  DeliveryParser parser;
  EXPECT_EQ(parser.parse(line)->request_body, sent.request);
}

TEST(Codec, DoesNotAllocatePerDelivery) {
  Sent text;
  text.of(Kind::edge, 123456, Expect::accept).at("/booking/comment", "all escapes");
  text.request = std::string(3000, 'a') + "\"\\\n\xD0\xB6";
  Sent raw;
  raw.request = std::string(3000, '\xFF');
  raw.response = "\xFF";
  const Delivery& first = text.get();
  const Delivery& second = raw.get();
  std::string buffer;
  buffer.reserve(64 << 10);
  const std::size_t before = allocations;
  for (int i = 0; i < 100; ++i) {
    buffer.clear();
    append_delivery(buffer, first, true);
    append_delivery(buffer, second, true);
  }
  EXPECT_EQ(allocations - before, 0U);
}

}  // namespace
}  // namespace hookworthy::record
