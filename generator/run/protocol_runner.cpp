#include "generator/run/protocol_runner.hpp"

#include "verifier/assert.hpp"

#include <algorithm>

namespace hookworthy::run {

namespace {

constexpr auto tick_period = std::chrono::milliseconds(5);
/// After so many refused connections in a row there is no receiver any more.
constexpr std::uint32_t refusals_in_a_row = 40;

std::string_view group_of(std::string_view label) {
  return label.substr(0, label.find(':'));
}

std::size_t type_index(const contract::Contract& contract, std::string_view name) {
  const contract::CallbackType* type = contract.find_type(name);
  HOOKWORTHY_ASSERT(type != nullptr);
  return static_cast<std::size_t>(type - contract.types().data());
}

}  // namespace

ProtocolRunner::ProtocolRunner(const ProtocolSettings& settings, const plan::Plan& plan,
                               const plan::ProtocolCatalogue& catalogue,
                               std::vector<std::uint64_t> cases, record::Sink& sink,
                               Control& control)
    : settings_(settings),
      plan_(plan),
      catalogue_(catalogue),
      cases_(std::move(cases)),
      sink_(sink),
      control_(control),
      progress_(control.worker(0)),
      type_(type_index(plan.contract(), catalogue.type())),
      wire_(settings.run.destination, plan, type_, settings.run.headers, settings.run.signer,
            wall_clock_s),
      io_(BOOST_ASIO_CONCURRENCY_HINT_UNSAFE),
      context_(send::Clock(), settings.run.limits),
      tick_timer_(io_) {
  outcome_.next_sequence = settings.run.first_sequence;
}

ScenarioOutcome ProtocolRunner::run() {
  const UseMeter meter;
  fill_places();
  finish_if_done();
  if (!finished_) {
    arm();
    io_.run();
  }
  // Let cancelled operations end before their exchanges go.
  tick_timer_.cancel();
  io_.restart();
  io_.run();
  while (position_ < cases_.size()) leave(cases_[position_++]);
  outcome_.harness = meter.read();
  outcome_.harness.threads = 1;
  outcome_.harness.connections = context_.opened;
  outcome_.conserved = outcome_.counts.conserved();
  return std::move(outcome_);
}

void ProtocolRunner::fill_places() {
  while (sending_ && position_ < cases_.size() && !alone_) {
    const std::uint64_t index = cases_[position_];
    if (has_hung(catalogue_.describe(index))) {
      ++position_;
      leave(index);
      continue;
    }
    if (catalogue_.alone(index) && taken_ > 0) return;
    Place* place = free_place();
    if (place == nullptr) return;
    ++position_;
    begin_fault(*place, index);
  }
}

ProtocolRunner::Place* ProtocolRunner::free_place() {
  for (const auto& place : places_) {
    if (!place->taken) return place.get();
  }
  if (places_.size() == settings_.run.concurrency) return nullptr;
  Place& place = *places_.emplace_back(std::make_unique<Place>());
  place.exchange = send::make_scripted_exchange(io_, settings_.run.destination, context_, *this);
  return &place;
}

void ProtocolRunner::begin_fault(Place& place, std::uint64_t index) {
  const contract::Contract& contract = plan_.contract();
  // Three canonical callbacks per case, so that a case is the same whatever else is run: two for
  // the fault, one for its probe.
  place.number = 3 * index;
  std::string callback;
  std::string other;
  plan_.at(Kind::canonical,
           canonical_index(contract, type_, CanonicalSpace::protocol, place.number), callback);
  plan_.at(Kind::canonical,
           canonical_index(contract, type_, CanonicalSpace::protocol, place.number + 1), other);
  place.script = catalogue_.script(index, wire_.wire(), callback, other);
  place.what = catalogue_.describe(index);
  place.after = record::Delivery::no_delivery;
  place.probes = false;
  place.taken = true;
  alone_ = catalogue_.alone(index);
  ++taken_;
  ++outcome_.scenarios;
  start(place);
}

Case ProtocolRunner::probe_case(std::uint64_t number) const {
  return plan_.describe(Kind::canonical, canonical_index(plan_.contract(), type_,
                                                         CanonicalSpace::protocol, number + 2));
}

void ProtocolRunner::begin_probe(Place& place) {
  std::string callback;
  place.what = probe_case(place.number);
  plan_.at(Kind::canonical, place.what.index, callback);
  place.script = plan::ordinary_script(wire_.wire(), callback);
  place.after = place.sequence;
  place.probes = true;
  start(place);
}

void ProtocolRunner::start(Place& place) {
  place.sequence = outcome_.next_sequence++;
  ++outcome_.counts.planned;
  WorkerProgress::increment(progress_.sent);
  place.intended_ns = context_.clock.now_ns();
  place.exchange->start(
      place.script, place.intended_ns + settings_.run.timeout_ns + plan::own_time_ns(place.script));
}

void ProtocolRunner::exchange_ended(send::ScriptedExchange& exchange,
                                    const send::Exchange& result) {
  const auto found = std::find_if(places_.begin(), places_.end(), [&](const auto& place) {
    return place->exchange.get() == &exchange;
  });
  HOOKWORTHY_ASSERT(found != places_.end());
  Place& place = **found;
  report(place, result);
  learn(place, result);
  if (!place.probes && sending_) {
    begin_probe(place);
  } else {
    if (!place.probes) leave_one(probe_case(place.number), place.sequence);
    place.taken = false;
    --taken_;
    alone_ = false;  // whatever was alone is what has ended
    fill_places();
  }
  finish_if_done();
}

void ProtocolRunner::report(const Place& place, const send::Exchange& result) {
  record::Delivery delivery;
  delivery.sequence = place.sequence;
  delivery.what = place.what;
  delivery.after = place.after;
  delivery.outcome = result.outcome;
  delivery.phase = result.phase;
  delivery.cause = result.cause;
  delivery.status = result.status;
  delivery.connection = result.connection;
  delivery.intended_ns = place.intended_ns;
  delivery.sent_ns = result.sent_ns;
  delivery.done_ns = result.done_ns;
  delivery.handshake_ns = result.handshake_ns;
  delivery.request_bytes = place.exchange->sent_bytes();
  delivery.response_bytes = result.response_bytes;
  delivery.request_body = place.script.body;
  delivery.response_excerpt = result.excerpt;
  outcome_.counts.add(result.outcome);
  outcome_.duration_ns = std::max(outcome_.duration_ns, result.done_ns);
  if (result.outcome != record::Outcome::unfinished) {
    WorkerProgress::increment(progress_.done);
    if (result.outcome != record::Outcome::response) WorkerProgress::increment(progress_.failed);
  }
  sink_.take(delivery);
}

void ProtocolRunner::learn(const Place& place, const send::Exchange& result) {
  if (result.outcome == record::Outcome::timed_out && !place.probes) {
    ++timeouts_[std::string(group_of(place.what.label))];
  }
  refusals_ = result.cause == record::Cause::refused ? refusals_ + 1 : 0;
  if (refusals_ >= refusals_in_a_row) sending_ = false;
}

bool ProtocolRunner::has_hung(const Case& what) const {
  const auto found = timeouts_.find(group_of(what.label));
  return found != timeouts_.end() && found->second >= timeouts_per_group;
}

/// A case that will not be begun is planned all the same: nothing is lost in silence.
void ProtocolRunner::leave(std::uint64_t index) {
  const std::uint64_t sequence = outcome_.next_sequence;
  leave_one(catalogue_.describe(index), record::Delivery::no_delivery);
  leave_one(probe_case(3 * index), sequence);
}

void ProtocolRunner::leave_one(const Case& what, std::uint64_t after) {
  record::Delivery delivery;
  delivery.sequence = outcome_.next_sequence++;
  delivery.what = what;
  delivery.after = after;
  delivery.outcome = record::Outcome::unsent;
  delivery.phase = record::Phase::queue;
  delivery.intended_ns = context_.clock.now_ns();
  ++outcome_.counts.planned;
  outcome_.counts.add(delivery.outcome);
  sink_.take(delivery);
}

void ProtocolRunner::arm() {
  tick_timer_.expires_after(tick_period);
  tick_timer_.async_wait([this](boost::system::error_code error) {
    if (error || finished_) return;
    tick();
    if (!finished_) arm();
  });
}

void ProtocolRunner::tick() {
  const std::int64_t now = context_.clock.now_ns();
  if (control_.stop() != Control::Stop::no) stop_sending(now);
  if (now >= settings_.run.budget_ns && sending_) {
    outcome_.out_of_budget = true;
    stop_sending(now);
  }
  if (control_.stop() == Control::Stop::at_once) give_up_at_ns_ = now;
  if (give_up_at_ns_ > 0 && now >= give_up_at_ns_) {
    for (const auto& place : places_) {
      if (place->exchange->busy()) place->exchange->give_up(record::Outcome::unfinished);
    }
  }
  finish_if_done();
}

void ProtocolRunner::stop_sending(std::int64_t now_ns) {
  sending_ = false;
  if (give_up_at_ns_ == 0) give_up_at_ns_ = now_ns + settings_.run.grace_ns;
}

void ProtocolRunner::finish_if_done() {
  if (taken_ > 0 || (sending_ && position_ < cases_.size())) return;
  finished_ = true;
  io_.stop();
}

}  // namespace hookworthy::run
