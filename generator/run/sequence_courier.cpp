#include "generator/run/sequence_courier.hpp"

#include "generator/run/coverage.hpp"
#include "generator/run/sequence_phase.hpp"
#include "verifier/assert.hpp"

#include <algorithm>
#include <chrono>
#include <thread>
#include <utility>

namespace hookworthy::run {
namespace {

constexpr auto slice = std::chrono::milliseconds(2);

send::Limits probe_limits(const send::Limits& limits) {
  send::Limits own = limits;
  own.body_bytes = own.kept_body_bytes = StateProbe::max_document_bytes;
  return own;
}

}  // namespace

Result<std::unique_ptr<SequenceCourier>> SequenceCourier::make(const ScenarioSettings& settings,
                                                               const contract::Contract& contract,
                                                               record::Sink& sink,
                                                               Control& control) {
  std::unique_ptr<SequenceCourier> courier(new SequenceCourier(settings, sink, control));
  for (const contract::CallbackType& type : contract.types()) {
    std::vector<send::Header> headers = settings.headers;
    for (send::Header& header : contract_headers(contract, type)) {
      if (!send::has_header(settings.headers, header.name)) headers.push_back(std::move(header));
    }
    auto head = send::RequestHead::make(settings.destination.target, type.method, headers);
    if (!head) return head.error();
    courier->heads_.emplace(type.name, std::move(*head));
  }
  return courier;
}

SequenceCourier::SequenceCourier(const ScenarioSettings& settings, record::Sink& sink,
                                 Control& control)
    : settings_(settings),
      sink_(sink),
      control_(control),
      progress_(control.worker(0)),
      io_(BOOST_ASIO_CONCURRENCY_HINT_UNSAFE),
      context_(send::Clock(), settings.limits),
      probe_context_(context_.clock, probe_limits(settings.limits)),
      channel_(send::make_channel(io_, settings.destination, context_, *this, 0)) {
  outcome_.next_sequence = settings.first_sequence;
}

SequenceCourier::~SequenceCourier() {
  channel_->close();
  if (probe_channel_) probe_channel_->close();
  io_.restart();
  io_.poll();  // cancelled operations end before their connections go
}

bool SequenceCourier::stopped() {
  const std::int64_t now = clock().now_ns();
  const bool over = now >= settings_.budget_ns;
  outcome_.out_of_budget = outcome_.out_of_budget || over;
  const bool stops = over || control_.stop() != Control::Stop::no;
  if (stops && stopped_at_ns_ < 0) stopped_at_ns_ = now;
  return stops;
}

void SequenceCourier::deliver(std::span<Parcel> parcels) {
  intended_ns_ = clock().now_ns();
  const bool stops = stopped();
  for (Parcel& parcel : parcels) {
    parcel.sequence = outcome_.next_sequence++;
    ++outcome_.counts.planned;
    if (stops) report(parcel, nullptr, -1, 0);
  }
  if (stops || parcels.empty()) return;
  if (parcels.size() == 1 && !parcels.front().abandoned) {
    deliver_alone(parcels.front());
  } else {
    deliver_apart(parcels);
  }
}

void SequenceCourier::deliver_alone(Parcel& parcel) {
  close_idle(channel_.get());
  begin(parcel);
  heads_.find(parcel.what.type)->second.write(parcel.body, channel_->request(), parcel.lines);
  alone_ = &parcel;
  channel_->start({.timeout_ns = settings_.timeout_ns});
  pump([this] { return in_flight_ == 0; });
}

void SequenceCourier::deliver_apart(std::span<Parcel> parcels) {
  close_idle(nullptr);
  released_ns_ = -1;
  for (Parcel& parcel : parcels) {
    begin(parcel);
    Place& place = free_place();
    place.parcel = &parcel;
    std::string bytes;
    heads_.find(parcel.what.type)->second.write(parcel.body, bytes, parcel.lines);
    const char last = bytes.back();
    bytes.pop_back();
    place.script = {};
    place.script.acts.push_back({.bytes = std::move(bytes)});
    place.script.acts.push_back({.kind = plan::Act::Kind::hold});
    place.script.acts.push_back({.bytes = std::string(1, last)});
    if (parcel.abandoned) place.script.acts.push_back({.kind = plan::Act::Kind::leave});
  }
  for (const auto& place : places_) {
    if (place->parcel != nullptr) {
      place->exchange->start(place->script, clock().now_ns() + settings_.timeout_ns);
    }
  }
  pump([this] { return in_flight_ == 0; });
}

// A receiver that serves one connection at a time must not wait for one that is idle.
void SequenceCourier::close_idle(const send::Channel* but) {
  for (send::Channel* channel : {channel_.get(), probe_channel_.get()}) {
    if (channel != nullptr && channel != but) channel->close();
  }
}

void SequenceCourier::begin(Parcel& parcel) {
  HOOKWORTHY_ASSERT(heads_.contains(parcel.what.type));
  ++in_flight_;
  WorkerProgress::increment(progress_.sent);
}

SequenceCourier::Place& SequenceCourier::free_place() {
  for (const auto& place : places_) {
    if (place->parcel == nullptr) return *place;
  }
  Place& place = *places_.emplace_back(std::make_unique<Place>());
  place.exchange = send::make_scripted_exchange(io_, settings_.destination, context_, *this);
  return place;
}

void SequenceCourier::exchange_holds(send::ScriptedExchange& /*exchange*/) {
  release_if_all_hold();
}

void SequenceCourier::release_if_all_hold() {
  for (const auto& place : places_) {
    if (place->parcel != nullptr && !place->exchange->holding()) return;
  }
  released_ns_ = clock().now_ns();
  for (const auto& place : places_) {
    if (place->parcel != nullptr && place->exchange->holding()) place->exchange->release();
  }
}

void SequenceCourier::exchange_ended(send::Channel& channel, const send::Exchange& result) {
  if (&channel == probe_channel_.get()) {
    probing_ = false;
    answer_ = {};
    if (result.outcome == record::Outcome::response) {
      answer_ = {result.status, std::string(result.excerpt)};
    }
    return;
  }
  --in_flight_;
  report(*std::exchange(alone_, nullptr), &result, result.sent_ns, channel.request().size());
}

void SequenceCourier::exchange_ended(send::ScriptedExchange& exchange,
                                     const send::Exchange& result) {
  const auto place = std::find_if(places_.begin(), places_.end(), [&](const auto& one) {
    return one->exchange.get() == &exchange;
  });
  HOOKWORTHY_ASSERT(place != places_.end() && (*place)->parcel != nullptr);
  --in_flight_;
  Parcel& parcel = *std::exchange((*place)->parcel, nullptr);
  // Until then the receiver had not the whole of it: waiting for the others is not its time.
  const std::int64_t sent_ns = std::max(result.sent_ns, released_ns_);
  report(parcel, &result, sent_ns, exchange.sent_bytes());
  if (released_ns_ < 0 && in_flight_ > 0) release_if_all_hold();
}

SequenceCourier::Answer SequenceCourier::get(const send::Destination& destination,
                                             std::string_view path,
                                             std::span<const send::Header> headers,
                                             std::int64_t timeout_ns) {
  if (!probe_channel_) {
    probe_channel_ = send::make_channel(io_, destination, probe_context_, *this, 0);
  }
  send::Target target = destination.target;
  target.path = path;
  const auto head = send::RequestHead::make(target, "GET", headers);
  if (!head || stopped()) return {};
  close_idle(probe_channel_.get());
  head->write("", probe_channel_->request());
  probing_ = true;
  probe_channel_->start({.timeout_ns = timeout_ns});
  pump([this] { return !probing_; });
  return std::move(answer_);
}

void SequenceCourier::sleep(std::int64_t duration_ns) {
  const std::int64_t until = clock().now_ns() + duration_ns;
  pump([&] { return clock().now_ns() >= until || stopped(); });
}

void SequenceCourier::pump(const std::function<bool()>& done) {
  while (!done()) {
    if (io_.stopped()) io_.restart();
    if (io_.run_one_for(slice) == 0 && io_.stopped()) {
      // Nothing is pending, so it has returned at once; whoever waits does so for time to pass.
      std::this_thread::sleep_for(std::chrono::microseconds(200));
    }
    sweep();
  }
}

void SequenceCourier::sweep() {
  const std::int64_t now = clock().now_ns();
  for (send::ChannelContext* context : {&context_, &probe_context_}) {
    while (auto* overdue = context->deadlines.overdue(now)) {
      static_cast<send::Channel*>(overdue)->give_up(record::Outcome::timed_out);
    }
  }
  if (!stopped()) return;
  const bool at_once = control_.stop() == Control::Stop::at_once;
  if (at_once || now >= stopped_at_ns_ + settings_.grace_ns) give_up();
}

void SequenceCourier::give_up() {
  if (channel_->busy()) channel_->give_up(record::Outcome::unfinished);
  if (probe_channel_ && probe_channel_->busy()) {
    probe_channel_->give_up(record::Outcome::unfinished);
  }
  for (const auto& place : places_) {
    if (place->exchange->busy()) place->exchange->give_up(record::Outcome::unfinished);
  }
}

/// `result` null: it was not sent.
void SequenceCourier::report(Parcel& parcel, const send::Exchange* result, std::int64_t sent_ns,
                             std::uint64_t bytes) {
  record::Delivery delivery;
  delivery.sequence = parcel.sequence;
  delivery.what = parcel.what;
  delivery.rehearsal = true;
  delivery.outcome = record::Outcome::unsent;
  delivery.phase = record::Phase::queue;
  delivery.intended_ns = intended_ns_;
  delivery.request_body = parcel.body;
  if (result != nullptr) {
    delivery.outcome = result->outcome;
    delivery.phase = result->phase;
    delivery.cause = result->cause;
    delivery.status = result->status;
    delivery.connection = result->connection;
    delivery.reused_connection = result->reused_connection;
    delivery.sent_ns = sent_ns;
    delivery.done_ns = result->done_ns;
    delivery.handshake_ns = result->handshake_ns;
    delivery.request_bytes = bytes;
    delivery.response_bytes = result->response_bytes;
    delivery.response_excerpt = result->excerpt;
    outcome_.duration_ns = std::max(outcome_.duration_ns, result->done_ns);
    if (result->outcome != record::Outcome::unfinished) {
      WorkerProgress::increment(progress_.done);
      if (result->outcome != record::Outcome::response) {
        WorkerProgress::increment(progress_.failed);
      }
    }
  }
  outcome_.counts.add(delivery.outcome);
  parcel.outcome = delivery.outcome;
  parcel.cause = delivery.cause;
  parcel.status = delivery.status;
  const bool timed = delivery.sent_ns >= 0 && delivery.done_ns >= 0;
  parcel.service_ns = timed ? delivery.done_ns - delivery.sent_ns : -1;
  sink_.take(delivery);
}

}  // namespace hookworthy::run
