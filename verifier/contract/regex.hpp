#pragma once

#include "verifier/result.hpp"

#include <memory>
#include <string_view>

namespace hookworthy::contract {

/// A `pattern` of JSON Schema: an ECMA-262 regular expression with the meaning of its `u` flag,
/// searched for anywhere in a string. Immutable, cheap to copy, thread-safe.
///
/// Supported: the disjunctions, groups (named ones too), assertions, quantifiers, classes and
/// escapes of ECMA-262; `(?<=` and `(?<!` of fixed length. As without the flag, punctuation may be
/// escaped needlessly and a lone `{`, `}` or `]` stands for itself. Refused with a message: back
/// references,
/// `\p{...}`, escapes of letters that mean nothing.
class Regex {
 public:
  /// `source`: UTF-8, at most 64 KiB. The Error says what is wrong or not supported.
  static Result<Regex> compile(std::string_view source);

  /// Whether some part of `text` (UTF-8) matches. An Error when the expression needs too many steps
  /// on this text: backtracking is bounded by the square of the length.
  Result<bool> search(std::string_view text) const;

 private:
  struct Program;
  explicit Regex(std::shared_ptr<const Program> program);
  std::shared_ptr<const Program> program_;
};

}  // namespace hookworthy::contract
