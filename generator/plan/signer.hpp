#pragma once

#include "verifier/contract/signature.hpp"

#include <cstdint>
#include <string>
#include <string_view>
#include <variant>

namespace hookworthy::plan {

/// Signs callbacks as their provider would. Immutable; any thread.
///
/// The id of a message is made from its body: a retry of the same callback has the same id, as
/// Standard Webhooks demand, and a run can be repeated.
class Signer {
 public:
  explicit Signer(contract::StandardWebhooks key) : key_(std::move(key)) {}
  explicit Signer(contract::HmacHeader key) : key_(std::move(key)) {}

  /// Appends the header lines that sign `body`, each with its CRLF. `unix_s`: seconds since 1970.
  void append(std::string_view body, std::int64_t unix_s, std::string& lines) const;

  /// `msg_` and 32 hexadecimal digits.
  static std::string message_id(std::string_view body);

  const contract::StandardWebhooks* standard() const {
    return std::get_if<contract::StandardWebhooks>(&key_);
  }
  const contract::HmacHeader* header() const { return std::get_if<contract::HmacHeader>(&key_); }

 private:
  std::variant<contract::StandardWebhooks, contract::HmacHeader> key_;
};

}  // namespace hookworthy::plan
