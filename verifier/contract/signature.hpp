#pragma once

#include "verifier/result.hpp"

#include <cstdint>
#include <memory>
#include <span>
#include <string>
#include <string_view>

// How a provider proves that a callback is its own. All functions may be called from any thread;
// nothing here has a clock: the time is handed in.

namespace hookworthy::contract {

/// Why a signature was not believed.
enum class SignatureFault : std::uint8_t {
  missing,        ///< a header that it needs is absent or empty
  bad_timestamp,  ///< not a decimal number of seconds
  too_old,        ///< the timestamp lies further back than the tolerance
  too_new,        ///< the timestamp lies further ahead than the tolerance
  no_version,     ///< no signature of a version that is known here
  mismatch        ///< none of the signatures is that of these bytes with this secret
};
[[nodiscard]] std::string_view to_string(SignatureFault fault);

/// How far a timestamp may be off, either way: five minutes, as the reference implementations of
/// Standard Webhooks have it.
inline constexpr std::int64_t signature_tolerance_s = 300;

/// HMAC-SHA-256 (RFC 2104, FIPS 180-4) with one key.
class Hmac {
 public:
  static constexpr std::size_t digest_bytes = 32;

  /// `key` may hold any bytes, also none.
  explicit Hmac(std::string_view key);
  ~Hmac();
  Hmac(Hmac&&) noexcept;
  Hmac& operator=(Hmac&&) noexcept;

  /// The 32 bytes of the digest over the parts one after the other.
  [[nodiscard]] std::string digest(std::span<const std::string_view> parts) const;

 private:
  struct Impl;
  std::unique_ptr<Impl> impl_;
};

/// Two lower-case digits per byte.
[[nodiscard]] std::string to_hex(std::string_view bytes);

/// Whether two texts are equal, in a time that depends on their sizes only.
[[nodiscard]] bool equal_in_constant_time(std::string_view a, std::string_view b);

/// Symmetric signatures of Standard Webhooks 1.0 (https://www.standardwebhooks.com): the headers
/// `webhook-id`, `webhook-timestamp` (seconds since 1970) and `webhook-signature`, a list of
/// signatures with a space between them, each `v1,` and the base64 of HMAC-SHA-256 over
/// `id.timestamp.body`.
class StandardWebhooks {
 public:
  static constexpr std::string_view id_header = "webhook-id";
  static constexpr std::string_view timestamp_header = "webhook-timestamp";
  static constexpr std::string_view signature_header = "webhook-signature";

  /// The headers as received; empty when absent.
  struct Headers {
    std::string_view id;
    std::string_view timestamp;
    std::string_view signature;
  };

  /// `secret`: `whsec_` (may be left out) and base64. The Error never quotes it.
  [[nodiscard]] static Result<StandardWebhooks> make(std::string_view secret);

  /// One signature, `v1,...`. Requires an `id` without a full stop.
  [[nodiscard]] std::string sign(std::string_view id, std::int64_t timestamp_s,
                                 std::string_view body) const;

  /// Believes when one signature of the list fits. `now_s`: seconds since 1970.
  [[nodiscard]] Result<void, SignatureFault> verify(
      const Headers& headers, std::string_view body, std::int64_t now_s,
      std::int64_t tolerance_s = signature_tolerance_s) const;

 private:
  explicit StandardWebhooks(std::string_view key) : hmac_(key) {}
  [[nodiscard]] std::string sign_text(std::string_view id, std::string_view timestamp,
                                      std::string_view body) const;

  Hmac hmac_;
};

/// The plain way of many providers: one header with the hexadecimal HMAC-SHA-256 of the body,
/// often behind a prefix such as `sha256=`.
class HmacHeader {
 public:
  /// `secret`: the key's bytes as they are. `prefix`: what stands before the digits; may be empty.
  /// The Error: an empty header name or secret.
  [[nodiscard]] static Result<HmacHeader> make(std::string_view header, std::string_view secret,
                                               std::string_view prefix = {});

  [[nodiscard]] const std::string& header() const { return header_; }
  [[nodiscard]] const std::string& prefix() const { return prefix_; }

  /// The header's value: the prefix and 64 lower-case digits.
  [[nodiscard]] std::string sign(std::string_view body) const;

  /// `value`: of the header as received, digits of either case; empty when absent. A value without
  /// the prefix is SignatureFault::no_version.
  [[nodiscard]] Result<void, SignatureFault> verify(std::string_view value,
                                                    std::string_view body) const;

 private:
  HmacHeader(std::string_view header, std::string_view secret, std::string_view prefix)
      : header_(header), prefix_(prefix), hmac_(secret) {}

  std::string header_;
  std::string prefix_;
  Hmac hmac_;
};

}  // namespace hookworthy::contract
