#include "generator/send/response.hpp"

#include <algorithm>
#include <cstring>
#include <string>
#include <vector>

#include <gtest/gtest.h>

namespace hookworthy::send {
namespace {

using record::Cause;
using State = ResponseReader::State;

struct Read {
  State state = State::more;
  std::uint16_t status = 0;
  bool reusable = false;
  Cause cause = Cause::none;
  std::string excerpt;
  friend bool operator==(const Read&, const Read&) = default;
};

/// Feeds `pieces` one after the other, then (if asked for) the end of the stream.
Read feed(ResponseReader& reader, const std::vector<std::string>& pieces, bool then_end) {
  Read read;
  for (std::string_view piece : pieces) {
    while (!piece.empty() && read.state == State::more) {
      const auto space = reader.space();
      const std::size_t size = std::min(space.size(), piece.size());
      std::memcpy(space.data(), piece.data(), size);
      piece.remove_prefix(size);
      read.state = reader.commit(size);
      EXPECT_GT(size, 0u);
    }
  }
  if (then_end && read.state == State::more) read.state = reader.end_of_stream();
  if (read.state == State::done) {
    read.status = reader.status();
    read.reusable = reader.reusable();
    read.excerpt = reader.excerpt();
  } else if (read.state == State::failed) {
    read.cause = reader.cause();
  }
  return read;
}

Read feed(const std::vector<std::string>& pieces, bool then_end = false, Limits limits = {}) {
  ResponseReader reader(limits);
  return feed(reader, pieces, then_end);
}

std::vector<std::string> bytes_of(const std::string& text) {
  std::vector<std::string> bytes;
  for (const char c : text) bytes.emplace_back(1, c);
  return bytes;
}

struct Example {
  const char* name;
  std::string wire;
  bool then_end;
  Read expected;
};

std::vector<Example> whole_examples() {
  return {
      {"length",
       "HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nhello",
       false,
       {State::done, 200, true, Cause::none, "hello"}},
      {"no_content",
       "HTTP/1.1 204 No Content\r\n\r\n",
       false,
       {State::done, 204, true, Cause::none, ""}},
      {"chunked",
       "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n2;x=1\r\nde\r\n"
       "0\r\nTrailer: 1\r\n\r\n",
       false,
       {State::done, 200, true, Cause::none, "abcde"}},
      {"chunked_empty",
       "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
       false,
       {State::done, 200, true, Cause::none, ""}},
      {"close",
       "HTTP/1.1 500 Oops\r\nConnection: close\r\nContent-Length: 2\r\n\r\nno",
       false,
       {State::done, 500, false, Cause::none, "no"}},
      {"http10",
       "HTTP/1.0 200 OK\r\nContent-Length: 2\r\n\r\nok",
       false,
       {State::done, 200, false, Cause::none, "ok"}},
      {"http10_kept",
       "HTTP/1.0 200 OK\r\nConnection: keep-alive\r\nContent-Length: 2\r\n\r\nok",
       false,
       {State::done, 200, true, Cause::none, "ok"}},
      {"until_end",
       "HTTP/1.1 200 OK\r\n\r\nall of it",
       true,
       {State::done, 200, false, Cause::none, "all of it"}},
      {"interim",
       "HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 103 Early Hints\r\nLink: a\r\n\r\n"
       "HTTP/1.1 202 Accepted\r\nContent-Length: 0\r\n\r\n",
       false,
       {State::done, 202, true, Cause::none, ""}},
      {"upgrade",
       "HTTP/1.1 101 Switching Protocols\r\nUpgrade: x\r\n\r\n",
       false,
       {State::done, 101, false, Cause::none, ""}},
  };
}

std::vector<Example> failing_examples() {
  return {
      {"cut_head",
       "HTTP/1.1 200 OK\r\nContent-Le",
       true,
       {State::failed, 0, false, Cause::closed, ""}},
      {"cut_body",
       "HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nhel",
       true,
       {State::failed, 0, false, Cause::closed, ""}},
      {"cut_chunk",
       "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nab",
       true,
       {State::failed, 0, false, Cause::closed, ""}},
      {"nothing", "", true, {State::failed, 0, false, Cause::closed, ""}},
      {"garbage",
       "SSH-2.0-OpenSSH_9.2\r\n\r\n",
       true,
       {State::failed, 0, false, Cause::malformed, ""}},
      {"bad_length",
       "HTTP/1.1 200 OK\r\nContent-Length: -1\r\n\r\n",
       false,
       {State::failed, 0, false, Cause::malformed, ""}},
      {"two_lengths",
       "HTTP/1.1 200 OK\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\na",
       false,
       {State::failed, 0, false, Cause::malformed, ""}},
      {"bad_chunk",
       "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\nzz\r\n",
       false,
       {State::failed, 0, false, Cause::malformed, ""}},
  };
}

std::vector<Example> examples() {
  std::vector<Example> all = whole_examples();
  const std::vector<Example> failing = failing_examples();
  all.insert(all.end(), failing.begin(), failing.end());
  return all;
}

TEST(Response, MeansTheSameInOnePieceAndInSingleBytes) {
  for (const Example& example : examples()) {
    SCOPED_TRACE(example.name);
    EXPECT_EQ(feed({example.wire}, example.then_end), example.expected);
    EXPECT_EQ(feed(bytes_of(example.wire), example.then_end), example.expected);
  }
}

TEST(Response, MeansTheSameAtEverySplit) {
  for (const Example& example : examples()) {
    SCOPED_TRACE(example.name);
    for (std::size_t at = 1; at < example.wire.size(); ++at) {
      EXPECT_EQ(feed({example.wire.substr(0, at), example.wire.substr(at)}, example.then_end),
                example.expected)
          << "split at " << at;
    }
  }
}

TEST(Response, BytesAfterItForbidToReuseTheConnection) {
  const Read read = feed({"HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nokHTTP/1.1 200 OK\r\n"});
  EXPECT_EQ(read.state, State::done);
  EXPECT_FALSE(read.reusable);
}

TEST(Response, KeepsTheStartOfALongBody) {
  const std::string body(100'000, 'b');
  const Read read = feed({"HTTP/1.1 200 OK\r\nContent-Length: 100000\r\n\r\n" + body});
  EXPECT_EQ(read.state, State::done);
  EXPECT_EQ(read.excerpt, std::string(Limits::excerpt_bytes, 'b'));
}

TEST(Response, ALargeHeadFitsUpToTheLimit) {
  const std::string field = "X-Long: " + std::string(40'000, 'v') + "\r\n";
  const Read read = feed({"HTTP/1.1 200 OK\r\n" + field + "Content-Length: 0\r\n\r\n"});
  EXPECT_EQ(read.state, State::done);
  EXPECT_EQ(feed({"HTTP/1.1 200 OK\r\n" + field + field + "\r\n"}).cause, Cause::header_limit);
}

TEST(Response, AnEndlessHeadEndsAtTheLimitHoweverItArrives) {
  const std::vector<std::string> lines(20'000, "X-Field: 1234567890\r\n");
  std::vector<std::string> pieces{"HTTP/1.1 200 OK\r\n"};
  pieces.insert(pieces.end(), lines.begin(), lines.end());
  EXPECT_EQ(feed(pieces).cause, Cause::header_limit) << "line by line";
  EXPECT_EQ(feed({"HTTP/1.1 200 OK\r\nX: " + std::string(200'000, 'x')}).cause, Cause::header_limit)
      << "one line";
  EXPECT_EQ(feed({std::string(200'000, 'x')}).state, State::failed) << "no line at all";
}

TEST(Response, EndlessChunkExtensionsAndTrailersEndAtTheLimit) {
  const std::string head = "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n";
  EXPECT_EQ(feed({head, "5;" + std::string(200'000, 'e')}).cause, Cause::header_limit);
  EXPECT_EQ(feed({head, "0\r\nX: " + std::string(200'000, 't')}).cause, Cause::header_limit);
}

TEST(Response, BodiesEndAtTheLimitWhateverTheirKind) {
  const Limits limits{.body_bytes = 1000};
  const std::string body(2000, 'b');
  EXPECT_EQ(feed({"HTTP/1.1 200 OK\r\nContent-Length: 2000\r\n\r\n" + body}, false, limits).cause,
            Cause::body_limit);
  EXPECT_EQ(feed({"HTTP/1.1 200 OK\r\n\r\n", body}, false, limits).cause, Cause::body_limit);
  EXPECT_EQ(
      feed({"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n7d0\r\n" + body}, false, limits)
          .cause,
      Cause::body_limit);
}

TEST(Response, InterimResponsesAreBounded) {
  const std::vector<std::string> endless(20, "HTTP/1.1 100 Continue\r\n\r\n");
  EXPECT_EQ(feed(endless).cause, Cause::malformed);
}

TEST(Response, AResetReaderReadsTheNextOne) {
  ResponseReader reader{Limits{}};
  for (const std::string wire : {"HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok",
                                 "HTTP/1.1 404 Not Found\r\nContent-Length: 2\r\n\r\nno"}) {
    reader.reset();
    const auto space = reader.space();
    std::memcpy(space.data(), wire.data(), wire.size());
    ASSERT_EQ(reader.commit(wire.size()), State::done);
    EXPECT_EQ(reader.excerpt(), wire.substr(wire.size() - 2));
    EXPECT_TRUE(reader.reusable());
  }
}

// A response that repeats the last one is not parsed again, which must not show.
TEST(Response, MeansTheSameAfterAnyOther) {
  for (const bool to_head : {false, true}) {
    for (const Example& earlier : examples()) {
      for (const Example& example : examples()) {
        SCOPED_TRACE(std::string(earlier.name) + " before " + example.name);
        ResponseReader fresh{Limits{}};
        fresh.reset(to_head);
        const Read expected = feed(fresh, {example.wire}, example.then_end);
        ResponseReader reader{Limits{}};
        for (const Example* one : {&earlier, &example}) {
          reader.reset(false);
          EXPECT_EQ(feed(reader, {one->wire}, one->then_end), one->expected);
        }
        reader.reset(to_head);
        EXPECT_EQ(feed(reader, {example.wire}, example.then_end), expected);
        reader.reset(to_head);
        EXPECT_EQ(feed(reader, {example.wire}, example.then_end), expected);
        reader.reset(to_head);
        const std::size_t half = example.wire.size() / 2;
        const std::vector<std::string> halves{example.wire.substr(0, half),
                                              example.wire.substr(half)};
        EXPECT_EQ(feed(reader, halves, example.then_end), expected);
      }
    }
  }
}

TEST(Response, NothingAfterAResponseIsAClose) {
  ResponseReader reader{Limits{}};
  const std::string wire = "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok";
  EXPECT_EQ(feed(reader, {wire}, false).state, State::done);
  reader.reset();
  EXPECT_EQ(reader.end_of_stream(), State::failed);
  EXPECT_EQ(reader.cause(), Cause::closed);
}

}  // namespace
}  // namespace hookworthy::send
