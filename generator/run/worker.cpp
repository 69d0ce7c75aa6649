#include "generator/run/worker.hpp"

#include "generator/run/wall_clock.hpp"

#include <algorithm>

namespace hookworthy::run {

namespace {

/// Deliveries that may wait for their lane, per channel: enough to keep all channels busy while
/// some lives are slow, and a bound on memory.
constexpr std::uint32_t look_ahead_per_slot = 4;

/// So late, a delivery may as well wait for a row of callbacks.
constexpr std::int64_t hurry_ns = 2 * ReadAhead::row_ns;

std::vector<const send::Destination*> destinations_of(const LoadSettings& settings) {
  std::vector<const send::Destination*> all{&settings.destination};
  for (const send::Destination& other : settings.other_destinations) all.push_back(&other);
  return all;
}

}  // namespace

std::uint32_t slots_of(const LoadSettings& settings, unsigned number) {
  const unsigned share = settings.connections / settings.threads;
  const unsigned extra = number < settings.connections % settings.threads ? 1 : 0;
  return std::max(1u, share + extra);
}

Worker::Worker(const LoadSettings& settings, unsigned number, const send::Clock& clock,
               const Routes& routes, plan::Source& source, record::Sink& sink, Control& control)
    : settings_(settings),
      routes_(routes),
      callbacks_(source, clock, settings.threads),
      sink_(sink),
      progress_(control.worker(number)),
      closed_loop_(settings.schedule.is_closed_loop()),
      agenda_(settings, number, source),
      slots_(slots_of(settings, number)),
      lanes_(slots_, settings.keep_lanes ? slots_ * look_ahead_per_slot : 0),
      loop_({.destinations = destinations_of(settings),
             .slots = slots_,
             .timeout_ns = settings.timeout_ns,
             .grace_ns = settings.grace_ns,
             .limits = settings.limits,
             .max_requests = settings.max_requests_per_connection,
             .worker = number,
             .workers = settings.threads},
            clock, control, *this, *this),
      pace_timer_(loop_.make_timer()),
      flights_(slots_) {
  resting_.reserve(slots_);
}

void Worker::run() {
  if (closed_loop_) {
    wait_until(0);
  } else {
    pump(loop_.clock().now_ns());
  }
  loop_.run();
  result_.waiting = lanes_.waiting();
  result_.end = agenda_.end();
  result_.connections = loop_.connections_opened();
  report_unsent();
}

/// Sends everything that is due and finds a channel. What finds none stays the next position of
/// the agenda: the queue is the schedule itself and takes no memory, however long it gets.
/// `now` is an instant just past, so that not every delivery needs another look at the clock.
void Worker::pump(std::int64_t now) {
  while (sending_ && !agenda_.exhausted()) {
    if (!closed_loop_ && agenda_.intended_ns() > now) {
      now = loop_.clock().now_ns();
      if (agenda_.intended_ns() > now) {
        wait_until(agenda_.intended_ns());
        break;
      }
    }
    if (!take_next(now)) break;
  }
  finish_if_done();
}

/// False when there is no room for it now.
bool Worker::take_next(std::int64_t now_ns) {
  const auto lane = agenda_.lane();
  if (lane) {
    if (const auto busy = lanes_.slot_of(*lane)) return queue_behind(*busy, now_ns);
  }
  const auto slot = loop_.acquire();
  if (!slot) return false;
  const auto what = callbacks_.at(agenda_.position(), body_, makes_rows(now_ns));
  if (!what) {
    agenda_.end_here();
    loop_.release(*slot);
    return true;
  }
  if (lane) lanes_.bind(*lane, *slot);
  begin(*slot, agenda_.position(), closed_loop_ ? now_ns : agenda_.intended_ns(), *what, body_);
  agenda_.advance();
  return true;
}

/// Whether to make callbacks ahead of their time: when the connections want as many as there are,
/// or this thread is behind its schedule anyway. Else each would wait for others. With lanes it is
/// not known which positions come next.
bool Worker::makes_rows(std::int64_t now_ns) const {
  if (settings_.keep_lanes) return false;
  return closed_loop_ || now_ns - agenda_.intended_ns() > hurry_ns;
}

bool Worker::queue_behind(std::uint32_t slot, std::int64_t now_ns) {
  Waiting* waiting = lanes_.enqueue(slot);
  if (waiting == nullptr) return false;
  const auto what = callbacks_.at(agenda_.position(), waiting->body, false);
  if (!what) {
    agenda_.end_here();
    lanes_.drop_last(slot);
    return true;
  }
  waiting->position = agenda_.position();
  waiting->lane = *agenda_.lane();
  waiting->intended_ns = closed_loop_ ? now_ns : agenda_.intended_ns();
  waiting->what = *what;
  agenda_.advance();
  return true;
}

void Worker::begin(std::uint32_t slot, std::uint64_t position, std::int64_t intended_ns,
                   const Case& what, std::string_view body) {
  const Routes::Way& way = routes_.of(what.type);
  send::Channel& channel = loop_.channel(slot, way.destination);
  Flight& flight = flights_[slot];
  flight.position = position;
  flight.intended_ns = intended_ns;
  flight.what = what;
  if (settings_.signer == nullptr) {
    flight.body_offset = way.head.write(body, channel.request());
  } else {
    signature_.clear();
    settings_.signer->append(body, wall_clock_s(), signature_);
    flight.body_offset = way.head.write(body, channel.request(), signature_);
  }
  ++result_.counts.planned;
  ++in_flight_;
  WorkerProgress::increment(progress_.sent);
  channel.start({.timeout_ns = settings_.timeout_ns});
}

void Worker::exchange_ended(send::Channel& channel, const send::Exchange& exchange) {
  --in_flight_;
  report(flights_[channel.slot()], exchange, channel.request());
  if (closed_loop_) {
    const bool came_to_nothing = exchange.outcome == record::Outcome::transport_error &&
                                 !exchange.reused_connection && exchange.response_bytes == 0;
    if (exchange.done_ns >= settings_.schedule.duration_ns()) sending_ = false;
    // Without a pause, a closed loop against a dead receiver would be nothing but connecting.
    if (came_to_nothing && sending_) {
      resting_.push_back(channel.slot());
      return;
    }
  }
  // A timeout was done at its deadline, which may be some milliseconds ago.
  const bool just_now = exchange.outcome == record::Outcome::response;
  go_on(channel.slot(), just_now ? exchange.done_ns : loop_.clock().now_ns());
}

void Worker::go_on(std::uint32_t slot, std::int64_t now_ns) {
  Waiting* waiting = lanes_.front(slot);
  if (waiting != nullptr && sending_) {
    begin(slot, waiting->position, closed_loop_ ? now_ns : waiting->intended_ns, waiting->what,
          waiting->body);
    lanes_.pop(slot);
  } else {
    lanes_.unbind(slot);
    loop_.release(slot);
  }
  pump(now_ns);
}

void Worker::tick(std::int64_t now_ns) {
  while (!resting_.empty()) {
    const std::uint32_t slot = resting_.back();
    resting_.pop_back();
    go_on(slot, now_ns);
  }
  const std::int64_t end_ns = settings_.schedule.duration_ns();
  if (closed_loop_) {
    if (now_ns >= end_ns) sending_ = false;
  } else if (now_ns > end_ns + settings_.drain_ns) {
    // The schedule is over. What has not found a channel by now is unsent; what is in flight still
    // has its own deadline. (A Poisson schedule may have arrivals to come: those are not late.)
    const bool late = !agenda_.exhausted() && now_ns > agenda_.intended_ns() + settings_.drain_ns;
    if (late || lanes_.waiting() > 0) stop_with_rest(now_ns);
  }
  finish_if_done();
}

void Worker::stop_sending() {
  stop_with_rest(loop_.clock().now_ns());
}

void Worker::stop_with_rest(std::int64_t now_ns) {
  if (!sending_) return;
  sending_ = false;
  if (!agenda_.exhausted() || lanes_.waiting() > 0) result_.stopped_ns = now_ns;
}

void Worker::wait_until(std::int64_t instant_ns) {
  if (timer_for_ns_ == instant_ns) return;
  timer_for_ns_ = instant_ns;
  pace_timer_.expires_at(loop_.clock().at(instant_ns));
  pace_timer_.async_wait([this](boost::system::error_code error) {
    if (error) return;  // set to another instant
    timer_for_ns_ = -1;
    pump(loop_.clock().now_ns());
  });
}

void Worker::finish_if_done() {
  const bool more = sending_ && !agenda_.exhausted();
  const bool queued = sending_ && lanes_.waiting() > 0;
  if (more || queued || in_flight_ > 0) return;
  pace_timer_.cancel();
  loop_.finish();
}

void Worker::report(const Flight& flight, const send::Exchange& exchange,
                    std::string_view request) {
  result_.counts.add(exchange.outcome);
  result_.last_sent_ns = std::max(result_.last_sent_ns, exchange.sent_ns);
  result_.last_done_ns = std::max(result_.last_done_ns, exchange.done_ns);
  record::Delivery delivery;
  delivery.sequence = flight.position;
  delivery.what = flight.what;
  delivery.outcome = exchange.outcome;
  delivery.phase = exchange.phase;
  delivery.cause = exchange.cause;
  delivery.status = exchange.status;
  delivery.connection = exchange.connection;
  delivery.reused_connection = exchange.reused_connection;
  delivery.warm_up = flight.intended_ns < settings_.warm_up_ns;
  delivery.intended_ns = flight.intended_ns;
  delivery.sent_ns = exchange.sent_ns;
  delivery.done_ns = exchange.done_ns;
  delivery.handshake_ns = exchange.handshake_ns;
  delivery.request_bytes = request.size();
  delivery.response_bytes = exchange.response_bytes;
  delivery.request_body = request.substr(flight.body_offset);
  delivery.response_excerpt = exchange.excerpt;
  if (exchange.outcome != record::Outcome::unfinished) {
    WorkerProgress::increment(progress_.done);
    if (exchange.outcome != record::Outcome::response) WorkerProgress::increment(progress_.failed);
  }
  sink_.take(delivery);
}

/// After a run that was cut short: deliveries whose time had come, each told to the sink until
/// there are too many of them.
void Worker::report_unsent() {
  for (std::uint32_t slot = 0; slot < slots_; ++slot) {
    while (const Waiting* waiting = lanes_.front(slot)) {
      tell_unsent(waiting->position, waiting->intended_ns, waiting->what, waiting->body);
      lanes_.pop(slot);
    }
  }
  if (closed_loop_) return;
  for (; !agenda_.exhausted() && agenda_.intended_ns() <= result_.stopped_ns; agenda_.advance()) {
    if (unsent_told_ >= settings_.unsent_reports) return;
    const auto what = callbacks_.at(agenda_.position(), body_, false);
    if (!what) return;
    tell_unsent(agenda_.position(), agenda_.intended_ns(), *what, body_);
  }
}

void Worker::tell_unsent(std::uint64_t position, std::int64_t intended_ns, const Case& what,
                         std::string_view body) {
  if (++unsent_told_ > settings_.unsent_reports) return;
  record::Delivery delivery;
  delivery.sequence = position;
  delivery.what = what;
  delivery.outcome = record::Outcome::unsent;
  delivery.phase = record::Phase::queue;
  delivery.warm_up = intended_ns < settings_.warm_up_ns;
  delivery.intended_ns = intended_ns;
  delivery.request_body = body;
  sink_.take(delivery);
}

}  // namespace hookworthy::run
