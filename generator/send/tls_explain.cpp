#include "generator/send/target.hpp"
#include "generator/send/tls.hpp"
#include "verifier/record/text.hpp"

#include <cstddef>

#include <boost/asio/error.hpp>
#include <boost/asio/ssl/error.hpp>
#include <openssl/err.h>
#include <openssl/ssl.h>
#include <openssl/x509_vfy.h>

namespace hookworthy::send {

namespace {

/// What the peer says is shown without what a terminal would obey.
constexpr std::size_t max_shown_bytes = 200;

std::string explain_certificate(long verdict, const Target& target) {
  switch (verdict) {
    case X509_V_ERR_HOSTNAME_MISMATCH:
    case X509_V_ERR_IP_ADDRESS_MISMATCH:
      return "its certificate is not for '" + target.host +
             "': write the name that it is for in the URL (--connect-to says where that is), or "
             "say --insecure";
    case X509_V_ERR_CERT_HAS_EXPIRED:
      return "its certificate, or one above it, has expired: renew it, or say --insecure";
    case X509_V_ERR_CERT_NOT_YET_VALID:
      return "its certificate is not valid yet: look at the clocks, or say --insecure";
    case X509_V_ERR_DEPTH_ZERO_SELF_SIGNED_CERT:
      return "its certificate is self-signed: trust it with --cacert FILE, or say --insecure";
    case X509_V_ERR_SELF_SIGNED_CERT_IN_CHAIN:
    case X509_V_ERR_UNABLE_TO_GET_ISSUER_CERT:
    case X509_V_ERR_UNABLE_TO_GET_ISSUER_CERT_LOCALLY:
    case X509_V_ERR_UNABLE_TO_VERIFY_LEAF_SIGNATURE:
      return "its certificate is from a CA that is not trusted here: trust it with --cacert FILE, "
             "or say --insecure";
    default:
      return std::string("its certificate is not valid (") +
             X509_verify_cert_error_string(verdict) + "): say --insecure to take it all the same";
  }
}

}  // namespace

std::string explain_handshake(SSL* ssl, const boost::system::error_code& error,
                              const Target& target) {
  const long verdict = SSL_get_verify_result(ssl);
  if (verdict != X509_V_OK && (SSL_get_verify_mode(ssl) & SSL_VERIFY_PEER) != 0) {
    return explain_certificate(verdict, target);
  }
  if (lacked_client_certificate(ssl)) {
    return "it wants a certificate of the client: give one with --cert FILE --key FILE";
  }
  if (error == boost::asio::error::eof || error == boost::asio::ssl::error::stream_truncated ||
      error == boost::asio::error::connection_reset) {
    return "it closed the connection during the TLS handshake; does it speak TLS?";
  }
  if (error.category() == boost::asio::error::get_ssl_category()) {
    const auto reason = ERR_GET_REASON(static_cast<unsigned long>(error.value()));
    if (reason == SSL_R_WRONG_VERSION_NUMBER || reason == SSL_R_HTTP_REQUEST) {
      return "it does not speak TLS: should the URL be http://?";
    }
  }
  return "the TLS handshake failed (" + record::printable(error.message(), max_shown_bytes) + ")";
}

}  // namespace hookworthy::send
