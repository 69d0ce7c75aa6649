#include "generator/run/scenario_runner.hpp"

#include "generator/run/wall_clock.hpp"
#include "verifier/assert.hpp"

#include <algorithm>

namespace hookworthy::run {

ScenarioRunner::ScenarioRunner(const ScenarioSettings& settings, const send::RequestHead& head,
                               const send::Clock& clock, ScenarioSource& source, record::Sink& sink,
                               Control& control)
    : settings_(settings),
      head_(head),
      source_(source),
      sink_(sink),
      progress_(control.worker(0)),
      loop_({.destinations = {&settings.destination},
             .slots = settings.concurrency,
             .timeout_ns = settings.timeout_ns,
             .grace_ns = settings.grace_ns,
             .limits = settings.limits},
            clock, control, *this, *this) {
  outcome_.next_sequence = settings.first_sequence;
}

ScenarioOutcome ScenarioRunner::run() {
  const UseMeter meter;
  fill_places();
  finish_if_done();
  loop_.run();
  leave_source();
  outcome_.harness = meter.read();
  outcome_.harness.threads = 1;
  outcome_.harness.connections = loop_.connections_opened();
  outcome_.conserved = outcome_.counts.conserved();
  return std::move(outcome_);
}

void ScenarioRunner::fill_places() {
  while (sending_ && !source_empty_) {
    const auto slot = loop_.acquire();
    if (!slot) return;
    if (*slot == places_.size()) {
      places_.push_back(std::make_unique<Place>(loop_.make_timer()));
      places_.back()->channel = &loop_.channel(*slot);
    }
    Place& place = *places_[*slot];
    if (!pull(place)) {
      loop_.release(*slot);
      return;
    }
    place.taken = true;
    ++taken_;
    ++outcome_.scenarios;
    next_step(place);
  }
}

/// The next scenario that has steps.
bool ScenarioRunner::pull(Place& place) {
  do {
    if (!source_.next(place.scenario)) {
      source_empty_ = true;
      return false;
    }
  } while (place.scenario.steps.empty());
  place.sequences.clear();
  return true;
}

void ScenarioRunner::next_step(Place& place) {
  const std::size_t number = place.sequences.size();
  if (number >= place.scenario.steps.size() || !sending_) {
    leave_rest(place);
    place.taken = false;
    --taken_;
    loop_.release(place.channel->slot());
    return;
  }
  const std::int64_t delay_ns = place.scenario.steps[number].delay_ns;
  place.intended_ns = loop_.clock().now_ns() + delay_ns;
  if (delay_ns == 0) {
    begin_step(place);
    return;
  }
  place.timer.expires_at(loop_.clock().at(place.intended_ns));
  place.timer.async_wait([this, &place](boost::system::error_code error) {
    if (!error && place.taken) begin_step(place);
  });
}

void ScenarioRunner::begin_step(Place& place) {
  const Step& step = place.scenario.steps[place.sequences.size()];
  place.sequences.push_back(outcome_.next_sequence++);
  ++outcome_.counts.planned;
  WorkerProgress::increment(progress_.sent);
  write_request(place, step);
  const std::int64_t timeout_ns = step.timeout_ns > 0 ? step.timeout_ns : settings_.timeout_ns;
  place.channel->start({.timeout_ns = timeout_ns, .fresh_connection = step.fresh_connection});
}

void ScenarioRunner::write_request(Place& place, const Step& step) {
  signature_.clear();
  if (settings_.signer != nullptr) settings_.signer->append(step.body, wall_clock_s(), signature_);
  if (step.method.empty() && step.headers.empty()) {
    place.body_offset = head_.write(step.body, place.channel->request(), signature_);
    return;
  }
  std::vector<send::Header> headers = step.headers;
  for (const send::Header& common : settings_.headers) {
    if (!send::has_header(step.headers, common.name)) headers.push_back(common);
  }
  const auto head = send::RequestHead::make(settings_.destination.target,
                                            step.method.empty() ? "POST" : step.method, headers);
  HOOKWORTHY_ASSERT(head.has_value());  // a source makes steps that can be sent
  place.body_offset = head->write(step.body, place.channel->request(), signature_);
}

/// The delivery of the newest step, as far as the step itself tells.
record::Delivery ScenarioRunner::describe(Place& place) {
  const std::size_t number = place.sequences.size() - 1;
  const Step& step = place.scenario.steps[number];
  record::Delivery delivery;
  delivery.sequence = place.sequences[number];
  delivery.what = step.what;
  if (step.after) {
    HOOKWORTHY_ASSERT(*step.after < number);
    delivery.after = place.sequences[*step.after];
  }
  delivery.intended_ns = place.intended_ns;
  delivery.request_body = step.body;
  return delivery;
}

void ScenarioRunner::exchange_ended(send::Channel& channel, const send::Exchange& exchange) {
  Place& place = *places_[channel.slot()];
  record::Delivery delivery = describe(place);
  delivery.outcome = exchange.outcome;
  delivery.phase = exchange.phase;
  delivery.cause = exchange.cause;
  delivery.status = exchange.status;
  delivery.connection = exchange.connection;
  delivery.reused_connection = exchange.reused_connection;
  delivery.sent_ns = exchange.sent_ns;
  delivery.done_ns = exchange.done_ns;
  delivery.handshake_ns = exchange.handshake_ns;
  delivery.request_bytes = channel.request().size();
  delivery.response_bytes = exchange.response_bytes;
  delivery.response_excerpt = exchange.excerpt;
  outcome_.counts.add(exchange.outcome);
  outcome_.duration_ns = std::max(outcome_.duration_ns, exchange.done_ns);
  if (exchange.outcome != record::Outcome::unfinished) {
    WorkerProgress::increment(progress_.done);
    if (exchange.outcome != record::Outcome::response) WorkerProgress::increment(progress_.failed);
  }
  sink_.take(delivery);
  source_.ended(place.scenario, place.sequences.size() - 1, delivery);
  next_step(place);
  if (!place.taken) fill_places();
  finish_if_done();
}

/// Steps that will not be begun any more are planned all the same: nothing is lost in silence.
void ScenarioRunner::leave_rest(Place& place) {
  while (place.sequences.size() < place.scenario.steps.size()) {
    place.sequences.push_back(outcome_.next_sequence++);
    ++outcome_.counts.planned;
    record::Delivery delivery = describe(place);
    delivery.outcome = record::Outcome::unsent;
    delivery.phase = record::Phase::queue;
    outcome_.counts.add(delivery.outcome);
    sink_.take(delivery);
  }
}

/// After a run that was cut short: what a finite source still has.
void ScenarioRunner::leave_source() {
  if (source_empty_ || !source_.finite()) return;
  Place place(loop_.make_timer());
  while (pull(place)) leave_rest(place);
}

void ScenarioRunner::tick(std::int64_t now_ns) {
  if (now_ns >= settings_.budget_ns && !loop_.stopping()) {
    outcome_.out_of_budget = true;
    loop_.stop_sending(now_ns);
  }
  finish_if_done();
}

void ScenarioRunner::stop_sending() {
  sending_ = false;
  for (const auto& place : places_) {
    if (!place->taken || place->channel->busy()) continue;
    place->timer.cancel();  // it was waiting for its step's delay to pass
    next_step(*place);
  }
}

void ScenarioRunner::finish_if_done() {
  if (taken_ > 0 || (sending_ && !source_empty_)) return;
  for (const auto& place : places_) place->timer.cancel();
  loop_.finish();
}

}  // namespace hookworthy::run
