#include "generator/run/loop.hpp"

#include <algorithm>

namespace hookworthy::run {

namespace {

/// Between two sweeps for deadlines.
constexpr std::int64_t least_period_ns = 1'000'000;
constexpr std::int64_t most_period_ns = 10'000'000;

}  // namespace

Loop::Loop(const Settings& settings, const send::Clock& clock, const Control& control,
           send::Channel::Listener& listener, Client& client)
    : settings_(settings),
      control_(control),
      listener_(listener),
      client_(client),
      // Nobody but this loop's thread ever touches the context, so it needs no locks.
      io_(BOOST_ASIO_CONCURRENCY_HINT_UNSAFE),
      context_(clock, settings.limits),
      sweep_timer_(io_),
      period_ns_(std::clamp(settings.timeout_ns / 20, least_period_ns, most_period_ns)) {
  context_.next_connection = settings.worker;
  context_.connection_stride = settings.workers;
  context_.max_requests = settings.max_requests;
  channels_.resize(settings.slots * settings.destinations.size());
  idle_.reserve(settings.slots);
}

Loop::~Loop() = default;

void Loop::run() {
  arm();
  io_.run();
  // Close, and let the cancelled operations end before their channels go.
  for (const auto& channel : channels_) {
    if (channel != nullptr) channel->close();
  }
  sweep_timer_.cancel();
  io_.restart();
  io_.run();
}

void Loop::finish() {
  finished_ = true;
  io_.stop();
}

void Loop::arm() {
  sweep_timer_.expires_at(clock().at(clock().now_ns() + period_ns_));
  sweep_timer_.async_wait([this](boost::system::error_code error) {
    if (error || finished_) return;
    tick();
    if (!finished_) arm();
  });
}

void Loop::tick() {
  const std::int64_t now = clock().now_ns();
  while (auto* overdue = context_.deadlines.overdue(now)) {
    static_cast<send::Channel*>(overdue)->give_up(record::Outcome::timed_out);
  }
  if (control_.stop() != Control::Stop::no) stop_sending(now);
  if (control_.stop() == Control::Stop::at_once) give_up_at_ns_ = now;
  if (stopping_ && now >= give_up_at_ns_) give_up_all();
  client_.tick(now);
}

void Loop::stop_sending(std::int64_t now_ns) {
  if (stopping_) return;
  stopping_ = true;
  give_up_at_ns_ = now_ns + settings_.grace_ns;
  client_.stop_sending();
}

void Loop::give_up_all() {
  for (const auto& channel : channels_) {
    if (channel != nullptr && channel->busy()) channel->give_up(record::Outcome::unfinished);
  }
}

std::optional<std::uint32_t> Loop::acquire() {
  if (!idle_.empty()) {
    const std::uint32_t slot = idle_.back();
    idle_.pop_back();
    return slot;
  }
  if (used_slots_ == settings_.slots) return std::nullopt;
  return used_slots_++;
}

void Loop::release(std::uint32_t slot) {
  idle_.push_back(slot);
}

send::Channel& Loop::make_channel(std::uint32_t slot, std::size_t destination) {
  auto& place = channels_[slot * settings_.destinations.size() + destination];
  place = send::make_channel(io_, *settings_.destinations[destination], context_, listener_, slot);
  return *place;
}

}  // namespace hookworthy::run
