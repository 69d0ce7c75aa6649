#include "verifier/contract/signature.hpp"

#include "tests/support/must.hpp"

#include <array>
#include <cstdio>
#include <limits>
#include <string>

#include <gtest/gtest.h>

namespace hookworthy::contract {
namespace {

using test::must;

std::string hex(std::string_view bytes) {
  std::string text;
  for (const char c : bytes) {
    std::array<char, 3> digits{};
    std::snprintf(digits.data(), digits.size(), "%02x", static_cast<unsigned char>(c));
    text += digits.data();
  }
  return text;
}

std::string digest_of(std::string_view key, std::string_view data) {
  return hex(Hmac(key).digest(std::array{data}));
}

// RFC 4231, 4.2 to 4.4, 4.5, 4.7 and 4.8: HMAC-SHA-256.
TEST(Hmac, AgreesWithTheVectorsOfRfc4231) {
  EXPECT_EQ(digest_of(std::string(20, '\x0b'), "Hi There"),
            "b0344c61d8db38535ca8afceaf0bf12b881dc200c9833da726e9376c2e32cff7");
  EXPECT_EQ(digest_of("Jefe", "what do ya want for nothing?"),
            "5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843");
  EXPECT_EQ(digest_of(std::string(20, '\xaa'), std::string(50, '\xdd')),
            "773ea91e36800e46854db8ebd09181a72959098b3ef8c122d9635514ced565fe");
  std::string counting;
  for (char c = 1; c <= 25; ++c) counting += c;
  EXPECT_EQ(digest_of(counting, std::string(50, '\xcd')),
            "82558a389a443c0ea4cc819899f2083a85f0faa3e578f8077a2e3ff46729665b");
  EXPECT_EQ(
      digest_of(std::string(131, '\xaa'), "Test Using Larger Than Block-Size Key - Hash Key First"),
      "60e431591ee0b67f0d8a26aacbf5b77f8e0bc6213728c5140546040f0ee37f54");
  EXPECT_EQ(digest_of(std::string(131, '\xaa'),
                      "This is a test using a larger than block-size key and a larger than "
                      "block-size data. The key needs to be hashed before being used by the HMAC "
                      "algorithm."),
            "9b09ffa71b942fcb27635fbcd5b0e944bfdc63644f0713938a7f51535c3a35e2");
}

TEST(Hmac, TakesAnEmptyKeyAndPartsInAnyCut) {
  // `openssl dgst -sha256 -mac HMAC -macopt hexkey:` with nothing to read says the same.
  EXPECT_EQ(digest_of("", ""), "b613679a0814d9ec772f95d778c35fc5ff1697c493715653c6c712144292c5ad");
  const Hmac hmac("Jefe");
  const std::array<std::string_view, 3> parts{"what do ya ", "", "want for nothing?"};
  EXPECT_EQ(hex(hmac.digest(parts)), digest_of("Jefe", "what do ya want for nothing?"));
  EXPECT_EQ(hex(hmac.digest(parts)), digest_of("Jefe", "what do ya want for nothing?"));
}

TEST(EqualInConstantTime, ComparesBytesAndSizes) {
  EXPECT_TRUE(equal_in_constant_time("", ""));
  EXPECT_TRUE(equal_in_constant_time("abc", "abc"));
  EXPECT_FALSE(equal_in_constant_time("abc", "abd"));
  EXPECT_FALSE(equal_in_constant_time("abc", "ab"));
  EXPECT_FALSE(equal_in_constant_time("", "a"));
}

// The vector that the reference implementations of Standard Webhooks test themselves with.
constexpr std::string_view secret = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw";
constexpr std::string_view id = "msg_p5jXN8AQM9LWM0D4loKWxJek";
constexpr std::int64_t timestamp = 1614265330;
constexpr std::string_view signed_body = R"({"test": 2432232314})";
constexpr std::string_view signature = "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=";

StandardWebhooks webhooks() {
  return must(StandardWebhooks::make(secret));
}

/// "" when the headers are believed, else the fault.
std::string judged(const StandardWebhooks::Headers& headers, std::string_view bytes = signed_body,
                   std::int64_t now = timestamp) {
  const auto result = webhooks().verify(headers, bytes, now);
  return result ? "" : std::string(to_string(result.error()));
}

TEST(StandardWebhooks, SignsThePublishedVector) {
  EXPECT_EQ(webhooks().sign(id, timestamp, signed_body), signature);
  EXPECT_EQ(must(StandardWebhooks::make(secret.substr(6))).sign(id, timestamp, signed_body),
            signature);
  EXPECT_EQ(judged({id, "1614265330", signature}), "");
}

TEST(StandardWebhooks, BelievesAnyFittingSignatureOfAList) {
  const std::string good(signature);
  const std::string other = "v1,Ceo5qEr07ixe2NLpvHk3FH9bwy/WavXrAFQ/9tdO6mc=";
  for (const std::string& list : {good + " " + other, other + " " + good, "v2,abc " + good,
                                  "v1a,abc " + good + " v0,", "  " + good + "  "}) {
    EXPECT_EQ(judged({id, "1614265330", list}), "") << list;
  }
  EXPECT_EQ(judged({id, "1614265330", other + " " + other}), "mismatch");
}

TEST(StandardWebhooks, TellsWhatIsMissing) {
  EXPECT_EQ(judged({"", "1614265330", signature}), "missing");
  EXPECT_EQ(judged({id, "", signature}), "missing");
  EXPECT_EQ(judged({id, "1614265330", ""}), "missing");
}

TEST(StandardWebhooks, RefusesWhatWasNotSigned) {
  EXPECT_EQ(judged({id, "1614265330", signature}, R"({"test": 2432232315})"), "mismatch");
  EXPECT_EQ(judged({id, "1614265330", signature}, R"({"test":2432232314})"), "mismatch");
  EXPECT_EQ(judged({"msg_other", "1614265330", signature}), "mismatch");
  EXPECT_EQ(judged({id, "1614265331", signature}), "mismatch");
  EXPECT_EQ(judged({id, "01614265330", signature}), "mismatch");
  for (std::size_t i = 3; i < signature.size(); ++i) {
    std::string garbled(signature);
    garbled[i] = garbled[i] == 'A' ? 'B' : 'A';
    EXPECT_EQ(judged({id, "1614265330", garbled}), "mismatch") << i;
  }
  EXPECT_EQ(judged({id, "1614265330", signature.substr(0, signature.size() - 1)}), "mismatch");
  EXPECT_EQ(judged({id, "1614265330", "v1,"}), "mismatch");
}

TEST(StandardWebhooks, KnowsNoOtherVersion) {
  const std::string rest(signature.substr(2));
  for (const std::string& text : {"v2" + rest, "V1" + rest, "v1a" + rest, rest, rest.substr(1)}) {
    EXPECT_EQ(judged({id, "1614265330", text}), "no_version") << text;
  }
}

TEST(StandardWebhooks, TakesATimestampWithinTheTolerance) {
  EXPECT_EQ(signature_tolerance_s, 300);
  const StandardWebhooks::Headers headers{id, "1614265330", signature};
  EXPECT_EQ(judged(headers, signed_body, timestamp + 300), "");
  EXPECT_EQ(judged(headers, signed_body, timestamp - 300), "");
  EXPECT_EQ(judged(headers, signed_body, timestamp + 301), "too_old");
  EXPECT_EQ(judged(headers, signed_body, timestamp - 301), "too_new");
}

TEST(StandardWebhooks, SurvivesAbsurdTimestamps) {
  constexpr auto most = std::numeric_limits<std::int64_t>::max();
  constexpr auto least = std::numeric_limits<std::int64_t>::min();
  EXPECT_EQ(judged({id, std::to_string(most), signature}, signed_body, least), "too_new");
  EXPECT_EQ(judged({id, std::to_string(least), signature}, signed_body, most), "too_old");
  for (const std::string_view text :
       {"soon", "1614265330.5", " 1614265330", "1614265330 ", "+1614265330", "0x60", "1e9",
        "99999999999999999999", "2021-02-25T15:02:10Z"}) {
    EXPECT_EQ(judged({id, text, signature}), "bad_timestamp") << text;
  }
}

TEST(StandardWebhooks, RefusesASecretThatIsNotBase64WithoutQuotingIt) {
  for (const std::string& wrong :
       {std::string("whsec_"), std::string(), std::string("whsec_hush!!!!"),
        std::string("whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaS"), std::string("MfKQ\nMfKQ"),
        std::string(" MfKQ9r8"), std::string("MfKR=fKQ"), std::string("MfKQ9r9="),
        std::string("===="), std::string(8192, 'A')}) {
    const auto result = StandardWebhooks::make(wrong);
    ASSERT_FALSE(result) << wrong;
    EXPECT_EQ(result.error().message.find("hush"), std::string::npos);
  }
  EXPECT_TRUE(StandardWebhooks::make("MfKQ9r8="));
  EXPECT_TRUE(StandardWebhooks::make("MQ=="));
}

HmacHeader hmac_header(std::string_view prefix = "sha256=") {
  return must(HmacHeader::make("X-Signature", "Jefe", prefix));
}

std::string judged(const HmacHeader& header, std::string_view value, std::string_view bytes) {
  const auto result = header.verify(value, bytes);
  return result ? "" : std::string(to_string(result.error()));
}

TEST(HmacHeader, SignsWithAndWithoutPrefix) {
  constexpr std::string_view data = "what do ya want for nothing?";  // RFC 4231, 4.3
  constexpr std::string_view digits =
      "5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843";
  EXPECT_EQ(hmac_header().sign(data), "sha256=" + std::string(digits));
  EXPECT_EQ(hmac_header("").sign(data), digits);
  EXPECT_EQ(judged(hmac_header(), "sha256=" + std::string(digits), data), "");
  EXPECT_EQ(judged(hmac_header(""), digits, data), "");
  EXPECT_EQ(judged(hmac_header(""),
                   "5BDCC146BF60754E6A042426089575C75A003F089D2739839DEC58B964EC3843", data),
            "");
}

TEST(HmacHeader, TellsWhyItDoesNotBelieve) {
  const HmacHeader header = hmac_header();
  const std::string good = header.sign("data");
  EXPECT_EQ(judged(header, "", "data"), "missing");
  EXPECT_EQ(judged(header, good.substr(7), "data"), "no_version");
  EXPECT_EQ(judged(header, "sha1=" + good.substr(7), "data"), "no_version");
  EXPECT_EQ(judged(header, "sha256=", "data"), "mismatch");
  EXPECT_EQ(judged(header, good + "0", "data"), "mismatch");
  EXPECT_EQ(judged(header, good, "datA"), "mismatch");
  EXPECT_EQ(judged(must(HmacHeader::make("X-Signature", "jefe", "sha256=")), good, "data"),
            "mismatch");
}

TEST(HmacHeader, NeedsANameAndASecret) {
  EXPECT_FALSE(HmacHeader::make("", "secret"));
  EXPECT_FALSE(HmacHeader::make("X-Signature", ""));
}

}  // namespace
}  // namespace hookworthy::contract
