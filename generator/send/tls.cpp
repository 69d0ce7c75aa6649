#include "generator/send/tls.hpp"

#include "generator/send/target.hpp"
#include "verifier/record/text.hpp"

#include <array>
#include <cstdint>
#include <memory>
#include <utility>

#include <boost/asio/error.hpp>
#include <boost/asio/ip/address.hpp>
#include <boost/asio/ssl/error.hpp>
#include <openssl/err.h>
#include <openssl/ssl.h>
#include <openssl/x509v3.h>

namespace hookworthy::send {

namespace {

using boost::system::error_code;

error_code last_error() {
  return {static_cast<int>(ERR_get_error()), boost::asio::error::get_ssl_category()};
}

/// Index of our own data in an SSL.
int session_index() {
  static const int index = SSL_get_ex_new_index(0, nullptr, nullptr, nullptr, nullptr);
  return index;
}
int lacked_index() {
  static const int index = SSL_get_ex_new_index(0, nullptr, nullptr, nullptr, nullptr);
  return index;
}

int take_session(SSL* ssl, SSL_SESSION* session) {
  auto* const place = static_cast<TlsSession*>(SSL_get_ex_data(ssl, session_index()));
  if (place == nullptr) return 0;
  place->keep(session);
  return 1;
}

/// Called when the server asks for a certificate.
int lack_certificate(SSL* ssl, X509**, EVP_PKEY**) {
  static char asked;
  SSL_set_ex_data(ssl, lacked_index(), &asked);
  return 0;
}

/// OpenSSL would ask for the pass phrase on the terminal.
int no_pass_phrase(char*, int, int, void*) {
  return 0;
}

Error unreadable(std::string_view flag, const std::string& file, const error_code& error) {
  return Error{std::string(flag) + " " + file + ": " + record::printable(error.message(), 200)};
}

Result<void> load_certificate(SSL_CTX* context, const TlsSettings& settings) {
  if (settings.cert_file.empty()) {
    if (!settings.key_file.empty()) {
      return Error{"--key " + settings.key_file + ": a key needs its certificate, --cert FILE"};
    }
    SSL_CTX_set_client_cert_cb(context, lack_certificate);
    return {};
  }
  SSL_CTX_set_default_passwd_cb(context, no_pass_phrase);
  if (SSL_CTX_use_certificate_chain_file(context, settings.cert_file.c_str()) != 1) {
    return unreadable("--cert", settings.cert_file, last_error());
  }
  const bool own_file = !settings.key_file.empty();
  const std::string& key = own_file ? settings.key_file : settings.cert_file;
  if (SSL_CTX_use_PrivateKey_file(context, key.c_str(), SSL_FILETYPE_PEM) != 1) {
    Error error = unreadable(own_file ? "--key" : "--cert", key, last_error());
    error.message += own_file ? " (a key with a pass phrase cannot be used)"
                              : "; say where its key is with --key FILE";
    return error;
  }
  return {};
}

}  // namespace

Result<std::shared_ptr<const Tls>> Tls::make(const TlsSettings& settings) {
  const std::shared_ptr<Tls> tls(new Tls());
  SSL_CTX* const context = tls->context_.native_handle();
  ERR_clear_error();
  SSL_CTX_set_min_proto_version(context, TLS1_2_VERSION);
  constexpr std::array<unsigned char, 9> http_1_1{8, 'h', 't', 't', 'p', '/', '1', '.', '1'};
  SSL_CTX_set_alpn_protos(context, http_1_1.data(), http_1_1.size());
  SSL_CTX_set_session_cache_mode(context, SSL_SESS_CACHE_CLIENT | SSL_SESS_CACHE_NO_INTERNAL);
  SSL_CTX_sess_set_new_cb(context, take_session);
  tls->verifies_ = !settings.insecure;
  if (settings.insecure) {
    SSL_CTX_set_verify(context, SSL_VERIFY_NONE, nullptr);
  } else {
    SSL_CTX_set_verify(context, SSL_VERIFY_PEER, nullptr);
    const bool own_roots = !settings.ca_file.empty();
    if (own_roots && SSL_CTX_load_verify_file(context, settings.ca_file.c_str()) != 1) {
      return unreadable("--cacert", settings.ca_file, last_error());
    }
    if (!own_roots) SSL_CTX_set_default_verify_paths(context);
  }
  if (const auto loaded = load_certificate(context, settings); !loaded) return loaded.error();
  return std::shared_ptr<const Tls>(tls);
}

TlsSession::~TlsSession() {
  SSL_SESSION_free(session_);
}

void TlsSession::keep(SSL_SESSION* session) {
  SSL_SESSION_free(session_);
  session_ = session;
}

error_code prepare_tls(SSL* ssl, const Target& target, bool verifies, TlsSession* session) {
  ERR_clear_error();
  const std::string& host = target.host;
  error_code no_address;
  boost::asio::ip::make_address(host, no_address);
  const bool is_name = static_cast<bool>(no_address);
  if (is_name && SSL_set_tlsext_host_name(ssl, host.c_str()) != 1) return last_error();
  if (verifies) {
    X509_VERIFY_PARAM* const rules = SSL_get0_param(ssl);
    const int done = is_name ? X509_VERIFY_PARAM_set1_host(rules, host.c_str(), host.size())
                             : X509_VERIFY_PARAM_set1_ip_asc(rules, host.c_str());
    if (done != 1) return last_error();
    X509_VERIFY_PARAM_set_hostflags(rules, X509_CHECK_FLAG_NO_PARTIAL_WILDCARDS);
  }
  SSL_set_ex_data(ssl, session_index(), session);
  if (session != nullptr && session->get() != nullptr) SSL_set_session(ssl, session->get());
  return {};
}

void end_tls(SSL* ssl) {
  SSL_set_ex_data(ssl, session_index(), nullptr);
  // Also makes operations that are still under way end before they touch their buffers.
  SSL_set_shutdown(ssl, SSL_SENT_SHUTDOWN | SSL_RECEIVED_SHUTDOWN);
}

bool lacked_client_certificate(SSL* ssl) {
  return SSL_get_ex_data(ssl, lacked_index()) != nullptr;
}

}  // namespace hookworthy::send
