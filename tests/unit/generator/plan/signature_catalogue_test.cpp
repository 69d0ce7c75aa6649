#include "generator/plan/signature_catalogue.hpp"

#include "tests/support/must.hpp"
#include "verifier/contract/validator.hpp"

#include <algorithm>
#include <set>
#include <string>

#include <gtest/gtest.h>

namespace hookworthy::plan {
namespace {

using contract::HmacHeader;
using contract::StandardWebhooks;
using test::must;

constexpr std::int64_t now_s = 1'700'000'000;
const SignatureInput input{.callback = R"({"id":1,"text":"a, \"b\""})",
                           .other = R"({"id":2,"text":"a, \"b\""})",
                           .now_s = now_s};

StandardWebhooks standard_key() {
  return must(StandardWebhooks::make("whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"));
}
HmacHeader header_key(std::string_view prefix) {
  return must(HmacHeader::make("X-Signature", "Jefe", prefix));
}

std::string lower(std::string text) {
  std::transform(text.begin(), text.end(), text.begin(),
                 [](unsigned char c) { return static_cast<char>(std::tolower(c)); });
  return text;
}

std::string header_of(const SignedMessage& message, std::string_view name) {
  for (const auto& [own, value] : message.headers) {
    if (lower(own) == lower(std::string(name))) return value;
  }
  return "";
}

/// Whether an independent reader of the headers believes them.
bool is_believed(const SignedMessage& message) {
  const std::string id = header_of(message, StandardWebhooks::id_header);
  const std::string time = header_of(message, StandardWebhooks::timestamp_header);
  const std::string signature = header_of(message, StandardWebhooks::signature_header);
  return standard_key().verify({id, time, signature}, message.body, now_s).has_value();
}

TEST(SignatureCatalogue, IsBelievedWhereItShouldBe) {
  const Signer signer(standard_key());
  const SignatureCatalogue catalogue(signer, "new");
  std::set<std::string_view> labels;
  ASSERT_GT(catalogue.count(), 30u);
  for (std::uint64_t i = 0; i < catalogue.count(); ++i) {
    const Case item = catalogue.describe(i);
    EXPECT_EQ(item.kind, Kind::signature);
    EXPECT_EQ(item.index, i);
    EXPECT_EQ(item.type, "new");
    EXPECT_TRUE(item.label.starts_with("sig:")) << item.label;
    EXPECT_TRUE(labels.insert(item.label).second) << item.label;
    for (const SignedMessage& message : catalogue.messages(i, input)) {
      EXPECT_EQ(is_believed(message), item.expect == Expect::accept) << item.label;
      EXPECT_TRUE(contract::parse_json(message.body)) << item.label;
    }
  }
}

TEST(SignatureCatalogue, IsBelievedWithAPlainHeaderWhereItShouldBe) {
  for (const std::string_view prefix : {"", "sha256="}) {
    const Signer signer(header_key(prefix));
    const SignatureCatalogue catalogue(signer, "new");
    ASSERT_GT(catalogue.count(), 10u);
    for (std::uint64_t i = 0; i < catalogue.count(); ++i) {
      const Case item = catalogue.describe(i);
      EXPECT_FALSE(item.label.starts_with("sig:time-")) << item.label;
      for (const SignedMessage& message : catalogue.messages(i, input)) {
        const bool believed =
            header_key(prefix).verify(header_of(message, "X-Signature"), message.body).has_value();
        EXPECT_EQ(believed, item.expect == Expect::accept) << item.label;
      }
    }
  }
}

TEST(SignatureCatalogue, RepeatsAnEventWithTheSameId) {
  const Signer signer(standard_key());
  const SignatureCatalogue catalogue(signer, "new");
  std::set<std::string_view> pairs;
  for (std::uint64_t i = 0; i < catalogue.count(); ++i) {
    const auto messages = catalogue.messages(i, input);
    if (messages.size() == 1) continue;
    ASSERT_EQ(messages.size(), 2u);
    const std::string_view label = catalogue.describe(i).label;
    pairs.insert(label);
    EXPECT_EQ(messages[0].body, messages[1].body);
    EXPECT_EQ(header_of(messages[0], "webhook-id"), header_of(messages[1], "webhook-id"));
    EXPECT_EQ(messages[0].headers == messages[1].headers, label == "sig:duplicate") << label;
  }
  EXPECT_EQ(pairs, (std::set<std::string_view>{"sig:retry", "sig:duplicate"}));
}

TEST(SignatureCatalogue, HasTimestampsFarOffAndJustInside) {
  const Signer signer(standard_key());
  const SignatureCatalogue catalogue(signer, "new");
  std::set<std::string> offsets;
  for (std::uint64_t i = 0; i < catalogue.count(); ++i) {
    if (!catalogue.describe(i).label.starts_with("sig:time-")) continue;
    offsets.insert(std::to_string(
        std::stoll(header_of(catalogue.messages(i, input).front(), "webhook-timestamp")) - now_s));
  }
  EXPECT_EQ(offsets,
            (std::set<std::string>{"-86400", "-270", "270", "86400", std::to_string(now_s * 999)}));
}

TEST(SignatureCatalogue, ChangesOnlyTheSpacingOfABody) {
  EXPECT_EQ(respaced(R"({"a":[1,"x, y"]})"), R"({ "a" : [ 1 , "x, y" ] })");
  EXPECT_EQ(must(contract::parse_json(respaced(input.callback))),
            must(contract::parse_json(input.callback)));
  EXPECT_EQ(respaced("1"), "1");
}

TEST(Signer, AppendsHeadersThatAreBelieved) {
  std::string lines;
  Signer(standard_key()).append("{}", now_s, lines);
  const std::string id = Signer::message_id("{}");
  EXPECT_EQ(id.size(), 36u);
  EXPECT_EQ(lines, "webhook-id: " + id +
                       "\r\nwebhook-timestamp: 1700000000\r\nwebhook-signature: " +
                       standard_key().sign(id, now_s, "{}") + "\r\n");
  lines = "X: y\r\n";
  Signer(header_key("sha256=")).append("{}", now_s, lines);
  EXPECT_EQ(lines, "X: y\r\nX-Signature: " + header_key("sha256=").sign("{}") + "\r\n");
}

TEST(Signer, NamesMessagesByTheirBodies) {
  EXPECT_EQ(Signer::message_id("{}"), Signer::message_id("{}"));
  EXPECT_NE(Signer::message_id("{}"), Signer::message_id("{} "));
}

}  // namespace
}  // namespace hookworthy::plan
