#include "cli/signing.hpp"

#include <string>
#include <vector>

#include <gtest/gtest.h>

namespace hookworthy::cli {
namespace {

/// What the options make of a command line, or why CLI11 refuses it.
struct Parsed {
  SigningOptions options;
  std::string error;
};

Parsed parse(std::vector<std::string> arguments) {
  Parsed parsed;
  CLI::App app;
  add_signing_options(app, parsed.options);
  std::vector<std::string> reversed(arguments.rbegin(), arguments.rend());
  try {
    app.parse(reversed);
  } catch (const CLI::ParseError& error) {
    parsed.error = error.what();
  }
  return parsed;
}

TEST(Signing, IsLeftOutWithoutASecret) {
  const Parsed parsed = parse({});
  EXPECT_FALSE(parsed.options.given());
  const auto signer = make_signer(parsed.options);
  ASSERT_TRUE(signer.has_value());
  EXPECT_FALSE(signer->has_value());
}

TEST(Signing, KnowsStandardWebhooks) {
  const Parsed parsed = parse({"--secret", "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"});
  EXPECT_EQ(parsed.error, "");
  EXPECT_TRUE(parsed.options.given());
  const auto signer = make_signer(parsed.options);
  ASSERT_TRUE(signer.has_value());
  EXPECT_TRUE(signer->has_value());
  EXPECT_EQ(receiver_signature(parsed.options).secret, parsed.options.secret);
}

TEST(Signing, KnowsAPlainHmacHeader) {
  const Parsed parsed =
      parse({"--hmac-header", "X-Signature", "--hmac-secret", "key", "--hmac-prefix", "sha256="});
  EXPECT_EQ(parsed.error, "");
  const auto signer = make_signer(parsed.options);
  ASSERT_TRUE(signer.has_value());
  EXPECT_TRUE(signer->has_value());
  const auto same = receiver_signature(parsed.options);
  EXPECT_EQ(same.hmac_header, "X-Signature");
  EXPECT_EQ(same.hmac_secret, "key");
  EXPECT_EQ(same.hmac_prefix, "sha256=");
}

TEST(Signing, RefusesHalfAKeyAndTwoSchemesAtOnce) {
  EXPECT_NE(parse({"--hmac-header", "X-Signature"}).error, "");
  EXPECT_NE(parse({"--hmac-secret", "key"}).error, "");
  EXPECT_NE(parse({"--hmac-prefix", "sha256="}).error, "");
  EXPECT_NE(parse({"--secret", "whsec_AAAA", "--hmac-header", "X", "--hmac-secret", "y"}).error,
            "");
}

TEST(Signing, NeverQuotesASecretInAnError) {
  SigningOptions options;
  options.secret = "whsec_not!base64!at!all";
  const auto signer = make_signer(options);
  ASSERT_FALSE(signer.has_value());
  EXPECT_EQ(signer.error().message.find("not!base64"), std::string::npos) << signer.error().message;
  EXPECT_NE(signer.error().message.find("--secret"), std::string::npos);
}

}  // namespace
}  // namespace hookworthy::cli
