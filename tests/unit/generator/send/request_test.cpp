#include "generator/send/request.hpp"

#include "tests/support/must.hpp"

#include <gtest/gtest.h>

namespace hookworthy::send {
namespace {

Target target() {
  return test::must(Target::parse("http://127.0.0.1:8080/hook?a=1"));
}

std::string request(std::vector<Header> headers, std::string_view body,
                    std::string_view method = "POST") {
  std::string out;
  const std::size_t offset =
      test::must(RequestHead::make(target(), method, headers)).write(body, out);
  EXPECT_EQ(out.substr(offset), body);
  return out;
}

TEST(Request, IsWholeHttp) {
  EXPECT_EQ(request({}, "{}"),
            "POST /hook?a=1 HTTP/1.1\r\nHost: 127.0.0.1:8080\r\nUser-Agent: hookworthy\r\n"
            "Accept: */*\r\nContent-Type: application/json\r\nContent-Length: 2\r\n\r\n{}");
}

TEST(Request, AnEmptyBodyHasALength) {
  EXPECT_NE(request({}, "").find("Content-Length: 0\r\n\r\n"), std::string::npos);
}

TEST(Request, HeadersTakeTheirDefaultsPlace) {
  const std::string text =
      request({{"content-type", "text/plain"}, {"X-A", "1"}, {"X-A", "2"}}, "");
  EXPECT_EQ(text.find("application/json"), std::string::npos);
  EXPECT_NE(text.find("\r\ncontent-type: text/plain\r\n"), std::string::npos);
  EXPECT_NE(text.find("\r\nX-A: 1\r\nX-A: 2\r\n"), std::string::npos);
}

TEST(Request, AGivenLengthIsNotCorrected) {
  const std::string text = request({{"Content-Length", "99"}}, "{}");
  EXPECT_NE(text.find("Content-Length: 99\r\n\r\n{}"), std::string::npos);
  EXPECT_EQ(text.find("Content-Length: 2"), std::string::npos);
  const std::string chunked = request({{"Transfer-Encoding", "chunked"}}, "0\r\n\r\n");
  EXPECT_EQ(chunked.find("Content-Length"), std::string::npos);
}

TEST(Request, TheBufferIsReusable) {
  const auto head = test::must(RequestHead::make(target(), "POST", {}));
  std::string out;
  head.write(std::string(1000, 'x'), out);
  const std::size_t offset = head.write("short", out);
  EXPECT_EQ(out.substr(offset), "short");
}

TEST(Request, RefusesWhatWouldBreakTheMessage) {
  const std::vector<Header> injected{{"X", "a\r\nEvil: 1"}};
  EXPECT_FALSE(RequestHead::make(target(), "POST", injected));
  EXPECT_FALSE(RequestHead::make(target(), "PO ST", {}));
  EXPECT_FALSE(RequestHead::make(target(), "", {}));
}

TEST(Header, IsTakenApart) {
  const Header header = test::must(parse_header("X-Token:  a: b \t"));
  EXPECT_EQ(header.name, "X-Token");
  EXPECT_EQ(header.value, "a: b");
  EXPECT_EQ(parse_header("X-Empty:")->value, "");
}

TEST(Header, SaysWhatIsWrong) {
  EXPECT_NE(parse_header("no colon").error().message.find("no colon"), std::string::npos);
  EXPECT_FALSE(parse_header(": v"));
  EXPECT_FALSE(parse_header("a b: v"));
  EXPECT_FALSE(parse_header("a: v\r\nb: w"));
  EXPECT_FALSE(parse_header(std::string_view("a: \0", 4)));
}

}  // namespace
}  // namespace hookworthy::send
