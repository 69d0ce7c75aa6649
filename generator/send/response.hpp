#pragma once

#include "generator/send/limits.hpp"
#include "verifier/record/delivery.hpp"

#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include <boost/asio/buffer.hpp>
#include <boost/beast/http/basic_parser.hpp>

namespace hookworthy::send {

/// Beast's parser of one response, keeping no fields: only the start of the body.
class ResponseParser final : public boost::beast::http::basic_parser<false> {
 public:
  /// Keeps more of the body than the usual excerpt.
  void keep(std::size_t bytes) { kept_bytes_ = bytes; }
  std::string_view excerpt() const {
    return kept_bytes_ > 0 ? std::string_view(kept_)
                           : std::string_view(excerpt_.data(), excerpt_size_);
  }
  std::uint64_t body_bytes() const { return body_bytes_; }
  int status() const { return status_; }

 private:
  using error_code = boost::beast::error_code;
  using text = boost::beast::string_view;

  void on_request_impl(boost::beast::http::verb, text, text, int, error_code& ec) override {
    ec = {};
  }
  void on_response_impl(int status, text, int, error_code& ec) override {
    status_ = status;
    ec = {};
  }
  void on_field_impl(boost::beast::http::field, text, text, error_code& ec) override { ec = {}; }
  void on_header_impl(error_code& ec) override { ec = {}; }
  void on_body_init_impl(const boost::optional<std::uint64_t>&, error_code& ec) override {
    ec = {};
  }
  std::size_t on_body_impl(text body, error_code& ec) override;
  void on_chunk_header_impl(std::uint64_t, text, error_code& ec) override { ec = {}; }
  std::size_t on_chunk_body_impl(std::uint64_t, text body, error_code& ec) override {
    return on_body_impl(body, ec);
  }
  void on_finish_impl(error_code& ec) override { ec = {}; }

  std::array<char, Limits::excerpt_bytes> excerpt_;
  std::size_t excerpt_size_ = 0;
  std::size_t kept_bytes_ = 0;  ///< 0: the usual excerpt
  std::string kept_;
  std::uint64_t body_bytes_ = 0;
  int status_ = 0;
};

/// Turns bytes of a connection into one final response after the other, within limits.
///
/// The buffer is allocated once; only a response head larger than it makes it grow, up to
/// Limits::header_bytes, and the next reset gives that back. Interim responses (RFC 9110 15.2) are
/// skipped. A short response that comes at once and has the same bytes as the one before it is
/// compared with that one instead of parsed again. One thread.
class ResponseReader {
 public:
  enum class State : std::uint8_t { more, done, failed };

  explicit ResponseReader(const Limits& limits);

  /// Forgets the last response and any bytes after it. `to_head`: the next responses answer HEAD,
  /// so they have no body, whatever their fields say (RFC 9112 6.3).
  void reset(bool to_head = false);
  /// Goes on behind a response that is done, with the bytes that came after it.
  State next();
  /// Where the next bytes belong; never empty. Only while the state is `more`.
  boost::asio::mutable_buffer space();
  /// `size` bytes have been written to space().
  State commit(std::size_t size);
  /// The peer will send no more: ends a body that has no other end (RFC 9112 6.3).
  State end_of_stream();

  /// Of the final response, after `done`.
  std::uint16_t status() const { return static_cast<std::uint16_t>(parser_->status()); }
  /// 1xx responses before the final one, so far.
  std::size_t interim_responses() const { return interim_; }
  /// The peer keeps the connection.
  bool keeps_connection() const;
  /// The peer keeps the connection, and nothing came after the response.
  bool reusable() const;
  /// Why, after `failed`.
  record::Cause cause() const { return cause_; }
  /// Start of the body as far as it was read; valid until reset() or next().
  std::string_view excerpt() const { return parser_->excerpt(); }

 private:
  State commit_first();
  State parse();
  State fail(record::Cause cause);
  bool make_space();
  bool too_little_for_a_chunk() const;
  void begin_response();

  Limits limits_;
  std::vector<char> buffer_;
  std::size_t begin_ = 0;
  std::size_t end_ = 0;
  std::size_t head_bytes_ = 0;  ///< consumed by the head of the response at hand
  std::size_t interim_ = 0;
  bool to_head_ = false;
  /// No byte has come since the reset, and the parser is still that of the response before.
  bool untouched_ = false;
  /// The bytes of the response that the parser has parsed, when it was short and came at once.
  std::array<char, 512> last_;
  std::size_t last_bytes_ = 0;  ///< 0: there is none
  std::optional<ResponseParser> parser_;
  record::Cause cause_ = record::Cause::none;
};

}  // namespace hookworthy::send
