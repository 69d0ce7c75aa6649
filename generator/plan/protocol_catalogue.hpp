#pragma once

#include "generator/plan/script.hpp"
#include "verifier/case.hpp"

#include <cstdint>
#include <functional>
#include <string>
#include <string_view>
#include <vector>

namespace hookworthy::plan {

/// What requests to the receiver have in common. Views outlive the scripts' making only.
struct Wire {
  std::string_view path;  ///< and query, as in a request line
  std::string_view host;  ///< of the Host header
  std::string_view method = "POST";
  std::string_view media_type = "application/json";
  /// Appends further header lines, each with its CRLF, for a message with this body: the user's
  /// headers, a signature. May be empty. Not asked for Host, Content-Type and what frames a
  /// message.
  std::function<void(std::string_view body, std::string& lines)> headers{};
};

/// What one script is made of.
struct FaultInput {
  const Wire& wire;
  std::string_view callback;  ///< a canonical callback, UTF-8 JSON
  std::string_view other;     ///< another one, for faults that need two
  std::uint64_t oversize_bytes;
};

/// One thing that a client can do on the level of HTTP or JSON text, right or wrong.
struct Fault {
  std::string label;  ///< `group:name`; the groups are those below
  Expect expect = Expect::reject;
  std::function<Script(const FaultInput&)> make;
  /// It may bring a receiver down or keep it busy, so nothing else should be under way.
  bool alone = false;
};

/// Every protocol fault, each at a fixed index, built around a canonical callback.
///
/// Labels are `group:name`. The groups tell what a worthy receiver does beyond Case::expect:
///   json    the body is not JSON (reject), or at JSON's edge (either); always an answer below 500
///   type    Content-Type or Content-Encoding is wrong or missing; always an answer below 500
///   method  another method than the callback's; an answer below 500, or 501 (RFC 9110 15.6.2)
///   http    unusual but valid HTTP; always an answer below 500
///   frame   broken HTTP: never 2xx where reject; a close without an answer will do, and so will
///           501 and 505 (RFC 9112 6.1, RFC 9110 15.6.6). The client does not wait for long: it
///           leaves (Cause::abandoned) when the receiver goes on waiting for more bytes
///   stall   half a request, then nothing: never 2xx; the client leaves after a while
///   limit   larger than any sane limit: 413, 414, 431 or a close; `limit:body-...` never 2xx
///   abort   the client leaves in the middle; the answer is of no interest
/// Immutable; const members may be called from any thread.
class ProtocolCatalogue {
 public:
  struct Options {
    std::uint64_t oversize_bytes = std::uint64_t{64} << 20;  ///< of `limit:body-...`, about
  };

  /// `callback`: a canonical callback of `type`; other callbacks of that type have the same
  /// structure, so cases and labels depend on the contract only. `method`: of the type.
  ProtocolCatalogue(std::string_view callback, std::string_view type, std::string_view method,
                    Options options);

  const std::string& type() const { return type_; }
  std::uint64_t count() const { return faults_.size(); }
  /// Requires index < count(). Views live as long as the catalogue.
  Case describe(std::uint64_t index) const;
  bool alone(std::uint64_t index) const { return faults_[index].alone; }
  /// `callback` and `other`: canonical callbacks of the same type, told apart by their ids.
  Script script(std::uint64_t index, const Wire& wire, std::string_view callback,
                std::string_view other) const;

 private:
  std::string type_;
  Options options_;
  std::vector<Fault> faults_;
};

/// An ordinary request, as health probes are.
Script ordinary_script(const Wire& wire, std::string_view body);

}  // namespace hookworthy::plan
