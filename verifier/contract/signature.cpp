#include "verifier/contract/signature.hpp"

#include "verifier/assert.hpp"
#include "verifier/base64.hpp"

#include <algorithm>
#include <array>
#include <charconv>
#include <limits>
#include <optional>

#include <openssl/core_names.h>
#include <openssl/crypto.h>
#include <openssl/evp.h>
#include <openssl/params.h>

namespace hookworthy::contract {

namespace {

constexpr std::string_view version_prefix = "v1,";
constexpr std::size_t max_secret_bytes = 4096;

std::string lower_hex(std::string_view text) {
  std::string lower(text);
  for (char& c : lower) {
    if (c >= 'A' && c <= 'F') c = static_cast<char>(c - 'A' + 'a');
  }
  return lower;
}

std::optional<std::int64_t> parse_seconds(std::string_view text) {
  std::int64_t seconds = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), seconds);
  if (error != std::errc() || end != text.data() + text.size()) return std::nullopt;
  return seconds;
}

/// `later` lies more than `tolerance` after `earlier`. Their difference may not fit a number.
bool is_beyond(std::int64_t earlier, std::int64_t later, std::int64_t tolerance) {
  return earlier<later&& static_cast<std::uint64_t>(later) -
                 static_cast<std::uint64_t>(earlier)> static_cast<std::uint64_t>(tolerance);
}

}  // namespace

std::string_view to_string(SignatureFault fault) {
  constexpr std::array<std::string_view, 6> names{"missing", "bad_timestamp", "too_old",
                                                  "too_new", "no_version",    "mismatch"};
  return names[static_cast<std::size_t>(fault)];
}

std::string to_hex(std::string_view bytes) {
  constexpr std::string_view digits = "0123456789abcdef";
  std::string text;
  text.reserve(2 * bytes.size());
  for (const char c : bytes) {
    const auto byte = static_cast<unsigned char>(c);
    text += digits[byte >> 4U];
    text += digits[byte & 0x0fU];
  }
  return text;
}

bool equal_in_constant_time(std::string_view a, std::string_view b) {
  return a.size() == b.size() && CRYPTO_memcmp(a.data(), b.data(), a.size()) == 0;
}

/// A context that has the key and no data yet: each digest starts from a copy, which spares the
/// fetch and the key's own hashing, and lets threads share it.
struct Hmac::Impl {
  struct Free {
    void operator()(EVP_MAC* method) const { EVP_MAC_free(method); }
    void operator()(EVP_MAC_CTX* context) const { EVP_MAC_CTX_free(context); }
  };
  std::unique_ptr<EVP_MAC, Free> mac;
  std::unique_ptr<EVP_MAC_CTX, Free> keyed;
};

Hmac::Hmac(std::string_view key) : impl_(std::make_unique<Impl>()) {
  // HMAC and SHA-256 are in OpenSSL's default provider: only a broken installation lacks them.
  impl_->mac.reset(EVP_MAC_fetch(nullptr, "HMAC", nullptr));
  HOOKWORTHY_ASSERT(impl_->mac != nullptr);
  impl_->keyed.reset(EVP_MAC_CTX_new(impl_->mac.get()));
  std::array<char, 7> digest{"SHA256"};
  const std::array<OSSL_PARAM, 2> parameters{
      OSSL_PARAM_construct_utf8_string(OSSL_MAC_PARAM_DIGEST, digest.data(), 0),
      OSSL_PARAM_construct_end()};
  // A null key would mean "keep the key of before", so an empty one needs an address of its own.
  constexpr unsigned char nothing = 0;
  const auto* bytes = key.empty() ? &nothing : reinterpret_cast<const unsigned char*>(key.data());
  HOOKWORTHY_ASSERT(impl_->keyed != nullptr &&
                    EVP_MAC_init(impl_->keyed.get(), bytes, key.size(), parameters.data()) == 1);
}

Hmac::~Hmac() = default;
Hmac::Hmac(Hmac&&) noexcept = default;
Hmac& Hmac::operator=(Hmac&&) noexcept = default;

