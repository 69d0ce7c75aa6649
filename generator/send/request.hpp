#pragma once

#include "generator/send/target.hpp"
#include "verifier/result.hpp"

#include <cstddef>
#include <span>
#include <string>
#include <string_view>

namespace hookworthy::send {

/// Everything of an HTTP/1.1 request but its body, made once and copied before each body.
class RequestHead {
 public:
  /// The defaults are Host, User-Agent, Accept and `Content-Type: application/json`; a header of
  /// `headers` with the same name (without case) takes a default's place. Content-Length is that of
  /// each body, unless `headers` has one or a Transfer-Encoding. The Error names a method or
  /// header that cannot be sent.
  static Result<RequestHead> make(const Target& target, std::string_view method,
                                  std::span<const Header> headers);

  /// Replaces `out` (capacity reused) by the request with `body`. Returns where the body begins.
  /// `lines`: further header lines of this request alone, each with its CRLF.
  std::size_t write(std::string_view body, std::string& out, std::string_view lines = {}) const;

 private:
  std::string text_;  ///< up to and with "Content-Length: ", or the whole head
  bool counts_ = true;
};

/// Whether `text` is a token (RFC 9110 5.6.2), as methods and header names have to be.
bool is_token(std::string_view text);

/// Whether one of `headers` has this name, without case.
bool has_header(std::span<const Header> headers, std::string_view name);

}  // namespace hookworthy::send
