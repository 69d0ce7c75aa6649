#pragma once

#include "verifier/contract/fast_plan.hpp"
#include "verifier/contract/fast_text.hpp"

#include <cstddef>
#include <cstdint>
#include <cstring>
#include <string_view>

namespace hookworthy::contract::fast {

/// One callback being read.
struct Pass {
  const Plan* plan;
  const char* end;  ///< behind the last '}', which stops every scan outside of strings
  Slot* slots;      ///< RootPlan::max_slots
  Arena arena;
};

/// Finds the ends of white space and strings, a vector at a time. Functions take where they are and
/// return what follows; nullptr: the validator has to judge.
template <class Vector>
class Scanner {
 protected:
  using Mask = typename Vector::Mask;

  explicit Scanner(Pass& pass) : pass_(pass), end_(pass.end) {}

  [[gnu::always_inline]] static const char* skip_space(const char* at, const char* end) {
    if (static_cast<unsigned char>(*at) > ' ') [[likely]]
      return at;
    return skip_more_space(at, end);
  }

  static const char* skip_more_space(const char* at, const char* end) {
    // One space, or a line feed and the indentation of the next line.
    if (static_cast<unsigned char>(at[1]) > ' ') return is_space(*at) ? at + 1 : at;
    while (static_cast<std::size_t>(end - at) >= Vector::width) {
      const Mask other = Vector::not_space(at);
      if (other != 0) return at + Vector::first(other);
      at += Vector::width;
    }
    while (is_space(*at)) ++at;
    return at;
  }

  static bool is_space(char c) { return c == ' ' || c == '\n' || c == '\r' || c == '\t'; }

  // The first quote, backslash or control character; end_ if there is none. `high` becomes not 0
  // when something before it is not ASCII.
  [[gnu::always_inline]] const char* scan(const char* at, Mask& high) const {
    while (static_cast<std::size_t>(end_ - at) >= Vector::width) {
      Mask beyond_ascii;
      const Mask stop = Vector::special(at, beyond_ascii);
      if (stop != 0) {
        high |= beyond_ascii & (Vector::lowest(stop) - 1);
        return at + Vector::first(stop);
      }
      high |= beyond_ascii;
      at += Vector::width;
    }
    return scan_tail(at, high);
  }

  [[gnu::noinline]] const char* scan_tail(const char* at, Mask& high) const {
    for (; at != end_; ++at) {
      const auto c = static_cast<unsigned char>(*at);
      if (c == '"' || c == '\\' || c < 0x20) break;
      if (c >= 0x80) high |= 1;
    }
    return at;
  }

  // The first byte that is not of the class.
  [[gnu::always_inline]] const char* scan(const char* at, const CharClass& characters) const {
    while (static_cast<std::size_t>(end_ - at) >= Vector::width) {
      const Mask other = Vector::outside(at, characters);
      if (other != 0) return at + Vector::first(other);
      at += Vector::width;
    }
    while (at != end_ && characters.member[static_cast<unsigned char>(*at)]) ++at;
    return at;
  }

  // `at`: behind the opening quote; returns the closing one. `text`: the content, decoded if
  // `needed`.
  [[gnu::always_inline]] const char* string(const char* at, bool needed, std::string_view& text) {
    Mask high = 0;
    const char* const stop = scan(at, high);
    if (stop == end_ || *stop != '"') [[unlikely]]
      return escaped(at, stop, high, needed, text);
    text = {at, static_cast<std::size_t>(stop - at)};
    if (high != 0 && !is_utf8(at, stop)) [[unlikely]]
      return nullptr;
    return stop;
  }

  [[gnu::noinline]] const char* escaped(const char* begin, const char* at, Mask high, bool needed,
                                        std::string_view& text) {
    char* out = needed ? pass_.arena.at : nullptr;
    char* const decoded = out;
    const char* run = begin;
    for (;;) {
      if (at == end_ || (*at != '\\' && *at != '"')) return nullptr;
      if (needed) {
        const auto size = static_cast<std::size_t>(at - run);
        if (static_cast<std::size_t>(pass_.arena.end - out) < size + 4) return nullptr;
        std::memcpy(out, run, size);
        out += size;
      }
      if (*at == '"') break;
      while (*at == '\\') {
        if (needed && pass_.arena.end - out < 8) return nullptr;
        at = read_escape(at, end_, out);
        if (at == nullptr || at == end_) return nullptr;
      }
      run = at;
      at = scan(at, high);
    }
    if (high != 0 && !is_utf8(begin, at)) return nullptr;
    if (needed) {
      text = {decoded, static_cast<std::size_t>(out - decoded)};
      pass_.arena.at = out;
    }
    return at;
  }

  Pass& pass_;
  const char* const end_;
};

}  // namespace hookworthy::contract::fast
