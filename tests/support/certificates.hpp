#pragma once

#include <memory>
#include <string>

#include <openssl/evp.h>
#include <openssl/x509.h>

namespace hookworthy::test {

/// A certificate and its key, in PEM.
struct Identity {
  std::string certificate;
  std::string key;
};

/// What a certificate is for, in OpenSSL's words, and when, in seconds from now.
struct Wanted {
  std::string names = "DNS:localhost,IP:127.0.0.1,IP:::1";
  long from_s = -3600;
  long until_s = 24 * 3600;
};

/// A certificate authority that lives as long as a test: no key is ever kept.
class TestAuthority {
 public:
  explicit TestAuthority(const std::string& name = "hookworthy test CA");

  /// The authority's own certificate.
  const std::string& certificate() const { return pem_; }
  Identity issue(const Wanted& wanted = {}) const;
  /// A certificate that nobody but itself has signed.
  static Identity self_signed(const Wanted& wanted = {});

 private:
  using Key = std::unique_ptr<EVP_PKEY, void (*)(EVP_PKEY*)>;
  using Certificate = std::unique_ptr<X509, void (*)(X509*)>;
  static Certificate make(const std::string& name, EVP_PKEY* key, const Wanted* wanted,
                          X509* issuer);

  Key key_;
  Certificate certificate_;
  std::string pem_;
};

}  // namespace hookworthy::test
