#include "verifier/check/assess.hpp"

#include "verifier/assert.hpp"

#include <algorithm>

namespace hookworthy::check {
namespace {

using record::Cause;
using record::Delivery;
using record::Outcome;
using record::Phase;

bool before_request(Phase phase) {
  return phase == Phase::resolve || phase == Phase::connect || phase == Phase::handshake;
}

/// The clause that a case's expectation belongs to; nothing for `either`.
std::optional<ClauseId> expectation_clause(const Delivery& delivery) {
  switch (delivery.what.expect) {
    case Expect::accept:
      if (is_health_probe(delivery)) return ClauseId::accepts_after_bad;
      return delivery.what.kind == Kind::canonical ? ClauseId::accepts_canonical
                                                   : ClauseId::accepts_edges;
    case Expect::reject:
      return ClauseId::rejects_violations;
    case Expect::either:
      return std::nullopt;
  }
  return std::nullopt;
}

/// How a delivery that reached the receiver ended.
Assessment assess_reached(const Delivery& delivery, Answer answer) {
  Assessment result;
  result.contact = Contact::reached;
  const bool answered = delivery.outcome == Outcome::response;
  const bool timed_out = delivery.outcome == Outcome::timed_out;
  const bool server_error = answered && delivery.status >= 500;
  const auto test = [&result](ClauseId id, bool broken) {
    result.tested.add(id);
    if (broken) result.broken.add(id);
  };
  if (answered || timed_out) test(ClauseId::answers_in_time, timed_out);
  if (!timed_out) test(ClauseId::never_5xx_or_drop, !answered || server_error);
  if (const auto expected = expectation_clause(delivery)) {
    if (delivery.what.expect == Expect::accept) {
      test(*expected, !answered || answer != Answer::accepted);
    } else if (answered && !server_error) {
      test(*expected, answer != Answer::refused);
    }
  }
  return result;
}

}  // namespace

AnswerTable::AnswerTable(const contract::Contract& contract) {
  for (const auto& type : contract.types()) {
    numbers_.emplace(type.name, names_.size());
    names_.push_back(type.name);
    Row& row = rows_.emplace_back();
    for (unsigned status = 100; status < statuses; ++status) {
      row.accepted[status] = type.accepted.has(status);
      row.refused[status] = type.refused.has(status);
    }
  }
  Row& row = rows_.emplace_back();
  for (unsigned i = 0; i < 100; ++i) {
    row.accepted[200 + i] = true;
    row.refused[400 + i] = true;
  }
}

std::size_t AnswerTable::type_of(std::string_view name) const {
  const auto it = numbers_.find(name);
  return it == numbers_.end() ? no_type() : it->second;
}

Answer AnswerTable::answer(std::size_t type, unsigned status) const {
  HOOKWORTHY_ASSERT(type < rows_.size());
  if (status >= statuses) return Answer::other;
  const Row& row = rows_[type];
  return row.accepted[status]  ? Answer::accepted
         : row.refused[status] ? Answer::refused
                               : Answer::other;
}

Contact contact_of(const Delivery& delivery) {
  switch (delivery.outcome) {
    case Outcome::unsent:
    case Outcome::unfinished:
      return Contact::none;
    case Outcome::response:
      return Contact::reached;
    case Outcome::transport_error:
    case Outcome::timed_out:
      break;
  }
  if (delivery.phase == Phase::queue || delivery.cause == Cause::no_descriptor ||
      delivery.cause == Cause::no_port) {
    return Contact::harness;
  }
  if (before_request(delivery.phase) || delivery.cause == Cause::refused ||
      delivery.cause == Cause::unreachable) {
    return Contact::not_reached;
  }
  return Contact::reached;
}

bool is_health_probe(const Delivery& delivery) {
  return delivery.after != Delivery::no_delivery && delivery.what.kind == Kind::canonical &&
         delivery.what.expect == Expect::accept;
}

Assessment assess(const Delivery& delivery, Answer answer) {
  const Contact contact = contact_of(delivery);
  if (contact == Contact::reached) return assess_reached(delivery, answer);
  Assessment result;
  result.contact = contact;
  result.missed.add(ClauseId::never_5xx_or_drop);
  result.missed.add(ClauseId::answers_in_time);
  if (const auto expected = expectation_clause(delivery)) result.missed.add(*expected);
  return result;
}

}  // namespace hookworthy::check
