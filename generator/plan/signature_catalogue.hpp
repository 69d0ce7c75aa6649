#pragma once

#include "generator/plan/signer.hpp"
#include "verifier/case.hpp"

#include <cstdint>
#include <functional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace hookworthy::plan {

/// A callback as it is sent: headers, name and value, over those that every callback has.
struct SignedMessage {
  std::string body;
  std::vector<std::pair<std::string, std::string>> headers;
};

/// What the messages of one case are made of.
struct SignatureInput {
  std::string_view callback;  ///< a canonical callback, UTF-8 JSON
  std::string_view other;     ///< another one of the same type
  std::int64_t now_s = 0;     ///< seconds since 1970
};

/// Everything that can be right or wrong with the signature of a callback, each at a fixed index.
///
/// Labels begin with `sig:`, those that are about the timestamp alone with `sig:time-`; the latter
/// exist with Standard Webhooks only. A case has one message, or two that are the same event
/// (`sig:retry`, `sig:duplicate`). Immutable; any thread.
class SignatureCatalogue {
 public:
  /// `signer`: the right one; outlives the catalogue. `type`: a callback type's name.
  SignatureCatalogue(const Signer& signer, std::string_view type);

  const std::string& type() const { return type_; }
  std::uint64_t count() const { return entries_.size(); }
  /// Requires index < count(). Views live as long as the catalogue.
  Case describe(std::uint64_t index) const;
  std::vector<SignedMessage> messages(std::uint64_t index, const SignatureInput& input) const;
  /// A message that is signed as it should be.
  SignedMessage good(std::string_view body, std::int64_t now_s) const;

  struct Entry {
    std::string label;
    Expect expect = Expect::reject;
    std::function<std::vector<SignedMessage>(const SignatureInput&)> make;
  };

 private:
  std::string type_;
  const Signer& signer_;
  std::vector<Entry> entries_;
};

/// The same JSON value with a space behind every token but the last.
std::string respaced(std::string_view json);

}  // namespace hookworthy::plan
