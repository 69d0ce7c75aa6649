#include "tests/support/tls_server.hpp"

#include <cstdlib>
#include <string_view>
#include <utility>

#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/ssl/context.hpp>
#include <boost/asio/ssl/stream.hpp>
#include <boost/asio/write.hpp>
#include <openssl/ssl.h>

namespace hookworthy::test {

namespace net = boost::asio;
using boost::system::error_code;
using net::ip::tcp;

struct TlsServer::Listener {
  net::io_context io;
  net::ssl::context tls{net::ssl::context::tls_server};
  tcp::acceptor acceptor{io, {net::ip::address_v4::loopback(), 0}};
};

/// Lives as long as it has something under way.
struct TlsServer::Session : std::enable_shared_from_this<Session> {
  Session(TlsServer& server, tcp::socket socket)
      : server_(server), stream_(std::move(socket), server.listener_->tls) {}

  void run() {
    stream_.async_handshake(net::ssl::stream_base::server,
                            [self = shared_from_this()](error_code error) {
                              if (!error) self->established();
                            });
  }

  void established() {
    SSL* const ssl = stream_.native_handle();
    const char* const name = SSL_get_servername(ssl, TLSEXT_NAMETYPE_host_name);
    const unsigned char* protocol = nullptr;
    unsigned size = 0;
    SSL_get0_alpn_selected(ssl, &protocol, &size);
    {
      const std::lock_guard lock(server_.mutex_);
      server_.server_name_ = name != nullptr ? name : "";
      server_.protocol_.assign(reinterpret_cast<const char*>(protocol), size);
    }
    ++server_.handshakes_;
    if (SSL_session_reused(ssl) == 1) ++server_.resumed_;
    read();
  }

  void read() {
    stream_.async_read_some(net::buffer(room_),
                            [self = shared_from_this()](error_code error, std::size_t size) {
                              if (!error) self->take(size);
                            });
  }

  void take(std::size_t size) {
    received_.append(room_, size);
    const auto head = received_.find("\r\n\r\n");
    if (head == std::string::npos) return read();
    const auto at = received_.find("Content-Length: ");
    const std::size_t body =
        at < head ? std::strtoull(received_.c_str() + at + 16, nullptr, 10) : 0;
    if (received_.size() < head + 4 + body) return read();
    received_.erase(0, head + 4 + body);
    ++server_.requests_;
    net::async_write(stream_, net::buffer(answer),
                     [self = shared_from_this()](error_code error, std::size_t) {
                       if (!error) self->read();
                     });
  }

  static constexpr std::string_view answer = "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok";
  TlsServer& server_;
  net::ssl::stream<tcp::socket> stream_;
  std::string received_;
  char room_[4096];
};

namespace {

int choose_http_1_1(SSL*, const unsigned char** out, unsigned char* size,
                    const unsigned char* offered, unsigned offered_size, void*) {
  static constexpr unsigned char wanted[] = "\x08http/1.1";
  unsigned char* chosen = nullptr;
  const int found = SSL_select_next_proto(&chosen, size, wanted, 9, offered, offered_size);
  *out = chosen;
  return found == OPENSSL_NPN_NEGOTIATED ? SSL_TLSEXT_ERR_OK : SSL_TLSEXT_ERR_NOACK;
}

void accept(net::io_context& io, tcp::acceptor& acceptor, const auto& begin) {
  acceptor.async_accept([&io, &acceptor, begin](error_code error, tcp::socket socket) {
    if (error) return;
    begin(std::move(socket));
    accept(io, acceptor, begin);
  });
}

}  // namespace

TlsServer::TlsServer(const Settings& settings) : listener_(std::make_unique<Listener>()) {
  net::ssl::context& tls = listener_->tls;
  tls.use_certificate_chain(net::buffer(settings.identity.certificate));
  tls.use_private_key(net::buffer(settings.identity.key), net::ssl::context::pem);
  SSL_CTX* const context = tls.native_handle();
  SSL_CTX_set_alpn_select_cb(context, choose_http_1_1, nullptr);
  constexpr unsigned char id[] = "test";
  SSL_CTX_set_session_id_context(context, id, 4);
  if (settings.only_tls_1_2) SSL_CTX_set_max_proto_version(context, TLS1_2_VERSION);
  if (!settings.client_authority.empty()) {
    tls.add_certificate_authority(net::buffer(settings.client_authority));
    tls.set_verify_mode(net::ssl::verify_peer | net::ssl::verify_fail_if_no_peer_cert);
  }
  port_ = listener_->acceptor.local_endpoint().port();
  accept(listener_->io, listener_->acceptor, [this](tcp::socket socket) {
    std::make_shared<Session>(*this, std::move(socket))->run();
  });
  thread_ = std::thread([this] { listener_->io.run(); });
}

TlsServer::~TlsServer() {
  listener_->io.stop();
  thread_.join();
}

std::string TlsServer::server_name() const {
  const std::lock_guard lock(mutex_);
  return server_name_;
}

std::string TlsServer::protocol() const {
  const std::lock_guard lock(mutex_);
  return protocol_;
}

}  // namespace hookworthy::test