std::string Hmac::digest(std::span<const std::string_view> parts) const {
  const std::unique_ptr<EVP_MAC_CTX, Impl::Free> context(EVP_MAC_CTX_dup(impl_->keyed.get()));
  HOOKWORTHY_ASSERT(context != nullptr);
  for (const std::string_view part : parts) {
    HOOKWORTHY_ASSERT(EVP_MAC_update(context.get(),
                                     reinterpret_cast<const unsigned char*>(part.data()),
                                     part.size()) == 1);
  }
  std::string digest(digest_bytes, '\0');
  std::size_t size = 0;
  HOOKWORTHY_ASSERT(EVP_MAC_final(context.get(), reinterpret_cast<unsigned char*>(digest.data()),
                                  &size, digest.size()) == 1 &&
                    size == digest_bytes);
  return digest;
}

Result<StandardWebhooks> StandardWebhooks::make(std::string_view secret) {
  constexpr std::string_view prefix = "whsec_";
  if (secret.starts_with(prefix)) secret.remove_prefix(prefix.size());
  std::string key;
  if (secret.empty() || secret.size() > max_secret_bytes || !from_base64(secret, key)) {
    return Error{"the signing secret is not base64: write it as the provider shows it, whsec_..."};
  }
  return StandardWebhooks(key);
}

std::string StandardWebhooks::sign_text(std::string_view id, std::string_view timestamp,
                                        std::string_view body) const {
  const std::array<std::string_view, 5> parts{id, ".", timestamp, ".", body};
  return std::string(version_prefix) + to_base64(hmac_.digest(parts));
}

std::string StandardWebhooks::sign(std::string_view id, std::int64_t timestamp_s,
                                   std::string_view body) const {
  // With one in the id, the bytes could be read as another id and another timestamp.
  HOOKWORTHY_ASSERT(id.find('.') == std::string_view::npos);
  return sign_text(id, std::to_string(timestamp_s), body);
}

Result<void, SignatureFault> StandardWebhooks::verify(const Headers& headers, std::string_view body,
                                                      std::int64_t now_s,
                                                      std::int64_t tolerance_s) const {
  if (headers.id.empty() || headers.timestamp.empty() || headers.signature.empty()) {
    return SignatureFault::missing;
  }
  const auto timestamp = parse_seconds(headers.timestamp);
  if (!timestamp) return SignatureFault::bad_timestamp;
  if (is_beyond(*timestamp, now_s, tolerance_s)) return SignatureFault::too_old;
  if (is_beyond(now_s, *timestamp, tolerance_s)) return SignatureFault::too_new;

  // The timestamp's own characters are signed, not the number: "007" is another text than "7".
  const std::string expected = sign_text(headers.id, headers.timestamp, body);
  bool known = false;
  bool fits = false;
  std::string_view rest = headers.signature;
  while (!rest.empty()) {
    const auto space = rest.find(' ');
    const std::string_view one = rest.substr(0, space);
    rest = space == std::string_view::npos ? std::string_view{} : rest.substr(space + 1);
    if (!one.starts_with(version_prefix)) continue;
    known = true;
    fits = equal_in_constant_time(one, expected) || fits;
  }
  if (!known) return SignatureFault::no_version;
  if (!fits) return SignatureFault::mismatch;
  return {};
}

Result<HmacHeader> HmacHeader::make(std::string_view header, std::string_view secret,
                                    std::string_view prefix) {
  if (header.empty()) return Error{"the HMAC header needs a name"};
  if (secret.empty()) return Error{"the HMAC secret is empty"};
  return HmacHeader(header, secret, prefix);
}

std::string HmacHeader::sign(std::string_view body) const {
  const std::array<std::string_view, 1> parts{body};
  return prefix_ + to_hex(hmac_.digest(parts));
}

Result<void, SignatureFault> HmacHeader::verify(std::string_view value,
                                                std::string_view body) const {
  if (value.empty()) return SignatureFault::missing;
  if (!value.starts_with(prefix_)) return SignatureFault::no_version;
  const std::string given = lower_hex(value.substr(prefix_.size()));
  const std::array<std::string_view, 1> parts{body};
  if (!equal_in_constant_time(given, to_hex(hmac_.digest(parts)))) return SignatureFault::mismatch;
  return {};
}

}  // namespace hookworthy::contract
