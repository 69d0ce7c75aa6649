#pragma once

#include "verifier/result.hpp"

#include <memory>
#include <string>

#include <boost/asio/ssl/context.hpp>
#include <boost/system/error_code.hpp>

namespace hookworthy::send {

struct TlsSettings;
struct Target;

/// What all connections of a run to one `https` destination share: the roots that are trusted, the
/// certificate of our own, ALPN `http/1.1` (RFC 7301), TLS 1.2 at least. Immutable once made, so
/// that all threads can use it.
class Tls {
 public:
  /// Reads the files. The Error names the file and what is wrong with it.
  static Result<std::shared_ptr<const Tls>> make(const TlsSettings& settings);

  /// A context is not changed by making a stream from it, though Asio does not say so.
  boost::asio::ssl::context& context() const { return context_; }
  bool verifies() const { return verifies_; }

 private:
  Tls() : context_(boost::asio::ssl::context::tls_client) {}

  mutable boost::asio::ssl::context context_;
  bool verifies_ = true;
};

/// The newest session with a destination, so that later connections need no whole handshake (RFC
/// 8446 2.2). One thread.
class TlsSession {
 public:
  TlsSession() = default;
  ~TlsSession();
  TlsSession(const TlsSession&) = delete;
  TlsSession& operator=(const TlsSession&) = delete;

  /// Takes over one reference.
  void keep(SSL_SESSION* session);
  SSL_SESSION* get() const { return session_; }

 private:
  SSL_SESSION* session_ = nullptr;
};

/// Makes a connection's SSL ready for its handshake: the server's name (RFC 6066 3, not for
/// addresses), the name or address that the certificate has to be for (RFC 6125), the session to
/// take up again. `session`: also where new ones go, must live until forget_session(); may be null.
/// The Error is OpenSSL's.
boost::system::error_code prepare_tls(SSL* ssl, const Target& target, bool verifies,
                                      TlsSession* session);

/// Nothing of the connection is used any more; its session stays good (without this OpenSSL takes
/// a connection that ends without a close_notify for a broken one, and its session with it).
void end_tls(SSL* ssl);

/// One line that says why a handshake failed, and which flag helps.
std::string explain_handshake(SSL* ssl, const boost::system::error_code& error,
                              const Target& target);

/// Whether the server asked for a certificate and there was none to give.
bool lacked_client_certificate(SSL* ssl);

}  // namespace hookworthy::send
