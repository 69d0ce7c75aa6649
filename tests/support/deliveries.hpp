#pragma once

#include "verifier/case.hpp"
#include "verifier/record/delivery.hpp"

#include <cstdint>
#include <string>
#include <string_view>

namespace hookworthy::test {

/// A delivery with text of its own, so that tests can keep and change it. Begins as the canonical
/// callback of type `new`, answered 200 after a millisecond.
struct Sent {
  std::string type = "new";
  std::string field;
  std::string label;
  std::string request = R"({"callback_type":"new"})";
  std::string response;
  record::Delivery delivery;

  Sent() {
    delivery.outcome = record::Outcome::response;
    delivery.status = 200;
    delivery.sent_ns = 0;
    delivery.done_ns = 1'000'000;
  }

  Sent& sequence(std::uint64_t value) {
    delivery.sequence = value;
    return *this;
  }
  Sent& of(Kind kind, std::uint64_t index, Expect expect) {
    delivery.what.kind = kind;
    delivery.what.index = index;
    delivery.what.expect = expect;
    return *this;
  }
  Sent& typed(std::string_view value) {
    type = value;
    return *this;
  }
  Sent& at(std::string_view pointer, std::string_view name) {
    field = pointer;
    label = name;
    delivery.what.has_field = true;
    return *this;
  }
  Sent& answered(std::uint16_t status, std::string_view body = "") {
    delivery.outcome = record::Outcome::response;
    delivery.status = status;
    delivery.phase = record::Phase::none;
    delivery.cause = record::Cause::none;
    response = body;
    return *this;
  }
  Sent& ended(record::Outcome outcome, record::Phase phase = record::Phase::none,
              record::Cause cause = record::Cause::none) {
    delivery.outcome = outcome;
    delivery.status = 0;
    delivery.phase = phase;
    delivery.cause = cause;
    return *this;
  }
  Sent& failed(record::Phase phase, record::Cause cause) {
    return ended(record::Outcome::transport_error, phase, cause);
  }
  Sent& timed_out(record::Phase phase = record::Phase::read) {
    return ended(record::Outcome::timed_out, phase);
  }
  Sent& probe_of(std::uint64_t sequence) {
    delivery.after = sequence;
    return *this;
  }
  Sent& times(std::int64_t intended_ns, std::int64_t sent_ns, std::int64_t done_ns) {
    delivery.intended_ns = intended_ns;
    delivery.sent_ns = sent_ns;
    delivery.done_ns = done_ns;
    return *this;
  }

  /// The delivery with its views; valid while this lives unchanged.
  [[nodiscard]] const record::Delivery& get() {
    delivery.what.type = type;
    delivery.what.field = field;
    delivery.what.label = label;
    delivery.request_body = request;
    delivery.request_bytes = request.size();
    delivery.response_excerpt = response;
    delivery.response_bytes = response.size();
    return delivery;
  }
};

}  // namespace hookworthy::test
