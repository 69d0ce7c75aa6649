#include "generator/send/target.hpp"

#include "tests/support/must.hpp"
#include "tests/support/scripted_server.hpp"

#include <gtest/gtest.h>

namespace hookworthy::send {
namespace {

std::string error_of(std::string_view url) {
  const auto target = Target::parse(url);
  return target ? "" : target.error().message;
}

TEST(Target, IsTakenApart) {
  const Target target = test::must(Target::parse("http://Example.test:8080/a/b?c=d"));
  EXPECT_EQ(target.host, "Example.test");
  EXPECT_EQ(target.port, 8080);
  EXPECT_EQ(target.path, "/a/b?c=d");
  EXPECT_EQ(target.host_header, "Example.test:8080");
  EXPECT_FALSE(target.tls);
}

TEST(Target, HasDefaults) {
  const Target plain = test::must(Target::parse("http://localhost"));
  EXPECT_EQ(plain.port, 80);
  EXPECT_EQ(plain.path, "/");
  EXPECT_EQ(plain.host_header, "localhost");
  const Target secure = test::must(Target::parse("https://localhost:443?q"));
  EXPECT_EQ(secure.port, 443);
  EXPECT_EQ(secure.path, "/?q");
  EXPECT_EQ(secure.host_header, "localhost");
  EXPECT_TRUE(secure.tls);
}

TEST(Target, KnowsIpV6) {
  const Target target = test::must(Target::parse("http://[::1]:9000/"));
  EXPECT_EQ(target.host, "::1");
  EXPECT_EQ(target.host_header, "[::1]:9000");
}

TEST(Target, SaysInOneLineWhatIsWrong) {
  EXPECT_NE(error_of("hello").find("not a URL"), std::string::npos);
  EXPECT_NE(error_of("").find("not a URL"), std::string::npos);
  EXPECT_NE(error_of("http://a b/").find("not a URL"), std::string::npos);
  EXPECT_NE(error_of("ftp://localhost/").find("scheme must be http"), std::string::npos);
  EXPECT_NE(error_of("localhost:8080/hook").find("scheme must be http"), std::string::npos);
  EXPECT_NE(error_of("http:///hook").find("no host"), std::string::npos);
  EXPECT_NE(error_of("http://localhost:99999/").find("port"), std::string::npos);
  EXPECT_NE(error_of("http://localhost:0/").find("port"), std::string::npos);
  EXPECT_NE(error_of("http://me:secret@localhost/").find("user name"), std::string::npos);
  EXPECT_NE(error_of("http://localhost/#part").find("fragment"), std::string::npos);
  EXPECT_EQ(error_of("http://me:secret@localhost/").find('\n'), std::string::npos);
}

Destination destination(std::string_view url, const ConnectTo& connect_to = {}) {
  return test::must(resolve(test::must(Target::parse(url)), connect_to));
}

TEST(Resolve, FindsAddressesOnce) {
  const Destination found = destination("http://127.0.0.1:8123/");
  ASSERT_EQ(found.addresses.size(), 1u);
  EXPECT_EQ(found.addresses[0].text, "127.0.0.1:8123");
  EXPECT_TRUE(found.is_loopback());
  EXPECT_EQ(destination("http://[::1]:1/").addresses[0].text, "[::1]:1");
}

TEST(Resolve, GoesElsewhereWhenTold) {
  const Destination other = destination("http://example.test/", {.host = "127.0.0.2", .port = 99});
  EXPECT_EQ(other.addresses[0].text, "127.0.0.2:99");
  EXPECT_EQ(other.target.host_header, "example.test");
  const Destination local = destination("http://example.test/", {.unix_socket = "/tmp/x.sock"});
  EXPECT_EQ(local.addresses[0].text, "unix:/tmp/x.sock");
  EXPECT_TRUE(local.is_loopback());
  EXPECT_FALSE(resolve(test::must(Target::parse("http://a/")),
                       {.unix_socket = "/" + std::string(200, 'x')}));
}

TEST(Allowed, LoopbackIsAlways) {
  EXPECT_TRUE(check_allowed(destination("http://127.9.9.9/"), {}));
  EXPECT_TRUE(check_allowed(destination("http://[::1]/"), {}));
  EXPECT_TRUE(check_allowed(destination("http://[::ffff:127.0.0.1]/"), {}));
}

TEST(Allowed, OthersOnlyByName) {
  const Destination stranger = destination("http://192.0.2.7/");
  const auto refused = check_allowed(stranger, {});
  ASSERT_FALSE(refused);
  EXPECT_NE(refused.error().message.find("--allow-host 192.0.2.7"), std::string::npos);
  const std::vector<std::string> right{"192.0.2.7"};
  const std::vector<std::string> wrong{"192.0.2.70"};
  EXPECT_TRUE(check_allowed(stranger, right));
  EXPECT_FALSE(check_allowed(stranger, wrong));
}

TEST(Allowed, OneStrangeAddressIsEnoughToRefuse) {
  Destination mixed = destination("http://127.0.0.1/");
  mixed.addresses.push_back(destination("http://192.0.2.7/").addresses[0]);
  EXPECT_FALSE(check_allowed(mixed, {}));
}

TEST(Allowed, WhatIsConnectedToCounts) {
  const Destination stranger = destination("http://localhost/", {.host = "192.0.2.7"});
  const std::vector<std::string> url_host{"localhost"};
  EXPECT_FALSE(check_allowed(stranger, url_host));
}

TEST(Probe, TellsALivingTargetFromADeadOne) {
  test::ScriptedServer server(test::answers());
  EXPECT_TRUE(probe(destination(server.url()), std::chrono::seconds(5)));
  const auto dead = probe(destination("http://127.0.0.1:" + std::to_string(test::closed_port())),
                          std::chrono::seconds(5));
  ASSERT_FALSE(dead);
  EXPECT_NE(dead.error().message.find("connection refused"), std::string::npos);
}

}  // namespace
}  // namespace hookworthy::send
