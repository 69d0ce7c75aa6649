#include "verifier/check/assess.hpp"

#include "verifier/assert.hpp"

#include <algorithm>
#include <array>
#include <bit>
#include <optional>

namespace hookworthy::check {
namespace {

using record::Cause;
using record::Delivery;
using record::Outcome;
using record::Phase;

bool before_request(Phase phase) {
  return phase == Phase::resolve || phase == Phase::connect || phase == Phase::handshake;
}

/// What a worthy receiver may do with the cases of one group, beyond what each case expects.
struct Group {
  std::string_view name;
  ClauseId rejecting;  ///< the clause of its cases that are to be refused
  /// The line itself is broken, so a close, or whatever is left of an answer, is a refusal too.
  bool may_drop = false;
  std::array<unsigned, 2> refusals{};  ///< statuses above 499 that refuse
};

// The client of `abort:` has left: nothing that follows is of interest.
constexpr std::string_view abort_group = "abort";

constexpr std::array<Group, 7> groups{{{"http", ClauseId::rejects_bad_requests},
                                       {"json", ClauseId::rejects_malformed_json},
                                       {"type", ClauseId::rejects_bad_requests},
                                       {"method", ClauseId::rejects_bad_requests, false, {501}},
                                       {"frame", ClauseId::rejects_bad_requests, true, {501, 505}},
                                       {"stall", ClauseId::rejects_bad_requests, true, {503, 504}},
                                       {"limit", ClauseId::limits_body_size, true, {503, 507}}}};

std::string_view group_name(const Case& item) {
  return item.label.substr(0, item.label.find(':'));
}

/// nullptr for cases that have no rules of their own.
const Group* group_of(const Case& item) {
  if (item.kind != Kind::protocol) return nullptr;
  const auto* const found = std::ranges::find(groups, group_name(item), &Group::name);
  return found == groups.end() ? nullptr : found;
}

bool is_of_no_interest(const Case& item) {
  return item.kind == Kind::protocol && group_name(item) == abort_group;
}

bool is_about_time(const Case& item) {
  return item.label.starts_with("sig:time-");
}

ClauseId accepting_clause(const Delivery& delivery) {
  if (is_health_probe(delivery)) return ClauseId::accepts_after_bad;
  switch (delivery.what.kind) {
    case Kind::canonical:
      return ClauseId::accepts_canonical;
    case Kind::protocol:
      return ClauseId::accepts_valid_http;
    case Kind::signature:
      return is_about_time(delivery.what) ? ClauseId::checks_timestamp
                                          : ClauseId::accepts_good_signature;
    default:
      return ClauseId::accepts_edges;
  }
}

ClauseId rejecting_clause(const Case& item) {
  if (item.kind == Kind::signature) {
    return is_about_time(item) ? ClauseId::checks_timestamp : ClauseId::verifies_signature;
  }
  if (item.kind != Kind::protocol) return ClauseId::rejects_violations;
  const Group* group = group_of(item);
  return group != nullptr ? group->rejecting : ClauseId::rejects_bad_requests;
}

/// The clause that a case's expectation belongs to; nothing for `either`.
std::optional<ClauseId> expectation_clause(const Delivery& delivery) {
  switch (delivery.what.expect) {
    case Expect::accept:
      return accepting_clause(delivery);
    case Expect::reject:
      return rejecting_clause(delivery.what);
    case Expect::either:
      return std::nullopt;
  }
  return std::nullopt;
}

/// Clauses that silence says nothing of: it breaks answers-in-time.
bool waits_for_answer(ClauseId id) {
  return id != ClauseId::accepts_after_bad && id != ClauseId::accepts_valid_http;
}

/// Whether an answer below 500 to a case that is to be refused takes it after all.
bool takes_in(const Case& item, unsigned status, Answer answer) {
  if (item.kind == Kind::signature) return answer == Answer::accepted;
  if (item.kind != Kind::protocol) return answer != Answer::refused;
  // What the contract promises are answers to its callbacks; these are HTTP's own matter.
  if (status >= 400) return false;
  const auto name = group_name(item);
  return answer == Answer::accepted || (name == "json" && answer != Answer::refused);
}

/// How a delivery that reached the receiver ended.
Assessment assess_reached(const Delivery& delivery, Answer answer) {
  Assessment result;
  result.contact = Contact::reached;
  const Case& what = delivery.what;
  if (is_of_no_interest(what)) return result;
  const Group* group = group_of(what);
  const bool answered = delivery.outcome == Outcome::response;
  const bool abandoned =
      delivery.outcome == Outcome::transport_error && delivery.cause == Cause::abandoned;
  const bool may_drop = group != nullptr && group->may_drop;
  // A body beyond all limits takes its time on a slow line.
  const bool slow_line =
      may_drop && delivery.phase == Phase::write && group->rejecting == ClauseId::limits_body_size;
  const bool timed_out = delivery.outcome == Outcome::timed_out;
  const bool dropped = !answered && !timed_out && !abandoned;
  const bool refused_above =
      answered && group != nullptr &&
      std::ranges::find(group->refusals, delivery.status) != group->refusals.end();
  const bool server_error = answered && delivery.status >= 500 && !refused_above;
  const auto test = [&result](ClauseId id, bool broken) {
    result.tested.add(id);
    if (broken) result.broken.add(id);
  };
  if (answered || timed_out) test(ClauseId::answers_in_time, timed_out && !slow_line);
  if (answered || dropped)
    test(ClauseId::never_5xx_or_drop, server_error || (dropped && !may_drop));
  const auto expected = expectation_clause(delivery);
  if (!expected) return result;
  if (what.expect == Expect::accept && timed_out && waits_for_answer(*expected)) {
    result.unanswered.add(*expected);
  } else if (what.expect == Expect::accept) {
    test(*expected, !answered || answer != Answer::accepted);
  } else if (answered && !server_error) {
    test(*expected, !refused_above && takes_in(what, delivery.status, answer));
  } else if ((dropped || abandoned) && may_drop) {
    test(*expected, false);
  }
  return result;
}

}  // namespace

AnswerTable::AnswerTable(const contract::Contract& contract) {
  for (const auto& type : contract.types()) {
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
  HOOKWORTHY_ASSERT(names_.size() < no_number);
  numbers_.resize(std::bit_ceil(4 * names_.size() + 1), no_number);
  for (std::size_t i = 0; i < names_.size(); ++i) {
    std::size_t place = hash_of(names_[i]) % numbers_.size();
    while (numbers_[place] != no_number) place = (place + 1) % numbers_.size();
    numbers_[place] = static_cast<std::uint16_t>(i);
  }
}

std::size_t AnswerTable::hash_of(std::string_view name) {
  std::size_t hash = name.size();
  if (name.empty()) return hash;
  for (const char c : {name.front(), name[name.size() / 2], name.back()}) {
    hash = hash * 31 + static_cast<unsigned char>(c);
  }
  return hash;
}

std::size_t AnswerTable::type_of(std::string_view name) const {
  const std::size_t mask = numbers_.size() - 1;
  for (std::size_t place = hash_of(name) & mask; numbers_[place] != no_number;
       place = (place + 1) & mask) {
    if (names_[numbers_[place]] == name) return numbers_[place];
  }
  return no_type();
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
  if (is_of_no_interest(delivery.what)) return result;
  result.missed.add(ClauseId::never_5xx_or_drop);
  result.missed.add(ClauseId::answers_in_time);
  if (const auto expected = expectation_clause(delivery)) result.missed.add(*expected);
  return result;
}

}  // namespace hookworthy::check
