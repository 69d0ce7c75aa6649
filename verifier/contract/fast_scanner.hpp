#pragma once

#include "verifier/contract/fast_plan.hpp"
#include "verifier/contract/fast_text.hpp"

#include <array>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <string_view>

namespace hookworthy::contract::fast {

/// One callback being read.
struct Pass {
  const Plan* plan;
  const char* begin;
  const char* end;  ///< behind the last '}', which stops every scan outside of strings
  Slots* slots;
  Arena arena;
};

/// Finds the ends of white space and strings, a vector at a time. Functions take where they are and
/// return what follows; nullptr: the validator has to judge.
template <class Vector>
class Scanner {
 protected:
  using Mask = typename Vector::Mask;

  explicit Scanner(Pass& pass)
      : begin_(pass.begin), end_(pass.end), arena_(pass.arena), specials_(pass.plan->specials) {}

  bool has(const char* at, std::size_t bytes) const {
    return static_cast<std::size_t>(end_ - at) >= bytes;
  }

  [[gnu::always_inline]] const char* skip_space(const char* at) const {
    if (static_cast<unsigned char>(*at) > ' ') return at;
    return skip_more_space(at);
  }

  const char* skip_more_space(const char* at) const {
    // One space, or a line feed and the indentation of the next line.
    if (static_cast<unsigned char>(at[1]) > ' ') return is_space(*at) ? at + 1 : at;
    while (has(at, Vector::width)) {
      const Mask other = Vector::not_space(at);
      if (other != 0) return at + Vector::first(other);
      at += Vector::width;
    }
    while (is_space(*at)) ++at;
    return at;
  }

  // The same, for white space that is as long as the last time (`length`) as a rule: that of lines
  // of one object. To guess lets the walk go on before the vector has been looked at; compilers
  // must not find out that both are equal then.
  [[gnu::always_inline]] const char* skip_same_space(const char* at, std::size_t& length) const {
    if (static_cast<unsigned char>(*at) > ' ') return at;
    std::size_t guess = length;
    asm("" : "+r"(guess));
    if (has(at, Vector::width)) {
      const Mask other = Vector::not_space(at);
      if (other != 0 && Vector::first(other) == length) return at + guess;
    }
    const char* const next = skip_more_space(at);
    length = static_cast<std::size_t>(next - at);
    return next;
  }

  static bool is_space(char c) { return c == ' ' || c == '\n' || c == '\r' || c == '\t'; }

  // Calls `find` for the vectors from `at` on until it finds something, and returns where. The last
  // vector of the text reaches back behind `at`. The text's last byte if nothing is found.
  template <class Find>
  [[gnu::always_inline]] const char* search(const char* at, Find find) const {
    for (; has(at, Vector::width); at += Vector::width) {
      const Mask found = find(at);
      if (found != 0) return at + Vector::first(found);
    }
    if (static_cast<std::size_t>(end_ - begin_) < Vector::width) return search_short(at, find);
    const auto left = static_cast<unsigned>(end_ - at);
    const Mask found = Vector::drop(find(end_ - Vector::width), Vector::width - left);
    return left != 0 && found != 0 ? at + Vector::first(found) : end_ - 1;
  }

  template <class Find>
  [[gnu::noinline]] const char* search_short(const char* at, Find find) const {
    std::array<char, Vector::width> copy{};
    const auto size = static_cast<std::size_t>(end_ - at);
    std::memcpy(copy.data(), at, size);
    const Mask found = find(copy.data());
    const std::size_t first = found == 0 ? size : Vector::first(found);
    return first < size ? at + first : end_ - 1;
  }

  // The first quote, backslash or control character; the text's last byte if there is none.
  // `before`: not 0 if the vector before `at`, of the same string, has bytes beyond ASCII.
  [[gnu::always_inline]] const char* scan(const char* at, Mask before = 0) {
    for (; has(at, Vector::width); at += Vector::width) {
      const Mask special = Vector::special(at, specials_);
      const Mask high = Vector::beyond_ascii(at) & Vector::up_to_first(special);
      note(at, (high | before) != 0);
      if (special != 0) return at + Vector::first(special);
      before = high;
    }
    return scan_end(at, before);
  }

