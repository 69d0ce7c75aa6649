#pragma once

#include "generator/run/control.hpp"
#include "generator/send/channel.hpp"

#include <cstdint>
#include <memory>
#include <optional>
#include <vector>

#include <boost/asio/basic_waitable_timer.hpp>
#include <boost/asio/io_context.hpp>

namespace hookworthy::run {

/// The event loop of one thread with its channels: opens them on demand, ends what is overdue, and
/// looks after the wish to stop. Everything but construction happens on the thread that runs it.
class Loop {
 public:
  using Timer =
      boost::asio::basic_waitable_timer<std::chrono::steady_clock,
                                        boost::asio::wait_traits<std::chrono::steady_clock>,
                                        boost::asio::io_context::executor_type>;

  class Client {
   public:
    /// Regularly, some milliseconds apart. `now_ns` is the run's clock.
    virtual void tick(std::int64_t now_ns) = 0;
    /// Nothing new may be sent any more; called once. Afterwards finish() ends the loop.
    virtual void stop_sending() = 0;

   protected:
    ~Client() = default;
  };

  struct Settings {
    std::vector<const send::Destination*> destinations;  ///< not empty
    std::uint32_t slots;      ///< deliveries at a time; each slot has a channel per destination
    std::int64_t timeout_ns;  ///< shortest one in use: sets how often is looked for overdue ones
    std::int64_t grace_ns;    ///< between stop_sending and giving up what is in flight
    send::Limits limits;
    std::uint32_t max_requests = 0;  ///< ChannelContext::max_requests
    std::uint32_t worker = 0;        ///< connections of worker k of T get the numbers k, k + T, ...
    std::uint32_t workers = 1;
  };

  Loop(const Settings& settings, const send::Clock& clock, const Control& control,
       send::Channel::Listener& listener, Client& client);
  ~Loop();
  Loop(const Loop&) = delete;
  Loop& operator=(const Loop&) = delete;

  /// Runs until finish(). Then all connections are closed.
  void run();
  void finish();
  /// As if the user had asked to stop.
  void stop_sending(std::int64_t now_ns);
  bool stopping() const { return stopping_; }

  /// A free slot; nullopt when all are taken. The one that was released last comes first, so that
  /// no more connections are open than the load needs.
  std::optional<std::uint32_t> acquire();
  void release(std::uint32_t slot);
  /// The channel of a slot to one of the destinations, made when first asked for.
  send::Channel& channel(std::uint32_t slot, std::size_t destination = 0) {
    const auto& made = channels_[slot * settings_.destinations.size() + destination];
    return made != nullptr ? *made : make_channel(slot, destination);
  }

  const send::Clock& clock() const { return context_.clock; }
  std::uint64_t connections_opened() const { return context_.opened; }
  Timer make_timer() { return Timer(io_); }

 private:
  send::Channel& make_channel(std::uint32_t slot, std::size_t destination);
  void arm();
  void tick();
  void give_up_all();

  Settings settings_;
  const Control& control_;
  send::Channel::Listener& listener_;
  Client& client_;
  // Channels outlive nothing that may call them back: run() drains io_ before it returns.
  boost::asio::io_context io_;
  send::ChannelContext context_;
  Timer sweep_timer_;
  std::int64_t period_ns_;
  std::int64_t give_up_at_ns_ = 0;
  std::vector<std::unique_ptr<send::Channel>> channels_;  ///< by slot, then destination
  std::vector<std::uint32_t> idle_;                       ///< slots
  std::uint32_t used_slots_ = 0;                          ///< so far
  bool stopping_ = false;
  bool finished_ = false;
};

}  // namespace hookworthy::run
