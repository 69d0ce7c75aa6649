#include "verifier/base64.hpp"

#include <string>
#include <utility>

#include <gtest/gtest.h>

namespace hookworthy {
namespace {

class Base64Vector : public testing::TestWithParam<std::pair<const char*, const char*>> {};

TEST_P(Base64Vector, BothWays) {
  const auto& [plain, encoded] = GetParam();
  EXPECT_EQ(to_base64(plain), encoded);
  std::string decoded = "what was there before";
  ASSERT_TRUE(from_base64(encoded, decoded));
  EXPECT_EQ(decoded, plain);
}

// RFC 4648, section 10.
INSTANTIATE_TEST_SUITE_P(Rfc4648, Base64Vector,
                         testing::Values(std::pair("", ""), std::pair("f", "Zg=="),
                                         std::pair("fo", "Zm8="), std::pair("foo", "Zm9v"),
                                         std::pair("foob", "Zm9vYg=="),
                                         std::pair("fooba", "Zm9vYmE="),
                                         std::pair("foobar", "Zm9vYmFy")));

TEST(Base64, AllBytesSurvive) {
  std::string bytes;
  for (int i = 0; i < 256; ++i) {
    bytes.push_back(static_cast<char>(i));
  }
  std::string decoded;
  ASSERT_TRUE(from_base64(to_base64(bytes), decoded));
  EXPECT_EQ(decoded, bytes);
}

class NotBase64 : public testing::TestWithParam<const char*> {};

TEST_P(NotBase64, IsAnError) {
  std::string decoded;
  EXPECT_FALSE(from_base64(GetParam(), decoded));
}

INSTANTIATE_TEST_SUITE_P(Strict, NotBase64,
                         testing::Values("Zg", "Zg=", "Z===", "====", "Zg==Zg==", "Z",
                                         "Z=8=", " Zm9vYm", "Zm-_", "Zm 8=", "Zm8-",
                                         "Zh==", "Zm9=", "Zm9v\n"));

}  // namespace
}  // namespace hookworthy