  [[gnu::noinline]] const char* scan_end(const char* at, Mask before) {
    if (static_cast<std::size_t>(end_ - begin_) < Vector::width) {
      notes_ = max_notes + 1;
    } else {
      const char* const last = end_ - Vector::width;
      note(last, (Vector::beyond_ascii(last) | before) != 0);
    }
    return search(at, [&](const char* here) { return Vector::special(here, specials_); });
  }

  // The same where one vector is known to be within the text.
  [[gnu::always_inline]] const char* scan_first(const char* at) {
    const Mask special = Vector::special(at, specials_);
    const Mask high = Vector::beyond_ascii(at) & Vector::up_to_first(special);
    note(at, high != 0);
    if (special != 0) [[likely]]
      return at + Vector::first(special);
    return scan(at + Vector::width, high);
  }

  // Whether a string has bytes beyond ASCII is hard to predict, so nothing depends on it until the
  // end. Then all vectors are looked at that have some, or follow one that does.
  [[gnu::always_inline]] void note(const char* at, bool beyond_ascii) {
    noted_[notes_ % max_notes] = at;
    notes_ += beyond_ascii ? 1 : 0;
  }

  bool is_utf8() const {
    if (notes_ == 0) return true;
    if (notes_ > max_notes) return fast::is_utf8(begin_, end_);
    return Vector::are_utf8({noted_.data(), notes_}, begin_, end_);
  }

  // The first byte that is not of the class.
  [[gnu::always_inline]] const char* scan(const char* at, const CharClass& characters) const {
    return search(at, [&](const char* here) { return Vector::outside(here, characters); });
  }

  // The same, but goes on behind the bytes that `skip` is true of, and what it has looked at behind
  // them, which has to be of the class.
  template <class Skip>
  [[gnu::always_inline]] const char* scan(const char* at, const CharClass& characters,
                                          Skip skip) const {
    for (; has(at, Vector::width); at += Vector::width) {
      for (Mask found = Vector::outside(at, characters); found != 0; found &= found - 1) {
        const char* const here = at + Vector::first(found);
        if (!skip(here)) return here;
      }
    }
    do at = scan(at, characters);
    while (skip(at) && ++at);
    return at;
  }

  // `at`: behind the opening quote; returns the closing one. `text`: the content, decoded if
  // `needed`.
  const char* string(const char* at, bool needed, std::string_view& text) {
    const char* const stop = scan(at);
    if (*stop != '"') return escaped(at, stop, needed, text);
    text = {at, static_cast<std::size_t>(stop - at)};
    return stop;
  }

  [[gnu::noinline]] const char* escaped(const char* begin, const char* at, bool needed,
                                        std::string_view& text) {
    char* out = needed ? arena_.at : nullptr;
    const char* run = begin;
    for (;;) {
      if (*at != '\\' && *at != '"') return nullptr;
      if (needed) {
        const auto size = static_cast<std::size_t>(at - run);
        if (static_cast<std::size_t>(arena_.end - out) < size) return nullptr;
        std::memcpy(out, run, size);
        out += size;
      }
      if (*at == '"') break;
      while (*at == '\\') {
        if (needed && arena_.end - out < 4) return nullptr;
        at = needed ? read_escape(at, end_, out) : skip_escape(at, end_);
        if (at == nullptr || at == end_) return nullptr;
      }
      run = at;
      at = scan(at);
    }
    if (needed) {
      text = {arena_.at, static_cast<std::size_t>(out - arena_.at)};
      arena_.at = out;
    }
    return at;
  }

  static constexpr std::size_t max_notes = 64;

  const char* const begin_;
  const char* const end_;
  Arena arena_;
  std::size_t notes_ = 0;
  std::array<const char*, max_notes> noted_;
  const Specials& specials_;
};

}  // namespace hookworthy::contract::fast
