#include "verifier/check/evidence.hpp"

#include "verifier/record/text.hpp"

#include <algorithm>
#include <string_view>
#include <utility>

#include <fmt/format.h>

namespace hookworthy::check {
namespace {

using record::Cause;
using record::Delivery;
using record::Outcome;
using record::Phase;

std::string_view doing(Phase phase) {
  switch (phase) {
    case Phase::none:
      return "delivering";
    case Phase::queue:
      return "waiting for a free connection";
    case Phase::resolve:
      return "resolving the name";
    case Phase::connect:
      return "connecting";
    case Phase::handshake:
      return "shaking hands";
    case Phase::write:
      return "writing the request";
    case Phase::read:
      return "reading the answer";
  }
  return "delivering";
}

std::string_view problem(Cause cause) {
  switch (cause) {
    case Cause::none:
    case Cause::other:
      return "transport error";
    case Cause::refused:
      return "connection refused";
    case Cause::unreachable:
      return "host unreachable";
    case Cause::reset:
      return "connection reset";
    case Cause::closed:
      return "connection closed";
    case Cause::broken_pipe:
      return "connection closed by the receiver";
    case Cause::malformed:
      return "answer is not HTTP/1.x";
    case Cause::header_limit:
      return "answer's head too large";
    case Cause::body_limit:
      return "answer's body too large";
    case Cause::tls:
      return "TLS failure";
    case Cause::no_descriptor:
      return "no descriptor left";
    case Cause::no_port:
      return "no local port left";
    case Cause::abandoned:
      return "left by the client, as the case has it";
  }
  return "transport error";
}

}  // namespace

CaseRef::CaseRef(const Case& what) {
  assign(what);
}

void CaseRef::assign(const Case& what) {
  key = CaseKey{what.kind, what.index};
  expect = what.expect;
  type.assign(what.type);
  field.assign(what.field);
  has_field = what.has_field;
  label.assign(what.label);
}

Evidence::Evidence(const Delivery& delivery)
    : sequence(delivery.sequence),
      what(delivery.what),
      after(delivery.after),
      request(delivery.request_body.substr(0, max_request_bytes)),
      request_bytes(delivery.request_body.empty() ? delivery.request_bytes
                                                  : delivery.request_body.size()),
      outcome(delivery.outcome),
      phase(delivery.phase),
      cause(delivery.cause),
      status(delivery.status),
      response(delivery.response_excerpt.substr(0, 512)) {
  if (delivery.sent_ns >= 0 && delivery.done_ns >= 0) {
    waited_ns = delivery.done_ns - delivery.sent_ns;
  }
}

Evidence::Evidence(std::shared_ptr<const TrialEvidence> proof) : trial(std::move(proof)) {
  const record::Trial& told = trial->trial;
  what.key = CaseKey{Kind::sequence, told.number};
  what.label = told.operation;
  if (!told.attempts.empty()) sequence = told.attempts.front().sequence;
  if (trial->by_sight || trial->proof >= told.attempts.size()) return;
  const record::Attempt& attempt = told.attempts[trial->proof];
  what.type = attempt.type;
  outcome = attempt.outcome;
  cause = attempt.cause;
  status = attempt.status;
  waited_ns = attempt.service_ns;
}

std::string describe_ending(const record::Attempt& attempt) {
  switch (attempt.outcome) {
    case Outcome::response:
      return std::to_string(attempt.status);
    case Outcome::transport_error:
      return std::string(problem(attempt.cause));
    case Outcome::timed_out:
      return "timed out";
    case Outcome::unsent:
      return "not sent";
    case Outcome::unfinished:
      return "unfinished";
  }
  return "";
}

std::string describe_response(const Evidence& evidence, std::size_t max_bytes) {
  switch (evidence.outcome) {
    case Outcome::response: {
      const std::string status = std::to_string(evidence.status);
      return evidence.response.empty()
                 ? status
                 : status + " " + record::printable(evidence.response, max_bytes);
    }
    case Outcome::transport_error:
      return fmt::format("{} while {}", problem(evidence.cause), doing(evidence.phase));
    case Outcome::timed_out:
      if (evidence.waited_ns < 0) return fmt::format("timed out while {}", doing(evidence.phase));
      return fmt::format("no answer within {:.3g} s (while {})",
                         static_cast<double>(evidence.waited_ns) / 1e9, doing(evidence.phase));
    case Outcome::unsent:
      return "not sent";
    case Outcome::unfinished:
      return "unfinished when the run ended";
  }
  return "";
}

/// What tells evidence apart. A probe is about the case before it, so that one counts.
struct EvidenceKeeper::Key {
  std::string_view type, field, label;
  bool has_field;

  static Key of(const CaseRef& ref) { return {ref.type, ref.field, ref.label, ref.has_field}; }
  static Key of(const Case& what) { return {what.type, what.field, what.label, what.has_field}; }
  static Key of(const Evidence& evidence) {
    return of(evidence.preceding ? *evidence.preceding : evidence.what);
  }
  friend bool operator==(const Key&, const Key&) = default;
};

Evidence* EvidenceKeeper::place_for(std::uint64_t sequence, const Key& key) {
  const auto same =
      std::ranges::find_if(kept_, [&](const Evidence& e) { return Key::of(e) == key; });
  if (same != kept_.end()) return sequence < same->sequence ? &*same : nullptr;
  if (kept_.size() < capacity_) return &kept_.emplace_back();
  if (kept_.empty()) return nullptr;
  Evidence& last = *std::ranges::max_element(kept_, {}, &Evidence::sequence);
  return sequence < last.sequence ? &last : nullptr;
}

bool EvidenceKeeper::offer(const Delivery& delivery, const CaseRef* preceding) {
  const Key key = preceding != nullptr ? Key::of(*preceding) : Key::of(delivery.what);
  Evidence* place = place_for(delivery.sequence, key);
  if (place == nullptr) return false;
  *place = Evidence(delivery);
  if (preceding != nullptr) place->preceding = *preceding;
  return true;
}

void EvidenceKeeper::offer(const Evidence& evidence) {
  if (Evidence* place = place_for(evidence.sequence, Key::of(evidence))) *place = evidence;
}

void EvidenceKeeper::merge(const EvidenceKeeper& other) {
  for (const Evidence& evidence : other.kept_) offer(evidence);
}

void EvidenceKeeper::resolve(std::uint64_t sequence, const Case& what) {
  std::vector<Evidence> resolved;
  for (auto it = kept_.begin(); it != kept_.end();) {
    if (it->after == sequence && !it->preceding) {
      it->preceding = CaseRef(what);
      resolved.push_back(std::move(*it));
      it = kept_.erase(it);
    } else {
      ++it;
    }
  }
  // Offered anew, since it is told apart by another case now.
  for (const Evidence& evidence : resolved) offer(evidence);
}

std::vector<Evidence> EvidenceKeeper::sorted() const {
  std::vector<Evidence> result = kept_;
  std::ranges::sort(result, {}, &Evidence::sequence);
  return result;
}

}  // namespace hookworthy::check
