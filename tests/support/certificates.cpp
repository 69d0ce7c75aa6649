#include "tests/support/certificates.hpp"

#include <atomic>
#include <stdexcept>

#include <openssl/bio.h>
#include <openssl/ec.h>
#include <openssl/pem.h>
#include <openssl/x509v3.h>

namespace hookworthy::test {

namespace {

void require(bool done, const char* what) {
  if (!done) throw std::runtime_error(std::string("test certificates: ") + what);
}

template <class Write>
std::string to_pem(const Write& write) {
  const std::unique_ptr<BIO, int (*)(BIO*)> bio(BIO_new(BIO_s_mem()), BIO_free);
  require(write(bio.get()) == 1, "PEM");
  char* data = nullptr;
  const long size = BIO_get_mem_data(bio.get(), &data);
  return {data, static_cast<std::size_t>(size)};
}

std::string pem_of(X509* certificate) {
  return to_pem([&](BIO* bio) { return PEM_write_bio_X509(bio, certificate); });
}
std::string pem_of(EVP_PKEY* key) {
  return to_pem([&](BIO* bio) {
    return PEM_write_bio_PrivateKey(bio, key, nullptr, nullptr, 0, nullptr, nullptr);
  });
}

void extend(X509* certificate, X509* issuer, int which, const std::string& value) {
  X509V3_CTX context;
  X509V3_set_ctx_nodb(&context);
  X509V3_set_ctx(&context, issuer, certificate, nullptr, nullptr, 0);
  X509_EXTENSION* const extension = X509V3_EXT_conf_nid(nullptr, &context, which, value.c_str());
  require(extension != nullptr, value.c_str());
  X509_add_ext(certificate, extension, -1);
  X509_EXTENSION_free(extension);
}

}  // namespace

TestAuthority::Certificate TestAuthority::make(const std::string& name, EVP_PKEY* key,
                                               const Wanted* wanted, X509* issuer) {
  static std::atomic<long> serial{1};
  Certificate certificate(X509_new(), X509_free);
  X509_set_version(certificate.get(), X509_VERSION_3);
  ASN1_INTEGER_set(X509_get_serialNumber(certificate.get()), serial++);
  const Wanted when = wanted != nullptr ? *wanted : Wanted{};
  X509_gmtime_adj(X509_getm_notBefore(certificate.get()), when.from_s);
  X509_gmtime_adj(X509_getm_notAfter(certificate.get()), when.until_s);
  X509_set_pubkey(certificate.get(), key);
  X509_NAME_add_entry_by_txt(X509_get_subject_name(certificate.get()), "CN", MBSTRING_UTF8,
                             reinterpret_cast<const unsigned char*>(name.c_str()), -1, -1, 0);
  X509* const signer = issuer != nullptr ? issuer : certificate.get();
  X509_set_issuer_name(certificate.get(), X509_get_subject_name(signer));
  extend(certificate.get(), signer, NID_basic_constraints,
         wanted == nullptr ? "critical,CA:TRUE" : "CA:FALSE");
  if (wanted != nullptr) {
    extend(certificate.get(), signer, NID_subject_alt_name, wanted->names);
  }
  return certificate;
}

TestAuthority::TestAuthority(const std::string& name)
    : key_(EVP_EC_gen("P-256"), EVP_PKEY_free),
      certificate_(make(name, key_.get(), nullptr, nullptr)) {
  require(X509_sign(certificate_.get(), key_.get(), EVP_sha256()) > 0, "sign");
  pem_ = pem_of(certificate_.get());
}

Identity TestAuthority::issue(const Wanted& wanted) const {
  const Key key(EVP_EC_gen("P-256"), EVP_PKEY_free);
  const Certificate certificate = make("hookworthy test", key.get(), &wanted, certificate_.get());
  require(X509_sign(certificate.get(), key_.get(), EVP_sha256()) > 0, "sign");
  return {pem_of(certificate.get()), pem_of(key.get())};
}

Identity TestAuthority::self_signed(const Wanted& wanted) {
  const Key key(EVP_EC_gen("P-256"), EVP_PKEY_free);
  const Certificate certificate = make("hookworthy test", key.get(), &wanted, nullptr);
  require(X509_sign(certificate.get(), key.get(), EVP_sha256()) > 0, "sign");
  return {pem_of(certificate.get()), pem_of(key.get())};
}

}  // namespace hookworthy::test
