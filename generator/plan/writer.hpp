#pragma once

#include "generator/plan/emit.hpp"

#include <cstddef>
#include <cstdint>
#include <cstring>
#include <string>
#include <string_view>

namespace hookworthy::plan {

/// Appends to a string whose capacity is reused: no allocation once it is large enough. The string
/// holds no meaningful bytes until `finish`.
class Writer {
 public:
  explicit Writer(std::string& out) : out_(out) {
    if (out_.size() < initial_bytes) out_.resize(initial_bytes);
    begin_ = cursor_ = out_.data();
    end_ = begin_ + out_.size();
  }
  Writer(const Writer&) = delete;
  Writer& operator=(const Writer&) = delete;

  void text(std::string_view bytes) {
    if (static_cast<std::size_t>(end_ - cursor_) < bytes.size()) grow(bytes.size());
    copy(bytes.data(), bytes.size());
    cursor_ += bytes.size();
  }
  void put(char byte) {
    if (cursor_ == end_) grow(1);
    *cursor_++ = byte;
  }
  /// `value` with leading zeros to `digits` digits, at most 8; value < 10^digits.
  void padded(std::uint32_t value, unsigned digits) {
    commit(put_digits(value, digits, reserve(digits + slack_bytes)));
  }

  /// Room for `bytes` more, to be written from the pointer returned here on without a check;
  /// `commit` says where what was written ends.
  char* reserve(std::size_t bytes) {
    if (static_cast<std::size_t>(end_ - cursor_) < bytes) grow(bytes);
    return cursor_;
  }
  void commit(char* end) { cursor_ = end; }
  /// Room for `bytes` from `to` on, which lies in room that was reserved before. What was written
  /// up to `to` still has to be committed before any other call.
  char* extend(char* to, std::size_t bytes) {
    if (static_cast<std::size_t>(end_ - to) >= bytes) return to;
    commit(to);
    return reserve(bytes);
  }

  std::size_t size() const { return static_cast<std::size_t>(cursor_ - begin_); }
  /// What was written so far; valid until the next call.
  std::string_view view() const { return {begin_, size()}; }
  /// Leaves exactly the written bytes in the string.
  void finish() { out_.resize(size()); }

 private:
  static constexpr std::size_t initial_bytes = 2048;
  void grow(std::size_t bytes);

  // Most of what is written is short: two copies that overlap beat a call.
  void copy(const char* from, std::size_t size) {
    if (size > 32) {
      std::memcpy(cursor_, from, size);
    } else if (size >= 16) {
      std::memcpy(cursor_, from, 16);
      std::memcpy(cursor_ + size - 16, from + size - 16, 16);
    } else if (size >= 8) {
      std::memcpy(cursor_, from, 8);
      std::memcpy(cursor_ + size - 8, from + size - 8, 8);
    } else if (size >= 4) {
      std::memcpy(cursor_, from, 4);
      std::memcpy(cursor_ + size - 4, from + size - 4, 4);
    } else {
      for (std::size_t i = 0; i < size; ++i) cursor_[i] = from[i];
    }
  }

  std::string& out_;
  char* begin_ = nullptr;
  char* cursor_ = nullptr;
  char* end_ = nullptr;
};

}  // namespace hookworthy::plan
