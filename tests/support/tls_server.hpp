#pragma once

#include "tests/support/certificates.hpp"

#include <atomic>
#include <cstdint>
#include <memory>
#include <mutex>
#include <string>
#include <thread>

namespace hookworthy::test {

/// An HTTPS server on a free loopback port that answers every request with 200.
class TlsServer {
 public:
  struct Settings {
    Identity identity;
    std::string client_authority{};  ///< PEM; clients need a certificate of it; empty: none
    bool only_tls_1_2 = false;
  };

  explicit TlsServer(const Settings& settings);
  ~TlsServer();
  TlsServer(const TlsServer&) = delete;
  TlsServer& operator=(const TlsServer&) = delete;

  std::uint16_t port() const { return port_; }
  std::string url(const std::string& host = "localhost") const {
    return "https://" + host + ":" + std::to_string(port_) + "/hook";
  }
  std::uint64_t requests() const { return requests_; }
  /// Handshakes that went well; of them, those that took up an earlier session.
  std::uint64_t handshakes() const { return handshakes_; }
  std::uint64_t resumed() const { return resumed_; }
  /// What the last client asked for.
  std::string server_name() const;
  std::string protocol() const;

 private:
  struct Listener;
  struct Session;

  std::unique_ptr<Listener> listener_;
  std::uint16_t port_ = 0;
  std::atomic<std::uint64_t> requests_{0};
  std::atomic<std::uint64_t> handshakes_{0};
  std::atomic<std::uint64_t> resumed_{0};
  mutable std::mutex mutex_;
  std::string server_name_;
  std::string protocol_;
  std::thread thread_;
};

}  // namespace hookworthy::test
